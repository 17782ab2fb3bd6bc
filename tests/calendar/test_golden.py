"""Facts that a person can look up: what is greeted, on which day, and which days are quiet."""

import pytest

from conversations.calendar.choices import Choices
from conversations.calendar.tones import Tone
from tests.calendar.people import on, quiet, sent, somebody, why, year


@pytest.mark.parametrize(
    ("country", "day", "occasion"),
    [
        ("UA", "2026-02-24", "ua.invasion_anniversary"),
        ("UA", "2026-11-28", "ua.holodomor"),
        ("UA", "2026-05-08", "ua.day_of_remembrance_and_victory_over_nazism_in_world_war_ii_1"),
        ("UA", "2026-01-27", "all.holocaust_remembrance"),
        ("IL", "2026-04-14", "il.yom_hashoah"),
        ("IL", "2025-04-24", "il.yom_hashoah"),
        ("IL", "2028-04-24", "il.yom_hashoah"),
        ("IL", "2025-04-30", "il.remembrance_day"),
        ("DE", "2026-11-15", "de.volkstrauertag"),
        ("DE", "2026-11-22", "de.totensonntag"),
        ("GB", "2026-11-08", "gb.remembrance_sunday"),
        ("AT", "2026-04-03", "at.good_friday"),
        ("US", "2028-11-10", "us.veterans_day"),
        ("JP", "2026-08-09", "jp.hiroshima_nagasaki_end_of_the_war"),
        (None, "2026-01-27", "all.holocaust_remembrance"),
    ],
)
def test_a_solemn_day_is_quiet(country, day, occasion):
    assert quiet(year(somebody(country), int(day[:4])))[day] == occasion


def test_the_daily_minute_of_silence_makes_no_day_quiet():
    assert len(quiet(year(somebody("UA"), 2026))) == 10


@pytest.mark.parametrize("tradition", ["christian_orthodox", "christian_western"])
def test_christmas_is_greeted_in_ukraine_on_25_december_in_calm_words(tradition):
    entries = year(somebody("UA", tradition=tradition), 2026)
    [christmas] = [entry for entry in on(entries, "2026-12-25") if entry.sends]
    assert (christmas.occasion, christmas.calm, christmas.group) == ("ua.christmas", True, "christmas")
    assert christmas.at.isoformat() == "2026-12-25T10:00:00+02:00"


def test_calm_words_are_for_people_in_ukraine_and_for_those_whose_client_is_there():
    assert somebody("PL", client_country="UA").calm
    assert somebody("UA", client_country="PL").calm
    assert not somebody("PL").calm


def test_8_march_is_not_greeted_in_ukraine():
    entries = year(somebody("UA"), 2026)
    assert "2026-03-08" not in sent(entries)
    assert why(entries, "2026-03-08", "ua.international_womens_day") == "not greeted: no day for wishes"


def test_8_march_is_not_greeted_where_it_is_for_women_only_unless_the_team_says_so():
    entries = year(somebody("KZ"), 2026)
    assert "women only" in why(entries, "2026-03-08", "kz.womens_day")
    opted_in = somebody("KZ", choices=Choices(tones={"kz.womens_day": Tone.FESTIVE}))
    assert sent(year(opted_in, 2026))["2026-03-08"] == "kz.womens_day"


@pytest.mark.parametrize(
    ("country", "eve", "day"),
    [
        ("PL", "pl.christmas_eve", "pl.christmas_day"),
        ("SE", "se.christmas_eve", "se.christmas_day"),
        ("CZ", "cz.christmas_eve", "cz.christmas_day"),
    ],
)
def test_the_main_day_of_christmas_is_24_december_in_some_countries(country, eve, day):
    entries = year(somebody(country, tradition="christian_western"), 2026)
    assert sent(entries)["2026-12-24"] == eve
    assert why(entries, "2026-12-25", day) == "not greeted: once a year is enough, on Christmas Eve"


def test_christmas_day_is_the_main_day_elsewhere():
    entries = year(somebody("US", tradition="christian_western"), 2026)
    assert sent(entries)["2026-12-25"] == "us.christmas_day"
    assert "2026-12-24" not in sent(entries)


def test_both_easters_of_2026_are_greeted_by_tradition_and_not_by_country():
    for country in ("UA", "PL", "DE", "US", None):
        assert sent(year(somebody(country, tradition="christian_western"), 2026))["2026-04-05"] == "easter.western"
        assert sent(year(somebody(country, tradition="christian_orthodox"), 2026))["2026-04-12"] == "easter.orthodox"


def test_easter_monday_is_not_greeted_after_easter_sunday():
    assert "2026-04-06" not in sent(year(somebody("DE", tradition="christian_western"), 2026))


def test_a_religious_day_is_not_greeted_while_no_tradition_is_chosen():
    for tradition in (None, "none"):
        entries = year(somebody("UA", tradition=tradition), 2026)
        assert sent(entries) == {"2026-01-01": "ua.new_year", "2026-08-24": "ua.national"}
    assert "only for contacts who chose" in why(entries, "2026-04-12", "ua.easter")


def test_eid_is_greeted_in_saudi_arabia_on_the_feast_and_not_on_the_day_off_before_it():
    entries = year(somebody("SA", tradition="islamic"), 2026)
    assert sent(entries)["2026-03-20"] == "sa.eid_al_fitr"
    assert "2026-03-19" not in sent(entries)
    assert sent(entries)["2026-05-27"] == "sa.eid_al_adha"


def test_eid_is_kept_in_india_by_its_own_moon():
    assert sent(year(somebody("IN", tradition="islamic"), 2026))["2026-03-21"] == "in.eid_al_fitr"
    assert sent(year(somebody("DE", tradition="islamic"), 2026))["2026-03-20"] == "eid_al_fitr.islamic"


def test_an_estimated_day_says_that_a_lead_must_confirm_it():
    entries = year(somebody("SA", tradition="islamic"), 2027)
    [eid] = [entry for entry in entries if entry.occasion == "sa.eid_al_fitr"]
    assert (eid.day.isoformat(), eid.sends, eid.estimated) == ("2027-03-09", True, True)
    assert "a lead must confirm it first" in why(entries, "2027-03-09", "sa.eid_al_fitr")


@pytest.mark.parametrize(
    ("eve", "occasion"),
    [
        ("2026-03-02", "purim"),
        ("2026-04-01", "pesach"),
        ("2026-05-21", "shavuot"),
        ("2026-09-11", "rosh_hashanah"),
        ("2026-09-25", "sukkot"),
        ("2026-12-04", "hanukkah"),
    ],
)
def test_a_jewish_day_is_greeted_on_its_eve_at_home_and_abroad(eve, occasion):
    assert sent(year(somebody("IL", tradition="jewish"), 2026))[eve] == f"il.{occasion}"
    assert sent(year(somebody("GB", tradition="jewish"), 2026))[eve] == f"{occasion}.jewish"


def test_hanukkah_that_lasts_into_january_is_greeted_once():
    person = somebody("IL", tradition="jewish")
    assert "il.hanukkah" not in [one for day, one in sent(year(person, 2028)).items() if day < "2028-12-01"]
    assert sent(year(person, 2027))["2027-12-24"] == "il.hanukkah"


def test_a_fast_is_quiet_for_those_who_keep_it_abroad():
    assert quiet(year(somebody("US", tradition="jewish"), 2026))["2026-09-21"] == "yom_kippur.jewish"
    assert "2026-09-21" not in quiet(year(somebody("US"), 2026))


@pytest.mark.parametrize(
    ("country", "tradition", "day", "occasion"),
    [
        ("CN", "lunar", "2026-02-17", "cn.chinese_new_year_spring_festival"),
        ("US", "lunar", "2026-02-17", "lunar_new_year.lunar"),
        ("IN", "hindu", "2026-11-08", "in.diwali"),
        ("DE", "hindu", "2026-11-08", "diwali.hindu"),
        ("KZ", "nowruz", "2026-03-21", "kz.nowruz"),
        ("GE", "christian_orthodox", "2026-01-07", "ge.christmas"),
        ("JP", "christian_western", "2026-12-25", "christmas.western"),
        ("NL", None, "2026-04-27", "nl.national"),
    ],
)
def test_the_main_holidays_of_each_tradition_are_greeted(country, tradition, day, occasion):
    assert sent(year(somebody(country, tradition=tradition), 2026))[day] == occasion


def test_a_holiday_of_several_days_is_greeted_once_on_the_first():
    assert [day for day, one in sent(year(somebody("CN"), 2026)).items() if one == "cn.national"] == ["2026-10-01"]


def test_a_festival_of_some_regions_is_not_greeted_since_nobody_knows_the_region():
    entries = year(somebody("IN", tradition="hindu"), 2026)
    assert why(entries, "2026-08-26", "in.onam") == "not greeted: only kept in some regions"


def test_solemn_wins_when_two_fall_on_one_day():
    """24 November 2026 in India: Guru Nanak's birthday and Guru Tegh Bahadur's martyrdom."""
    entries = year(somebody("IN", tradition="sikh"), 2026)
    assert "2026-11-24" not in sent(entries)
    assert "a quiet day: Guru Tegh Bahadur's Martyrdom Day" in why(entries, "2026-11-24", "in.gurpurab")


def test_a_day_off_in_place_of_a_holiday_is_not_greeted():
    """4 July 2026 is a Saturday; Friday is the day off."""
    entries = year(somebody("US"), 2026)
    assert "us.national" in sent(entries)["2026-07-04"]
    assert on(entries, "2026-07-03") == []


def test_new_years_eve_and_new_years_day_are_one_greeting_over_the_turn_of_the_year():
    days = sent(year(somebody("US"), 2026)) | sent(year(somebody("US"), 2027))
    assert [day for day, one in days.items() if "new_year" in one] == ["2026-01-01", "2027-01-01"]
