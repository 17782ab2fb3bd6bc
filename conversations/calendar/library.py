"""Public holidays and working days of a country, from the library `holidays`; the one module that imports it.

Keep in mind: the library has names but no identifiers, and they drift between releases; so its version is pinned and a
test holds every name of the next years against our table.
"""

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

_LANGUAGE = "en_US"

_DECORATION = re.compile(r" \((observed|estimated|observed, estimated|substituted from [^)]*)\)$")

_WEEKEND = frozenset({5, 6})


@dataclass(frozen=True, slots=True)
class NamedDay:
    """One name on one day, without decorations.

    `observed`: not the day itself but the one given instead of it. `estimated`: the moon is still to be seen.
    """

    day: dt.date
    name: str
    observed: bool = False
    estimated: bool = False


def _entity(country: str) -> Any:
    """The library's class for a country, or None."""
    import holidays

    return getattr(holidays, country, None) if re.fullmatch("[A-Z]{2}", country) else None


@cache
def _language(entity: Any) -> str | None:
    """English where the library has it. Where not, its own language: left out, the process's locale would decide."""
    language: str | None = _LANGUAGE if _LANGUAGE in entity.supported_languages else entity.default_language
    return language


@lru_cache(maxsize=512)
def named_days(country: str, year: int) -> tuple[NamedDay, ...]:
    """Every nationwide holiday of a year with each of its names, of all kinds; empty for an unknown country.

    All kinds, since the tone decides: Ukraine's are working days under martial law, Sweden's Christmas Eve is no public
    holiday, Israel's Remembrance Day is optional.
    """
    entity = _entity(country)
    if entity is None:
        return ()
    table = entity(years=year, language=_language(entity), categories=entity.supported_categories, expand=False)
    found: dict[NamedDay, None] = {}
    for day in sorted(table):
        for name in table.get_list(day):
            found[_read(day, str(name))] = None
    return tuple(found)


def _read(day: dt.date, name: str) -> NamedDay:
    decoration = _DECORATION.search(name)
    if decoration is None:
        return NamedDay(day, name)
    said = decoration[1]
    bare = name[: decoration.start()]
    return NamedDay(day, bare, "observed" in said or "substituted" in said, "estimated" in said)


def first_days(country: str, name: str, year: int) -> list[NamedDay]:
    """The first day of each time that a holiday is kept in a year; the days that follow it belong to the same time."""
    found = [one for y in (year - 1, year) for one in named_days(country, y) if one.name == name and not one.observed]
    before = {one.day + dt.timedelta(days=1) for one in found}
    return [one for one in found if one.day.year == year and one.day not in before]


def pesach(year: int) -> dt.date | None:
    """The first day of Pesach, 15 Nisan; None in a year that the library does not know."""
    found = first_days("IL", "Pesach", year)
    return found[0].day if found else None


@cache
def _public(country: str) -> Any:
    entity = _entity(country)
    return None if entity is None else entity(language=_language(entity))


@lru_cache(maxsize=65536)
def is_working_day(country: str | None, day: dt.date) -> bool:
    """True when people in this country are at work: by its weekend, its public holidays and its moved working days.

    Without a country, or with one that the library does not know: Monday to Friday.
    """
    public = None if country is None else _public(country)
    if public is None:
        return day.weekday() not in _WEEKEND
    return bool(public.is_working_day(day))
