"""What a manager decides about a planned message: the buttons of its preview, a reply with another text, `/checkin`."""

import datetime as dt
from dataclasses import replace
from typing import Any

from conversations import buttons, card, post
from conversations.buttons import Press, button
from conversations.calendar import windows
from conversations.calendar.plan import CHECK_IN, GREETING, Entry
from conversations.calendar.reasons import bare
from conversations.care import drafts, gates, looks, moments, previews, rows, sending, soon, subjects
from conversations.care.subjects import REVIEW, Subject
from conversations.errors import RefusedError
from conversations.relay import Incoming
from conversations.tongue import desk_wording, staff_wording
from locales import Phrase, Wording, phrase
from storage import audit, care_messages
from storage.care import HAND
from storage.care_messages import UNDECIDED
from storage.care_records import CareMessage
from storage.records import ClientChat, Staff, Topic
from storage.unit import UnitOfWork


async def pressed(uow: UnitOfWork, chat: ClientChat, person: Staff, press: Press) -> None:
    """A button of a preview. Raises `RefusedError` when it cannot be done."""
    buttons.answer(uow, press, await _decide(uow, chat, person, press))


async def _decide(uow: UnitOfWork, chat: ClientChat, person: Staff, press: Press) -> str | None:
    row = await care_messages.locked(uow, press.number(1))
    if row is None or row.chat_id != chat.id:
        raise RefusedError(phrase("This button is no longer in use."))
    subject = await subjects.of(uow, row.contact_id)
    if subject is None:
        raise RefusedError(phrase("The contact has left. Nothing was sent."))
    say = staff_wording(uow, person)
    what = press.args[0]
    if what == "undo":
        return await _undo(uow, subject, row, person)
    settled = _settled(row)
    if settled is not None:
        _close_line(uow, chat, row, press, settled)
        raise RefusedError(settled)
    if what == "now":
        return await _send_now(uow, subject, row, person, press)
    if what == "edit":
        return say.text("Reply to the preview with the text as it should be.")
    if what == "skip":
        await _skip(uow, subject, row, person, press)
        return say.text("Skipped.")
    if what == "ok":
        await _approve(uow, subject, row, person)
        return say.text("Approved.")
    if what == "later":
        return await _offer_later(uow, subject, row, person)
    if what == "at":
        return await _put_off(uow, subject, row, person, press.number(2))
    if what == "back":
        await _look_again(uow, row)
        return None
    raise RefusedError(phrase("This button is no longer in use."))


def _settled(row: CareMessage) -> Phrase | None:
    """Why nothing can be decided about it any more; None while it can."""
    if row.state in UNDECIDED:
        return None
    if row.state == "posted":
        return phrase("It is on its way already.")
    if row.state == "unclear":
        return phrase("Nobody knows whether it arrived. Answer the question below it first.")
    if row.state == "sent":
        return phrase("It was sent already.")
    return phrase("This is settled: nothing goes out. To write to the client, send a message here that is no reply.")


def _refuse_settled(row: CareMessage) -> None:
    settled = _settled(row)
    if settled is not None:
        raise RefusedError(settled)


def _close_line(uow: UnitOfWork, chat: ClientChat, row: CareMessage, press: Press, outcome: Phrase) -> None:
    """The line that answered an edit has buttons of its own: once one of them has no more to decide, they go."""
    if chat.topic is None or row.preview_message_id is None or press.message_id in {None, row.preview_message_id}:
        return
    assert press.message_id is not None
    post.redraw(uow, chat.topic.desk.chat_id, press.message_id, desk_wording(uow, chat).say(outcome))


async def _decided(uow: UnitOfWork, subject: Subject, row: CareMessage, person: Staff, action: str) -> None:
    audit.record(uow, person.name, f"care.{action}", subject.chat.title, message=row.id, occasion=row.occasion)


async def _look_again(uow: UnitOfWork, row: CareMessage) -> None:
    """Have the next look bring the preview up to date: it knows the calendar's reasons."""
    await care_messages.change(uow, row.id, shown=None)
    soon.look(uow, row.contact_id)


async def _send_now(uow: UnitOfWork, subject: Subject, row: CareMessage, person: Staff, press: Press) -> str:
    say = staff_wording(uow, person)
    _refuse_wordless(row)
    why = gates.refusal(subject, row, uow.now)
    if why is not None:
        raise RefusedError(why)
    await _decided(uow, subject, row, person, "sent_now")
    row = await rows.changed(uow, row, decided_by=person.id, decided_at=uow.now, postponed=True)
    due = gates.not_before(subject, row, uow.now)
    if due > uow.now:
        await care_messages.change(uow, row.id, UNDECIDED, state="approved", due_at=due)
        await _look_again(uow, row)
        when = say.clock(due, subject.zone)
        return say.text("A minute of silence is kept there now; it goes out at {time}, the client's time.", time=when)
    await sending.go(uow, subject, row)
    _close_line(uow, subject.chat, row, press, phrase("On its way."))
    return say.text("On its way.")


async def _skip(uow: UnitOfWork, subject: Subject, row: CareMessage, person: Staff, press: Press) -> None:
    await care_messages.change(
        uow, row.id, UNDECIDED, state="skipped", decided_by=person.id, decided_at=uow.now, reason=f"by {person.name}"
    )
    await _decided(uow, subject, row, person, "skipped")
    skipped = phrase("⏭ Skipped by {name}.", name=person.name)
    await previews.settle(uow, subject.chat, row, desk_wording(uow, subject.chat).say(skipped), again=True)
    _close_line(uow, subject.chat, row, press, skipped)


async def _undo(uow: UnitOfWork, subject: Subject, row: CareMessage, person: Staff) -> str:
    if row.state != "skipped":
        _refuse_settled(row)
    late = row.kind == GREETING and windows.too_late(row.on_day, subject.zone, uow.now)
    if late or row.due_at < uow.now - dt.timedelta(days=1):
        raise RefusedError(phrase("It is too late for it. Write to the client yourself."))
    values: dict[str, Any] = {"state": "previewed", "reason": None}
    if row.due_at <= uow.now:
        due, day = rows.time_left(subject, row.kind, row.on_day, uow.now, row.mode)
        values |= {"due_at": due, "on_day": day, "postponed": True, "decided_by": None, "decided_at": None}
    await care_messages.change(uow, row.id, ("skipped",), **values)
    await _decided(uow, subject, row, person, "taken_up")
    await _look_again(uow, row)
    return staff_wording(uow, person).text("Taken up again.")


def _soon(row: CareMessage, subject: Subject, now: dt.datetime) -> dict[str, Any]:
    """What waited for somebody to decide, after its own moment, goes out soon after they did, on its day."""
    soon = now + rows.A_GLANCE
    its_day = soon.astimezone(subject.zone).date() == row.on_day
    waited = row.postponed and row.decided_by is None and row.due_at > soon
    return {"due_at": soon} if waited and its_day else {}


def _refuse_wordless(row: CareMessage) -> None:
    """Raises `RefusedError` for a reminder: there is nothing to send until somebody writes it."""
    if row.words is None:
        raise RefusedError(phrase("There is no text yet. Reply to the preview with one."))


async def _approve(uow: UnitOfWork, subject: Subject, row: CareMessage, person: Staff) -> None:
    _refuse_wordless(row)
    values = {"decided_by": person.id, "decided_at": uow.now}
    await care_messages.change(uow, row.id, UNDECIDED, state="approved", **values, **_soon(row, subject, uow.now))
    await _decided(uow, subject, row, person, "approved")
    await _look_again(uow, row)


def _later(subject: Subject, row: CareMessage, now: dt.datetime) -> list[dt.datetime]:
    if row.kind == GREETING:
        return [one for one in moments.later_today(row.on_day, subject.zone, now) if one != row.due_at]
    person = subject.person
    days = person.days_for_check_ins()
    return list(moments.other_days(max(row.due_at, now), subject.zone, person.silence_of, days))


async def _offer_later(uow: UnitOfWork, subject: Subject, row: CareMessage, person: Staff) -> str | None:
    choices = _later(subject, row, uow.now)
    if not choices:
        raise RefusedError(phrase("There is no later moment on that day."))
    await previews.offer(uow, subject, row, choices)
    return None


async def _put_off(uow: UnitOfWork, subject: Subject, row: CareMessage, person: Staff, epoch: int) -> str:
    chosen = next((one for one in _later(subject, row, uow.now) if int(one.timestamp()) == epoch), None)
    if chosen is None:
        raise RefusedError(phrase("This moment can no longer be chosen."))
    day = chosen.astimezone(subject.zone).date()
    values = {"due_at": chosen, "on_day": day, "postponed": True, "decided_by": person.id}
    if previews.by_hand(row):
        # Whoever asked for it and names the moment wants it sent then.
        values["state"] = "approved"
    await care_messages.change(uow, row.id, UNDECIDED, **values)
    await _decided(uow, subject, row, person, "put_off")
    card.plan(uow, subject.chat.id)
    await _look_again(uow, row)
    say = staff_wording(uow, person)
    return say.text("It waits until {time} (the client's time).", time=say.moment(chosen, subject.zone))


async def took_edit(
    uow: UnitOfWork, chat: ClientChat, topic: Topic, person: Staff, incoming: Incoming, named: int | None
) -> bool:
    """True when this replied to a preview, or to something said about it: its text is what will be sent.

    `named` is the message that buttons under the replied-to message name. A reply to something that was sent already is
    a message like any other. Raises `RefusedError` when it cannot be taken.
    """
    if incoming.reply_to is None or incoming.words.text.startswith("//"):
        return False
    row = await _replied(uow, chat, topic, incoming.reply_to, named)
    if row is None or row.state == "sent":
        return False
    _refuse_settled(row)
    subject = await subjects.of(uow, row.contact_id)
    if incoming.kind != "text" or incoming.how == "forward" or subject is None:
        raise RefusedError(phrase("Only a text can stand there. Nothing was changed, and nothing was sent."))
    row = replace(row, **await _rewrite(uow, subject, row, person, incoming))
    say = desk_wording(uow, chat)
    keyboard = [
        [
            button(say.text("Send now"), previews.ACTION, "now", row.id),
            button(say.text("Skip"), previews.ACTION, "skip", row.id),
        ]
    ]
    post.say_in_topic(uow, chat.id, _changed(subject, row, say), keyboard, reply_to=incoming.message_id)
    return True


async def _replied(
    uow: UnitOfWork, chat: ClientChat, topic: Topic, reply_to: int, named: int | None
) -> CareMessage | None:
    found = await care_messages.by_preview(uow, topic.id, reply_to)
    if found is None:
        found = await care_messages.by_edit(uow, topic.id, reply_to)
    if found is None and named is not None:
        found = await care_messages.locked(uow, named)
    return found if found is not None and found.chat_id == chat.id else None


def _changed(subject: Subject, row: CareMessage, say: Wording) -> str:
    if previews.by_hand(row):
        return say.text("✏️ Changed. Press Send now when it is right.")
    held = gates.refusal(subject, row, row.due_at)
    if held is not None:
        return say.text(
            "✏️ Changed. As things stand it is held ({reason}). "
            "To write to the client now, send a message here that is no reply.",
            reason=bare(held),
        )
    when = say.moment(row.due_at, subject.zone)
    return say.text("✏️ Changed. It is planned for {time} (the client's time).", time=when)


async def _rewrite(
    uow: UnitOfWork, subject: Subject, row: CareMessage, person: Staff, incoming: Incoming
) -> dict[str, Any]:
    """Whoever writes the text wants it sent: that approves it, but for one that waits for *Send now*."""
    values: dict[str, Any] = {
        "words": incoming.words.data(),
        "edited_by": person.id,
        "edit_message_id": incoming.message_id,
        "decided_by": person.id,
        "decided_at": uow.now,
    }
    if not previews.by_hand(row):
        values |= {"state": "approved", **_soon(row, subject, uow.now)}
    await care_messages.change(uow, row.id, UNDECIDED, **values)
    await _decided(uow, subject, row, person, "edited")
    await _look_again(uow, row)
    return values


async def edit_edited(uow: UnitOfWork, topic: Topic, person: Staff, incoming: Incoming) -> bool:
    """True when the message that was edited is the text of a planned message: it changes there, while it can."""
    row = await care_messages.by_edit(uow, topic.id, incoming.message_id)
    if row is None:
        return False
    if row.state == "sent":
        raise RefusedError(phrase("It has gone out already: this change does not reach the client."))
    _refuse_settled(row)
    subject = await subjects.of(uow, row.contact_id)
    if subject is None or incoming.kind != "text" or incoming.words.text.startswith("//"):
        raise RefusedError(
            phrase("Nothing was changed: what you wrote first still stands. Press Skip to send nothing.")
        )
    await _rewrite(uow, subject, row, person, incoming)
    return True


async def by_hand(uow: UnitOfWork, chat: ClientChat, person: Staff, typed: str, reply_to: int) -> None:
    """`/checkin`: a check-in to look at, change and send. Raises `RefusedError` when there is nobody to send it to."""
    if chat.contact is None:
        raise RefusedError(phrase("Check-ins go to a contact's own chat. Here, just write to the group."))
    subject = await subjects.of(uow, chat.contact.id)
    if subject is None:
        raise RefusedError(phrase("The contact has left. Nothing was sent."))
    if subject.person.unreachable is not None:
        raise RefusedError(subject.person.unreachable)
    for row in await care_messages.open_of(uow, subject.contact.id):
        if row.kind == CHECK_IN:
            _refuse_settled(row)
            say = desk_wording(uow, chat)
            post.say_in_topic(
                uow, chat.id, say.text("It waits for you here already ↑"), reply_to=row.preview_message_id
            )
            return
    await _add_by_hand(uow, subject, person)


async def _add_by_hand(uow: UnitOfWork, subject: Subject, person: Staff) -> None:
    now = uow.now.astimezone(subject.zone)
    until = windows.moment(now.date(), moments.SEND_UNTIL, subject.zone)
    if until <= uow.now:
        until = windows.moment(now.date() + dt.timedelta(days=1), moments.SEND_UNTIL, subject.zone)
    entry = Entry(
        now,
        CHECK_IN,
        CHECK_IN,
        "Check-in",
        subject.contact.name,
        joined=True,
        sends=True,
        reason=looks.ASKED_FOR,
        group=CHECK_IN,
        calm=subject.person.calm,
    )
    draft = await drafts.write(uow, subject, entry)
    row = await care_messages.add(
        uow,
        kind=CHECK_IN,
        contact_id=subject.contact.id,
        chat_id=subject.chat.id,
        occasion=CHECK_IN,
        slot=f"{HAND}:{uow.now:%Y-%m-%dT%H:%M:%S.%f}",
        year=now.year,
        title=entry.title,
        on_day=until.astimezone(subject.zone).date(),
        due_at=until,
        mode=REVIEW,
        state="planned",
        postponed=True,
        words=draft.words.data(),
        language=draft.language,
        template=draft.template,
        variant=draft.variant,
    )
    soon.look(uow, subject.contact.id)
    audit.record(uow, person.name, "care.check_in", subject.chat.title, message=row.id)
