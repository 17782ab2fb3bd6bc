"""The client's side: everything written, edited, reacted to or pressed in a client chat."""

from aiogram import F, Router
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message, MessageReactionUpdated

from conversations import buttons, changes, client_care, onboarding, post, presence, relay
from conversations.days import pace
from conversations.errors import RefusedError
from conversations.surveys import answering, asking, wording
from conversations.tongue import client_wording
from handlers import reading
from handlers.audience import At, Audience, Here, account
from storage.unit import UnitOfWork

_COMMANDS = {
    "manager": client_care.manager,
    "help": client_care.help_client,
    "start": client_care.help_client,
    "privacy": client_care.privacy,
    "language": client_care.offer_languages,
    "pace": pace.offer,
}


_SURVEY_TAPS = {wording.TAP: answering.tapped, wording.BACK: answering.back, wording.NO_COMMENT: answering.no_comment}


async def wrote(message: Message, here: Here, uow: UnitOfWork, username: str) -> None:
    """A message: one of our commands is answered, everything else goes to the manager."""
    assert here.chat is not None
    asked = reading.command(message, username)
    if asked is not None and asked[0] == "rate":
        if here.staff is None and message.from_user is not None and message.sender_chat is None:
            await asking.by_client(uow, here.chat, message.from_user.id)
        return
    if asked is not None and asked[0] in _COMMANDS:
        try:
            if asked[0] == "start" and asked[1] and message.from_user is not None:
                await onboarding.contact_opened_link(uow, here.chat, account(message.from_user), asked[1])
            await _COMMANDS[asked[0]](uow, here.chat)
        except RefusedError as refusal:
            post.say_to_client(uow, here.chat.id, client_wording(uow, here.chat).say(refusal.phrase))
        return
    if (new_id := message.migrate_to_chat_id) is not None:
        await presence.chat_migrated(uow, here.chat, new_id)
        return
    found = reading.kind(message)
    if found is None:
        return
    incoming = reading.incoming(message, found)
    if here.staff is not None:
        await relay.colleague_wrote(uow, here.chat, incoming)
        return
    author = None if message.from_user is None or message.sender_chat is not None else message.from_user.id
    if not await answering.take_comment(uow, here.chat, author, incoming):
        await relay.client_wrote(uow, here.chat, incoming)


async def edited(message: Message, here: Here, uow: UnitOfWork, username: str) -> None:
    """An edit. A slip of the pen corrected into one of our commands is one."""
    assert here.chat is not None
    asked = reading.command(message, username)
    if asked is not None and asked[0] in _COMMANDS:
        await _COMMANDS[asked[0]](uow, here.chat)
        return
    found = reading.kind(message)
    if found is not None:
        incoming = reading.incoming(message, found)
        await answering.comment_edited(uow, here.chat, incoming)
        await changes.client_edited(uow, here.chat, incoming)


async def reacted(reaction: MessageReactionUpdated, here: Here, uow: UnitOfWork) -> None:
    """A reaction to a message of ours or theirs."""
    assert here.chat is not None
    plain, others = reading.emoji(reaction.new_reaction)
    await changes.client_reacted(uow, here.chat, reaction.message_id, plain, others)


async def chose_language(query: CallbackQuery, here: Here, uow: UnitOfWork) -> None:
    """The language picker."""
    assert here.chat is not None and query.data is not None
    press = buttons.read(query.data, query.id)
    buttons.answer(uow, press, await client_care.choose_language(uow, here.chat, press.args[0]))


async def chose_pace(query: CallbackQuery, here: Here, uow: UnitOfWork) -> None:
    """How often, and which wishes."""
    assert here.chat is not None and query.data is not None
    press = buttons.read(query.data, query.id, query.message.message_id if query.message else None)
    await pace.pressed(uow, here.chat, press)


async def answered_survey(query: CallbackQuery, here: Here, uow: UnitOfWork) -> None:
    """A button of a survey: a number, Skip, an answer to change, no comment."""
    assert here.chat is not None and query.data is not None
    press = buttons.read(query.data, query.id, query.message.message_id if query.message else None)
    take = _SURVEY_TAPS[press.action]
    try:
        shown = await take(uow, here.chat, query.from_user.id, press, by_staff=here.staff is not None)
    except (ValueError, IndexError):
        # Whoever talks to Telegram directly can make up a button's data.
        shown = client_wording(uow, here.chat).text("This button is no longer in use.")
    buttons.answer(uow, press, shown)


async def pressed_something_old(query: CallbackQuery, here: Here, uow: UnitOfWork) -> None:
    """A button that means nothing any more."""
    assert here.chat is not None
    say = client_wording(uow, here.chat)
    buttons.answer(uow, buttons.read(query.data or "", query.id), say.text("This button is no longer in use."))


async def membership(change: ChatMemberUpdated, here: Here, uow: UnitOfWork) -> None:
    """The bot was blocked or unblocked, or a group removed it or took it back."""
    assert here.chat is not None
    gone = change.new_chat_member.status in {"kicked", "left"}
    await presence.client_blocked(uow, here.chat, blocked=gone)


def router() -> Router:
    """The router for client chats."""
    made = Router(name="client")
    here = At(Audience.CLIENT)
    made.message.register(wrote, here)
    made.edited_message.register(edited, here)
    made.message_reaction.register(reacted, here)
    made.callback_query.register(chose_language, here, F.data.startswith("lang:"))
    made.callback_query.register(chose_pace, here, F.data.startswith(f"{pace.ACTION}:"))
    made.callback_query.register(answered_survey, here, F.data.split(":")[0].in_(_SURVEY_TAPS))
    made.callback_query.register(pressed_something_old, here)
    made.my_chat_member.register(membership, here)
    return made
