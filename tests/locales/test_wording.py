"""Texts in a person's language: values, plurals, dates."""

import datetime as dt
import re
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from locales import LANGUAGES, Wording, phrase, plural_phrase, wording
from locales.catalogues import TRANSLATED, catalogue_path, load
from locales.rules import placeholders
from locales.wording import Html, closest

KYIV = ZoneInfo("Europe/Kyiv")
MOMENT = dt.datetime(2026, 11, 23, 12, 5, tzinfo=dt.UTC)


def days(count: int, language: str) -> str:
    return wording(language).say(plural_phrase("{count} day", "{count} days", count))


def test_values_are_escaped_and_the_sentence_keeps_its_tags() -> None:
    said = wording("en").text("Your manager is <b>{name}</b>.", name="<i>Olena & Co</i>")
    assert said == "Your manager is <b>&lt;i&gt;Olena &amp; Co&lt;/i&gt;</b>."


def test_a_value_that_is_html_already_is_not_escaped_again() -> None:
    assert wording("en").text("💬 Also: {chats}", chats=Html('<a href="x">Anna</a>')) == '💬 Also: <a href="x">Anna</a>'


def test_a_phrase_said_plainly_is_not_escaped() -> None:
    assert wording("uk").plain(phrase("There is already a client {client}.", client="R&D")) == "Клієнт R&D уже є."


def test_a_value_in_braces_stays_as_it_was_written() -> None:
    assert wording("uk").text("Hello, {name}!", name="{salutation}") == "Вітаємо, {salutation}!"


def test_a_phrase_inside_a_phrase_is_said_in_the_same_language() -> None:
    said = wording("uk").text("❌ Not delivered: {reason}.", reason=phrase("the file is too large"))
    assert said == "❌ Не доставлено: файл завеликий."


@pytest.mark.parametrize(
    ("count", "uk", "ru", "en"),
    [
        (0, "0 днів", "0 дней", "0 days"),
        (1, "1 день", "1 день", "1 day"),
        (2, "2 дні", "2 дня", "2 days"),
        (5, "5 днів", "5 дней", "5 days"),
        (11, "11 днів", "11 дней", "11 days"),
        (21, "21 день", "21 день", "21 days"),
        (112, "112 днів", "112 дней", "112 days"),
    ],
)
def test_a_number_chooses_its_form(count: int, uk: str, ru: str, en: str) -> None:
    assert (days(count, "uk"), days(count, "ru"), days(count, "en")) == (uk, ru, en)


def test_plural_texts_choose_the_form_too() -> None:
    assert [wording("uk").plural("{count} client", "{count} clients", n) for n in (1, 3, 7)] == [
        "1 клієнт",
        "3 клієнти",
        "7 клієнтів",
    ]


def test_the_choice_of_a_language_is_confirmed_in_that_language() -> None:
    confirmed = {language: wording(language).text("From now on I speak English here.") for language in LANGUAGES}
    assert "English" in confirmed["en"]
    assert "українською" in confirmed["uk"]
    assert "по-русски" in confirmed["ru"]


def test_a_language_we_do_not_speak_is_refused() -> None:
    with pytest.raises(KeyError, match="pl"):
        wording("pl")


def test_a_language_without_a_compiled_catalogue_never_falls_back_to_english(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys.modules["locales.wording"], "HOME", tmp_path)
    with pytest.raises(FileNotFoundError):
        Wording("uk")


@pytest.mark.parametrize(
    ("wishes", "found"),
    [
        (("uk-UA",), "uk"),
        (("RU_ru",), "ru"),
        ((None, "", "pl", "en-GB"), "en"),
        (("pl", None), None),
        ((), None),
        (("ukulele",), None),
    ],
)
def test_the_first_wish_that_we_speak_is_taken(wishes: tuple[str | None, ...], found: str | None) -> None:
    assert closest(*wishes) == found


def test_a_day_is_said_with_the_words_of_the_language() -> None:
    day = dt.date(2026, 11, 23)
    assert [wording(language).date(day) for language in LANGUAGES] == [
        "Monday, 23 November",
        "понеділок, 23 листопада",
        "понедельник, 23 ноября",
    ]
    assert [wording(language).day(day) for language in LANGUAGES] == [
        "23 November 2026",
        "23 листопада 2026",
        "23 ноября 2026",
    ]
    assert [wording(language).weekday(day) for language in LANGUAGES] == ["Mon", "пн", "пн"]


def test_a_day_in_a_sentence_is_said_in_the_sentence_s_language() -> None:
    said = phrase("a pause for the client until {day}", day=dt.date(2026, 11, 23))
    assert wording("en").plain(said) == "a pause for the client until 23 November 2026"
    assert wording("uk").plain(said).endswith("23 листопада 2026 включно")


def test_several_values_in_one_place_are_said_one_after_the_other() -> None:
    said = phrase("a quiet day: {title}", title=(phrase("Good Friday"), "A & B"))
    assert wording("en").say(said) == "a quiet day: Good Friday, A &amp; B"
    assert wording("ru").plain(said).endswith("Страстная пятница, A & B")


def test_a_moment_is_said_on_the_clock_of_the_zone() -> None:
    assert wording("uk").clock(MOMENT, KYIV) == "14:05"
    assert wording("en").moment(MOMENT, KYIV) == "Mon 23 Nov, 14:05"
    assert wording("en").moment(MOMENT, ZoneInfo("America/New_York")) == "Mon 23 Nov, 07:05"


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_translation_can_be_filled_in(language: str) -> None:
    """Every sentence of the catalogue takes exactly the values that the English one takes."""
    for message in load(catalogue_path(language), language):
        forms = [message.string] if isinstance(message.string, str) else list(message.string or ())
        english = message.id if isinstance(message.id, str) else message.id[-1]
        if message.id:
            values = dict.fromkeys(placeholders(english), "…")
            assert all("{" not in form.format_map(values) for form in forms), message.id


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_use_the_quotes_and_dashes_of_the_language(language: str) -> None:
    for message in load(catalogue_path(language), language):
        for form in [message.string] if isinstance(message.string, str) else message.string or ():
            outside_of_years = re.sub(r"(?<=\d)–(?=\d)", "", form if message.id else "")
            assert not set("“”–") & set(outside_of_years), form
