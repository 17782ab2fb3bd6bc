"""Has a report made by a child process, and waits for it."""

import asyncio
import dataclasses
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import orjson

from storage.unit import Store

LONGEST = {"summary": 120.0, "export": 900.0}
"""Real seconds until a child is taken for stuck and ended."""

_LAST_WORDS = 2000


class ReportError(Exception):
    """A report could not be made; the message is what the child said last, for the log."""


@asynccontextmanager
async def made(store: Store, wanted: dict[str, Any]) -> AsyncIterator[dict[str, Any]]:
    """What `bot.reports.child` made of an order; its files are there as long as the context is.

    Raises `ReportError` when the child failed or took too long. Cancelling ends the child.
    """
    with tempfile.TemporaryDirectory(prefix="carebot-report-") as folder:
        order = {
            "database_url": store.url,
            "defaults": dataclasses.asdict(store.defaults),
            "now": store.clock.now().isoformat(),
            "epoch": store.clock.epoch(),
            "wanted": wanted,
            "folder": folder,
        }
        yield await _carried_out(order, LONGEST[wanted["what"]])


async def _carried_out(order: dict[str, Any], longest: float) -> dict[str, Any]:
    # The order goes through standard input: others can read arguments, and the address may hold a password.
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot.reports.child",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(longest):
            answer, complaints = await child.communicate(orjson.dumps(order))
    except TimeoutError:
        raise ReportError(f"it took longer than {longest:.0f} seconds") from None
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode != 0:
        raise ReportError(complaints.decode(errors="replace")[-_LAST_WORDS:])
    found: dict[str, Any] = orjson.loads(answer)
    return found
