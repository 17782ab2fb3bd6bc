"""Recovery: what a low rating sets off. Somebody talks to the client within 48 hours and says how it ended.

While a case is open its client gets no survey. One case a survey, however many of its answers are low; the
leads hear of each. Where ratings are not visible singly, cases belong to the leads alone: nothing of them stands in a
topic, and a manager's press or note is refused.
"""

import datetime as dt
from typing import Any

from conversations import card, leads, post, schedule
from conversations.buttons import Press, button
from conversations.care import soon
from conversations.errors import RefusedError
from conversations.post import Keyboard
from conversations.surveys import comments, definitions, reporting, visibility, wording
from conversations.surveys.definitions import Question
from conversations.tongue import client_wording, desk_wording, staff_wording
from locales import Phrase, Wording, phrase
from storage import audit, chats, jobs, recoveries, staff, surveys
from storage.records import ClientChat, Recovery, Staff, Survey
from storage.unit import UnitOfWork

BUTTON = "case"
"""The buttons of a case: what to do (take, talk, note, keep), the case."""

PROMPT = f"{BUTTON}:keep:"
"""How the button data of the message begins that a note must reply to."""

JOB = "recovery"

WITHIN = dt.timedelta(hours=48)
"""The clock of a case (product, section 4)."""

REMIND_AHEAD = dt.timedelta(hours=12)
"""The reminder comes so long before the clock runs out."""

LONGEST_NOTE = 1000

LOW_OF_TEN = 6
"""On a scale of 0 to 10 these are low: the detractors of NPS."""


def is_low(uow: UnitOfWork, question: Question, value: int) -> bool:
    """True for a rating that opens a case: the setting on 1 to 5, six or less on 0 to 10."""
    return value <= (LOW_OF_TEN if question.highest == 10 else uow.defaults.low_rating)


async def is_open(uow: UnitOfWork, survey_id: int) -> bool:
    """True while this survey's case is followed up."""
    case = await recoveries.by_survey(uow, survey_id)
    return case is not None and case.closed_at is None


async def rated_low(
    uow: UnitOfWork, chat: ClientChat, survey: Survey, question: Question, value: int, before: int | None
) -> None:
    """Open a case and alert the topic (where it may know) and the leads; `before` is what this answer was until now.

    A further low answer of the same survey is told with the case that there is. A case that was closed is opened
    again, with a new clock.
    """
    due = uow.now + WITHIN
    owner = await _first_owner(uow, chat)
    case_id = await recoveries.open_case(
        uow,
        survey_id=survey.id,
        client_id=chat.client.id,
        chat_id=chat.id,
        owner_id=None if owner is None else owner.id,
        due_at=due,
    )
    opened = case_id is not None
    case = await recoveries.by_survey(uow, survey.id)
    assert case is not None
    again = not opened and case.closed_at is not None
    if again:
        await recoveries.change(uow, case.id, closed_at=None, due_at=due)
    if opened or again:
        jobs.plan(uow, JOB, f"{case.id}:reminder", due - REMIND_AHEAD, case_id=case.id, late=False)
        jobs.plan(uow, JOB, f"{case.id}:late", due, case_id=case.id, late=True)
    card.plan(uow, chat.id)
    await soon.client(uow, chat.client.id)
    holder = None if case.owner_id is None else await staff.by_id(uow, case.owner_id)

    def alert(say: Wording, person: Staff) -> str:
        zone = schedule.staff_zone(uow, person)
        values: dict[str, Any] = {
            "case": case.id,
            "owner": "–" if holder is None else holder.name,
            "time": say.moment(due if again else case.due_at, zone),
            "zone": zone.key.replace("_", " "),
        }
        if again:
            follows = say.text("Case {case} is open again: {owner} talks to the client by {time} ({zone}).", **values)
        elif opened:
            follows = say.text("Case {case}: {owner} talks to the client by {time} ({zone}).", **values)
        else:
            follows = say.text("It belongs to case {case}, which {owner} has until {time} ({zone}).", **values)
        rated = say.text(
            "🚨 <b>Low rating: {value} of {highest}</b> from {client}\n{question}",
            value=value,
            highest=question.highest,
            client=chat.title,
            question=wording.said(question.text, say),
        )
        return f"{rated}\n\n{follows}"

    # The topic has just read that the answer changed; a second low number for the same question is no news there.
    if visibility.singly(uow) and (opened or again or before is None or not is_low(uow, question, before)):
        say = desk_wording(uow, chat)
        post.say_in_topic(uow, chat.id, alert(say, chat.owner), _buttons(case.id, say))
    for lead in await leads.reachable(uow):
        say = staff_wording(uow, lead)
        assert lead.telegram_id is not None
        keyboard = [*_buttons(case.id, say), *reporting.to_topic(chat, say)]
        post.say_directly(uow, lead.telegram_id, alert(say, lead), keyboard)


async def took_back(uow: UnitOfWork, chat: ClientChat, question: Question, before: int, value: int | None) -> None:
    """A low answer was changed into a better one, or into none: the leads hear it, the case goes on."""
    for lead in await leads.reachable(uow):
        say = staff_wording(uow, lead)
        assert lead.telegram_id is not None
        what = reporting.change(chat, wording.said(question.text, say), before, value)
        post.say_directly(uow, lead.telegram_id, say.say(what), reporting.to_topic(chat, say))


async def _first_owner(uow: UnitOfWork, chat: ClientChat) -> Staff | None:
    """Whose case it is until somebody takes it: the client's manager, or a lead where managers do not see ratings."""
    if visibility.singly(uow):
        return chat.owner
    found = await leads.reachable(uow)
    return next((one for one in found if one.id != chat.owner.id), found[0] if found else None)


async def client_moved(uow: UnitOfWork, client_id: int, old: Staff) -> None:
    """A client has another manager now: the open cases that the old one had go with it, and so does their clock."""
    if visibility.singly(uow):
        await _pass_on(uow, await recoveries.open_of_owner(uow, old.id, client_id))


async def staff_left(uow: UnitOfWork, person: Staff) -> None:
    """Somebody left the team: whoever would get a new case of the client gets the ones they had."""
    await _pass_on(uow, await recoveries.open_of_owner(uow, person.id))


async def _pass_on(uow: UnitOfWork, cases: list[Recovery]) -> None:
    for case in cases:
        chat = await _chat(uow, case)
        owner = await _first_owner(uow, chat)
        if owner is None or owner.id == case.owner_id:
            continue
        await recoveries.change(uow, case.id, owner_id=owner.id, taken_at=None)
        if visibility.singly(uow):
            say = desk_wording(uow, chat)
            post.say_in_topic(uow, chat.id, say.say(_due(uow, case, owner, say)), _buttons(case.id, say))
            continue
        for lead in await leads.reachable(uow):
            say = staff_wording(uow, lead)
            assert lead.telegram_id is not None
            told = phrase("{title}: {what}", title=chat.title, what=_due(uow, case, owner, say))
            post.say_directly(uow, lead.telegram_id, say.say(told), _buttons(case.id, say))


def _due(uow: UnitOfWork, case: Recovery, owner: Staff, say: Wording) -> Phrase:
    zone = schedule.staff_zone(uow, owner)
    return phrase(
        "Case {case}: {owner} talks to the client by {time} ({zone}).",
        case=case.id,
        owner=owner.name,
        time=say.moment(case.due_at, zone),
        zone=zone.key.replace("_", " "),
    )


def _buttons(case_id: int, say: Wording) -> Keyboard:
    return [
        [
            button(say.text("Taken by me"), BUTTON, "take", case_id),
            button(say.text("Talked to the client"), BUTTON, "talk", case_id),
        ],
        [button(say.text("Close with a note"), BUTTON, "note", case_id)],
    ]


async def pressed(uow: UnitOfWork, person: Staff, press: Press, *, in_topic: bool) -> str:
    """A button of a case; what to answer (plain).

    Raises `RefusedError` when this person may not, or the case is closed.
    """
    case = await _open_case(uow, person, press.number(1))
    say = staff_wording(uow, person)
    what = press.args[0]
    if what == "take":
        await recoveries.change(uow, case.id, owner_id=person.id, taken_at=case.taken_at or uow.now)
        await _tell(uow, case, phrase("✋ {name} takes case {case}.", name=person.name, case=case.id))
        audit.record(uow, person.name, "recovery.taken", await _title(uow, case), case=case.id)
        return say.text("The case is yours.")
    if what == "talk":
        await recoveries.change(uow, case.id, talked_at=case.talked_at or uow.now)
        await _tell(uow, case, phrase("☎️ {name} talked to the client (case {case}).", name=person.name, case=case.id))
        audit.record(uow, person.name, "recovery.talked", await _title(uow, case), case=case.id)
        return say.text("Noted. Close the case with a note when it is settled.")
    if what == "note":
        await _ask_for_note(uow, case, person, in_topic=in_topic)
        return say.text("Reply to my message with the note.")
    return say.text("The case stays open.")


async def _ask_for_note(uow: UnitOfWork, case: Recovery, person: Staff, *, in_topic: bool) -> None:
    chat = await _chat(uow, case)
    say = desk_wording(uow, chat) if in_topic else staff_wording(uow, person)
    html = say.text(
        "📝 Case {case}: reply to this message with a note. It closes the case and stays inside.", case=case.id
    )
    keyboard = [[button(say.text("Leave it open"), BUTTON, "keep", case.id)]]
    if in_topic:
        post.say_in_topic(uow, chat.id, html, keyboard)
    elif person.telegram_id is not None:
        post.say_directly(uow, person.telegram_id, html, keyboard)


async def note(uow: UnitOfWork, person: Staff, case_id: int, words: str) -> None:
    """The reply to the prompt: keep it and close the case.

    Raises `RefusedError` when there are no words, or nothing is open.
    """
    if not words.strip():
        raise RefusedError(phrase("Write the note as text. Nothing was closed."))
    case = await _open_case(uow, person, case_id)
    await recoveries.change(
        uow,
        case.id,
        still_open=True,
        closed_at=uow.now,
        note=words.strip()[:LONGEST_NOTE],
        owner_id=case.owner_id or person.id,
    )
    await jobs.cancel(uow, JOB, f"{case.id}:reminder")
    await jobs.cancel(uow, JOB, f"{case.id}:late")
    card.plan(uow, case.chat_id)
    await soon.client(uow, case.client_id)
    audit.record(uow, person.name, "recovery.closed", await _title(uow, case), case=case.id)
    await _tell(uow, case, phrase("✅ {name} closed case {case} with a note.", name=person.name, case=case.id))


async def _open_case(uow: UnitOfWork, person: Staff, case_id: int) -> Recovery:
    if not visibility.singly(uow) and not person.role.leads:
        raise RefusedError(phrase("Only team leads see ratings here."))
    case = await recoveries.by_id(uow, case_id)
    if case is None or case.closed_at is not None:
        raise RefusedError(phrase("This case is closed already."))
    return case


async def _tell(uow: UnitOfWork, case: Recovery, what: Phrase) -> None:
    """Say it where the case is known: in the topic, or to the leads alone."""
    if visibility.singly(uow):
        chat = await _chat(uow, case)
        post.say_in_topic(uow, chat.id, desk_wording(uow, chat).say(what))
    else:
        await leads.tell(uow, phrase("{title}: {what}", title=await _title(uow, case), what=what))


async def _chat(uow: UnitOfWork, case: Recovery) -> ClientChat:
    chat = await chats.by_id(uow, case.chat_id)
    assert chat is not None
    return chat


async def _title(uow: UnitOfWork, case: Recovery) -> str:
    return (await _chat(uow, case)).title


async def remind(uow: UnitOfWork, payload: dict[str, Any]) -> None:
    """The jobs: before the clock of a case runs out, and when it has, unless the case is closed."""
    case = await recoveries.by_id(uow, int(payload["case_id"]))
    if case is None or case.closed_at is not None:
        return
    chat = await _chat(uow, case)
    owner = None if case.owner_id is None else await staff.by_id(uow, case.owner_id)
    name = "–" if owner is None else owner.name
    late = bool(payload["late"])
    values = {"case": case.id, "client": chat.title, "owner": name}
    if late:
        what = phrase("⏰ Case {case} of {client} is still open after 48 hours. It is with {owner}.", **values)
    else:
        what = phrase("⏳ Case {case} of {client} should be closed within 12 hours. It is with {owner}.", **values)
    if visibility.singly(uow):
        say = desk_wording(uow, chat)
        post.say_in_topic(uow, chat.id, say.say(what), _buttons(case.id, say))
    if late or not visibility.singly(uow):
        await leads.tell(uow, what, lambda say: [*_buttons(case.id, say), *reporting.to_topic(chat, say)])


async def you_told(
    uow: UnitOfWork, person: Staff, chat: ClientChat | None, survey: Survey | None, done: str, *, in_topic: bool
) -> None:
    """`/youtold`: tell the client what came of their comment, or of the case.

    In the client's topic the command itself shows what was told; from elsewhere it is confirmed, and where ratings are
    visible singly the topic reads it too. Raises `RefusedError` when there is neither, or this person may not see
    ratings.
    """
    if not done.strip():
        raise RefusedError(phrase("Write what was done: /youtold We now call you before each delivery."))
    if not visibility.singly(uow) and not person.role.leads:
        raise RefusedError(phrase("Only team leads see ratings here."))
    if survey is None or chat is None:
        raise RefusedError(phrase("Reply with /youtold to a client's comment, or to the message about a low rating."))
    if chat.state != "active" or chat.telegram_id is None:
        raise RefusedError(phrase("The client cannot be reached. Nothing was sent."))
    say = client_wording(uow, chat)
    lines = [say.say(await _told(uow, survey))]
    lines.append(say.text("What we did: {done}", done=done.strip()))
    post.say_to_client(uow, chat.id, "\n\n".join([f"<b>{say.text('You said – we did')}</b>", *lines]))
    if not in_topic:
        told = phrase("📣 {name} told {client}: {done}", name=person.name, client=chat.title, done=done.strip())
        if person.telegram_id is not None:
            post.say_directly(uow, person.telegram_id, staff_wording(uow, person).say(told))
        if visibility.singly(uow):
            post.say_in_topic(uow, chat.id, desk_wording(uow, chat).say(told))
    case = await recoveries.by_survey(uow, survey.id)
    if case is not None:
        await recoveries.change(uow, case.id, told_client_at=uow.now)
    audit.record(uow, person.name, "recovery.told", chat.title, survey=survey.id)


async def _told(uow: UnitOfWork, survey: Survey) -> Phrase:
    """What the client told us: the comment, or the answer to the open question, short enough to quote."""
    definition = definitions.read(survey.definition)
    given = await surveys.ratings(uow, survey.id)
    words = survey.comment
    if definition.open is not None and definition.open.key in given:
        words = given[definition.open.key].words
    if not words:
        return phrase("You told us that you were not satisfied.")
    told = comments.said(words)
    if isinstance(told, Phrase):
        return phrase("You told us: {comment}", comment=told)
    return phrase("You said: “{comment}”", comment=told if len(told) <= 300 else f"{told[:299]}…")


async def survey_of_case(uow: UnitOfWork, case_id: int) -> tuple[Survey, ClientChat] | None:
    """The survey behind a case, with its chat."""
    case = await recoveries.by_id(uow, case_id)
    survey = None if case is None else await surveys.by_id(uow, case.survey_id)
    chat = None if survey is None else await chats.by_id(uow, survey.chat_id)
    return None if survey is None or chat is None else (survey, chat)
