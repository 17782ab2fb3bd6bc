"""Reading: chats, topics, messages, commands, files, and the stream of events."""

from aiohttp import web

from sandbox.bot_api.commands import commands_for
from sandbox.chats import Chat, Group, PrivateChat
from sandbox.control.http import path_number, query_number, route
from sandbox.errors import Refused
from sandbox.membership import chat_view
from sandbox.messages import Json, Message
from sandbox.world import World

MOST = 1000


class Reading:
    """Handlers over one world."""

    def __init__(self, world: World) -> None:
        self.world = world

    def _chat(self, request: web.Request) -> Chat:
        return self.world.chat(path_number(request, "chat_id"), query_number(request, "bot_id"))

    async def chats(self, request: web.Request) -> list[Json]:
        """The chats a person sees, the newest activity first."""
        person_id = query_number(request, "person")
        if person_id is not None:
            self.world.person(person_id)
        found = [chat for chat in self.world.chats() if person_id is None or _sees(chat, person_id)]
        found.sort(key=lambda chat: chat.last.date if chat.last is not None else 0, reverse=True)
        return [chat_view(self.world, chat) for chat in found]

    async def chat(self, request: web.Request) -> Json:
        """One chat; a group that moved is still shown."""
        return chat_view(self.world, self._chat(request))

    async def topics(self, request: web.Request) -> list[Json]:
        """The topics of a forum, the newest activity first."""
        chat = self._chat(request)
        if not isinstance(chat, Group):
            raise Refused(409, "a private chat has no topics")
        ordered = sorted(chat.topics.values(), key=lambda t: t.last.id if t.last is not None else 0, reverse=True)
        return [topic.view() for topic in ordered]

    async def messages(self, request: web.Request) -> Json:
        """A page of messages, oldest first."""
        chat = self._chat(request)
        limit = min(max(query_number(request, "limit") or 50, 1), MOST)
        before, after = query_number(request, "before"), query_number(request, "after")
        wanted = request.query.get("thread")
        thread: int | None = None
        if wanted not in (None, "", "general"):
            thread = query_number(request, "thread")
        everything = wanted in (None, "")
        found: list[Message] = []
        more = False
        ids = list(chat.messages) if after is not None else reversed(chat.messages)
        for message_id in ids:
            if (before is not None and message_id >= before) or (after is not None and message_id <= after):
                continue
            message = chat.messages[message_id]
            if not everything and message.thread_id != thread:
                continue
            if len(found) == limit:
                more = True
                break
            found.append(message)
        if after is None:
            found.reverse()
        return {"messages": [message.view() for message in found], "more": more}

    async def message(self, request: web.Request) -> Json:
        """One message, deleted ones included."""
        message = self._chat(request).messages.get(path_number(request, "message_id"))
        if message is None:
            raise Refused(404, "no such message")
        return message.view()

    async def commands(self, request: web.Request) -> list[dict[str, str]]:
        """The commands that a person is offered in a chat."""
        person = self.world.person(query_number(request, "person") or 0)
        bot_id = query_number(request, "bot_id")
        chat_id = query_number(request, "chat_id")
        chat = self.world.chat(person.id if chat_id is None else chat_id, bot_id)
        if isinstance(chat, Group):
            bots = [bot for bot, _ in chat.bots() if bot_id is None or bot.id == bot_id]
        else:
            bots = [self.world.bot(bot_id)]
        return [command for bot in bots for command in commands_for(bot, chat, person)]

    async def file(self, request: web.Request) -> web.Response:
        """The bytes of a file, safe to show in a page of the same origin."""
        stored = self.world.files.get(request.match_info["file_id"])
        if stored is None:
            raise Refused(404, "no such file")
        headers = {
            "X-Content-Type-Options": "nosniff",
            # An uploaded page or drawing must not run scripts in the chat page's origin.
            "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:",
            "Cache-Control": "private, max-age=3600",
        }
        return web.Response(body=stored.data, headers={**headers, "Content-Type": stored.mime})

    async def last_event(self, request: web.Request) -> Json:
        """The number of the last event; with `after` and `wait`, as soon as it is higher."""
        after = query_number(request, "after")
        try:
            wait = min(float(request.query.get("wait") or 0), 60.0)
        except ValueError:
            raise Refused(400, "wait must be a number of seconds") from None
        if after is None:
            return {"last": self.world.events.last_id}
        return {"last": await self.world.events.after(after, wait)}

    async def events(self, request: web.Request) -> web.StreamResponse:
        """The stream of events, from `Last-Event-ID` on."""
        given = request.headers.get("Last-Event-ID") or request.query.get("last_event_id")
        after = int(given) if given is not None and given.isdigit() else None
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await response.prepare(request)
        await response.write(b"retry: 1000\n\n")
        async for frame in self.world.events.follow(after):
            await response.write(frame)
        return response


def _sees(chat: Chat, person_id: int) -> bool:
    if isinstance(chat, PrivateChat):
        return chat.person.id == person_id
    return isinstance(chat, Group) and chat.member(person_id) is not None and chat.migrated_to is None


def add_routes(app: web.Application, world: World) -> None:
    """Register the handlers."""
    reading = Reading(world)
    route(app, "GET", "/control/chats", reading.chats)
    route(app, "GET", "/control/chats/{chat_id}", reading.chat)
    route(app, "GET", "/control/chats/{chat_id}/topics", reading.topics)
    route(app, "GET", "/control/chats/{chat_id}/messages", reading.messages)
    route(app, "GET", "/control/chats/{chat_id}/messages/{message_id}", reading.message)
    route(app, "GET", "/control/commands", reading.commands)
    route(app, "GET", "/control/files/{file_id}", reading.file)
    route(app, "GET", "/control/events", reading.events)
    route(app, "GET", "/control/events/last", reading.last_event)
