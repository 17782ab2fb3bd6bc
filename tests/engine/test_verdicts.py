"""Verdicts: what each of Telegram's answers means for the parcel that got it."""

import pytest
from sqlalchemy import select

from bot import verdicts
from bot.places import Place, of
from bot.telegram import Refusal, Unreachable
from bot.topics import TopicLostError
from bot.verdicts import Verdict
from conversations import post
from conversations.text import Formatted
from storage import chats, outbox, staff
from storage import tables as t
from storage.records import ClientChat, Parcel
from storage.unit import Store
from tests.engine.conftest import DESK
from tests.engine.parcels import parcel

DIRECT = Place(55)


def _refused(code: int, description: str, *, retry_after: int | None = None, migrate_to: int | None = None) -> Refusal:
    return Refusal(code, description, retry_after, migrate_to)


def _judge(error: Exception, place: Place = DIRECT, *, attempts: int = 0, errors: int = 0, **how) -> Verdict:
    return verdicts.judge(error, [parcel(**how)], place, attempts, errors)


@pytest.mark.parametrize(
    "error", [Unreachable("no answer"), _refused(500, "Internal Server Error"), KeyError("ours")], ids=str
)
def test_what_fails_in_passing_stays_and_counts_as_an_attempt(error):
    verdict = _judge(error)
    assert (verdict.finished, verdict.writes, verdict.counts) == (False, False, 1)


def test_pauses_grow_up_to_a_minute():
    pauses = [_judge(Unreachable("no answer"), attempts=attempts).again_in for attempts in range(0, 40, 4)]
    assert 0.25 <= pauses[0] <= 0.5
    assert all(30.0 <= pause <= 60.0 for pause in pauses[3:])


def test_a_429_holds_the_whole_chat_for_as_long_as_told_and_is_no_attempt():
    verdict = _judge(_refused(429, "Too Many Requests", retry_after=17))
    assert (verdict.finished, verdict.hold, verdict.counts, verdict.again_in) == (False, (55, 17.0), 0, 17.0)


def test_an_outage_of_the_network_does_not_count_as_telegrams_refusals():
    """Hours without a network, then one bad gateway: nobody may be told that the message failed."""
    verdict = _judge(_refused(502, "Bad Gateway"), attempts=500, errors=0)
    assert (verdict.finished, verdict.server_error) == (False, True)
    assert not _judge(Unreachable("no answer"), attempts=500).server_error


def test_a_wrong_token_keeps_everything_and_waits():
    verdict = _judge(_refused(401, "Unauthorized"))
    assert (verdict.finished, verdict.writes, verdict.again_in) == (False, False, verdicts.DESK_PAUSE)


async def test_what_staff_or_strangers_do_not_get_in_private_is_given_up(store: Store):
    verdict = _judge(_refused(403, "Forbidden: bot was blocked by the user"))
    async with store.unit() as uow:
        assert len(await verdict.record(uow)) == 1
    assert verdict.finished


@pytest.fixture
async def chat(new_chat) -> ClientChat:
    made: ClientChat = await new_chat("ACME", 200)
    return made


async def _now(store: Store, chat: ClientChat) -> ClientChat:
    async with store.reading() as uow:
        found = await chats.by_id(uow, chat.id)
    assert found is not None
    return found


async def _posted(store: Store, chat: ClientChat, side: str) -> Parcel:
    """A text on its way, claimed."""
    async with store.unit() as uow:
        payload = post.text_payload(Formatted("my secret"), None, 1, None)
        (post.to_client if side == "client" else post.to_topic)(uow, chat.id, "text", payload)
    async with store.unit() as uow:
        await outbox.claim(uow, 1, 10)
        return [one for one in await outbox.claimed(uow, 1) if one.op == "text"][-1]


async def _settled(store: Store, chat: ClientChat, side: str, error: Exception, errors: int = 0) -> tuple[Verdict, str]:
    """What becomes of it: (the verdict, the parcel's state or "gone")."""
    one = await _posted(store, chat, side)
    verdict = verdicts.judge(error, [one], of(one, await _now(store, chat)), 0, errors)
    async with store.unit() as uow:
        if done := await verdict.record(uow):
            await outbox.done(uow, done, 1)
        state = await uow.scalar(select(t.outbox.c.state).where(t.outbox.c.id == one.id))
    return verdict, state or "gone"


async def _said(store: Store) -> list[str]:
    """What is to be said now, to whomever."""
    async with store.reading() as uow:
        rows = await uow.returning(select(t.outbox.c.payload).where(t.outbox.c.op == "say").order_by(t.outbox.c.id))
    return [row[0]["html"] for row in rows]


@pytest.mark.parametrize(
    ("code", "description", "state_after"),
    [
        (403, "Forbidden: bot was blocked by the user", "blocked"),
        (403, "Forbidden: user is deactivated", "blocked"),
        (403, "Forbidden: bot was kicked from the group chat", "blocked"),
        (400, "Bad Request: file is too big", "active"),
        (400, "Bad Request: something never heard of", "active"),
    ],
)
async def test_what_a_client_cannot_get_is_kept_and_told_in_the_topic(store, chat, code, description, state_after):
    verdict, state = await _settled(store, chat, "client", _refused(code, description))
    assert (verdict.finished, state) == (True, "failed")
    assert any("Not delivered" in text for text in await _said(store))
    assert (await _now(store, chat)).state == state_after


@pytest.mark.parametrize(
    "description",
    [
        "Forbidden: bot was kicked from the supergroup chat",
        "Forbidden: bot is not a member of the supergroup chat",
        "Bad Request: chat not found",
        "Bad Request: not enough rights to send text messages to the chat",
        "Bad Request: CHAT_WRITE_FORBIDDEN",
        "Bad Request: the chat is not a forum",
    ],
)
async def test_a_desk_in_trouble_keeps_what_clients_wrote_and_is_reported_once(store, chat, description):
    for _ in range(2):
        verdict, state = await _settled(store, chat, "topic", _refused(400, description))
        assert (verdict.finished, state, verdict.again_in) == (False, "waiting", verdicts.DESK_PAUSE)
    assert len([text for text in await _said(store) if "can no longer write in the desk" in text]) == 1


async def test_a_lost_topic_is_forgotten_so_that_the_next_try_makes_a_new_one(store, chat):
    verdict, state = await _settled(store, chat, "topic", TopicLostError("message thread not found"))
    assert (verdict.finished, state, verdict.again_in) == (False, "waiting", 0.0)
    topic = (await _now(store, chat)).topic
    assert topic is not None and topic.thread_id is None


async def test_a_migrated_desk_is_followed(store, chat):
    verdict, state = await _settled(store, chat, "topic", _refused(400, "group migrated", migrate_to=-100777))
    assert (verdict.finished, state) == (False, "waiting")
    async with store.reading() as uow:
        assert set(await staff.desks_by_chat(uow, {-100777, DESK})) == {-100777}


async def test_a_migrated_client_group_is_followed(store, chat):
    await _settled(store, chat, "client", _refused(400, "group migrated", migrate_to=-100888))
    assert (await _now(store, chat)).telegram_id == -100888


async def test_what_a_topic_refuses_for_good_is_told_there_and_leaves(store, chat):
    verdict, state = await _settled(store, chat, "topic", _refused(400, "Bad Request: something never heard of"))
    assert (verdict.finished, state) == (True, "gone")
    assert any("could not be passed on here" in text for text in await _said(store))


@pytest.mark.parametrize("side", ["client", "topic"])
async def test_after_thirty_server_errors_people_are_told(store, chat, side):
    error = _refused(500, "Internal Server Error")
    verdict, _ = await _settled(store, chat, side, error, errors=verdicts.MOST_SERVER_ERRORS - 1)
    assert not verdict.finished
    verdict, state = await _settled(store, chat, side, error, errors=verdicts.MOST_SERVER_ERRORS)
    assert (verdict.finished, state) == (True, "failed" if side == "client" else "gone")
    assert await _said(store) != []


async def test_a_parcel_without_an_address_is_dropped(store, chat):
    verdict = verdicts.nowhere([await _posted(store, chat, "client")], "the contact's access was revoked")
    async with store.unit() as uow:
        await outbox.done(uow, await verdict.record(uow), 1)
        assert await outbox.depth(uow) == (0, 0.0)
