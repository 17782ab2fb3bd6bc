"""Pauses as facts: for whom one is, which of them run, and how they are said. `pauses` begins and ends them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from conversations import checks, schedule
from conversations.errors import RefusedError
from locales import LANGUAGES, Phrase, Wording, numbers, phrase
from storage import care, clients
from storage.care_records import PauseRow
from storage.clients import name_key
from storage.records import Client, ClientChat
from storage.unit import UnitOfWork

ALL, COUNTRY, CLIENT = "all", "country", "client"

_ALL = frozenset({"all", "everybody", "everyone", "усі", "всі", "все", "всех"})
_MARKED = {
    **dict.fromkeys(("country", "країна", "країну", "страна", "страну"), COUNTRY),
    **dict.fromkeys(("client", "клієнт", "клієнта", "клиент", "клиента"), CLIENT),
}
"""A first word that says what the rest names, for a name that two things have."""

_OTHER_CODES = {"uk": "GB", "el": "GR", "usa": "US", "сша": "US"}
"""What people write that is no code of ISO 3166 and no name that Babel knows."""

_ALIKE = str.maketrans("’ʼ–ёЁ", "''-еЕ")

_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Whom:
    """For whom a pause is: everybody, a country or a client."""

    scope: str
    country: str | None = None
    client: Client | None = None

    @property
    def client_id(self) -> int | None:
        return None if self.client is None else self.client.id

    @property
    def title(self) -> str:
        """Its name in the audit trail."""
        return self.client.name if self.client else self.country or ALL

    def name(self, say: Wording) -> str:
        """Its name for people."""
        if self.client is not None:
            return self.client.name
        return say.plain(phrase("everybody")) if self.country is None else numbers.country(say.language, self.country)


EVERYBODY = Whom(ALL)


async def subject(uow: UnitOfWork, typed: str) -> Whom:
    """What was named: everybody, a country by code or name in any of our languages, or a client by its whole name.

    Raises `RefusedError` for what is unknown, in the archive, or the name of two things.
    """
    first, _, rest = typed.partition(" ")
    exact = await clients.by_name(uow, typed)
    marked = _MARKED.get(first.casefold()) if rest and exact is None else None
    if marked == COUNTRY:
        code = country(rest)
        if code is None:
            raise RefusedError(
                phrase("I know no country “{name}”. Write its two letters of ISO 3166, for example UA.", name=rest)
            )
        return Whom(COUNTRY, code)
    if marked == CLIENT:
        found = await clients.by_name(uow, rest)
        return await _refuse_unknown(uow, rest) if found is None else _of_client(found)
    if typed.casefold() in _ALL and exact is None:
        return EVERYBODY
    code = country(typed)
    if code is not None and exact is not None and exact.archived_at is None:
        raise RefusedError(
            phrase(
                "“{name}” is a country and a client. Put “country” or “client” in front of it.",
                name=exact.name,
            )
        )
    if code is not None:
        return Whom(COUNTRY, code)
    return await _refuse_unknown(uow, typed) if exact is None else _of_client(exact)


def _of_client(found: Client) -> Whom:
    if found.archived_at is not None:
        raise RefusedError(phrase("{client} is in the archive: nothing goes out to it anyway.", client=found.name))
    return Whom(CLIENT, client=found)


async def _refuse_unknown(uow: UnitOfWork, typed: str) -> Whom:
    everyone = [one.name for one in await clients.listed(uow)]
    part = [name for name in everyone if name_key(typed) in name_key(name)]
    if len(part) > 1:
        raise RefusedError(
            phrase(
                "“{name}” fits several clients: {clients}. Write the whole name.",
                name=typed,
                clients=", ".join(part[:_MOST_NAMED]) + (" …" if len(part) > _MOST_NAMED else ""),
            )
        )
    by_key = {name_key(name): name for name in everyone}
    near = part or [by_key[key] for key in get_close_matches(name_key(typed), by_key, n=1)]
    near = near or get_close_matches(_key(typed), _countries(), n=1, cutoff=0.75)
    if near:
        raise RefusedError(
            phrase("I know no country and no client “{name}”. Did you mean “{near}”?", name=typed, near=near[0])
        )
    raise RefusedError(
        phrase(
            "I know no country and no client “{name}”. Write a country (UA or Ukraine), the whole name of a client, "
            "or all.",
            name=typed,
        )
    )


def country(typed: str) -> str | None:
    """The code of a country by its code, or by its name in one of our languages; None when there is none."""
    if typed.upper() in checks.countries():
        return typed.upper()
    return _countries().get(_key(typed))


@cache
def _countries() -> dict[str, str]:
    """Code by name, in all our languages and as the time zone database says it."""
    names = {_key(name): code for code, name in checks.countries().items()}
    for language in LANGUAGES:
        names |= {_key(numbers.country(language, code)): code for code in checks.countries()}
    return names | _OTHER_CODES


def _key(name: str) -> str:
    """A country's name however its dashes, apostrophes and Russian ё were typed."""
    return name_key(name.translate(_ALIKE))


async def running(uow: UnitOfWork, today: dt.date) -> list[PauseRow]:
    """The pauses that are not over on this day, oldest first."""
    found = await care.pauses(uow, uow.now)
    return [one for one in found if one.ended_at is None and (one.until is None or one.until >= today)]


async def holding(uow: UnitOfWork, chat: ClientChat) -> list[PauseRow]:
    """Those of them that hold for a client chat, on its clock."""
    today = uow.now.astimezone(schedule.zone_of(uow, chat)).date()
    countries = {chat.country, chat.client.country} - {None}
    return [
        one
        for one in await running(uow, today)
        if one.scope == ALL or one.client_id == chat.client.id or (one.scope == COUNTRY and one.country in countries)
    ]


async def subject_of(uow: UnitOfWork, row: PauseRow) -> Whom:
    """For whom a pause is."""
    client = None if row.client_id is None else await clients.by_id(uow, row.client_id)
    return Whom(row.scope, row.country, client)


def end(until: dt.date | None) -> Phrase:
    """How long a pause lasts, in words."""
    return phrase("until somebody ends it") if until is None else phrase("until the end of {day}", day=until)


async def in_words(uow: UnitOfWork, rows: Sequence[PauseRow], say: Wording) -> list[str]:
    """One line for each pause: “⏸ Pause: Ukraine, until the end of 15 December 2026”."""
    return [
        say.text("⏸ Pause: {whom}, {end}", whom=(await subject_of(uow, one)).name(say), end=end(one.until))
        for one in rows
    ]
