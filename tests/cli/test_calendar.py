"""carebot calendar."""

import datetime as dt
import subprocess
import sys

import pytest

from conversations import onboarding
from conversations.onboarding import Account
from storage import care, clients
from tests.support.cases import open_case

ACME = ("--client", "ACME")
ANNA = (*ACME, "--contact", "Anna")


@pytest.fixture
def acme(team):
    """ACME in Ukraine, Olena's, with Anna who was invited."""
    team.gets("desk", "add", "--chat-id", "-1001", "--name", "Kyiv")
    team.gets("client", "add", "--name", "ACME", "--manager", "101", "--country", "UA")
    team.gets("invite", *ANNA)
    return team


def lines(house, **wanted):
    found = house.gets("calendar", *ACME, "--days", "365")
    return [line for line in found if all(line[name] == value for name, value in wanted.items())]


def on(house, month_day, **wanted):
    return [line for line in lines(house, **wanted) if line["at"][5:10] == month_day]


def test_every_line_says_when_what_for_whom_and_why(acme):
    for line in lines(acme):
        assert set(line) >= {"at", "kind", "occasion", "contact", "joined", "sends", "reason"}
        assert dt.datetime.fromisoformat(line["at"]).utcoffset() is not None
        assert line["kind"] in {"greeting", "check_in", "quiet_day"}
        assert line["contact"] == "Anna"
        assert line["reason"]


def test_a_quiet_day_in_ukraine_is_in_the_calendar(acme):
    [line] = on(acme, "02-24", kind="quiet_day")
    assert (line["occasion"], line["sends"]) == ("ua.invasion_anniversary", False)


def test_a_tradition_that_is_set_brings_its_days(acme):
    assert [line["sends"] for line in on(acme, "12-25")] == [False]
    acme.gets("contact", "set", *ANNA, "--tradition", "christian_orthodox")
    assert [(line["occasion"], line["sends"]) for line in on(acme, "12-25")] == [("ua.christmas", True)]
    assert [line["occasion"] for line in lines(acme, sends=True) if "easter" in line["occasion"]] == ["easter.orthodox"]


def test_a_birthday_that_is_set_is_in_the_calendar_and_on_a_quiet_day_it_is_not_sent(acme):
    acme.gets("contact", "set", *ANNA, "--birthday", "05-23")
    assert [line["sends"] for line in on(acme, "05-23", occasion="birthday")] == [True]
    acme.gets("contact", "set", *ANNA, "--birthday", "02-24")
    [line] = on(acme, "02-24", occasion="birthday")
    assert (line["sends"], line["reason"]) == (False, "not sent: a quiet day: Anniversary of the full-scale invasion")


def test_who_was_invited_is_shown_as_if_they_had_joined_and_marked(acme):
    assert {line["joined"] for line in lines(acme)} == {False}
    token = acme.gets("invite", *ANNA)["link"].split("start=")[1]
    acme.unit(lambda uow: onboarding.open_link(uow, Account(500, "Anna", None, "en"), token))
    assert {line["joined"] for line in lines(acme)} == {True}
    assert [line for line in lines(acme, kind="check_in") if line["sends"]]


def test_a_contact_in_another_country_and_zone_has_a_calendar_of_their_own(acme):
    acme.gets("invite", *ACME, "--contact", "Boris")
    acme.gets("contact", "set", *ACME, "--contact", "Boris", "--country", "PL", "--timezone", "Europe/Warsaw")
    [new_year] = on(acme, "01-01", contact="Boris", kind="greeting")
    assert (new_year["occasion"], new_year["at"][11:]) == ("pl.new_year", "10:00:00+01:00")
    assert on(acme, "02-24", contact="Boris", kind="quiet_day") == []


def test_a_fact_with_a_date_is_in_the_calendar_as_a_reminder_and_is_not_sent(acme):
    acme.unit(lambda uow: care.remember(uow, 1, "her dog died", "--02-24"))
    acme.unit(lambda uow: care.remember(uow, 1, "likes tea"))
    [line] = lines(acme, occasion="fact")
    assert (line["kind"], line["title"], line["sends"]) == ("greeting", "her dog died", False)
    assert (line["at"][5:10], line["reason"]) == (
        "02-24",
        "a reminder for the manager; nothing goes out unless they write it",
    )


def test_a_pause_is_in_the_calendar_and_holds_everything(acme):
    acme.unit(lambda uow: care.pause(uow, "country", country="UA"))
    assert lines(acme, sends=True) == []
    assert [line["occasion"] for line in lines(acme) if line["occasion"].startswith("pause")] == ["pause.country"]
    acme.unit(lambda uow: care.resume(uow, "country", country="UA"))
    assert lines(acme, sends=True) != []


def test_a_rhythm_and_a_beginning_that_are_set_count(acme):
    begins = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=20) - dt.timedelta(days=365)

    async def said(uow):
        client = await clients.by_name(uow, "ACME")
        assert client is not None
        await clients.change(uow, client.id, since=begins, check_in_days=60)

    acme.unit(said)
    assert len(lines(acme, kind="check_in")) <= 6
    assert len(lines(acme, occasion="anniversary")) == 1


def test_people_get_a_table(acme):
    answer = acme.types("calendar", *ACME, "--days", "365")
    assert answer.code == 0
    assert "Anniversary of the full-scale invasion" in answer.out
    assert "Anna (not joined)" in answer.out


def test_while_a_recovery_case_is_open_people_read_that_it_holds_everything(acme):
    token = acme.gets("invite", "--client", "ACME", "--contact", "Bohdan")["link"].split("=")[-1]

    async def rated_low(uow):
        await onboarding.open_link(uow, Account(5001, "Bohdan", None, None), token)
        client = await clients.by_name(uow, "ACME")
        assert client is not None
        await open_case(uow, client.id)

    assert "nothing goes out by itself" not in acme.types("calendar", *ACME).err
    acme.unit(rated_low)
    assert "At present nothing goes out by itself: a recovery case is open." in acme.types("calendar", *ACME).err
    assert acme.types("calendar", *ACME, "--json").err == ""


def test_without_days_it_shows_a_month(acme):
    end = dt.datetime.now(dt.UTC) + dt.timedelta(days=31)
    found = acme.gets("calendar", *ACME)
    assert all(dt.datetime.fromisoformat(line["at"]) < end for line in found)


@pytest.mark.parametrize("days", ["0", "-5", "1.5", "soon", "1097"])
def test_a_number_of_days_that_cannot_be_is_a_wrong_command(acme, days):
    answer = acme.types("calendar", *ACME, "--days", days)
    assert answer.code == 2
    assert "--days" in answer.err


def test_an_unknown_client_is_refused_with_a_hint(acme):
    assert "Did you mean ACME?" in acme.refused("calendar", "--client", "ACMI")
    answer = acme.types("calendar", "--client", "Nobody", "--json")
    assert (answer.code, answer.data["error"]) == (
        1,
        "There is no client “Nobody”. carebot client list shows all of them.",
    )


def test_a_client_without_contacts_has_an_empty_calendar(team):
    team.gets("desk", "add", "--chat-id", "-1001", "--name", "Kyiv")
    team.gets("client", "add", "--name", "ACME", "--manager", "101")
    assert team.gets("calendar", *ACME) == []
    assert "no contacts who could be written to" in team.types("calendar", *ACME).out


def test_the_command_imports_no_bot_framework_and_the_bot_no_calendar():
    code = "import sys, bot.cli; from conversations.calendar import plan, reading; print('aiogram' in sys.modules, "
    code += "'alembic' in sys.modules, 'holidays' in sys.modules, 'dateutil.easter' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.split() == ["False"] * 4
