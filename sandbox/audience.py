"""Who hears of a message: privacy mode, and which of its own messages a bot is told about."""

from collections.abc import Iterator

from sandbox.accounts import BotAccount
from sandbox.chats import Group, PrivateChat
from sandbox.entities import utf16_slice
from sandbox.messages import Message

# Telegram tells a bot about these even when the bot itself caused them.
OWN_SERVICE = (
    "forum_topic_created", "forum_topic_edited", "forum_topic_closed", "forum_topic_reopened", "pinned_message",
    "left_chat_member", "new_chat_title",
)  # fmt: skip


def hears(message: Message) -> Iterator[BotAccount]:
    """The bots that get an update about this message."""
    chat = message.chat
    own = message.sender.is_bot
    service_for_own = message.kind == "service" and any(key in message.content for key in OWN_SERVICE)
    if own and not service_for_own:
        # Bots see neither their own messages nor those of other bots.
        return
    if isinstance(chat, PrivateChat):
        yield chat.bot
        return
    if not isinstance(chat, Group):
        return
    for bot, member in chat.bots():
        if member.is_admin or not bot.privacy_mode or message.kind == "service" or _meant_for(message, bot, chat):
            yield bot


def _meant_for(message: Message, bot: BotAccount, chat: Group) -> bool:
    """A reply to the bot, a command for it, or a general command while no other bot wrote later."""
    reply = message.reply_to
    if reply is not None and reply.sender.id == bot.id:
        return True
    text = message.content.get("text") or message.content.get("caption") or ""
    entities = message.content.get("entities") or message.content.get("caption_entities") or ()
    for entity in entities:
        if entity["type"] != "bot_command":
            continue
        name = utf16_slice(text, entity["offset"], entity["length"]).partition("@")[2]
        if name:
            if name.lower() == bot.username.lower():
                return True
        elif chat.last_bot in (None, bot.id):
            return True
    return False
