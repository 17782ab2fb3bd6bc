"""A small tree of its own: code that says a few texts, and its catalogues."""

from collections.abc import Callable
from pathlib import Path

import pytest

from locales import check, sources, update
from locales.catalogues import catalogue_path

HELLO = """
from locales import phrase, plural_phrase

HELLO = phrase("Hello, {name}!", name="Anna")
DAYS = plural_phrase("{count} day", "{count} days", 3)
"""
TRANSLATIONS: dict[str, dict[str, str | tuple[str, ...]]] = {
    "uk": {
        "Hello, {name}!": "Вітаємо, {name}!",
        "{count} day": ("{count} день", "{count} дні", "{count} днів"),
    },
    "ru": {
        "Hello, {name}!": "Здравствуйте, {name}!",
        "{count} day": ("{count} день", "{count} дня", "{count} дней"),
    },
}


class Tree:
    """Code and catalogues in a folder. `say` replaces the code, `edit` changes the Ukrainian catalogue."""

    def __init__(self, root: Path) -> None:
        self.root, self.home = root, root / "locales"
        (root / "conversations").mkdir()

    def say(self, code: str) -> None:
        (self.root / "conversations" / "hello.py").write_text(code)

    def update(self) -> list[str]:
        return update.update(self.root, self.home)

    @property
    def ukrainian(self) -> Path:
        return catalogue_path("uk", self.home)

    def edit(self, before: str, after: str) -> None:
        text = self.ukrainian.read_text()
        assert before in text, f"{before!r} is not in\n{text}"
        self.ukrainian.write_text(text.replace(before, after))

    def findings(self) -> list[str]:
        return [str(finding) for finding in check.check(self.root, self.home)]


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tree:
    """A tree in which everything is translated."""
    monkeypatch.setattr(sources, "FILLED_LATER", {})
    monkeypatch.setattr(check, "FILLED_LATER", {})
    made = Tree(tmp_path)
    made.say(HELLO)
    made.update()
    for language, translations in TRANSLATIONS.items():
        path = catalogue_path(language, made.home)
        text = path.read_text()
        for english, translation in translations.items():
            head, found, tail = text.partition(f'msgid "{english}"\n')
            assert found
            text = head + found + _translated(tail, translation)
        path.write_text(text)
    return made


def _translated(tail: str, translation: str | tuple[str, ...]) -> str:
    if isinstance(translation, str):
        return tail.replace('msgstr ""', f'msgstr "{translation}"', 1)
    for index, form in enumerate(translation):
        tail = tail.replace(f'msgstr[{index}] ""', f'msgstr[{index}] "{form}"', 1)
    return tail


@pytest.fixture
def one_finding(tree: Tree) -> Callable[[], str]:
    """The one thing that is wrong in the tree."""

    def find() -> str:
        (only,) = tree.findings()
        return only

    return find
