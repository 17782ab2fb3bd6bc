"""The project's pages, read for the tests beside this file."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]

_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`([^`\n]+)`")


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def blocks(page: Path, *languages: str) -> list[str]:
    """The fenced blocks in one of these languages."""
    return [body for language, body in _BLOCK.findall(page.read_text(encoding="utf-8")) if language in languages]


def quoted(page: Path) -> list[str]:
    """Everything in single backticks outside of blocks."""
    return _INLINE.findall(_BLOCK.sub("", page.read_text(encoding="utf-8")))


def commands(page: Path, program: str) -> Iterator[list[str]]:
    """The arguments of each command line of `program`, in blocks and in running text."""
    lines = [line for block in blocks(page, "sh", "console") for line in block.splitlines()]
    for line in [*lines, *quoted(page)]:
        found = re.fullmatch(rf"(?:\$ )?(?:sudo -u \S+ )?(?:/\S+/)?{program} ([^#…]*)(?:#.*)?", line)
        if found is not None:
            yield shlex.split(found.group(1))
