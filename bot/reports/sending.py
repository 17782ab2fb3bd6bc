"""Sends a report: has it made, then uploads it as a new message or in place of the one whose button was pressed."""

from pathlib import Path
from typing import Any

import structlog

from bot.places import Place
from bot.reports import process
from bot.telegram import Refusal, Telegram
from bot.turns import Turn
from conversations.tongue import staff_wording
from storage import staff
from storage.unit import Store

log = structlog.get_logger(__name__)

_GONE = ("message to edit not found", "can't be edited", "there is no text in the message to edit")


async def report(telegram: Telegram, store: Store, wanted: dict[str, Any], place: Place, turn: Turn) -> None:
    """Make what is wanted and send it. One that cannot be made is told to the person, not tried for ever.

    Raises what Telegram answers.
    """
    turn.close()  # making takes seconds, and other messages to the same person must not wait for them
    try:
        async with process.made(store, wanted) as made:
            await _deliver(telegram, made, wanted.get("message"), place, turn)
    except process.ReportError as error:
        log.error("report not made", what=wanted["what"], viewer=wanted["viewer"], said=str(error))
        async with store.reading() as uow:
            person = await staff.by_id(uow, wanted["viewer"])
            assert person is not None
            text = staff_wording(uow, person).text(
                "Something went wrong while I made this. Please try again; if it stays so, tell whoever runs me."
            )
        async with turn.call(place.telegram_id):
            await telegram.call("sendMessage", {**place.address, "text": text})


async def _deliver(telegram: Telegram, made: dict[str, Any], message_id: int | None, place: Place, turn: Turn) -> None:
    markup = {"inline_keyboard": made["keyboard"]} if "keyboard" in made else None
    if message_id is not None and "keyboard" in made and await _replaced(telegram, made, message_id, place, turn):
        return
    params: dict[str, Any] = {**place.address, "parse_mode": "HTML"}
    if markup is not None:
        params["reply_markup"] = markup
    if "photo" in made:
        params |= {"photo": "attach://photo", "caption": made["text"]}
        await _upload(telegram, "sendPhoto", params, {"photo": made["photo"]}, place, turn)
    elif "files" in made:
        await _files(telegram, made, params, place, turn)
    else:
        async with turn.call(place.telegram_id):
            await telegram.call("sendMessage", {**params, "text": made["text"]})


async def _replaced(telegram: Telegram, made: dict[str, Any], message_id: int, place: Place, turn: Turn) -> bool:
    """Put a summary in place of an older one; False when that message cannot take it."""
    params: dict[str, Any] = {
        **place.address,
        "message_id": message_id,
        "reply_markup": {"inline_keyboard": made["keyboard"]},
    }
    try:
        if "photo" in made:
            media = {"type": "photo", "media": "attach://photo", "caption": made["text"], "parse_mode": "HTML"}
            await _upload(
                telegram, "editMessageMedia", {**params, "media": media}, {"photo": made["photo"]}, place, turn
            )
        else:
            async with turn.call(place.telegram_id):
                await telegram.call("editMessageText", {**params, "text": made["text"], "parse_mode": "HTML"})
    except Refusal as refusal:
        if "message is not modified" in refusal.description:
            return True
        if any(words in refusal.description for words in _GONE):
            return False
        raise
    return True


async def _files(telegram: Telegram, made: dict[str, Any], params: dict[str, Any], place: Place, turn: Turn) -> None:
    """One document, or several as one album: all of them arrive or none."""
    files = {f"file{number}": path for number, path in enumerate(made["files"])}
    if len(files) == 1:
        params |= {"document": "attach://file0", "caption": made["text"]}
        await _upload(telegram, "sendDocument", params, files, place, turn)
        return
    media: list[dict[str, Any]] = [{"type": "document", "media": f"attach://{name}"} for name in files]
    media[-1] |= {"caption": made["text"], "parse_mode": "HTML"}
    await _upload(telegram, "sendMediaGroup", {**place.address, "media": media}, files, place, turn)


async def _upload(
    telegram: Telegram, method: str, params: dict[str, Any], files: dict[str, str], place: Place, turn: Turn
) -> None:
    opened = {name: Path(path) for name, path in files.items()}
    async with turn.call(place.telegram_id, len(files)):
        await telegram.upload(method, params, opened)
