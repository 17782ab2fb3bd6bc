"""What stands in the picture of a summary, before it is drawn, and that it can be drawn."""

import datetime as dt
import random
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from bot.reports.picture import draw
from conversations.figures import periods
from conversations.summary import sheet
from conversations.summary.access import EVERYTHING, Access
from conversations.summary.collecting import collect
from locales import LANGUAGES, wording
from sandbox.samples import picture_size
from storage import tables as t
from storage.unit import Store
from tests.figures import crowd
from tests.figures.history import History

JANUARY = crowd.FIRST + dt.timedelta(days=20)
LONG = "ТОВ «Міжнародна логістична компанія Дніпро-Схід» · Ґалаґан Їжакевич"


async def rated(store: Store, *values: list[int]) -> None:
    """A client each with these ratings, a week between two of them, all in the first quarter of 2026."""
    history = History(store)
    chats = await crowd.people(store, random.Random(5))
    for chat, given in zip(chats, values, strict=False):
        for number, value in enumerate(given):
            at = JANUARY + dt.timedelta(days=7 * (number % 8))
            history.survey(at, {"satisfaction": value}, chat=chat | {"manager_id": chats[0]["staff"][0]})
    await history.write()
    async with store.unit() as uow:
        await uow.execute(update(t.client).where(t.client.c.id == 1).values(name=LONG))


async def drawn(store: Store, by: Any = "client", access: Access = EVERYTHING, language: str = "en") -> dict[str, Any]:
    async with store.reading(steady=True) as uow:
        uow.now = JANUARY + dt.timedelta(days=200)
        found = await collect(uow, periods.parse("2026-Q1", uow.now.date()), ZoneInfo("UTC"), by, access)
    return sheet.sheet(found, wording(language), 0)


async def test_a_group_of_few_says_its_ratings_one_by_one_and_no_percentage(store: Store):
    await rated(store, [5] * 6, [5, 5, 2])
    rows = {row["name"]: row for row in (await drawn(store))["groups"]["rows"]}
    assert (rows[LONG]["share"], rows[LONG]["text"]) == (1.0, "100%")
    assert (rows["Client 1"]["share"], rows["Client 1"]["text"], rows["Client 1"]["n"]) == (None, "5 × 2 · 2 × 1", "3")


async def test_where_no_point_has_enough_ratings_there_is_no_empty_trend(store: Store):
    await rated(store, [5, 4, 3, 5])
    made = await drawn(store)
    assert "trend" not in made
    assert [row["label"] for row in made["distribution"]["rows"]] == ["2", "1", "1", "0", "0"]


async def test_without_any_rating_there_is_nothing_but_the_word(store: Store):
    await rated(store)
    made = await drawn(store, None)
    assert made["headline"] == {"big": "n = 0", "small": "no ratings"}
    assert not {"trend", "distribution", "groups"} & made.keys()


async def test_whoever_sees_averages_gets_no_counts_of_single_ratings(store: Store):
    await rated(store, [5, 5, 4, 4, 2, 2, 5])
    made = await drawn(store, None, Access(None, "average"))
    assert "distribution" not in made
    assert made["headline"]["big"] == "71%"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_picture_is_as_wide_as_a_phone_in_every_language(store: Store, tmp_path: Path, language: str):
    await rated(store, [5, 4, 3] * 8, [5, 2], [])
    draw(await drawn(store, language=language), tmp_path / "summary.png")
    size = picture_size((tmp_path / "summary.png").read_bytes())
    assert size is not None and size[0] == 1080 and size[1] > 1000
