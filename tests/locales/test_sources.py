"""How texts are found in the code, and what is refused there."""

import pytest

from locales import sources
from locales.sources import Text, read, read_data


def found(code: str) -> list[tuple[str, str | None]]:
    texts, wrong = read(code, "a.py")
    assert wrong == []
    return [(text.one, text.many) for text in texts]


def refused(code: str) -> str:
    _, (wrong,) = read(code, "a.py")
    return str(wrong)


def test_all_four_calls_are_found() -> None:
    code = """
say.text("One")
say.plural("{count} two", "{count} twos", n)
phrase("Three")
plural_phrase("{count} four", "{count} fours", n)
"""
    assert sorted(found(code)) == [
        ("One", None),
        ("Three", None),
        ("{count} four", "{count} fours"),
        ("{count} two", "{count} twos"),
    ]


def test_a_literal_in_several_pieces_is_one_text() -> None:
    assert found('say.text("One "\n  "sentence.")') == [("One sentence.", None)]


def test_a_call_inside_an_f_string_is_found() -> None:
    assert found("""f"{say.text('Inside.')}" """) == [("Inside.", None)]


def test_a_function_of_that_name_without_an_object_is_somebody_elses() -> None:
    assert found('text("SELECT 1")\ntext(uow, chat)') == []


@pytest.mark.parametrize("code", ["figure.text(0.5, 0.5, title)", 'cells.text("name")', 'table.plural("key", key, 2)'])
def test_a_method_of_that_name_of_another_object_is_somebody_elses(code: str) -> None:
    assert found(code) == []


@pytest.mark.parametrize(
    "speaker", ["say", "client_says", "self._say", "staff_wording(uow, person)", "spoken(uow, code)"]
)
def test_a_wording_is_known_by_its_name_or_by_who_gives_it(speaker: str) -> None:
    assert found(f'{speaker}.text("Hello")') == [("Hello", None)]


@pytest.mark.parametrize(
    "code",
    ["def greet(words: Wording) -> str: ...", "words = desk_wording(uow, chat)", "words: Wording = given"],
)
def test_a_wording_under_another_name_is_reported(code: str) -> None:
    assert "a Wording is called say" in refused(code)


def test_the_texts_of_a_survey_definition_are_found() -> None:
    source = """
title = "a title"
occasion = "conversation"
[[questions]]
key = "skill"
text = "A question?"
low = "poor"
[open]
text = "A wish?"
"""
    texts = read_data(source, "a.toml")
    assert [text.one for text in texts] == ["a title", "A question?", "poor", "A wish?"]
    assert texts[1].place == "a.toml:6"


def test_a_text_of_a_definition_that_says_its_own_languages_is_no_id_of_the_catalogues() -> None:
    assert read_data('[title]\nen = "A title"\nuk = "Назва"\n', "a.toml") == []


def test_a_text_knows_its_file_and_line() -> None:
    texts, _ = read('\nsay.text("Here")', "conversations/a.py")
    assert texts == [Text("Here", None, "conversations/a.py:2")]


@pytest.mark.parametrize(
    "code",
    [
        'say.text(f"Hello, {name}")',
        "say.text(message)",
        'say.text("Hello, " + name)',
        'say.text("Hello, %s" % name)',
        "say.text()",
        'phrase(f"Hello, {name}")',
        'locales.phrase("Hello".upper())',
        'say.plural("{count} day", many, n)',
        'plural_phrase("{count} day")',
        'say.text("a" if formal else "b")',
    ],
)
def test_anything_but_a_literal_is_refused(code: str) -> None:
    assert refused(code).startswith("a.py:1: ")
    assert "takes plain string literals" in refused(code)


def test_a_phrase_made_past_the_marking_function_is_refused() -> None:
    assert "use phrase(…)" in refused('Phrase("Hello")')


def test_a_placeholder_without_a_value_is_refused() -> None:
    assert "no value is given for {name}" in refused('say.text("Hello, {name} of {client}", client=client)')
    assert "no value is given for {name}" in refused('say.text("Hello, {name}")')


def test_a_value_without_a_placeholder_is_refused() -> None:
    assert "the text has no place for {role}" in refused('phrase("Hello, {name}", name=name, role=role)')


def test_a_value_used_by_one_plural_form_only_is_used() -> None:
    assert found('say.plural("{name}", "{count} people", n, name=name)') == [("{name}", "{count} people")]


def test_values_that_come_as_a_mapping_are_not_judged() -> None:
    assert found('say.text("Hello, {name}", **values)') == [("Hello, {name}", None)]


def test_a_format_inside_a_placeholder_is_refused() -> None:
    assert "the braces cannot be read" in refused('say.text("{share:.1f}", share=share)')


def test_a_text_that_is_filled_later_needs_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "FILLED_LATER", {"Moved: {link}": "delivery knows the link"})
    assert found('say.text("Moved: {link}")') == [("Moved: {link}", None)]
