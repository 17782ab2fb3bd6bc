"""An export, as XLSX or CSV: what `/export` sends and `carebot export` writes."""

from collections.abc import Callable, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.reports import rows, tables
from conversations.figures.periods import Period
from conversations.summary.access import Access
from conversations.summary.collecting import collect
from locales import Wording
from storage import figures
from storage.figures import Span
from storage.unit import UnitOfWork

Progress = Callable[[int, int], None]
"""Hears (rows written, rows in all)."""


class _Count:
    def __init__(self, total: int, progress: Progress | None) -> None:
        self._done, self._total, self._progress = 0, total, progress

    def add(self, rows: int) -> None:
        self._done += rows
        if self._progress is not None:
            self._progress(self._done, self._total)


async def export(
    uow: UnitOfWork,
    period: Period,
    zone: ZoneInfo,
    access: Access,
    say: Wording,
    *,
    kind: str,
    path: Path,
    progress: Progress | None = None,
) -> list[Path]:
    """Write an export; the files it became. CSV: the ratings stand in `path`, the conversations in a file beside it.

    Memory does not grow with the rows. Raises `OSError` when a file is there already or cannot be written.
    """
    beside = path.with_name(f"{path.stem}-conversations{path.suffix}")
    files = [path, beside] if kind == "csv" else [path]
    for file in files:
        file.touch(mode=0o600, exist_ok=False)
    try:
        await _written(uow, period, zone, access, say, files, progress)
    except BaseException:
        # Half an export looks like a whole one.
        for file in files:
            file.unlink(missing_ok=True)
        raise
    return files


async def _written(
    uow: UnitOfWork,
    period: Period,
    zone: ZoneInfo,
    access: Access,
    say: Wording,
    files: Sequence[Path],
    progress: Progress | None,
) -> None:
    start, end = period.moments(zone)
    span = Span(start, end, access.owner_id)
    count = _Count(sum(await figures.row_counts(uow, span)), progress)
    names = await rows.book(uow, span, say, zone)
    if len(files) == 1:
        await _workbook(uow, period, zone, access, say, files[0], span, names, count)
        return
    given, talks = files
    await tables.write(given, rows.rating_columns(say), rows.ratings(uow, span, names), count.add)
    await tables.write(talks, rows.conversation_columns(say), rows.conversations(uow, span, names), count.add)


async def _workbook(
    uow: UnitOfWork,
    period: Period,
    zone: ZoneInfo,
    access: Access,
    say: Wording,
    path: Path,
    span: Span,
    names: rows.Book,
    count: _Count,
) -> None:
    from bot.reports.figures import group_sheet, summary_sheet
    from bot.reports.workbook import LongTable, Workbook

    with Workbook(path) as book:
        by_client = await collect(uow, period, zone, "client", access)
        summary_sheet(book, by_client, say)
        if access.everything:
            by_manager = await collect(uow, period, zone, "manager", access)
            group_sheet(book, by_manager, say, say.text("By manager"), say.text("Manager"))
        group_sheet(book, by_client, say, say.text("By client"), say.text("Client"))
        by_tag = await collect(uow, period, zone, "tag", access)
        group_sheet(book, by_tag, say, say.text("By tag"), say.text("Tag"))
        given = LongTable(book, say.text("Ratings"), rows.rating_columns(say))
        async for page in rows.ratings(uow, span, names):
            given.add(page)
            count.add(len(page))
        given.end()
        talks = LongTable(book, say.text("Conversations"), rows.conversation_columns(say))
        async for page in rows.conversations(uow, span, names):
            talks.add(page)
            count.add(len(page))
        talks.end()
