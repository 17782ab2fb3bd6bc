"""What comes for a contact, in lines for people: the next check-in, the next occasions, opt-outs.

The card and the panel of `/care` say the same, one shorter than the other.
"""

from collections.abc import Sequence

from conversations.calendar import plan, reading
from conversations.calendar.personal import FACT
from conversations.calendar.plan import CHECK_IN, QUIET_DAY, Cause, Entry, Person
from conversations.calendar.quiet import PAUSED
from conversations.calendar.reasons import bare
from conversations.care import subjects
from conversations.days import paused, typed_days
from locales import Phrase, Wording, numbers, phrase
from storage import care
from storage.records import ClientChat, Contact
from storage.unit import UnitOfWork

ON_CARD = 40
"""Days ahead that the card looks."""

OCCASIONS_ON_CARD = 2
FACTS_ON_CARD = 5

_SHORT = 120
"""Characters of a fact on the card."""


async def on_card(uow: UnitOfWork, chat: ClientChat, say: Wording) -> list[str]:
    """What the card says about days: a running pause, what comes, opt-outs, facts worth remembering."""
    lines = await paused.in_words(uow, await paused.holding(uow, chat), say)
    if chat.contact is None:
        return lines
    person = await reading.person(uow, chat.client, chat.contact)
    entries = plan.of(person, uow.now, ON_CARD)
    found = next((one for one in entries if one.kind == CHECK_IN and one.sends), None)
    if found is not None:
        lines.append(say.text("👋 Next check-in: {day}", day=numbers.short_day(say.language, found.day)))
    coming = [
        say.text("{day} {name}", day=numbers.short_day(say.language, one.day), name=one.name)
        for one in occasions(entries)
        if one.sends
    ]
    if coming:
        lines.append("🎉 " + ", ".join(coming[:OCCASIONS_ON_CARD]))
    if unwanted := opt_outs(chat.contact):
        lines.append("🚫 " + ", ".join(map(say.say, unwanted)))
    for fact in list(reversed(await care.remembered(uow, chat.contact.id)))[:FACTS_ON_CARD]:
        words = fact.words if len(fact.words) <= _SHORT else fact.words[: _SHORT - 1].rstrip() + "…"
        if fact.on_day is None:
            lines.append(say.text("🧠 {words}", words=words))
        else:
            lines.append(say.text("🧠 {words} ({day})", words=words, day=typed_days.in_words(fact.on_day, say)))
    return lines


async def held(uow: UnitOfWork, chat: ClientChat, say: Wording) -> list[str]:
    """What keeps back everything that would go out by itself now, if anything does; at most one line."""
    why = await subjects.case(uow, chat.client.id)
    return [] if why is None else [say.text("✋ Nothing goes out by itself now: {reason}", reason=bare(why))]


def check_in(person: Person, entries: Sequence[Entry], say: Wording) -> str:
    """When the next check-in goes out, or why none does."""
    found = [one for one in entries if one.kind == CHECK_IN]
    sent = next((one for one in found if one.sends), None)
    if sent is not None:
        return say.text("👋 Next check-in: {moment}", moment=say.moment(sent.at, person.zone))
    if found:
        return say.text("👋 Next check-in: {reason}", reason=found[0].reason)
    return say.text("👋 No check-in in this time")


def occasions(entries: Sequence[Entry]) -> list[Entry]:
    """The occasions that matter for this person, without the days that nobody greets them on.

    Check-ins and pauses are left out too: they have lines of their own.
    """
    return [
        one
        for one in entries
        if one.kind != CHECK_IN and one.cause is not Cause.NOT_GREETED and not one.occasion.startswith(PAUSED)
    ]


def line(one: Entry, say: Wording) -> str:
    """An occasion with the reason why it is sent or not."""
    day = numbers.short_day(say.language, one.day)
    if one.sends or one.kind == QUIET_DAY:
        return say.text("• {day}: {reason}", day=day, reason=one.reason)
    if one.group == FACT:
        return say.text("• {day}: worth remembering: {words}", day=day, words=one.name)
    return say.text("• {day}: {name}, {reason}", day=day, name=one.name, reason=one.reason)


def opt_outs(contact: Contact) -> list[Phrase]:
    """What a contact does not want."""
    found = []
    if contact.no_holiday_greetings:
        found.append(phrase("no holiday greetings"))
    if contact.no_birthday:
        found.append(phrase("no birthday wishes"))
    return found
