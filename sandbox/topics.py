"""Forum topics: opening, renaming, closing, reopening, deleting."""

from sandbox.accounts import Account
from sandbox.chats import Group, Topic
from sandbox.membership import note_chat, service
from sandbox.messages import Json, Message
from sandbox.world import World

ICON_COLORS = (7322096, 16766590, 13338331, 9367192, 16749490, 16478047)
MAX_NAME = 128


def _note(world: World, group: Group, topic: Topic) -> None:
    world.events.note("topic", lambda: {"chat_id": group.id, "topic": topic.view()})


def create(
    world: World, group: Group, actor: Account, name: str, color: int | None = None, emoji: str | None = None
) -> Topic:
    """Open a topic; its first message is the service message about it, whose id becomes the topic's."""
    color = ICON_COLORS[len(group.topics) % len(ICON_COLORS)] if color is None else color
    topic = Topic(group.next_id, name, color, emoji, actor.id)
    group.topics[topic.id] = topic
    body: Json = {"name": name, "icon_color": color}
    if emoji:
        body["icon_custom_emoji_id"] = emoji
    service(world, group, actor, {"forum_topic_created": body})
    _note(world, group, topic)
    return topic


def edit(world: World, group: Group, actor: Account, topic: Topic, name: str | None, emoji: str | None) -> bool:
    """Rename, or change the icon (an empty `emoji` takes it away). False when nothing would change."""
    body: Json = {}
    if name is not None and name != topic.name:
        body["name"] = name
    if emoji is not None and emoji != (topic.icon_emoji or ""):
        body["icon_custom_emoji_id"] = emoji
    if not body:
        return False
    topic.name = body.get("name", topic.name)
    if emoji is not None:
        topic.icon_emoji = emoji or None
    service(world, group, actor, {"forum_topic_edited": body}, thread_id=topic.id)
    _note(world, group, topic)
    return True


def set_closed(world: World, group: Group, actor: Account, topic: Topic, closed: bool) -> bool:
    """Close or reopen. False when it is so already."""
    if topic.closed == closed:
        return False
    topic.closed = closed
    key = "forum_topic_closed" if closed else "forum_topic_reopened"
    service(world, group, actor, {key: {}}, thread_id=topic.id)
    _note(world, group, topic)
    return True


def delete(world: World, group: Group, topic: Topic) -> None:
    """Delete the topic with all its messages. No bot hears of it."""
    topic.deleted = True
    gone: list[Message] = [m for m in group.messages.values() if m.thread_id == topic.id and not m.deleted]
    for message in gone:
        message.deleted = True
        message.pinned = False
    lost = {message.id for message in gone}
    if lost.intersection(group.pinned):
        group.pinned = [message_id for message_id in group.pinned if message_id not in lost]
        note_chat(world, group)
    _note(world, group, topic)
