"""``POST /control/people/{id}/<act>``: what people do."""

from typing import Any

from aiohttp import web

from sandbox.accounts import Person
from sandbox.acts import changing, going, pressing, sending
from sandbox.control.http import body, path_number, route
from sandbox.errors import Refused
from sandbox.membership import chat_view
from sandbox.messages import Json, Message
from sandbox.samples import DEFAULTS, sniff
from sandbox.world import World


def _views(messages: list[Message]) -> Json:
    return {"messages": [message.view() for message in messages]}


class Deeds:
    """Handlers over one world."""

    def __init__(self, world: World) -> None:
        self.world = world

    async def act(self, request: web.Request) -> Any:
        """Find the person and do what is asked."""
        person = self.world.person(path_number(request, "person_id"))
        act = request.match_info["act"]
        if act == "upload":
            return await self._upload(request)
        given = await body(request)
        if act == "press":
            return await pressing.press(self.world, person, given)
        return self._do(person, act, given)

    def _do(self, person: Person, act: str, given: Json) -> Json:
        world = self.world
        match act:
            case "send":
                return _views(sending.send(world, person, given))
            case "edit":
                return changing.edit(world, person, given).view()
            case "delete":
                return {"deleted": changing.delete(world, person, given)}
            case "react":
                return changing.react(world, person, given).view()
            case "pin":
                return changing.pin(world, person, given).view()
            case "unpin":
                return changing.unpin(world, person, given).view()
            case "start":
                return _views(going.start(world, person, given))
            case "open":
                chat_id, messages = going.open_link(world, person, given)
                return {"chat_id": chat_id, **_views(messages)}
            case "block" | "unblock":
                return chat_view(world, going.block(world, person, given, act == "block"))
            case "join":
                return going.join(world, person, given).as_json()
            case "leave":
                return going.leave(world, person, given).as_json()
            case "topic/create":
                return changing.create_topic(world, person, given).view()
            case _ if act.startswith("topic/"):
                return changing.change_topic(world, person, given, act.removeprefix("topic/")).view()
        raise Refused(404, f"no act {act}")

    async def _upload(self, request: web.Request) -> Json:
        part = (await request.post()).get("file")
        if not isinstance(part, web.FileField):
            raise Refused(400, "send one multipart part named file")
        data = part.file.read()
        mime = part.content_type
        if mime == "application/octet-stream":
            mime = sniff(data) or mime
        kind = _kind_of(mime)
        stored = self.world.files.add(kind, data, mime, part.filename)
        return {"file_id": stored.file_id, "mime_type": stored.mime, "file_name": stored.name, "file_size": stored.size}


def _kind_of(mime: str) -> str:
    """How an uploaded file is first stored; sending it as another kind stores it again."""
    kind = {"image/gif": "animation", "audio/ogg": "voice", "image/webp": "sticker"}.get(mime)
    if kind is None:
        kind = {"image": "photo", "video": "video", "audio": "audio"}.get(mime.partition("/")[0], "document")
    return kind if kind in DEFAULTS else "document"


def add_routes(app: web.Application, world: World) -> None:
    """Register the handler."""
    route(app, "POST", "/control/people/{person_id}/{act:.+}", Deeds(world).act)
