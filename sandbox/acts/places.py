"""Where a person acts, and whether they may."""

from sandbox.accounts import Person
from sandbox.chats import Chat, Group, Member, PrivateChat, Topic
from sandbox.errors import Refused
from sandbox.messages import Json, Message
from sandbox.world import World


def whole(given: Json, name: str) -> int:
    """A whole number from the JSON of an act, or a 400."""
    value = given.get(name)
    if isinstance(value, bool) or not isinstance(value, int):
        raise Refused(400, f"{name} must be a whole number")
    return value


def optional(given: Json, name: str) -> int | None:
    """A whole number that may be missing."""
    return None if given.get(name) is None else whole(given, name)


def chat_for(world: World, person: Person, given: Json) -> Chat:
    """The chat an act names, which the person must be in."""
    chat_id = whole(given, "chat_id")
    if chat_id > 0:
        bot_id = optional(given, "bot_id")
        if chat_id in world.bots and bot_id is None:
            bot_id = chat_id
        elif chat_id != person.id:
            raise Refused(409, "people write only in their own private chat with the bot and in groups")
        return world.private_chat(world.bot(bot_id), person)
    group = world.group(chat_id)
    if group.member(person.id) is None:
        raise Refused(409, f"{person.full_name} is not in {group.title}")
    if group.migrated_to is not None:
        raise Refused(409, f"the group became the supergroup {group.migrated_to}")
    return group


def standing(group: Group, person: Person) -> Member:
    """The person's membership."""
    return group.members[person.id]


def topic_for(group: Group, thread_id: int) -> Topic:
    """An existing topic, or a 404."""
    topic = group.topics.get(thread_id)
    if topic is None or topic.deleted:
        raise Refused(404, f"no topic {thread_id} in {group.title}")
    return topic


def message_for(chat: Chat, message_id: int) -> Message:
    """A message that is still there, or a 404."""
    message = chat.alive(message_id)
    if message is None:
        raise Refused(404, f"no message {message_id} here")
    return message


def may_write(chat: Chat, person: Person, thread_id: int | None) -> None:
    """Refuse writing where Telegram's apps would not offer it."""
    if isinstance(chat, PrivateChat):
        if chat.blocked:
            raise Refused(409, "the bot is blocked: unblock it first")
        if thread_id is not None:
            raise Refused(400, "there are no topics in a private chat")
        return
    if isinstance(chat, Group):
        member = standing(chat, person)
        if thread_id is not None:
            topic = topic_for(chat, thread_id)
            if topic.closed and not member.may("can_manage_topics"):
                raise Refused(409, "the topic is closed")
        if not chat.allows(member, "can_send_messages"):
            raise Refused(409, f"{person.full_name} may not write here")
