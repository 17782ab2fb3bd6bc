"""The connection to Telegram: answers and refusals as data, and the token nowhere to be seen."""

import asyncio
from collections.abc import AsyncIterator

import orjson
import pytest
from aiohttp import web

from bot.telegram import Refusal, Telegram, Unreachable

TOKEN = "7000000001:a-very-secret-token"


class Server:
    """Answers every call with what it is told to, and keeps what came."""

    def __init__(self) -> None:
        self.status, self.body, self.hang = 200, b'{"ok": true, "result": 7}', False
        self.seen: list[tuple[str, bytes]] = []
        self.url = ""

    async def answer(self, request: web.Request) -> web.Response:
        self.seen.append((request.path, await request.read()))
        if self.hang:
            await asyncio.sleep(5)
        return web.Response(status=self.status, body=self.body)


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    made = Server()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", made.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    made.url = f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}"  # type: ignore[union-attr]
    yield made
    await runner.cleanup()


@pytest.fixture
async def telegram(server: Server) -> AsyncIterator[Telegram]:
    made = Telegram(TOKEN, server.url + "/", timeout=0.3)
    yield made
    await made.close()


async def test_a_call_gives_the_plain_result(server: Server, telegram: Telegram):
    assert await telegram.call("sendMessage", {"chat_id": 1, "text": "Ґ"}) == 7
    [(path, body)] = server.seen
    assert path == f"/bot{TOKEN}/sendMessage"
    assert orjson.loads(body) == {"chat_id": 1, "text": "Ґ"}


async def _refused(server: Server, telegram: Telegram, status: int, **answer) -> Refusal:
    server.status, server.body = status, orjson.dumps({"ok": False, **answer})
    with pytest.raises(Refusal) as raised:
        await telegram.call("sendMessage")
    return raised.value


async def test_a_refusal_brings_telegrams_code_and_words(server, telegram):
    refusal = await _refused(server, telegram, 400, error_code=400, description="Bad Request: chat not found")
    assert (refusal.code, refusal.description, str(refusal)) == (
        400,
        "Bad Request: chat not found",
        "400 Bad Request: chat not found",
    )
    assert not refusal.passing


async def test_a_429_brings_how_long_to_wait(server, telegram):
    told = {"error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": 9}}
    refusal = await _refused(server, telegram, 429, **told)
    assert (refusal.retry_after, refusal.passing) == (9, True)


async def test_a_migration_brings_the_new_id(server, telegram):
    told = {"error_code": 400, "description": "migrated", "parameters": {"migrate_to_chat_id": -1007}}
    assert (await _refused(server, telegram, 400, **told)).migrate_to == -1007


@pytest.mark.parametrize(
    ("status", "body", "code"), [(502, b"<html>Bad Gateway</html>", 502), (200, b"hello", 502), (404, b"", 404)]
)
async def test_what_is_no_bot_api_answer_is_a_refusal_with_a_sensible_code(server, telegram, status, body, code):
    server.status, server.body = status, body
    with pytest.raises(Refusal) as raised:
        await telegram.call("getMe")
    assert (raised.value.code, raised.value.passing) == (code, code >= 500)


async def test_a_server_that_does_not_answer_in_time_is_unreachable(server, telegram):
    server.hang = True
    with pytest.raises(Unreachable, match="getMe: no answer"):
        await telegram.call("getMe")


async def test_a_call_can_have_a_time_out_of_its_own(server, telegram):
    server.hang = True
    started = asyncio.get_running_loop().time()
    with pytest.raises(Unreachable):
        await telegram.call("getUpdates", timeout=0.05)
    assert asyncio.get_running_loop().time() - started < 0.25


async def test_a_server_that_is_not_there_is_unreachable():
    telegram = Telegram(TOKEN, "http://127.0.0.1:9")
    with pytest.raises(Unreachable):
        await telegram.call("getMe")
    await telegram.close()


async def _whole(error: BaseException) -> str:
    import traceback

    return "".join(traceback.format_exception(error)) + repr(error) + repr(error.__cause__) + repr(error.args)


@pytest.mark.parametrize("how", ["hang", "gone", "refused", "nonsense"])
async def test_the_token_stands_in_no_error(server, telegram, how):
    if how == "gone":
        telegram = Telegram(TOKEN, "http://127.0.0.1:9")
    server.hang = how == "hang"
    if how in {"refused", "nonsense"}:
        server.status, server.body = 404, b'{"ok": false}' if how == "refused" else b"x"
    with pytest.raises((Refusal, Unreachable)) as raised:
        await telegram.call("getMe")
    await telegram.close()
    assert "secret" not in await _whole(raised.value)


def test_the_token_stands_in_no_repr():
    telegram = Telegram(TOKEN)
    assert "secret" not in repr(telegram) + str(telegram)


async def test_a_closed_connection_opens_again_when_needed(telegram: Telegram):
    assert await telegram.call("getMe") == 7
    await telegram.close()
    assert await telegram.call("getMe") == 7
