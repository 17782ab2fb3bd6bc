"""A typed client of the control API, for tests and for seeding the demo.

async with await start() as server, Sandbox(server.url) as box:
bot = await box.bot("700001:secret", "care_bot")
anna = await box.person("Anna", language="uk")
await anna.starts(bot)
await anna.sends(anna.chat, "Good morning")
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Any, TypeVar

import aiohttp
import orjson

from sandbox.client_people import BotHandle, ChatLike, Group, MessageLike, Person, chat_id_of, message_id_of
from sandbox.client_views import BotCall, Json, Message, Pressed, Topic

__all__ = [
    "BotCall",
    "BotHandle",
    "Group",
    "Message",
    "Person",
    "Pressed",
    "Sandbox",
    "SandboxRefused",
    "Topic",
]

Found = TypeVar("Found")


class SandboxRefused(Exception):
    """The control API said no; `status` is the HTTP status and the text says why."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(f"{status}: {text}")
        self.status = status
        self.text = text


class Sandbox:
    """The control API of one running sandbox. Use as ``async with``, or call `close`."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> "Sandbox":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    @property
    def session(self) -> aiohttp.ClientSession:
        """The HTTP session, opened when first used."""
        if self._session is None:
            self._session = aiohttp.ClientSession()
        return self._session

    async def request(self, verb: str, path: str, body: Any = None) -> Any:
        """Any call of the control API.

        Raises:
            SandboxRefused: when the answer is an error.
        """
        data = orjson.dumps(body) if body is not None else None
        async with self.session.request(verb, self.url + path, data=data) as response:
            return self._answer(response.status, await response.read())

    @staticmethod
    def _answer(status: int, raw: bytes) -> Any:
        try:
            answer = orjson.loads(raw)
        except orjson.JSONDecodeError:
            raise SandboxRefused(status, raw.decode(errors="replace")) from None
        if status >= 400:
            raise SandboxRefused(status, answer.get("error", str(answer)))
        return answer

    async def upload(self, person_id: int, data: bytes, name: str, mime: str) -> str:
        """Upload a file for a person; answers its file_id."""
        form = aiohttp.FormData(quote_fields=False)
        form.add_field("file", data, filename=name, content_type=mime)
        async with self.session.post(f"{self.url}/control/people/{person_id}/upload", data=form) as response:
            answer = self._answer(response.status, await response.read())
        return str(answer["file_id"])

    # -- the stage ----------------------------------------------------------------------------------------------

    async def bot(
        self,
        token: str,
        username: str,
        name: str | None = None,
        *,
        can_join_groups: bool = True,
        privacy_mode: bool = True,
    ) -> BotHandle:
        """Register a bot; the same token again answers the same bot."""
        body = {
            "token": token,
            "username": username,
            "name": name,
            "can_join_groups": can_join_groups,
            "privacy_mode": privacy_mode,
        }
        return BotHandle(await self.request("POST", "/control/bots", body))

    async def person(
        self,
        name: str,
        *,
        language: str | None = None,
        username: str | None = None,
        last_name: str | None = None,
        person_id: int | None = None,
    ) -> Person:
        """A new person."""
        body = {
            "name": name,
            "language_code": language,
            "username": username,
            "last_name": last_name,
            "id": person_id,
        }
        return Person(self, await self.request("POST", "/control/people", body))

    async def group(
        self,
        title: str,
        owner: Person,
        *,
        is_forum: bool = False,
        kind: str = "supergroup",
        members: tuple[Person, ...] | list[Person] = (),
    ) -> Group:
        """A new group: `kind` is supergroup or basic."""
        body = {
            "title": title,
            "owner": owner.id,
            "is_forum": is_forum,
            "kind": kind,
            "members": [member.id for member in members],
        }
        return Group(self, await self.request("POST", "/control/groups", body))

    async def existing_group(self, chat_id: int) -> Group:
        """A group that is there already."""
        return Group(self, await self.request("GET", f"/control/chats/{chat_id}"))

    async def existing_person(self, person_id: int) -> Person:
        """A person who is there already."""
        return Person(self, await self.request("GET", f"/control/people/{person_id}"))

    # -- reading ------------------------------------------------------------------------------------------------

    async def chat(self, chat: ChatLike, bot: BotHandle | None = None) -> Json:
        """The `ChatView`."""
        query = f"?bot_id={bot.id}" if bot is not None else ""
        answer: Json = await self.request("GET", f"/control/chats/{chat_id_of(chat)}{query}")
        return answer

    async def messages(
        self,
        chat: ChatLike,
        *,
        thread: int | str | Topic | None = None,
        after: MessageLike | None = None,
        before: MessageLike | None = None,
        limit: int = 1000,
        bot: BotHandle | None = None,
        service: bool = True,
        deleted: bool = True,
    ) -> list[Message]:
        """Messages of a chat, oldest first; `thread` is a topic or "general". Without a range: the last ones."""
        query: dict[str, Any] = {"limit": limit}
        if thread is not None:
            query["thread"] = thread.id if isinstance(thread, Topic) else thread
        if after is not None:
            query["after"] = message_id_of(after)
        if before is not None:
            query["before"] = message_id_of(before)
        if bot is not None:
            query["bot_id"] = bot.id
        address = "&".join(f"{key}={value}" for key, value in query.items())
        page = await self.request("GET", f"/control/chats/{chat_id_of(chat)}/messages?{address}")
        found = [Message(raw) for raw in page["messages"]]
        return [m for m in found if (service or m.kind != "service") and (deleted or not m.deleted)]

    async def message(self, chat: ChatLike, message: MessageLike, bot: BotHandle | None = None) -> Message:
        """One message as it is now."""
        query = f"?bot_id={bot.id}" if bot is not None else ""
        path = f"/control/chats/{chat_id_of(chat)}/messages/{message_id_of(message)}{query}"
        return Message(await self.request("GET", path))

    async def commands(self, person: Person, chat: ChatLike | None = None) -> list[str]:
        """Names of the commands that a person is offered in a chat (left out: the private one)."""
        query = f"?person={person.id}" + ("" if chat is None else f"&chat_id={chat_id_of(chat)}")
        return [item["command"] for item in await self.request("GET", f"/control/commands{query}")]

    async def file(self, file_id: str) -> bytes:
        """The bytes of a file."""
        async with self.session.get(f"{self.url}/control/files/{file_id}") as response:
            raw = await response.read()
            if response.status != 200:
                self._answer(response.status, raw)
            return raw

    # -- waiting ------------------------------------------------------------------------------------------------

    async def until(self, look: Callable[[], Awaitable[Found]], timeout: float = 60.0, what: str = "") -> Found:
        """Look again after everything that happens until `look` answers something true.

        Raises:
            TimeoutError: when it did not within `timeout` seconds; names `what` was awaited and the last look.
        """
        deadline = time.monotonic() + timeout
        position = 0
        while True:
            answer = await self.request("GET", "/control/events/last")
            position = answer["last"]
            found = await look()
            if found:
                return found
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError(f"{what or 'what was awaited'} did not come within {timeout} s; last: {found!r}")
            await self.request("GET", f"/control/events/last?after={position}&wait={min(left, 1.0)}")

    async def receives(
        self,
        chat: ChatLike,
        text: str | None = None,
        *,
        where: Callable[[Message], bool] | None = None,
        thread: int | str | Topic | None = None,
        after: MessageLike | None = None,
        timeout: float = 60.0,
        bot: BotHandle | None = None,
    ) -> Message:
        """Wait for a message of a bot that contains `text` (left out: any) and fulfils `where`; the first such one."""

        async def look() -> Message | None:
            for message in await self.messages(chat, thread=thread, after=after, bot=bot):
                if message.deleted or not message.by_bot or message.kind == "service":
                    continue
                if (text is None or text in message.text) and (where is None or where(message)):
                    return message
            return None

        wanted = f"a message with {text!r}" if text is not None else "a message"
        try:
            found = await self.until(look, timeout, wanted)
        except TimeoutError as problem:
            seen = [str(m) for m in await self.messages(chat, thread=thread, after=after, bot=bot)]
            raise TimeoutError(f"{problem}; in the chat: {seen}") from None
        assert found is not None
        return found

    async def silence(self, seconds: float = 0.3) -> None:
        """Let some real time pass, to see that nothing happens."""
        await asyncio.sleep(seconds)

    # -- the machinery ------------------------------------------------------------------------------------------

    async def clock(self) -> Json:
        """The sandbox's time."""
        answer: Json = await self.request("GET", "/control/clock")
        return answer

    async def advance(self, seconds: float) -> Json:
        """Move the clock forward."""
        answer: Json = await self.request("POST", "/control/clock", {"advance": seconds})
        return answer

    async def fault(self, kind: str, *methods: str, **rule: Any) -> None:
        """Add a fault: ``await box.fault("status", "sendMessage", code=502, times=3)``."""
        body = {"kind": kind, **rule}
        if methods:
            body["methods"] = list(methods)
        await self.request("POST", "/control/faults", body)

    async def faults(self, rules: list[Json], seed: int = 0) -> None:
        """Replace all faults and begin the random sequence anew."""
        await self.request("PUT", "/control/faults", {"rules": rules, "seed": seed})

    async def no_faults(self) -> None:
        """Remove all faults."""
        await self.request("DELETE", "/control/faults")

    async def limits(self, **limits: Any) -> None:
        """Set the limits: ``telegram=True``, or single ones; none lifts all."""
        await self.request("PUT", "/control/limits", limits)

    async def calls(
        self, method: str | None = None, *, since: int = 0, chat: ChatLike | None = None, limit: int = 100_000
    ) -> list[BotCall]:
        """The call log, oldest first."""
        query = f"?since={since}&limit={limit}"
        if method is not None:
            query += f"&method={method}"
        if chat is not None:
            query += f"&chat_id={chat_id_of(chat)}"
        return [BotCall(raw) for raw in (await self.request("GET", f"/control/calls{query}"))["calls"]]

    async def counts(self) -> dict[str, dict[str, int]]:
        """Method -> status -> number of calls."""
        answer: dict[str, dict[str, int]] = await self.request("GET", "/control/calls/counts")
        return answer

    async def forget_calls(self) -> None:
        """Empty the call log."""
        await self.request("DELETE", "/control/calls")

    async def pending_updates(self, bot: BotHandle | None = None) -> int:
        """How many updates the bot has not confirmed."""
        query = f"?bot_id={bot.id}" if bot is not None else ""
        return int((await self.request("GET", f"/control/updates{query}"))["pending"])

    async def notes(self, notes: Any) -> None:
        """Set the notes that the page shows."""
        await self.request("PUT", "/control/notes", notes)

    async def reset(self) -> None:
        """Empty the whole world."""
        await self.request("POST", "/control/reset", {})
