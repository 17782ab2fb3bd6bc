"""`carebot demo` as a program: started as a person starts it, in a folder and with settings that must not matter."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
_URL = re.compile(r"http://127\.0\.0\.1:\d+")

REAL = {
    "CAREBOT_TOKEN": "not a token",
    "CAREBOT_TOKEN_FILE": "/nowhere/token",
    "CAREBOT_API_URL": "http://127.0.0.1:1",
    "CAREBOT_DATABASE_URL": "sqlite+aiosqlite:///real.db",
    "CAREBOT_TIMEZONE": "Mars/Olympus",
    "CAREBOT_LIMIT_PER_GROUP": "1",
    "CAREBOT_TEAM_HOURS": "never",
}
"""Settings of an installation, most of them wrong: whoever reads one of them fails."""


@dataclass
class Demo:
    """One running demo. `temporary` is where it may put temporary files, `folder` where it was started."""

    process: subprocess.Popen[str]
    output: Path
    folder: Path
    temporary: Path

    @property
    def said(self) -> str:
        return self.output.read_text()

    @property
    def url(self) -> str:
        found = _URL.search(self.said)
        assert found is not None, self.said
        return found.group()

    def until_it_says(self, words: str, seconds: float = 60.0) -> None:
        deadline = time.monotonic() + seconds
        while words not in self.said:
            assert self.process.poll() is None, self.said
            assert time.monotonic() < deadline, self.said
            time.sleep(0.05)

    def stop(self, how: signal.Signals = signal.SIGINT) -> tuple[int, float]:
        """Stop it; the exit code, and the seconds that it took."""
        told = time.monotonic()
        self.process.send_signal(how)
        return self.process.wait(timeout=30), time.monotonic() - told


@contextmanager
def demo(folder: Path, *arguments: str) -> Iterator[Demo]:
    """Start a demo in a new `folder`; ended at the latest when the block is left."""
    (folder / "home").mkdir(parents=True)
    (folder / "tmp").mkdir()
    (folder / "home" / ".env").write_text("".join(f"{name}={value}\n" for name, value in REAL.items()))
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CAREBOT_")}
    environment = {**kept, **REAL, "PYTHONPATH": str(ROOT), "TMPDIR": str(folder / "tmp")}
    output = folder / "output.txt"
    with output.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "demo", *(arguments or ("--port", "0"))],
            cwd=folder / "home",
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            text=True,
        )
    try:
        yield Demo(process, output, folder / "home", folder / "tmp")
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
