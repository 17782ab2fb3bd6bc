"""Reading and writing the catalogues: `carebot.pot` (every text, no translations) and a `.po` for each language.

Files are written the same way every time, sorted and without dates, line numbers or wrapping, so that a change shows
only what changed.
"""

import io
from collections.abc import Iterable
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from locales.sources import Text
from locales.wording import DOMAIN, HOME, LANGUAGES

SOURCE_LANGUAGE = "en"
TRANSLATED = tuple(language for language in LANGUAGES if language != SOURCE_LANGUAGE)
"""The languages that have a catalogue; the texts in the code are English already."""

_HEADERS = (
    "Language:",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
    "Plural-Forms",
)
"""The headers worth keeping; the others are dates and addresses that change without meaning anything."""


def template_path(home: Path = HOME) -> Path:
    """Where the list of all texts stands."""
    return home / f"{DOMAIN}.pot"


def catalogue_path(language: str, home: Path = HOME) -> Path:
    """Where the translations into a language stand."""
    return home / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def template(texts: Iterable[Text]) -> Catalog:
    """A catalogue of these texts without translations. One that occurs with and without a plural keeps the plural."""
    made = Catalog(header_comment="# Every text of Carebot. Made by `make messages`; do not edit.", fuzzy=False)
    for text in texts:
        if text.many is not None:
            made.add((text.one, text.many))
        elif text.one not in made:
            made.add(text.one)
    return made


def empty(language: str) -> Catalog:
    """A catalogue for a language that has none yet."""
    comment = f"# What Carebot says in: {LANGUAGES[language]}. Translate here, then run `make catalogues`."
    return Catalog(locale=language, domain=DOMAIN, header_comment=comment, fuzzy=False)


def load(path: Path, language: str | None = None) -> Catalog:
    """Read a catalogue. Raises babel's `PoFileError` for a line that is not PO, `OSError` without a file."""
    with path.open("rb") as file:
        return read_po(file, locale=language, domain=DOMAIN, abort_invalid=True)


def save(path: Path, catalogue: Catalog) -> bool:
    """Write a catalogue; False when the file says this already."""
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=0, no_location=True, sort_output=True, ignore_obsolete=True)
    lines = buffer.getvalue().decode().splitlines(keepends=True)
    end = lines.index("\n")
    header = [line for line in lines[:end] if not line.startswith('"') or line[1:].startswith(_HEADERS)]
    data = "".join(header + lines[end:]).encode()
    if path.exists() and path.read_bytes() == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return True
