"""Survey definitions: question sets as data, so that a team can write its own without touching code.

A definition is a TOML file; its name without `.toml` is the survey's kind. The ones in `data/` are always there; a
file of the same name in the team's folder (the setting CAREBOT_SURVEYS) takes the place of ours, any other adds a
kind. A text is either an English sentence, translated by the catalogues where they know it, or a table of languages:
`{ en = "…", uk = "…" }`.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from locales import LANGUAGES
from storage.unit import UnitOfWork

AFTER_CONVERSATION = "after_conversation"
NPS = "nps"

SCALES: Mapping[str, tuple[int, int]] = {"1-5": (1, 5), "0-10": (0, 10)}
"""The scales that the figures know: CSAT counts 4 and 5 of five, NPS counts 9 and 10 against 0 to 6 of ten."""

OCCASIONS = ("conversation", "period", "hand")
"""When a survey is sent: when a conversation closes, every so many days, or only by `/survey <kind>`."""

LONGEST = 300
"""Characters of one text: three questions and the invitation must fit a message that is read at a glance."""

MOST_QUESTIONS = 5
MOST_SECONDS = 300

Text = str | Mapping[str, str]
"""An English sentence for the catalogues, or the sentence by language."""

_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")


class DefinitionError(ValueError):
    """A definition that cannot be used. Says the file, the key and the reason."""

    def __init__(self, file: str, key: str, reason: str) -> None:
        super().__init__(f"{file}: {key}: {reason}" if key else f"{file}: {reason}")


@dataclass(frozen=True, slots=True)
class Question:
    """A question that is answered by a number; `low` and `high` say what the ends of the scale mean."""

    key: str
    text: Text
    lowest: int
    highest: int
    low: Text
    high: Text


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """The one optional question that is answered in words, after the numbers."""

    key: str
    text: Text


@dataclass(frozen=True, slots=True)
class Definition:
    """One kind of survey.

    `every_days` is set for periodic ones. `seconds` is what answering takes, said in the invitation. `goes_first`:
    while it falls due soon, other kinds wait for it.
    """

    key: str
    title: Text
    occasion: str
    why: Text
    changes: Text
    seconds: int
    questions: tuple[Question, ...]
    open: OpenQuestion | None = None
    every_days: int | None = None
    goes_first: bool = False
    active: bool = True

    @property
    def count(self) -> int:
        """How many questions there are, the open one too."""
        return len(self.questions) + (self.open is not None)

    def data(self) -> dict[str, Any]:
        """As JSON: what is frozen on a survey when it is sent."""
        return asdict(self)


def read(data: Mapping[str, Any]) -> Definition:
    """A definition as a survey froze it."""
    questions = tuple(Question(**one) for one in data["questions"])
    opened = None if data["open"] is None else OpenQuestion(**data["open"])
    return Definition(**{**data, "questions": questions, "open": opened})


@lru_cache(maxsize=8)
def load(folder: str | None) -> Mapping[str, Definition]:
    """All definitions by kind: ours, and those of a folder over them. Read once. Raises `DefinitionError`."""
    found = {
        path.name.removesuffix(".toml"): parse(path.name, path.read_text(encoding="utf-8"))
        for path in sorted(files(__package__).joinpath("data").iterdir(), key=lambda path: path.name)
        if path.name.endswith(".toml")
    }
    if folder is not None:
        if not Path(folder).is_dir():
            raise DefinitionError(folder, "", "there is no such folder")
        for path in sorted(Path(folder).glob("*.toml")):
            found[path.stem] = parse(path.name, _text_of(path))
    after = [key for key, one in found.items() if one.occasion == "conversation" and one.active]
    if len(after) > 1:
        raise DefinitionError(
            f"{after[-1]}.toml",
            "occasion",
            f"{after[0]} is sent after conversations already; set active = false in one of the two",
        )
    return found


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DefinitionError(path.name, "", f"cannot be read as UTF-8 text: {error}") from None


def known(uow: UnitOfWork) -> Mapping[str, Definition]:
    """The kinds that are in use in this installation."""
    found = load(uow.defaults.surveys)
    return {key: one for key, one in found.items() if one.active or (key == NPS and uow.defaults.nps)}


def after_conversation(uow: UnitOfWork) -> Definition | None:
    """What is asked when a conversation closes; None when the team switched it off."""
    return next((one for one in known(uow).values() if one.occasion == "conversation"), None)


def parse(file: str, source: str) -> Definition:
    """A definition from its TOML text. Raises `DefinitionError` naming the file, the key and the reason."""
    kind = file.removesuffix(".toml")
    if not _KEY.fullmatch(kind):
        raise DefinitionError(
            file, "", "the file's name must be small letters, digits and _, for example my_survey.toml"
        )
    try:
        raw = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError(file, "", f"this is not TOML: {error}") from None
    top = _Table(file, "", raw)
    occasion = top.choice("occasion", OCCASIONS)
    every = top.number("every_days", 1, 730) if occasion == "period" else None
    questions = tuple(_question(one) for one in top.tables("questions"))
    opened = top.table("open")
    made = Definition(
        key=kind,
        title=top.text("title"),
        occasion=occasion,
        why=top.text("why"),
        changes=top.text("changes"),
        seconds=top.number("seconds", 5, MOST_SECONDS),
        questions=questions,
        open=None if opened is None else OpenQuestion(opened.key("key"), opened.text("text")),
        every_days=every,
        goes_first=top.flag("goes_first", default=False),
        active=top.flag("active", default=True),
    )
    if opened is not None:
        opened.nothing_else()
    if made.goes_first and every is None:
        raise DefinitionError(file, "goes_first", 'only a periodic survey (occasion = "period") can go first')
    keys = [one.key for one in questions] + ([made.open.key] if made.open else [])
    if doubled := next((key for key in keys if keys.count(key) > 1), None):
        raise DefinitionError(file, "questions", f"two questions have the key “{doubled}”")
    top.nothing_else()
    return made


def _question(table: "_Table") -> Question:
    lowest, highest = SCALES[table.choice("scale", tuple(SCALES))]
    made = Question(table.key("key"), table.text("text"), lowest, highest, table.text("low"), table.text("high"))
    table.nothing_else()
    return made


class _Table:
    """A table of the file that knows its place, so that every complaint names the key. Each key is taken once."""

    def __init__(self, file: str, place: str, raw: Mapping[str, Any]) -> None:
        self._file = file
        self._place = place
        self._left = dict(raw)

    def _wrong(self, key: str, reason: str) -> DefinitionError:
        return DefinitionError(self._file, f"{self._place}{key}", reason)

    def _take(self, key: str) -> Any:
        if key not in self._left:
            raise self._wrong(key, "is missing")
        return self._left.pop(key)

    def text(self, key: str) -> Text:
        value = self._take(key)
        if isinstance(value, str):
            self._check_text(key, value)
            return value
        if not isinstance(value, dict) or not value:
            raise self._wrong(key, 'must be a text, or a table of texts like { en = "…", uk = "…" }')
        for language, words in value.items():
            if language not in LANGUAGES:
                raise self._wrong(f"{key}.{language}", f"is not a language I speak: {', '.join(LANGUAGES)}")
            self._check_text(f"{key}.{language}", words)
        if "en" not in value:
            raise self._wrong(key, "needs an English text (en), which stands in for languages that have none")
        return value

    def _check_text(self, key: str, words: Any) -> None:
        if not isinstance(words, str) or not words.strip():
            raise self._wrong(key, "must be a text that is not empty")
        if len(words) > LONGEST:
            raise self._wrong(key, f"has {len(words)} characters; at most {LONGEST} can be read at a glance")

    def key(self, key: str) -> str:
        value = self._take(key)
        if not isinstance(value, str) or not _KEY.fullmatch(value):
            raise self._wrong(key, "must be small letters, digits and _, beginning with a letter, at most 40")
        return value

    def choice(self, key: str, choices: tuple[str, ...]) -> str:
        value = self._take(key)
        if value not in choices:
            raise self._wrong(key, f"“{value}” is none of {', '.join(choices)}")
        return str(value)

    def number(self, key: str, least: int, most: int) -> int:
        value = self._take(key)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise self._wrong(key, f"must be a whole number from {least} to {most}")
        return value

    def flag(self, key: str, *, default: bool) -> bool:
        value = self._left.pop(key, default)
        if not isinstance(value, bool):
            raise self._wrong(key, "must be true or false")
        return value

    def table(self, key: str) -> "_Table | None":
        value = self._left.pop(key, None)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise self._wrong(key, f"must be a table: [{key}]")
        return _Table(self._file, f"{self._place}{key}.", value)

    def tables(self, key: str) -> "list[_Table]":
        value = self._take(key)
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self._wrong(key, f"must be tables: [[{key}]]")
        if not 1 <= len(value) <= MOST_QUESTIONS:
            raise self._wrong(key, f"must hold 1 to {MOST_QUESTIONS} questions")
        return [_Table(self._file, f"{key}[{number}].", one) for number, one in enumerate(value, 1)]

    def nothing_else(self) -> None:
        """Complain of what nobody took: a key that was mistyped."""
        if self._left:
            raise self._wrong(next(iter(self._left)), "is not known here")
