"""What `/calendar` shows: the days to come, page by page, and one occasion with what can be decided about it."""

import datetime as dt
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from conversations import paging
from conversations.calendar import names, occasions
from conversations.calendar.together import EVERYWHERE, Coming, PersonalDate
from conversations.calendar.tones import Tone
from conversations.days.ahead_buttons import KEEP, RESTORE, STRIKE, TONE, to_change, to_page, to_see
from conversations.days.marking import FARTHEST
from locales import Phrase, Wording, numbers, phrase, plural_phrase
from locales.ordering import order_key

View = tuple[str, list[list[dict[str, Any]]]]
"""What one message shows: its words and its buttons."""

PAGE = 10
"""Lines on a page: with the longest names they stay well within the 4,096 characters of a message."""

LONGEST = 60
"""Characters that are shown of a name."""

MOST_COUNTRIES = 3
MOST_PAUSES = 5
IN_A_ROW = 5

AS_LISTED = "listed"
"""Asks for the tone of our table again."""

_TONES = {
    Tone.FESTIVE: phrase("festive"),
    Tone.NEUTRAL: phrase("neutral"),
    Tone.SOLEMN: phrase("solemn"),
}


def in_order(lines: Sequence[Coming | PersonalDate]) -> list[Coming | PersonalDate]:
    """By day; what is quiet first, then what somebody is greeted for, then the rest."""

    def place(one: Coming | PersonalDate) -> tuple[dt.date, int]:
        if isinstance(one, PersonalDate):
            return one.day, 2
        return one.day, 0 if one.quiet and not one.struck else 1 if one.greeted else 3

    return sorted(lines, key=place)


def listed(lines: Sequence[Coming | PersonalDate], pauses: Sequence[str], days: int, page: int, say: Wording) -> View:
    """A page of the list. `lines` are in order; `pauses` are said already."""
    page = max(0, min(page, (len(lines) - 1) // PAGE))
    told = [say.plural("<b>The coming {count} day</b>", "<b>The coming {count} days</b>", days)]
    if page == 0:
        told += pauses[:MOST_PAUSES]
        if len(pauses) > MOST_PAUSES:
            told.append(say.text("… and {count} more; /pause shows them.", count=len(pauses) - MOST_PAUSES))
    if not lines:
        told += ["", say.text("No occasion and no quiet day concerns your clients in this time.")]
    here = lines[page * PAGE : (page + 1) * PAGE]
    numbered: list[dict[str, Any]] = []
    for day, found in groupby(here, key=lambda one: one.day):
        told += ["", f"<b>{_capital(say.date(day))}</b>"]
        for one in found:
            if isinstance(one, PersonalDate):
                told.append(_personal(one, say))
            else:
                numbered.append(to_see(str(len(numbered) + 1), one, page))
                told.append(f"{len(numbered)}. {_line(one, say)}")
    if numbered:
        told += ["", say.text("Tap a number to strike an occasion, to set its date or its tone.")]
    keyboard = [numbered[start : start + IN_A_ROW] for start in range(0, len(numbered), IN_A_ROW)]
    last = (len(lines) - 1) // PAGE
    return "\n".join(told), keyboard + paging.turn_to(page, last, to_page)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _clipped(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"


def where(one: Coming, say: Wording) -> str:
    """Whose occasion it is: countries and traditions, as plain text."""
    countries = sorted((numbers.country(say.language, code) for code in one.countries), key=order_key)
    told = countries[:MOST_COUNTRIES]
    if len(countries) > MOST_COUNTRIES:
        more = len(countries) - MOST_COUNTRIES
        told.append(say.plain(plural_phrase("{count} more country", "{count} more countries", more)))
    told += sorted((say.plain(names.tradition(key)) for key in one.traditions), key=order_key)
    if all(key.startswith(f"{EVERYWHERE}.") for key in one.ids):
        told = [say.plain(phrase("everywhere"))]
    return ", ".join(told)


def _line(one: Coming, say: Wording) -> str:
    mark = "✖️" if one.struck else "🕯" if one.quiet else "🎉" if one.greeted else "▫️"
    return f"{mark} " + say.text(
        "{name} · {where}: {what}",
        name=_clipped(say.plain(names.day(one.title))),
        where=where(one, say),
        what=_what(one),
    )


def _what(one: Coming) -> Phrase:
    if one.struck:
        return phrase("struck")
    if one.quiet:
        return plural_phrase("quiet for {count} contact", "quiet for {count} contacts", len(one.contacts))
    if one.greeted and one.estimated:
        return phrase("estimated date, to be confirmed; {greeting}", greeting=_greeting(one))
    if one.greeted or not one.reasons:
        return _greeting(one)
    return one.reasons[0][0]


def _greeting(one: Coming) -> Phrase:
    return plural_phrase(
        "{greeted} of {count} contact gets a greeting",
        "{greeted} of {count} contacts get a greeting",
        len(one.contacts),
        greeted=len(one.greeted),
    )


def _personal(one: PersonalDate, say: Wording) -> str:
    whose = f"{one.contact} · {one.client}" if one.contact else one.client
    name = one.name
    if one.years:
        name = plural_phrase("{count} year of working together", "{count} years of working together", one.years)
    told = say.text("{name}: {whose}", name=_clipped(say.plain(name)), whose=_clipped(whose))
    return f"🎂 {told}" if one.why_not is None else f"▫️ {told} ({say.say(one.why_not)})"


def about(one: Coming, apart: Sequence[Coming], page: int, say: Wording) -> View:
    """One line by itself. `apart`: its occasions one by one, when there are several."""
    told = [
        f"<b>{say.say(names.day(one.title))}</b>",
        f"{_capital(say.date(one.kept))} · {say.say(names.as_typed(where(one, say)))}",
    ]
    told += [say.say(line) for line in _dates(one)]
    tone = phrase("nobody has said yet") if one.tone is None else _TONES[one.tone]
    if one.changed:
        told.append(say.text("Tone: {tone}, set by the team", tone=tone))
    else:
        told.append(say.text("Tone: {tone}", tone=tone))
    told += ["", _capital(say.say(_what(one) if one.quiet or one.struck else _greeting(one)))]
    if not one.struck:
        told += [say.text("{count} – {reason}", count=count, reason=reason) for reason, count in one.reasons[:6]]
    told += ["", say.text("A tone holds for every year, a strike for this date alone.")]
    if len(apart) > 1:
        told.append(say.text("What you decide here holds for all of these. Tap one to decide for it alone:"))
    keyboard = [_tones(one, page, say), *_deeds(one, page, say)]
    if len(apart) > 1:
        alone = [to_see(label, single, page) for label, single in _by_name(apart, say)]
        keyboard += [alone[start : start + 3] for start in range(0, len(alone), 3)]
    return "\n".join(told), [*keyboard, [to_page(say.plain(phrase("‹ All days")), page)]]


def _by_name(apart: Sequence[Coming], say: Wording) -> list[tuple[str, Coming]]:
    """Each occasion with whose it is, in the order of that."""
    named = [(where(single, say), single) for single in apart]
    return sorted(named, key=lambda each: order_key(each[0]))


def _dates(one: Coming) -> list[Phrase]:
    """What is to be said about the date."""
    told: list[Phrase] = []
    if one.day < one.kept:
        told.append(phrase("It begins on the evening before and is greeted on {day}.", day=one.day))
    if one.kept != one.listed:
        told.append(phrase("The calendar said {day}; the team moved it.", day=one.listed))
    elif one.estimated:
        told.append(phrase("This date is an estimate: until a lead confirms it, nobody is greeted."))
    elif one.approximate and not one.quiet:
        told.append(phrase("This date was an estimate; the team confirmed it."))
    return told


def _tones(one: Coming, page: int, say: Wording) -> list[dict[str, Any]]:
    row = []
    for tone, name in _TONES.items():
        if tone is Tone.FESTIVE and not all(map(occasions.may_be_festive, one.ids)):
            continue
        label = say.plain(name)
        row.append(to_change(f"• {label}" if one.tone is tone else label, one, page, TONE, tone.value))
    if one.changed:
        row.append(to_change(say.plain(phrase("as listed")), one, page, TONE, AS_LISTED))
    return row


def _deeds(one: Coming, page: int, say: Wording) -> list[list[dict[str, Any]]]:
    """Strike or restore, and what can be said about a date that is only guessed."""
    if one.struck:
        return [[to_change(say.plain(phrase("Restore")), one, page, RESTORE)]]
    rows = []
    if one.approximate:
        if one.estimated:
            off = (one.kept - one.listed).days
            label = say.plain(phrase("Confirm {day}", day=numbers.short_day(say.language, one.kept)))
            rows.append([to_change(label, one, page, KEEP, off, "primary")])
        rows.append(_moves(one, page, say))
    if one.quiet or one.tone is Tone.FESTIVE:
        rows.append([to_change(say.plain(phrase("Strike this date")), one, page, STRIKE)])
    return rows


def _moves(one: Coming, page: int, say: Wording) -> list[dict[str, Any]]:
    row = []
    for by in (-1, 1):
        off = (one.kept - one.listed).days + by
        if abs(off) <= FARTHEST:
            row.append(to_change(say.plain(a_day_off(one.kept, by, say)), one, page, KEEP, off))
    return row


def a_day_off(day: dt.date, by: int, say: Wording) -> Phrase:
    """What a button says that moves a day by one; `by` is -1 or 1."""
    short = numbers.short_day(say.language, day + dt.timedelta(days=by))
    return phrase("A day earlier: {day}", day=short) if by < 0 else phrase("A day later: {day}", day=short)
