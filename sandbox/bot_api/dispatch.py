"""From an HTTP call to a method and back: token, faults, errors, the call log, downloads."""

import asyncio
import logging
import socket
import struct
from typing import Any

import orjson
from aiohttp import web

from sandbox.accounts import BotAccount
from sandbox.bot_api import commands, copying, editing, forum, info, media, receiving, removing, sending
from sandbox.bot_api.call import ASYNC_METHODS, METHODS, Call, RawJson
from sandbox.bot_api.params import Params, read_params
from sandbox.errors import ApiError, Refused, bad_request
from sandbox.faults import Rule
from sandbox.files import DOWNLOAD_LIMIT
from sandbox.world import World

# Importing these fills the table of methods.
METHOD_MODULES = (commands, copying, editing, forum, info, media, receiving, removing, sending)
HANG_SECONDS = 3600.0
log = logging.getLogger(__name__)


def _answer(body: bytes, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    return web.Response(body=body, status=status, content_type="application/json", headers=headers)


def _error(problem: ApiError) -> web.Response:
    body: dict[str, Any] = {"ok": False, "error_code": problem.code, "description": problem.description}
    headers = None
    if problem.parameters:
        body["parameters"] = problem.parameters
        if "retry_after" in problem.parameters:
            headers = {"Retry-After": str(problem.parameters["retry_after"])}
    return _answer(orjson.dumps(body), problem.code, headers)


def _reset(request: web.Request) -> web.Response:
    """Cut the connection with a TCP reset, so that the client sees it at once."""
    transport = request.transport
    if transport is not None:
        sock = transport.get_extra_info("socket")
        if sock is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    return web.Response(status=500)


class Dispatcher:
    """The handler behind ``/bot<token>/<method>`` and ``/file/bot<token>/<path>``."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._late: set[asyncio.Task[web.Response]] = set()

    async def stop(self) -> None:
        """Drop the calls that latency still holds back."""
        for late in self._late:
            late.cancel()
        await asyncio.gather(*self._late, return_exceptions=True)

    def _bot(self, request: web.Request) -> BotAccount:
        bot = self.world.bots_by_token.get(request.match_info["token"])
        if bot is None:
            raise ApiError(401, "Unauthorized")
        return bot

    async def handle(self, request: web.Request) -> web.Response:
        """Answer one Bot API call."""
        name = request.match_info["method"]
        lower = name.lower()
        known = METHODS.get(lower) or ASYNC_METHODS.get(lower)
        try:
            bot = self._bot(request)
            if known is None:
                raise ApiError(404, "Not Found")
            params = await read_params(request)
        except ApiError as refused:
            return _error(refused)
        except web.HTTPRequestEntityTooLarge:
            return _error(ApiError(413, "Request Entity Too Large"))
        call = Call(self.world, bot, params)
        faults = self.world.faults
        if faults.rules:
            latency, rule = faults.strike(lower, params.integer("chat_id"))
            if latency:
                # On its own, because a late call takes effect even when its client has given up.
                late = asyncio.create_task(self._later(latency, request, call, known[0], rule))
                self._late.add(late)
                late.add_done_callback(self._late.discard)
                return await asyncio.shield(late)
            if rule is not None:
                return await self._struck(request, call, known[0], rule)
        return await self._perform(call, known[0])

    async def _later(
        self, seconds: float, request: web.Request, call: Call, name: str, rule: Rule | None
    ) -> web.Response:
        await asyncio.sleep(seconds)
        if rule is not None:
            return await self._struck(request, call, name, rule)
        return await self._perform(call, name)

    async def _perform(self, call: Call, name: str) -> web.Response:
        lower = name.lower()
        if lower in ASYNC_METHODS:
            return await self._run_async(call, name)
        body, problem = self._run(call, lower)
        self._log(call, name, problem, None, problem is None)
        return _answer(body) if problem is None else _error(problem)

    async def _run_async(self, call: Call, name: str) -> web.Response:
        problem: ApiError | None = None
        body = b""
        try:
            body = b'{"ok":true,"result":' + await ASYNC_METHODS[name.lower()][1](call) + b"}"
        except ApiError as refused:
            problem = refused
        self._log(call, name, problem, None, problem is None)
        return _answer(body) if problem is None else _error(problem)

    def _run(self, call: Call, lower: str) -> tuple[bytes, ApiError | None]:
        """Apply the call: the whole answer, or the error."""
        try:
            result = METHODS[lower][1](call)
        except ApiError as problem:
            return b"", problem
        except Refused as problem:
            return b"", bad_request(problem.text)
        except Exception:
            log.exception("%s failed: a malformed parameter, or a mistake in the sandbox", lower)
            return b"", ApiError(500, "Internal Server Error: see the sandbox's log")
        if isinstance(result, RawJson):
            return b'{"ok":true,"result":' + result + b"}", None
        return orjson.dumps({"ok": True, "result": result}), None

    async def _struck(self, request: web.Request, call: Call, name: str, rule: Rule) -> web.Response:
        """Let a fault have its way with the call."""
        applied = False
        if (rule.apply or rule.kind == "reset_after") and name.lower() in METHODS:
            _, problem = self._run(call, name.lower())
            applied = problem is None
        if rule.kind in ("error", "status"):
            struck = ApiError(rule.code, rule.text(), rule.parameters)
            self._log(call, name, struck, rule.kind, applied)
            return _error(struck)
        self._log(call, name, ApiError(0, rule.kind), rule.kind, applied)
        if rule.kind == "hang":
            await asyncio.sleep(rule.seconds if rule.seconds is not None else HANG_SECONDS)
        return _reset(request)

    def _log(self, call: Call, name: str, problem: ApiError | None, fault: str | None, applied: bool) -> None:
        params: Params = call.params
        self.world.calls.add(
            call.bot.id,
            name,
            params.integer("chat_id"),
            params.integer("message_thread_id"),
            self.world.clock.now(),
            200 if problem is None else problem.code,
            None if problem is None else problem.description,
            fault,
            applied,
            call.message_ids,
        )

    async def download(self, request: web.Request) -> web.Response:
        """Serve a file that getFile named."""
        try:
            self._bot(request)
        except ApiError as problem:
            return _error(problem)
        stored = self.world.files.at_path(request.match_info["path"])
        if stored is None or stored.size > DOWNLOAD_LIMIT:
            return _error(ApiError(404, "Not Found"))
        return web.Response(body=stored.data, content_type="application/octet-stream")
