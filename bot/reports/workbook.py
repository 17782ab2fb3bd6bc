"""A workbook being written, in constant memory: rows go to the disk as they come. Imported by `export` when needed.

Keep in mind: every cell is written by its kind, never guessed from its text, so nothing a client wrote can become a
formula or a link; and rows of a sheet must be written from top to bottom.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from bot.reports.rows import Column

MOST_ROWS = 1_048_576
"""The rows of a sheet (Excel's limit); more go on in another sheet of the same name with a number."""

_LONGEST_SHEET_NAME = 31
_A4 = 9
_LINE_HEIGHT = 15.5
_LONGEST_TEXT = 32_767
"""Characters of a cell (Excel's limit)."""

_NUMBERS = {
    "moment": "yyyy-mm-dd hh:mm",
    "whole": "0",
    "minutes": "#,##0.0",
    "hours": "#,##0.00",
    "share": "0%",
    "mean": "0.00",
    "score": "+0;-0;0",
    "text": "@",
}


class Sheet:
    """One sheet: rows from top to bottom, each cell by its kind. `None` leaves a cell empty."""

    def __init__(self, name: str, worksheet: Worksheet, formats: dict[str, Format]) -> None:
        self.name = name
        self.worksheet = worksheet
        self.row = 0
        self._formats = formats

    def widths(self, widths: Sequence[int]) -> None:
        """How wide the columns are, in characters."""
        for at, width in enumerate(widths):
            self.worksheet.set_column(at, at, width)

    def title(self, text: str) -> None:
        """A line that says what follows."""
        self.worksheet.write_string(self.row, 0, text, self._formats["title"])
        self.row += 1

    def headings(self, names: Sequence[str], *, lines: int = 2, left: Collection[int] = (0,)) -> None:
        """The headings of a table, with room for so many lines.

        Those in `left` stand above texts, the others above numbers.
        """
        self.worksheet.set_row(self.row, _LINE_HEIGHT * lines)
        for at, name in enumerate(names):
            style = self._formats["heading" if at in left else "heading of numbers"]
            self.worksheet.write_string(self.row, at, name, style)
        self.row += 1

    def cells(self, values: Sequence[tuple[Any, str]]) -> None:
        """One row of (value, kind)."""
        for at, (value, kind) in enumerate(values):
            self.put(at, value, kind)
        self.row += 1

    def put(self, at: int, value: Any, kind: str) -> None:
        """A cell of the row that is being written."""
        if value is None or value == "":
            return
        style = self._formats[kind]
        if isinstance(value, dt.datetime):
            self.worksheet.write_datetime(self.row, at, value.replace(tzinfo=None), style)
        elif isinstance(value, str):
            self.worksheet.write_string(self.row, at, value[:_LONGEST_TEXT], style)
        else:
            self.worksheet.write_number(self.row, at, value, style)

    def tall(self, lines: int) -> None:
        """Room for so many lines in the row that is written next."""
        self.worksheet.set_row(self.row, _LINE_HEIGHT * lines)

    def skip(self) -> None:
        """An empty row."""
        self.row += 1

    def table_from(self, heading_row: int, columns: int, *, names: bool = False) -> None:
        """What stands from this row on is a table: its head stays in sight and can filter.

        The first column stays in sight too when it holds the `names` of the rows.
        """
        self.worksheet.freeze_panes(heading_row + 1, 1 if names else 0)
        self.worksheet.repeat_rows(heading_row)
        self.worksheet.autofilter(heading_row, 0, max(self.row - 1, heading_row), columns - 1)


class Workbook:
    """The file. Use it as a context; leaving it finishes the file."""

    def __init__(self, path: Path) -> None:
        self.book = xlsxwriter.Workbook(
            str(path),
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "tmpdir": str(path.parent),
            },
        )
        self._formats = {kind: self.book.add_format({"num_format": number}) for kind, number in _NUMBERS.items()}
        self._formats["title"] = self.book.add_format({"bold": True, "font_size": 13})
        self._formats["moment"].set_align("left")
        self._formats["moment"].set_indent(1)  # or it would touch the number before it
        self._formats["long text"] = self.book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        heading = {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#E8EEF7"}
        self._formats["heading"] = self.book.add_format(heading)
        self._formats["heading of numbers"] = self.book.add_format({**heading, "align": "right"})

    def __enter__(self) -> "Workbook":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.book.close()

    def sheet(self, name: str) -> Sheet:
        """A new sheet at the end."""
        short = name[:_LONGEST_SHEET_NAME]
        worksheet = self.book.add_worksheet(short)
        worksheet.set_landscape()
        worksheet.set_paper(_A4)
        worksheet.fit_to_pages(1, 0)
        return Sheet(short, worksheet, self._formats)

    def chart(self, kind: str, title: str, *, legend: bool = False) -> Any:
        """An empty native chart."""
        made = self.book.add_chart({"type": kind})
        assert made is not None
        made.set_title({"name": title, "name_font": {"size": 12}})
        if not legend:
            made.set_legend({"none": True})
        return made


class LongTable:
    """A table that goes on in another sheet when one is full."""

    def __init__(self, book: Workbook, name: str, columns: Sequence[Column]) -> None:
        self._book = book
        self._name = name
        self._columns = columns
        self._sheets = 0
        self._begin()

    def _begin(self) -> None:
        self._sheets += 1
        name = self._name if self._sheets == 1 else f"{self._name[: _LONGEST_SHEET_NAME - 4]} {self._sheets}"
        self._sheet = self._book.sheet(name)
        self._sheet.widths([column.width for column in self._columns])
        texts = [at for at, column in enumerate(self._columns) if column.kind in {"text", "moment"}]
        self._sheet.headings([column.heading for column in self._columns], lines=3, left=texts)

    def add(self, rows: Sequence[Sequence[Any]]) -> None:
        """More rows, each with a value for every column."""
        for row in rows:
            if self._sheet.row == MOST_ROWS:
                self.end()
                self._begin()
            for at, (value, column) in enumerate(zip(row, self._columns, strict=True)):
                self._sheet.put(at, value, column.kind)
            self._sheet.row += 1

    def end(self) -> None:
        """No more rows."""
        self._sheet.table_from(0, len(self._columns))
