"""Which text is chosen, and what is said when there is none."""

import subprocess
import sys
from pathlib import Path

import pytest

from locales import greetings
from locales.greetings import Greeting, names, render, variants


def said(language: str, occasion: str, register: str = "warm", variant: int = 1, **more) -> Greeting:
    facts = {"calm": False, "salutation": "Anna", "manager": "Olena", "client": "ACME", **more}
    return render(language, occasion, register=register, variant=variant, **facts)


def test_a_greeting_says_the_salutation_and_is_signed_by_the_manager() -> None:
    assert said("uk", "christmas", calm=True, salutation="Анно", manager="Олена") == Greeting(
        "З Різдвом, Анно.\nНехай ці дні принесуть мир, тепло і трохи перепочинку.\nЩиро, Олена", missing=False
    )


@pytest.mark.parametrize("nobody", [None, "", "  "])
def test_without_a_confirmed_salutation_nobody_is_named(nobody: str | None) -> None:
    assert said("en", "birthday", salutation=nobody).text.splitlines()[0] == "Happy birthday!"
    assert said("en", "check_in", salutation=nobody).text.splitlines()[0] == "Hi, just a short hello."


def test_each_register_has_its_own_signature() -> None:
    assert said("en", "new_year", "formal").text.splitlines()[-1] == "Kind regards, Olena"
    assert said("en", "new_year", "warm").text.splitlines()[-1] == "Warm regards, Olena"


@pytest.mark.parametrize("language", greetings.LANGUAGES)
@pytest.mark.parametrize("register", greetings.REGISTERS)
@pytest.mark.parametrize("calm", [False, True])
def test_birthdays_have_three_different_texts_that_take_turns(language: str, register: str, calm: bool) -> None:
    assert variants(language, "birthday", register, calm=calm) == 3
    texts = [said(language, "birthday", register, number, calm=calm).text for number in range(1, 7)]
    assert len(set(texts)) == 3
    assert texts[:3] == texts[3:]


@pytest.mark.parametrize("language", greetings.LANGUAGES)
@pytest.mark.parametrize("register", greetings.REGISTERS)
@pytest.mark.parametrize("calm", [False, True])
def test_check_ins_have_three_different_texts_that_take_turns(language: str, register: str, calm: bool) -> None:
    assert variants(language, "check_in", register, calm=calm) == 3
    texts = [said(language, "check_in", register, number, calm=calm).text for number in range(1, 7)]
    assert len(set(texts)) == 3
    assert texts[:3] == texts[3:]


def test_an_occasion_has_one_text_whatever_the_variant() -> None:
    assert variants("en", "new_year", "formal") == 1
    assert said("en", "new_year", variant=7) == said("en", "new_year", variant=1)


def test_calm_and_festive_wording_differ() -> None:
    assert said("ru", "new_year", calm=True).text != said("ru", "new_year", calm=False).text


@pytest.mark.parametrize("occasion", ["new_year", "birthday", "check_in"])
def test_ukraine_gets_the_calm_wording_even_when_nobody_asks(occasion: str) -> None:
    assert said("uk", occasion, country="UA") == said("uk", occasion, calm=True)


def test_a_text_that_exists_only_calm_serves_everybody() -> None:
    assert said("de", "sukkot", calm=False) == said("de", "sukkot", calm=True)
    assert not said("de", "sukkot", calm=False).missing


def test_a_country_has_its_own_name_for_the_national_day() -> None:
    assert said("en", "national", country="US").text.startswith("Happy Fourth of July, Anna!")
    assert "Незалежності України" in said("uk", "national", country="UA").text
    assert said("uk", "national", country="TR") == said("uk", "national")


def test_a_country_without_a_calm_text_of_its_own_gets_the_calm_one_of_the_occasion() -> None:
    assert said("en", "national", country="US", calm=True) == said("en", "national", calm=True)


def test_easter_is_worded_by_tradition() -> None:
    western = said("uk", "easter", tradition="christian_western")
    orthodox = said("uk", "easter", tradition="christian_orthodox")
    assert western.text.startswith("З Великоднем")
    assert orthodox.text.startswith("Зі світлим Воскресінням Христовим")


@pytest.mark.parametrize("language", greetings.LANGUAGES)
def test_an_occasion_without_a_text_gets_the_plain_one_of_its_language_and_says_so(language: str) -> None:
    plain = said(language, "towel_day")
    assert plain.missing
    assert plain.text == greetings.say(language, "calm_plain", "warm", greetings.Details("Olena", "ACME", "Anna"))
    assert variants(language, "towel_day", "warm") == 1


def test_another_language_is_refused_not_replaced() -> None:
    with pytest.raises(KeyError):
        said("fr", "new_year")
    with pytest.raises(KeyError):
        variants("fr", "new_year", "warm")


def test_an_unknown_register_is_refused() -> None:
    with pytest.raises(ValueError, match="jolly"):
        said("en", "new_year", "jolly")


def test_an_own_date_is_called_what_the_manager_called_it() -> None:
    assert (
        "Today is a date that matters to you: company day."
        in said("en", "own_date", "formal", title="company day").text
    )
    assert "Today is a date that matters to you." in said("en", "own_date", "formal").text


@pytest.mark.parametrize(
    ("years", "span"), [(1, "1 рік"), (2, "2 роки"), (5, "5 років"), (11, "11 років"), (21, "21 рік"), (22, "22 роки")]
)
def test_an_anniversary_counts_the_years_in_the_language_s_own_forms(years: int, span: str) -> None:
    assert f"Сьогодні {span}, як" in said("uk", "anniversary", years=years).text


@pytest.mark.parametrize("years", [None, 0])
def test_an_anniversary_of_unknown_years_names_no_number(years: int | None) -> None:
    text = said("uk", "anniversary", "formal", years=years).text
    assert "річниця" in text
    assert not any(char.isdigit() for char in text)


def test_names_are_escaped_and_never_read_as_a_template() -> None:
    text = said("en", "birthday", salutation="<b>Bob</b> & {{ manager }}").text
    assert text.startswith("Happy birthday, &lt;b&gt;Bob&lt;/b&gt; &amp; {{ manager }}!")


def test_apostrophes_in_names_stay_as_they_are() -> None:
    assert "D'Arcy" in said("en", "birthday", salutation="D'Arcy").text


def test_a_name_that_ends_with_a_full_stop_gives_the_sentence_no_second_one() -> None:
    text = said("en", "anniversary", salutation="Anna K.", client="ACME Inc.", years=2).text
    assert text.startswith("Hello Anna K.\nToday it is 2 years since we started working with ACME Inc.\nThank")


def test_names_are_tidied_to_one_line() -> None:
    assert said("en", "birthday", salutation=" Anna\n Maria ").text.startswith("Happy birthday, Anna Maria!")


@pytest.mark.parametrize("language", greetings.LANGUAGES)
def test_no_festive_text_stands_without_a_calm_one(language: str) -> None:
    known = set(names(language))
    for name in known:
        words = name.split("_")
        calm = {"calm_" + "_".join(words[:count]) for count in range(1, len(words) + 1)}
        assert name.startswith(("calm_", "signature_")) or calm & known, name


@pytest.mark.parametrize("second", ["a.j2", "b.j2"])
def test_a_name_that_is_used_twice_is_refused(second: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "tlh"
    folder.mkdir()
    for file in ("a.j2", second):
        with (folder / file).open("a") as template:
            template.write("{% macro calm_easter() %}Qapla’{% endmacro %}\n")
    monkeypatch.setattr(greetings, "TEMPLATES", tmp_path)
    monkeypatch.setattr(greetings, "LANGUAGES", ("tlh",))
    with pytest.raises(ValueError, match=r"calm_easter stands in tlh/a\.j2 and again in"):
        names("tlh")


def test_jinja_is_not_loaded_before_the_first_greeting() -> None:
    code = "import sys, locales.greetings; print('jinja2' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
