"""Checks of single fields: what is taken, in which form, and how the rest is refused."""

import pytest

from conversations import checks
from conversations.checks import FieldError


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("1984-05-23", "1984-05-23"),
        ("05-23", "--05-23"),
        ("--05-23", "--05-23"),
        ("02-29", "--02-29"),
        ("2024-02-29", "2024-02-29"),
    ],
)
def test_a_birthday_is_kept_with_or_without_its_year(typed: str, kept: str) -> None:
    assert checks.birthday(typed) == kept


@pytest.mark.parametrize("typed", ["23.05.1984", "1984-13-01", "2023-02-29", "5-23", "", "1984-05"])
def test_a_birthday_that_cannot_be_is_refused(typed: str) -> None:
    with pytest.raises(FieldError, match="is not a birthday") as refused:
        checks.birthday(typed)
    assert refused.value.field == "birthday"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Kyiv", "Europe/Kyiv"),
        ("Europe/Kiyv", "Europe/Kyiv"),
        ("new york", "America/New_York"),
        ("Europe/Berln", "Europe/Berlin"),
    ],
)
def test_a_mistyped_time_zone_is_refused_with_the_one_that_was_meant(typed: str, meant: str) -> None:
    with pytest.raises(FieldError, match=f"Did you mean {meant}"):
        checks.timezone(typed)


@pytest.mark.parametrize("typed", ["Mars/Olympus", "../etc/passwd", "Europe", "localtime", ""])
def test_what_is_no_time_zone_is_refused(typed: str) -> None:
    with pytest.raises(FieldError, match="is not a time zone"):
        checks.timezone(typed)


def test_a_time_zone_is_found_whatever_its_case() -> None:
    assert checks.timezone(" america/new york ") == "America/New_York"


def test_a_country_is_kept_in_capitals() -> None:
    assert checks.country(" ua ") == "UA"


def test_a_country_by_its_name_is_refused_with_its_code() -> None:
    with pytest.raises(FieldError, match="For Ukraine write UA"):
        checks.country("Ukraine")


def test_a_country_that_does_not_exist_is_refused() -> None:
    with pytest.raises(FieldError, match="is not a country code"):
        checks.country("ZZ")


@pytest.mark.parametrize(
    ("country", "zone"),
    [("UA", "Europe/Kyiv"), ("PL", "Europe/Warsaw"), ("DE", "Europe/Berlin"), ("US", None), ("ZZ", None)],
)
def test_a_country_with_one_main_time_zone_gives_it(country: str, zone: str | None) -> None:
    assert checks.zone_of_country(country) == zone


def test_a_regional_language_counts_as_the_language() -> None:
    assert checks.language("uk-UA") == "uk"


def test_a_contact_may_have_a_language_that_only_the_greetings_speak() -> None:
    assert checks.contact_language("pl") == "pl"
    with pytest.raises(checks.FieldError):
        checks.language("pl")
    with pytest.raises(checks.FieldError):
        checks.contact_language("fr")


def test_a_language_we_do_not_speak_is_refused_with_those_we_do() -> None:
    with pytest.raises(FieldError, match="uk \\(Українська\\)"):
        checks.language("ua")


def test_a_name_is_tidied() -> None:
    assert checks.name("name", "  Anna \t Kovalenko ") == "Anna Kovalenko"


@pytest.mark.parametrize("typed", ["", "  ", "x" * 129, "Anna\u202eKovalenko"])
def test_a_name_that_is_empty_too_long_or_hides_something_is_refused(typed: str) -> None:
    with pytest.raises(FieldError):
        checks.name("name", typed)


def test_the_traditions_are_those_of_the_calendar_of_occasions() -> None:
    assert "christian_orthodox" in checks.TRADITIONS
    assert checks.choice("tradition", "Christian-Orthodox", checks.TRADITIONS) == "christian_orthodox"
