"""What periods, groups, questions and durations are called in a language."""

from typing import Any

from conversations.figures.periods import Bucket, Period
from conversations.figures.satisfaction import Tally
from conversations.summary.collecting import Figures, Key, Question, Summary
from conversations.surveys.wording import said
from locales import Wording, numbers
from locales.ordering import order_key

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def period(one: Period, say: Wording) -> str:
    """The name of a period: “November 2026”, “Q4 2026”, “Week 47, 2026”, or its days."""
    if one.kind == "month":
        return numbers.month(say.language, one.first).capitalize()
    if one.kind == "quarter":
        return say.text("Q{number} {year}", number=(one.first.month + 2) // 3, year=one.first.year)
    if one.kind == "week":
        week = one.first.isocalendar()
        return say.text("Week {number}, {year}", number=week.week, year=week.year)
    return numbers.days(say.language, one.first, one.last)


def bucket(one: Bucket, say: Wording) -> str:
    """A point of the trend, in little room."""
    if one.size in {"month", "quarter"}:
        return numbers.short_month(say.language, one.first)
    return numbers.short_day(say.language, one.first)


def question(one: Question, say: Wording) -> str:
    """A question in full, as plain text."""
    return said_text(one.text, say)


def title(one: Question, say: Wording) -> str:
    """What the survey that asks a question is called, as plain text."""
    return said_text(one.title, say)


def said_text(text: Any, say: Wording) -> str:
    """A text of a survey's definition, by language or as an id of the catalogues, as plain text."""
    return said(text if isinstance(text, str) else dict(text), say)


def group(summary: Summary, key: Key, say: Wording) -> str:
    """What a group is called."""
    if summary.by == "manager" and isinstance(key, int):
        return summary.staff[key]
    if summary.by == "client" and isinstance(key, int):
        return summary.clients[key]
    if summary.by == "tag" and isinstance(key, int):
        return summary.tags[key]
    if key is None:
        return say.text("no tag") if summary.by == "tag" else say.text("no country")
    return numbers.country(say.language, str(key)) if summary.by == "country" else str(key)


def in_order(summary: Summary, say: Wording) -> list[tuple[str, Figures]]:
    """The groups by name, "without one" last; never by result, so that nobody is ranked."""
    named = [(key is None, group(summary, key, say), figures) for key, figures in summary.groups.items()]
    return [(name, figures) for _, name, figures in sorted(named, key=lambda one: (one[0], order_key(one[1])))]


def duration(seconds: float, say: Wording, *, working: bool = False) -> str:
    """How long something took, in two units at most; working time knows no days, since a day of work is no 24 hours."""
    whole = round(seconds)
    if whole < _MINUTE:
        return say.text("{seconds} s", seconds=whole)
    minutes = round(seconds / _MINUTE)
    if minutes < 60:
        return say.text("{minutes} min", minutes=minutes)
    if working or minutes < 48 * 60:
        hours, rest = divmod(minutes, 60)
        if not rest:
            return say.text("{hours} h", hours=hours)
        return say.text("{hours} h {minutes} min", hours=hours, minutes=rest)
    days, rest = divmod(round(seconds / _HOUR), 24)
    return say.text("{days} d {hours} h", days=days, hours=rest)


def few(tally: Tally) -> str:
    """A few ratings, one by one: “5 × 2 · 3 × 1”; nothing for none."""
    return " · ".join(f"{value} × {count}" for value, count in tally.distribution if count)


def counts(tally: Tally) -> str:
    """The distribution as counts, the best value first: “5: 90 · 4: 34 · …”; a long scale without its zeros."""
    shown = [(value, count) for value, count in tally.distribution if count or not tally.scale.promoting]
    return " · ".join(f"{value}: {count}" for value, count in shown)
