"""Delivery: the outbox goes out in order, whatever Telegram, the database or another process does meanwhile."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy.exc import OperationalError

from bot import delivery as delivering
from bot import verdicts
from bot.clock import Clock
from bot.delivery import LEASE, Delivery
from bot.pacing import Pacer, Rate
from bot.tasks import Tasks
from bot.telegram import Refusal, Unreachable
from conversations import leads, post, team_admin
from conversations.text import Formatted
from storage import chats, leases, messages, outbox
from storage.unit import Store
from tests.engine.conftest import DESK, LARYSA, OTHER_DESK
from tests.engine.parcels import FakeTelegram

TROUBLE = OperationalError("BEGIN", None, Exception("database is locked"))


class Sender:
    """A delivery on a pretend connection."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.telegram = FakeTelegram()
        self.tasks = Tasks()
        self.clock = Clock()
        free = Rate(0, 1.0)
        self.delivery = Delivery(
            store,
            self.telegram,  # type: ignore[arg-type]
            Pacer(free, free, free, self.clock.elapsed),
            self.clock,
            self.tasks,
            4,
        )

    @asynccontextmanager
    async def at_work(self, holder: str = "a") -> AsyncIterator[asyncio.Task[None]]:
        """Deliver inside this."""
        async with self.store.unit() as uow:
            fence = await leases.acquire(uow, LEASE, holder, 60.0)
        assert fence is not None
        stopping = asyncio.Event()
        task = asyncio.create_task(self.delivery.run(fence, stopping))
        try:
            yield task
        finally:
            stopping.set()
            self.delivery.stir()
            await asyncio.gather(task, return_exceptions=True)
            await self.tasks.stop()

    async def empty(self, timeout: float = 60.0) -> None:
        """Wait until nothing waits any more."""
        async with asyncio.timeout(timeout):
            while True:
                async with self.store.reading() as uow:
                    if (await outbox.depth(uow))[0] == 0:
                        return
                await asyncio.sleep(0.02)

    async def until(self, count: int, timeout: float = 60.0) -> None:
        """Wait until so many messages were sent."""
        async with asyncio.timeout(timeout):
            while len(self.telegram.sent()) < count:  # noqa: ASYNC110 - the pretend Telegram knows no events
                await asyncio.sleep(0.01)


@pytest.fixture
async def sender(store: Store) -> AsyncIterator[Sender]:
    made = Sender(store)
    yield made
    await made.tasks.stop()


async def _say(store: Store, *texts: str, to: int = 55) -> None:
    async with store.unit() as uow:
        for text in texts:
            post.say_directly(uow, to, text)


async def test_everything_of_a_lane_goes_out_in_order_once(sender: Sender):
    texts = [str(number) for number in range(30)]
    async with sender.at_work():
        await _say(sender.store, *texts)
        await sender.empty()
    assert sender.telegram.sent() == texts


async def test_a_lane_that_hangs_holds_up_no_other(sender: Sender):
    hanging = asyncio.Event()

    async def answer(method, params):
        if params["chat_id"] == 1:
            await hanging.wait()

    sender.telegram.answer = answer
    async with sender.at_work():
        await _say(sender.store, "stuck", to=1)
        await _say(sender.store, "a", "b", "c", to=2)
        await sender.until(4)
        hanging.set()
        await sender.empty()


async def test_no_more_are_under_way_than_allowed(sender: Sender):
    now = most = 0

    async def answer(method, params):
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.01)
        now -= 1

    sender.telegram.answer = answer
    for chat in range(1, 21):
        await _say(sender.store, "hello", to=chat)
    async with sender.at_work():
        await sender.empty()
    assert most == 4


async def test_what_fails_in_passing_is_tried_again_in_its_place(sender: Sender):
    failures = iter([Unreachable("no answer"), Refusal(502, "Bad Gateway", None, None)])

    async def answer(method, params):
        if params["text"] == "first" and (error := next(failures, None)) is not None:
            raise error

    sender.telegram.answer = answer
    async with sender.at_work():
        await _say(sender.store, "first", "second")
        await sender.empty()
    assert sender.telegram.sent() == ["first", "first", "first", "second"]


async def test_a_program_error_of_ours_is_tried_again_and_holds_up_no_other_lane(sender: Sender, monkeypatch):
    broken = iter([KeyError("ours")])

    async def answer(method, params):
        if params["chat_id"] == 1 and (error := next(broken, None)) is not None:
            raise error

    sender.telegram.answer = answer
    async with sender.at_work():
        await _say(sender.store, "first", to=1)
        await _say(sender.store, "other", to=2)
        await sender.empty()
    assert sender.telegram.sent() == ["first", "other", "first"]


async def test_a_desk_that_cannot_be_written_to_does_not_hold_up_another_desk(sender: Sender, new_chat, monkeypatch):
    """More wait for the first desk than are ever held in memory."""
    monkeypatch.setattr(delivering, "CLAIM", 20)
    store = sender.store
    async with store.unit() as uow:
        await team_admin.add_desk(uow, "test", OTHER_DESK, "Other", "en")
    lost = [await new_chat(f"Lost {number}", 200 + number, thread=number + 1) for number in range(5)]
    fine = await new_chat("Fine", 300, desk=OTHER_DESK)

    async def answer(method, params):
        if params["chat_id"] == DESK:
            raise Refusal(403, "Forbidden: bot was kicked from the supergroup chat", None, None)

    sender.telegram.answer = answer
    async with store.unit() as uow:
        for number in range(100):
            post.say_in_topic(uow, lost[number % 5].id, f"kept {number}")
    async with sender.at_work():
        await sender.until(5)
        async with store.unit() as uow:
            post.say_in_topic(uow, fine.id, "for the other desk")
        async with asyncio.timeout(10):
            while "for the other desk" not in sender.telegram.sent():  # noqa: ASYNC110
                await asyncio.sleep(0.02)
    async with store.reading() as uow:
        assert (await outbox.depth(uow))[0] == 100, "nothing of the lost desk was dropped"


async def test_a_record_that_cannot_be_written_holds_up_no_other(sender: Sender, new_chat, monkeypatch):
    chat = await new_chat("ACME", 200)
    before = messages.arrived_in_topic

    def broken(uow, chat_id, **how):
        if how["source"] == 2:
            raise KeyError("a mistake of ours")
        before(uow, chat_id, **how)

    monkeypatch.setattr(messages, "arrived_in_topic", broken)
    async with sender.store.unit() as uow:
        for source in (1, 2, 3):
            messages.from_client(uow, chat.id, source, "text", uow.now)
            post.to_topic(uow, chat.id, "text", post.text_payload(Formatted(f"text {source}"), None, source, None))
    async with sender.at_work():
        await _say(sender.store, "another lane")
        await sender.empty()
    assert sorted(sender.telegram.sent()) == ["another lane", "text 1", "text 2", "text 3"]
    async with sender.store.reading() as uow:
        known = await messages.by_client_ids(uow, [(chat.id, source) for source in (1, 2, 3)])
    assert [known[(chat.id, source)].topic_message_id is not None for source in (1, 2, 3)] == [True, False, True]


async def test_a_settlement_that_the_database_refuses_for_a_while_is_kept_and_nothing_is_sent_twice(
    sender: Sender, monkeypatch
):
    before, troubles = outbox.done, iter([TROUBLE] * 3)

    async def failing(uow, ids, fence):
        if (error := next(troubles, None)) is not None:
            raise error
        await before(uow, ids, fence)

    monkeypatch.setattr(outbox, "done", failing)
    async with sender.at_work():
        await _say(sender.store, "first", "second")
        await sender.empty()
    assert sender.telegram.sent() == ["first", "second"]


async def test_delivery_survives_a_database_that_does_not_answer(sender: Sender, monkeypatch):
    monkeypatch.setattr(delivering, "TROUBLE_PAUSE", 0.02)
    before, troubles = outbox.claim, iter([TROUBLE] * 3)

    async def failing(*arguments):
        if (error := next(troubles, None)) is not None:
            raise error
        return await before(*arguments)

    monkeypatch.setattr(outbox, "claim", failing)
    async with sender.at_work() as task:
        await _say(sender.store, "first", "second")
        await sender.empty()
        assert not task.done()
    assert sender.telegram.sent() == ["first", "second"]


async def test_a_claim_whose_commit_got_no_answer_is_found_again(sender: Sender, monkeypatch):
    """The rows carry our fence, but the claim looked like a failure: no other claim would ever find them."""
    monkeypatch.setattr(delivering, "TROUBLE_PAUSE", 0.02)
    before, once = outbox.claim, iter([True])

    async def committed_but_unanswered(uow, fence, *arguments):
        if next(once, False):
            async with uow._connection.engine.begin() if uow.dialect == "postgresql" else _same(uow) as _:
                await before(uow, fence, *arguments)
                await uow._connection.commit()
            raise TROUBLE
        return await before(uow, fence, *arguments)

    @asynccontextmanager
    async def _same(uow):
        yield uow

    await _say(sender.store, "first", "second")
    monkeypatch.setattr(outbox, "claim", committed_but_unanswered)
    async with sender.at_work():
        await sender.empty()
    assert sender.telegram.sent() == ["first", "second"]


async def test_reading_where_a_parcel_goes_may_fail_and_the_lane_goes_on(sender: Sender, new_chat, monkeypatch):
    monkeypatch.setattr(delivering, "TROUBLE_PAUSE", 0.02)
    chat = await new_chat("ACME", 200)
    before, troubles = chats.by_ids, iter([TROUBLE] * 2)

    async def failing(uow, keys):
        if (error := next(troubles, None)) is not None:
            raise error
        return await before(uow, keys)

    monkeypatch.setattr(chats, "by_ids", failing)
    async with sender.store.unit() as uow:
        post.say_in_topic(uow, chat.id, "hello")
    async with sender.at_work():
        await sender.empty()
    assert sender.telegram.sent() == ["hello"]


async def test_a_sender_whose_lease_was_taken_ends_at_once_and_records_nothing(sender: Sender, monkeypatch):
    monkeypatch.setattr(delivering, "LOOK", 3600.0)
    answered = asyncio.Event()

    async def answer(method, params):
        await answered.wait()

    sender.telegram.answer = answer
    await _say(sender.store, "in the air")
    async with sender.at_work() as task:
        await sender.until(1)
        async with sender.store.unit() as uow:
            await leases.release(uow, LEASE, "a")
            fence = await leases.acquire(uow, LEASE, "b", 60.0)
            assert fence is not None
            assert len(await outbox.claim(uow, fence, 10)) == 1
        answered.set()
        await asyncio.wait({task}, timeout=10)
        assert task.done()
        with pytest.raises(leases.LeaseLostError):
            await task
    async with sender.store.reading() as uow:
        assert (await outbox.depth(uow))[0] == 1


async def test_a_courier_of_a_lost_lease_disturbs_nothing_when_we_lead_again(sender: Sender):
    hanging = asyncio.Event()

    async def answer(method, params):
        if not hanging.is_set():
            await hanging.wait()

    sender.telegram.answer = answer
    await _say(sender.store, "in the air", to=1)
    async with sender.store.unit() as uow:
        first = await leases.acquire(uow, LEASE, "a", 60.0)
    assert first is not None
    task = asyncio.create_task(sender.delivery.run(first, asyncio.Event()))
    await sender.until(1)
    async with sender.store.unit() as uow:
        await leases.release(uow, LEASE, "a")
        await leases.acquire(uow, LEASE, "b", 60.0)
        await leases.release(uow, LEASE, "b")
    with pytest.raises(leases.LeaseLostError):
        await asyncio.wait_for(task, 10)
    async with sender.at_work("c") as again:
        hanging.set()
        await _say(sender.store, "later", to=1)
        await sender.empty()
        assert not again.done()
    assert sender.telegram.sent() == ["in the air", "in the air", "later"]


async def test_what_was_withdrawn_while_it_waited_is_not_sent(sender: Sender):
    async with sender.store.unit() as uow:
        outbox.post(
            uow, lane="direct:5", urgency=0, op="say", payload={"html": "wish"}, target_id=5, once=True, delay=0.4
        )
    async with sender.at_work():
        await asyncio.sleep(0.1)
        async with sender.store.unit() as uow:
            [parcel] = await outbox.claimed(uow, 1)
            assert await outbox.withdraw(uow, parcel.id)
        await _say(sender.store, "something else", to=5)
        await sender.until(1)
        await sender.empty()
    assert sender.telegram.sent() == ["something else"]


async def test_an_album_waits_for_its_youngest_item_and_goes_as_one(sender: Sender, new_chat, monkeypatch):
    monkeypatch.setattr(post, "ALBUM_WAIT", 0.4)
    chat = await new_chat("ACME", 200)

    async def answer(method, params):
        if method == "copyMessages":
            return [{"message_id": 5000 + key} for key in params["message_ids"]]
        return None

    sender.telegram.answer = answer
    async with sender.at_work():
        for source in (3, 1, 2):
            async with sender.store.unit() as uow:
                post.to_topic(uow, chat.id, "copy", {"source": source, "from": 200}, album="x")
            await asyncio.sleep(0.25)
        await sender.empty()
    assert [(method, params["message_ids"]) for method, params in sender.telegram.calls] == [
        ("copyMessages", [1, 2, 3])
    ]


async def test_clients_are_served_although_a_topic_has_a_long_backlog(sender: Sender, new_chat, monkeypatch):
    monkeypatch.setattr(delivering, "CLAIM", 20)
    chat = await new_chat("ACME", 200)

    async def answer(method, params):
        if params["chat_id"] == DESK:
            raise Refusal(429, "Too Many Requests", 30, None)

    sender.telegram.answer = answer
    async with sender.store.unit() as uow:
        for number in range(200):
            post.say_in_topic(uow, chat.id, str(number))
    async with sender.at_work():
        await sender.until(1)
        async with sender.store.unit() as uow:
            post.say_to_client(uow, chat.id, "for the client")
        async with asyncio.timeout(10):
            while "for the client" not in sender.telegram.sent():  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        assert sender.delivery._lanes.held <= 21, "the backlog stays in the store"


async def test_thirty_server_errors_for_one_parcel_are_told_to_people(sender: Sender, new_chat, monkeypatch):
    monkeypatch.setattr(verdicts, "LONGEST_PAUSE", 0.001)
    chat = await new_chat("ACME", 200)

    async def answer(method, params):
        if params.get("text") == "poison":
            raise Refusal(500, "Internal Server Error", None, None)

    sender.telegram.answer = answer
    async with sender.store.unit() as uow:
        post.to_topic(uow, chat.id, "text", post.text_payload(Formatted("poison"), None, 1, None))
        post.to_topic(uow, chat.id, "text", post.text_payload(Formatted("behind it"), None, 2, None))
    async with sender.at_work():
        await sender.empty()
    sent = sender.telegram.sent()
    assert sent.count("poison") == verdicts.MOST_SERVER_ERRORS + 1
    assert sent.index("behind it") > sent.index("poison")
    assert any("could not be passed on here" in text for text in sent)


async def test_leads_are_told_in_private(sender: Sender):
    """The measuring stick of the reports: what is told to leads reaches Larysa and nobody else."""
    from locales import phrase

    async with sender.store.unit() as uow:
        assert await leads.tell(uow, phrase("This was delivered or tried again already.")) == 1
    async with sender.at_work():
        await sender.empty()
    assert [params["chat_id"] for _, params in sender.telegram.calls] == [LARYSA]
