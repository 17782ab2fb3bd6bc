"""`python -m locales.sampler`: writes every greeting and check-in into `docs/wording/`, one page per language.

The pages are for reading aloud. A test holds them equal to the templates.
"""

import re
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path

from babel import Locale

from locales import greetings

HOME = Path(__file__).parents[1] / "docs" / "wording"

MANAGERS = {"en": "Olena", "uk": "Олена", "ru": "Елена", "pl": "Olena", "de": "Olena"}
SALUTATIONS = {"en": "Anna", "uk": "Анно", "ru": "Анна", "pl": "Pani Anno", "de": "Frau Sommer"}
CLIENT = "ACME"
TITLES = {"en": "company day", "uk": "день компанії", "ru": "день компании", "pl": "dzień firmy", "de": "Firmentag"}

_TEXT = re.compile(r"(?P<calm>calm_)?(?P<base>\w+?)(?:_(?P<register>formal|warm)_(?P<variant>\d+))?")


def page(language: str) -> str:
    """The page of one language, in Markdown. Raises `KeyError` for a language without greetings."""
    title = Locale.parse(language).get_display_name("en")
    lines = [
        f"# Greetings and check-ins: {title}",
        "",
        "Made by `python -m locales.sampler` from `locales/templates/`; do not edit. Each text once with a salutation",
        "and once without. *Calm* texts go to clients in Ukraine; one that stands alone goes to everybody.",
        "A check-in or birthday has variants that take turns; an occasion has one text for both registers.",
        "",
    ]
    for name in greetings.names(language):
        if not name.startswith("signature_"):
            lines += [f"## {heading(name)}", "", *_block(language, name)]
    return "\n".join(lines).rstrip("\n") + "\n"


def heading(name: str) -> str:
    """A text's name for people: "check_in, warm, 2, calm"."""
    parts = _parts(name)
    told = [parts["base"], parts["register"], parts["variant"], "calm" if parts["calm"] else None]
    return ", ".join(part for part in told if part)


def sample(language: str, name: str, salutation: str | None) -> str:
    """One text by its name, filled with sample names; an occasion is signed formally."""
    details = greetings.Details(MANAGERS[language], CLIENT, salutation, title=TITLES[language], years=5)
    return greetings.say(language, name, _parts(name)["register"] or "formal", details)


def write(home: Path = HOME) -> list[Path]:
    """Write the pages; the paths of those that changed."""
    home.mkdir(parents=True, exist_ok=True)
    changed = []
    for language in greetings.LANGUAGES:
        path = home / f"greetings-{language}.md"
        text = page(language)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            changed.append(path)
    return changed


def _parts(name: str) -> dict[str, str | None]:
    found = _TEXT.fullmatch(name)
    assert found is not None, name
    return found.groupdict()


def _block(language: str, name: str) -> Iterator[str]:
    for salutation in (SALUTATIONS[language], None):
        # Two spaces keep a line break in Markdown.
        said = unescape(sample(language, name, salutation)).replace("\n", "  \n> ")
        yield from (f"> {said}", "")


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in [path.name for path in write()] or ["The pages are up to date."])
