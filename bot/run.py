"""`carebot run` and `carebot replay`."""

import asyncio
import signal
import sys
from typing import Any

import orjson
import structlog

from bot import logs
from bot.app import App, build
from bot.clock import Clock
from bot.settings import Settings
from bot.telegram import Refusal
from storage import inbox

log = structlog.get_logger(__name__)


def main(settings: Settings) -> int:
    """Run the bot until SIGINT or SIGTERM; the exit code. The database must be migrated already."""
    logs.set_up(settings.log_format)
    run = _runner()
    try:
        run(serve(settings))
    except Refusal as refusal:
        if refusal.code not in {401, 404}:
            log.error("ended by a refusal of Telegram's", exc_info=refusal)
            return 1
        log.error("Telegram does not know this token. Ask @BotFather for the right one and set CAREBOT_TOKEN.")
        return 1
    except Exception as error:
        log.error("ended by an error that nothing of ours expects; please report it", exc_info=error)
        return 1
    return 0


def _runner() -> Any:
    """asyncio.run, on uvloop where there is one."""
    if sys.platform == "win32":
        return asyncio.run
    import uvloop

    return uvloop.run


async def serve(settings: Settings, clock: Clock | None = None) -> None:
    """Build and run one bot; stops at SIGINT and SIGTERM."""
    app = build(settings, clock or Clock())
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, app.stop)
    await app.run()


async def replay(settings: Settings) -> list[dict[str, Any]]:
    """Handle the updates that were set aside again, oldest first; what became of each.

    A running bot sends what they post.
    """
    app = build(settings, Clock())
    try:
        return await _replay(app)
    finally:
        await app.close()


async def _replay(app: App) -> list[dict[str, Any]]:
    from bot.intake import handle_again

    async with app.store.reading() as uow:
        waiting = await inbox.quarantined(uow)
    results = []
    for one in waiting:
        error = await handle_again(app.store, app.settings.required_token(), orjson.loads(one.payload), one.id)
        results.append({"update": one.update_id, "ok": error is None, "error": error})
    return results
