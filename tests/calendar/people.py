"""People of whom the tests of the calendar ask, and the answers in short."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from conversations.calendar import plan
from conversations.calendar.plan import Entry, Person
from locales import wording

ZONES = {
    "UA": "Europe/Kyiv",
    "PL": "Europe/Warsaw",
    "IL": "Asia/Jerusalem",
    "SA": "Asia/Riyadh",
    "US": "America/New_York",
}


def somebody(country: str | None = None, **known: Any) -> Person:
    """A contact who has joined, in their country's zone, of a client in the same country."""
    zone = ZoneInfo(known.pop("zone", ZONES.get(country or "", "UTC")))
    return Person("Anna", zone, country, **({"client_country": country} | known))


def year(person: Person, number: int) -> list[Entry]:
    """Their calendar of a whole year, asked on its first morning."""
    start = dt.datetime(number, 1, 1, 0, 30, tzinfo=person.zone)
    return plan.of(person, start, 366 if number % 4 == 0 else 365)


def on(entries: list[Entry], day: str) -> list[Entry]:
    return [entry for entry in entries if entry.day.isoformat() == day]


def sent(entries: list[Entry], kind: str = plan.GREETING) -> dict[str, str]:
    """What is sent of a kind: occasion by day."""
    return {entry.day.isoformat(): entry.occasion for entry in entries if entry.sends and entry.kind == kind}


def quiet(entries: list[Entry]) -> dict[str, str]:
    return {entry.day.isoformat(): entry.occasion for entry in entries if entry.kind == plan.QUIET_DAY}


def why(entries: list[Entry], day: str, occasion: str) -> str:
    """The reason of one line, as the command line prints it."""
    [entry] = [entry for entry in on(entries, day) if entry.occasion == occasion]
    return wording("en").plain(entry.reason)
