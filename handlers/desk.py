"""The desk: what staff write, edit, react to and press in topics, and what they ask in General."""

from aiogram import F, Router
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message, MessageReactionUpdated

from conversations import (
    buttons,
    card,
    changes,
    closing,
    desk_setup,
    failures,
    finding,
    handover,
    intruders,
    inviting,
    post,
    presence,
    relay,
    tagging,
    team_care,
)
from conversations.care import deciding, previews
from conversations.days import dates, pauses, remembering, rhythm
from conversations.errors import RefusedError
from conversations.surveys import asking
from conversations.tongue import desk_wording, spoken
from handlers import ratings, reading, team
from handlers.audience import At, Audience, Here, account
from locales import phrase
from storage import chats, directory, messages
from storage.unit import UnitOfWork

_ABOUT_DAYS = {
    "pause": pauses.pause_here,
    "resume": pauses.resume_here,
    "date": dates.date,
    "remember": remembering.remember,
    "care": rhythm.panel,
    "checkin": deciding.by_hand,
}
_DAY_BUTTONS = {
    dates.ACTION: dates.pressed,
    remembering.ACTION: remembering.pressed,
    rhythm.ACTION: rhythm.pressed,
    previews.ACTION: deciding.pressed,
}


async def in_topic(message: Message, here: Here, uow: UnitOfWork, username: str) -> None:
    """A message in a topic: a command is done, everything else goes to the client."""
    assert here.chat is not None and here.topic is not None and here.desk is not None
    found = reading.kind(message)
    if found is None or (message.via_bot is not None and message.via_bot.username == username):
        return
    if here.staff is None:
        who = account(message.from_user) if message.from_user and not message.sender_chat else None
        await intruders.wrote_in_topic(uow, here.chat, here.topic, who, message.message_id)
        return
    asked = reading.command(message, username)
    if here.topic.retired_at is not None and asked is not None:
        relay.topic_is_closed(uow, here.topic, message.message_id)
        return
    try:
        if asked is not None:
            await _command(message, here, uow, username, *asked)
        elif not reading.for_another_bot(message, username) and not await _took_words(
            message, here, uow, username, found
        ):
            await relay.team_wrote(uow, here.chat, here.topic, here.staff, reading.incoming(message, found))
    except RefusedError as refusal:
        say = desk_wording(uow, here.chat)
        _reply(uow, here, message, say.say(refusal.phrase))


async def _took_words(message: Message, here: Here, uow: UnitOfWork, username: str, found: str) -> bool:
    """True when this replied to something of ours that wanted words: a note of a case, another text of a greeting."""
    assert here.chat is not None and here.topic is not None and here.staff is not None
    if message.reply_to_message is None:
        return False
    if await ratings.took_note(message, here.staff, uow, username):
        return True
    if here.topic.retired_at is not None:
        return False
    named = [one.number(1) for one in reading.replied_buttons(message, username) if one.action == previews.ACTION]
    incoming = reading.incoming(message, found)
    return await deciding.took_edit(uow, here.chat, here.topic, here.staff, incoming, named[0] if named else None)


async def _command(message: Message, here: Here, uow: UnitOfWork, username: str, name: str, rest: str) -> None:
    assert here.chat is not None and here.topic is not None and here.staff is not None
    if name == "unsend":
        reply = message.reply_to_message
        target = None if reply is None or reply.forum_topic_created else reply.message_id
        await changes.unsend(uow, here.chat, here.topic, target)
    elif name == "assign" and rest:
        person = await finding.staff_member(uow, rest)
        await handover.assign(uow, here.staff.name, here.chat.client.id, person.id)
    elif name == "assign":
        await handover.offer(uow, here.chat, message.message_id)
    elif name == "done":
        await closing.done(uow, here.chat, here.staff, rest, message.message_id)
    elif name == "tag":
        await tagging.tag(uow, here.chat, here.staff, rest, message.message_id)
    elif name == "untag":
        await tagging.untag(uow, here.chat, rest, message.message_id)
    elif name == "survey":
        await asking.by_hand(uow, here.chat, rest)
    elif name == "youtold":
        await ratings.you_told(message, here, uow, username, rest)
    elif name in _ABOUT_DAYS:
        await _ABOUT_DAYS[name](uow, here.chat, here.staff, rest, message.message_id)
    elif name == "card":
        card.plan(uow, here.chat.id)
    elif name == "help":
        _reply(uow, here, message, team_care.help_in_topic(desk_wording(uow, here.chat)))
    elif name in {"desk", "invite"} | team.IN_TOPICS:
        await in_general(message, here, uow, name, rest)
    else:
        say = desk_wording(uow, here.chat)
        _reply(
            uow, here, message, say.text("I do not know /{name}. Nothing was sent. /help shows what I know.", name=name)
        )


def _reply(uow: UnitOfWork, here: Here, message: Message, html: str) -> None:
    post.say_directly(
        uow, message.chat.id, html, thread_id=here.topic.thread_id if here.topic else None, reply_to=message.message_id
    )


async def general(message: Message, here: Here, uow: UnitOfWork, username: str) -> None:
    """General, or a topic of the team's own: only commands matter there."""
    assert here.desk is not None
    if (new_id := message.migrate_to_chat_id) is not None:
        await presence.desk_migrated(uow, here.desk, new_id)
        return
    for newcomer in message.new_chat_members or ():
        if not newcomer.is_bot and await directory.staff_member(uow, newcomer.id) is None:
            await intruders.report(uow, here.desk, account(newcomer))
    if reading.kind(message) is None:
        return
    asked = reading.command(message, username)
    if message.sender_chat is not None:
        if asked is not None:
            intruders.anonymous_command(uow, here.desk, message.message_id)
    elif here.staff is None and message.from_user is not None:
        await intruders.report(uow, here.desk, account(message.from_user))
    elif asked is not None:
        await in_general(message, here, uow, *asked)


async def in_general(message: Message, here: Here, uow: UnitOfWork, name: str, rest: str) -> None:
    """The commands of the desk as a whole."""
    assert here.desk is not None and here.staff is not None
    say = spoken(uow, here.desk.language)
    thread = message.message_thread_id if message.is_topic_message else None
    try:
        if name == "desk":
            await desk_setup.check(
                uow, here.staff, message.chat.id, message.chat.title or "", bool(message.chat.is_forum)
            )
            return
        if name == "invite":
            answer = await inviting.invite(uow, here.staff, here.desk, rest, say)
        elif name in team.COMMANDS:
            await team.COMMANDS[name](uow, here.staff, rest)
            return
        elif name == "help":
            answer = team_care.help_in_general(say)
        else:
            return
    except RefusedError as refusal:
        answer = say.say(refusal.phrase)
    post.say_directly(uow, message.chat.id, answer, thread_id=thread, reply_to=message.message_id)


async def edited(message: Message, here: Here, uow: UnitOfWork) -> None:
    """An edit of a topic message by staff."""
    assert here.chat is not None and here.topic is not None
    found = reading.kind(message)
    if found is None or here.staff is None or here.topic.retired_at is not None:
        return
    incoming = reading.incoming(message, found)
    try:
        if not await deciding.edit_edited(uow, here.topic, here.staff, incoming):
            await changes.team_edited(uow, here.chat, here.topic, incoming)
    except RefusedError as refusal:
        _reply(uow, here, message, desk_wording(uow, here.chat).say(refusal.phrase))


async def reacted(reaction: MessageReactionUpdated, here: Here, uow: UnitOfWork) -> None:
    """A reaction somewhere in the desk; the message tells which topic it belongs to."""
    assert here.desk is not None
    if here.staff is None:
        return
    known = await messages.by_topic_id(uow, here.desk.id, reaction.message_id)
    if not known:
        return
    chat = await directory.chat(uow, known[-1].chat_id)
    if chat.topic is not None and chat.topic.desk.id == here.desk.id:
        plain, others = reading.emoji(reaction.new_reaction)
        await changes.team_reacted(uow, chat, chat.topic, reaction.message_id, plain, others)


async def pressed(query: CallbackQuery, here: Here, uow: UnitOfWork) -> None:
    """A button in the desk. Only staff may press; what it is about is checked again by the use case."""
    assert here.desk is not None
    say = spoken(uow, here.desk.language)
    press = buttons.read(query.data or "", query.id, query.message.message_id if query.message else None)
    if here.staff is None:
        buttons.answer(uow, press, say.text("Only members of the team can do this."), alert=True)
        return
    try:
        if press.action == "retry":
            await failures.try_again(uow, press.number(0))
            buttons.answer(uow, press, say.text("Trying again."))
        elif press.action == "arrived":
            await failures.it_arrived(uow, press.number(0))
            buttons.answer(uow, press, say.text("Thank you."))
        elif press.action == "assign":
            new = await handover.assign(uow, here.staff.name, press.number(0), press.number(1))
            buttons.answer(uow, press, say.plain(phrase("{name} looks after this client now.", name=new.name)))
        elif press.action in tagging.ACTIONS and here.chat is not None and here.topic == here.chat.topic:
            await tagging.pressed(uow, here.chat, here.staff, press)
        elif press.action in _DAY_BUTTONS and here.chat is not None and here.topic == here.chat.topic:
            await _DAY_BUTTONS[press.action](uow, here.chat, here.staff, press)
        elif press.action in ratings.ACTIONS:
            await ratings.pressed(uow, here.staff, press, in_topic=True)
        elif press.action == "card":
            chat = await chats.by_id(uow, press.number(0))
            changed = chat is not None and chat.topic is not None and await card.show(uow, chat, chat.topic)
            buttons.answer(uow, press, None if changed else say.text("The card is up to date."))
        else:
            buttons.answer(uow, press, say.text("This button is no longer in use."))
    except RefusedError as refusal:
        buttons.answer(uow, press, say.plain(refusal.phrase), alert=True)
    except (ValueError, IndexError):
        # Whoever talks to Telegram directly can make up a button's data.
        buttons.answer(uow, press, say.text("This button is no longer in use."))


async def membership(change: ChatMemberUpdated, here: Here, uow: UnitOfWork) -> None:
    """The bot lost its place in a desk, or got it back."""
    assert here.desk is not None
    new = change.new_chat_member
    able = new.status == "administrator" and bool(getattr(new, "can_manage_topics", False))
    was = change.old_chat_member
    was_able = was.status == "administrator" and bool(getattr(was, "can_manage_topics", False))
    if was_able and not able:
        await presence.desk_lost(uow, here.desk)
    if able and not was_able:
        await presence.desk_mended(uow, here.desk)


def router() -> Router:
    """The router for desks."""
    made = Router(name="desk")
    topic, desk = At(Audience.TOPIC), At(Audience.TOPIC, Audience.GENERAL)
    made.message.register(in_topic, topic)
    made.message.register(general, At(Audience.GENERAL))
    made.edited_message.register(edited, topic)
    made.message_reaction.register(reacted, desk)
    made.callback_query.register(pressed, desk, F.data)
    made.my_chat_member.register(membership, desk)
    return made
