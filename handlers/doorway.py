"""Outside the client chats and desks: private chats of staff, strangers, and groups that are not set up yet."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from conversations import buttons, desk_setup, intruders, onboarding, post, tag_list, team_care
from conversations.days import ahead, ahead_buttons, estimates, pauses
from conversations.errors import RefusedError
from conversations.summary import asking as summaries
from conversations.tongue import spoken, staff_wording
from handlers import ratings, reading, team
from handlers.audience import At, Audience, Here, account
from storage.unit import UnitOfWork


async def stranger(message: Message, uow: UnitOfWork, username: str) -> None:
    """Somebody we do not know, in private: a link lets them in, anything else is explained."""
    if message.from_user is None or reading.kind(message) is None:
        return
    who = account(message.from_user)
    asked = reading.command(message, username)
    if asked is None or asked[0] != "start" or not asked[1]:
        await onboarding.stranger_came(uow, who)
        return
    try:
        await onboarding.open_link(uow, who, asked[1])
    except RefusedError as refusal:
        post.say_directly(uow, who.telegram_id, spoken(uow, who.language).say(refusal.phrase))


async def asks_for_access(query: CallbackQuery, uow: UnitOfWork) -> None:
    """The stranger's button."""
    press = buttons.read(query.data or "", query.id)
    who = account(query.from_user)
    if press.action == "access":
        buttons.answer(uow, press, await onboarding.ask_for_access(uow, who), alert=True)
    else:
        buttons.answer(uow, press, spoken(uow, who.language).text("This button is no longer in use."))


async def staff_in_private(message: Message, here: Here, uow: UnitOfWork, username: str) -> None:
    """A staff member in the private chat with the bot."""
    assert here.staff is not None
    asked = reading.command(message, username)
    say = staff_wording(uow, here.staff)
    try:
        if asked is None and await ratings.took_note(message, here.staff, uow, username):
            return
        if asked is None:
            answer = say.text(
                "Nobody reads this chat. Write to clients in their topics; /help shows what I can do here."
            )
        elif asked[0] == "start" and asked[1]:
            await onboarding.open_link(uow, account(message.from_user), asked[1])  # type: ignore[arg-type]
            return
        elif asked[0] == "start":
            await onboarding.staff_pressed_start(uow, here.staff)
            return
        elif asked[0] in team.COMMANDS:
            said = await team.COMMANDS[asked[0]](uow, here.staff, asked[1])
            if said is None:
                return
            answer = said
        elif asked[0] == "youtold":
            await ratings.you_told(message, here, uow, username, asked[1])
            return
        elif asked[0] == "language":
            team_care.offer_languages(uow, here.staff)
            return
        elif asked[0] == "help":
            answer = team_care.help_in_private(say, here.staff)
        else:
            answer = say.text("I do not know /{name}. /help shows what I know.", name=asked[0])
    except RefusedError as refusal:
        answer = say.say(refusal.phrase)
    post.say_directly(uow, message.chat.id, answer)


async def staff_pressed(query: CallbackQuery, here: Here, uow: UnitOfWork) -> None:
    """A button in a staff member's private chat."""
    assert here.staff is not None
    press = buttons.read(query.data or "", query.id, query.message.message_id if query.message else None)
    say = staff_wording(uow, here.staff)
    try:
        if press.action == "lang":
            buttons.answer(uow, press, await team_care.choose_language(uow, here.staff, press.args[0]))
        elif press.action == tag_list.ACTION:
            await tag_list.pressed(uow, here.staff, press)
        elif press.action == ahead_buttons.ACTION:
            await ahead.pressed(uow, here.staff, press)
        elif press.action == estimates.ACTION:
            await estimates.pressed(uow, here.staff, press)
        elif press.action == pauses.ACTION:
            await pauses.pressed(uow, here.staff, press)
        elif press.action in summaries.ACTIONS:
            await summaries.pressed(uow, here.staff, press)
        elif press.action in ratings.ACTIONS:
            await ratings.pressed(uow, here.staff, press, in_topic=False)
        elif press.action == "unstaff":
            removed = await team_care.remove(uow, here.staff, press.number(0))
            buttons.answer(uow, press, say.plain(removed))
        else:
            buttons.answer(uow, press, say.text("This button is no longer in use."))
    except RefusedError as refusal:
        buttons.answer(uow, press, say.plain(refusal.phrase), alert=True)
    except (ValueError, IndexError):
        # Whoever talks to Telegram directly can make up a button's data.
        buttons.answer(uow, press, say.text("This button is no longer in use."))


async def in_unknown_group(message: Message, here: Here, uow: UnitOfWork, username: str) -> None:
    """A group we do not know: an admin may make it a desk, a group link may make it a client chat; else silence."""
    asked = reading.command(message, username)
    if asked is None:
        return
    name, rest = asked
    who = account(message.from_user) if message.from_user and not message.sender_chat else None
    language = here.staff.language if here.staff else who.language if who else None
    try:
        if name == "desk":
            if here.staff is None:
                intruders.stranger_at_setup(uow, message.chat.id, who)
                return
            await desk_setup.check(
                uow, here.staff, message.chat.id, message.chat.title or "", bool(message.chat.is_forum)
            )
        elif name == "start" and rest and who is not None:
            await onboarding.open_group_link(uow, who, message.chat.id, message.chat.title or "", rest)
    except RefusedError as refusal:
        post.say_directly(uow, message.chat.id, spoken(uow, language).say(refusal.phrase), reply_to=message.message_id)


def router() -> Router:
    """The router for everybody who is not in a client chat or a desk."""
    made = Router(name="doorway")
    made.message.register(staff_in_private, At(Audience.STAFF))
    made.message.register(stranger, At(Audience.STRANGER))
    made.message.register(in_unknown_group, At(Audience.GROUP))
    made.callback_query.register(staff_pressed, At(Audience.STAFF))
    made.callback_query.register(asks_for_access, At(Audience.STRANGER))
    return made
