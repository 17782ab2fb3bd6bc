"""Reactions: which emoji Telegram allows, and what bots hear when people react."""

from sandbox.chats import Group, PrivateChat
from sandbox.messages import Json, Message
from sandbox.world import World

# The fixed list of ReactionTypeEmoji.
ALLOWED_EMOJI = frozenset(
    {
        "❤", "👍", "👎", "🔥", "🥰", "👏", "😁", "🤔", "🤯", "😱", "🤬", "😢", "🎉", "🤩", "🤮",
        "💩", "🙏", "👌", "🕊", "🤡", "🥱", "🥴", "😍", "🐳", "❤\u200d🔥", "🌚", "🌭", "💯", "🤣", "⚡",
        "🍌", "🏆", "💔", "🤨", "😐", "🍓", "🍾", "💋", "🖕", "😈", "😴", "😭", "🤓", "👻", "👨\u200d💻",
        "👀", "🎃", "🙈", "😇", "😨", "🤝", "✍", "🤗", "🫡", "🎅", "🎄", "☃", "💅", "🤪", "🗿",
        "🆒", "💘", "🙉", "🦄", "😘", "💊", "🙊", "😎", "👾", "🤷\u200d♂", "🤷", "🤷\u200d♀", "😡",
    }
)  # fmt: skip


def set_reaction(
    world: World, message: Message, actor: Json, actor_is_chat: bool, chosen: list[Json], *, report: bool
) -> None:
    """Replace the reactions of one actor (a User, or a Chat for an anonymous one); `report` tells the bots."""
    reactions = message.reactions if message.reactions is not None else {}
    old = reactions[actor["id"]][2] if actor["id"] in reactions else []
    if old == chosen:
        return
    if chosen:
        reactions[actor["id"]] = (actor, actor_is_chat, chosen)
    else:
        reactions.pop(actor["id"], None)
    message.reactions = reactions
    world.events.note("reaction", message.view)
    if report:
        _tell_bots(world, message, actor, actor_is_chat, old, chosen)


def _tell_bots(
    world: World, message: Message, actor: Json, actor_is_chat: bool, old: list[Json], new: list[Json]
) -> None:
    chat = message.chat
    update: Json = {
        "chat": chat.bare(),
        "message_id": message.id,
        "actor_chat" if actor_is_chat else "user": actor,
        "date": world.clock.date(),
        "old_reaction": old,
        "new_reaction": new,
    }
    if isinstance(chat, PrivateChat):
        chat.bot.updates.put_object("message_reaction", update)
    elif isinstance(chat, Group):
        # Telegram tells only administrators.
        for bot, member in chat.bots():
            if member.is_admin:
                bot.updates.put_object("message_reaction", update)
