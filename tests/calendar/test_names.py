"""What days are called in people's languages."""

import datetime as dt

import pytest

from conversations.calendar import library, names, personal, plan, religious, tones
from conversations.calendar.choices import Pause
from conversations.calendar.personal import OwnDate
from conversations.checks import TRADITIONS
from locales import LANGUAGES, wording
from tests.calendar.people import on, somebody, year

OTHERS = sorted(set(LANGUAGES) - {"en"})

YEARS = range(2025, 2029)


def called(entry: plan.Entry, language: str) -> str:
    return wording(language).plain(entry.name)


def known_titles() -> set[str]:
    """Every title that the calendar can say by itself."""
    table = tones.load()
    own = personal.of_year("--01-01", dt.date(2020, 1, 1), (), 2026)
    return (
        {row.name for row in table.by_name.values()}
        | {row.name for row in table.extras}
        | {day.title for days in religious.DAYS.values() for day in days}
        | {one.title for one in own}
        | {"Check-in"}
    )


def test_every_name_that_is_translated_is_one_that_the_calendar_says():
    assert names.translated() - known_titles() == set()


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("country", sorted(tones.load().countries))
def test_every_festive_or_solemn_day_of_the_pinned_library_has_a_name(country, language):
    """If this fails after an update: add the new names to `names.py` and translate them."""
    named = {day.name for number in YEARS for day in library.named_days(country, number)}
    rows = [tones.load().row(country, name) for name in sorted(named)]
    met = [row.name for row in rows if row is not None and row.tone is not tones.Tone.NEUTRAL]
    assert met
    assert [name for name in met if wording(language).plain(names.day(name)) == name] == []


@pytest.mark.parametrize("language", OTHERS)
def test_every_day_of_a_tradition_and_every_solemn_day_of_ours_has_a_name(language):
    ours = {row.name for row in tones.load().extras} | {day.title for days in religious.DAYS.values() for day in days}
    assert {name for name in ours if wording(language).plain(names.day(name)) == name} == set()


def test_a_day_that_nobody_translated_keeps_its_english_name():
    assert wording("uk").plain(names.day("German Unity Day")) == "German Unity Day"


def test_an_entry_says_its_name_in_the_reader_s_language_and_keeps_english_for_machines():
    [entry] = [entry for entry in on(year(somebody("UA"), 2026), "2026-01-01") if entry.kind == plan.GREETING]
    assert (entry.title, called(entry, "uk"), called(entry, "ru")) == ("New Year's Day", "Новий рік", "Новый год")


def test_a_date_that_somebody_typed_is_not_translated_even_if_it_is_called_like_a_holiday():
    entries = year(somebody(None, own_dates=[OwnDate(1, "--05-12", "Christmas")]), 2026)
    [entry] = on(entries, "2026-05-12")
    assert called(entry, "uk") == "Christmas"


def test_two_solemn_days_at_once_are_both_named():
    entries = year(somebody("GB", zone="Europe/London"), 2029)
    [entry] = [entry for entry in on(entries, "2029-11-11") if entry.kind == plan.QUIET_DAY]
    assert entry.title == "Remembrance Sunday, Armistice Day (11:00)"
    assert called(entry, "uk") == "Неділя пам’яті, День перемир’я (11:00)"
    assert wording("uk").plain(entry.reason).endswith("Неділя пам’яті, День перемир’я (11:00)")


def test_the_end_of_a_pause_is_said_as_a_day_and_not_as_a_number():
    pause = Pause("country", dt.datetime(2026, 5, 10, tzinfo=dt.UTC), until=dt.date(2026, 6, 2))
    [entry] = [entry for entry in year(somebody("UA", pauses=[pause]), 2026) if entry.occasion == "pause.country"]
    assert (entry.title, called(entry, "ru")) == ("Pause for the country", "Пауза для страны")
    assert "2 июня 2026" in wording("ru").plain(entry.reason)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_tradition_has_a_name(language):
    said = {wording(language).plain(names.tradition(key)) for key in TRADITIONS}
    assert len(said) == len(TRADITIONS)
    assert names.tradition(None) == names.tradition("none")


def test_a_reason_names_the_tradition_in_words():
    [entry] = [entry for entry in on(year(somebody("DE"), 2026), "2026-12-25") if entry.kind == plan.GREETING]
    assert wording("uk").plain(entry.reason).endswith("традицію: західне християнство")
