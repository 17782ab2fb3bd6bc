"""Asking: when a survey goes out, when it is taken back, and what becomes of it when nobody answers.

Whatever happens between deciding and delivering is settled by the survey's row: delivery sends only what is still
`posted` and what the gates still let go, and every job reads the row again.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

import structlog

from conversations import post, schedule
from conversations.errors import RefusedError
from conversations.surveys import definitions, facts, gates, reporting
from conversations.surveys.definitions import Definition
from conversations.surveys.gates import Block
from conversations.surveys.wording import changeable_until
from conversations.tongue import client_wording, desk_wording
from locales import Phrase, phrase
from storage import chats, jobs, surveys, talks
from storage.records import ClientChat, Survey
from storage.unit import UnitOfWork

log = structlog.get_logger(__name__)

JOB = "survey"
EXPIRY_JOB = "survey-expiry"

EXPIRES_AFTER = dt.timedelta(days=7)
"""An unanswered survey loses its buttons then (product, section 5)."""

TRY_AGAIN = dt.timedelta(days=1)
"""When a periodic survey that was refused looks again, if nothing says when the reason will have passed."""


async def conversation_closed(uow: UnitOfWork, chat: ClientChat, conversation_id: int, *, by_itself: bool) -> None:
    """A conversation has ended: ask how it was, now or in the contact's working hours, if the gates let us.

    Whoever closed it hears when the question waits; one that closed `by_itself` nobody waits for.
    """
    definition = definitions.after_conversation(uow)
    if definition is None:
        return
    block = await _consider(uow, chat, definition, conversation_id, uow.now)
    if block is not None and block.until is not None and not by_itself:
        _waits(uow, chat, block, block.until)


async def pause_over(uow: UnitOfWork, chat_ids: Iterable[int]) -> None:
    """A pause was ended early: surveys about a conversation that wait in these chats ask the gates again now."""
    definition = definitions.after_conversation(uow)
    if definition is not None:
        await jobs.hasten(uow, JOB, [_key(chat_id, definition.key) for chat_id in chat_ids])


async def conversation_reopened(uow: UnitOfWork, conversation_id: int) -> None:
    """The client writes again: a survey about this conversation that has no answer is taken back."""
    talk = await talks.by_id(uow, conversation_id)
    definition = definitions.after_conversation(uow)
    if talk is not None and definition is not None:
        # Delivery may be stopping it at this moment, so that it waits anew.
        await chats.lock(uow, talk.chat_id)
        await jobs.cancel(uow, JOB, _key(talk.chat_id, definition.key))
    for survey in await surveys.unanswered(uow, conversation_id):
        await withdraw(uow, survey)


async def withdraw(uow: UnitOfWork, survey: Survey) -> None:
    """Take back a survey that nobody answered: it is not sent, or loses its buttons."""
    held = await surveys.locked(uow, survey.id)
    if held is not None and held.state in {"posted", "open"}:
        await surveys.change(uow, held.id, state="withdrawn")
        redraw(uow, held)


async def by_hand(uow: UnitOfWork, chat: ClientChat, typed: str) -> None:
    """`/survey [kind]` in a topic: the same gates. Raises `RefusedError` saying why not."""
    known = definitions.known(uow)
    wanted = definitions.after_conversation(uow) if not typed else known.get(typed.strip().lower())
    if wanted is None:
        raise RefusedError(phrase("Write /survey and one of these: {kinds}.", kinds=", ".join(sorted(known))))
    last = await talks.last(uow, chat.id)
    about = last.id if last is not None and wanted.every_days is None else None
    block = await _consider(uow, chat, wanted, about, uow.now, hand=True)
    say = desk_wording(uow, chat)
    if block is None:
        post.say_in_topic(uow, chat.id, say.text("📝 The survey is on its way."))
    elif block.until is not None:
        _waits(uow, chat, block, block.until)
    else:
        raise RefusedError(phrase("🔕 No survey: {reason}.", reason=block.why))


def _waits(uow: UnitOfWork, chat: ClientChat, block: Block, until: dt.datetime) -> None:
    say = desk_wording(uow, chat)
    when = say.moment(block.last or until, schedule.zone_of(uow, chat))
    if block.last is None:
        told = say.text("📝 The survey goes out {time} (the client's time).", time=when)
    else:
        told = say.text(
            "📝 The survey waits: {reason}. If that lasts beyond {time} (the client's time), it is not sent.",
            reason=block.why,
            time=when,
        )
    post.say_in_topic(uow, chat.id, told)


async def by_client(uow: UnitOfWork, chat: ClientChat, account_id: int) -> None:
    """`/rate`: the client wants to rate now. No gate; shown apart and outside the response rate.

    In a group the answer belongs to whoever asked.
    """
    definition = definitions.after_conversation(uow) or definitions.load(None)[definitions.AFTER_CONVERSATION]
    for older in await surveys.unanswered_spontaneous(uow, chat.id):
        await withdraw(uow, older)
    last = await talks.last(uow, chat.id)
    await _send(uow, chat, definition, None if last is None else last.id, uow.now, answerer_id=account_id)


async def consider(uow: UnitOfWork, payload: dict[str, Any]) -> None:
    """The job: a survey that had to wait, or a periodic one that falls due. The gates are asked anew."""
    await _consider_anew(uow, payload)


async def _consider_anew(uow: UnitOfWork, payload: Mapping[str, Any], asked: Definition | None = None) -> Block | None:
    """`asked`: what was to be asked, for a kind that is no longer configured."""
    chat = await chats.by_id(uow, int(payload["chat_id"]))
    definition = definitions.known(uow).get(str(payload["survey_kind"]), asked)
    if chat is None or definition is None or chat.client.archived_at is not None:
        return None
    since = dt.datetime.fromisoformat(payload["since"]) if payload.get("since") else uow.now
    hand, told = bool(payload.get("hand")), bool(payload.get("told"))
    block = await _consider(uow, chat, definition, payload.get("conversation_id"), since, hand=hand, told=told)
    if hand and block is not None and block.until is None:
        # Whoever asked for it was promised that it goes out.
        refused(uow, chat, block.why)
    return block


async def _consider(
    uow: UnitOfWork,
    chat: ClientChat,
    definition: Definition,
    conversation_id: int | None,
    since: dt.datetime,
    *,
    hand: bool = False,
    told: bool = False,
) -> Block | None:
    """Send, wait or refuse; what kept it back. A periodic survey that is refused looks again later and says so once."""
    # Two who consider the same chat in the same moment must not both find that nobody was asked lately.
    await chats.lock(uow, chat.id)
    block = gates.check(await facts.of(uow, chat, definition, conversation_id, since, hand=hand))
    if block is None or block.until is not None:
        # One that waits in this chat is about an older conversation, or the same as this.
        await jobs.cancel(uow, JOB, _key(chat.id, definition.key))
    if block is None:
        await _send(uow, chat, definition, conversation_id, since, hand=hand)
        return None
    again = {"conversation_id": conversation_id, "since": since.isoformat(), "hand": hand}
    if block.until is not None:
        log.info("survey waits", chat=chat.id, kind=definition.key, gate=block.name, until=block.until.isoformat())
        _plan(uow, chat.id, definition.key, block.until, **again, told=told)
        return block
    log.info("survey refused", chat=chat.id, kind=definition.key, gate=block.name)
    if hand:
        return block
    if not told:
        refused(uow, chat, block.why)
    if definition.every_days is not None:
        later = block.free_at or uow.now + TRY_AGAIN
        _plan(uow, chat.id, definition.key, later, told=True)
    return block


def _plan(uow: UnitOfWork, chat_id: int, survey_kind: str, at: dt.datetime, **payload: Any) -> None:
    jobs.plan(uow, JOB, _key(chat_id, survey_kind), at, chat_id=chat_id, survey_kind=survey_kind, **payload)


def plan(uow: UnitOfWork, chat_id: int, kind: str, at: dt.datetime) -> None:
    """Consider a periodic survey at this time; one that is planned already stays."""
    _plan(uow, chat_id, kind, at)


def _key(chat_id: int, kind: str) -> str:
    return f"{chat_id}:{kind}"


def refused(uow: UnitOfWork, chat: ClientChat, why: Phrase) -> None:
    """One quiet line for the manager."""
    post.say_in_topic(uow, chat.id, desk_wording(uow, chat).text("🔕 No survey: {reason}.", reason=why))


async def _send(
    uow: UnitOfWork,
    chat: ClientChat,
    definition: Definition,
    conversation_id: int | None,
    since: dt.datetime,
    *,
    hand: bool = False,
    answerer_id: int | None = None,
) -> None:
    """Freeze what the figures will need and put the survey into the outbox. `answerer_id` is set for `/rate`.

    `since` and `hand` go along, so that one that is stopped on the way waits as it would have waited before.
    """
    spontaneous = answerer_id is not None
    survey_id = await surveys.add(
        uow,
        kind=definition.key,
        spontaneous=spontaneous,
        chat_id=chat.id,
        client_id=chat.client.id,
        contact_id=chat.contact.id if chat.contact else None,
        conversation_id=conversation_id,
        manager_id=chat.owner.id,
        country=chat.country,
        tags=[] if conversation_id is None else await talks.tag_ids(uow, conversation_id),
        definition=definition.data(),
        language=client_wording(uow, chat).language,
        expires_at=uow.now + EXPIRES_AFTER,
        answerer_id=answerer_id,
    )
    what = desk_wording(uow, chat).text("the survey")
    parcel = {"survey": survey_id, "what": what, "since": since.isoformat(), "hand": hand}
    post.to_client(uow, chat.id, "survey", parcel, once=not spontaneous)
    jobs.plan(uow, EXPIRY_JOB, str(survey_id), uow.now + EXPIRES_AFTER, survey_id=survey_id)


def redraw(uow: UnitOfWork, survey: Survey) -> None:
    """Bring the survey's message up to date."""
    post.to_client(uow, survey.chat_id, "survey-view", {"survey": survey.id})


def redraw_comment(uow: UnitOfWork, survey: Survey) -> None:
    """Ask for a comment; once it is there, take the button away from what asked for it."""
    post.to_client(uow, survey.chat_id, "survey-comment", {"survey": survey.id})


async def comment_asked(uow: UnitOfWork, survey_id: int, message_id: int) -> None:
    """Telegram took the message that asks for a comment."""
    await surveys.change(uow, survey_id, comment_prompt_id=message_id)


async def stopped(uow: UnitOfWork, payload: Mapping[str, Any]) -> None:
    """It was not sent in the last moment: its row is done with, and it waits anew or is refused.

    `payload` is its parcel's, which leaves the outbox in the same transaction: so it is never lost and never double.
    """
    found = await surveys.by_id(uow, int(payload["survey"]))
    if found is None or found.spontaneous:
        return
    # Before the row: a client who writes again takes them in this order, too.
    await chats.lock(uow, found.chat_id)
    survey = await surveys.locked(uow, found.id)
    chat = await chats.by_id(uow, found.chat_id)
    if survey is None or chat is None:
        return
    since, hand = facts.decided(survey, payload)
    definition = definitions.read(survey.definition)
    periodic = definition.every_days is not None
    if survey.state == "expired" and survey.delivered_at is None and not periodic:
        refused(uow, chat, gates.LATE)
    if survey.state != "posted":
        return
    log.info("survey stopped", chat=chat.id, kind=survey.kind, survey=survey.id)
    await surveys.change(uow, survey.id, state="withdrawn")
    await jobs.cancel(uow, EXPIRY_JOB, str(survey.id))
    asked = {"conversation_id": survey.conversation_id, "since": since.isoformat(), "hand": hand}
    block = await _consider_anew(uow, {"chat_id": chat.id, "survey_kind": survey.kind, **asked}, definition)
    if block is not None and block.until is not None and (hand or await _closed_by_a_person(uow, survey)):
        _waits(uow, chat, block, block.until)


async def _closed_by_a_person(uow: UnitOfWork, survey: Survey) -> bool:
    talk = None if survey.conversation_id is None else await talks.by_id(uow, survey.conversation_id)
    return talk is not None and talk.closed_by is not None


async def delivered(uow: UnitOfWork, survey_id: int, message_id: int) -> None:
    """Telegram took it. When it was answered or taken back in that very moment, its message is set right."""
    survey = await surveys.locked(uow, survey_id)
    if survey is None:
        return
    await surveys.change(uow, survey_id, message_id=message_id, delivered_at=survey.delivered_at or uow.now)
    if survey.state == "posted":
        await surveys.change(uow, survey_id, state="open", expires_at=uow.now + EXPIRES_AFTER)
    else:
        redraw(uow, survey)


async def arrived(uow: UnitOfWork, survey: Survey, message_id: int | None) -> Survey:
    """The survey, known to stand at the client although Telegram's answer was lost: a person saw or tapped it."""
    if survey.state != "posted":
        return survey
    values: dict[str, Any] = {"state": "open", "delivered_at": survey.posted_at}
    if message_id is not None:
        values["message_id"] = message_id
    await surveys.change(uow, survey.id, **values)
    found = await surveys.by_id(uow, survey.id)
    assert found is not None
    return found


async def seen(uow: UnitOfWork, survey_id: int) -> None:
    """A person saw it at the client after Telegram's answer was lost."""
    survey = await surveys.locked(uow, survey_id)
    if survey is not None:
        await arrived(uow, survey, None)


async def not_delivered(uow: UnitOfWork, survey_id: int, why: Phrase) -> None:
    """Telegram refused it for good: it does not count as asked, and the manager hears why."""
    survey = await surveys.locked(uow, survey_id)
    chat = None if survey is None else await chats.by_id(uow, survey.chat_id)
    if survey is None or chat is None or survey.state != "posted":
        return
    log.info("survey refused", chat=chat.id, kind=survey.kind, gate="telegram")
    await surveys.change(uow, survey_id, state="undeliverable")
    refused(uow, chat, why)


async def expire(uow: UnitOfWork, payload: dict[str, Any]) -> None:
    """The job: nobody answered in time, or not all of it, or an answer can no longer be changed. The buttons go."""
    survey = await surveys.locked(uow, int(payload["survey_id"]))
    if survey is None:
        return
    await settle(uow, survey)


async def settle(uow: UnitOfWork, survey: Survey) -> Survey:
    """The survey after what time did to it: expired, or closed for changes. Plans the next look when there is one."""
    if uow.now < survey.expires_at and survey.state != "withdrawn":
        # The look was planned when it was sent; the time it has counts from its delivery, which came later.
        jobs.plan(uow, EXPIRY_JOB, str(survey.id), survey.expires_at, survey_id=survey.id)
        return survey
    if survey.state in {"posted", "open"}:
        await surveys.change(uow, survey.id, state="expired")
    elif survey.state == "answered":
        questions = survey.definition["questions"]
        await surveys.change(uow, survey.id, step=len(questions))
        given = await surveys.ratings(uow, survey.id)
        if survey.step < len(questions) and any(question["key"] not in given for question in questions):
            await reporting.answered(uow, survey)
        if uow.now < changeable_until(survey):
            jobs.plan(uow, EXPIRY_JOB, str(survey.id), changeable_until(survey), survey_id=survey.id)
    redraw(uow, survey)
    found = await surveys.by_id(uow, survey.id)
    assert found is not None
    return found
