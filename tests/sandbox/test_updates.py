"""Long polling and webhooks."""

import asyncio
from typing import Any

from aiohttp import web

from sandbox.client import BotHandle, Group, Person, Sandbox
from sandbox.server import RunningServer
from tests.sandbox.test_sending import updates


async def test_updates_stay_until_a_higher_offset_confirms_them(call, anna: Person) -> None:
    await anna.sends(anna.chat, "one")
    await anna.sends(anna.chat, "two")
    first = await updates(call)
    assert [u["update_id"] for u in await updates(call)] == [u["update_id"] for u in first]
    rest = await updates(call, offset=first[1]["update_id"])
    assert [u["message"]["text"] for u in rest] == ["one", "two"]
    assert await updates(call, offset=first[-1]["update_id"] + 1) == []


async def test_a_long_poll_answers_as_soon_as_something_happens(call, anna: Person) -> None:
    last = (await updates(call))[-1]["update_id"]
    waiting = asyncio.create_task(call("getUpdates", offset=last + 1, timeout=10))
    await asyncio.sleep(0.05)
    await anna.sends(anna.chat, "now")
    answer = await asyncio.wait_for(waiting, 10)
    assert answer["result"][0]["message"]["text"] == "now"


async def test_a_second_poller_ends_the_first_with_409(call, anna: Person) -> None:
    last = (await updates(call))[-1]["update_id"]
    first = asyncio.create_task(call("getUpdates", offset=last + 1, timeout=10))
    await asyncio.sleep(0.05)
    second = asyncio.create_task(call("getUpdates", offset=last + 1, timeout=10))
    answer = await asyncio.wait_for(first, 10)
    assert answer["error_code"] == 409
    assert answer["description"].startswith("Conflict: terminated by other getUpdates request")
    await anna.sends(anna.chat, "for the second")
    assert (await asyncio.wait_for(second, 10))["result"][0]["message"]["text"] == "for the second"


async def test_an_update_shows_the_message_as_it_was(call, anna: Person) -> None:
    sent = await anna.sends(anna.chat, "before")
    await anna.edits(sent, "after")
    found = await updates(call)
    assert found[-2]["message"]["text"] == "before"
    assert found[-1]["edited_message"]["text"] == "after"


class Receiver:
    """A webhook's other end."""

    def __init__(self) -> None:
        self.bodies: list[dict[str, Any]] = []
        self.secrets: list[str | None] = []
        self.refusals = 0
        self.delay = 0.0

    async def take(self, request: web.Request) -> web.Response:
        if self.refusals:
            self.refusals -= 1
            return web.Response(status=503)
        body = await request.json()
        await asyncio.sleep(self.delay)
        self.bodies.append(body)
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        return web.Response()

    async def start(self) -> tuple[str, web.AppRunner]:
        app = web.Application()
        app.router.add_post("/hook", self.take)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{runner.addresses[0][1]}/hook", runner

    async def texts(self, count: int) -> list[str]:
        for _ in range(300):
            if len(self.bodies) >= count:
                break
            await asyncio.sleep(0.01)
        return [body["message"]["text"] for body in self.bodies]


async def test_a_webhook_gets_updates_with_its_secret_and_after_a_refusal_again(
    call, box: Sandbox, anna: Person
) -> None:
    receiver = Receiver()
    receiver.refusals = 1
    url, runner = await receiver.start()
    assert (await call("setWebhook", url=url, secret_token="s-1_A", drop_pending_updates=True))["ok"]
    await anna.sends(anna.chat, "by hook")
    assert await receiver.texts(1) == ["by hook"]
    assert receiver.secrets == ["s-1_A"]
    info = (await call("getWebhookInfo"))["result"]
    assert info["url"] == url
    assert "503" in info["last_error_message"]
    answer = await call("getUpdates")
    assert answer["description"].startswith("Conflict: can't use getUpdates method while webhook is active")
    await call("deleteWebhook")
    assert (await call("getUpdates"))["ok"]
    assert await box.pending_updates() == 0
    await runner.cleanup()


async def test_a_webhook_keeps_the_order_within_a_chat(call, anna: Person) -> None:
    receiver = Receiver()
    receiver.delay = 0.01
    url, runner = await receiver.start()
    await call("setWebhook", url=url, drop_pending_updates=True)
    for number in range(8):
        await anna.sends(anna.chat, str(number))
    assert await receiver.texts(8) == [str(number) for number in range(8)]
    await call("deleteWebhook")
    await runner.cleanup()


async def test_stopping_the_server_ends_polls_and_streams_at_once(
    server: RunningServer, box: Sandbox, bot: BotHandle, desk: Group
) -> None:
    async with box.session.get(f"{server.url}/control/events") as stream:
        await stream.content.readline()
        await asyncio.wait_for(server.stop(), 10)
