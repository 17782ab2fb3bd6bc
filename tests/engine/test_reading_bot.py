"""The bot that handlers are given reads, and never calls Telegram past the outbox."""

import pytest

from bot.reading_bot import reading_bot
from tests.support.house import TOKEN


async def test_a_handler_that_calls_telegram_is_told_to_use_the_outbox():
    with pytest.raises(RuntimeError, match=r"SendMessage: .*outbox"):
        await reading_bot(TOKEN).send_message(1, "Hello")


async def test_a_handler_that_downloads_a_file_is_told_that_files_stay_at_telegram():
    with pytest.raises(RuntimeError, match="file_id"):
        await reading_bot(TOKEN).download_file("documents/file_1.pdf")
