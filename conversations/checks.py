"""Checks of what people type into fields: names, languages, countries, time zones, dates.

Each takes the text as typed and gives the value to keep, or raises `FieldError` with a sentence that says what is
wrong and what is right. `field` is the name of the field as the store calls it, so that a form or a table can point
at it.
"""

import datetime as dt
import re
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from zoneinfo import available_timezones

from conversations.errors import RefusedError
from locales import LANGUAGES, Phrase, greetings, phrase
from storage.records import Role

LONGEST_NAME = 128
"""Characters of a name; the width of the store's columns and of a topic's name in Telegram."""

TRADITIONS = (
    "none",
    "buddhist",
    "christian_orthodox",
    "christian_western",
    "hindu",
    "islamic",
    "jain",
    "jewish",
    "lunar",
    "nowruz",
    "parsi",
    "sikh",
)
"""What a contact's tradition can be: those of the calendar of occasions (civil days are everybody's), and none."""

REGISTERS = ("formal", "warm")
GREETING_MODES = ("auto", "review")
PACES = ("less", "normal", "more")

CHECK_IN_DAYS = range(7, 366)
"""Days between two check-ins: no client wants one more often than weekly, and a year is no rhythm any more."""

_BIRTHDAY = re.compile(r"(?:(?P<year>\d{4})-|--)?(?P<month>\d{2})-(?P<day>\d{2})")
_ANY_LEAP_YEAR = 2000


class FieldError(RefusedError):
    """One field holds something that cannot be; `field` is its name in the store."""

    def __init__(self, field: str, phrase: Phrase) -> None:
        super().__init__(phrase)
        self.field = field


def name(field: str, text: str) -> str:
    """A name or salutation: something to read, on one line, at most 128 characters; inner space is tidied."""
    tidy = " ".join(text.split())
    if not tidy:
        raise FieldError(field, phrase("A name is needed here."))
    if len(tidy) > LONGEST_NAME:
        raise FieldError(
            field, phrase("This name has {length} characters; {most} is the most.", length=len(tidy), most=LONGEST_NAME)
        )
    if not all(character.isprintable() for character in tidy):
        raise FieldError(field, phrase("This name contains an invisible character. Please type it again."))
    return tidy


def language(text: str, field: str = "language") -> str:
    """A language the bot speaks, as its code; "uk-UA" counts as "uk"."""
    code = text.strip().replace("_", "-").split("-")[0].lower()
    if code not in LANGUAGES:
        raise FieldError(
            field,
            phrase(
                "“{value}” is not a language I speak. Choose one of: {choices}.",
                value=text.strip(),
                choices=", ".join(f"{known} ({own})" for known, own in LANGUAGES.items()),
            ),
        )
    return code


@cache
def countries() -> dict[str, str]:
    """ISO 3166-1 alpha-2 code to English name, from the time zone database's own list."""
    lines = files("tzdata.zoneinfo").joinpath("iso3166.tab").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t", 1) for line in lines if line and not line.startswith("#"))


def contact_language(text: str) -> str:
    """A language that a contact is greeted in, as its code: those the bot speaks and those of the greetings alone."""
    code = text.strip().replace("_", "-").split("-")[0].lower()
    return code if code in greetings.LANGUAGES else language(text)


def country(text: str, field: str = "country") -> str:
    """A country as its ISO 3166-1 alpha-2 code, in capitals."""
    typed = text.strip()
    code = {"UK": "GB", "EL": "GR"}.get(typed.upper(), typed.upper())
    known_codes = countries()
    if code in known_codes:
        return code
    by_name = {spoken.casefold(): known for known, spoken in known_codes.items()}
    near = get_close_matches(typed.casefold(), by_name, n=1)
    if near:
        found = by_name[near[0]]
        raise FieldError(
            field,
            phrase(
                "“{value}” is not a country code. For {country} write {code}.",
                value=typed,
                country=known_codes[found],
                code=found,
            ),
        )
    raise FieldError(
        field,
        phrase("“{value}” is not a country code. Write the two letters of ISO 3166, for example UA.", value=typed),
    )


@cache
def _zones() -> dict[str, str]:
    return {zone.casefold(): zone for zone in available_timezones() if zone not in {"localtime", "Factory"}}


def timezone(text: str, field: str = "timezone") -> str:
    """A time zone by its IANA name, whatever the case it was typed in."""
    typed = text.strip()
    zones = _zones()
    known = zones.get(typed.casefold().replace(" ", "_"))
    if known is not None:
        return known
    near = _near_zone(typed)
    if near is not None:
        raise FieldError(field, phrase("“{value}” is not a time zone. Did you mean {near}?", value=typed, near=near))
    raise FieldError(
        field, phrase("“{value}” is not a time zone. Write a name like Europe/Kyiv or America/New_York.", value=typed)
    )


def _near_zone(typed: str) -> str | None:
    """The zone that was probably meant: by its whole name, or by the city alone ("Kyiv")."""
    zones = _zones()
    wanted = typed.casefold().replace(" ", "_")
    by_city = {known.rsplit("/", 1)[-1]: zone for known, zone in sorted(zones.items(), reverse=True) if "/" in known}
    if wanted in by_city:
        return by_city[wanted]
    near = get_close_matches(wanted, zones, n=1, cutoff=0.75)
    if near:
        return zones[near[0]]
    near = get_close_matches(wanted.rsplit("/", 1)[-1], by_city, n=1, cutoff=0.75)
    return by_city[near[0]] if near else None


@cache
def zone_of_country(code: str) -> str | None:
    """The time zone of a country (ISO 3166 code) with one zone, or with one for most of it; None for others."""
    lines = files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line.startswith(f"{code}\t")]
    if len(rows) == 1:
        return rows[0][2]
    most = [row[2] for row in rows if len(row) > 3 and row[3].startswith("most of ")]
    return most[0] if len(most) == 1 else None


def date(text: str, field: str) -> dt.date:
    """A day, written YYYY-MM-DD."""
    typed = text.strip()
    try:
        if len(typed) != len("YYYY-MM-DD"):
            raise ValueError(typed)
        return dt.date.fromisoformat(typed)
    except ValueError:
        raise FieldError(
            field, phrase("“{value}” is not a date. Write year-month-day, for example 2027-03-31.", value=typed)
        ) from None


def birthday(text: str, field: str = "birthday") -> str:
    """A birthday as YYYY-MM-DD, or as --MM-DD when the year is not known (typed with or without the two dashes)."""
    typed = text.strip()
    found = _BIRTHDAY.fullmatch(typed)
    if found is not None:
        year, month, day = found["year"], int(found["month"]), int(found["day"])
        try:
            dt.date(int(year or _ANY_LEAP_YEAR), month, day)
        except ValueError:
            found = None
    if found is None:
        raise FieldError(
            field,
            phrase(
                "“{value}” is not a birthday. Write 1984-05-23, or 05-23 when the year is not known.",
                value=typed,
            ),
        )
    return f"{year or '-'}-{found['month']}-{found['day']}"


def check_in_days(text: str, field: str = "check_in_days") -> int | None:
    """Days between two check-ins; None for “default”."""
    typed = text.strip().lower()
    if typed == "default":
        return None
    if typed.isdecimal() and int(typed) in CHECK_IN_DAYS:
        return int(typed)
    raise FieldError(
        field,
        phrase(
            "“{value}” is no rhythm for check-ins. Write a number of days from {least} to {most}, or default.",
            value=text.strip(),
            least=CHECK_IN_DAYS.start,
            most=CHECK_IN_DAYS.stop - 1,
        ),
    )


def choice(field: str, text: str, choices: tuple[str, ...]) -> str:
    """One of a few words."""
    word = text.strip().lower().replace("-", "_")
    if word not in choices:
        raise FieldError(
            field,
            phrase("“{value}” is not one of: {choices}.", value=text.strip(), choices=", ".join(choices)),
        )
    return word


def role(text: str, field: str = "role") -> Role:
    """A role of staff."""
    return Role(choice(field, text, tuple(Role)))
