"""carebot invite and carebot contact."""

import dataclasses
import datetime as dt
import re

import pytest

from conversations import onboarding
from conversations.contact_admin import ContactDetails
from conversations.errors import RefusedError
from conversations.onboarding import Account
from storage import audit, chats, invitations
from storage.records import Contact

ACME = ("--client", "ACME")
ANNA = (*ACME, "--contact", "Anna")


@pytest.fixture
def acme(team):
    """ACME, Olena's, at the only desk."""
    team.gets("desk", "add", "--chat-id", "-1001", "--name", "Kyiv")
    team.gets("client", "add", "--name", "ACME", "--manager", "101", "--language", "uk")
    return team


def joins(house, link, telegram_id=500):
    token = link.split("start=")[1]
    house.unit(lambda uow: onboarding.open_link(uow, Account(telegram_id, "Anna", None, "en"), token))


def test_a_link_is_printed_alone_on_standard_output(acme):
    answer = acme.types("invite", *ANNA)
    assert re.fullmatch(r"https://t\.me/care_bot\?start=[A-Za-z0-9_-]{22,64}\n", answer.out)


def test_an_invitation_lasts_as_many_days_as_the_settings_say(acme, monkeypatch):
    monkeypatch.setenv("CAREBOT_INVITATION_DAYS", "3")
    token = acme.gets("invite", *ANNA)["link"].split("start=")[1]

    async def remaining(uow):
        invitation = await invitations.by_token(uow, token)
        assert invitation is not None
        return invitation.expires_at - uow.now

    assert dt.timedelta(days=2, hours=23) < acme.unit(remaining) <= dt.timedelta(days=3)


def test_the_language_of_an_invitation_is_the_contacts_else_the_clients(acme):
    first = acme.gets("invite", *ANNA)["link"].split("start=")[1]
    second = acme.gets("invite", *ACME, "--contact", "Boris", "--language", "ru")["link"].split("start=")[1]

    async def language(uow, token):
        invitation = await invitations.by_token(uow, token)
        assert invitation is not None
        return invitation.language

    assert acme.unit(lambda uow: language(uow, first)) == "uk"
    assert acme.unit(lambda uow: language(uow, second)) == "ru"


def test_a_second_link_for_the_same_contact_ends_the_first(acme):
    first = acme.gets("invite", *ANNA)["link"]
    second = acme.gets("invite", *ACME, "--contact", "anna", "--salutation", "Анно")["link"]
    [anna] = acme.gets("contact", "list", *ACME)
    assert (anna["name"], anna["salutation"]) == ("Anna", "Анно")
    with pytest.raises(RefusedError, match="no longer valid"):
        joins(acme, first)
    joins(acme, second)


def test_a_contact_who_has_joined_needs_no_link(acme):
    joins(acme, acme.gets("invite", *ANNA)["link"])
    assert "Anna of ACME has joined already" in acme.refused("invite", *ANNA)


def test_a_group_has_a_link_of_its_own(acme):
    assert re.fullmatch(
        r"https://t\.me/care_bot\?startgroup=[\w-]{22,64}", acme.gets("invite", *ACME, "--group")["link"]
    )


def test_an_invitation_is_for_a_person_or_for_a_group(acme):
    assert acme.types("invite", *ACME).code == 2
    assert acme.types("invite", *ANNA, "--group").code == 2
    assert acme.types("invite", *ACME, "--group", "--salutation", "Anna").code == 2


def test_an_invitation_to_an_unknown_client_changes_nothing(acme):
    assert "Did you mean ACME?" in acme.refused("invite", "--client", "ACMI", "--contact", "Anna")
    assert acme.gets("contact", "list", *ACME) == []


def test_every_field_of_a_contact_can_be_set(acme):
    acme.gets("invite", *ANNA)
    acme.gets(
        *("contact", "set", *ANNA, "--name", "Anna K", "--role", "CFO", "--salutation", "Анно", "--language", "ru"),
        *("--country", "pl", "--timezone", "Europe/Warsaw", "--register", "formal", "--tradition", "christian_western"),
        *("--birthday", "05-23", "--pace", "less", "--no-holiday-greetings", "--no-birthday"),
    )
    [anna] = acme.gets("contact", "list", *ACME)
    said = {field.name for field in dataclasses.fields(ContactDetails)}
    assert {name: anna[name] for name in said} == {
        "name": "Anna K",
        "role": "CFO",
        "salutation": "Анно",
        "language": "ru",
        "country": "PL",
        "timezone": "Europe/Warsaw",
        "register": "formal",
        "tradition": "christian_western",
        "birthday": "--05-23",
        "pace": "less",
        "no_holiday_greetings": True,
        "no_birthday": True,
    }


def test_no_field_of_a_contact_was_forgotten():
    kept_by_the_bot = {"id", "client_id", "telegram_id", "joined_at", "revoked_at"}
    settable = {field.name for field in dataclasses.fields(ContactDetails)}
    assert settable == {field.name for field in dataclasses.fields(Contact)} - kept_by_the_bot


def test_an_opt_out_can_be_taken_back(acme):
    acme.gets("invite", *ANNA)
    acme.gets("contact", "set", *ANNA, "--no-holiday-greetings", "--no-birthday")
    anna = acme.gets("contact", "set", *ANNA, "--holiday-greetings", "--birthday-wishes")
    assert (anna["no_holiday_greetings"], anna["no_birthday"]) == (False, False)


def test_an_empty_text_forgets_what_was_known(acme):
    acme.gets("invite", *ANNA, "--salutation", "Анно")
    assert acme.gets("contact", "set", *ANNA, "--salutation", "")["salutation"] is None


@pytest.mark.parametrize(
    ("option", "value", "reason"),
    [
        ("--birthday", "31.12.1980", "is not a birthday"),
        ("--timezone", "Kyiv", "Did you mean Europe/Kyiv?"),
        ("--country", "Poland", "For Poland write PL"),
        ("--language", "klingon", "is not a language I speak"),
        ("--register", "rude", "is not one of: formal, warm"),
        ("--pace", "never", "is not one of: less, normal, more"),
        ("--tradition", "pastafarian", "christian_orthodox"),
        ("--name", " ", "A name is needed here"),
    ],
)
def test_a_field_that_cannot_be_is_refused_and_nothing_changes(acme, option, value, reason):
    acme.gets("invite", *ANNA)
    before = acme.gets("contact", "list", *ACME)
    assert reason in acme.refused("contact", "set", *ANNA, "--role", "CFO", option, value)
    assert acme.gets("contact", "list", *ACME) == before


def test_the_audit_trail_says_which_fields_changed_but_not_what_stands_in_them(acme):
    acme.gets("invite", *ANNA)
    acme.gets("contact", "set", *ANNA, "--birthday", "1984-05-23", "--tradition", "jewish")
    entry = acme.unit(audit.latest)[0]
    assert (entry["action"], entry["subject"]) == ("contact.changed", "ACME")
    assert entry["detail"] == {"contact": "Anna", "fields": ["birthday", "tradition"]}


def test_a_revoked_contact_has_no_chat_and_their_account_is_free(acme):
    joins(acme, acme.gets("invite", *ANNA)["link"])
    revoked = acme.gets("contact", "set", *ANNA, "--revoke")
    assert revoked["revoked_at"] is not None
    assert revoked["telegram_id"] is None
    chat = acme.unit(lambda uow: chats.by_contact(uow, revoked["id"]))
    assert (chat.telegram_id, chat.state) == (None, "left")
    acme.gets("staff", "add", "--telegram-id", "500", "--name", "Anna", "--role", "manager")


def test_a_revoked_contact_can_be_invited_anew(acme):
    joins(acme, acme.gets("invite", *ANNA)["link"])
    acme.gets("contact", "set", *ANNA, "--revoke")
    acme.gets("invite", *ANNA)
    [anna] = acme.gets("contact", "list", *ACME)
    assert (anna["revoked_at"], anna["joined_at"]) == (None, None)


def test_a_revoked_contact_who_was_invited_anew_joins_with_another_account(acme):
    joins(acme, acme.gets("invite", *ANNA)["link"])
    anna = acme.gets("contact", "set", *ANNA, "--revoke")
    link = acme.gets("invite", *ANNA)["link"]
    joins(acme, link, telegram_id=501)
    assert acme.unit(lambda uow: chats.by_contact(uow, anna["id"])).telegram_id == 501


def test_a_change_that_changes_nothing_is_a_wrong_command(acme):
    acme.gets("invite", *ANNA)
    assert acme.types("contact", "set", *ANNA).code == 2
