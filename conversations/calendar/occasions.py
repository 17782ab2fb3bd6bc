"""Which holidays of a year are greeted, for one country and tradition, and why the others are not.

How it works: the country's holidays are read with their tones, the tradition's days join them, and so do the extra
solemn days that the team made ordinary ones. Then everything that is not to be greeted gets its reason, in this order:
nobody knows its tone, it is neutral, it is only for people whom we cannot tell, it belongs to a tradition that the
contact did not choose, a lead struck it, another day of its group is greeted. What is left is greeted. Solemn days are
not here: they are quiet days (`quiet`).
"""

import datetime as dt
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from conversations.calendar import library, names, religious, tones
from conversations.calendar.choices import CONFIRMED, STRUCK, Choices
from conversations.calendar.library import NamedDay
from conversations.calendar.religious import JEWISH, ReligiousDay
from conversations.calendar.tones import OnlyFor, Tone, ToneRow
from locales import Phrase, phrase

OBSERVED_IS_KEPT = frozenset({"IL"})
"""Where a day marked as observed is the one that is really kept: the Knesset moves days away from the Sabbath."""

CALM = frozenset({"UA"})
"""Countries at war: a wish of peace and strength, nothing cheerful."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """A holiday in one year. `day` is the day itself, `send_on` the one on which a greeting goes out.

    `group`: one greeting for all its days in a year. `approximate`: the calendar can only guess the date; `estimated`:
    and nobody has confirmed it yet. `why_not`: the reason why it is not greeted; None when it is. `listed`: the day
    that the calendar says, by which a lead confirms or strikes it.
    """

    id: str
    title: str
    day: dt.date
    send_on: dt.date
    group: str
    tone: Tone | None
    traditions: frozenset[str] = frozenset()
    approximate: bool = False
    estimated: bool = False
    main: bool = False
    only_for: OnlyFor = OnlyFor.ALL
    listed: dt.date = dt.date.min
    why_not: Phrase | None = None


@dataclass(frozen=True, slots=True)
class Solemn:
    """A solemn day, by the occasion that makes it one.

    `listed` and `approximate` mean what they mean for an `Occasion`; `struck`: by a lead, so that it is not quiet.
    """

    day: dt.date
    id: str
    title: str
    listed: dt.date
    approximate: bool = False
    struck: bool = False


def of_year(country: str | None, tradition: str | None, year: int, choices: Choices) -> Sequence[Occasion]:
    """The occasions whose greeting would go out in a year, by day. `tradition` None and "none" are the same."""
    chosen = None if tradition == "none" else tradition
    key = ("greeted", country, chosen, year)
    if key not in choices.worked_out:
        choices.worked_out[key] = _of_year(country, chosen, year, choices)
    found: Sequence[Occasion] = choices.worked_out[key]
    return found


def _of_year(country: str | None, chosen: str | None, year: int, choices: Choices) -> tuple[Occasion, ...]:
    found = [
        one
        for y in (year, year + 1)
        for one in _all(country, chosen, y, choices)
        if one.send_on.year == year and one.tone is not Tone.SOLEMN
    ]
    judged = [replace(one, why_not=_refusal(one, chosen, choices)) for one in found]
    return tuple(sorted(_one_of_each_group(judged), key=lambda one: (one.send_on, one.id)))


def _all(country: str | None, tradition: str | None, year: int, choices: Choices) -> list[Occasion]:
    """Every occasion that falls in a year, the solemn ones too, not judged."""
    theirs = [] if country is None else list(_of_country(country, year, choices))
    theirs += _no_longer_solemn(country, year, choices)
    for day in religious.DAYS.get(tradition or "", ()):
        if day.instead:
            theirs = [one for one in theirs if one.group != day.group]
        elif any(one.group == day.group and tradition in one.traditions for one in theirs):
            continue
        theirs += _religious(day, tradition or "", year, choices)
    return theirs


def _no_longer_solemn(country: str | None, year: int, choices: Choices) -> list[Occasion]:
    """The extra solemn days to which the team gave another tone. They are no days for wishes, whichever it is."""
    return [
        replace(_occasion(extra.id, extra.name, day, choices), tone=Tone.NEUTRAL)
        for extra in tones.load().extras_of(country)
        if choices.tone(extra.id, Tone.SOLEMN) is not Tone.SOLEMN
        for day in extra.rule.days(year)
    ]


def may_be_festive(key: str) -> bool:
    """False for an extra solemn day: whatever we had to say, nobody is to be wished a happy day of mourning."""
    return all(extra.id != key for extra in tones.load().extras)


def _of_country(country: str, year: int, choices: Choices) -> Sequence[Occasion]:
    key = ("country", country, None, year)
    if key not in choices.worked_out:
        choices.worked_out[key] = _read_country(country, year, choices)
    found: Sequence[Occasion] = choices.worked_out[key]
    return found


def _read_country(country: str, year: int, choices: Choices) -> tuple[Occasion, ...]:
    table = tones.load()
    days: dict[str, list[NamedDay]] = defaultdict(list)
    for named in library.named_days(country, year):
        if not named.observed or country in OBSERVED_IS_KEPT:
            days[named.name].append(named)
    found: list[Occasion] = []
    for name, named_days in days.items():
        row = table.row(country, name)
        exact = religious.EXACT.get((country, row.group)) if row else None
        if row is not None and exact is not None and row.tone is Tone.FESTIVE:
            found += [
                _occasion(row.id, name, kept.day, choices, row=row, estimated=kept.estimated)
                for kept in exact.kept(year)
            ]
            continue
        key = row.id if row else unknown_id(country, name)
        firsts = _first_days(country, name, year, named_days)
        found += [_occasion(key, name, one.day, choices, row=row, estimated=one.estimated) for one in firsts]
    return tuple(found)


def _first_days(country: str, name: str, year: int, days: list[NamedDay]) -> list[NamedDay]:
    if any(one.observed for one in days):
        return days
    return library.first_days(country, name, year)


def _religious(day: ReligiousDay, tradition: str, year: int, choices: Choices) -> list[Occasion]:
    by = frozenset({tradition})
    found = [
        _occasion(day.id, day.title, kept.day, choices, tone=day.tone, traditions=by, estimated=kept.estimated)
        for kept in day.kept(year)
    ]
    return [replace(one, group=day.group) for one in found]


def _occasion(
    key: str,
    title: str,
    day: dt.date,
    choices: Choices,
    *,
    row: ToneRow | None = None,
    tone: Tone | None = None,
    traditions: frozenset[str] = frozenset(),
    estimated: bool = False,
) -> Occasion:
    mark = choices.mark(key, day)
    kept_on = mark.kept_on if mark is not None and mark.kept_on is not None else day
    kept_by = row.traditions if row else traditions
    said = choices.tone(key, row.tone if row else tone)
    eve = said is Tone.FESTIVE and kept_by == {JEWISH}
    return Occasion(
        id=key,
        title=title,
        day=kept_on,
        send_on=kept_on - dt.timedelta(days=1) if eve else kept_on,
        group=(row.group if row else "") or key,
        tone=said,
        traditions=kept_by,
        approximate=estimated,
        estimated=estimated and _unconfirmed(key, day, choices),
        main=row is not None and row.main,
        only_for=OnlyFor.ALL if row is None or key in choices.tones else row.only_for,
        listed=day,
    )


def _unconfirmed(key: str, day: dt.date, choices: Choices) -> bool:
    mark = choices.mark(key, day)
    return mark is None or mark.state != CONFIRMED


def unknown_id(country: str, name: str) -> str:
    """The id of a holiday that our table does not know, made from its name."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower().replace("'", "")
    return f"{country.lower()}.{re.sub(r'[^a-z0-9]+', '_', plain).strip('_')[:60]}"


def _refusal(one: Occasion, tradition: str | None, choices: Choices) -> Phrase | None:
    """Why this day is not greeted, apart from the others of its group."""
    if one.tone is None:
        return phrase("not greeted: nobody has said yet what tone this day has")
    if one.tone is Tone.NEUTRAL:
        return phrase("not greeted: no day for wishes")
    if one.only_for is OnlyFor.WOMEN:
        return phrase("not greeted: a day for women only, and we store nobody's gender")
    if one.only_for is OnlyFor.REGION:
        return phrase("not greeted: only kept in some regions")
    if one.traditions and tradition not in one.traditions:
        kept_by = tuple(names.tradition(key) for key in sorted(one.traditions))
        return phrase("not greeted: only for contacts who chose the tradition {tradition}", tradition=kept_by)
    mark = choices.mark(one.id, one.listed)
    if mark is not None and mark.state == STRUCK:
        return phrase("not greeted: struck from the calendar by the team")
    return None


def _one_of_each_group(found: Iterable[Occasion]) -> list[Occasion]:
    """Leave one greeted day in each group: the main one, else the earliest."""
    groups: dict[str, list[Occasion]] = defaultdict(list)
    for one in found:
        groups[one.group].append(one)
    judged: list[Occasion] = []
    for group in groups.values():
        greeted = [one for one in group if one.why_not is None]
        first = min(greeted, key=lambda one: (not one.main, one.send_on, one.id), default=None)
        for one in group:
            if first is not None and one.why_not is None and one is not first:
                why = phrase("not greeted: once a year is enough, on {title}", title=names.day(first.title))
                judged.append(replace(one, why_not=why))
            else:
                judged.append(one)
    return judged


def solemn(country: str | None, tradition: str | None, year: int, choices: Choices) -> list[Solemn]:
    """Every solemn day of a year, all days of those that last several; those that the team struck are left out."""
    return [one for one in solemn_listed(country, tradition, year, choices) if not one.struck]


def solemn_listed(country: str | None, tradition: str | None, year: int, choices: Choices) -> Sequence[Solemn]:
    """The same with those that the team struck."""
    chosen = None if tradition == "none" else tradition
    key = ("solemn", country, chosen, year)
    if key not in choices.worked_out:
        choices.worked_out[key] = _solemn(country, chosen, year, choices)
    found: Sequence[Solemn] = choices.worked_out[key]
    return found


def _solemn(country: str | None, chosen: str | None, year: int, choices: Choices) -> tuple[Solemn, ...]:
    table = tones.load()
    found: list[Solemn] = []
    for named in () if country is None else library.named_days(country, year):
        row = table.row(country or "", named.name)
        key = row.id if row else unknown_id(country or "", named.name)
        if choices.tone(key, row.tone if row else None) is Tone.SOLEMN:
            found.append(Solemn(named.day, key, named.name, named.day, named.estimated))
    for extra in table.extras_of(country):
        if choices.tone(extra.id, Tone.SOLEMN) is Tone.SOLEMN:
            found += [Solemn(day, extra.id, extra.name, day) for day in extra.rule.days(year)]
    for day in religious.DAYS.get(chosen or "", ()):
        if choices.tone(day.id, day.tone) is Tone.SOLEMN:
            found += [Solemn(kept.day, day.id, day.title, kept.day, kept.estimated) for kept in day.kept(year)]
    return tuple(_as_marked(one, choices) for one in found)


def _as_marked(one: Solemn, choices: Choices) -> Solemn:
    mark = choices.mark(one.id, one.listed)
    if mark is None:
        return one
    return replace(one, day=mark.kept_on or one.day, struck=mark.state == STRUCK)
