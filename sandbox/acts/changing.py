"""A person edits, deletes, reacts, pins, and works on topics."""

from sandbox import topics
from sandbox.accounts import Person
from sandbox.acts.places import chat_for, message_for, optional, standing, topic_for, whole
from sandbox.acts.sending import caption_fields, text_fields
from sandbox.bot_api.copying import CAPTION_KEYS, CAPTION_KINDS
from sandbox.chats import Chat, Group, Topic
from sandbox.errors import ApiError, Refused
from sandbox.membership import note_chat, service
from sandbox.messages import Json, Message
from sandbox.reactions import set_reaction
from sandbox.world import World


def edit(world: World, person: Person, given: Json) -> Message:
    """Change the text or caption of an own message."""
    message = message_for(chat_for(world, person, given), whole(given, "message_id"))
    if message.sender.id != person.id or message.forward_origin is not None or message.kind == "service":
        raise Refused(409, "only one's own messages can be edited")
    try:
        if message.kind == "text":
            fields = text_fields(given)
        elif message.kind in CAPTION_KINDS:
            fields = {key: value for key, value in message.content.items() if key not in CAPTION_KEYS}
            fields.update(caption_fields(given))
        else:
            raise Refused(409, f"a {message.kind} cannot be edited")
    except ApiError as problem:
        raise Refused(400, problem.description.removeprefix("Bad Request: ")) from None
    if fields != message.content:
        message.content = fields
        world.edited(message, by_bot=False)
    return message


def delete(world: World, person: Person, given: Json) -> list[int]:
    """Delete messages for everybody: own ones, any in the private chat, in groups any with the right."""
    chat = chat_for(world, person, given)
    ids = given.get("message_ids") or [whole(given, "message_id")]
    found = [message_for(chat, message_id) for message_id in ids]
    for message in found:
        if message.sender.id == person.id or not isinstance(chat, Group):
            continue
        if not standing(chat, person).may("can_delete_messages"):
            raise Refused(409, f"{person.full_name} may not delete messages of others here")
    for message in found:
        world.delete(message)
    return [message.id for message in found]


def react(world: World, person: Person, given: Json) -> Message:
    """Set, replace, or take back one's reactions."""
    chat = chat_for(world, person, given)
    message = message_for(chat, whole(given, "message_id"))
    if message.kind == "service":
        raise Refused(409, "nobody reacts to service messages")
    if "reactions" in given:
        chosen = given["reactions"] or []
    else:
        chosen = [{"type": "emoji", "emoji": given["emoji"]}] if given.get("emoji") else []
    actor, is_chat = person.user, False
    if isinstance(chat, Group) and standing(chat, person).is_anonymous:
        actor, is_chat = chat.bare(), True
    set_reaction(world, message, actor, is_chat, chosen, report=True)
    return message


def _may_pin(chat: Chat, person: Person) -> None:
    if isinstance(chat, Group) and not chat.allows(standing(chat, person), "can_pin_messages"):
        raise Refused(409, f"{person.full_name} may not pin here")


def pin(world: World, person: Person, given: Json) -> Message:
    """Pin a message; a service message says so."""
    chat = chat_for(world, person, given)
    message = message_for(chat, whole(given, "message_id"))
    _may_pin(chat, person)
    if not message.pinned:
        message.pinned = True
        chat.pinned.insert(0, message.id)
        world.events.note("message_edited", message.view)
        notice: Json = {"pinned_message": message.as_json(with_reply=False)}
        service(world, chat, person, notice, thread_id=message.thread_id)
        note_chat(world, chat)
    return message


def unpin(world: World, person: Person, given: Json) -> Message:
    """Unpin a message."""
    chat = chat_for(world, person, given)
    message = message_for(chat, whole(given, "message_id"))
    _may_pin(chat, person)
    if message.pinned:
        message.pinned = False
        chat.pinned.remove(message.id)
        world.events.note("message_edited", message.view)
        note_chat(world, chat)
    return message


def _forum(world: World, person: Person, given: Json) -> Group:
    chat = chat_for(world, person, given)
    if not isinstance(chat, Group) or not chat.is_forum:
        raise Refused(409, "this chat has no topics")
    return chat


def create_topic(world: World, person: Person, given: Json) -> Topic:
    """Open a topic."""
    group = _forum(world, person, given)
    if not group.allows(standing(group, person), "can_manage_topics"):
        raise Refused(409, f"{person.full_name} may not create topics")
    name = str(given.get("name") or "").strip()
    if not 1 <= len(name) <= topics.MAX_NAME:
        raise Refused(400, "a topic's name has 1 to 128 characters")
    color, emoji = optional(given, "icon_color"), given.get("icon_custom_emoji_id")
    return topics.create(world, group, person, name, color, emoji)


def change_topic(world: World, person: Person, given: Json, what: str) -> Topic:
    """Edit, close, reopen, or delete a topic."""
    group = _forum(world, person, given)
    topic = topic_for(group, whole(given, "message_thread_id"))
    right = "can_delete_messages" if what == "delete" else "can_manage_topics"
    if not standing(group, person).may(right) and topic.creator_id != person.id:
        raise Refused(409, f"{person.full_name} may not do this to topics")
    if what == "edit":
        topics.edit(world, group, person, topic, given.get("name"), given.get("icon_custom_emoji_id"))
    elif what == "close":
        topics.set_closed(world, group, person, topic, closed=True)
    elif what == "reopen":
        topics.set_closed(world, group, person, topic, closed=False)
    elif what == "delete":
        topics.delete(world, group, topic)
    else:
        raise Refused(404, f"no act topic/{what}")
    return topic
