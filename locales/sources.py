"""The texts that the code holds, read from its syntax tree.

A text is marked by the call that says it: `say.text("…")`, `say.plural("…", "…", n)`, `phrase("…", …)` and
`plural_phrase("…", "…", n, …)`. Only string literals can be found and translated, so anything else there is reported.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from locales.rules import placeholders

ROOT = Path(__file__).parents[1]

PACKAGES = ("bot", "handlers", "conversations")
"""The packages that speak to people."""

METHODS = {"text": 1, "plural": 2}
"""Methods of `Wording` and how many texts each begins with."""

FUNCTIONS = {"phrase": 1, "plural_phrase": 2}
"""Functions that make a `Phrase`, and how many texts each begins with."""

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
    return texts, findings


def read(source: str, file: str) -> tuple[list[Text], list[Finding]]:
    """The texts of one module and what is wrong with how they are written. Raises `SyntaxError`."""
    texts: list[Text] = []
    findings: list[Finding] = []
    for call in _calls(ast.parse(source, file)):
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
    """Which of the marking calls this is. `text(…)` without an object is a function of somebody else's."""
    match call.func:
        case ast.Attribute(attr=name) if name in METHODS or name in FUNCTIONS or name == "Phrase":
            return name
        case ast.Name(id=name) if name in FUNCTIONS or name == "Phrase":
            return name
    return None


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
