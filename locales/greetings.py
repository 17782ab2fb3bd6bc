"""The words of greetings and check-ins: the Jinja2 templates under `templates/`, and how one is chosen and filled.

Every macro of a language's `*.j2` files is one text, named by what it is for:

    christmas                       an occasion, by its `greet_group`
    national_ua, easter_christian_orthodox
                                    the same for one country or one tradition
    check_in_warm_2                 a text that has registers and variants, counted from 1
    calm_…                          the calm wording; where only this one exists, it serves everybody
    calm_plain, calm_plain_check_in what is said when an occasion has no text in this language
    signature_formal, signature_warm

A name that begins with an underscore is a helper of its file. In the texts stand `whom` (", Anna" or nothing),
`salutation`, `client`, `manager`, `title` (the name of a date that the manager added) and `span` ("5 years").
`python -m locales.sampler` writes them all out for reading.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from babel.units import format_unit

if TYPE_CHECKING:
    from jinja2 import Environment

CHECK_IN = "check_in"
BIRTHDAY = "birthday"
ANNIVERSARY = "anniversary"
OWN_DATE = "own_date"

REGISTERS = ("formal", "warm")

ALWAYS_CALM = frozenset({"UA"})
"""Countries at war: no festive wording, whoever asks for it."""

_DOUBLE_STOP = re.compile(r"(?<!\.)\.\.(?=\s|$)")
"""What a name such as “Anna K.” leaves at the end of a sentence."""

TEMPLATES = Path(__file__).parent / "templates"

LANGUAGES = tuple(sorted(folder.name for folder in TEMPLATES.iterdir() if folder.is_dir()))
"""The languages that greetings are written in: more than those that the bot speaks."""


@dataclass(frozen=True, slots=True)
class Greeting:
    """What is sent: Telegram HTML. `missing`: the occasion has no text in this language and `text` is the plain one."""

    text: str
    missing: bool


@dataclass(frozen=True, slots=True)
class Details:
    """What stands in a text, as plain text: it is escaped when it is put in.

    `title` is the name of a date that the manager added, `years` is for the anniversary; both may be unknown.
    """

    manager: str
    client: str
    salutation: str | None = None
    title: str | None = None
    years: int | None = None


def render(
    language: str,
    occasion: str,
    *,
    register: str,
    variant: int,
    calm: bool,
    salutation: str | None,
    manager: str,
    client: str,
    country: str | None = None,
    tradition: str | None = None,
    title: str | None = None,
    years: int | None = None,
) -> Greeting:
    """The text of one greeting or check-in, signed by the manager.

    `occasion` is a `greet_group` or one of `CHECK_IN`, `BIRTHDAY`, `ANNIVERSARY`, `OWN_DATE`. `country` and
    `tradition` choose a text of their own where there is one ("national" says Fourth of July to the US). `variant`
    counts from 1; after the last of `variants` it begins again. Ukraine gets the calm wording whatever `calm` says.
    `years` is for the anniversary, `title` for an own date; both may be unknown. Names are plain text and are escaped
    here. Raises `KeyError` for a language that is not in `LANGUAGES`, `ValueError` for an unknown register.
    """
    if register not in REGISTERS:
        raise ValueError(f"{register!r} is none of {', '.join(REGISTERS)}")
    texts = _texts(language)
    calm = calm or country in ALWAYS_CALM
    found = _choose(texts, _bases(occasion, country, tradition), register, variant, calm)
    plain = "calm_plain_check_in" if occasion == CHECK_IN else "calm_plain"
    details = Details(manager=manager, client=client, salutation=salutation, title=title, years=years)
    return Greeting(say(language, found or plain, register, details), missing=found is None)


def variants(language: str, occasion: str, register: str, *, calm: bool = False) -> int:
    """How many different texts there are to take turns with: at least 1, the plain one counted.

    Raises `KeyError` for a language that is not in `LANGUAGES`.
    """
    texts = _texts(language)
    counts = (_count(texts, f"{prefix}{occasion}_{register}") for prefix in _prefixes(calm))
    return next(filter(None, counts), 1)


def say(language: str, name: str, register: str, details: Details) -> str:
    """The text called `name` with its signature. Raises `KeyError` for a language or name that does not exist."""
    texts = _texts(language)
    values = _values(language, details)
    return "\n".join(_fill(texts[part], part, values) for part in (name, f"signature_{register}"))


def names(language: str) -> tuple[str, ...]:
    """The names of all texts in a language, in the order in which they are written. Raises `KeyError`."""
    return tuple(_texts(language))


def _bases(occasion: str, country: str | None, tradition: str | None) -> Iterator[str]:
    yield from (f"{occasion}_{own.lower()}" for own in (country, tradition) if own)
    yield occasion


def _prefixes(calm: bool) -> tuple[str, ...]:
    return ("calm_",) if calm else ("", "calm_")


def _choose(texts: Mapping[str, str], bases: Iterator[str], register: str, variant: int, calm: bool) -> str | None:
    for name in (f"{prefix}{base}" for base in bases for prefix in _prefixes(calm)):
        if count := _count(texts, f"{name}_{register}"):
            return f"{name}_{register}_{(variant - 1) % count + 1}"
        if name in texts:
            return name
    return None


def _count(texts: Mapping[str, str], stem: str) -> int:
    count = 0
    while f"{stem}_{count + 1}" in texts:
        count += 1
    return count


def _values(language: str, details: Details) -> dict[str, Any]:
    from markupsafe import Markup

    def plain(value: str | None) -> Markup:
        # As everywhere in our texts, quotes stay as they are: Telegram needs only <, > and & escaped.
        return Markup(escape(" ".join((value or "").split()), quote=False))  # noqa: S704  # escaped right here

    name = plain(details.salutation)
    years = details.years if details.years and details.years > 0 else None
    return {
        "salutation": name,
        "whom": Markup(", ") + name if name else name,
        "manager": plain(details.manager),
        "client": plain(details.client),
        "title": plain(details.title),
        "span": plain(format_unit(years, "duration-year", length="long", locale=language) if years else None),
    }


def _fill(template: str, name: str, values: dict[str, Any]) -> str:
    module = _environment().get_template(template).make_module(values)
    return _DOUBLE_STOP.sub(".", str(getattr(module, name)()).strip())


@cache
def _texts(language: str) -> Mapping[str, str]:
    """Every text of a language and the template that holds it. Raises `ValueError` for a name used twice."""
    if language not in LANGUAGES:
        raise KeyError(language)
    found: dict[str, str] = {}
    for path in sorted((TEMPLATES / language).glob("*.j2")):
        template = f"{language}/{path.name}"
        for name in _macros(path):
            if name in found:
                raise ValueError(f"{name} stands in {found[name]} and again in {template}")
            found[name] = template
    return found


def _macros(path: Path) -> Iterator[str]:
    from jinja2.nodes import Macro

    tree = _environment().parse(path.read_text(encoding="utf-8"), path.name)
    return (macro.name for macro in tree.find_all(Macro) if not macro.name.startswith("_"))


@cache
def _environment() -> "Environment":
    # Jinja2 takes a tenth of a second to import: only when the first greeting is written.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
