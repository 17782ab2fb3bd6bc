"""The roof: the HTTP application over a world, and a running server of it."""

from pathlib import Path
from types import TracebackType

from aiohttp import web

from sandbox import control
from sandbox.bot_api.dispatch import Dispatcher
from sandbox.world import World

PAGE = Path(__file__).parent / "page"
# Telegram's limit for uploads is 50 MB; the call's other fields need room beside it.
BODY_LIMIT = 52 * 1024 * 1024


def create_app(world: World) -> web.Application:
    """The application: Bot API, control API, and chat page over one world."""
    app = web.Application(client_max_size=BODY_LIMIT)
    dispatcher = Dispatcher(world)
    app.router.add_route("*", "/bot{token:[^/]+}/{method}", dispatcher.handle)
    app.router.add_get("/file/bot{token:[^/]+}/{path:.+}", dispatcher.download)
    control.add_routes(app, world)
    app.router.add_get("/", _index)
    app.router.add_get("/page/{name:.+}", _asset)

    async def stop(_app: web.Application) -> None:
        world.events.close()
        await dispatcher.stop()
        world.stop_webhooks()

    app.on_shutdown.append(stop)
    return app


async def _index(_request: web.Request) -> web.StreamResponse:
    return _page_file("index.html")


async def _asset(request: web.Request) -> web.StreamResponse:
    return _page_file(request.match_info["name"])


def _page_file(name: str) -> web.StreamResponse:
    path = (PAGE / name).resolve()
    if not path.is_relative_to(PAGE.resolve()) or not path.is_file():
        raise web.HTTPNotFound(text="There is no such page.")
    return web.FileResponse(path, headers={"Cache-Control": "no-cache"})


class RunningServer:
    """A sandbox that listens. Ends with `stop`, or at the end of ``async with``."""

    def __init__(self, world: World, runner: web.AppRunner, url: str) -> None:
        self.world = world
        self.url = url
        self._runner = runner

    async def stop(self) -> None:
        """End all connections and stop listening."""
        await self._runner.cleanup()

    async def __aenter__(self) -> "RunningServer":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()


async def start(world: World | None = None, host: str = "127.0.0.1", port: int = 0) -> RunningServer:
    """Listen on `host` and `port` (0: any free one) and answer the running server, whose `url` has no final slash."""
    world = world or World()
    runner = web.AppRunner(create_app(world), access_log=None, shutdown_timeout=0.5, handler_cancellation=True)
    await runner.setup()
    site = web.TCPSite(runner, host, port, backlog=1024)
    await site.start()
    address = runner.addresses[0]
    return RunningServer(world, runner, f"http://{host}:{address[1]}")
