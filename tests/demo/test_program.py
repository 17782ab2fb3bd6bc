"""The demo as a program: its port, its end, and what it must not touch."""

import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from bot.demo.serving import settings
from bot.settings import Settings, SettingsError
from tests.demo.program import REAL, ROOT, Demo, demo

pytestmark = pytest.mark.slow


def test_nothing_of_a_real_installation_is_touched(running: Demo):
    assert [path.name for path in running.folder.iterdir()] == [".env"]
    assert "real.db" not in running.said


def test_the_demo_reads_no_setting_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    alone = settings("http://127.0.0.1:8081", tmp_path)
    for name, value in REAL.items():
        monkeypatch.setenv(name, value)
    with pytest.raises((SettingsError, ValueError)):
        Settings(api_url="http://127.0.0.1:8081")
    assert settings("http://127.0.0.1:8081", tmp_path) == alone


@pytest.mark.parametrize("words", ["Carebot demo:", "Ctrl-C"], ids=["while it starts", "when it is ready"])
def test_ctrl_c_ends_it_within_two_seconds_and_leaves_no_files(tmp_path: Path, words: str):
    with demo(tmp_path / "demo") as started:
        started.until_it_says(words)
        if words == "Ctrl-C":
            assert list(started.temporary.glob("carebot-demo-*/carebot.db"))
        code, seconds = started.stop()
        assert (code, list(started.temporary.iterdir())) == (0, []), started.said
        assert seconds < 2.0
        assert "Traceback" not in started.said


def test_a_supervisors_sigterm_ends_it_as_well(tmp_path: Path):
    with demo(tmp_path / "demo") as started:
        started.until_it_says("Carebot demo:")
        code, _ = started.stop(signal.SIGTERM)
    assert (code, list(started.temporary.iterdir())) == (0, [])


def test_the_page_is_there_before_the_bot(tmp_path: Path):
    with demo(tmp_path / "demo") as started:
        started.until_it_says("Carebot demo:")
        with urllib.request.urlopen(started.url, timeout=5) as answer:
            page = answer.read().decode()
        assert "Ready" not in started.said
    assert page.lower().startswith("<!doctype html>")


def test_a_taken_port_is_refused_at_once_with_what_to_do(tmp_path: Path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with demo(tmp_path / "demo", "--port", str(port)) as started:
            assert started.process.wait(timeout=20) == 1
    assert f"Port {port} is taken" in started.said
    assert "carebot demo --port 0" in started.said
    assert "Traceback" not in started.said


def test_an_address_that_is_not_ours_is_refused_with_the_reason(tmp_path: Path):
    with demo(tmp_path / "demo", "--host", "192.0.2.1", "--port", "0") as started:
        assert started.process.wait(timeout=20) == 1
    assert "cannot listen on 192.0.2.1" in started.said
    assert "Traceback" not in started.said


def test_a_failure_inside_ends_the_demo_with_the_reason(tmp_path: Path):
    code = (
        "import bot.demo.serving as serving\n"
        "async def broken(box): raise LookupError('no stage')\n"
        "serving.set_stage = broken\n"
        "serving.main(0, '127.0.0.1')\n"
    )
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env={"TMPDIR": str(tmp_path), "PATH": "/usr/bin:/bin"},
        capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "LookupError: no stage" in done.stderr
    assert list(tmp_path.iterdir()) == []
    assert time.monotonic() - began < 20
