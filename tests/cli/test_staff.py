"""carebot staff and carebot desk."""

import re
from typing import Any

import pytest

from conversations import onboarding
from conversations.errors import RefusedError
from conversations.onboarding import Account
from storage import audit, clients

DESK = "-1001234567890"


def names(house: Any) -> list[str]:
    return [one["name"] for one in house.gets("staff", "list")]


def trail(house: Any) -> list[tuple[str, str]]:
    """(action, subject) of the audit trail, oldest first."""
    return [(entry["action"], entry["subject"]) for entry in reversed(house.unit(audit.latest))]


def opens(house: Any, link: str, telegram_id: int) -> None:
    token = link.split("start=")[1]
    house.unit(lambda uow: onboarding.open_link(uow, Account(telegram_id, "Somebody", None, "en"), token))


def test_somebody_is_added_with_everything_that_is_said_of_them(house):
    added = house.gets(
        *("staff", "add", "--telegram-id", "101", "--name", " Olena  Koval ", "--role", "lead"),
        *("--language", "uk", "--timezone", "europe/kyiv", "--hours", "Mon-Thu 9-17, Fri 9-15"),
    )
    assert added["name"] == "Olena Koval"
    assert (added["role"], added["language"], added["timezone"]) == ("lead", "uk", "Europe/Kyiv")
    assert added["hours"] == "Mon-Thu 09:00-17:00, Fri 09:00-15:00"
    assert trail(house) == [("staff.added", "Olena Koval")]


def test_who_sits_at_the_keyboard_stands_in_the_audit_trail(team):
    [entry, _] = team.unit(audit.latest)
    assert re.fullmatch(r"cli(:\w+)?", entry["actor"])


def test_an_empty_team_says_how_to_begin(house):
    answer = house.types("staff", "list")
    assert (answer.code, answer.out) == (
        0,
        "Nobody is on the team yet. Begin with yourself: carebot staff invite --name NAME --role admin\n",
    )


def test_the_team_is_shown_as_a_table(team):
    first, *rest = team.types("staff", "list").out.splitlines()
    assert first.split()[:2] == ["Name", "Role"]
    assert [line.split()[:3] for line in rest] == [["Olena", "manager", "101"], ["Petro", "lead", "102"]]


def test_a_telegram_account_is_on_the_team_once(team):
    said = team.refused("staff", "add", "--telegram-id", "101", "--name", "Other", "--role", "lead")
    assert said == "This Telegram account already belongs to Olena of the team (manager).\n"


def test_a_contact_of_a_client_cannot_be_staff_too(team):
    team.gets("client", "add", "--name", "ACME", "--manager", "101")
    team.gets("invite", "--client", "ACME", "--contact", "Anna")

    async def anna_joined(uow):
        await clients.change_contact(uow, 1, telegram_id=500)

    team.unit(anna_joined)
    said = team.refused("staff", "add", "--telegram-id", "500", "--name", "Anna", "--role", "manager")
    assert "This Telegram account is Anna, a contact of ACME." in said


def test_two_of_the_team_cannot_have_one_name(team):
    said = team.refused("staff", "add", "--telegram-id", "103", "--name", "olena", "--role", "lead")
    assert "Somebody of the team is already called olena" in said


def test_the_id_of_a_group_is_no_person(house):
    assert "not the Telegram id of a person" in house.refused(
        "staff", "add", "--telegram-id", "-100", "--name", "Olena", "--role", "lead"
    )


def test_hours_that_make_no_sense_are_refused_with_an_example(house):
    said = house.refused("staff", "add", "--telegram-id", "1", "--name", "A", "--role", "lead", "--hours", "Mon 18-9")
    assert "“18-9” ends before it begins" in said
    assert "Mon-Fri 09:00-18:00" in said


def test_an_unknown_role_is_a_wrong_command(house):
    answer = house.types("staff", "add", "--telegram-id", "1", "--name", "A", "--role", "boss")
    assert answer.code == 2
    assert "boss" in answer.err


def test_an_invitation_prints_the_link_alone_on_standard_output(house):
    answer = house.types("staff", "invite", "--name", "Olena", "--role", "admin")
    assert re.fullmatch(r"https://t\.me/care_bot\?start=[A-Za-z0-9_-]{22,64}\n", answer.out)
    assert answer.err == "Send this link to Olena. It opens the door once.\n"


def test_whoever_opens_a_staff_link_is_on_the_team(house):
    link = house.gets("staff", "invite", "--name", "Olena", "--role", "admin")["link"]
    opens(house, link, 101)
    [olena] = house.gets("staff", "list")
    assert (olena["telegram_id"], olena["role"]) == (101, "admin")


def test_a_second_link_for_somebody_who_has_not_joined_ends_the_first(house):
    first = house.gets("staff", "invite", "--name", "Olena", "--role", "manager")["link"]
    second = house.gets("staff", "invite", "--name", "Olena", "--role", "admin")["link"]
    assert [(one["name"], one["role"]) for one in house.gets("staff", "list")] == [("Olena", "admin")]
    with pytest.raises(RefusedError, match="no longer valid"):
        opens(house, first, 101)
    opens(house, second, 101)


def test_staff_can_be_changed_by_name_or_telegram_id(team):
    assert team.gets("staff", "set", "--name", "olena", "--role", "admin")["role"] == "admin"
    assert team.gets("staff", "set", "--telegram-id", "101", "--language", "uk")["language"] == "uk"
    assert trail(team)[-2:] == [("staff.changed", "Olena"), ("staff.changed", "Olena")]


def test_the_only_admin_stays_one(team):
    team.gets("staff", "set", "--name", "Petro", "--role", "admin")
    assert "Petro is the only admin" in team.refused("staff", "set", "--name", "Petro", "--role", "lead")
    assert "Petro is the only admin" in team.refused("staff", "remove", "--name", "Petro")


def test_a_mistyped_name_is_refused_with_the_one_that_was_meant(team):
    assert team.refused("staff", "remove", "--name", "Olenna") == (
        "Nobody of the team is called “Olenna”. Did you mean Olena?\n"
    )


def test_somebody_who_owns_clients_is_not_removed(team):
    team.gets("client", "add", "--name", "ACME", "--manager", "101")
    team.gets("client", "add", "--name", "Bolt", "--manager", "101")
    said = team.refused("staff", "remove", "--name", "Olena")
    assert "Olena looks after 2 clients: ACME, Bolt." in said
    assert "carebot client set --name NAME --manager WHO" in said
    assert names(team) == ["Olena", "Petro"]


def test_somebody_whose_clients_were_given_away_is_removed_and_can_come_back(team):
    team.gets("client", "add", "--name", "ACME", "--manager", "101")
    team.gets("client", "set", "--name", "ACME", "--manager", "Petro")
    team.gets("staff", "remove", "--name", "Olena")
    assert names(team) == ["Petro"]
    assert trail(team)[-1] == ("staff.removed", "Olena")
    team.gets("staff", "add", "--telegram-id", "101", "--name", "Olena", "--role", "manager")
    assert names(team) == ["Olena", "Petro"]


def test_who_is_meant_must_be_said(team):
    assert team.types("staff", "remove").code == 2
    assert team.types("staff", "remove", "--name", "Olena", "--telegram-id", "101").code == 2


def test_a_refusal_with_json_is_one_document_on_standard_output(team):
    answer = team.types("staff", "remove", "--name", "Nobody at all", "--json")
    assert answer.code == 1
    assert answer.data == {"error": "Nobody of the team is called “Nobody at all”. carebot staff list shows everybody."}
    assert answer.err == ""


def test_the_first_desk_is_the_desk_of_everybody(team):
    team.gets("client", "add", "--name", "ACME", "--manager", "101")
    team.gets("desk", "add", "--chat-id", DESK, "--name", "Kyiv")
    assert {one["desk"] for one in team.gets("staff", "list")} == {"Kyiv"}
    assert team.gets("client", "list")[0]["desk"] == "Kyiv"


def test_a_second_desk_changes_nobody(team):
    team.gets("desk", "add", "--chat-id", DESK, "--name", "Kyiv")
    team.gets("desk", "add", "--chat-id", "-1009", "--name", "Lviv", "--language", "uk")
    assert {one["desk"] for one in team.gets("staff", "list")} == {"Kyiv"}
    assert [(desk["name"], desk["language"]) for desk in team.gets("desk", "list")] == [("Kyiv", "en"), ("Lviv", "uk")]


def test_the_same_group_again_is_renamed(house):
    house.gets("desk", "add", "--chat-id", DESK, "--name", "Kyiv")
    house.gets("desk", "add", "--chat-id", DESK, "--name", "Kyiv team")
    assert [desk["name"] for desk in house.gets("desk", "list")] == ["Kyiv team"]


@pytest.mark.parametrize(("chat_id", "reason"), [("12345", "the id of a person"), ("-12345", "a basic group")])
def test_a_chat_that_cannot_have_topics_is_no_desk(house, chat_id, reason):
    assert reason in house.refused("desk", "add", "--chat-id", chat_id, "--name", "Kyiv")


def test_two_desks_cannot_have_one_name(house):
    house.gets("desk", "add", "--chat-id", DESK, "--name", "Kyiv")
    assert "Another desk is already called Kyiv" in house.refused("desk", "add", "--chat-id", "-1009", "--name", "kyiv")
