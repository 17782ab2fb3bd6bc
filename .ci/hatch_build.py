"""Compiles the gettext catalogues: every `locales/**/*.po` into the `.mo` beside it.

Hatch calls the hook when the wheel is built and when the project is installed editable (see pyproject.toml). The
Makefile runs this file as a script before the demo and the tests, so that a changed translation is seen at once.
Compiled catalogues are not kept in git; pyproject.toml names them as artifacts, or the wheel would lack them.
"""

import io
import os
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_catalogues(folder: Path) -> list[Path]:
    """Compiles what changed under `folder` and returns the paths of all compiled catalogues.

    A line that is not valid PO raises babel's `PoFileError`: a text that vanishes silently is worse than no build.
    Entries marked fuzzy are left out, as gettext's own tools do.
    """
    compiled = []
    for source in sorted(folder.rglob("*.po")):
        with source.open("rb") as file:
            catalogue = read_po(file, locale=_locale_of(source, folder), domain=source.stem, abort_invalid=True)
        buffer = io.BytesIO()
        write_mo(buffer, catalogue)
        target = source.with_suffix(".mo")
        if not target.exists() or target.read_bytes() != buffer.getvalue():
            # Tests may read the old file at this moment: replace it in one step.
            partial = target.with_suffix(f".mo.{os.getpid()}")
            partial.write_bytes(buffer.getvalue())
            partial.replace(target)
        compiled.append(target)
    return compiled


def _locale_of(source: Path, folder: Path) -> str:
    return source.relative_to(folder).parts[0]


class CataloguesHook(BuildHookInterface[Any]):
    """Hatch's build hook for the wheel and for the editable install."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compiles the catalogues before hatch looks for files; `version` is `standard` or `editable`."""
        compile_catalogues(Path(self.root) / "locales")


if __name__ == "__main__":
    compile_catalogues(Path(__file__).resolve().parent.parent / "locales")
