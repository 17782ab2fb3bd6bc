"""A person sends: text, files, albums, places, polls, forwards, and kinds that a bot cannot copy."""

from dataclasses import dataclass, field
from typing import Any

from sandbox import content, entities, html
from sandbox.accounts import CHANNEL_BOT, GROUP_ANONYMOUS_BOT, Person
from sandbox.acts.places import chat_for, may_write, message_for, optional, standing, whole
from sandbox.bot_api.copying import can_forward, copied_content, origin_given, origin_of, seen_forwarded
from sandbox.chats import Chat, Group, PrivateChat
from sandbox.entities import utf16_length
from sandbox.errors import ApiError, Refused
from sandbox.membership import note_chat
from sandbox.messages import FILE_KINDS, Json, Message
from sandbox.world import World

CHANNEL_ID = -1009000000003


@dataclass
class _Place:
    chat: Chat
    more: dict[str, Any] = field(default_factory=dict)


def send(world: World, person: Person, given: Json) -> list[Message]:
    """Send one message, an album, or a forward; answers what was posted.

    Raises:
        Refused: 400 for malformed input, 404 for unknown files or messages, 409 where the person may not write.
    """
    chat = chat_for(world, person, given)
    thread_id = optional(given, "message_thread_id")
    may_write(chat, person, thread_id)
    place = _place(world, person, chat, thread_id, given)
    try:
        if given.get("album"):
            posted = _album(world, person, place, given["album"])
        elif given.get("forward"):
            posted = [_forward(world, person, place, given["forward"])]
        else:
            kind, fields = compose(world, given)
            posted = [world.post(Message(chat, person, kind, fields, **place.more))]
    except ApiError as problem:
        raise Refused(400, problem.description.removeprefix("Bad Request: ")) from None
    return posted


def _place(world: World, person: Person, chat: Chat, thread_id: int | None, given: Json) -> _Place:
    more: dict[str, Any] = {"thread_id": thread_id}
    if isinstance(chat, PrivateChat) and not chat.started:
        chat.started = True
        note_chat(world, chat)
    if given.get("reply_to") is not None:
        reply = message_for(chat, whole(given, "reply_to"))
        more["reply_to"] = reply
        if thread_id is None:
            more["thread_id"] = reply.thread_id
        if given.get("quote"):
            text = reply.content.get("text") or reply.content.get("caption") or ""
            at = text.find(given["quote"])
            if at < 0:
                raise Refused(400, "the quote is not in the message")
            more["quote"] = {"text": given["quote"], "position": utf16_length(text[:at]), "is_manual": True}
    if given.get("as_group"):
        more.update(_anonymous(person, chat, given["as_group"]))
    if given.get("forward_from") is not None:
        more["forward_origin"] = origin_given(world, given["forward_from"])
    if given.get("effect_id"):
        more["effect_id"] = str(given["effect_id"])
    return _Place(chat, more)


def _anonymous(person: Person, chat: Chat, as_group: Any) -> dict[str, Any]:
    if not isinstance(chat, Group):
        raise Refused(409, "only in groups can one write as the group")
    if as_group is True:
        if not standing(chat, person).is_admin:
            raise Refused(409, "only administrators write as the group")
        return {"sender_chat": chat.bare(), "stand_in": GROUP_ANONYMOUS_BOT}
    channel_id = as_group if isinstance(as_group, int) else CHANNEL_ID
    return {
        "sender_chat": {"id": channel_id, "type": "channel", "title": "A channel"},
        "stand_in": CHANNEL_BOT,
    }


def _words(given: Json, name: str, entities_name: str) -> tuple[str, list[Json]]:
    source = given.get(name) or ""
    if given.get("html"):
        return html.parse(source)
    listed = given.get(entities_name) or given.get("entities")
    return source, entities.check(listed, source) if listed else []


def text_fields(given: Json) -> Json:
    """The content of a text message."""
    return content.text(*_words(given, "text", "entities"))


def caption_fields(given: Json) -> Json:
    """The caption fields; also `text` is taken for a caption, as people type it into the same field."""
    name = "caption" if given.get("caption") else "text"
    return content.caption(*_words(given, name, "caption_entities"))


def compose(world: World, given: Json) -> tuple[str, Json]:
    """Kind and content of one message."""
    kind = given.get("kind") or "text"
    if kind == "text":
        return kind, text_fields(given)
    if kind in FILE_KINDS:
        return kind, _file_fields(world, kind, given)
    maker = _MAKERS.get(kind)
    if maker is None:
        raise Refused(400, f"unknown kind: {kind}")
    return kind, maker(world, given)


def _file_fields(world: World, kind: str, given: Json) -> Json:
    if given.get("file_id"):
        stored = world.files.get(given["file_id"])
        if stored is None:
            raise Refused(404, f"no file {given['file_id']}")
        if stored.kind != kind:
            stored = world.files.add(kind, stored.data, stored.mime, stored.name, stored.size)
    elif any(given.get(name) is not None for name in ("file_name", "mime_type", "size")):
        default = world.files.default(kind)
        stored = world.files.add(
            kind, default.data, given.get("mime_type") or default.mime, given.get("file_name"), optional(given, "size")
        )
    else:
        stored = world.files.default(kind)
    fields = world.files.describe(stored, kind)
    changes = {
        name: given[name]
        for name in ("duration", "width", "height", "performer", "title", "emoji")
        if given.get(name) is not None and _fits(kind, name)
    }
    if changes and isinstance(fields[kind], dict):
        fields = {**fields, kind: {**fields[kind], **changes}}
    if given.get("has_spoiler") and kind in ("photo", "video", "animation"):
        fields["has_media_spoiler"] = True
    if kind not in ("sticker", "video_note"):
        fields.update(caption_fields(given))
    return fields


def _fits(kind: str, name: str) -> bool:
    return {
        "performer": kind == "audio",
        "title": kind == "audio",
        "emoji": kind == "sticker",
        "duration": kind in ("video", "animation", "audio", "voice", "video_note"),
    }.get(name, kind in ("video", "animation"))


def _album(world: World, person: Person, place: _Place, items: Any) -> list[Message]:
    if not isinstance(items, list) or not 2 <= len(items) <= 10:
        raise Refused(400, "an album holds 2 to 10 items")
    composed = [compose(world, {"kind": "photo", **item}) for item in items]
    if any(kind not in ("photo", "video", "audio", "document") for kind, _ in composed):
        raise Refused(400, "an album holds photos, videos, audio, or documents")
    album = world.new_album()
    return [
        world.post(Message(place.chat, person, kind, fields, album=album, **place.more)) for kind, fields in composed
    ]


def _forward(world: World, person: Person, place: _Place, given: Json) -> Message:
    source = chat_for(world, person, given)
    message = message_for(source, whole(given, "message_id"))
    if not can_forward(message):
        raise Refused(409, "this message cannot be forwarded")
    more = {**place.more, "forward_origin": origin_of(message)}
    fields = copied_content(world, message) if given.get("copy") else seen_forwarded(message.content)
    return world.post(Message(place.chat, person, message.kind, fields, **more))


def _location(_world: World, given: Json) -> Json:
    return content.location(
        given.get("latitude", 50.4501), given.get("longitude", 30.5234), live_period=given.get("live_period")
    )


def _venue(_world: World, given: Json) -> Json:
    return content.venue(
        given.get("latitude", 50.4501),
        given.get("longitude", 30.5234),
        given.get("title") or "Café",
        given.get("address") or "Main Street 1",
    )


def _contact(_world: World, given: Json) -> Json:
    return content.contact(
        given.get("phone_number") or "+380441234567",
        given.get("first_name") or "Ivan",
        given.get("last_name"),
        given.get("user_id"),
    )


def _dice(_world: World, given: Json) -> Json:
    return content.dice(given.get("emoji"), optional(given, "value"))


def _poll(world: World, given: Json) -> Json:
    poll = content.poll(
        world.new_query_id(),
        given.get("question") or "Shall we?",
        content.option_texts(given.get("options") or ["Yes", "No"]),
        is_anonymous=bool(given.get("is_anonymous", True)),
        kind=given.get("type") or "regular",
        allows_multiple_answers=bool(given.get("allows_multiple_answers")),
        correct_option_id=given.get("correct_option_id"),
    )
    # Only the quiz's author knows the answer before it is closed.
    for hidden in ("correct_option_id", "correct_option_ids"):
        poll["poll"].pop(hidden, None)
    return poll


def _invoice(_world: World, _given: Json) -> Json:
    return {
        "invoice": {
            "title": "Invoice",
            "description": "For testing",
            "start_parameter": "",
            "currency": "EUR",
            "total_amount": 1000,
        }
    }


def _paid_media(_world: World, _given: Json) -> Json:
    return {"paid_media": {"star_count": 1, "paid_media": [{"type": "preview", "width": 320, "height": 200}]}}


def _giveaway(world: World, _given: Json) -> Json:
    chat = {"id": CHANNEL_ID, "type": "channel", "title": "A channel"}
    return {"giveaway": {"chats": [chat], "winners_selection_date": world.clock.date() + 86400, "winner_count": 1}}


def _story(_world: World, _given: Json) -> Json:
    return {"story": {"chat": {"id": CHANNEL_ID, "type": "channel", "title": "A channel"}, "id": 1}}


_MAKERS = {
    "location": _location,
    "venue": _venue,
    "contact": _contact,
    "dice": _dice,
    "poll": _poll,
    "invoice": _invoice,
    "paid_media": _paid_media,
    "giveaway": _giveaway,
    "story": _story,
}
