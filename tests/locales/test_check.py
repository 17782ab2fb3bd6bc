"""What the check of the catalogues catches. Each test spoils one thing in a tree where everything is right."""

from collections.abc import Callable

import pytest

from locales import check
from tests.locales.conftest import HELLO, Tree

One = Callable[[], str]


def test_a_complete_tree_has_no_findings(tree: Tree) -> None:
    assert tree.findings() == []


def test_our_own_catalogues_are_complete() -> None:
    assert [str(finding) for finding in check.check()] == []


@pytest.mark.parametrize(
    ("before", "after", "wrong"),
    [
        ("Вітаємо, {name}!", "Вітаємо!", "lacks {name}"),
        ("Вітаємо, {name}!", "Вітаємо, {nme}!", "lacks {name}"),
        ("Вітаємо, {name}!", "Вітаємо, {name} {who}!", "has {who}, which the English text has not"),
        ("Вітаємо, {name}!", "Вітаємо, {name!", "the braces cannot be read"),
        ("Вітаємо, {name}!", "Вітаємо, {}{name}!", "the braces cannot be read"),
        ("Вітаємо, {name}!", "", "is not translated"),
        ("Вітаємо, {name}!", " ", "is not translated"),
        ("Вітаємо, {name}!", "Hello, {name}!", "is still in English"),
        ("Вітаємо, {name}!", "Вітаємо, {name}! ", "other spaces"),
        ("Вітаємо, {name}!", "Вітаємо, <b>{name}!", "<b> is never closed"),
        ("Вітаємо, {name}!", "Вітаємо, <b>{name}</b>!", "has other tags than the English text"),
        ("Вітаємо, {name}!", "👋 Вітаємо, {name}!", "begins with an emoji of its own"),
        ("Вітаємо, {name}!", "Вітаємо, {name}! /help", "has “/help”, which the English text has not"),
        ("Вітаємо, {name}!", "Витаемо вы, {name}!", "letters of another language: ы"),
        ("Вітаємо, {name}!", "Вiтаємо, {name}!", "“Вiтаємо” mixes Latin and Cyrillic"),
        ("Вітаємо, {name}!", "З обов'язком, {name}!", "typewriter apostrophe"),
        ("{count} дні", "", "the translation for 2, 3, 4 is not translated"),
        ("{count} день", "один день", "the translation for 1, 21, 31 lacks {count}"),
    ],
)
def test_a_wrong_translation_is_caught(tree: Tree, before: str, after: str, wrong: str) -> None:
    tree.edit(f'"{before}"', f'"{after}"')
    found = tree.findings()
    assert any(wrong in one for one in found), found
    assert all(one.startswith("locales/uk/LC_MESSAGES/carebot.po: ") for one in found)


def test_a_text_that_nobody_collected_is_missing_in_every_catalogue(tree: Tree) -> None:
    tree.say(HELLO + 'BYE = phrase("Goodbye.")\n')
    found = tree.findings()
    assert [one.split(": ")[0] for one in found] == [
        "locales/carebot.pot",
        "locales/uk/LC_MESSAGES/carebot.po",
        "locales/ru/LC_MESSAGES/carebot.po",
    ]
    assert all("run `make messages`" in one for one in found)


def test_a_text_that_left_the_code_is_named_in_every_catalogue(tree: Tree) -> None:
    tree.say(HELLO.replace("Hello, {name}!", "Hi, {name}!"))
    assert sum("'Hello, {name}!': is no longer in the code" in one for one in tree.findings()) == 3


def test_a_changed_english_plural_must_be_collected(tree: Tree) -> None:
    tree.say(HELLO.replace("{count} days", "{count} long days"))
    assert sum("has another plural in the code" in one for one in tree.findings()) == 3


def test_a_fuzzy_translation_waits_for_a_person(tree: Tree, one_finding: One) -> None:
    tree.edit('msgid "Hello', '#, fuzzy\nmsgid "Hello')
    assert "is marked fuzzy" in one_finding()


def test_an_obsolete_translation_is_named(tree: Tree, one_finding: One) -> None:
    tree.ukrainian.write_text(tree.ukrainian.read_text() + '\n#~ msgid "Old"\n#~ msgstr "Старе"\n')
    assert "'Old': is kept as obsolete" in one_finding()


def test_a_missing_plural_form_is_caught(tree: Tree, one_finding: One) -> None:
    tree.edit('msgstr[2] "{count} днів"\n', "")
    assert "the translation for 0, 5, 6 is not translated" in one_finding()


@pytest.mark.parametrize(
    ("before", "header"),
    [
        ("nplurals=3; plural=(n%10==1", "Plural-Forms"),
        ("Language: uk", "Language"),
        ("charset=utf-8", "Content-Type"),
    ],
)
def test_a_wrong_header_is_caught(tree: Tree, before: str, header: str) -> None:
    after = {
        "Plural-Forms": "nplurals=3; plural=(n%10==2",
        "Language": "Language: ru",
        "Content-Type": "charset=ascii7",
    }
    tree.edit(before, after[header]) if header != "Content-Type" else tree.edit(
        "text/plain; charset=utf-8", "text/html"
    )
    assert any(f"the header must say “{header}: " in one for one in tree.findings())


def test_a_missing_catalogue_is_named(tree: Tree, one_finding: One) -> None:
    tree.ukrainian.unlink()
    assert "is missing" in one_finding()


def test_a_line_that_is_not_po_is_named(tree: Tree, one_finding: One) -> None:
    tree.edit('msgstr "Вітаємо', 'mgstr "Вітаємо')
    assert "cannot be read" in one_finding()


def test_english_with_a_tag_that_telegram_does_not_know_is_caught(tree: Tree) -> None:
    tree.say(HELLO.replace("Hello, {name}!", "<h1>Hello, {name}!</h1>"))
    assert any("conversations/hello.py:4" in one and "<h1> is not one of our tags" in one for one in tree.findings())


def test_one_text_with_two_plurals_is_caught(tree: Tree) -> None:
    tree.say(HELLO + 'MORE = plural_phrase("{count} day", "{count} working days", 3)\n')
    assert any("has another plural at conversations/hello.py:5" in one for one in tree.findings())


def test_an_exception_that_nobody_needs_any_more_is_named(
    tree: Tree, one_finding: One, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check, "FILLED_LATER", {"Gone: {link}": "no reason"})
    assert "take it out of FILLED_LATER" in one_finding()


def test_the_command_ends_with_1_and_prints_every_finding(
    tree: Tree, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tree.edit("Вітаємо, {name}!", "Вітаємо!")
    found = check.check(tree.root, tree.home)
    monkeypatch.setattr(check, "check", lambda: found)
    assert check.main() == 1
    assert capsys.readouterr().out == (
        "locales/uk/LC_MESSAGES/carebot.po: 'Hello, {name}!': the translation lacks {name}.\n"
        "1 to mend in the texts and catalogues.\n"
    )


def test_the_command_ends_with_0_when_all_is_well(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(check, "check", list)
    assert check.main() == 0
    assert capsys.readouterr().out == "The catalogues are complete.\n"


def test_more_plural_forms_than_the_language_has_are_caught(tree: Tree) -> None:
    tree.edit('msgstr[2] "{count} днів"\n', 'msgstr[2] "{count} днів"\nmsgstr[3] "{count} дня"\n')
    assert any("cannot be read" in one or "plural forms; uk has 3" in one for one in tree.findings())
