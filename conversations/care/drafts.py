"""The words of a check-in or greeting, written from the templates in the contact's language."""

from dataclasses import dataclass
from html import unescape

from conversations import leads
from conversations.calendar.personal import BIRTHDAY
from conversations.calendar.plan import CHECK_IN, Entry
from conversations.care.subjects import Subject
from conversations.text import Formatted
from conversations.tongue import client_wording
from locales import greetings, phrase
from storage import care_messages, facts
from storage.unit import UnitOfWork


@dataclass(frozen=True, slots=True)
class Draft:
    """A text and where it comes from; `template` is the name of the occasion's group."""

    words: Formatted
    language: str
    template: str
    variant: int


async def write(
    uow: UnitOfWork, subject: Subject, entry: Entry, message_id: int = 0, variant: int | None = None
) -> Draft:
    """The text for an entry of the calendar; `message_id` is its row, if there is one.

    Variants take turns: check-ins from one to the next, so that none is said twice running, birthdays from year to
    year. The team is told once of an occasion that has no text of its own.
    """
    language = language_of(uow, subject)
    contact, person = subject.contact, subject.person
    calm = person.calm or person.country in greetings.ALWAYS_CALM
    count = greetings.variants(language, entry.group, contact.register, calm=calm)
    if variant is None:
        variant = await _turn(uow, contact.id, entry, message_id)
    said = greetings.render(
        language,
        entry.group,
        register=contact.register,
        variant=variant,
        calm=calm,
        salutation=contact.salutation,
        manager=subject.chat.owner.name,
        client=subject.chat.client.name,
        country=person.country,
        tradition=person.tradition,
        title=entry.title,
        years=entry.years,
    )
    if said.missing:
        await _tell_of_missing(uow, language, entry)
    return Draft(Formatted(unescape(said.text)), language, entry.group, (variant - 1) % count + 1)


def language_of(uow: UnitOfWork, subject: Subject) -> str:
    """The contact's language: greetings speak more of them than the bot does."""
    wished = [subject.contact.language, subject.chat.client.language]
    spoken = client_wording(uow, subject.chat).language
    return next((one for one in wished if one in greetings.LANGUAGES), spoken)


async def _turn(uow: UnitOfWork, contact_id: int, entry: Entry, message_id: int) -> int:
    if entry.kind == CHECK_IN:
        return await care_messages.last_variant(uow, contact_id, CHECK_IN, message_id) + 1
    return entry.year if entry.group == BIRTHDAY else 1


async def _tell_of_missing(uow: UnitOfWork, language: str, entry: Entry) -> None:
    name = f"text-missing:{language}:{entry.group}"
    if await facts.get(uow, name):
        return
    await facts.put(uow, name, True)
    await leads.tell(
        uow,
        phrase(
            "✍️ There is no text for “{occasion}” in the language {language} yet, so a plain one is used. Managers can "
            "change it in the preview.",
            occasion=entry.name,
            language=language,
        ),
    )
