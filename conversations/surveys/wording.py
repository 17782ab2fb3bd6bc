"""What a survey looks like: its message in every state, as Telegram HTML with its buttons. Pure."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from conversations.buttons import button
from conversations.post import Keyboard
from conversations.surveys.definitions import Definition, Question, Text
from locales import Wording
from storage.records import Rating, Survey

TAP = "sv"
"""The button that answers: survey, number of the question, value or `SKIP`."""

BACK = "svback"
"""The button that shows a question again, to change its answer: survey, number of the question."""

NO_COMMENT = "svmute"
"""The button that skips the comment: survey."""

SKIP = "s"

CHANGE_WITHIN = dt.timedelta(days=14)
"""An answer can be changed for so long (product, section 5)."""

_IN_A_ROW = 6
"""Numbers in one row of buttons: eleven of them stay wide enough for a thumb."""


@dataclass(frozen=True, slots=True)
class View:
    """A message: HTML, and its buttons or none."""

    html: str
    keyboard: Keyboard | None = None


def said(text: Text, say: Wording) -> str:
    """A text of a definition in a language, as plain text."""
    if isinstance(text, str):
        return say.stored(text)
    return text.get(say.language) or text["en"]


def changeable_until(survey: Survey) -> dt.datetime:
    """Until when an answer is taken: two weeks from the first one; before it, until the survey expires."""
    return survey.expires_at if survey.answered_at is None else survey.answered_at + CHANGE_WITHIN


def view(
    survey: Survey,
    definition: Definition,
    ratings: Mapping[str, Rating],
    say: Wording,
    *,
    readers: str,
    now: dt.datetime,
    zone: ZoneInfo,
) -> View:
    """The survey's message as it should stand now. `readers` is the sentence that says who reads the answer (HTML)."""
    if survey.state == "withdrawn" and not survey.spontaneous:
        return View(say.text("We are talking again, so this question is no longer needed."))
    if survey.state in {"withdrawn", "expired", "undeliverable"}:
        return View(say.text("This question is closed. You can rate at any time with /rate."))
    if survey.step < len(definition.questions) and now < changeable_until(survey):
        return _asking(survey, definition, ratings, say, readers)
    if survey.state == "skipped":
        again = [[button(say.text("Answer after all"), BACK, survey.id, 0)]] if now < changeable_until(survey) else None
        return View(say.text("No answer, that is fine."), again)
    return _thanks(survey, definition, ratings, say, now=now, zone=zone)


def _asking(survey: Survey, definition: Definition, ratings: Mapping[str, Rating], say: Wording, readers: str) -> View:
    total, question = len(definition.questions), definition.questions[survey.step]
    lines = [invitation(definition, say, readers), ""] if not ratings else [*answers(definition, ratings, say), ""]
    if total > 1:
        lines.append(say.text("Question {number} of {total}", number=survey.step + 1, total=total))
    lines.append(f"<b>{escape(said(question.text, say), quote=False)}</b>")
    lines.append(_scale(question, say))
    given = ratings.get(question.key)
    keyboard = [*_numbers(survey, survey.step, question, given)]
    keyboard.append([button(say.text("Skip"), TAP, survey.id, survey.step, SKIP)])
    return View("\n".join(lines), keyboard)


def invitation(definition: Definition, say: Wording, readers: str) -> str:
    """Why it is asked, what changes because of it, how long it takes and who reads it."""
    length = say.plural(
        "{count} question, {seconds} seconds.",
        "{count} questions, {seconds} seconds.",
        definition.count,
        seconds=definition.seconds,
    )
    reason = escape(f"{said(definition.why, say)} {said(definition.changes, say)}", quote=False)
    return f"{reason}\n\n{length} {readers}"


def _scale(question: Question, say: Wording) -> str:
    return say.text(
        "{lowest} = {low}, {highest} = {high}",
        lowest=question.lowest,
        low=said(question.low, say),
        highest=question.highest,
        high=said(question.high, say),
    )


def _numbers(survey: Survey, index: int, question: Question, given: Rating | None) -> list[list[dict[str, Any]]]:
    """Plain numbers, nothing that praises or blames one of them; a tick stands at the one that was chosen."""
    chosen = None if given is None else given.value
    row = [
        button(f"✓ {value}" if value == chosen else str(value), TAP, survey.id, index, value)
        for value in range(question.lowest, question.highest + 1)
    ]
    return [row[start : start + _IN_A_ROW] for start in range(0, len(row), _IN_A_ROW)]


def answers(definition: Definition, ratings: Mapping[str, Rating], say: Wording) -> list[str]:
    """One line for each question that was answered or skipped."""
    lines = []
    for question in definition.questions:
        given = ratings.get(question.key)
        if given is not None:
            value = say.text("no answer") if given.value is None else f"<b>{given.value}</b>"
            lines.append(f"{escape(said(question.text, say), quote=False)} {value}")
    return lines


def numbers_in_short(definition: Definition, ratings: Mapping[str, Rating]) -> str:
    """The numbers alone, for staff: “5 of 5”, or “4 · 5 · – of 5”."""
    given = [ratings.get(question.key) for question in definition.questions]
    values = ["–" if one is None or one.value is None else str(one.value) for one in given]
    return " · ".join(values)


def _thanks(
    survey: Survey,
    definition: Definition,
    ratings: Mapping[str, Rating],
    say: Wording,
    *,
    now: dt.datetime,
    zone: ZoneInfo,
) -> View:
    lines = [say.text("Thank you for your answer."), "", *answers(definition, ratings, say)]
    until = changeable_until(survey)
    if now >= until:
        return View("\n".join(lines))
    lines += ["", say.text("You can change it until {date}.", date=say.date(until.astimezone(zone).date()))]
    return View("\n".join(lines), _change(survey, definition.questions, ratings, say))


def _change(
    survey: Survey, questions: Sequence[Question], ratings: Mapping[str, Rating], say: Wording
) -> list[list[dict[str, Any]]]:
    if len(questions) == 1:
        return _numbers(survey, 0, questions[0], ratings.get(questions[0].key))
    return [
        [button(say.text("Change answer {number}", number=number), BACK, survey.id, number - 1)]
        for number, _ in enumerate(questions, 1)
    ]


def comment_wanted(survey: Survey, definition: Definition, say: Wording) -> View:
    """The optional step after the numbers: the open question, or room for a comment. Once it came, nothing to press."""
    if definition.open is None:
        ask = say.text("Would you like to add a few words?")
    else:
        ask = f"<b>{escape(said(definition.open.text, say), quote=False)}</b>"
    if survey.comment_at is not None:
        return View(ask)
    how = say.text("If you write here within 15 minutes, your message counts as the comment.")
    return View(f"{ask}\n{how}", [[button(say.text("Skip"), NO_COMMENT, survey.id)]])
