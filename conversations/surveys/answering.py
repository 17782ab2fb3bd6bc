"""Answering: taps on numbers, skipping, changing an answer, and the comment that follows.

Whoever taps, how often and how late: a tap names survey and question, the row is locked while it is judged, and there
is one rating for a survey's question. In a client's group any member but our staff may answer; the first who taps is
the one whose answer it is, and only they may change it or write the comment. In a private chat it is the contact,
whatever account they use.
"""

import datetime as dt
from dataclasses import replace

from conversations import leads, post, recovery, relay
from conversations.buttons import Press
from conversations.relay import Incoming
from conversations.surveys import asking, comments, definitions, reporting, visibility, wording
from conversations.surveys.definitions import Definition
from conversations.surveys.wording import SKIP, changeable_until
from conversations.text import Formatted
from conversations.tongue import client_wording, desk_wording
from locales import Wording, phrase
from storage import staff, surveys
from storage.records import ClientChat, Rating, Survey
from storage.unit import UnitOfWork

COMMENT_WITHIN = dt.timedelta(minutes=15)
"""For so long the contact's next message counts as the comment (product, section 5)."""


async def tapped(uow: UnitOfWork, chat: ClientChat, account_id: int, press: Press, *, by_staff: bool) -> str:
    """A number or Skip; what to show to whoever tapped (plain text)."""
    say = client_wording(uow, chat)
    survey, refusal = await _ready(uow, chat, account_id, press, say, by_staff=by_staff)
    if survey is None:
        return refusal
    definition = definitions.read(survey.definition)
    question = definition.questions[press.number(1)]
    value = None if press.args[2] == SKIP else press.number(2)
    if value is not None and not question.lowest <= value <= question.highest:
        return say.text("This button is no longer in use.")
    before = await surveys.ratings(uow, survey.id)
    known = before.get(question.key)
    if known is not None and known.value == value:
        await _show_next(uow, survey, definition, before)
        return say.text("This is counted already.")
    await surveys.rate(uow, survey.id, question.key, value)
    ratings = await surveys.ratings(uow, survey.id)
    survey = await _settled(uow, survey, definition, ratings, account_id)
    finished = all(one.key in ratings for one in definition.questions)
    was_finished = all(one.key in before for one in definition.questions)
    if finished and not was_finished and survey.state == "answered":
        await reporting.answered(uow, survey)
    elif was_finished and known is not None:
        asked = wording.said(question.text, desk_wording(uow, chat))
        await reporting.changed(uow, chat, asked, known.value, value)
    if finished and survey.state == "answered" and survey.comment_until is None:
        await _ask_for_comment(uow, survey)
    before_it = None if known is None else known.value
    if value is not None and recovery.is_low(uow, question, value):
        await recovery.rated_low(uow, chat, survey, question, value, before_it)
    elif before_it is not None and recovery.is_low(uow, question, before_it):
        await recovery.took_back(uow, chat, question, before_it, value)
    if known is not None:
        return say.text("Changed. Thank you.")
    return say.text("All right, skipped.") if value is None else say.text("Thank you.")


async def back(uow: UnitOfWork, chat: ClientChat, account_id: int, press: Press, *, by_staff: bool) -> str | None:
    """Show a question again, so that its answer can be changed."""
    survey, refusal = await _ready(uow, chat, account_id, press, client_wording(uow, chat), by_staff=by_staff)
    if survey is None:
        return refusal
    await surveys.change(uow, survey.id, step=press.number(1))
    asking.redraw(uow, survey)
    return None


async def _ready(
    uow: UnitOfWork, chat: ClientChat, account_id: int, press: Press, say: Wording, *, by_staff: bool
) -> tuple[Survey | None, str]:
    """(the survey, locked and open for this person's tap) or (None, what to say)."""
    survey = await surveys.locked(uow, press.number(0))
    if survey is None or survey.chat_id != chat.id or not 0 <= press.number(1) < len(survey.definition["questions"]):
        return None, say.text("This button is no longer in use.")
    if by_staff:
        return None, say.text("Only the client's side answers here.")
    if survey.state == "posted":
        survey = await asking.arrived(uow, survey, press.message_id)
    elif survey.message_id is None and press.message_id is not None:
        await surveys.change(uow, survey.id, message_id=press.message_id)
        survey = replace(survey, message_id=press.message_id)
    if survey.state == "open" and uow.now >= survey.expires_at:
        survey = await asking.settle(uow, survey)
    if survey.state in {"expired", "withdrawn", "undeliverable"} or uow.now >= changeable_until(survey):
        asking.redraw(uow, survey)
        return None, say.text("This question is closed. You can rate at any time with /rate.")
    if chat.kind == "group" and survey.answerer_id not in {None, account_id}:
        return None, say.text("Somebody on your side has answered this already. Thank you all the same.")
    return survey, ""


async def _settled(
    uow: UnitOfWork, survey: Survey, definition: Definition, ratings: dict[str, Rating], account_id: int
) -> Survey:
    """The survey after an answer: its state follows from the ratings alone, so no order of taps can confuse it."""
    answered = any(one.value is not None for one in ratings.values())
    done = all(question.key in ratings for question in definition.questions)
    state = "answered" if answered else "skipped" if done else "open"
    answered_at = (survey.answered_at or uow.now) if answered else None
    await surveys.change(
        uow, survey.id, state=state, answered_at=answered_at, answerer_id=survey.answerer_id or account_id
    )
    survey = replace(survey, state=state, answered_at=answered_at, answerer_id=survey.answerer_id or account_id)
    return await _show_next(uow, survey, definition, ratings)


async def _show_next(uow: UnitOfWork, survey: Survey, definition: Definition, ratings: dict[str, Rating]) -> Survey:
    """The first question without an answer comes next."""
    open_ones = (number for number, one in enumerate(definition.questions) if one.key not in ratings)
    step = next(open_ones, len(definition.questions))
    await surveys.change(uow, survey.id, step=step)
    asking.redraw(uow, survey)
    return replace(survey, step=step)


async def _ask_for_comment(uow: UnitOfWork, survey: Survey) -> None:
    """All questions have their answer: a comment may follow. It is asked for once."""
    await surveys.await_comment(uow, survey, uow.now + COMMENT_WITHIN)
    asking.redraw_comment(uow, survey)


async def no_comment(uow: UnitOfWork, chat: ClientChat, account_id: int, press: Press, *, by_staff: bool) -> str:
    """*Skip* at the comment: the next message is an ordinary one again."""
    say = client_wording(uow, chat)
    survey = await surveys.locked(uow, press.number(0))
    if survey is None or survey.chat_id != chat.id:
        return say.text("This button is no longer in use.")
    if by_staff or (chat.kind == "group" and survey.answerer_id != account_id):
        return say.text("Only whoever answered can skip this.")
    if survey.comment_at is not None:
        return say.text("Your comment is with us already. Thank you.")
    waiting = await surveys.waiting_for_comment(uow, chat.id, uow.now)
    if waiting is not None and waiting.id == survey.id:
        await surveys.stop_awaiting(uow, chat.id)
        definition = definitions.read(survey.definition)
        if definition.open is not None:
            await surveys.rate(uow, survey.id, definition.open.key, None)
    if press.message_id is not None and chat.telegram_id is not None:
        post.redraw(uow, chat.telegram_id, press.message_id, say.text("All right, no comment."))
    return say.text("All right, no comment.")


async def take_comment(uow: UnitOfWork, chat: ClientChat, account_id: int | None, incoming: Incoming) -> bool:
    """Take this message of the client as the comment that a survey waits for, and pass it on; False when none waits.

    It opens no conversation and starts no waiting clock: it answers us, it asks nothing.
    """
    if incoming.kind not in comments.KINDS or incoming.how == "refuse":
        return False
    if incoming.album is not None and await _goes_on(uow, chat, incoming):
        return True
    waiting = await surveys.waiting_for_comment(uow, chat.id, incoming.at)
    if waiting is None or (chat.kind == "group" and waiting.answerer_id != account_id):
        return False
    survey = await surveys.locked(uow, waiting.id)
    if survey is None or survey.comment_at is not None:
        return False
    words = comments.kept(incoming.words.text, incoming.kind)
    await surveys.change(uow, survey.id, comment_at=uow.now, comment_message_id=incoming.message_id)
    await _keep(uow, survey, words)
    asking.redraw_comment(uow, survey)
    say = client_wording(uow, chat)
    if visibility.singly(uow):
        mark = Formatted(desk_wording(uow, chat).plain(phrase("💬 Comment on the rating")))
        relay.client_commented(uow, chat, incoming, mark)
        manager = await staff.by_id(uow, survey.manager_id)
        assert manager is not None
        post.say_to_client(uow, chat.id, say.text("Thank you. {manager} will read it.", manager=manager.name))
    else:
        relay.client_commented(uow, chat, incoming, None)
        post.say_to_client(uow, chat.id, say.text("Thank you. The team leads will read it."))
    if not visibility.singly(uow) or await recovery.is_open(uow, survey.id):
        await reporting.comment(uow, chat, survey, words, _place(incoming), copied=incoming.how != "text")
    return True


async def _goes_on(uow: UnitOfWork, chat: ClientChat, incoming: Incoming) -> bool:
    """Take a further picture of an album whose first one was the comment: it belongs to it, wherever that went."""
    survey = await surveys.by_album(uow, chat.id, incoming.message_id, incoming.at)
    if survey is None:
        return False
    relay.comment_goes_on(uow, chat, incoming, in_topic=visibility.singly(uow))
    if not visibility.singly(uow) or await recovery.is_open(uow, survey.id):
        await leads.show(uow, *_place(incoming))
    return True


def _place(incoming: Incoming) -> tuple[int, int]:
    return incoming.chat_telegram_id, incoming.message_id


async def comment_edited(uow: UnitOfWork, chat: ClientChat, incoming: Incoming) -> None:
    """The client corrects a message that was a comment: the kept words follow."""
    survey = await surveys.by_comment(uow, chat.id, incoming.message_id)
    if survey is not None:
        words = comments.kept(incoming.words.text, incoming.kind)
        await _keep(uow, survey, words)
        if not visibility.singly(uow) or await recovery.is_open(uow, survey.id):
            await reporting.comment(uow, chat, survey, words, _place(incoming), copied=False)


async def _keep(uow: UnitOfWork, survey: Survey, words: str) -> None:
    """Where the words belong: to the open question if the survey has one."""
    definition = definitions.read(survey.definition)
    if definition.open is not None:
        await surveys.rate(uow, survey.id, definition.open.key, None, words)
    else:
        await surveys.change(uow, survey.id, comment=words)
