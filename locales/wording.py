"""Texts in a person's language.

`wording("uk").text("Hello, {name}.", name=...)` gives Telegram HTML: the values are escaped, the sentence may hold
tags.
"""

import datetime as dt
import gettext
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from html import escape
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_time

LANGUAGES: Mapping[str, str] = {"en": "English", "uk": "Українська", "ru": "Русский"}
"""The languages the bot speaks, each by its own name."""

DOMAIN = "carebot"
HOME = Path(__file__).parent


class Html(str):
    """A value that is already Telegram HTML and must not be escaped again."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence that waits for its language: what a use case says when it does not know who will read it.

    `many` and `count` are set for sentences with a number in them (`plural_phrase`).
    """

    text: str
    values: Mapping[str, Any] = field(default_factory=dict)
    many: str | None = None
    count: int = 0


def phrase(text: str, **values: Any) -> Phrase:
    """A sentence to be said later; `text` is found by the extractor like that of `Wording.text`."""
    return Phrase(text, values)


def plural_phrase(one: str, many: str, count: int, **values: Any) -> Phrase:
    """A sentence with a number, to be said later; `{count}` stands for the number."""
    return Phrase(one, values, many, count)


class Wording:
    """One language.

    `text` and `plural` translate a sentence and put the values in, escaped for HTML; a value may itself be a `Phrase`,
    `Html`, a day (said as `day` says it), a tuple of values (joined by commas) or anything with a plain string form.
    `plain` says a phrase without escaping: for a terminal, a button or the answer to a press. Dates and times are
    always said for an explicit time zone.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self._catalogue = gettext.translation(DOMAIN, HOME, [language], fallback=language == "en")

    def text(self, message: str, **values: Any) -> str:
        return self._fill(self._catalogue.gettext(message), values, html=True)

    def stored(self, message: str) -> str:
        """A text that stands in data, such as a survey's question, as plain text: translated where we have it."""
        return self._catalogue.gettext(message)

    def plural(self, one: str, many: str, count: int, **values: Any) -> str:
        return self._fill(self._catalogue.ngettext(one, many, count), {"count": count, **values}, html=True)

    def say(self, phrase: Phrase) -> str:
        return self._said(phrase, html=True)

    def plain(self, phrase: Phrase) -> str:
        return self._said(phrase, html=False)

    def _said(self, phrase: Phrase, *, html: bool) -> str:
        if phrase.many is None:
            return self._fill(self._catalogue.gettext(phrase.text), phrase.values, html=html)
        found = self._catalogue.ngettext(phrase.text, phrase.many, phrase.count)
        return self._fill(found, {"count": phrase.count, **phrase.values}, html=html)

    def _fill(self, sentence: str, values: Mapping[str, Any], *, html: bool) -> str:
        if not values:
            return sentence
        return sentence.format_map({name: self._value(value, html=html) for name, value in values.items()})

    def _value(self, value: Any, *, html: bool) -> str:
        if isinstance(value, Phrase):
            return self._said(value, html=html)
        if isinstance(value, tuple):
            return ", ".join(self._value(one, html=html) for one in value)
        if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
            return self.day(value)
        if isinstance(value, Html) or not html:
            return str(value)
        return escape(str(value), quote=False)

    def date(self, day: dt.date) -> str:
        """A day with its weekday, without the year: "Monday, 23 November"."""
        skeleton = {"en": "EEEE, d MMMM", "uk": "EEEE, d MMMM", "ru": "EEEE, d MMMM"}[self.language]
        return format_date(day, skeleton, locale=self.language)

    def weekday(self, day: dt.date) -> str:
        """A weekday, short: "Mon"."""
        return format_date(day, "EEE", locale=self.language)

    def clock(self, moment: dt.datetime, zone: ZoneInfo) -> str:
        """The time of day of an aware moment in a zone: "14:05"."""
        return format_time(moment, "HH:mm", tzinfo=zone, locale=self.language)

    def moment(self, moment: dt.datetime, zone: ZoneInfo) -> str:
        """An aware moment in a zone, short: "Mon 23 Nov, 14:05"."""
        return format_datetime(moment, "EEE d MMM, HH:mm", tzinfo=zone, locale=self.language)

    def day(self, day: dt.date) -> str:
        """A day with its year: "23 November 2026"."""
        return format_date(day, "d MMMM y", locale=self.language)


@cache
def wording(language: str) -> Wording:
    """The wording of one of `LANGUAGES`. Raises `KeyError` for any other."""
    if language not in LANGUAGES:
        raise KeyError(language)
    return Wording(language)


def closest(*wishes: str | None) -> str | None:
    """The first wish we speak ("uk-UA" counts as "uk"), or None."""
    for wish in wishes:
        code = (wish or "").replace("_", "-").split("-")[0].lower()
        if code in LANGUAGES:
            return code
    return None
