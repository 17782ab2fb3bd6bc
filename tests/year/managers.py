"""Managers in front of what the bot shows them: previews, and questions about what may have arrived."""

import datetime as dt
from collections.abc import Awaitable, Callable
from functools import partial

from conversations import failures
from conversations.buttons import Press
from conversations.care import deciding
from storage import outbox
from storage.unit import UnitOfWork
from tests.year.doings import Doings
from tests.year.souls import Soul
from tests.year.wire import Post
from tests.year.year import OLENA, Year


class Managers(Doings):
    """They skip, send, put off, rewrite, approve, and say truly whether something arrived."""

    def __init__(self, year: Year) -> None:
        super().__init__(year)
        self._decided: set[int] = set()

    def saw(self, post: Post) -> None:
        for data in post.buttons:
            action, *args = data.split(":")
            if action == "due" and args[0] == "skip" and int(args[1]) not in self._decided:
                self._decided.add(int(args[1]))
                self._decide(post, int(args[1]))
            elif action == "due" and args[0] == "at" and self.dice.random() < 0.5:
                self._soon(self._press, post, ("at", *args[1:]))
                return
            elif action == "retry":
                self._soon(self._answer, post, (int(args[0]),))

    def _soon(self, what: Callable[..., Awaitable[None]], post: Post, given: tuple[object, ...]) -> None:
        minutes = self.dice.choice((6, 40, 200, 900, 2000))
        at = self.year.clock.now() + dt.timedelta(minutes=minutes + self.dice.randrange(5))
        self.year.plan(at, partial(what, post, *given))

    def _decide(self, post: Post, care_id: int) -> None:
        soul = self._of_topic(post)
        text = post.said[-1][1]
        if soul is None or (soul.hands_off and "👋" in text):
            return
        held = "It goes out by itself" not in text
        chance = self.dice.random()
        if held and chance < 0.6:
            what = self.dice.choice(("ok", "ok", "ok", "edit", "skip"))
        elif chance < 0.2:
            what = self.dice.choice(("skip", "now", "later", "edit"))
        else:
            return
        if what == "edit":
            self._soon(self._edit, post, (care_id,))
        else:
            self._soon(self._press, post, (what, str(care_id)))

    def _of_topic(self, post: Post) -> Soul | None:
        return next((soul for soul in self.year.souls if soul.title == self._title_of(post)), None)

    def _title_of(self, post: Post) -> str:
        return self.year.wire.threads.get(post.thread_id or 0, "")

    async def _press(self, post: Post, *args: str) -> None:
        soul = self._of_topic(post)
        assert soul is not None

        async def pressed(uow: UnitOfWork) -> None:
            press = Press("due", args, "q", post.message_id)
            await deciding.pressed(uow, await self.chat(uow, soul), await self.year.member(uow, OLENA), press)

        if await self.year.may(pressed):
            self.year.touched[int(args[1])].add(args[0])

    async def _edit(self, post: Post, care_id: int) -> None:
        soul = self._of_topic(post)
        assert soul is not None

        async def edited(uow: UnitOfWork) -> None:
            chat = await self.chat(uow, soul)
            assert chat.topic is not None
            olena = await self.year.member(uow, OLENA)
            words = self.incoming(-1001, "I thought of you today. Olena", reply_to=post.message_id)
            await deciding.took_edit(uow, chat, chat.topic, olena, words, None)

        if await self.year.may(edited):
            self.year.touched[care_id].add("edit")
            if post.said[0][1].startswith("📌"):
                self.year.judge.written_to(soul)

    async def _answer(self, post: Post, parcel_id: int) -> None:
        """To “Telegram may or may not have delivered this”, truly."""
        arrived = parcel_id in self.year.wire.taken
        async with self.year.plain.reading() as uow:
            parcel = await outbox.failed(uow, parcel_id)

        async def answered(uow: UnitOfWork) -> None:
            if arrived:
                await failures.it_arrived(uow, parcel_id)
            else:
                await failures.try_again(uow, parcel_id)

        if await self.year.may(answered) and parcel is not None and parcel.op == "care":
            self.year.touched[int(parcel.payload["care"])].add("arrived" if arrived else "again")
