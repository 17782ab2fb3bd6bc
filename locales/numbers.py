"""Numbers, countries and months as a language writes them. The language is one of `locales.LANGUAGES`."""

import datetime as dt

from babel import Locale
from babel.dates import format_date, format_interval
from babel.numbers import format_decimal, format_percent

_DAY_FIRST = {"en": "en_GB"}
"""Whose order of day and month is ours: the bot says “22 Nov” everywhere, also in English."""


def percent(language: str, share: float) -> str:
    """A share of 1 in whole percent: “87%”, “87 %”."""
    return format_percent(share, locale=language)


def percents(language: str, low: float, high: float) -> str:
    """Two shares of 1, from and to: “79–92%”."""
    first, last = whole(language, 100 * low), percent(language, high)
    return f"{first}–{last}"


def whole(language: str, number: float) -> str:
    """A number without decimals, with the language's thousands: “12,345”."""
    return format_decimal(number, format="#,##0", locale=language)


def tenths(language: str, number: float) -> str:
    """A number with one decimal: “4.4”, “4,4”."""
    return format_decimal(number, format="0.0", locale=language)


def signed(language: str, number: float) -> str:
    """A whole number that always shows its sign; zero has none: “+34”, “−8”, “0”."""
    text = format_decimal(abs(number), format="0", locale=language)
    return text if text == "0" else f"{'+' if number > 0 else '−'}{text}"


def country(language: str, code: str) -> str:
    """The name of a country (ISO 3166-1 alpha-2); an unknown code stands for itself."""
    return str(Locale.parse(language).territories.get(code, code))


def month(language: str, day: dt.date) -> str:
    """The month of a day with its year, standing alone: “November 2026”, “листопад 2026”."""
    return format_date(day, "LLLL y", locale=language)


def short_day(language: str, day: dt.date) -> str:
    """A day in little room: “23 Nov”."""
    return format_date(day, "d MMM", locale=language)


def yearly_day(language: str, day: dt.date) -> str:
    """A day of every year: “12 May”, “12 травня”."""
    return format_date(day, "d MMMM", locale=language)


def short_month(language: str, day: dt.date) -> str:
    """A month in little room: “Nov”; January says its year instead of leaving it to be guessed: “Jan 26”."""
    return format_date(day, "LLL yy" if day.month == 1 else "LLL", locale=language)


def short_days(language: str, first: dt.date, last: dt.date) -> str:
    """From one day to another without the year: “1–30 Nov”."""
    return format_interval(first, last, skeleton="MMMd", locale=_DAY_FIRST.get(language, language))


def days(language: str, first: dt.date, last: dt.date) -> str:
    """From one day to another with what they share said once: “1–30 Nov 2026”."""
    return format_interval(first, last, skeleton="yMMMd", locale=_DAY_FIRST.get(language, language))
