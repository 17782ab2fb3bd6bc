"""The texts that the code holds, read from its syntax tree.

A text is marked by the call that says it: `say.text("…")`, `say.plural("…", "…", n)`, `phrase("…", …)` and
`plural_phrase("…", "…", n, …)`. Only string literals can be found and translated, so anything else there is reported.
Other libraries have methods of these names too (a chart's `figure.text`), so a `Wording` must be recognisable by how it
is called: `say`, or a name that ends in `_say` or `_says`; any other name for one is reported.
The survey definitions that come with us hold texts too.
"""

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from locales.rules import placeholders

ROOT = Path(__file__).parents[1]

PACKAGES = ("bot", "handlers", "conversations")
"""The packages that speak to people."""

DATA = ("conversations/surveys/data",)
"""Folders of data whose texts are said by `Wording.stored`."""

DATA_KEYS = frozenset({"title", "why", "changes", "text", "low", "high"})

METHODS = {"text": 1, "plural": 2}
"""Methods of `Wording` and how many texts each begins with."""

FUNCTIONS = {"phrase": 1, "plural_phrase": 2}
"""Functions that make a `Phrase`, and how many texts each begins with."""

_SPEAKER = re.compile(r"_?(?:\w+_)?says?")
"""Names of variables and attributes that hold a `Wording`."""

_CHOOSER = re.compile(r"spoken|(?:\w+_)?wording")
"""Names of functions that give a `Wording`."""

FILLED_LATER: Mapping[str, str] = {
    "This topic moved to another desk: {link}": "delivery puts the link in: the new topic has none before it is made",
}
"""Texts with placeholders that are said without values, and why."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text in the code; `many` is its English plural. `place` is file and line, for people."""

    one: str
    many: str | None
    place: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to mend: where, which text, what is wrong and what to do."""

    place: str
    message: str
    advice: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message!r}: {self.advice}" if self.message else f"{self.place}: {self.advice}"


def read_all(root: Path = ROOT) -> tuple[list[Text], list[Finding]]:
    """The texts of all packages under `root`, and what is wrong with how they are written. Raises `SyntaxError`."""
    texts: list[Text] = []
    findings: list[Finding] = []
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            found, wrong = read(path.read_text(encoding="utf-8"), str(path.relative_to(root)))
            texts += found
            findings += wrong
    for folder in DATA:
        for path in sorted((root / folder).glob("*.toml")):
            texts += read_data(path.read_text(encoding="utf-8"), str(path.relative_to(root)))
    return texts, findings


def read_data(source: str, file: str) -> list[Text]:
    """The English texts of a survey definition: every value of `DATA_KEYS`, in whatever table it stands."""
    lines = source.splitlines()

    def place(text: str) -> str:
        number = next((number for number, line in enumerate(lines, 1) if text in line), 1)
        return f"{file}:{number}"

    def texts(table: Mapping[str, object]) -> Iterator[str]:
        for key, value in table.items():
            if isinstance(value, str) and key in DATA_KEYS:
                yield value
            for inner in value if isinstance(value, list) else [value]:
                if isinstance(inner, dict):
                    yield from texts(inner)

    return [Text(text, None, place(text)) for text in texts(tomllib.loads(source))]


def read(source: str, file: str) -> tuple[list[Text], list[Finding]]:
    """The texts of one module and what is wrong with how they are written. Raises `SyntaxError`."""
    texts: list[Text] = []
    tree = ast.parse(source, file)
    findings = list(_hidden_speakers(tree, file))
    for call in _calls(tree):
        place = f"{file}:{call.lineno}"
        name = _name(call)
        if name == "Phrase":
            findings.append(Finding(place, "", "Phrase(…) hides its text from the catalogues; use phrase(…)."))
            continue
        if name is None:
            continue
        wanted = {**METHODS, **FUNCTIONS}[name]
        parts = [_literal(argument) for argument in call.args[:wanted]]
        if len(parts) < wanted or None in parts:
            findings.append(
                Finding(
                    place,
                    "",
                    f"{name}(…) takes plain string literals: no f-string, no variable, no sum. "
                    "Put {placeholders} into the text and the values behind it.",
                )
            )
            continue
        text = Text(str(parts[0]), str(parts[1]) if wanted == 2 else None, place)
        texts.append(text)
        findings += _values(call, text)
    return texts, findings


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _name(call: ast.Call) -> str | None:
    """Which of the marking calls this is. `text(…)` without an object, or of another object, is somebody else's."""
    match call.func:
        case ast.Attribute(value=speaker, attr=name) if name in METHODS:
            return name if _speaks(speaker) else None
        case ast.Attribute(attr=name) | ast.Name(id=name) if name in FUNCTIONS or name == "Phrase":
            return name
    return None


def _speaks(speaker: ast.expr) -> bool:
    """True for what is a `Wording` by its name, or is made by a function that gives one."""
    match speaker:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return _SPEAKER.fullmatch(name) is not None
    return _gives_wording(speaker)


def _gives_wording(value: ast.expr | None) -> bool:
    match value:
        case ast.Await(value=inner):
            return _gives_wording(inner)
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name == "Wording" or _CHOOSER.fullmatch(name) is not None
    return False


def _hidden_speakers(tree: ast.AST, file: str) -> Iterator[Finding]:
    """A `Wording` under a name by which its texts are not found."""
    for node in ast.walk(tree):
        match node:
            case ast.arg(arg=name, annotation=ast.Name(id="Wording")):
                pass
            case ast.AnnAssign(target=ast.Name(id=name), annotation=ast.Name(id="Wording")):
                pass
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if _gives_wording(value):
                pass
            case _:
                continue
        if not _SPEAKER.fullmatch(name):
            advice = "a Wording is called say, or ends in _say or _says; by another name its texts are not found."
            yield Finding(f"{file}:{node.lineno}", name, advice)


def _literal(argument: ast.expr) -> str | None:
    return argument.value if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else None


def _values(call: ast.Call, text: Text) -> Iterator[Finding]:
    """What is wrong between the placeholders and the values given for them."""
    names = {keyword.arg for keyword in call.keywords}
    if None in names:
        return
    given: set[str] = {name for name in names if name is not None}
    try:
        wanted = placeholders(text.one) | placeholders(text.many or "")
    except ValueError as error:
        yield Finding(text.place, text.one, f"{error}.")
        return
    if text.many is not None:
        wanted.discard("count")
    elif not given and text.one in FILLED_LATER:
        return
    if missing := wanted - given:
        yield Finding(text.place, text.one, f"no value is given for {_braced(missing)}.")
    if unused := given - wanted:
        yield Finding(text.place, text.one, f"the text has no place for {_braced(unused)}; drop the value.")


def _braced(names: Iterable[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names))
