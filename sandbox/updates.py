"""The queue of updates of one bot: long polling, confirmation by offset, and the choice of update types."""

import asyncio
from collections import deque
from collections.abc import Iterable
from typing import Any

import orjson

from sandbox.errors import OTHER_POLLER, ApiError

ALL_KINDS = frozenset(
    {
        "message", "edited_message", "channel_post", "edited_channel_post", "business_connection",
        "business_message", "edited_business_message", "deleted_business_messages", "message_reaction",
        "message_reaction_count", "inline_query", "chosen_inline_result", "callback_query", "shipping_query",
        "pre_checkout_query", "purchased_paid_media", "poll", "poll_answer", "my_chat_member", "chat_member",
        "chat_join_request", "chat_boost", "removed_chat_boost",
    }
)  # fmt: skip
# Telegram sends these only to bots that name them.
ON_REQUEST = frozenset({"message_reaction", "message_reaction_count", "chat_member"})
DEFAULT_KINDS = ALL_KINDS - ON_REQUEST

Lane = tuple[str, int]

FIRST_UPDATE_ID = 100_000_001
MAX_BATCH = 100


class UpdateQueue:
    """Updates in order, each kept until a higher offset confirms it.

    How it works: an update is written down as JSON bytes when it happens, so a later edit does not change it. One
    poller waits at a time; a second one ends the first with 409, as Telegram does.

    Keep in mind: the choice of types applies when an update *happens*, not when it is fetched.
    """

    def __init__(self) -> None:
        self.allowed: frozenset[str] = DEFAULT_KINDS
        self.chosen: list[str] = []
        self.next_id = FIRST_UPDATE_ID
        # (update_id, the update as JSON, lane): webhooks keep the order within a lane.
        self.pending: deque[tuple[int, bytes, Lane]] = deque()
        self.changed = asyncio.Event()
        self._waiting: asyncio.Future[str] | None = None

    def wants(self, kind: str) -> bool:
        """Whether the bot asked for updates of this kind."""
        return kind in self.allowed

    def choose(self, kinds: Iterable[Any]) -> None:
        """Remember `allowed_updates`; an empty list returns to Telegram's default. Unknown names are ignored."""
        self.chosen = [kind for kind in kinds if kind in ALL_KINDS]
        self.allowed = frozenset(self.chosen) if self.chosen else DEFAULT_KINDS

    def put_object(self, kind: str, payload: dict[str, Any]) -> None:
        """Queue an update from a Bot API object, if the bot wants this kind."""
        if kind not in self.allowed:
            return
        chat = payload.get("chat") or payload.get("message", {}).get("chat", {})
        lane = ("message" if kind == "edited_message" else kind, chat.get("id", 0))
        body = b'{"update_id":%d,"%s":%s}' % (self.next_id, kind.encode(), orjson.dumps(payload))
        self.pending.append((self.next_id, body, lane))
        self.next_id += 1
        self.changed.set()
        waiting = self._waiting
        if waiting is not None and not waiting.done():
            waiting.set_result("news")

    def confirm(self, offset: int) -> None:
        """Forget all updates below `offset`; a negative one keeps only that many from the end."""
        pending = self.pending
        if offset < 0:
            while len(pending) > -offset:
                pending.popleft()
            return
        while pending and pending[0][0] < offset:
            pending.popleft()

    def drop_all(self) -> None:
        """Forget everything that waits (`drop_pending_updates`)."""
        self.pending.clear()

    async def poll(self, offset: int, limit: int, timeout: float) -> bytes:
        """A JSON list of up to `limit` updates, waiting up to `timeout` seconds for the first.

        Raises:
            ApiError: 409, when another poller took over meanwhile.
        """
        earlier = self._waiting
        if earlier is not None and not earlier.done():
            earlier.set_result("taken over")
        self.confirm(offset)
        if not self.pending and timeout > 0:
            mine: asyncio.Future[str] = asyncio.get_running_loop().create_future()
            self._waiting = mine
            try:
                reason = await asyncio.wait_for(mine, timeout)
            except TimeoutError:
                reason = "nothing"
            finally:
                if self._waiting is mine:
                    self._waiting = None
            if reason == "taken over":
                raise ApiError(409, OTHER_POLLER)
        count = min(limit, len(self.pending))
        return b"[" + b",".join([self.pending[i][1] for i in range(count)]) + b"]"

    def state(self) -> dict[str, int]:
        """How many updates wait, and the last id given."""
        return {"pending": len(self.pending), "last_update_id": self.next_id - 1}
