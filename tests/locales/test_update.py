"""Collecting texts into the catalogues."""

from locales.catalogues import catalogue_path, template_path
from tests.locales.conftest import HELLO, Tree


def test_a_second_run_changes_nothing(tree: Tree) -> None:
    tree.update()
    before = tree.ukrainian.read_bytes(), template_path(tree.home).read_bytes()
    assert tree.update() == []
    assert (tree.ukrainian.read_bytes(), template_path(tree.home).read_bytes()) == before


def test_a_new_text_comes_in_untranslated_and_the_others_stay(tree: Tree) -> None:
    tree.say(HELLO + 'BYE = phrase("See you at nine.")\n')
    assert tree.update() == ["carebot.pot: 3 texts", "uk: 1 to translate", "ru: 1 to translate"]
    assert 'msgid "See you at nine."\nmsgstr ""' in tree.ukrainian.read_text()
    assert "Вітаємо, {name}!" in tree.ukrainian.read_text()


def test_a_text_that_changed_a_little_keeps_its_translation_as_fuzzy(tree: Tree) -> None:
    tree.say(HELLO.replace("Hello, {name}!", "Hello, {name}."))
    tree.update()
    assert (
        '#, fuzzy, python-brace-format\nmsgid "Hello, {name}."\nmsgstr "Вітаємо, {name}!"' in tree.ukrainian.read_text()
    )


def test_a_text_that_is_gone_leaves_nothing_behind(tree: Tree) -> None:
    tree.say(HELLO.replace('HELLO = phrase("Hello, {name}!", name="Anna")', ""))
    tree.update()
    assert "Вітаємо" not in tree.ukrainian.read_text()


def test_a_language_without_a_catalogue_gets_one_with_its_plural_rule(tree: Tree) -> None:
    tree.ukrainian.unlink()
    tree.update()
    assert "Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11" in tree.ukrainian.read_text()


def test_catalogues_hold_no_dates_and_no_line_numbers(tree: Tree) -> None:
    for path in (template_path(tree.home), tree.ukrainian, catalogue_path("ru", tree.home)):
        text = path.read_text()
        assert "Date" not in text
        assert "hello.py" not in text


def test_texts_stand_in_alphabetical_order(tree: Tree) -> None:
    tree.say(HELLO + 'A = phrase("Zoo.")\nB = phrase("Apple.")\n')
    tree.update()
    ids = [line for line in tree.ukrainian.read_text().splitlines() if line.startswith('msgid "') and len(line) > 8]
    assert ids == sorted(ids)
