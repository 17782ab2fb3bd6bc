"""Limits, faults, the call log, the clock, the stream of events."""

import asyncio
import time
from collections import deque
from datetime import datetime

import aiohttp
import orjson
import pytest

from sandbox.client import Group, Person, Sandbox, SandboxRefused
from sandbox.errors import ApiError
from sandbox.limits import Limits
from sandbox.server import RunningServer
from tests.sandbox.clients import Api, Failure, fails


async def test_limits_are_off_at_first(call, anna: Person) -> None:
    for number in range(40):
        assert (await call("sendMessage", chat_id=anna.id, text=str(number)))["ok"]


async def test_a_short_burst_to_one_chat_passes_and_a_longer_one_is_told_to_wait(
    api: Api, box: Sandbox, anna: Person
) -> None:
    await box.limits(per_chat_per_second=1, per_chat_burst=3)
    for number in range(3):
        await api.do("send_message", chat_id=anna.id, text=str(number))
    failure = await fails(api, "send_message", chat_id=anna.id, text="one too many")
    assert failure.retry_after == 1
    assert len(await box.messages(anna.chat)) == 1 + 3


async def test_a_group_takes_20_in_any_minute_whatever_the_topic(call, box: Sandbox, desk: Group) -> None:
    await box.limits(per_group_per_minute=20)
    topic = (await call("createForumTopic", chat_id=desk.id, name="counts"))["result"]["message_thread_id"]
    sent = (await call("sendMessage", chat_id=desk.id, text="one"))["result"]["message_id"]
    for number in range(17):
        thread = {"message_thread_id": topic} if number % 2 else {}
        assert (await call("sendMessage", chat_id=desk.id, text=str(number), **thread))["ok"]
    assert (await call("editMessageText", chat_id=desk.id, message_id=sent, text="edits count"))["ok"]
    refused = await call("sendMessage", chat_id=desk.id, text="the 21st")
    assert refused["error_code"] == 429
    assert 55 <= refused["parameters"]["retry_after"] <= 60
    assert refused["description"] == f"Too Many Requests: retry after {refused['parameters']['retry_after']}"
    assert (await call("deleteMessage", chat_id=desk.id, message_id=sent))["ok"], "deleting counts nothing"


async def test_each_item_of_copy_messages_counts_and_a_refused_call_does_not(
    call, box: Sandbox, anna: Person, desk: Group
) -> None:
    ids = [(await anna.sends(anna.chat, str(n))).id for n in range(15)]
    await box.limits(per_group_per_minute=20)
    assert (await call("copyMessages", chat_id=desk.id, from_chat_id=anna.id, message_ids=ids))["ok"]
    refused = await call("copyMessages", chat_id=desk.id, from_chat_id=anna.id, message_ids=ids)
    assert refused["error_code"] == 429
    assert (await call("copyMessages", chat_id=desk.id, from_chat_id=anna.id, message_ids=ids[:5]))["ok"]


def test_the_minute_is_a_true_sliding_window(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr("sandbox.limits.time.monotonic", lambda: now[0])
    limits = Limits()
    limits.configure({"per_group_per_minute": 20})
    for _ in range(10):
        limits.charge(1, -1, True)
    now[0] += 59
    for _ in range(10):
        limits.charge(1, -1, True)
    with pytest.raises(ApiError) as refused:
        limits.charge(1, -1, True)
    assert refused.value.parameters == {"retry_after": 1}
    now[0] += 1.001
    for _ in range(10):
        limits.charge(1, -1, True)
    with pytest.raises(ApiError) as refused:
        limits.charge(1, -1, True)
    assert refused.value.parameters == {"retry_after": 59}
    limits.charge(1, -2, True)
    limits.charge(1, 5, False)


def test_waiting_as_long_as_told_is_long_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr("sandbox.limits.time.monotonic", lambda: now[0])
    limits = Limits()
    limits.configure({"telegram": True})
    waits = 0
    for _ in range(100):
        try:
            limits.charge(1, -1, True)
        except ApiError as refused:
            assert refused.parameters is not None
            waits += 1
            now[0] += refused.parameters["retry_after"]
            limits.charge(1, -1, True)
    assert waits > 4


def test_the_scale_shortens_the_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr("sandbox.limits.time.monotonic", lambda: now[0])
    limits = Limits()
    limits.configure({"per_group_per_minute": 20, "scale": 20})
    for _ in range(20):
        limits.charge(1, -1, True)
    with pytest.raises(ApiError) as refused:
        limits.charge(1, -1, True)
    assert refused.value.parameters == {"retry_after": 3}
    now[0] += 3.001
    limits.charge(1, -1, True)


async def test_a_wrong_limit_is_named(box: Sandbox) -> None:
    with pytest.raises(SandboxRefused, match="unknown limit: per_hour"):
        await box.limits(per_hour=3)


async def test_the_next_calls_of_a_method_can_be_made_to_fail(api: Api, box: Sandbox, anna: Person) -> None:
    await box.fault("status", "sendMessage", code=502, times=2)
    for _ in range(2):
        assert "bad gateway" in (await fails(api, "send_message", chat_id=anna.id, text="x")).text
    assert await api.do("get_me")
    assert await api.do("send_message", chat_id=anna.id, text="through")
    assert [m.text for m in await box.messages(anna.chat, service=False)][1:] == ["through"]


async def test_a_reset_before_applies_nothing_and_a_reset_after_applies(api: Api, box: Sandbox, anna: Person) -> None:
    await box.faults([{"kind": "reset_before", "methods": ["sendMessage"], "times": 1}])
    with pytest.raises(Failure):
        await api.do("send_message", chat_id=anna.id, text="lost")
    await box.faults([{"kind": "reset_after", "methods": ["sendMessage"], "times": 1}])
    with pytest.raises(Failure):
        await api.do("send_message", chat_id=anna.id, text="taken")
    assert [m.text for m in await box.messages(anna.chat)][1:] == ["taken"]
    calls = await box.calls("sendMessage")
    assert [(call.applied, call.raw["fault"]) for call in calls] == [(False, "reset_before"), (True, "reset_after")]


async def test_a_hanging_call_is_ended_by_the_client(call, box: Sandbox, anna: Person) -> None:
    await box.fault("hang", "sendMessage", times=1)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(call("sendMessage", chat_id=anna.id, text="x"), 0.2)
    assert (await call("sendMessage", chat_id=anna.id, text="x"))["ok"]


async def test_latency_delays_and_an_explicit_error_is_told_word_for_word(call, box: Sandbox, anna: Person) -> None:
    await box.fault("latency", seconds=0.1)
    began = time.monotonic()
    assert (await call("getMe"))["ok"]
    assert time.monotonic() - began >= 0.1
    await box.faults([{"kind": "error", "code": 429, "description": "Too Many Requests: retry after 3",
                       "parameters": {"retry_after": 3}}])  # fmt: skip
    answer = await call("sendMessage", chat_id=anna.id, text="x")
    assert answer == {
        "ok": False, "error_code": 429, "description": "Too Many Requests: retry after 3",
        "parameters": {"retry_after": 3},
    }  # fmt: skip


async def test_a_share_of_faults_repeats_with_its_seed(call, box: Sandbox, anna: Person) -> None:
    async def pattern(seed: int) -> list[bool]:
        await box.faults([{"kind": "status", "share": 0.3}], seed=seed)
        return [(await call("sendMessage", chat_id=anna.id, text="x"))["ok"] for _ in range(40)]

    first = await pattern(7)
    assert await pattern(7) == first
    assert await pattern(8) != first
    assert 3 <= first.count(False) <= 22


async def test_getupdates_is_spared_unless_named(call, box: Sandbox) -> None:
    await box.fault("status")
    assert (await call("getUpdates"))["ok"]
    await box.fault("status", "getUpdates", code=502)
    assert (await call("getUpdates"))["error_code"] == 502


async def test_the_call_log_tells_method_place_result_and_messages(call, box: Sandbox, desk: Group) -> None:
    topic = (await call("createForumTopic", chat_id=desk.id, name="ACME"))["result"]["message_thread_id"]
    sent = (await call("sendMessage", chat_id=desk.id, message_thread_id=topic, text="hi"))["result"]["message_id"]
    await call("sendMessage", chat_id=desk.id, message_thread_id=777, text="hi")
    good, bad = await box.calls("sendMessage")
    assert (good.status, good.chat_id, good.thread_id, good.message_ids) == (200, desk.id, topic, [sent])
    assert (bad.status, bad.error, bad.applied) == (400, "Bad Request: message thread not found", False)
    assert await box.calls(since=bad.seq) == []
    assert (await box.counts())["sendMessage"] == {"200": 1, "400": 1}


async def test_moving_the_clock_moves_the_date_of_messages(box: Sandbox, anna: Person) -> None:
    before = await anna.sends(anna.chat, "today")
    moved = await box.advance(86400)
    after = await anna.sends(anna.chat, "tomorrow")
    assert 86400 <= after.date - before.date <= 86402
    assert moved["offset_seconds"] == 86400
    assert abs(datetime.fromisoformat(moved["now"]).timestamp() - after.date) <= 2


async def read_events(stream: aiohttp.ClientResponse, count: int) -> list[tuple[int, str, dict]]:
    found: list[tuple[int, str, dict]] = []
    number, name = 0, ""
    async with asyncio.timeout(10):
        async for raw in stream.content:
            line = raw.decode().rstrip("\n")
            if line.startswith("id: "):
                number = int(line[4:])
            elif line.startswith("event: "):
                name = line[7:]
            elif line.startswith("data: "):
                found.append((number, name, orjson.loads(line[6:])))
                if len(found) == count:
                    break
    return found


async def test_the_stream_tells_what_happens_and_can_be_resumed(call, box: Sandbox, anna: Person) -> None:
    async with box.session.get(f"{box.url}/control/events") as stream:
        await stream.content.readline()
        sent = await anna.sends(anna.chat, "one")
        await anna.edits(sent, "two")
        await anna.reacts(sent, "👍")
        await anna.deletes(sent)
        await box.advance(60)
        events = await read_events(stream, 5)
    assert [name for _, name, _ in events] == ["message", "message_edited", "reaction", "message_deleted", "clock"]
    assert events[3][2]["deleted"] is True
    assert "text" not in events[3][2]
    async with box.session.get(f"{box.url}/control/events", headers={"Last-Event-ID": str(events[2][0])}) as stream:
        assert [event[:2] for event in await read_events(stream, 2)] == [event[:2] for event in events[3:]]


async def test_a_listener_that_was_away_too_long_is_told_to_begin_anew(
    monkeypatch: pytest.MonkeyPatch, box: Sandbox, server: RunningServer, anna: Person
) -> None:
    monkeypatch.setattr(server.world.events, "_kept", deque(server.world.events._kept, maxlen=2))
    for number in range(5):
        await anna.sends(anna.chat, str(number))
    async with box.session.get(f"{box.url}/control/events?last_event_id=1") as stream:
        assert [name for _, name, _ in await read_events(stream, 1)] == ["reset"]


async def test_waiting_for_something_ends_with_it_or_names_what_was_missing(call, box: Sandbox, anna: Person) -> None:
    waiting = asyncio.create_task(box.receives(anna.chat, "good news"))
    await asyncio.sleep(0.02)
    await call("sendMessage", chat_id=anna.id, text="here is good news")
    assert (await waiting).text == "here is good news"
    with pytest.raises(TimeoutError, match="'bad news'"):
        await box.receives(anna.chat, "bad news", timeout=0.1)


async def test_messages_are_paged(box: Sandbox, anna: Person) -> None:
    for number in range(5):
        await anna.sends(anna.chat, str(number))
    page = await box.request("GET", f"/control/chats/{anna.id}/messages?limit=2")
    assert ([m["text"] for m in page["messages"]], page["more"]) == (["3", "4"], True)
    first = page["messages"][0]["message_id"]
    page = await box.request("GET", f"/control/chats/{anna.id}/messages?limit=10&before={first}")
    assert ([m["text"] for m in page["messages"]][1:], page["more"]) == (["0", "1", "2"], False)
    page = await box.request("GET", f"/control/chats/{anna.id}/messages?limit=10&after={first}")
    assert [m["text"] for m in page["messages"]] == ["4"]


async def test_general_and_a_topic_are_read_apart(box: Sandbox, desk: Group, olena: Person) -> None:
    topic = await olena.creates_topic(desk, "ACME")
    await olena.sends(desk, "in general")
    await olena.sends(desk, "in the topic", thread=topic)
    assert [m.text for m in await box.messages(desk, thread="general", service=False)] == ["in general"]
    assert [m.text for m in await box.messages(desk, thread=topic, service=False)] == ["in the topic"]


async def test_a_late_call_takes_effect_though_its_client_gave_up(call, box: Sandbox, anna: Person) -> None:
    await box.fault("latency", "sendMessage", seconds=0.2)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(call("sendMessage", chat_id=anna.id, text="late"), 0.05)
    assert (await box.receives(anna.chat, "late")).text == "late"


async def test_a_page_from_elsewhere_cannot_act_in_the_sandbox(box: Sandbox) -> None:
    address = f"{box.url}/control/people"
    async with box.session.post(address, data=b'{"name": "Eve"}', headers={"Origin": "https://evil.example"}) as answer:
        assert answer.status == 403
    async with box.session.post(address, data=b'{"name": "Eve"}', headers={"Origin": box.url}) as answer:
        assert answer.status == 200
    assert len(await box.request("GET", "/control/people")) == 1
