"""copyMessage(s) and forwardMessage(s)."""

from itertools import pairwise
from typing import Any

from sandbox import content
from sandbox.accounts import Person
from sandbox.bot_api import compose
from sandbox.bot_api.call import Call, method
from sandbox.bot_api.sending import deliver
from sandbox.bot_api.targets import Target, chat_of, message_of, target_of
from sandbox.chats import Chat, Group
from sandbox.errors import bad_request
from sandbox.messages import UNCOPYABLE_KINDS, Json, Message
from sandbox.world import World

MAX_BATCH = 100
CAPTION_KEYS = ("caption", "caption_entities", "show_caption_above_media")
CAPTION_KINDS = frozenset({"photo", "video", "animation", "audio", "voice", "document"})


def origin_of(message: Message) -> Json:
    """The MessageOrigin that a forward of this message carries."""
    if message.forward_origin is not None:
        return message.forward_origin
    if message.sender_chat is not None:
        return {"type": "chat", "date": message.date, "sender_chat": message.sender_chat}
    return {"type": "user", "date": message.date, "sender_user": message.sender.user}


def _protected(message: Message) -> bool:
    return message.protected or (isinstance(message.chat, Group) and message.chat.protected)


def can_copy(message: Message) -> bool:
    """Whether a bot may copy it. A quiz is copied only by the bot that made it, which knows the right answer."""
    if message.kind in UNCOPYABLE_KINDS or _protected(message):
        return False
    poll = message.content.get("poll")
    return not (poll is not None and poll["type"] == "quiz" and not message.sender.is_bot)


def can_forward(message: Message) -> bool:
    """Whether it may be forwarded: anything but service messages and protected ones."""
    return message.kind != "service" and not _protected(message)


def copied_content(world: World, message: Message) -> Json:
    """The content of a copy: a die is thrown anew and a poll starts without votes."""
    if message.kind == "dice":
        return content.dice(message.content["dice"]["emoji"])
    if message.kind == "poll":
        poll: Json = dict(message.content["poll"])
        poll["id"] = world.new_query_id()
        poll["options"] = [{**option, "voter_count": 0} for option in poll["options"]]
        poll.update(total_voter_count=0, is_closed=False)
        return {"poll": poll}
    return message.content


def seen_forwarded(fields: Json) -> Json:
    """The content of a forward: the same, without what belongs to the first message alone."""
    return {key: value for key, value in fields.items() if key != "link_preview_options"}


@method("copyMessage")
def copy_message(call: Call) -> Json:
    """A copy without a word about where it came from."""
    source = chat_of(call, "from_chat_id", writing=False)
    message = message_of(call, source, "copy")
    target = target_of(call, message.kind)
    if not can_copy(message):
        raise bad_request("message can't be copied")
    fields = copied_content(call.world, message)
    if call.params.raw("caption") is not None and message.kind in CAPTION_KINDS:
        fields = {key: value for key, value in fields.items() if key not in CAPTION_KEYS}
        fields.update(compose.caption_fields(call))
    return {"message_id": deliver(call, target, message.kind, fields).id}


@method("forwardMessage")
def forward_message(call: Call) -> Json:
    """A forward that names its origin."""
    source = chat_of(call, "from_chat_id", writing=False)
    message = message_of(call, source, "forward")
    target = target_of(call, message.kind)
    if not can_forward(message):
        raise bad_request("message can't be forwarded")
    forwarded = deliver(call, target, message.kind, seen_forwarded(message.content), forward_origin=origin_of(message))
    return forwarded.as_json()


def _batch(call: Call, purpose: str) -> tuple[Target, Chat, list[int]]:
    source = chat_of(call, "from_chat_id", writing=False)
    ids = call.params.json("message_ids")
    if not isinstance(ids, list) or not ids:
        raise bad_request("message identifiers are not specified")
    if len(ids) > MAX_BATCH:
        raise bad_request(f"too many messages to {purpose}")
    if not all(isinstance(number, int) and not isinstance(number, bool) for number in ids):
        raise bad_request("can't parse message identifiers")
    if any(later <= earlier for earlier, later in pairwise(ids)):
        raise bad_request("message identifiers must be in a strictly increasing order")
    return target_of(call, "text"), source, ids


def _post_batch(call: Call, target: Target, messages: list[Message], copying: bool) -> list[Json]:
    call.charge(target.chat, len(messages))
    albums: dict[str, str] = {}
    without_caption = call.params.flag("remove_caption")
    protected = call.params.flag("protect_content")
    result: list[Json] = []
    for message in messages:
        fields = copied_content(call.world, message) if copying else seen_forwarded(message.content)
        if copying and without_caption:
            fields = {key: value for key, value in fields.items() if key not in CAPTION_KEYS}
        album = None
        if message.album is not None:
            if message.album not in albums:
                albums[message.album] = call.world.new_album()
            album = albums[message.album]
        more: dict[str, Any] = {} if copying else {"forward_origin": origin_of(message)}
        sent = call.post(
            Message(
                target.chat,
                call.bot,
                message.kind,
                fields,
                thread_id=target.thread_id,
                album=album,
                protected=protected,
                **more,
            )
        )
        result.append({"message_id": sent.id})
    return result


@method("copyMessages")
def copy_messages(call: Call) -> list[Json]:
    """Copies of up to 100 messages, albums kept together; what cannot be copied is left out."""
    target, source, ids = _batch(call, "copy")
    found = [m for m in map(source.alive, ids) if m is not None and can_copy(m)]
    if not found:
        raise bad_request("message to copy not found")
    return _post_batch(call, target, found, copying=True)


@method("forwardMessages")
def forward_messages(call: Call) -> list[Json]:
    """Forwards of up to 100 messages, albums kept together; what cannot be forwarded is left out."""
    target, source, ids = _batch(call, "forward")
    found = [m for m in map(source.alive, ids) if m is not None and can_forward(m)]
    if not found:
        raise bad_request("message to forward not found")
    return _post_batch(call, target, found, copying=False)


def origin_given(world: World, given: Any) -> Json:
    """The origin of a message that a person forwards from somewhere outside the sandbox."""
    date = world.clock.date() - 60
    if isinstance(given, int):
        person: Person = world.person(given)
        return {"type": "user", "date": date, "sender_user": person.user}
    if "hidden_user" in given:
        return {"type": "hidden_user", "date": date, "sender_user_name": given["hidden_user"]}
    if "chat" in given:
        chat = {"id": -1009000000001, "type": "supergroup", "title": given["chat"]}
        return {"type": "chat", "date": date, "sender_chat": chat}
    chat = {"id": -1009000000002, "type": "channel", "title": given["channel"]}
    return {"type": "channel", "date": date, "chat": chat, "message_id": 1}
