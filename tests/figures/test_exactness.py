"""The figures against an independent calculation with pandas and statsmodels, to the last digit."""

import datetime as dt
import math
import random
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

from conversations.figures import periods, promoters
from conversations.figures.satisfaction import Tally
from conversations.figures.times import Times
from conversations.summary import labels
from conversations.summary.access import EVERYTHING, Access
from conversations.summary.collecting import Figures, Summary, collect
from locales import wording
from storage import tags
from storage.unit import Store
from tests.figures import crowd
from tests.figures.history import RELATIONSHIP, History

LEADS = ("Europe/Kyiv", "America/New_York", "Asia/Tokyo")
PERIODS = ("2026-03", "2026-Q1", "2025-12-28..2026-11-05", "2026-10-24..2026-10-25")
"""March has the change to summer time, on another day in Kyiv than in New York; the last one the change back."""


class Independent:
    """The same history as data frames, and the formulas of product.md section 6 over again."""

    def __init__(self, history: History, chats: list[dict]) -> None:
        self.surveys = pd.DataFrame(history.surveys)
        for column in ("delivered_at", "posted_at", "answered_at", "expires_at"):
            self.surveys[column] = pd.to_datetime(self.surveys[column], utc=True)
        ratings = pd.DataFrame(history.ratings).merge(
            self.surveys.drop(columns=["definition"]), left_on="survey_id", right_on="id"
        )
        self.ratings = ratings[ratings.value.notna()]
        self.talks = pd.DataFrame(history.conversations)
        for column in self.talks.columns[self.talks.columns.str.endswith("_at")].union(
            ["waiting_since", "first_waited_since"]
        ):
            self.talks[column] = pd.to_datetime(self.talks[column], utc=True)
        clients = {chat["chat_id"]: chat for chat in chats}
        self.talks["client_id"] = self.talks.chat_id.map(lambda key: clients[key]["client_id"])
        self.talks["country"] = self.talks.chat_id.map(lambda key: clients[key]["country"]).astype(object)
        carried = pd.DataFrame(history.tags).groupby("conversation_id").tag_id.apply(list)
        self.talks["tags"] = self.talks.id.map(carried).apply(lambda found: found if isinstance(found, list) else [])

    @staticmethod
    def within(frame: pd.DataFrame, column: str, period: periods.Period, zone: str) -> pd.DataFrame:
        days = frame[column].dt.tz_convert(zone).dt.date
        return frame[(days >= period.first) & (days <= period.last)]

    @staticmethod
    def of(frame: pd.DataFrame, by: str | None, key) -> pd.DataFrame:
        assert by is not None
        if by == "tag":
            return frame[frame.tags.apply(lambda tags: key in tags if key else not tags)]
        column = {"manager": "manager_id", "client": "client_id", "country": "country"}[by]
        if column not in frame:
            column = "owner_id"
        return frame[frame[column].isna()] if key is None else frame[frame[column] == key]


def check_tally(tally: Tally, values: pd.Series) -> None:
    assert tally.n == len(values)
    assert {value: count for value, count in tally.counts.items() if count} == values.value_counts().to_dict()
    if len(values) == 0:
        return
    assert tally.mean == values.mean()
    if tally.scale.promoting:
        found = promoters.of(tally)
        assert math.isclose(
            found.score, 100 * ((values >= 9).mean() - (values <= 6).mean()), rel_tol=1e-12, abs_tol=1e-12
        )
        camps = pd.concat([(values >= 9).astype(int) - (values <= 6).astype(int), pd.Series([0])])
        total = len(camps) + 1
        middle = camps.sum() / total
        spread = (((camps**2).sum() + 1) / total - middle**2) / total
        assert math.isclose(
            found.interval.low, max(-100, 100 * (middle - 1.959963984540054 * spread**0.5)), rel_tol=1e-9
        )
        assert math.isclose(
            found.interval.high, min(100, 100 * (middle + 1.959963984540054 * spread**0.5)), rel_tol=1e-9
        )
        return
    top = int((values >= 4).sum())
    low, high = proportion_confint(top, len(values), alpha=0.05, method="wilson")
    assert tally.share == top / len(values)
    assert math.isclose(tally.interval.low, low, rel_tol=1e-12, abs_tol=1e-15)
    assert math.isclose(tally.interval.high, high, rel_tol=1e-12)


def check_times(times: Times, seconds: pd.Series) -> None:
    assert times.n == len(seconds)
    if times.median is not None and times.p90 is not None:
        assert math.isclose(times.median, seconds.quantile(0.5), rel_tol=1e-12, abs_tol=1e-6)
        assert math.isclose(times.p90, seconds.quantile(0.9), rel_tol=1e-12, abs_tol=1e-6)


def check(
    found: Figures, ratings: pd.DataFrame, surveys: pd.DataFrame, lost: pd.DataFrame, talks: pd.DataFrame
) -> None:
    for spontaneous, tallies in ((False, found.asked), (True, found.told)):
        rows = ratings[ratings.spontaneous == spontaneous]
        keys = set(map(tuple, rows[["kind", "question"]].drop_duplicates().itertuples(index=False)))
        assert {(question.kind, question.key) for question in tallies} == keys
        for question, tally in tallies.items():
            values = rows[(rows.kind == question.kind) & (rows.question == question.key)].value.astype(int)
            check_tally(tally, values)
    asked = surveys[~surveys.spontaneous]
    in_time = (asked.state == "answered") & (asked.answered_at < asked.expires_at)
    assert found.answering.delivered == len(asked)
    assert found.answering.answered == in_time.sum()
    late = (asked.state == "answered") & ~in_time
    assert found.answering.expired == (asked.state == "expired").sum() + late.sum()
    for state in ("skipped", "open", "withdrawn"):
        assert getattr(found.answering, state) == (asked.state == state).sum()
    assert found.answering.undeliverable == len(lost)
    if len(asked):
        assert found.answering.rate == in_time.sum() / len(asked)
    answered = talks[talks.first_answer_at.notna() & talks.first_waited_since.notna()]
    check_times(found.calendar, (answered.first_answer_at - answered.first_waited_since).dt.total_seconds())
    check_times(found.working, answered.working)
    assert found.unanswered == (talks.first_answer_at.isna() & talks.closed_at.isna()).sum()
    assert found.dropped == (talks.first_answer_at.isna() & talks.closed_at.notna()).sum()
    check_times(found.to_first_close, (talks.first_closed_at - talks.opened_at).dropna().dt.total_seconds())
    check_times(found.to_last_close, (talks.closed_at - talks.opened_at).dropna().dt.total_seconds())
    assert found.still_open == talks.closed_at.isna().sum()
    assert found.conversations == len(talks)


def working_seconds(row, zones: dict[int, tuple[str, str]]) -> float:
    """The overlap with each day's opening hours, a day at a time, on pandas' own idea of time zones."""
    if pd.isna(row.first_waited_since) or pd.isna(row.first_answer_at):
        return math.nan
    zone, hours = zones[row.owner_id]
    total = pd.Timedelta(0)
    day = row.first_waited_since.tz_convert(zone).normalize().tz_localize(None) - pd.Timedelta(days=1)
    while day.tz_localize(zone) <= row.first_answer_at:
        for begins, ends in OPENINGS[hours].get(day.day_of_week, ()):
            start = (day + pd.Timedelta(minutes=begins)).tz_localize(zone, nonexistent="shift_forward", ambiguous=True)
            end = (day + pd.Timedelta(minutes=ends)).tz_localize(zone, nonexistent="shift_forward", ambiguous=True)
            total += max(pd.Timedelta(0), min(end, row.first_answer_at) - max(start, row.first_waited_since))
        day += pd.Timedelta(days=1)
    return total.total_seconds()


OPENINGS = {
    crowd.HOURS[0]: {day: [(540, 1080)] for day in range(5)},
    crowd.HOURS[1]: {**{day: [(480, 720), (780, 1050)] for day in range(4)}, 4: [(540, 900)]},
    crowd.HOURS[2]: {day: [(0, 1440)] for day in range(7)},
}


@pytest.mark.slow
async def test_ten_thousand_random_ratings_agree_with_pandas_and_statsmodels(store: Store):
    chance = random.Random(20261122)
    history = History(store)
    chats = await crowd.people(store, chance)
    crowd.surveys(history, chats, chance, 11_500)
    crowd.conversations(history, chats, chance, 2500)
    assert len(history.ratings) > 10_000
    other = Independent(history, chats)
    staff = chats[0]["staff"]
    zones = {key: (crowd.ZONES[at % 3], crowd.HOURS[at // 3]) for at, key in enumerate(staff)}
    other.talks["working"] = other.talks.apply(working_seconds, axis=1, zones=zones)
    await history.write()
    await crowd.reassign(store, chats, chance)
    compared = 0
    async with store.reading(steady=True) as uow:
        uow.now = crowd.FIRST + dt.timedelta(days=crowd.DAYS)
        for number, typed in enumerate(PERIODS):
            for zone in LEADS if number == 0 else LEADS[number % 3 : number % 3 + 1]:
                for by in (None, "manager", "client", "tag", "country"):
                    found = await collect(uow, periods.parse(typed, uow.now.date()), ZoneInfo(zone), by, EVERYTHING)
                    compared += compare(found, other, zone)
    assert compared > 300


def compare(found: Summary, other: Independent, zone: str) -> int:
    """Check the whole, every group and every point of the trend; how many were checked."""
    period = found.period
    delivered = other.surveys[other.surveys.delivered_at.notna()]
    lost = other.surveys[other.surveys.delivered_at.isna()]
    frames = (
        other.within(other.ratings, "delivered_at", period, zone),
        other.within(delivered, "delivered_at", period, zone),
        other.within(lost, "posted_at", period, zone),
        other.within(other.talks, "opened_at", period, zone),
    )
    check(found.whole, *frames)
    for key, figures in found.groups.items():
        check(figures, *(other.of(frame, found.by, key) for frame in frames))
    for bucket, tally in found.trend:
        piece = periods.Period("range", bucket.first, bucket.last)
        rows = other.within(other.ratings, "delivered_at", piece, zone)
        check_tally(tally, rows[(rows.kind == "after_conversation") & ~rows.spontaneous].value.astype(int))
    return 1 + len(found.groups) + len(found.trend)


async def test_a_tag_that_was_renamed_or_merged_since_is_one_tag_in_the_figures(store: Store):
    history = History(store)
    chats = await crowd.people(store, random.Random(1))
    tag, at = chats[0]["tags"], crowd.FIRST + dt.timedelta(days=40)
    chat = chats[0] | {"manager_id": chats[0]["staff"][0]}
    for carried in (("invoice",), ("price",), ("invoice", "price"), ("delivery",), ()):
        history.survey(at, {"satisfaction": 5}, chat=chat, tags=[tag[name] for name in carried])
    await history.write()
    async with store.unit() as uow:
        await tags.rename(uow, tag["delivery"], "shipping")
        await tags.merge(uow, tag["price"], tag["invoice"])
        await tags.revive(uow, tag["price"])
        revived = await tags.by_name(uow, "price")
    assert revived is not None and revived.id not in tag.values(), "its past stays with what it was merged into"
    async with store.reading() as uow:
        uow.now = at
        found = await collect(uow, periods.parse("2026-01", at.date()), ZoneInfo("UTC"), "tag", EVERYTHING)
    named = [(name, figures.satisfaction.n) for name, figures in labels.in_order(found, wording("en"))]
    assert named == [("invoice", 3), ("shipping", 1), ("no tag", 1)]


async def test_a_manager_sees_the_clients_owned_today_and_nobody_elses(store: Store):
    chance = random.Random(7)
    history = History(store)
    chats = await crowd.people(store, chance)
    crowd.surveys(history, chats, chance, 400)
    crowd.conversations(history, chats, chance, 200)
    mine = {row["client_id"] for row in chats[:3]}
    ratings = sum(
        value["value"] is not None
        for value in history.ratings
        if history.surveys[value["survey_id"] - 1]["client_id"] in mine
    )
    talks = sum(row["chat_id"] in {chat["chat_id"] for chat in chats[:3]} for row in history.conversations)
    await history.write()
    async with store.unit() as uow:
        from sqlalchemy import update

        from storage import tables as t

        owner = await uow.insert(t.staff, name="New", role="manager", created_at=crowd.FIRST)
        await uow.execute(update(t.client).where(t.client.c.id.in_(mine)).values(owner_id=owner))
    async with store.reading() as uow:
        period = periods.parse("2025-01-01..2027-01-01", uow.now.date())
        found = await collect(uow, period, ZoneInfo("UTC"), "client", Access(owner, "single"))
    seen = [*found.whole.asked.values(), *found.whole.told.values()]
    assert sum(tally.n for tally in seen) == ratings
    assert found.whole.conversations == talks
    assert set(found.groups) == mine


async def test_a_small_team_sees_a_trend_in_larger_steps(store: Store):
    history = History(store)
    chats = await crowd.people(store, random.Random(5))
    chat = chats[0] | {"manager_id": chats[0]["staff"][0]}
    first = dt.datetime(2026, 1, 5, 12, tzinfo=dt.UTC)
    for week in range(13):
        for value in (5, 2):
            history.survey(first + dt.timedelta(days=7 * week), {"satisfaction": value}, chat=chat)
    history.survey(first, {"satisfaction": 1}, chat=chat, spontaneous=True)
    history.survey(first, {"skill": 1}, chat=chat, definition=RELATIONSHIP)
    await history.write()
    async with store.reading() as uow:
        uow.now = first + dt.timedelta(days=100)
        found = await collect(uow, periods.parse("2026-Q1", uow.now.date()), ZoneInfo("UTC"), None, EVERYTHING)
    assert [(bucket.size, tally.n, tally.share) for bucket, tally in found.trend] == [
        ("month", 8, 0.5),
        ("month", 8, 0.5),
        ("month", 10, 0.5),
    ]


async def test_averages_are_not_split_where_a_part_would_give_a_single_rating_away(store: Store):
    chance = random.Random(5)
    history = History(store)
    chats = await crowd.people(store, chance)
    at = crowd.FIRST + dt.timedelta(days=40)
    for number in range(12):
        chat = chats[0 if number < 11 else 1] | {"manager_id": chats[0]["staff"][0]}
        history.survey(at + dt.timedelta(minutes=number), {"satisfaction": 4}, chat=chat)
    await history.write()
    period = periods.parse("2026-01", at.date())
    async with store.reading() as uow:
        uow.now = at
        veiled = await collect(uow, period, ZoneInfo("UTC"), "client", Access(None, "average"))
        single = await collect(uow, period, ZoneInfo("UTC"), "client", EVERYTHING)
    assert veiled.whole.satisfaction.n == 12
    assert not veiled.groups
    assert len(single.groups) == 2
