"""A Carebot in a process of its own that can really be killed.

The program imports everything once and forks a child for each life, so that a life begins in a moment instead of
seconds: a kill then hits a bot at work and not one that is still importing.
"""

import asyncio
import os
import signal
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent

_PROGRAM = """
import os, sys
from bot import app, run, logs
from bot.settings import Settings
app.LEASE_SECONDS, app.RENEW_EVERY = 1.0, 0.3
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        logs.set_up("json")
        run._runner()(run.serve(Settings(_env_file=None)))
        os._exit(0)
    print(child, flush=True)
    os.waitpid(child, 0)
    print("dead", flush=True)
"""


class Mortal:
    """Lives of one bot on one database.

    `live` begins one, `kill` ends it as a power cut would, `stop` as SIGTERM does.
    """

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self._environment = environment
        self._log = log
        self._nursery: asyncio.subprocess.Process | None = None
        self._pid = 0

    async def live(self) -> None:
        if self._nursery is None:
            with self._log.open("wb") as log:
                self._nursery = await asyncio.create_subprocess_exec(
                    sys.executable,
                    "-c",
                    _PROGRAM,
                    cwd=ROOT,
                    env=os.environ | self._environment,
                    stdin=asyncio.subprocess.PIPE,
                    stdout=asyncio.subprocess.PIPE,
                    stderr=log,
                )
        assert self._nursery.stdin is not None and self._nursery.stdout is not None
        self._nursery.stdin.write(b"live\n")
        self._pid = int(await self._nursery.stdout.readline())

    async def kill(self) -> None:
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        await self._end(signal.SIGTERM)

    async def _end(self, how: signal.Signals) -> None:
        os.kill(self._pid, how)
        assert self._nursery is not None and self._nursery.stdout is not None
        assert await self._nursery.stdout.readline() == b"dead\n"
        self._pid = 0

    async def bury(self) -> None:
        if self._nursery is not None:
            if self._pid:
                await self.kill()
            assert self._nursery.stdin is not None
            self._nursery.stdin.close()
            await self._nursery.wait()
