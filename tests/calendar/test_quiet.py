"""Pauses, and what people decide about single days."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from conversations.calendar import plan
from conversations.calendar.choices import Choices, Mark, Pause
from conversations.calendar.quiet import QuietDays
from conversations.calendar.tones import Tone
from tests.calendar.people import quiet, sent, somebody, why, year

KYIV = ZoneInfo("Europe/Kyiv")
NEW_YEAR = dt.date(2026, 1, 1)


def at(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=KYIV)


@pytest.mark.parametrize("scope", ["all", "country", "client"])
def test_a_pause_holds_greetings_and_check_ins_until_its_last_day_is_over(scope):
    pause = Pause(scope, at("2025-12-20T12:00"), until=dt.date(2026, 8, 24))
    entries = year(somebody("UA", pauses=[pause]), 2026)
    assert sent(entries) == {}
    assert quiet(entries)["2026-01-01"] == f"pause.{scope}"
    assert "until 24 August 2026" in why(entries, "2026-08-24", "ua.national")
    assert min(sent(entries, plan.CHECK_IN)) == "2026-08-25"


def test_a_pause_without_an_end_holds_everything_and_the_calendar_says_so():
    entries = year(somebody("UA", pauses=[Pause("all", at("2025-12-20T12:00"))]), 2026)
    assert not [entry for entry in entries if entry.sends]
    assert why(entries, "2026-01-31", "check_in").startswith("not sent: no day without a pause")


def test_a_pause_is_listed_once_and_not_on_each_of_its_days():
    entries = year(somebody("UA", pauses=[Pause("all", at("2025-12-20T12:00"))]), 2026)
    assert [entry.day.isoformat() for entry in entries if entry.occasion == "pause.all"] == ["2026-01-01"]


def test_what_was_resumed_pauses_no_longer_from_that_day_on():
    pause = Pause("all", at("2025-12-20T12:00"), ended=at("2025-12-31T23:00"))
    assert "2026-01-01" in sent(year(somebody("UA", pauses=[pause]), 2026))


def test_a_quiet_stretch_is_clear_from_its_end():
    days = QuietDays("UA", None, KYIV, [Pause("all", at("2026-02-20T12:00"), until=dt.date(2026, 2, 23))])
    assert days.clear_from(dt.date(2026, 2, 20)) == at("2026-02-25T00:00")
    assert days.clear_from(dt.date(2026, 3, 2)) == at("2026-03-02T00:00")
    assert QuietDays("UA", None, KYIV, [Pause("all", at("2026-02-20T12:00"))]).clear_from(dt.date(2026, 2, 20)) is None


def test_a_struck_holiday_is_not_greeted():
    person = somebody("UA", choices=Choices(marks={("ua.new_year", NEW_YEAR): Mark("struck")}))
    assert "struck from the calendar" in why(year(person, 2026), "2026-01-01", "ua.new_year")
    assert "2027-01-01" in sent(year(person, 2027))


def test_a_struck_solemn_day_is_not_quiet():
    key = ("ua.invasion_anniversary", dt.date(2026, 2, 24))
    entries = year(somebody("UA", birthday="--02-24", choices=Choices(marks={key: Mark("struck")})), 2026)
    assert sent(entries)["2026-02-24"] == "birthday"


def test_a_confirmed_day_is_no_estimate_any_more_and_may_move():
    key = ("sa.eid_al_fitr", dt.date(2027, 3, 9))
    mark = Mark("confirmed", kept_on=dt.date(2027, 3, 10))
    entries = year(somebody("SA", tradition="islamic", choices=Choices(marks={key: mark})), 2027)
    [eid] = [entry for entry in entries if entry.occasion == "sa.eid_al_fitr"]
    assert (eid.day.isoformat(), eid.estimated, eid.sends, eid.listed) == ("2027-03-10", False, True, key[1])


@pytest.mark.parametrize(
    ("tone", "is_sent", "is_quiet"),
    [(Tone.NEUTRAL, False, False), (Tone.SOLEMN, False, True), (Tone.FESTIVE, True, False)],
)
def test_the_team_can_give_a_day_another_tone(tone, is_sent, is_quiet):
    entries = year(somebody("UA", choices=Choices(tones={"ua.national": tone})), 2026)
    assert ("2026-08-24" in sent(entries), "2026-08-24" in quiet(entries)) == (is_sent, is_quiet)


def test_the_team_can_make_a_solemn_day_an_ordinary_one():
    key = "all.holocaust_remembrance"
    assert "2026-01-27" not in quiet(year(somebody("JP", choices=Choices(tones={key: Tone.NEUTRAL})), 2026))


def test_a_group_whose_main_day_is_switched_off_is_greeted_on_its_other_day():
    person = somebody("PL", tradition="christian_western", choices=Choices(tones={"pl.christmas_eve": Tone.NEUTRAL}))
    assert sent(year(person, 2026))["2026-12-25"] == "pl.christmas_day"


def test_a_holiday_that_nobody_knows_is_silent_until_the_team_gives_it_a_tone():
    entries = year(somebody("RO", tradition="christian_orthodox"), 2026)
    assert why(entries, "2026-12-01", "ro.national_day") == "not greeted: nobody has said yet what tone this day has"
    person = somebody("RO", choices=Choices(tones={"ro.national_day": Tone.FESTIVE}))
    assert sent(year(person, 2026)) == {"2026-12-01": "ro.national_day"}
