"""What the handlers of the control API share: JSON in, JSON out, refusals in plain words."""

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

import orjson
from aiohttp import web

from sandbox.errors import ApiError, Refused

Handler = Callable[[web.Request], Awaitable[Any]]


def route(app: web.Application, verb: str, path: str, handler: Handler) -> None:
    """Register a handler that answers a JSON value or a finished response."""

    async def answer(request: web.Request) -> web.StreamResponse:
        origin = request.headers.get("Origin")
        if origin is not None and urlsplit(origin).netloc != request.host:
            # A page from elsewhere, opened in the same browser, must not act in the sandbox.
            return reply({"error": "only the chat page itself may call from a browser"}, 403)
        try:
            result = await handler(request)
        except Refused as problem:
            return reply({"error": problem.text}, problem.status)
        except ApiError as problem:
            return reply({"error": problem.description}, 400)
        return result if isinstance(result, web.StreamResponse) else reply(result)

    app.router.add_route(verb, path, answer)


def reply(value: Any, status: int = 200) -> web.Response:
    """A JSON response."""
    return web.Response(body=orjson.dumps(value), status=status, content_type="application/json")


async def body(request: web.Request) -> dict[str, Any]:
    """The JSON object of the request; empty when there is no body."""
    raw = await request.read()
    if not raw:
        return {}
    try:
        parsed = orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise Refused(400, "the body is no JSON") from None
    if not isinstance(parsed, dict):
        raise Refused(400, "the body must be a JSON object")
    return parsed


def number(text: str | None, name: str) -> int | None:
    """A whole number from the address; None when it is missing."""
    if text is None or text == "":
        return None
    try:
        return int(text)
    except ValueError:
        raise Refused(400, f"{name} must be a whole number") from None


def path_number(request: web.Request, name: str) -> int:
    """A whole number from the path."""
    value = number(request.match_info[name], name)
    if value is None:
        raise Refused(400, f"{name} is missing")
    return value


def query_number(request: web.Request, name: str) -> int | None:
    """A whole number from the query string."""
    return number(request.query.get(name), name)
