"""Intake: long-polls Telegram and hands every update to its handler.

A batch is handled in ONE transaction, and only after its commit does the next `getUpdates` confirm it. A crash anywhere
makes Telegram deliver again; the remembered update ids make the second run a no-op. When something in a batch fails,
the batch is rolled back and handled again one update at a time; one that keeps failing is set aside with its payload
and reported. (`docs/decisions` says why there are no savepoints.)
"""

import asyncio
import contextlib
from typing import Any

import orjson
import structlog
from aiogram import Bot, Dispatcher
from aiogram.types import Update
from pydantic import ValidationError

from bot.health import Health
from bot.reading_bot import reading_bot
from bot.tasks import Tasks
from bot.telegram import Refusal, Telegram, TelegramError, Unreachable
from conversations import leads, links
from conversations.buttons import ButtonAnswer
from handlers.audience import prefetch
from handlers.root import UPDATES, build_dispatcher
from locales import phrase
from storage import facts, inbox
from storage.chance import jittered
from storage.dialects import is_trouble
from storage.unit import Store, UnitOfWork

log = structlog.get_logger(__name__)

POLL = 50
"""Seconds that Telegram may hold a `getUpdates` without news."""

TRIES = 3
"""How often an update is handled before it is set aside."""

LONGEST_PAUSE = 30.0


async def feed(uow: UnitOfWork, dispatcher: Dispatcher, bot: Bot, batch: list[dict[str, Any]]) -> None:
    """Hand raw updates to their handlers, in order, in one unit of work."""
    updates = [Update.model_validate(raw, context={"bot": bot}) for raw in batch]
    await prefetch(uow, updates)
    for update in updates:
        await dispatcher.feed_update(bot, update, uow=uow)


async def handle_again(store: Store, token: str, raw: dict[str, Any], quarantine_id: int) -> str | None:
    """Handle an update that was set aside; None when it went well, else what failed. Nothing of a failed try stays."""
    async with store.reading() as uow:
        dispatcher = build_dispatcher(str(await facts.get(uow, links.USERNAME)))
    try:
        async with store.unit() as uow:
            await feed(uow, dispatcher, reading_bot(token), [raw])
            await inbox.replayed(uow, quarantine_id)
    except Exception as error:
        log.warning("replay failed", update=raw.get("update_id"), exc_info=error)
        return f"{type(error).__name__}: {error}"
    return None


class Intake:
    """The one reader of a bot's updates. Run it only while the lease is held: Telegram refuses a second one."""

    def __init__(
        self, store: Store, telegram: Telegram, dispatcher: Dispatcher, bot: Bot, tasks: Tasks, health: Health
    ) -> None:
        self._store = store
        self._telegram = telegram
        self._dispatcher = dispatcher
        self._bot = bot
        self._tasks = tasks
        self._health = health

    async def run(self, stopping: asyncio.Event) -> None:
        """Poll until `stopping` is set; a batch under way is finished. Raises `Refusal` when the token is not known."""
        offset: int | None = None
        failures = 0
        while not stopping.is_set():
            polling = self._tasks.start(self._poll(offset), "getUpdates", quiet=True)
            ended = self._tasks.start(stopping.wait(), "stopping", quiet=True)
            await asyncio.wait({polling, ended}, return_when=asyncio.FIRST_COMPLETED)
            ended.cancel()
            if not polling.done():
                polling.cancel()
                return
            try:
                batch = polling.result()
            except Refusal as refusal:
                if refusal.code in {401, 404}:
                    raise
                failures += 1
                await self._pause(refusal, failures, stopping)
                continue
            except Unreachable as unreachable:
                failures += 1
                await self._pause(unreachable, failures, stopping)
                continue
            failures = 0
            self._health.last_answer_epoch = self._store.clock.epoch()
            if batch:
                await self.take(batch)
            # An empty answer confirmed what there was. After an idle week Telegram may go on with lower numbers, which
            # a kept offset would confirm unread (Bot API, Update).
            offset = batch[-1]["update_id"] + 1 if batch else None

    async def _poll(self, offset: int | None) -> list[dict[str, Any]]:
        params: dict[str, Any] = {"timeout": POLL, "limit": 100, "allowed_updates": UPDATES}
        if offset is not None:
            params["offset"] = offset
        found: list[dict[str, Any]] = await self._telegram.call("getUpdates", params, timeout=POLL + 10)
        return found

    async def _pause(self, error: TelegramError, failures: int, stopping: asyncio.Event) -> None:
        told = error.retry_after if isinstance(error, Refusal) else None
        pause = float(told) if told else jittered(min(LONGEST_PAUSE, 0.5 * 2 ** min(failures, 8)))
        if isinstance(error, Refusal) and error.code == 409:
            log.error("somebody else reads this bot's updates: another Carebot, or a webhook", again_in=pause)
        else:
            log.warning("no updates", error=str(error), again_in=pause)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), pause)

    async def take(self, batch: list[dict[str, Any]]) -> None:
        """Handle updates, in order, each exactly once; returns when their effects are committed.

        One that fails on its own is handled again, a little later each time, and in the end set aside. Trouble of the
        database is no failure of an update: it is waited out.
        """
        pause, failures = 0.1, 0
        last: Exception | None = None
        while True:
            try:
                if last is not None and failures == TRIES:
                    await self._set_aside(batch[0], last)
                else:
                    await self._handle(batch)
            except Exception as error:
                if is_trouble(error):
                    log.warning("the database does not answer, the updates wait", error=type(error).__name__)
                    await asyncio.sleep(pause)
                    pause = min(pause * 2, 5.0)
                elif failures == TRIES:
                    raise
                elif len(batch) > 1:
                    for raw in batch:
                        await self.take([raw])
                    return
                else:
                    failures, last = failures + 1, error
                    if failures < TRIES:
                        await asyncio.sleep(jittered(0.2 * failures))
            else:
                return

    async def _handle(self, batch: list[dict[str, Any]]) -> None:
        async with self._store.unit() as uow:
            once = {raw["update_id"]: raw for raw in batch}
            fresh = await inbox.remember(uow, list(once))
            await feed(uow, self._dispatcher, self._bot, [raw for key, raw in once.items() if key in fresh])
        for effect in uow.after_commit:
            if isinstance(effect, ButtonAnswer):
                _ = self._tasks.start(self._answer(effect), "answer button")

    async def _set_aside(self, raw: dict[str, Any], error: Exception) -> None:
        """Keep an update that cannot be handled, with its payload, and tell the leads."""
        log.error("update set aside; see `carebot replay`", update=raw["update_id"], exc_info=error)
        reason = "not understood" if isinstance(error, ValidationError) else type(error).__name__
        async with self._store.unit() as uow:
            if not await inbox.remember(uow, [raw["update_id"]]):
                return
            await inbox.set_aside(uow, raw["update_id"], orjson.dumps(raw).decode(), reason)
            await leads.tell(
                uow,
                phrase(
                    "⚠️ I could not handle something that was sent to me ({reason}, update {update}). It is "
                    "kept; whoever runs me can "
                    "try again with: carebot replay",
                    reason=reason,
                    update=raw["update_id"],
                ),
            )

    async def _answer(self, answer: ButtonAnswer) -> None:
        """Stop the button's spinner. A courtesy: when it fails, nothing is lost."""
        params: dict[str, Any] = {"callback_query_id": answer.query_id}
        if answer.text is not None:
            params |= {"text": answer.text[:200], "show_alert": answer.alert}
        try:
            await self._telegram.call("answerCallbackQuery", params)
        except TelegramError as error:
            log.info("button not answered", error=str(error))
