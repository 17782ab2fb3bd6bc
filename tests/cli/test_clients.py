"""carebot client: the companies that are looked after."""

import pytest

from conversations import onboarding
from conversations.errors import RefusedError
from conversations.onboarding import Account
from storage import audit, chats, staff

KYIV, LVIV = ("-1001", "Kyiv"), ("-1002", "Lviv")


@pytest.fixture
def two_desks(team):
    """Olena works in Kyiv, Petro in none."""
    for chat_id, name in (KYIV, LVIV):
        team.gets("desk", "add", "--chat-id", chat_id, "--name", name)

    async def petro_has_no_desk(uow):
        await staff.change(uow, 2, desk_id=None)

    team.unit(petro_has_no_desk)
    return team


@pytest.fixture
def anna_joined(two_desks):
    """ACME is Olena's; its contact Anna has joined."""
    two_desks.gets("client", "add", "--name", "ACME", "--manager", "Olena", "--country", "UA")
    link = two_desks.gets("invite", "--client", "ACME", "--contact", "Anna")["link"]
    token = link.split("start=")[1]
    two_desks.unit(lambda uow: onboarding.open_link(uow, Account(500, "Anna", None, "uk"), token))
    return two_desks


def chat_of_anna(house):
    return house.unit(lambda uow: chats.by_contact(uow, 1))


def test_a_client_is_added_with_everything_that_is_said_of_it(two_desks):
    two_desks.gets(
        *("client", "add", "--name", "ACME", "--manager", "101", "--country", "pl", "--language", "uk"),
        *("--timezone", "Europe/Warsaw", "--desk", "lviv", "--renewal", "2027-03-31"),
    )
    [acme] = two_desks.gets("client", "list")
    assert (acme["name"], acme["manager"], acme["desk"]) == ("ACME", "Olena", "Lviv")
    assert (acme["country"], acme["timezone"], acme["language"]) == ("PL", "Europe/Warsaw", "uk")
    assert acme["renewal_on"] == "2027-03-31"


def test_a_client_can_be_added_before_there_is_any_desk(team):
    assert team.gets("client", "add", "--name", "ACME", "--manager", "Olena")["desk"] is None


def test_a_client_belongs_to_the_desk_of_its_manager(two_desks):
    assert two_desks.gets("client", "add", "--name", "ACME", "--manager", "Olena")["desk"] == "Kyiv"


def test_with_several_desks_and_a_manager_without_one_the_desk_must_be_named(two_desks):
    said = two_desks.refused("client", "add", "--name", "ACME", "--manager", "Petro")
    assert "There are several desks (Kyiv, Lviv) and Petro has none." in said
    assert "--desk" in said
    assert two_desks.gets("client", "list") == []


def test_a_country_with_one_main_time_zone_gives_it(team):
    assert team.gets("client", "add", "--name", "A", "--manager", "101", "--country", "UA")["timezone"] == "Europe/Kyiv"
    assert team.gets("client", "add", "--name", "B", "--manager", "101", "--country", "US")["timezone"] is None


def test_names_of_clients_are_unique_whatever_the_case(team):
    team.gets("client", "add", "--name", "ACME", "--manager", "101")
    assert team.refused("client", "add", "--name", "acme ", "--manager", "101") == "There is already a client ACME.\n"


def test_a_manager_who_is_not_there_is_refused(team):
    assert "Nobody of the team has the Telegram id 999" in team.refused(
        "client", "add", "--name", "ACME", "--manager", "999"
    )


def test_a_client_is_changed(team):
    team.gets("client", "add", "--name", "ACME", "--manager", "101")
    team.gets("client", "set", "--name", "acme", "--new-name", "Acme Ltd", "--country", "UA", "--renewal", "2027-01-31")
    [acme] = team.gets("client", "list")
    assert (acme["name"], acme["country"], acme["timezone"]) == ("Acme Ltd", "UA", "Europe/Kyiv")
    assert acme["renewal_on"] == "2027-01-31"


def test_a_mistyped_client_is_refused_with_the_one_that_was_meant(team):
    team.gets("client", "add", "--name", "ACME", "--manager", "101")
    assert "Did you mean ACME?" in team.refused("client", "set", "--name", "ACNE", "--country", "UA")


def test_a_new_manager_stands_in_the_audit_trail_with_the_old_one(team):
    team.gets("client", "add", "--name", "ACME", "--manager", "101")
    assert team.gets("client", "set", "--name", "ACME", "--manager", "Petro")["manager"] == "Petro"
    [entry] = [entry for entry in team.unit(audit.latest) if entry["action"] == "client.assigned"]
    assert (entry["subject"], entry["detail"]) == ("ACME", {"before": "Olena", "after": "Petro"})


def test_a_client_that_moves_to_another_desk_gets_a_topic_there(anna_joined):
    assert chat_of_anna(anna_joined).topic.desk.name == "Kyiv"
    anna_joined.gets("client", "set", "--name", "ACME", "--desk", "Lviv")
    assert chat_of_anna(anna_joined).topic.desk.name == "Lviv"


def test_an_archived_client_is_told_nothing_and_its_links_are_dead(anna_joined):
    link = anna_joined.gets("invite", "--client", "ACME", "--contact", "Boris")["link"]
    assert anna_joined.gets("client", "archive", "--name", "ACME") == {"archived": "ACME", "links_withdrawn": 1}
    assert chat_of_anna(anna_joined).state == "left"
    with pytest.raises(RefusedError, match="no longer valid"):
        token = link.split("start=")[1]
        anna_joined.unit(lambda uow: onboarding.open_link(uow, Account(501, "Boris", None, "en"), token))
    assert anna_joined.gets("client", "list") == []
    assert [client["name"] for client in anna_joined.gets("client", "list", "--archived")] == ["ACME"]


def test_an_archived_client_can_come_back(anna_joined):
    anna_joined.gets("client", "archive", "--name", "ACME")
    assert "in the archive" in anna_joined.refused("invite", "--client", "ACME", "--contact", "Carl")
    anna_joined.gets("client", "archive", "--name", "ACME", "--undo")
    assert chat_of_anna(anna_joined).state == "active"
    assert [client["name"] for client in anna_joined.gets("client", "list")] == ["ACME"]


def test_a_client_whose_manager_left_comes_back_to_somebody_else(anna_joined):
    anna_joined.gets("client", "archive", "--name", "ACME")
    anna_joined.gets("staff", "remove", "--name", "Olena")
    assert "Name somebody else with --manager" in anna_joined.refused("client", "archive", "--name", "ACME", "--undo")
    anna_joined.gets("client", "archive", "--name", "ACME", "--undo", "--manager", "Petro")
    assert anna_joined.gets("client", "list")[0]["manager"] == "Petro"


def test_the_name_of_an_archived_client_is_not_given_again(team):
    team.gets("client", "add", "--name", "ACME", "--manager", "101")
    team.gets("client", "archive", "--name", "ACME")
    assert "--undo" in team.refused("client", "add", "--name", "ACME", "--manager", "101")


def test_how_a_client_is_cared_for_is_set_changed_and_forgotten(two_desks):
    added = two_desks.gets(
        *("client", "add", "--name", "ACME", "--manager", "101", "--since", "2021-05-03"),
        *("--check-in-days", "45", "--greetings", "review"),
    )
    assert (added["since"], added["check_in_days"], added["greeting_mode"]) == ("2021-05-03", 45, "review")
    acme = ("client", "set", "--name", "ACME")
    changed = two_desks.gets(*acme, "--since", "", "--check-in-days", "default", "--greetings", "auto")
    assert (changed["since"], changed["check_in_days"], changed["greeting_mode"]) == (None, None, "auto")


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--since", "2999-01-01", "cannot begin in the future"),
        ("--since", "03.05.2021", "is not a date"),
        ("--check-in-days", "6", "from 7 to 365"),
        ("--check-in-days", "often", "from 7 to 365"),
        ("--greetings", "maybe", "is not one of: auto, review"),
    ],
)
def test_a_rhythm_that_cannot_be_is_refused(two_desks, option, value, said):
    two_desks.gets("client", "add", "--name", "ACME", "--manager", "101")
    assert said in two_desks.refused("client", "set", "--name", "ACME", option, value)
