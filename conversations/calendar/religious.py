"""The days of a tradition, for contacts who chose it, wherever they live.

Easter is computed, some days are fixed, the others are taken from a country whose calendar has them.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from conversations.calendar import library
from conversations.calendar.tones import Tone

JEWISH = "jewish"
"""The tradition whose days begin on the evening before."""


@dataclass(frozen=True, slots=True)
class Kept:
    """When a day is kept; `estimated` until the moon was seen."""

    day: dt.date
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class ReligiousDay:
    """One day of a tradition. `kept` gives its dates in a year.

    `instead`: it stands in for every day of its group in the country's calendar. Otherwise it gives way to the
    country's own.
    """

    id: str
    title: str
    group: str
    kept: Callable[[int], list[Kept]]
    tone: Tone = Tone.FESTIVE
    instead: bool = False


def _easter(orthodox: bool, offset: int = 0) -> Callable[[int], list[Kept]]:
    def kept(year: int) -> list[Kept]:
        from dateutil.easter import EASTER_ORTHODOX, EASTER_WESTERN, easter

        return [Kept(easter(year, EASTER_ORTHODOX if orthodox else EASTER_WESTERN) + dt.timedelta(days=offset))]

    return kept


def _fixed(month: int, day: int) -> Callable[[int], list[Kept]]:
    return lambda year: [Kept(dt.date(year, month, day))]


def _as_in(country: str, name: str) -> Callable[[int], list[Kept]]:
    return lambda year: [Kept(one.day, one.estimated) for one in library.first_days(country, name, year)]


EID_AL_FITR = ReligiousDay("eid_al_fitr.islamic", "Eid al-Fitr", "eid_al_fitr", _as_in("AE", "Eid al-Fitr"))
EID_AL_ADHA = ReligiousDay("eid_al_adha.islamic", "Eid al-Adha", "eid_al_adha", _as_in("AE", "Eid al-Adha"))

EXACT: Mapping[tuple[str, str], ReligiousDay] = {
    ("SA", "eid_al_fitr"): EID_AL_FITR,
    ("SA", "eid_al_adha"): EID_AL_ADHA,
}
"""(country, group) where the library lists days off, the first of which may be the day before the feast."""

DAYS: Mapping[str, tuple[ReligiousDay, ...]] = {
    "christian_western": (
        ReligiousDay("easter.western", "Easter Sunday", "easter", _easter(False), instead=True),
        ReligiousDay("good_friday.western", "Good Friday", "good_friday", _easter(False, -2), Tone.SOLEMN),
        ReligiousDay("christmas.western", "Christmas Day", "christmas", _fixed(12, 25)),
    ),
    "christian_orthodox": (
        ReligiousDay("easter.orthodox", "Easter Sunday (Pascha)", "easter", _easter(True), instead=True),
        ReligiousDay("good_friday.orthodox", "Good Friday", "good_friday", _easter(True, -2), Tone.SOLEMN),
    ),
    "islamic": (EID_AL_FITR, EID_AL_ADHA),
    JEWISH: (
        ReligiousDay("purim.jewish", "Purim", "purim", _as_in("IL", "Purim")),
        ReligiousDay("pesach.jewish", "Pesach", "pesach", _as_in("IL", "Pesach")),
        ReligiousDay("shavuot.jewish", "Shavuot", "shavuot", _as_in("IL", "Shavuot")),
        ReligiousDay("tisha_bav.jewish", "Tisha B'Av", "tisha_bav", _as_in("IL", "Tisha B'Av"), Tone.SOLEMN),
        ReligiousDay("rosh_hashanah.jewish", "Rosh Hashanah", "rosh_hashanah", _as_in("IL", "Rosh Hashanah")),
        ReligiousDay("yom_kippur.jewish", "Yom Kippur", "yom_kippur", _as_in("IL", "Yom Kippur"), Tone.SOLEMN),
        ReligiousDay("sukkot.jewish", "Sukkot", "sukkot", _as_in("IL", "Sukkot")),
        ReligiousDay("hanukkah.jewish", "Hanukkah", "hanukkah", _as_in("IL", "Hanukkah")),
    ),
    "lunar": (
        ReligiousDay(
            "lunar_new_year.lunar",
            "Lunar New Year",
            "lunar_new_year",
            _as_in("CN", "Chinese New Year (Spring Festival)"),
        ),
    ),
    "hindu": (ReligiousDay("diwali.hindu", "Diwali", "diwali", _as_in("IN", "Diwali")),),
    "sikh": (
        ReligiousDay("gurpurab.sikh", "Guru Nanak's Birthday", "gurpurab", _as_in("IN", "Guru Nanak's Birthday")),
    ),
    "nowruz": (ReligiousDay("nowruz.nowruz", "Nowruz", "nowruz", _fixed(3, 21)),),
}
"""By tradition. The others have no day that is both festive and sure."""
