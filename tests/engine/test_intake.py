"""Intake: every update handled once, a poison one set aside, and nothing lost whatever fails."""

import asyncio
from contextlib import asynccontextmanager

import pytest
from sqlalchemy.exc import OperationalError

from bot import intake as taking
from bot.run import _replay
from conversations import relay
from storage import inbox, messages
from storage.unit import Store
from tests.support.stage import joined, talk
from tests.support.talk import Talk

__all__ = ["joined", "talk"]


class Poison:
    """Makes the handling of every client message with "poison" in it fail."""

    def __init__(self, monkeypatch) -> None:
        self.tries = 0
        self._monkeypatch = monkeypatch
        self._before = relay.client_wrote
        monkeypatch.setattr(relay, "client_wrote", self._failing)

    async def _failing(self, uow, chat, incoming) -> None:
        await self._before(uow, chat, incoming)
        if "poison" in incoming.words.text:
            self.tries += 1
            raise KeyError(incoming.words.text)

    def mended(self) -> None:
        self._monkeypatch.setattr(relay, "client_wrote", self._before)


@pytest.fixture
def poison(monkeypatch) -> Poison:
    monkeypatch.setattr(taking, "jittered", lambda seconds: 0.01)
    return Poison(monkeypatch)


async def _aside(talk: Talk):
    async with talk.house.store.reading() as uow:
        return await inbox.quarantined(uow)


async def _texts(talk: Talk) -> list[str]:
    return [message.text for message in await talk.all_in_topic()]


def _update(talk: Talk, number: int, text: str) -> dict[str, object]:
    anna = talk.house.anna
    person = {"id": anna.id, "is_bot": False, "first_name": "Anna"}
    chat = {"id": anna.id, "type": "private", "first_name": "Anna"}
    message = {"message_id": 5000 + number, "date": 1_790_000_000, "chat": chat, "from": person, "text": text}
    return {"update_id": 900_000 + number, "message": message}


async def test_an_update_delivered_twice_is_handled_once(talk: Talk):
    intake = talk.house.app.intake
    assert intake is not None
    await intake.take([_update(talk, 1, "only once")])
    await intake.take([_update(talk, 1, "only once"), _update(talk, 2, "and this")])
    assert (await _texts(talk)).count("only once") == 1
    assert "and this" in await _texts(talk)


async def test_an_update_that_stands_twice_in_one_batch_is_handled_once(talk: Talk):
    intake = talk.house.app.intake
    assert intake is not None
    await intake.take([_update(talk, 1, "only once")] * 2)
    assert (await _texts(talk)).count("only once") == 1
    assert await _aside(talk) == []


async def test_a_poison_update_is_set_aside_with_its_payload_after_three_tries(talk: Talk, poison: Poison):
    intake = talk.house.app.intake
    assert intake is not None
    await intake.take([_update(talk, 1, "poison")])
    [aside] = await _aside(talk)
    assert (poison.tries, aside.error, aside.update_id) == (3, "KeyError", 900_001)
    assert '"poison"' in aside.payload


async def test_the_others_of_its_batch_are_handled_in_order(talk: Talk, poison: Poison):
    intake = talk.house.app.intake
    assert intake is not None
    await intake.take([_update(talk, number, text) for number, text in enumerate(["one", "poison", "two", "three"])])
    assert (await _texts(talk))[-3:] == ["one", "two", "three"]
    assert len(await _aside(talk)) == 1


async def test_the_leads_hear_of_it_without_a_word_of_what_was_written(talk: Talk, poison: Poison):
    await talk.client("poison and a secret")
    told = await talk.house.box.receives(talk.house.lead.id, "carebot replay")
    assert "KeyError" in told.text
    assert "secret" not in told.text


async def test_nothing_of_a_failed_try_stays(talk: Talk, poison: Poison):
    await talk.client("poison")
    await talk.house.box.receives(talk.house.lead.id, "carebot replay")
    assert "poison" not in await _texts(talk)
    assert (await talk.row()).conversation.waiting_since is None  # type: ignore[union-attr]


async def test_what_fails_once_only_is_delivered_and_nobody_hears_of_it(talk: Talk, monkeypatch):
    monkeypatch.setattr(taking, "jittered", lambda seconds: 0.01)
    before, once = relay.client_wrote, iter([KeyError("once")])

    async def failing(uow, chat, incoming):
        if (error := next(once, None)) is not None:
            raise error
        await before(uow, chat, incoming)

    monkeypatch.setattr(relay, "client_wrote", failing)
    await talk.twin_in_topic("hello?")
    assert await _aside(talk) == []


async def test_a_replay_handles_it_when_the_fault_is_mended(talk: Talk, poison: Poison):
    await talk.client("poison")
    await talk.house.box.receives(talk.house.lead.id, "carebot replay")
    [still] = await _replay(talk.house.app)
    assert (still["ok"], len(await _aside(talk))) == (False, 1)
    poison.mended()
    [now] = await _replay(talk.house.app)
    assert now == {"update": now["update"], "ok": True, "error": None}
    await talk.in_topic("poison")
    assert await _aside(talk) == []


async def test_an_update_that_no_one_understands_is_set_aside(talk: Talk, monkeypatch):
    monkeypatch.setattr(taking, "jittered", lambda seconds: 0.01)
    intake = talk.house.app.intake
    assert intake is not None
    await intake.take([{"update_id": 900_001, "message": {"message_id": "not a number"}}])
    [aside] = await _aside(talk)
    assert aside.error == "not understood"


@asynccontextmanager
async def _outage(monkeypatch, times: int):
    """The database fails so many times at the commit of a unit of the intake."""
    before, troubles = inbox.remember, iter([OperationalError("x", None, Exception("locked"))] * times)
    left = [times]

    async def failing(uow, ids):
        if (error := next(troubles, None)) is not None:
            left[0] -= 1
            raise error
        return await before(uow, ids)

    monkeypatch.setattr(inbox, "remember", failing)
    yield left


async def test_a_database_that_does_not_answer_for_a_while_loses_nothing(talk: Talk, monkeypatch):
    async with _outage(monkeypatch, 4) as left:
        for number in range(5):
            await talk.client(f"message {number}")
        await talk.in_topic("message 4")
    assert left == [0]
    assert (await _texts(talk))[-5:] == [f"message {number}" for number in range(5)]
    assert await _aside(talk) == []


async def test_trouble_of_the_database_is_no_failure_of_an_update(talk: Talk, monkeypatch):
    """One failure of its own and then a longer outage: it is tried again, not set aside."""
    monkeypatch.setattr(taking, "jittered", lambda seconds: 0.01)
    before = relay.client_wrote
    errors = iter([KeyError("once"), *[OperationalError("x", None, Exception("locked"))] * 4])

    async def failing(uow, chat, incoming):
        if (error := next(errors, None)) is not None:
            raise error
        await before(uow, chat, incoming)

    monkeypatch.setattr(relay, "client_wrote", failing)
    await talk.twin_in_topic("hello?")
    assert await _aside(talk) == []


async def test_setting_aside_waits_for_the_database_too(talk: Talk, poison: Poison, monkeypatch):
    before, troubles = inbox.set_aside, iter([OperationalError("x", None, Exception("locked"))] * 2)

    async def failing(*arguments):
        if (error := next(troubles, None)) is not None:
            raise error
        return await before(*arguments)

    monkeypatch.setattr(inbox, "set_aside", failing)
    await talk.client("poison")
    await talk.house.box.receives(talk.house.lead.id, "carebot replay")
    await talk.twin_in_topic("and on it goes")


async def test_updates_that_wait_over_a_restart_are_all_handled_in_order(talk: Talk):
    await talk.house.stop()
    for number in range(130):
        await talk.client(f"message {number}")
    await talk.house.start()
    await talk.in_topic("message 129", timeout=60)
    assert (await _texts(talk))[-130:] == [f"message {number}" for number in range(130)]


async def test_a_conflict_with_another_reader_is_survived(talk: Talk):
    await talk.house.box.fault(
        "error", "getUpdates", code=409, description="Conflict: terminated by other getUpdates request", times=2
    )
    await talk.client("hello?")
    await talk.client("anybody?")
    await talk.in_topic("anybody?", timeout=60)


async def test_an_update_is_confirmed_only_when_its_effects_are_committed(talk: Talk, monkeypatch):
    handling, go_on = asyncio.Event(), asyncio.Event()
    before = relay.client_wrote

    async def slow(uow, chat, incoming):
        handling.set()
        await go_on.wait()
        await before(uow, chat, incoming)

    monkeypatch.setattr(relay, "client_wrote", slow)
    await talk.client("slowly")
    await handling.wait()
    assert await talk.house.box.pending_updates(talk.house.bot) == 1
    go_on.set()
    await talk.in_topic("slowly")
    other = Store(talk.house.store.url, talk.house.app.clock)
    async with other.reading() as uow:
        assert (await messages.last_of_client(uow, (await talk.row()).id)) is not None
    await other.close()


async def test_the_offset_is_dropped_once_everything_is_confirmed(talk: Talk):
    """After an idle week Telegram may number anew from below; a kept offset would confirm those updates unread."""
    seen: list[object] = []
    telegram = talk.house.app.telegram
    before = telegram.call

    async def noting(method, params=None, **how):
        if method == "getUpdates":
            seen.append((params or {}).get("offset"))
            params = dict(params or {}) | {"timeout": 0}
            await asyncio.sleep(0.05)
        return await before(method, params, **how)

    telegram.call = noting  # type: ignore[method-assign]
    await talk.client("wake the poll that waits")
    await talk.in_topic("wake the poll")
    async with asyncio.timeout(10):
        while len(seen) < 3:  # noqa: ASYNC110 - polls are no events
            await asyncio.sleep(0.02)
    confirming = next(number for number, offset in enumerate(seen) if offset is not None)
    assert seen[confirming + 1] is None
