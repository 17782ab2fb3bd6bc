"""The wheel carries all that `carebot` needs: built, installed into an empty environment, and tried there.

No network is used: the libraries are those of the running environment, reached through a path file. Path files found
that way are not read in turn, so this tree itself stays out of sight.
"""

import signal
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = {"bot", "handlers", "conversations", "storage", "locales", "sandbox"}
HAS_COMMAND = (ROOT / "bot" / "cli.py").exists() or (ROOT / "bot" / "cli").is_dir()
needs_command = pytest.mark.skipif(not HAS_COMMAND, reason="there is no command line yet (bot/cli)")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (built,) = folder.glob("carebot-*.whl")
    return built


@pytest.fixture(scope="module")
def contents(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as file:
        return set(file.namelist())


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` folder of an environment that holds the wheel."""
    environment = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    python = environment / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "-q", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(pip, check=True)
    (packages,) = environment.glob("lib/*/site-packages")
    (packages / "libraries.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")
    return environment / "bin"


def test_the_wheel_holds_our_packages_and_nothing_beside_them(contents: set[str]) -> None:
    tops = {name.split("/")[0] for name in contents}
    assert {top for top in tops if not top.endswith(".dist-info")} == PACKAGES


def test_the_migrations_are_in_storage(contents: set[str]) -> None:
    ours = {path.relative_to(ROOT / "alembic").as_posix() for path in (ROOT / "alembic").rglob("*.py")}
    assert {f"storage/migrations/{path}" for path in ours} <= contents


def test_every_catalogue_is_there_compiled(contents: set[str]) -> None:
    sources = {path.relative_to(ROOT) for path in (ROOT / "locales").rglob("*.po")}
    assert {path.with_suffix(".mo").as_posix() for path in sources} <= contents


def test_every_file_of_the_demo_page_and_every_template_is_there(contents: set[str]) -> None:
    files = [path for path in (ROOT / "sandbox" / "page").rglob("*") if path.is_file()]
    files += (ROOT / "locales").rglob("*.j2")
    wanted = {path.relative_to(ROOT).as_posix() for path in files if "__pycache__" not in path.parts}
    assert wanted <= contents


def test_an_installed_carebot_never_reads_this_tree(installed: Path, tmp_path: Path, outside: dict[str, str]) -> None:
    code = "import bot, handlers, conversations, storage, locales, sandbox, alembic.config; "
    code += "print(*{m.__file__ for m in (bot, handlers, conversations, storage, locales, sandbox)}, sep='\\n')"
    places = subprocess.run(
        [installed / "python", "-c", code], cwd=tmp_path, env=outside, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert len(places) == len(PACKAGES)
    assert all(Path(place).is_relative_to(installed.parent) for place in places)


@needs_command
def test_an_installed_carebot_explains_itself(installed: Path, tmp_path: Path, outside: dict[str, str]) -> None:
    done = subprocess.run(
        [installed / "carebot", "--help"], cwd=tmp_path, env=outside, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "demo" in done.stdout


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def page_at(address: str) -> str | None:
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            return str(answer.read().decode())
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return None


@needs_command
def test_an_installed_carebot_shows_the_demo_page_and_stops_when_told(
    installed: Path, tmp_path: Path, outside: dict[str, str]
) -> None:
    port = free_port()
    log = tmp_path / "demo.log"
    with log.open("w") as output:
        demo = subprocess.Popen(
            [installed / "carebot", "demo", "--port", str(port)],
            cwd=tmp_path, env=outside, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            # Importing aiogram alone takes seconds on a small machine.
            deadline = time.monotonic() + 60
            while (page := page_at(f"http://127.0.0.1:{port}/")) is None:
                assert demo.poll() is None, log.read_text()
                assert time.monotonic() < deadline, log.read_text()
                time.sleep(0.2)
            assert page.strip().lower().startswith("<!doctype html>")
            demo.send_signal(signal.SIGINT)
            assert demo.wait(timeout=30) == 0, log.read_text()
        finally:
            if demo.poll() is None:
                demo.kill()
                demo.wait()
    assert f":{port}" in log.read_text(), "the demo says where its page is"
