"""The control API over HTTP: ``stage`` (people, groups), ``deeds`` (what people do), ``reading``, ``machinery``."""

from aiohttp import web

from sandbox.control import deeds, machinery, reading, stage
from sandbox.world import World


def add_routes(app: web.Application, world: World) -> None:
    """Put all of ``/control`` into the application."""
    for module in (stage, deeds, reading, machinery):
        module.add_routes(app, world)
