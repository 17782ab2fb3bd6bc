"""A button under `/calendar` means the occasion that it was drawn for, or nothing."""

import datetime as dt

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conversations.buttons import MOST_BYTES, read
from conversations.calendar import occasions, together, tones
from conversations.calendar.choices import Choices, Mark
from conversations.calendar.together import Coming, Member
from conversations.calendar.tones import Tone
from conversations.days import ahead_buttons, ahead_showing
from locales import LANGUAGES, wording
from tests.calendar.people import somebody

COUNTRIES = ("UA", "PL", "DE", "AE", "SA", "IL", "IN")
TRADITIONS = (None, "christian_western", "christian_orthodox", "islamic", "jewish")
START = dt.date(2026, 1, 1)
NO_CHOICES = Choices()


def near(day: dt.date) -> list[tuple[str, dt.date]]:
    """Every (id, listed day) that anybody could have around a day."""
    found: set[tuple[str, dt.date]] = set()
    for country in COUNTRIES:
        for tradition in TRADITIONS:
            found |= {(one.id, one.listed) for one in occasions.of_year(country, tradition, day.year, NO_CHOICES)}
            found |= {(one.id, one.listed) for one in occasions.solemn(country, tradition, day.year, NO_CHOICES)}
    return sorted((key, listed) for key, listed in found if abs((listed - day).days) < 40)


@st.composite
def teams(draw, day):
    """Some contacts and some decisions of leads, as they may be when a button is drawn or pressed."""
    whose = st.tuples(st.sampled_from(COUNTRIES), st.sampled_from(TRADITIONS))
    known = near(day)
    marks: dict[tuple[str, dt.date], Mark] = {}
    team_tones: dict[str, Tone] = {}
    for key, listed in draw(st.lists(st.sampled_from(known), max_size=6)) if known else []:
        off = draw(st.integers(-2, 2))
        marks[key, listed] = Mark(draw(st.sampled_from(["struck", "confirmed"])), listed + dt.timedelta(days=off))
    for key, _ in draw(st.lists(st.sampled_from(known), max_size=4)) if known else []:
        team_tones[key] = draw(st.sampled_from(list(Tone)))
    choices = Choices(team_tones, marks)
    members = [
        Member(number, "Anna", number, "ACME", somebody(country, tradition=tradition, zone="UTC", choices=choices))
        for number, (country, tradition) in enumerate(draw(st.lists(whose, min_size=1, max_size=6)))
    ]
    return members, choices


def lines(team, day: dt.date) -> list[Coming]:
    members, choices = team
    now, end = dt.datetime.combine(day, dt.time(8), dt.UTC), day + dt.timedelta(days=30)
    return [
        one for apart in (False, True) for one in together.occasions_ahead(members, choices, now, day, end, apart=apart)
    ]


@given(st.data(), st.integers(0, 700))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_a_button_never_finds_another_occasion_than_the_one_it_was_drawn_for(data, after):
    day = START + dt.timedelta(days=after)
    drawn = lines(data.draw(teams(day)), day)
    later = day + dt.timedelta(days=data.draw(st.integers(0, 3)))
    now = lines(data.draw(teams(later)), later)
    for one in drawn:
        _, keyboard = ahead_showing.about(one, [one], 0, wording("en"))
        for made in (button for row in keyboard for button in row):
            press = read(made["callback_data"], "1")
            if press.args[0] == ahead_buttons.LIST:
                continue
            found = ahead_buttons.find(now, press.args[2], press.args[3])
            assert found is None or (found.ids, found.listed) == (one.ids, one.listed)
            if found is not None and press.args[4] == ahead_buttons.state(found):
                assert (found.kept, found.tone, found.struck) == (one.kept, one.tone, one.struck)


@given(st.data(), st.integers(0, 700))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_while_nothing_changes_each_button_finds_its_own(data, after):
    day = START + dt.timedelta(days=after)
    drawn = lines(data.draw(teams(day)), day)
    for one in drawn:
        press = read(ahead_buttons.to_see("1", one, 0)["callback_data"], "1")
        found = ahead_buttons.find(drawn, press.args[2], press.args[3])
        assert found is not None
        assert (found.ids, found.listed) == (one.ids, one.listed)


def test_the_data_fits_whatever_the_day_is_called():
    longest = max((row.id for row in tones.load().by_name.values()), key=len)
    everything = [one for day in range(0, 365, 25) for one in lines(_everybody(), START + dt.timedelta(days=day))]
    assert everything
    for language in LANGUAGES:
        for one in everything:
            _, keyboard = ahead_showing.about(one, [one, one], 999, wording(language))
            for made in (button for row in keyboard for button in row):
                assert len(made["callback_data"].encode()) <= MOST_BYTES
    assert len(ahead_buttons.token([longest], START)) == 12


def _everybody():
    choices = Choices()
    whose = [(country, tradition) for country in sorted(tones.load().countries) for tradition in TRADITIONS]
    return [
        Member(number, "Anna", number, "ACME", somebody(country, tradition=tradition, choices=choices))
        for number, (country, tradition) in enumerate(whose)
    ], choices


def test_a_page_fits_into_a_message_whatever_the_names_are():
    """Every occasion of the world at once, in every language."""
    day = dt.date(2026, 12, 10)
    found = ahead_showing.in_order(lines(_everybody(), day))
    assert len(found) > 50
    for language in LANGUAGES:
        for page in range(len(found) // ahead_showing.PAGE + 1):
            html, keyboard = ahead_showing.listed(found, ["⏸ Pause"] * 20, 30, page, wording(language))
            assert len(html) < 3800
            assert len([one for row in keyboard for one in row if one["text"].isdecimal()]) <= ahead_showing.PAGE
