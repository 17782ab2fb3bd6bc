"""The solemn days of `solemn_extra.csv`, once the team has given one another tone."""

import datetime as dt

import pytest

from conversations.calendar import occasions, religious, together, tones
from conversations.calendar.choices import Choices, Mark
from conversations.calendar.together import Coming, Member
from conversations.calendar.tones import Tone
from tests.calendar.people import quiet, sent, somebody, why, year

HOLODOMOR = "ua.holodomor"
DAY = dt.date(2026, 11, 28)


def listed(country: str | None, choices: Choices, day: dt.date) -> list[Coming]:
    """What `/calendar` lists of one day."""
    member = Member(1, "Anna", 1, "ACME", somebody(country, choices=choices))
    now = dt.datetime.combine(day - dt.timedelta(days=3), dt.time(8), dt.UTC)
    return together.occasions_ahead([member], choices, now, day, day + dt.timedelta(days=1))


def test_one_that_was_made_neutral_is_not_quiet_and_stays_listed_as_changed():
    choices = Choices(tones={HOLODOMOR: Tone.NEUTRAL})
    entries = year(somebody("UA", choices=choices), 2026)
    assert "2026-11-28" not in quiet(entries)
    assert why(entries, "2026-11-28", HOLODOMOR) == "not greeted: no day for wishes"
    [one] = listed("UA", choices, DAY)
    assert (one.ids, one.listed, one.tone, one.changed, one.quiet) == ((HOLODOMOR,), DAY, Tone.NEUTRAL, True, False)


def test_one_that_was_made_festive_is_no_day_for_wishes():
    """No row of our tables says how such a day could be wished, and nobody is to be wished a happy Holodomor day."""
    choices = Choices(tones={HOLODOMOR: Tone.FESTIVE})
    entries = year(somebody("UA", choices=choices), 2026)
    assert "2026-11-28" not in sent(entries)
    [one] = listed("UA", choices, DAY)
    assert (one.tone, one.greeted) == (Tone.NEUTRAL, frozenset())


@pytest.mark.parametrize("country", [None, "JP"])
def test_one_of_everywhere_is_listed_without_a_country(country: str | None):
    day = dt.date(2026, 1, 27)
    [one] = listed(country, Choices(tones={"all.holocaust_remembrance": Tone.NEUTRAL}), day)
    assert (one.ids, one.countries, one.changed) == (("all.holocaust_remembrance",), frozenset(), True)


def test_each_day_of_one_that_falls_on_several_is_listed():
    choices = Choices(tones={"jp.hiroshima_nagasaki_end_of_the_war": Tone.NEUTRAL})
    entries = [one for one in year(somebody("JP", choices=choices), 2026) if one.occasion.startswith("jp.hiroshima")]
    assert [one.day.isoformat() for one in entries] == ["2026-08-06", "2026-08-09", "2026-08-15"]


def test_one_whose_tone_was_set_to_solemn_is_a_quiet_day_and_nothing_else():
    choices = Choices(tones={HOLODOMOR: Tone.SOLEMN})
    [one] = listed("UA", choices, DAY)
    assert (one.quiet, one.changed) == (True, True)


def test_a_strike_of_one_that_is_neutral_now_is_still_seen():
    choices = Choices(tones={HOLODOMOR: Tone.NEUTRAL}, marks={(HOLODOMOR, DAY): Mark("struck")})
    [one] = listed("UA", choices, DAY)
    assert (one.struck, one.changed) == (True, True)


def test_no_solemn_day_of_any_country_or_tradition_is_lost_when_it_is_made_neutral():
    for country in (None, *tones.load().countries):
        for tradition in (None, *religious.DAYS):
            solemn = {one.id for one in occasions.solemn_listed(country, tradition, 2026, Choices())}
            neutral = Choices(tones=dict.fromkeys(solemn, Tone.NEUTRAL))
            assert occasions.solemn_listed(country, tradition, 2026, neutral) == ()
            assert solemn <= {one.id for one in occasions.of_year(country, tradition, 2026, neutral)}


def test_while_nobody_has_changed_a_tone_the_extra_days_are_quiet_days_alone():
    for country in sorted(tones.load().countries):
        extras = {row.id for row in tones.load().extras_of(country)}
        assert not extras & {one.id for one in occasions.of_year(country, None, 2026, Choices())}
