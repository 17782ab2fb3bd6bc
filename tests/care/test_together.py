"""The calendar of a whole team: every occasion once, with whom it concerns."""

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from conversations.calendar import plan, together
from conversations.calendar.choices import Choices, Mark, Pause
from conversations.calendar.personal import OwnDate
from conversations.calendar.together import Coming, Member
from conversations.calendar.tones import Tone
from locales import wording
from storage.ahead import Outcome
from tests.calendar.people import somebody

NOW = dt.datetime(2026, 12, 20, 8, tzinfo=dt.UTC)
FIRST = NOW.date()
END = FIRST + dt.timedelta(days=30)


def member(number: int, country: str | None = "UA", **known) -> Member:
    """A contact of a client of their own."""
    return Member(number, f"Contact {number}", number, f"Client {number}", somebody(country, **known))


def ahead(*members: Member, choices: Choices | None = None, outcomes=(), apart=False) -> list[Coming]:
    choices = choices or Choices()
    given = [
        Member(one.id, one.name, one.client_id, one.client, replace(one.person, choices=choices)) for one in members
    ]
    return together.occasions_ahead(given, choices, NOW, FIRST, END, outcomes, apart=apart)


def the(found: list[Coming], title: str, day: str | None = None) -> Coming:
    [one] = [one for one in found if one.title == title and day in (None, one.day.isoformat())]
    return one


def why(one: Coming) -> list[tuple[str, int]]:
    return [(wording("en").plain(reason), count) for reason, count in one.reasons]


def test_an_occasion_of_several_countries_on_one_day_is_one_line():
    one = the(ahead(member(1, "UA"), member(2, "PL"), member(3, "DE")), "New Year's Day")
    assert (one.ids, one.countries) == (("de.new_year", "pl.new_year", "ua.new_year"), {"UA", "PL", "DE"})
    assert (one.contacts, one.greeted, one.day.isoformat()) == ({1, 2, 3}, {1, 2, 3}, "2027-01-01")


def test_looked_at_apart_each_country_is_a_line_of_its_own():
    found = ahead(member(1, "UA"), member(2, "PL"), apart=True)
    assert [one.ids for one in found if one.title == "New Year's Day"] == [("pl.new_year",), ("ua.new_year",)]


def test_it_says_how_many_get_a_greeting_and_why_the_others_do_not():
    found = ahead(
        member(1, "DE", tradition="christian_western"),
        member(2, "DE"),
        member(3, "DE", tradition="none"),
        member(4, "DE", tradition="christian_western", no_holiday_greetings=True),
    )
    one = the(found, "Christmas Day")
    assert (one.contacts, one.greeted, one.traditions) == ({1, 2, 3, 4}, {1}, {"christian_western"})
    assert why(one) == [
        ("not greeted: only for contacts who chose the tradition Christian (Western)", 2),
        ("not sent: the contact wants no holiday greetings", 1),
    ]


def test_a_day_of_a_tradition_alone_has_no_country():
    one = the(ahead(member(1, None, tradition="christian_western")), "Christmas Day")
    assert (one.ids, one.countries, one.traditions) == (("christmas.western",), frozenset(), {"christian_western"})


def test_a_solemn_day_is_quiet_for_everybody_whom_it_concerns():
    found = together.occasions_ahead(
        [member(1, "UA"), member(2, "PL")],
        Choices(),
        dt.datetime(2026, 2, 20, tzinfo=dt.UTC),
        dt.date(2026, 2, 20),
        dt.date(2026, 3, 20),
    )
    one = the(found, "Anniversary of the full-scale invasion")
    assert (one.quiet, one.contacts, one.countries, one.day.isoformat()) == (True, {1}, {"UA"}, "2026-02-24")


def test_a_day_of_everywhere_belongs_to_no_country():
    moment = dt.datetime(2026, 1, 20, tzinfo=dt.UTC)
    members = [member(1, "UA"), member(2, None)]
    found = together.occasions_ahead(members, Choices(), moment, moment.date(), dt.date(2026, 2, 10))
    one = the(found, "International Holocaust Remembrance Day")
    assert (one.contacts, one.countries, one.traditions) == ({1, 2}, frozenset(), frozenset())


@pytest.mark.parametrize("title", ["New Year's Day", "Anniversary of the full-scale invasion"])
def test_what_was_struck_stays_in_the_list_so_that_it_can_be_restored(title):
    marks = {
        ("ua.new_year", dt.date(2027, 1, 1)): Mark("struck"),
        ("ua.invasion_anniversary", dt.date(2027, 2, 24)): Mark("struck"),
    }
    end = dt.date(2027, 3, 1)
    choices = Choices(marks=marks)
    found = together.occasions_ahead([member(1, choices=choices)], choices, NOW, FIRST, end)
    one = the(found, title)
    assert (one.struck, one.greeted) == (True, frozenset())


def test_an_occasion_struck_in_one_country_is_a_line_apart():
    choices = Choices(marks={("ua.new_year", dt.date(2027, 1, 1)): Mark("struck")})
    found = ahead(member(1, "UA"), member(2, "PL"), choices=choices)
    assert {one.ids: one.struck for one in found if one.title == "New Year's Day"} == {
        ("pl.new_year",): False,
        ("ua.new_year",): True,
    }


def test_a_tone_that_the_team_gave_is_shown_as_the_team_s():
    one = the(ahead(member(1), choices=Choices(tones={"ua.new_year": Tone.SOLEMN})), "New Year's Day")
    assert (one.tone, one.changed, one.quiet) == (Tone.SOLEMN, True, True)


def test_a_jewish_day_stands_on_its_eve():
    moment = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)
    members = [member(1, "IL", tradition="jewish", zone="Asia/Jerusalem")]
    found = together.occasions_ahead(members, Choices(), moment, moment.date(), dt.date(2026, 9, 30))
    one = the(found, "Rosh Hashanah")
    assert (one.day.isoformat(), one.kept.isoformat()) == ("2026-09-11", "2026-09-12")


def test_a_pause_holds_greetings_and_is_the_reason():
    begun = NOW - dt.timedelta(days=1)
    one = the(ahead(member(1, pauses=[Pause("client", begun)]), member(2)), "New Year's Day")
    assert (one.contacts, one.greeted) == ({1, 2}, {2})
    assert why(one) == [("not sent: a pause for the client", 1)]


def test_what_was_skipped_in_its_preview_is_not_counted_as_greeted():
    skipped = Outcome(1, "new_year", 2027, dt.date(2027, 1, 1), "skipped")
    one = the(ahead(member(1), member(2), outcomes=[skipped]), "New Year's Day")
    assert (one.greeted, why(one)) == ({2}, [("not sent: skipped by the team", 1)])


def test_what_went_out_today_still_counts_in_the_evening():
    evening = dt.datetime(2027, 1, 1, 20, 30, tzinfo=dt.UTC)
    sent = Outcome(1, "new_year", 2027, dt.date(2027, 1, 1), "sent")
    for outcomes, greeted in (([], frozenset()), ([sent], {1})):
        found = together.occasions_ahead(
            [member(1)], Choices(), evening, evening.date(), dt.date(2027, 1, 10), outcomes
        )
        assert the(found, "New Year's Day").greeted == greeted


def test_it_agrees_with_the_calendar_of_each_contact():
    """However the work is shared between contacts who are alike, each gets what their own calendar says."""
    zones = ["Europe/Kyiv", "America/New_York", "Asia/Tokyo"]
    known = [
        {"tradition": tradition, "zone": zone, "pace": pace, "no_holiday_greetings": opted_out}
        for tradition in (None, "christian_western", "jewish")
        for zone in zones
        for pace, opted_out in (("normal", False), ("less", False), ("normal", True))
    ]
    members = [
        member(number, country, **one)
        for number, (country, one) in enumerate((c, k) for c in ("UA", "PL", "US", None) for k in known)
    ]
    greeted = {(key, contact) for one in ahead(*members, apart=True) for key in one.ids for contact in one.greeted}
    own = {
        (entry.occasion, one.id)
        for one in members
        for entry in plan.of(one.person, NOW, 32)
        if entry.kind == plan.GREETING and entry.sends and FIRST <= entry.day < END
    }
    assert greeted == own
    assert len(own) > 50


# -- dates of people ---------------------------------------------------------------------------------------------------


def dates(*members: Member) -> list[tuple[str, str | None, str, bool]]:
    found = together.personal_ahead(members, NOW, FIRST, END)
    return [(one.day.isoformat(), one.contact, one.client, one.sends) for one in found]


def test_a_birthday_stands_by_the_name_of_the_person():
    assert dates(member(1, birthday="--01-05"), member(2, birthday="--03-05")) == [
        ("2027-01-05", "Contact 1", "Client 1", True)
    ]


def test_a_date_of_a_client_stands_once_however_many_contacts_there_are():
    own = [OwnDate(7, "--01-12", "company day")]
    members = [Member(number, f"Contact {number}", 1, "ACME", somebody("UA", own_dates=own)) for number in (1, 2)]
    assert dates(*members) == [("2027-01-12", None, "ACME", True)]


def test_a_wish_that_nobody_gets_says_why():
    members = [member(1, birthday="--01-05", no_birthday=True)]
    [one] = together.personal_ahead(members, NOW, FIRST, END)
    assert one.why_not is not None
    assert wording("en").plain(one.why_not) == "not sent: the contact wants no birthday wishes"


def test_facts_to_remember_are_the_manager_s_and_not_in_it():
    assert dates(member(1, facts=[OwnDate(1, "--01-05", "the dog died")])) == []


def test_days_are_those_of_the_contact_s_clock():
    tokyo = member(1, "JP", zone="Asia/Tokyo", birthday="--12-20")
    late = dt.datetime(2026, 12, 20, 1, tzinfo=ZoneInfo("Asia/Tokyo")).astimezone(dt.UTC)
    [one] = together.personal_ahead([tokyo], late, late.date(), late.date() + dt.timedelta(days=5))
    assert one.day.isoformat() == "2026-12-20"


# -- how much work it is -----------------------------------------------------------------------------------------------


def test_contacts_who_are_alike_share_one_look_at_the_calendar(monkeypatch: pytest.MonkeyPatch):
    looks: list[str | None] = []
    really = plan.greetings

    def counted(person, now, days):
        looks.append(person.country)
        return really(person, now, days)

    monkeypatch.setattr(plan, "greetings", counted)
    members = [member(number, "UA" if number % 2 else "PL", birthday="--06-01") for number in range(200)]
    assert len(the(ahead(*members), "New Year's Day").greeted) == 200
    assert sorted(looks, key=str) == ["PL", "UA"]
