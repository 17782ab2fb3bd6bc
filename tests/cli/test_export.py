"""carebot export."""

import os
import subprocess
import sys
from pathlib import Path

import openpyxl

from tests.cli.conftest import Installation

ROOT = Path(__file__).parent.parent.parent


def test_an_export_is_written_where_asked(house: Installation):
    target = house.folder / "figures.xlsx"
    found = house.gets("export", "--period", "2026-03", "-o", str(target))
    assert found["period"] == "2026-03-01..2026-03-31"
    assert openpyxl.load_workbook(target).sheetnames[0] == "Summary"


def test_csv_becomes_two_files(house: Installation):
    target = house.folder / "figures.csv"
    found = house.gets("export", "--period", "2026-Q1", "--format", "csv", "-o", str(target))
    assert list(found["files"]) == [str(target), str(house.folder / "figures-conversations.csv")]


def test_an_export_never_writes_over_a_file(house: Installation):
    target = house.folder / "mine.xlsx"
    target.write_text("mine")
    assert "is there already" in house.refused("export", "-o", str(target))
    assert target.read_text() == "mine"


def test_a_period_that_is_none_is_refused_with_examples(house: Installation):
    assert "2026-01-01..2026-03-31" in house.refused("export", "--period", "soon")


def test_an_export_imports_neither_the_bot_framework_nor_what_draws(house: Installation):
    code = (
        "import sys; from bot.cli import main; sys.argv = ['carebot', 'export', '-o', 'figures.xlsx']\n"
        "try: main()\n"
        "except SystemExit as end: assert not end.code\n"
        "assert not {'aiogram', 'aiohttp', 'matplotlib'} & set(sys.modules)"
    )
    environment = {**os.environ, "CAREBOT_DATABASE_URL": house.url, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", code], check=True, cwd=house.folder, env=environment)
