"""The demo as a program: the page at once, the bot as soon as it is loaded, and an end that leaves nothing behind."""

import asyncio
import contextlib
import errno
import importlib
import logging
import signal
import threading
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic_settings import BaseSettings, PydanticBaseSettingsSource
from rich.console import Console

from bot import logs
from bot.clock import Clock
from bot.demo import cast, days, guide
from bot.demo.seed import seed
from bot.demo.stage import Stage, set_stage, show
from bot.demo.times import StoryTime, follow_clock
from bot.schema import upgrade
from bot.settings import Settings
from bot.tasks import Tasks
from sandbox.client import Sandbox
from sandbox.server import RunningServer, start
from storage.unit import Store

GOODBYE = 1.0
"""Seconds for the bot to finish what is under way before it is cut off; the whole end takes two at most."""


class DemoSettings(Settings):
    """Settings from arguments alone: the environment and the `.env` of a real installation stay outside."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, and nothing else."""
        return (init_settings,)


def settings(api_url: str, folder: Path) -> DemoSettings:
    """How the demo's bot is set, with a fresh database in `folder`.

    Telegram's limits are lifted: with 20 posts a minute in a desk, filling the chats would take minutes. The team
    works round the clock: a survey waits for working hours, and a newcomer on a Sunday would see none.
    """
    return DemoSettings(
        token=cast.TOKEN,
        api_url=api_url,
        database_url=f"sqlite+aiosqlite:///{folder / 'carebot.db'}",
        timezone=cast.ZONE,
        team_hours="Mon-Sun 00:00-24:00",
        limit_overall=0,
        limit_per_chat=0,
        limit_per_group=0,
    )


def main(port: int, host: str) -> int:
    """Serve until SIGINT, SIGTERM or SIGHUP; the exit code. Nothing is kept: each demo has a new temporary folder."""
    logs.set_up("console")
    logging.getLogger().setLevel(logging.WARNING)
    with contextlib.suppress(KeyboardInterrupt):  # one that came before the loop listened to signals
        return asyncio.run(_serve(port, host))
    return 0


async def _serve(port: int, host: str) -> int:
    stopping = _stop_on_signals()
    try:
        server = await start(host=host, port=port)
    except OSError as error:
        trouble = Console(stderr=True, highlight=False, markup=False)
        if error.errno == errno.EADDRINUSE:
            guide.taken(trouble, port)
        else:
            guide.refused(trouble, host, port, str(error.strerror))
        return 1
    console = Console(highlight=False, markup=False)
    guide.starting(console, server.url)
    tasks = Tasks()
    with TemporaryDirectory(prefix="carebot-demo-") as folder:
        async with server, Sandbox(server.url) as box:
            demo = tasks.start(_play(server, box, Path(folder), tasks, console), "demo", quiet=True)
            told = tasks.start(stopping.wait(), "stop", quiet=True)
            await asyncio.wait({demo, told}, return_when=asyncio.FIRST_COMPLETED)
            demo.cancel()
            await asyncio.wait({demo})
            await tasks.stop()
    if not demo.cancelled():
        demo.result()
    guide.stopped(console)
    return 0


def _stop_on_signals() -> asyncio.Event:
    """An event that is set by the signals that ask a program to end."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    # Windows knows no SIGHUP and lets no loop handle signals; there Ctrl-C is a KeyboardInterrupt.
    with contextlib.suppress(AttributeError, NotImplementedError):
        loop.add_signal_handler(signal.SIGINT, stopping.set)
        loop.add_signal_handler(signal.SIGTERM, stopping.set)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup
            loop.add_signal_handler(signal.SIGHUP, stopping.set)
    return stopping


async def _play(server: RunningServer, box: Sandbox, folder: Path, tasks: Tasks, console: Console) -> None:
    """Set the stage, let the bot in and keep it going. Ends by cancelling, or by the failure of a part."""
    clock = Clock()
    time = StoryTime(box, clock)
    await time.begin()
    stage = await set_stage(box)
    await _load("bot.app")
    from bot.app import build

    wanted = settings(server.url, folder)
    await upgrade(wanted)
    app = build(wanted, clock)
    running = tasks.start(app.run(), "bot", quiet=True)
    acting = tasks.start(_act(stage, app.store, clock, time, server.url, console), "acting", quiet=True)
    try:
        done, _ = await asyncio.wait({running, acting}, return_when=asyncio.FIRST_COMPLETED)
        for part in done:
            part.result()
    finally:
        acting.cancel()
        app.stop()
        await asyncio.wait({running, acting}, timeout=GOODBYE)
        running.cancel()
        await asyncio.wait({running, acting})


async def _act(stage: Stage, store: Store, clock: Clock, time: StoryTime, url: str, console: Console) -> None:
    """Fill the chats, say what to try, then keep the clocks together for ever."""
    link = await seed(stage, store, time)
    try_first = guide.steps(link, days.of_ruth(time.today).pause_until)
    await show(stage, try_first)
    guide.ready(console, url, try_first)
    await follow_clock(stage.box, clock)


async def _load(module: str) -> None:
    """Import what takes seconds while the page is served. In a daemon thread: Ctrl-C need not wait for it."""
    loop = asyncio.get_running_loop()
    loaded: asyncio.Future[None] = loop.create_future()

    def settle(error: BaseException | None) -> None:
        if loaded.done():
            return
        if error is None:
            loaded.set_result(None)
        else:
            loaded.set_exception(error)

    def work() -> None:
        failure: BaseException | None = None
        try:
            importlib.import_module(module)
        except BaseException as error:
            failure = error
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(settle, failure)

    threading.Thread(target=work, name=f"import {module}", daemon=True).start()
    await loaded
