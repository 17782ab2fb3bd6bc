"""The table that `carebot import` reads: its columns, its rows, and what is wrong with them.

One row is one contact of one client, or a client alone.
"""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from bot.cli.output import CommandError

CLIENT_COLUMNS = {
    "client": "name",
    "manager": "owner",
    "country": "country",
    "timezone": "timezone",
    "language": "language",
    "desk": "desk",
    "renewal": "renewal_on",
}
"""Columns about the client, with the field of the store that each fills."""

CONTACT_COLUMNS = {
    "contact": "name",
    "contact role": "role",
    "salutation": "salutation",
    "contact language": "language",
    "contact country": "country",
    "contact timezone": "timezone",
    "register": "register",
    "tradition": "tradition",
    "birthday": "birthday",
    "pace": "pace",
}
"""Columns about the contact, with the field of the store that each fills."""

COLUMNS = (*CLIENT_COLUMNS, *CONTACT_COLUMNS)
LARGEST = 10_000_000
"""Bytes of a table; more is a mistake, since every row is a person."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row cannot be taken. `line` counts the headings as 1; `column` is None for the row as a whole."""

    line: int
    column: str | None
    reason: str

    @property
    def text(self) -> str:
        where = f"line {self.line}" + (f", column {self.column}" if self.column else "")
        return f"{where}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: what stands in each column, without surrounding space, and on which line of the file."""

    line: int
    cells: dict[str, str]

    def cell(self, column: str) -> str | None:
        return self.cells.get(column) or None


class RowsRefused(Exception):
    """Rows that cannot be taken; nothing was."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(problem.text for problem in problems))
        self.problems = problems


def read(path: Path) -> list[Row]:
    """The rows of a file: UTF-8 with or without a mark at the front, columns parted by comma, semicolon or tab.

    Empty lines are left out. Raises `CommandError` for a file that is no such table.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from None
    if len(raw) > LARGEST:
        raise CommandError(f"{path} is larger than {LARGEST // 1_000_000} MB, so it is hardly a list of clients.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CommandError(f"{path} is not UTF-8. In Excel choose “CSV UTF-8” when saving.") from None
    first = text.split("\n", 1)[0]
    delimiter = max(";,\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        headings = [_heading(cell) for cell in next(reader, [])]
        _check_headings(path, headings)
        rows: list[Row] = []
        problems: list[Problem] = []
        before = reader.line_num
        for cells in reader:
            line, before = before + 1, reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > len(headings) and any(cell.strip() for cell in cells[len(headings) :]):
                problems.append(Problem(line, None, f"{len(cells)} columns, but there are {len(headings)} headings."))
            rows.append(Row(line, dict(zip(headings, (cell.strip() for cell in cells), strict=False))))
    except csv.Error as error:
        raise CommandError(f"{path}, line {reader.line_num}: this is not a CSV table ({error}).") from None
    if problems:
        raise RowsRefused(problems)
    if not rows:
        raise CommandError(f"{path} has headings but no rows.")
    return rows


def _heading(cell: str) -> str:
    return " ".join(cell.replace("_", " ").lower().split())


def _check_headings(path: Path, headings: list[str]) -> None:
    unknown = [heading for heading in headings if heading and heading not in COLUMNS]
    double = sorted({heading for heading in headings if heading and headings.count(heading) > 1})
    if "client" not in headings or unknown or double:
        what = "There is no column “client”." if "client" not in headings else ""
        if unknown:
            what = f"{what} Unknown: {', '.join(unknown)}."
        if double:
            what = f"{what} Twice: {', '.join(double)}."
        raise CommandError(f"{path}: {what.strip()} The columns are: {', '.join(COLUMNS)}.")
