"""The direction of imports: the real rules of pyproject.toml, tried on small houses that break them."""

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot", "handlers", "conversations", "storage", "locales", "sandbox")


@pytest.fixture
def check(tmp_path: Path) -> Callable[[str, str], str]:
    """Builds six empty packages with one import in one of them, and returns what import-linter says."""

    def lint(module: str, statement: str) -> str:
        for package in PACKAGES:
            (tmp_path / package).mkdir()
            (tmp_path / package / "__init__.py").touch()
            (tmp_path / package / "something.py").touch()
        (tmp_path / module.replace(".", "/")).with_suffix(".py").write_text(statement + "\n")
        shutil.copy(ROOT / "pyproject.toml", tmp_path)
        command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--no-logo"]
        # Wide, so that no contract's name is broken over two lines.
        environment = {**os.environ, "PYTHONPATH": str(tmp_path), "COLUMNS": "200"}
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert done.stderr == ""
        assert (done.returncode == 0) == (" 0 broken." in done.stdout), done.stdout
        return done.stdout

    return lint


@pytest.mark.parametrize(
    ("module", "statement", "contract"),
    [
        ("handlers.something", "import bot.something", "Imports point down"),
        ("conversations.something", "import handlers.something", "Imports point down"),
        ("storage.something", "import conversations.something", "Imports point down"),
        ("storage.something", "import locales.something", "Imports point down"),
        ("locales.something", "import storage.something", "Imports point down"),
        ("sandbox.something", "import storage.something", "The sandbox imports nothing of ours"),
        ("handlers.something", "import sandbox.something", "Only bot (its demo) imports the sandbox"),
        ("conversations.something", "import aiogram", "Conversations know no"),
        ("conversations.something", "from aiohttp import web", "Conversations know no"),
        ("conversations.something", "def late():\n    import sqlalchemy", "Conversations know no"),
        ("storage.something", "import aiogram.types", "Storage knows no Telegram"),
        ("handlers.something", "import sqlalchemy", "Handlers know no SQL"),
        ("locales.something", "import sqlalchemy", "Locales know no SQL"),
        ("bot.something", "import telegram", "python-telegram-bot is for tests"),
        ("sandbox.something", "import aiogram", "The sandbox is not built with"),
    ],
)
def test_an_import_against_the_direction_is_refused(
    check: Callable[[str, str], str], module: str, statement: str, contract: str
) -> None:
    broken = [line for line in check(module, statement).splitlines() if line.endswith(" BROKEN")]
    assert [line for line in broken if line.startswith(contract)], broken


@pytest.mark.parametrize(
    ("module", "statement"),
    [
        ("bot.something", "import handlers.something, sqlalchemy, aiogram"),
        ("bot.demo", "import sandbox.something"),
        ("handlers.something", "import conversations.something, aiogram"),
        ("conversations.something", "import storage.something, locales.something"),
        ("storage.something", "import sqlalchemy"),
    ],
)
def test_an_import_that_points_down_is_allowed(check: Callable[[str, str], str], module: str, statement: str) -> None:
    assert " 0 broken." in check(module, statement)


def imported_by(source: str) -> Iterator[str]:
    """The names of the modules that this source text imports, at the top or inside functions."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def importers_of_the_sandbox(package: Path) -> set[str]:
    return {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if any(name.split(".")[0] == "sandbox" for name in imported_by(path.read_text()))
    }


def is_of_the_demo(path: str) -> bool:
    return path.split("/", maxsplit=1)[0].startswith("demo")


def test_in_bot_only_the_demo_imports_the_sandbox() -> None:
    assert {path for path in importers_of_the_sandbox(ROOT / "bot") if not is_of_the_demo(path)} == set()


def test_an_import_of_the_sandbox_inside_a_function_is_seen(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("def build():\n    from sandbox.client import Sandbox\n")
    (tmp_path / "demo_seed.py").write_text("import sandbox\n")
    assert importers_of_the_sandbox(tmp_path) == {"app.py", "demo_seed.py"}
    assert not is_of_the_demo("app.py")
    assert is_of_the_demo("demo_seed.py")


def test_alembic_is_no_package_so_that_the_library_of_that_name_is_found() -> None:
    assert not (ROOT / "alembic" / "__init__.py").exists()
