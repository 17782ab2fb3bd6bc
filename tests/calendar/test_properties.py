"""What holds for everybody: all countries, traditions and time zones, from 2025 to 2028.

Which days are quiet is worked out here a second time, from the tables and the library alone.
"""

import csv
import datetime as dt
import itertools
from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo, available_timezones

import holidays
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conversations.calendar import occasions, plan, tones
from conversations.calendar.cadence import Touch
from conversations.calendar.choices import Choices, Pause
from conversations.calendar.dayrules import DailyMinute, parse_rule
from conversations.calendar.personal import OwnDate
from conversations.calendar.plan import CHECK_IN, GREETING, Person
from conversations.checks import PACES, TRADITIONS

COUNTRIES = sorted(tones.load().countries)
ZONES = sorted(available_timezones() - {"localtime", "Factory"})
NINE_IN_KYIV_IS_TEN = ["Europe/Istanbul", "Asia/Riyadh", "Africa/Nairobi"]
"""In winter; drawn more often than chance would, since only there a greeting meets Ukraine's minute of silence."""

KYIV = ZoneInfo("Europe/Kyiv")
DATA = files("conversations.calendar").joinpath("data")


def rows(name):
    return list(csv.DictReader(DATA.joinpath(name).read_text(encoding="utf-8").splitlines()))


SOLEMN = {(row["country"], row["name"]) for row in rows("holiday_tone.csv") if row["tone"] == "solemn"}
FESTIVE = {row["id"]: row for row in rows("holiday_tone.csv") if row["tone"] == "festive"}
EXTRAS = [(row["country"], parse_rule(row["rule"])) for row in rows("solemn_extra.csv")]


@lru_cache
def solemn(country, year):
    """The solemn days of a country, straight from the tables."""
    found = set()
    if country is not None:
        entity = getattr(holidays, country)
        table = entity(years=year, language="en_US", categories=entity.supported_categories)
        for day in table:
            bare = {name.split(" (observed")[0].split(" (estimated")[0] for name in table.get_list(day)}
            found |= {day for name in bare if (country, name) in SOLEMN}
    for where, rule in EXTRAS:
        if where in (country, "*") and not isinstance(rule, DailyMinute):
            found.update(rule.days(year))
    return found


START = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
moments = st.integers(0, 3 * 366 * 24 * 60).map(lambda minutes: START + dt.timedelta(minutes=minutes))
days_of_a_year = st.dates(dt.date(2024, 1, 1), dt.date(2024, 12, 31)).map(lambda day: f"--{day:%m-%d}")


@st.composite
def people(draw):
    now = draw(moments)
    zone = ZoneInfo(draw(st.sampled_from(ZONES) | st.sampled_from(NINE_IN_KYIV_IS_TEN)))
    begins = now - dt.timedelta(days=draw(st.integers(0, 300)))
    spells = draw(st.lists(st.tuples(st.integers(-30, 0), st.integers(-5, 120)), max_size=2))
    pauses = [
        Pause("client", now + dt.timedelta(days=start), (now + dt.timedelta(days=end)).date()) for start, end in spells
    ]
    person = Person(
        "Anna",
        zone,
        country=draw(st.sampled_from([None, *COUNTRIES])),
        client_country=draw(st.just("UA") | st.sampled_from([None, *COUNTRIES])),
        tradition=draw(st.sampled_from([None, *TRADITIONS])),
        birthday=draw(st.none() | days_of_a_year),
        pace=draw(st.sampled_from(PACES)),
        no_holiday_greetings=draw(st.integers(0, 5)) == 0,
        no_birthday=draw(st.integers(0, 5)) == 0,
        joined=draw(st.booleans()),
        since=draw(st.none() | st.dates(dt.date(2020, 1, 1), dt.date(2025, 1, 1))),
        own_dates=[
            OwnDate(number, day, "a day") for number, day in enumerate(draw(st.lists(days_of_a_year, max_size=2)))
        ],
        facts=[OwnDate(number, day, "a loss") for number, day in enumerate(draw(st.lists(days_of_a_year, max_size=2)))],
        check_in_days=draw(st.none() | st.integers(7, 90)),
        begins=begins,
        touch=Touch(last_word=begins, last_client_word=begins),
        pauses=pauses,
    )
    return person, now


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(people(), st.integers(1, 500))
def test_what_is_sent_hurts_nobody(who, days):
    person, now = who
    entries = plan.of(person, now, days)
    sent = [entry for entry in entries if entry.sends]
    slots = [(entry.slot, entry.year) for entry in sent]
    assert len(slots) == len(set(slots)), "one greeting for a group and year"
    assert not [entry for entry in sent if entry.group == "fact"], "a loss has a date too"
    for entry in sent:
        local = entry.at.astimezone(dt.UTC).astimezone(person.zone)
        assert local.replace(tzinfo=None) == entry.at.replace(tzinfo=None), "a time that the clock really shows"
        assert entry.at >= now.replace(microsecond=0)
        assert entry.day not in solemn(person.country, entry.day.year), "never on a solemn day"
        for pause in person.pauses:
            begins = pause.since.astimezone(person.zone).date()
            assert not (begins <= entry.day and pause.until is not None and entry.day <= pause.until)
        if "UA" in (person.country, person.client_country):
            kyiv = entry.at.astimezone(KYIV).time()
            assert not dt.time(8, 55) <= kyiv < dt.time(9, 5), "never in the minutes of silence"
            assert entry.calm
        if entry.kind == GREETING:
            assert dt.time(10) <= local.time() <= dt.time(20)
        if entry.kind == CHECK_IN:
            assert dt.time(10) <= local.time() < dt.time(17)
        if entry.kind == CHECK_IN and person.country is not None:
            assert getattr(holidays, person.country)().is_working_day(entry.day)


@pytest.mark.parametrize("country", [None, *COUNTRIES])
def test_no_group_is_greeted_twice_in_a_year(country):
    for tradition, year in itertools.product((None, *TRADITIONS), range(2025, 2029)):
        found = occasions.of_year(country, tradition, year, Choices())
        greeted = [one.group for one in found if one.why_not is None]
        assert len(greeted) == len(set(greeted)), (tradition, year)
        assert {one.send_on.year for one in found} <= {year}


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(people())
def test_only_festive_days_that_fit_the_person_are_greeted(who):
    person, now = who
    for entry in plan.of(person, now, 366):
        if not entry.sends or entry.kind != GREETING or entry.occasion not in FESTIVE:
            continue
        row = FESTIVE[entry.occasion]
        kept_by = set(row["tradition"].split()) - {"civil"}
        assert row["country"] == person.country
        assert not kept_by or person.tradition in kept_by
        assert not row["only_for"]
        assert not person.no_holiday_greetings


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(people(), st.integers(1, 200))
def test_the_calendar_says_the_same_of_a_day_whenever_it_is_asked(who, later):
    """But for check-ins, whose rhythm begins with what was really sent."""
    person, now = who
    then = now + dt.timedelta(days=later)
    first = then.astimezone(person.zone).date() + dt.timedelta(days=1)
    last = first + dt.timedelta(days=60)

    def told(asked, days):
        found = plan.of(person, asked, days)
        return [(one.at, one.occasion, one.sends) for one in found if one.kind == GREETING and first <= one.day < last]

    assert told(now, later + 70) == told(then, 70)


@settings(max_examples=60, deadline=None)
@given(people())
def test_who_opted_out_of_a_kind_of_greeting_gets_none_of_it(who):
    person, now = who
    sent = [entry for entry in plan.of(person, now, 366) if entry.sends]
    assert not (person.no_birthday and [entry for entry in sent if entry.occasion == "birthday"])
    personal = {"birthday", "anniversary", "own_date", "check_in"}
    assert not (person.no_holiday_greetings and [entry for entry in sent if entry.occasion not in personal])
