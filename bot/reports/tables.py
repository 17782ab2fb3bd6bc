"""An export as CSV: RFC 4180, UTF-8 with a BOM for spreadsheets, and no cell that could become a formula."""

import csv
import datetime as dt
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Any

from bot.reports.rows import Column

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet may take for the start of a formula, full-width forms too (OWASP, CSV injection)."""

_PLACES = 4
"""Decimals of minutes and hours: less than a hundredth of a second is lost."""


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe in front makes it text."""
    return f"'{text}" if text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA) else text


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, float):
        return repr(round(value, _PLACES))
    return harmless(value) if isinstance(value, str) else value


async def write(
    path: Path,
    columns: Sequence[Column],
    pages: AsyncIterator[list[Sequence[Any]]],
    done: Callable[[int], None],
) -> None:
    """Write a table page by page; `done` hears how many rows each page had."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow([harmless(column.heading) for column in columns])
        async for page in pages:
            writer.writerows([_cell(value) for value in row] for row in page)
            done(len(page))
