"""Where a call points: the chat, the topic, the message it replies to; and whether the bot may."""

from sandbox.bot_api.call import Call
from sandbox.chats import Chat, Group, Member, PrivateChat, Topic
from sandbox.entities import utf16_length
from sandbox.errors import CHAT_NOT_FOUND, THREAD_NOT_FOUND, ApiError, bad_request, forbidden, upgraded_to
from sandbox.messages import Json, Message


def chat_of(call: Call, name: str = "chat_id", writing: bool = True) -> Chat:
    """The chat a call names, when the bot has access to it.

    Raises:
        ApiError: Telegram's answer for an unknown chat, a person who never pressed Start or blocked the bot, a group
            the bot was removed from, a deleted group, and a group that moved.
    """
    raw = call.params.raw(name)
    if raw is None or raw == "":
        raise bad_request(f"{name} is empty")
    chat_id = call.params.integer(name)
    if chat_id is None or chat_id == 0:
        raise bad_request(CHAT_NOT_FOUND)
    if chat_id > 0:
        return _private(call, chat_id, writing)
    return _group(call, chat_id)


def _private(call: Call, person_id: int, writing: bool) -> PrivateChat:
    chat = call.world.private.get((call.bot.id, person_id))
    if person_id in call.world.bots:
        raise forbidden("bots can't send messages to bots" if person_id != call.bot.id else "bot can't send messages "
                        "to itself")  # fmt: skip
    if chat is None or not (chat.started or chat.blocked):
        if any(g.member(person_id) and g.member(call.bot.id) for g in call.world.groups.values()):
            raise forbidden("bot can't initiate conversation with a user")
        raise bad_request(CHAT_NOT_FOUND)
    if writing and chat.blocked:
        raise forbidden("bot was blocked by the user")
    return chat


def _group(call: Call, chat_id: int) -> Group:
    group = call.world.groups.get(chat_id)
    if group is None:
        raise bad_request(CHAT_NOT_FOUND)
    standing = group.members.get(call.bot.id)
    if standing is None:
        raise bad_request(CHAT_NOT_FOUND)
    if group.deleted:
        raise forbidden(f"the {group.word} chat was deleted")
    if group.migrated_to is not None:
        raise upgraded_to(group.migrated_to)
    if standing.status == "kicked":
        raise forbidden(f"bot was kicked from the {group.word} chat")
    if not standing.is_in:
        raise forbidden(f"bot is not a member of the {group.word} chat")
    return group


def own_standing(call: Call, group: Group) -> Member:
    """The bot's own membership."""
    return group.members[call.bot.id]


def forum_of(call: Call) -> Group:
    """The forum that a topic method names."""
    chat = chat_of(call)
    if not isinstance(chat, Group) or not chat.is_forum:
        raise bad_request("the chat is not a forum")
    return chat


def topic_of(call: Call, group: Group) -> Topic:
    """The topic that a topic method names."""
    raw = call.params.integer("message_thread_id")
    if raw is None or raw <= 0:
        raise bad_request("invalid message thread identifier specified")
    topic = group.topics.get(raw)
    if topic is None or topic.deleted:
        raise bad_request("TOPIC_ID_INVALID")
    return topic


_SEND_RIGHTS = {
    "text": ("can_send_messages", "text messages"),
    "location": ("can_send_messages", "text messages"),
    "venue": ("can_send_messages", "text messages"),
    "contact": ("can_send_messages", "text messages"),
    "photo": ("can_send_photos", "photos"),
    "video": ("can_send_videos", "videos"),
    "audio": ("can_send_audios", "music"),
    "document": ("can_send_documents", "documents"),
    "voice": ("can_send_voice_notes", "voice notes"),
    "video_note": ("can_send_video_notes", "video notes"),
    "poll": ("can_send_polls", "polls"),
    "sticker": ("can_send_other_messages", "stickers"),
    "animation": ("can_send_other_messages", "animations"),
    "dice": ("can_send_other_messages", "dice"),
}


class Target:
    """A resolved place to send to: the chat, the topic (None for General), and the message replied to."""

    __slots__ = ("chat", "quote", "reply_to", "thread_id")

    def __init__(self, chat: Chat, thread_id: int | None, reply_to: Message | None, quote: Json | None) -> None:
        self.chat = chat
        self.thread_id = thread_id
        self.reply_to = reply_to
        self.quote = quote


def target_of(call: Call, kind: str) -> Target:
    """Resolve chat_id, message_thread_id, and reply_parameters of a sending method.

    Raises:
        ApiError: as `chat_of`; *message thread not found*; *TOPIC_CLOSED*; *message to be replied not found*;
            *not enough rights to send … to the chat*.
    """
    chat = chat_of(call)
    wanted = call.params.integer("message_thread_id")
    thread_id = wanted or None
    reply_to, quote = _reply(call, chat)
    topic: Topic | None = None
    if thread_id is not None:
        topic = chat.topics.get(thread_id) if isinstance(chat, Group) and chat.is_forum else None
        if topic is None or topic.deleted:
            raise bad_request(THREAD_NOT_FOUND)
    if reply_to is not None and reply_to.thread_id != thread_id:
        if thread_id is None and isinstance(chat, Group):
            # A reply goes to the topic of the message it answers.
            thread_id = reply_to.thread_id
            topic = chat.topics.get(thread_id) if thread_id is not None else None
        else:
            raise bad_request("message to be replied not found")
    if isinstance(chat, Group):
        _check_sending(call, chat, topic, kind)
    return Target(chat, thread_id, reply_to, quote)


def _check_sending(call: Call, group: Group, topic: Topic | None, kind: str) -> None:
    member = own_standing(call, group)
    if topic is not None and topic.closed and not member.may("can_manage_topics"):
        raise bad_request("TOPIC_CLOSED")
    right, words = _SEND_RIGHTS.get(kind, ("can_send_messages", "messages"))
    if not group.allows(member, right):
        raise bad_request(f"not enough rights to send {words} to the chat")


def _reply(call: Call, chat: Chat) -> tuple[Message | None, Json | None]:
    params = call.params
    if "reply_parameters" in params.values:
        given = params.json("reply_parameters")
        if given is None:
            return None, None
        if not isinstance(given, dict):
            raise bad_request("can't parse reply parameters: expected an Object")
    elif "reply_to_message_id" in params.values:
        given = {
            "message_id": params.integer("reply_to_message_id"),
            "allow_sending_without_reply": params.flag("allow_sending_without_reply"),
        }
    else:
        return None, None
    message_id = given.get("message_id")
    if not message_id:
        return None, None
    other = given.get("chat_id")
    found = None if other not in (None, chat.id, str(chat.id)) else chat.alive(int(message_id))
    if found is None or (found.kind == "service" and "migrate_from_chat_id" in found.content):
        if given.get("allow_sending_without_reply"):
            return None, None
        raise bad_request("message to be replied not found")
    return found, _quote(given, found)


def _quote(given: Json, found: Message) -> Json | None:
    wanted = given.get("quote")
    if not wanted:
        return None
    text = found.content.get("text") or found.content.get("caption") or ""
    at = text.find(wanted)
    if at < 0:
        raise bad_request("QUOTE_TEXT_INVALID")
    return {"text": wanted, "position": utf16_length(text[:at])}


def message_of(call: Call, chat: Chat, purpose: str, name: str = "message_id") -> Message:
    """A message that a call names, e.g. *message to edit not found*."""
    message_id = call.params.integer(name)
    if not message_id:
        raise bad_request("message identifier is not specified")
    found = chat.alive(message_id)
    if found is None:
        raise _missing(purpose)
    return found


def _missing(purpose: str) -> ApiError:
    return bad_request(f"message to {purpose} not found")
