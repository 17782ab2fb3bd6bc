"""The machinery: clock, faults, limits, the call log, notes, reset."""

from typing import Any

import orjson
from aiohttp import web

from sandbox.control.http import body, query_number, route
from sandbox.errors import Refused
from sandbox.messages import Json
from sandbox.world import World


class Machinery:
    """Handlers over one world."""

    def __init__(self, world: World) -> None:
        self.world = world

    async def clock(self, _request: web.Request) -> Json:
        """The sandbox's time."""
        return self.world.clock.as_json()

    async def move_clock(self, request: web.Request) -> Json:
        """Move the clock by, or to, an offset in seconds."""
        given = await body(request)
        clock = self.world.clock
        try:
            if "advance" in given:
                clock.offset += float(given["advance"])
            elif "offset" in given:
                clock.offset = float(given["offset"])
            else:
                raise Refused(400, "say advance or offset, in seconds")
        except (TypeError, ValueError):
            raise Refused(400, "seconds must be a number") from None
        self.world.events.note("clock", clock.as_json)
        return clock.as_json()

    async def faults(self, _request: web.Request) -> Json:
        """The rules in force."""
        return self.world.faults.as_json()

    async def replace_faults(self, request: web.Request) -> Json:
        """Other rules, and the random sequence from its start."""
        given = await body(request)
        self.world.faults.replace(given.get("rules") or [], int(given.get("seed") or 0))
        return self.world.faults.as_json()

    async def add_fault(self, request: web.Request) -> Json:
        """One more rule."""
        self.world.faults.add(await body(request))
        return self.world.faults.as_json()

    async def clear_faults(self, _request: web.Request) -> Json:
        """No rules."""
        self.world.faults.replace([])
        return self.world.faults.as_json()

    async def limits(self, _request: web.Request) -> Json:
        """The limits in force."""
        return dict(self.world.limits.as_json())

    async def set_limits(self, request: web.Request) -> Json:
        """Other limits."""
        self.world.limits.configure(await body(request))
        return dict(self.world.limits.as_json())

    async def calls(self, request: web.Request) -> Json:
        """The call log."""
        return self.world.calls.since(
            query_number(request, "since") or 0,
            request.query.get("method"),
            query_number(request, "chat_id"),
            query_number(request, "limit") or 1000,
        )

    async def counts(self, _request: web.Request) -> Json:
        """How often each method answered what."""
        return dict(self.world.calls.counts())

    async def clear_calls(self, _request: web.Request) -> Json:
        """Empty the log and the counters."""
        self.world.calls.clear()
        return {}

    async def updates(self, request: web.Request) -> Json:
        """What the bot has not confirmed yet."""
        return dict(self.world.bot(query_number(request, "bot_id")).updates.state())

    async def notes(self, _request: web.Request) -> Any:
        """The notes for the page."""
        return self.world.notes

    async def set_notes(self, request: web.Request) -> Any:
        """Other notes: any JSON."""
        try:
            self.world.notes = orjson.loads(await request.read())
        except orjson.JSONDecodeError:
            raise Refused(400, "the notes are no JSON") from None
        self.world.events.note("notes", lambda: self.world.notes)
        return self.world.notes

    async def reset(self, _request: web.Request) -> Json:
        """Empty the world."""
        self.world.reset()
        return {}

    async def health(self, _request: web.Request) -> Json:
        """Whether the server answers."""
        return {"ok": True}


def add_routes(app: web.Application, world: World) -> None:
    """Register the handlers."""
    machinery = Machinery(world)
    route(app, "GET", "/control/clock", machinery.clock)
    route(app, "POST", "/control/clock", machinery.move_clock)
    route(app, "GET", "/control/faults", machinery.faults)
    route(app, "PUT", "/control/faults", machinery.replace_faults)
    route(app, "POST", "/control/faults", machinery.add_fault)
    route(app, "DELETE", "/control/faults", machinery.clear_faults)
    route(app, "GET", "/control/limits", machinery.limits)
    route(app, "PUT", "/control/limits", machinery.set_limits)
    route(app, "GET", "/control/calls", machinery.calls)
    route(app, "GET", "/control/calls/counts", machinery.counts)
    route(app, "DELETE", "/control/calls", machinery.clear_calls)
    route(app, "GET", "/control/updates", machinery.updates)
    route(app, "GET", "/control/notes", machinery.notes)
    route(app, "PUT", "/control/notes", machinery.set_notes)
    route(app, "POST", "/control/reset", machinery.reset)
    route(app, "GET", "/control/health", machinery.health)
