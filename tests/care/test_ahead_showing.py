"""How `/calendar` says things, in the reader's language."""

import datetime as dt
from typing import Any

from conversations.calendar.together import Coming
from conversations.calendar.tones import Tone
from conversations.days import ahead_showing
from locales import phrase, wording

DAY = dt.date(2026, 1, 27)


def occasion(*countries: str, **known: Any) -> Coming:
    """A neutral day of these countries that concerns one contact in each."""
    plain: dict[str, Any] = {
        "ids": tuple(f"{country.lower()}.day" for country in countries),
        "title": "New Year's Day",
        "day": DAY,
        "kept": DAY,
        "listed": DAY,
        "tone": Tone.NEUTRAL,
        "changed": False,
        "approximate": False,
        "estimated": False,
        "struck": False,
        "countries": frozenset(countries),
        "traditions": frozenset(),
        "contacts": frozenset(range(len(countries))),
        "greeted": frozenset(),
    }
    return Coming(**(plain | known))


def test_countries_and_traditions_stand_in_the_order_of_the_reader_s_alphabet():
    one = occasion("IN", "IL", "AT", traditions=frozenset({"jewish", "islamic", "hindu"}))
    assert ahead_showing.where(one, wording("uk")) == "Австрія, Ізраїль, Індія, індуїзм, іслам, юдаїзм"


def test_the_buttons_of_the_single_countries_stand_in_that_order_too():
    apart = [occasion("IN"), occasion("IL"), occasion("AT")]
    _, keyboard = ahead_showing.about(occasion("IN", "IL", "AT"), apart, 0, wording("uk"))
    assert [made["text"] for made in keyboard[-2]] == ["Австрія", "Ізраїль", "Індія"]


def test_how_many_are_not_greeted_and_why_is_joined_by_the_dash_of_the_language():
    one = occasion("UA", reasons=((phrase("not greeted: no day for wishes"), 2),))
    for language, joined in (("en", "2 – not greeted"), ("uk", "2 — без привітання"), ("ru", "2 — без поздравления")):
        html, _ = ahead_showing.about(one, [one], 0, wording(language))
        assert joined in html
