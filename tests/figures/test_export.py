"""Exports: read back with other libraries, harmless to spreadsheets, and of constant memory."""

import asyncio
import csv
import datetime as dt
import random
import shutil
import subprocess
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from bot.clock import Clock
from bot.reports import child, process, tables
from bot.reports.export import export
from conversations.figures import periods
from conversations.summary.access import EVERYTHING, Access
from conversations.summary.collecting import collect
from locales import wording
from sandbox.client import Message
from storage import tables as t
from storage import tags
from storage.unit import Store
from tests.figures import crowd
from tests.figures.history import AFTER, History
from tests.figures.test_summary import asks, fill
from tests.support.house import House

ZONE = ZoneInfo("Europe/Kyiv")
YEAR = "2025-12-01..2026-12-31"
EVIL = (
    "=1+1",
    "+380441234567",
    "-2",
    "@SUM(A1)",
    "\t=1",
    " =1",
    '"quoted", and\r\ntwo lines',
    "＝1",
    "http://x.example",
)


@pytest.fixture
async def filled(store: Store) -> Store:
    """A store with a year's history, and comments that look like formulas."""
    chance = random.Random(3)
    history = History(store)
    chats = await crowd.people(store, chance)
    crowd.surveys(history, chats, chance, 600)
    crowd.conversations(history, chats, chance, 300)
    for at, row in enumerate(row for row in history.surveys if row["delivered_at"]):
        row["comment"] = EVIL[at % len(EVIL)] if at % 2 else None
    await history.write()
    return store


async def written(store: Store, path: Path, kind: str, access: Access = EVERYTHING, language: str = "en") -> list[Path]:
    async with store.reading(steady=True) as uow:
        period = periods.parse(YEAR, uow.now.date())
        return await export(uow, period, ZONE, access, wording(language), kind=kind, path=path)


def about(figure: float):
    """A figure as a workbook keeps it: with sixteen digits."""
    return pytest.approx(figure, rel=1e-15)


async def expected(store: Store):
    async with store.reading() as uow:
        return await collect(uow, periods.parse(YEAR, uow.now.date()), ZONE, "manager", EVERYTHING)


async def test_a_workbook_has_the_sheets_and_every_rating_once(filled: Store, tmp_path: Path):
    [path] = await written(filled, tmp_path / "a.xlsx", "xlsx")
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Summary", "By manager", "By client", "By tag", "Ratings", "Conversations"]
    found = (await expected(filled)).whole
    rows = list(book["Ratings"].iter_rows(min_row=2, values_only=True))
    heads = [cell.value for cell in book["Ratings"][1]]
    values = [row[heads.index("Rating")] for row in rows]
    given = [*found.asked.values(), *found.told.values()]
    assert sum(value is not None for value in values) == sum(tally.n for tally in given)
    assert all(isinstance(row[0], dt.datetime) for row in rows)
    assert all(value is None or isinstance(value, int) for value in values)
    assert len(list(book["Conversations"].iter_rows(min_row=2))) == found.conversations


async def test_the_head_of_a_table_stays_in_sight_and_filters(filled: Store, tmp_path: Path):
    [path] = await written(filled, tmp_path / "a.xlsx", "xlsx")
    book = openpyxl.load_workbook(path)
    for name in ("By manager", "By client", "By tag", "Ratings", "Conversations"):
        assert book[name].freeze_panes == ("B2" if name.startswith("By") else "A2"), "names of rows stay in sight too"
        assert book[name].auto_filter.ref.startswith("A1:")


async def test_the_charts_are_native(filled: Store, tmp_path: Path):
    [path] = await written(filled, tmp_path / "a.xlsx", "xlsx")
    book = openpyxl.load_workbook(path)
    assert [len(book[name]._charts) for name in ("Summary", "By manager", "By client", "By tag")] == [2, 1, 1, 1]


async def test_the_figures_by_manager_are_those_of_the_summary(filled: Store, tmp_path: Path):
    [path] = await written(filled, tmp_path / "a.xlsx", "xlsx")
    rows = list(openpyxl.load_workbook(path)["By manager"].iter_rows(min_row=2, values_only=True))
    found = await expected(filled)
    by_name = {found.staff[key]: figures for key, figures in found.groups.items()}
    assert [row[0] for row in rows if row[0]] == sorted(by_name)
    for row in rows:
        if row[0]:
            tally = by_name[row[0]].satisfaction
            assert row[1] == tally.n
            assert row[2] == (about(tally.share) if tally.enough else None)
            assert row[5] == (about(tally.mean) if tally.enough else None)


async def test_no_text_of_a_workbook_is_a_formula_or_a_link(filled: Store, tmp_path: Path):
    [path] = await written(filled, tmp_path / "a.xlsx", "xlsx")
    seen = set()
    for sheet in openpyxl.load_workbook(path):
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            assert cell.data_type != "f"
            assert cell.hyperlink is None
            seen.add(cell.value)
    assert {"=1+1", "@SUM(A1)", "http://x.example"} <= seen


async def test_csv_keeps_to_rfc_4180_and_begins_with_a_bom(filled: Store, tmp_path: Path):
    given, talks = await written(filled, tmp_path / "a.csv", "csv")
    for path in (given, talks):
        raw = path.read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf")
        assert raw.endswith(b"\r\n")
    with given.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    found = (await expected(filled)).whole
    assert sum(row["Rating"] != "" for row in rows) == sum(
        tally.n for tally in (*found.asked.values(), *found.told.values())
    )
    assert {row["Comment"] for row in rows} >= {"'=1+1", "'-2", "' =1", '"quoted", and\r\ntwo lines'}
    assert dt.datetime.fromisoformat(rows[0]["Delivered"]).utcoffset() is not None


async def test_a_comment_without_words_is_named_in_the_readers_language(filled: Store, tmp_path: Path):
    async with filled.unit() as uow:
        await uow.execute(t.survey.update().where(t.survey.c.delivered_at.is_not(None)).values(comment="[voice]"))
    given, _ = await written(filled, tmp_path / "a.csv", "csv", language="uk")
    with given.open(encoding="utf-8-sig", newline="") as file:
        heads, *rows = csv.reader(file, strict=True)
    column = heads.index(wording("uk").text("Comment"))
    assert {row[column] for row in rows} == {"[голосове повідомлення]"}


async def test_a_workbook_calls_a_tag_by_its_name_of_today(filled: Store, tmp_path: Path):
    async with filled.unit() as uow:
        one, other = await tags.by_name(uow, "delivery"), await tags.by_name(uow, "invoice")
        assert one is not None and other is not None
        await tags.rename(uow, one.id, "shipping")
        await tags.merge(uow, other.id, one.id)
    [path] = await written(filled, tmp_path / "a.xlsx", "xlsx")
    book = openpyxl.load_workbook(path)
    for name in ("Ratings", "Conversations"):
        heads = [cell.value for cell in book[name][1]]
        cells = [row[heads.index("Tags")] for row in book[name].iter_rows(min_row=2, values_only=True)]
        found = {tag for cell in cells if cell for tag in cell.split(", ")}
        assert found == {"price", "quality", "shipping"}
        assert not [cell for cell in cells if cell and cell.count("shipping") > 1]


@given(st.text(max_size=12))
def test_no_cell_of_a_csv_begins_like_a_formula(words: str):
    made = tables.harmless(words)
    assert made.endswith(words)
    assert not made.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))


async def test_the_headings_speak_the_readers_language(filled: Store, tmp_path: Path):
    assert (await written(filled, tmp_path / "a.xlsx", "xlsx", language="uk"))[0].exists()


async def test_a_file_that_is_there_is_not_overwritten(filled: Store, tmp_path: Path):
    (tmp_path / "a-conversations.csv").write_text("mine")
    with pytest.raises(FileExistsError):
        await written(filled, tmp_path / "a.csv", "csv")
    assert (tmp_path / "a-conversations.csv").read_text() == "mine"


async def test_half_an_export_does_not_stay(filled: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    async def fail(*_, **__):
        raise OSError("the disk is full")

    monkeypatch.setattr(tables, "write", fail)
    with pytest.raises(OSError, match="full"):
        await written(filled, tmp_path / "a.csv", "csv")
    assert not list(tmp_path.glob("*.csv"))  # noqa: ASYNC240


async def test_a_lead_gets_a_workbook_in_private(house: House):
    await fill(house)
    before = (await house.box.messages(house.lead))[-1]
    await house.lead.sends(house.lead.id, "/export 2020-01-01..2030-01-01")
    sent = await house.box.receives(house.lead, "Export ·", after=before, timeout=60)
    assert sent.raw["document"]["file_name"] == "carebot-2020-01-01-2030-01-01.xlsx"


async def test_csv_arrives_as_two_files_together(house: House):
    await fill(house)
    await asks(house, house.lead, "/export 2020-01-01..2030-01-01 csv", "I am preparing the file")

    async def both() -> list[Message] | None:
        found = [one for one in await house.box.messages(house.lead) if one.kind == "document"]
        return found if len(found) == 2 else None

    found = await house.box.until(both, 60, what="two documents")
    assert found is not None and found[0].album == found[1].album is not None


@pytest.mark.parametrize("most", [7000, 100], ids=["found out afterwards", "known before"])
async def test_a_file_too_large_for_telegram_is_left_to_the_command_line(
    filled: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int
):
    monkeypatch.setattr(child, "MOST_UPLOAD", most)
    async with filled.unit() as uow:
        lead = await uow.insert(t.staff, name="Lead", role="lead", created_at=uow.now, language="en")
    order = {
        "database_url": filled.url,
        "defaults": {},
        "now": "2026-11-22T12:00:00+00:00",
        "epoch": 0.0,
        "wanted": {"what": "export", "viewer": lead, "period": "m20260301", "format": "xlsx"},
    }
    made = await child.make({**order, "folder": str(tmp_path)})
    assert "files" not in made
    assert "carebot export --period 2026-03-01..2026-03-31 --format xlsx" in made["text"]
    assert "50 MB" in made["text"]
    assert bool(list(tmp_path.glob("*.xlsx"))) == (most == 7000)  # noqa: ASYNC240


_MEASURED = """
import asyncio, resource, sys
from pathlib import Path
from zoneinfo import ZoneInfo
from bot.clock import Clock
from bot.reports.export import export
from conversations.figures import periods
from conversations.summary.access import EVERYTHING
from locales import wording
from storage.unit import Store

async def main():
    store = Store(sys.argv[1], Clock())
    async with store.reading(steady=True) as uow:
        period = periods.parse(sys.argv[3], uow.now.date())
        await export(uow, period, ZoneInfo("UTC"), EVERYTHING, wording("en"), kind=sys.argv[4], path=Path(sys.argv[2]))
    await store.close()
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)

asyncio.run(main())
"""


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_hundred_thousand_ratings_take_no_more_memory_than_a_thousand(
    sqlite_template: Path, tmp_path: Path, kind: str
):
    database = tmp_path / "many.db"
    shutil.copy(sqlite_template, database)
    url = f"sqlite+aiosqlite:///{database}"
    asyncio.run(many(url, 100_000))
    few, all_of_them = (
        int(
            subprocess.run(
                [sys.executable, "-c", _MEASURED, url, str(tmp_path / f"{name}.{kind}"), period, kind],
                check=True,
                capture_output=True,
                text=True,
                cwd=Path(process.__file__).parent.parent.parent,
            ).stdout
        )
        for name, period in (("few", "2026-01-01..2026-01-03"), ("all", "2026-01-01..2026-12-31"))
    )
    assert (tmp_path / f"all.{kind}").stat().st_size > 20 * (tmp_path / f"few.{kind}").stat().st_size
    assert (all_of_them - few) / 1024 < 40, f"{few / 1024:.0f} MB for a few, {all_of_them / 1024:.0f} MB for all"


async def many(url: str, count: int) -> None:
    """A year with so many surveys, ratings and conversations, made by the database itself."""
    store = Store(url, Clock())
    await crowd.people(store, random.Random(1))
    definition = orjson.dumps(AFTER).decode()
    every = 300
    numbers = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) "
    at = f"strftime('%Y-%m-%d %H:%M:%S.000000', '2026-01-01', (i * {every}) || ' seconds')"
    async with store.writer.begin() as connection:
        await connection.execute(
            text(
                numbers + "INSERT INTO survey (id, kind, spontaneous, chat_id, client_id, manager_id, tags, definition,"
                " language, state, step, posted_at, delivered_at, expires_at, answered_at, comment)"
                " SELECT i, 'after_conversation', 0, 1 + i % 30, 1 + i % 30, 1 + i % 9, '[1]', :definition,"
                " 'en',"
                f" 'answered', 1, {at}, {at}, {at}, {at}, 'It went well, as always ' || i FROM n"
            ),
            {"definition": definition},
        )
        await connection.execute(
            text(
                numbers + "INSERT INTO rating (survey_id, question, value, rated_at)"
                f" SELECT i, 'satisfaction', 1 + i % 5, {at} FROM n"
            )
        )
        await connection.execute(
            text(
                numbers + "INSERT INTO conversation (id, chat_id, opened_at, last_client_at, first_waited_since,"
                " first_answer_at, first_closed_at, closed_at, owner_id)"
                f" SELECT i, 1 + i % 30, {at}, {at}, {at}, {at}, {at}, {at}, 1 + i % 9 FROM n"
            )
        )
        await connection.execute(
            text(
                numbers + "INSERT INTO conversation_tag (conversation_id, tag_id, tagged_at)"
                f" SELECT i, 1 + i % 4, {at} FROM n"
            )
        )
    await store.close()
