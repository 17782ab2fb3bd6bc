"""People, groups, and bots as the control client hands them out."""

from collections.abc import Sequence
from typing import Any, Protocol, Union

from sandbox.client_views import Json, Message, Pressed, Topic


class Box(Protocol):
    """What people and groups need of the client that made them (`sandbox.client.Sandbox`)."""

    async def request(self, verb: str, path: str, body: Any = None) -> Any:
        """Call the control API."""

    async def upload(self, person_id: int, data: bytes, name: str, mime: str) -> str:
        """Put a file there; its id."""


ChatLike = Union[int, "Group", "Person"]
MessageLike = int | Message


def chat_id_of(chat: ChatLike) -> int:
    """The id of a group, of a person's private chat, or the id itself."""
    return chat if isinstance(chat, int) else chat.id


def message_id_of(message: MessageLike) -> int:
    """The id of a message, or the id itself."""
    return message if isinstance(message, int) else message.id


class BotHandle:
    """A registered bot."""

    def __init__(self, raw: Json) -> None:
        self.raw = raw
        self.id: int = raw["id"]
        self.token: str = raw["token"]
        self.username: str = raw["username"]

    def link(self, payload: str) -> str:
        """A deep link into its private chat."""
        return f"https://t.me/{self.username}?start={payload}"


class Person:
    """Somebody who writes, presses, reacts; the verbs are in the third person so that tests read like sentences."""

    def __init__(self, box: Box, raw: Json) -> None:
        self.box = box
        self.raw = raw
        self.id: int = raw["id"]
        self.name: str = raw["first_name"]

    @property
    def chat(self) -> int:
        """The id of this person's private chat with the bot."""
        return self.id

    async def act(self, act: str, **given: Any) -> Any:
        """Any act of ``docs/sandbox.md``; fields that are None are left out."""
        body = {key: value for key, value in given.items() if value is not None}
        return await self.box.request("POST", f"/control/people/{self.id}/{act}", body)

    async def sends(
        self,
        chat: ChatLike,
        text: str | None = None,
        *,
        kind: str | None = None,
        thread: int | Topic | None = None,
        reply_to: MessageLike | None = None,
        html: bool = False,
        **fields: Any,
    ) -> Message:
        """Send one message of any kind; `text` is the caption of media. Further `fields` are those of ``send``."""
        answer = await self.act(
            "send",
            chat_id=chat_id_of(chat),
            kind=kind,
            text=text,
            message_thread_id=thread.id if isinstance(thread, Topic) else thread,
            reply_to=None if reply_to is None else message_id_of(reply_to),
            html=html or None,
            **fields,
        )
        return Message(answer["messages"][0])

    async def sends_album(
        self, chat: ChatLike, items: Sequence[Json | str], *, thread: int | Topic | None = None, **fields: Any
    ) -> list[Message]:
        """Send an album; an item is its kind, or an object with caption and so on."""
        album = [{"kind": item} if isinstance(item, str) else item for item in items]
        answer = await self.act(
            "send",
            chat_id=chat_id_of(chat),
            album=album,
            message_thread_id=thread.id if isinstance(thread, Topic) else thread,
            **fields,
        )
        return [Message(raw) for raw in answer["messages"]]

    async def uploads(self, data: bytes, name: str, mime: str) -> str:
        """Upload a file; answers its file_id for `sends`."""
        return await self.box.upload(self.id, data, name, mime)

    async def starts(self, bot: BotHandle | None = None, payload: str | None = None) -> Message:
        """Press Start, with the payload of a deep link if there is one."""
        answer = await self.act("start", bot_id=bot.id if bot is not None else None, payload=payload)
        return Message(answer["messages"][0])

    async def opens(self, link: str, chat: ChatLike | None = None) -> list[Message]:
        """Open a t.me link of a bot; `chat` is the group for ``startgroup``."""
        answer = await self.act("open", link=link, chat_id=None if chat is None else chat_id_of(chat))
        return [Message(raw) for raw in answer["messages"]]

    async def edits(self, message: Message, text: str, **fields: Any) -> Message:
        """Edit the text or caption of an own message."""
        answer = await self.act("edit", **self._where(message), message_id=message.id, text=text, **fields)
        return Message(answer)

    async def deletes(self, *messages: Message) -> None:
        """Delete messages of one chat for everybody."""
        await self.act("delete", **self._where(messages[0]), message_ids=[message.id for message in messages])

    async def reacts(self, message: Message, emoji: str | None) -> Message:
        """React with one emoji in place of the earlier ones; None takes it back."""
        reactions = [] if emoji is None else [{"type": "emoji", "emoji": emoji}]
        return Message(await self.act("react", **self._where(message), message_id=message.id, reactions=reactions))

    async def presses(self, message: Message, label: str | None = None, *, timeout: float = 60, **how: Any) -> Pressed:
        """Press an inline button by its label, or by ``data=`` or ``position=[row, column]``, and await the answer."""
        answer = await self.act(
            "press", **self._where(message), message_id=message.id, text=label, timeout=timeout, **how
        )
        return Pressed(
            answer["answered"], answer["query_id"], answer.get("text", ""), answer["show_alert"], answer.get("url")
        )

    async def pins(self, message: Message) -> None:
        """Pin a message."""
        await self.act("pin", **self._where(message), message_id=message.id)

    async def unpins(self, message: Message) -> None:
        """Unpin a message."""
        await self.act("unpin", **self._where(message), message_id=message.id)

    async def blocks(self, bot: BotHandle | None = None) -> None:
        """Block the bot."""
        await self.act("block", bot_id=bot.id if bot is not None else None)

    async def unblocks(self, bot: BotHandle | None = None) -> None:
        """Unblock the bot."""
        await self.act("unblock", bot_id=bot.id if bot is not None else None)

    async def creates_topic(self, group: "Group", name: str) -> Topic:
        """Open a topic."""
        return Topic(await self.act("topic/create", chat_id=group.id, name=name))

    async def renames_topic(self, group: "Group", topic: int | Topic, name: str) -> Topic:
        """Rename a topic."""
        return await self._topic(group, topic, "edit", name=name)

    async def closes_topic(self, group: "Group", topic: int | Topic) -> Topic:
        """Close a topic."""
        return await self._topic(group, topic, "close")

    async def reopens_topic(self, group: "Group", topic: int | Topic) -> Topic:
        """Open a closed topic again."""
        return await self._topic(group, topic, "reopen")

    async def deletes_topic(self, group: "Group", topic: int | Topic) -> Topic:
        """Delete a topic with its messages."""
        return await self._topic(group, topic, "delete")

    async def joins(self, group: "Group") -> None:
        """Join a group."""
        await self.act("join", chat_id=group.id)

    async def leaves(self, group: "Group") -> None:
        """Leave a group."""
        await self.act("leave", chat_id=group.id)

    async def _topic(self, group: "Group", topic: int | Topic, what: str, **given: Any) -> Topic:
        thread_id = topic.id if isinstance(topic, Topic) else topic
        return Topic(await self.act(f"topic/{what}", chat_id=group.id, message_thread_id=thread_id, **given))

    @staticmethod
    def _where(message: Message) -> Json:
        return {"chat_id": message.chat_id, "bot_id": message.raw.get("bot_id")}


class Group:
    """A group; `id` follows when it becomes a supergroup by `migrates`."""

    def __init__(self, box: Box, raw: Json) -> None:
        self.box = box
        self.raw = raw
        self.id: int = raw["id"]
        self.title: str = raw["title"]

    async def _member(self, user_id: int, **given: Any) -> Json:
        body = {key: value for key, value in given.items() if value is not None}
        answer: Json = await self.box.request("PUT", f"/control/chats/{self.id}/members/{user_id}", body)
        return answer

    async def add(self, *people: Person, by: Person | None = None) -> None:
        """Add people as ordinary members."""
        for person in people:
            await self._member(person.id, status="member", by=by.id if by else None)

    async def promote(self, who: Person | BotHandle, rights: Json | None = None, **given: Any) -> None:
        """Make somebody an administrator, with these rights (left out: the defaults of ``docs/sandbox.md``)."""
        await self._member(who.id, status="administrator", rights=rights, **given)

    async def demote(self, who: Person | BotHandle) -> None:
        """Make somebody an ordinary member again."""
        await self._member(who.id, status="member")

    async def restrict(self, who: Person | BotHandle, **permissions: bool) -> None:
        """Restrict somebody to these permissions."""
        await self._member(who.id, status="restricted", rights=permissions)

    async def add_bot(
        self, bot: BotHandle, rights: Json | None = None, *, admin: bool = True, by: Person | None = None
    ) -> None:
        """Add a bot, as administrator with these rights, or as ordinary member."""
        status = "administrator" if admin else "member"
        await self._member(bot.id, status=status, rights=rights, by=by.id if by else None)

    async def remove(self, who: Person | BotHandle, *, kicked: bool = False, by: Person | None = None) -> None:
        """Take somebody out; `kicked`: banned."""
        query = f"?kicked={int(kicked)}" + (f"&by={by.id}" if by else "")
        await self.box.request("DELETE", f"/control/chats/{self.id}/members/{who.id}{query}")

    async def change(self, **changes: Any) -> None:
        """Title, is_forum, protect_content, permissions."""
        self.raw = await self.box.request("PATCH", f"/control/chats/{self.id}", changes)

    async def delete(self) -> None:
        """Delete the group for everybody."""
        await self.box.request("DELETE", f"/control/chats/{self.id}")

    async def migrates(self) -> int:
        """Become a supergroup; answers the new id, which is `id` from now on."""
        self.raw = await self.box.request("POST", f"/control/chats/{self.id}/migrate", {})
        self.id = self.raw["id"]
        return self.id

    async def topics(self) -> list[Topic]:
        """All topics, the newest activity first, without deleted ones."""
        found = [Topic(raw) for raw in await self.box.request("GET", f"/control/chats/{self.id}/topics")]
        return [topic for topic in found if not topic.deleted]

    async def topic(self, name: str) -> Topic:
        """The topic with this name; LookupError when there is not exactly one."""
        found = [topic for topic in await self.topics() if topic.name == name]
        if len(found) != 1:
            raise LookupError(f"{len(found)} topics are called {name!r}: {[t.name for t in await self.topics()]}")
        return found[0]
