"""A pretend Telegram at the very end of the wire: it alone knows what arrived, whatever its answers say."""

import asyncio
import datetime as dt
import random
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from bot.telegram import Refusal, Unreachable
from storage.records import Parcel
from tests.year.clockwork import Odds, YearClock

DESK = -1001

CARRYING: ContextVar[Parcel | None] = ContextVar("carrying", default=None)
"""What the sender carries at this moment: Telegram cannot know, but the judge has to."""


class DeathError(BaseException):
    """The sender's process ends here, without another word."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A check-in or greeting that a person has on their phone."""

    at: dt.datetime
    telegram_id: int
    text: str
    care_id: int


@dataclass(slots=True)
class Post:
    """A message of the bot in the desk or a private chat of staff, with every text that it ever had."""

    message_id: int
    chat_id: int
    thread_id: int | None
    said: list[tuple[dt.datetime, str]]
    keyboard: list[list[dict[str, Any]]]

    @property
    def buttons(self) -> list[str]:
        return [one["callback_data"] for row in self.keyboard for one in row]


@dataclass(slots=True)
class Wire:
    """Takes calls as `bot.telegram.Telegram` does, notes what it took, and answers with whatever the dice say."""

    clock: YearClock
    dice: random.Random
    odds: Odds
    arrivals: list[Arrival] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)
    troubled: set[int] = field(default_factory=set)
    blockers: set[int] = field(default_factory=set)
    posts: dict[int, Post] = field(default_factory=dict)
    threads: dict[int, str] = field(default_factory=dict)
    dies_next: bool = False
    hung: int = 0
    on_death: Callable[[], None] = lambda: None
    on_arrival: Callable[[Arrival], None] = lambda arrival: None
    on_post: Callable[[Post], None] = lambda post: None
    on_blocked: Callable[[int], None] = lambda telegram_id: None
    _ids: Any = field(default_factory=lambda: count(1))

    async def call(self, method: str, params: dict[str, Any] | None = None, *, timeout: float | None = None) -> Any:
        """Answer like Telegram: a result, `Refusal`, `Unreachable`, or the death of whoever called."""
        given = params or {}
        if method == "createForumTopic":
            thread = next(self._ids)
            self.threads[thread] = str(given["name"])
            return {"message_thread_id": thread}
        if method == "sendMessage":
            return await self._send(given)
        if method == "editMessageText":
            return self._edit(given)
        raise AssertionError(f"nobody calls {method} in this year")

    def note_trouble(self, parcel: Parcel | None) -> None:
        """Something went wrong with this parcel, so nobody can say when it should have arrived."""
        if parcel is not None and parcel.op == "care":
            self.troubled.add(int(parcel.payload["care"]))

    async def _send(self, given: dict[str, Any]) -> dict[str, Any]:
        chat_id = int(given["chat_id"])
        parcel = CARRYING.get()
        if chat_id in self.blockers:
            self.note_trouble(parcel)
            self.on_blocked(chat_id)
            raise Refusal(403, "Forbidden: bot was blocked by the user", None, None)
        once = parcel is not None and parcel.once
        fate = self._fate(once)
        if fate != "taken":
            self.note_trouble(parcel)
        if fate == "refused":
            raise self.dice.choice(
                (Refusal(429, "Too Many Requests: retry after 3", 3, None), Refusal(502, "Bad Gateway", None, None))
            )
        taken = fate == "taken" or self.dice.random() < 0.5
        message_id = next(self._ids)
        if taken:
            self._take(chat_id, message_id, given, parcel)
        if fate == "death":
            self.hung += 1
            self.on_death()
            await asyncio.Event().wait()
        if fate == "lost":
            raise Unreachable("sendMessage: no answer (TimeoutError)")
        return {"message_id": message_id}

    def _fate(self, once: bool) -> str:
        if once and self.dies_next:
            self.dies_next = False
            return "death"
        chance = self.dice.random()
        for fate in ("lost", "refused", "death"):
            odds = getattr(self.odds, fate) if once or fate == "refused" else 0.0
            if chance < odds:
                return fate
            chance -= odds
        return "taken"

    def _take(self, chat_id: int, message_id: int, given: dict[str, Any], parcel: Parcel | None) -> None:
        text = str(given["text"])
        if parcel is not None:
            self.taken.add(parcel.id)
        if parcel is not None and parcel.op == "care":
            arrival = Arrival(self.clock.now(), chat_id, text, int(parcel.payload["care"]))
            self.arrivals.append(arrival)
            self.on_arrival(arrival)
            return
        keyboard = given.get("reply_markup", {}).get("inline_keyboard", [])
        thread = given.get("message_thread_id")
        post = Post(message_id, chat_id, thread, [(self.clock.now(), text)], keyboard)
        self.posts[message_id] = post
        self.on_post(post)

    def _edit(self, given: dict[str, Any]) -> dict[str, Any]:
        post = self.posts.get(int(given["message_id"]))
        if post is None:
            raise Refusal(400, "Bad Request: message to edit not found", None, None)
        if self._fate(False) == "refused":
            raise Refusal(429, "Too Many Requests: retry after 3", 3, None)
        keyboard = given.get("reply_markup", {}).get("inline_keyboard", [])
        if post.said[-1][1] == given["text"] and post.keyboard == keyboard:
            raise Refusal(400, "Bad Request: message is not modified", None, None)
        post.said.append((self.clock.now(), str(given["text"])))
        post.keyboard = keyboard
        self.on_post(post)
        return {"message_id": post.message_id}

    async def close(self) -> None:
        """There is nothing to let go of."""
