"""What a manager sees where the team shows averages only: no two answers may give a single rating away."""

import datetime as dt
import itertools
from collections.abc import AsyncIterator
from zoneinfo import ZoneInfo

import pytest

from conversations.errors import RefusedError
from conversations.figures import periods
from conversations.summary import access
from conversations.summary.access import Access
from sandbox.client import Message
from storage import clients
from tests.figures.history import History, chat_of
from tests.figures.test_summary import asks
from tests.support.house import House, open_house

KYIV = ZoneInfo("Europe/Kyiv")
AVERAGES = Access(1, "average")


async def settled(house: House) -> periods.Period:
    """The latest month that may be shown."""
    async with house.store.reading() as uow:
        return access.latest_settled(uow.now.astimezone(KYIV).date())


async def rated(house: House, values: list[int]) -> periods.Period:
    """ACME, a client of Olena's, has given these ratings in the latest month that may be shown."""
    await house.anna.starts(house.bot, house.links["anna"])
    await house.in_topic("ACME · Anna", "joined")
    month = await settled(house)
    async with house.store.reading() as uow:
        chat = await chat_of(uow, "ACME")
    history = History(house.store)
    for number, value in enumerate(values):
        at = dt.datetime.combine(month.first + dt.timedelta(days=2 + number), dt.time(12), dt.UTC)
        history.survey(at, {"satisfaction": value}, chat=chat)
    await history.write()
    return month


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    async with open_house(database_url, ratings_visible="average") as opened:
        yield opened


async def test_without_a_period_the_latest_settled_month_is_shown_as_an_average(house: House):
    month = await rated(house, [5, 4, 4, 2, 5, 5])
    shown = await asks(house, house.olena, "/summary", "n = 6")
    assert f"{month.first:%B %Y}" in shown.text
    assert "83%" in shown.text and "mean 4.2" in shown.text
    assert "5: 3" not in shown.text, "the distribution would tell the single ratings"
    assert [label for label in shown.labels if "Low" in label] == []
    assert set(shown.labels) <= {"◂ Earlier", "Later ▸", "Clients"}


async def test_four_ratings_are_too_few_for_an_average(house: House):
    await rated(house, [5, 4, 4, 2])
    shown = await asks(house, house.olena, "/summary", "fewer than 5 ratings")
    assert "n = 4" not in shown.text and "mean" not in shown.text


@pytest.mark.parametrize("typed", ["week", "month", "last week", "quarter", "2026-01-01..2026-03-31"])
async def test_other_periods_are_refused_with_the_one_to_ask_for(house: House, typed: str):
    month = await rated(house, [5] * 6)
    await asks(house, house.olena, f"/summary {typed}", f"The latest: /summary {month.first:%Y-%m}")


@pytest.mark.parametrize("by", ["tag", "country"])
async def test_averages_are_split_by_client_alone(house: House, by: str):
    month = await rated(house, [5] * 6)
    await asks(house, house.olena, f"/summary {month.first:%Y-%m} by {by}", "all your clients together or by client")


async def test_a_button_made_up_for_a_week_is_refused(house: House):
    await rated(house, [5] * 6)
    shown = await asks(house, house.olena, "/summary", "n = 6")
    forged = periods.around("week", (await settled(house)).first).code
    earlier = shown.button("◂ Earlier")
    earlier["callback_data"] = earlier["callback_data"].replace(earlier["callback_data"].split(":")[1], forged)
    pressed = await presses_made_up(house, shown, earlier["callback_data"])
    assert pressed is not None and "averages only" in pressed


async def presses_made_up(house: House, shown: Message, data: str) -> str | None:
    """What the bot answers to a button that it never made, pressed by Olena."""
    from aiogram import Bot

    from bot.intake import feed
    from conversations.buttons import ButtonAnswer
    from handlers.root import build_dispatcher

    query = {
        "id": "1",
        "from": {"id": house.olena.id, "is_bot": False, "first_name": "Olena"},
        "chat_instance": "1",
        "data": data,
        "message": {"message_id": shown.id, "date": shown.date, "chat": {"id": house.olena.id, "type": "private"}},
    }
    async with house.store.unit() as uow:
        await feed(
            uow, build_dispatcher(house.bot.username), Bot(house.bot.token), [{"update_id": 1, "callback_query": query}]
        )
    [answer] = [effect for effect in uow.after_commit if isinstance(effect, ButtonAnswer)]
    return answer.text


async def test_a_client_who_is_handed_over_takes_no_rating_into_another_average(house: House):
    await rated(house, [5, 4, 4, 2, 5, 5])
    petro = await house.staff_row(house.petro)
    async with house.store.unit() as uow:
        found = await clients.by_name(uow, "ACME")
        assert found is not None
        await clients.change(uow, found.id, owner_id=petro.id)
    assert "n = 6" not in (await asks(house, house.petro, "/summary", "Your own clients.")).text
    await asks(house, house.olena, "/summary", "n = 6")


async def test_single_ratings_are_not_exported(house: House):
    await asks(house, house.olena, "/export", "does not show to managers")


async def test_a_lead_sees_every_rating_all_the_same(house: House):
    month = await rated(house, [5, 4, 4, 2, 5, 5])
    shown = await asks(house, house.lead, f"/summary {month.first:%Y-%m}", "n = 6")
    assert "Low ratings: 1" in shown.labels


async def test_the_card_which_the_whole_desk_reads_shows_no_average(house: House):
    await rated(house, [5] * 6)
    await house.move_clock(dt.timedelta(minutes=1))
    await house.quiet()
    cards = [
        one for one in await house.box.messages(house.desk, thread=await house.topic_of("ACME · Anna")) if one.pinned
    ]
    assert len(cards) == 1 and "⭐" not in cards[0].text


def allowed(period: periods.Period, today: dt.date) -> bool:
    try:
        AVERAGES.check(period, None, today)
    except RefusedError:
        return False
    return True


def test_no_two_periods_that_may_be_shown_share_a_day():
    today = dt.date(2026, 11, 22)
    days = [dt.date(2026, 1, 1) + dt.timedelta(days=number) for number in range(340)]
    asked = {periods.around(kind, day) for kind in ("week", "month", "quarter") for day in days}
    asked |= {periods.Period("range", first, first + dt.timedelta(days=long)) for first in days for long in (0, 6, 29)}
    shown = [period for period in asked if allowed(period, today)]
    assert len(shown) == 10
    assert all(one.last < other.first or other.last < one.first for one, other in itertools.combinations(shown, 2))


@pytest.mark.parametrize(("today", "latest"), [("2026-11-21", "2026-09"), ("2026-11-22", "2026-10")])
def test_a_month_is_settled_when_no_answer_can_come_or_change_any_more(today: str, latest: str):
    assert f"{access.latest_settled(dt.date.fromisoformat(today)).first:%Y-%m}" == latest
