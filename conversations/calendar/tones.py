"""Our two tables: the tone of every holiday that the library names, and the solemn days that it lacks.

`holiday_tone.csv` gives each holiday of a country an id of our own, so that a name may drift in the library and
everything that was stored stays true: then only the column `name` changes. `solemn_extra.csv` adds quiet days with a
rule for their date.
"""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files

from conversations.calendar.dayrules import DailyMinute, DayRule, RuleError, parse_rule
from conversations.checks import TRADITIONS

TONE_FILE = "holiday_tone.csv"
EXTRA_FILE = "solemn_extra.csv"

TONE_COLUMNS = (
    *("id", "country", "name", "rule", "tone", "tradition", "greet_group", "main", "only_for", "scope"),
    *("categories", "note", "basis"),
)
EXTRA_COLUMNS = ("id", "country", "name", "rule", "example", "basis", "source")

EVERYWHERE = "*"
"""Stands for the country in `solemn_extra.csv` when a day is solemn in all of them."""

CIVIL = "civil"
"""The tradition of a day that is everybody's."""

_ID = re.compile(r"[a-z]{2,3}\.[a-z0-9_]{1,72}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_WORD = re.compile(r"[a-z][a-z0-9_]{0,63}")


class Tone(StrEnum):
    """How a day is met: greeted, kept quiet, or left alone."""

    FESTIVE = "festive"
    SOLEMN = "solemn"
    NEUTRAL = "neutral"


class OnlyFor(StrEnum):
    """Festive, but only for people whom we cannot tell from others; greeted where the team says so."""

    ALL = ""
    WOMEN = "women"
    REGION = "region"


class TableError(ValueError):
    """A table of ours cannot be used. Says file, line (the headings are line 1), column and reason."""

    def __init__(self, file: str, line: int, column: str, reason: str) -> None:
        where = f"{file}, line {line}" + (f", column {column}" if column else "")
        super().__init__(f"{where}: {reason}")


@dataclass(frozen=True, slots=True)
class ToneRow:
    """One holiday of one country.

    `traditions` is empty for a civil day and for one whose tradition nobody needs to know. `group`: the days of which
    one is greeted in a year. `main`: the one that is greeted, where several of a group are festive.
    """

    id: str
    country: str
    name: str
    tone: Tone
    traditions: frozenset[str]
    group: str
    main: bool
    only_for: OnlyFor
    national: bool


@dataclass(frozen=True, slots=True)
class ExtraRow:
    """A solemn day that the library lacks."""

    id: str
    country: str
    name: str
    rule: DayRule


@dataclass(frozen=True, slots=True)
class Minute:
    """A daily minute of silence on the wall clock of a country."""

    id: str
    country: str
    name: str
    rule: DailyMinute


@dataclass(frozen=True, slots=True)
class Tones:
    """Both tables, ready to be asked."""

    by_name: Mapping[tuple[str, str], ToneRow]
    extras: tuple[ExtraRow, ...] = ()
    minutes: tuple[Minute, ...] = ()
    countries: frozenset[str] = field(default_factory=frozenset)

    def row(self, country: str, name: str) -> ToneRow | None:
        """The row of a holiday as the library names it, without decorations."""
        return self.by_name.get((country, name))

    def extras_of(self, country: str | None) -> list[ExtraRow]:
        """The extra solemn days of a country (None: only those of everywhere)."""
        return [row for row in self.extras if row.country in (country, EVERYWHERE)]


@cache
def load() -> Tones:
    """The tables of this program, read once. Raises `TableError`."""
    data = files(__package__).joinpath("data")
    return parse(
        data.joinpath(TONE_FILE).read_text(encoding="utf-8"), data.joinpath(EXTRA_FILE).read_text(encoding="utf-8")
    )


def parse(tones: str, extras: str) -> Tones:
    """The tables from their texts. Raises `TableError`."""
    rows = [_tone_row(cells) for cells in _lines(TONE_FILE, tones, TONE_COLUMNS)]
    by_name: dict[tuple[str, str], ToneRow] = {}
    ids: dict[str, int] = {}
    for line, row in rows:
        _once(TONE_FILE, line, row.id, ids)
        if (row.country, row.name) in by_name:
            raise TableError(TONE_FILE, line, "name", f"“{row.name}” of {row.country} stands here twice")
        by_name[row.country, row.name] = row
    _check_mains(rows)
    found: list[ExtraRow] = []
    minutes: list[Minute] = []
    for cells in _lines(EXTRA_FILE, extras, EXTRA_COLUMNS):
        extra = _extra_row(cells)
        _once(EXTRA_FILE, cells.line, extra.id, ids)
        if isinstance(extra, Minute):
            minutes.append(extra)
        else:
            found.append(extra)
    return Tones(by_name, tuple(found), tuple(minutes), frozenset(row.country for _, row in rows))


@dataclass(frozen=True, slots=True)
class _Cells:
    """One line that knows its place, so that every complaint names it."""

    file: str
    line: int
    values: Mapping[str, str]

    def wrong(self, column: str, reason: str) -> TableError:
        return TableError(self.file, self.line, column, reason)

    def matching(self, column: str, pattern: re.Pattern[str], what: str) -> str:
        value = self.values[column]
        if not pattern.fullmatch(value):
            raise self.wrong(column, f"“{value}” is not {what}")
        return value

    def one_of(self, column: str, choices: tuple[str, ...]) -> str:
        value = self.values[column]
        if value not in choices:
            raise self.wrong(column, f"“{value}” is none of {', '.join(choice or '(empty)' for choice in choices)}")
        return value

    def text(self, column: str) -> str:
        value = self.values[column]
        if not value:
            raise self.wrong(column, "is empty")
        return value


def _lines(file: str, text: str, columns: tuple[str, ...]) -> list[_Cells]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    found: list[_Cells] = []
    try:
        headings = next(reader, [])
        if tuple(headings) != columns:
            raise TableError(file, 1, "", f"the headings must be {', '.join(columns)}")
        for cells in reader:
            if len(cells) != len(columns):
                raise TableError(file, reader.line_num, "", f"{len(cells)} columns where there are {len(columns)}")
            values = dict(zip(columns, (cell.strip() for cell in cells), strict=True))
            found.append(_Cells(file, reader.line_num, values))
    except csv.Error as error:
        raise TableError(file, reader.line_num, "", f"this is not a CSV table ({error})") from None
    return found


def _once(file: str, line: int, key: str, ids: dict[str, int]) -> None:
    if key in ids:
        raise TableError(file, line, "id", f"“{key}” stands on line {ids[key]} already")
    ids[key] = line


def _id(cells: _Cells) -> str:
    return cells.matching("id", _ID, "an id like ua.christmas: the country in small letters, a dot, small letters")


def _tone_row(cells: _Cells) -> tuple[int, ToneRow]:
    group = cells.values["greet_group"]
    if group:
        cells.matching("greet_group", _WORD, "a word of small letters, digits and _")
    traditions = frozenset(cells.values["tradition"].split()) - {CIVIL}
    if unknown := sorted(traditions - set(TRADITIONS)):
        raise cells.wrong("tradition", f"“{unknown[0]}” is none of {', '.join((CIVIL, *TRADITIONS))}")
    tone = Tone(cells.one_of("tone", tuple(Tone)))
    if tone is Tone.FESTIVE and not group:
        raise cells.wrong("greet_group", "a festive day needs a group, or it would be greeted on each of its days")
    return cells.line, ToneRow(
        id=_id(cells),
        country=cells.matching("country", _COUNTRY, "a country's two letters"),
        name=cells.text("name"),
        tone=tone,
        traditions=traditions,
        group=group,
        main=cells.one_of("main", ("", "main")) == "main",
        only_for=OnlyFor(cells.one_of("only_for", tuple(OnlyFor))),
        national=cells.text("scope") == "national",
    )


def _extra_row(cells: _Cells) -> ExtraRow | Minute:
    key, name = _id(cells), cells.text("name")
    country = cells.values["country"]
    if country != EVERYWHERE:
        cells.matching("country", _COUNTRY, f"a country's two letters or {EVERYWHERE}")
    try:
        rule = parse_rule(cells.text("rule"))
    except RuleError as error:
        raise cells.wrong("rule", str(error)) from None
    if isinstance(rule, DailyMinute):
        return Minute(key, country, name, rule)
    return ExtraRow(key, country, name, rule)


def _check_mains(rows: list[tuple[int, ToneRow]]) -> None:
    """Where several days of a group are festive in a country, exactly one of them is the one to greet on."""
    festive: dict[tuple[str, str], list[tuple[int, ToneRow]]] = {}
    for line, row in rows:
        if row.tone is Tone.FESTIVE and row.national:
            festive.setdefault((row.country, row.group), []).append((line, row))
    for (country, group), found in festive.items():
        mains = sum(row.main for _, row in found)
        if len(found) > 1 and mains != 1:
            reason = f"{len(found)} days of “{group}” are festive in {country}; exactly one must be main, not {mains}"
            raise TableError(TONE_FILE, found[-1][0], "main", reason)
