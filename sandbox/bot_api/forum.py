"""Forum topics, from the bot's side."""

from sandbox import topics
from sandbox.bot_api.call import Call, method
from sandbox.bot_api.targets import forum_of, own_standing, topic_of
from sandbox.chats import Group, Topic
from sandbox.errors import bad_request
from sandbox.messages import Json

# A few custom emoji that stand for Telegram's list of free topic icons.
ICON_EMOJI = {
    "5434144690511290129": "📰", "5312536423851630001": "💡", "5312016608254762256": "⚡️", "5377544228505134960": "🎙",
    "5418085807791545980": "🔝", "5370870893004203704": "🗣", "5420216386448270341": "🆒", "5379748062124056162": "❗️",
    "5373251851074415873": "📝", "5433614043006903194": "📆", "5357315181649076022": "📁", "5309832892262654231": "🔎",
    "5237699328843200968": "✅", "5408906741125490282": "🏁", "5377498341074542641": "❓", "5312315739842026755": "💬",
}  # fmt: skip


def _name(call: Call) -> str:
    name = call.params.text("name").strip()
    if not name:
        raise bad_request("title must be non-empty")
    if len(name) > topics.MAX_NAME:
        raise bad_request("title is too long")
    return name


def _icon(call: Call) -> str | None:
    emoji = call.params.raw("icon_custom_emoji_id")
    if emoji is None:
        return None
    if emoji and str(emoji) not in ICON_EMOJI:
        raise bad_request("DOCUMENT_INVALID")
    return str(emoji)


def _may_change(call: Call, group: Group, topic: Topic, what: str) -> None:
    if not own_standing(call, group).may("can_manage_topics") and topic.creator_id != call.bot.id:
        raise bad_request(f"not enough rights to {what} the topic")


@method("createForumTopic")
def create_forum_topic(call: Call) -> Json:
    """Open a topic; counts as a message against the limits."""
    group = forum_of(call)
    member = own_standing(call, group)
    if not member.may("can_manage_topics") and not group.allows(member, "can_manage_topics"):
        raise bad_request("not enough rights to create a topic")
    name = _name(call)
    color = call.params.integer("icon_color")
    if color is not None and color not in topics.ICON_COLORS:
        raise bad_request("invalid icon color specified")
    emoji = _icon(call)
    call.charge(group)
    topic = topics.create(call.world, group, call.bot, name, color, emoji or None)
    call.message_ids.append(topic.id)
    return topic.as_json()


@method("editForumTopic")
def edit_forum_topic(call: Call) -> bool:
    """Rename, or change the icon; an empty icon takes it away."""
    group = forum_of(call)
    topic = topic_of(call, group)
    _may_change(call, group, topic, "edit")
    name = _name(call) if call.params.text("name") else None
    emoji = _icon(call)
    same_name = name is None or name == topic.name
    if same_name and (emoji is None or emoji == (topic.icon_emoji or "")):
        raise bad_request("TOPIC_NOT_MODIFIED")
    call.charge(group)
    topics.edit(call.world, group, call.bot, topic, name, emoji)
    return True


def _toggle(call: Call, closed: bool) -> bool:
    group = forum_of(call)
    topic = topic_of(call, group)
    _may_change(call, group, topic, "close" if closed else "reopen")
    if topic.closed == closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    call.charge(group)
    return topics.set_closed(call.world, group, call.bot, topic, closed)


@method("closeForumTopic")
def close_forum_topic(call: Call) -> bool:
    """Close: only administrators who manage topics can write there."""
    return _toggle(call, closed=True)


@method("reopenForumTopic")
def reopen_forum_topic(call: Call) -> bool:
    """Open a closed topic again."""
    return _toggle(call, closed=False)


@method("deleteForumTopic")
def delete_forum_topic(call: Call) -> bool:
    """Delete a topic with all its messages."""
    group = forum_of(call)
    topic = topic_of(call, group)
    if not own_standing(call, group).may("can_delete_messages"):
        raise bad_request("not enough rights to delete the topic")
    topics.delete(call.world, group, topic)
    return True


@method("getForumTopicIconStickers")
def get_forum_topic_icon_stickers(call: Call) -> list[Json]:
    """The icons that any bot may use."""
    return [
        {
            "file_id": f"icon-{emoji_id}",
            "file_unique_id": f"u{emoji_id}",
            "type": "custom_emoji",
            "width": 100,
            "height": 100,
            "is_animated": True,
            "is_video": False,
            "emoji": emoji,
            "set_name": "Topics",
            "custom_emoji_id": emoji_id,
        }
        for emoji_id, emoji in ICON_EMOJI.items()
    ]
