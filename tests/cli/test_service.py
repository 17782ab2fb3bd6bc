"""carebot as a program: how quick it is, what it imports, databases that are not ready, exit codes."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from storage import inbox

ROOT = Path(__file__).parents[2]
SLOW = {"aiogram", "aiohttp", "alembic", "matplotlib"}


def environment(**settings: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CAREBOT_", "COLUMNS"))}
    return {**kept, "PYTHONPATH": str(ROOT), **settings}


def types(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run `carebot` as a program of its own."""
    command = [sys.executable, "-m", "bot", *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment(**settings), capture_output=True, text=True, check=False, timeout=60
    )


def imported_by(folder: Path, *arguments: str) -> set[str]:
    """The modules that a command imports."""
    command = [sys.executable, "-X", "importtime", "-m", "bot", *arguments]
    done = subprocess.run(
        command, cwd=folder, env=environment(), capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return {line.rsplit("|", 1)[1].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}


@pytest.mark.parametrize(
    "command",
    [
        ["--help"],
        ["staff", "list"],
        ["staff", "add", "--telegram-id", "103", "--name", "Daria", "--role", "manager"],
        ["client", "add", "--name", "ACME", "--manager", "Olena"],
        ["client", "list"],
        ["desk", "list"],
        ["staff", "invite", "--name", "Ivan", "--role", "lead"],
        ["migrate", "--help"],
    ],
)
def test_a_command_that_does_not_speak_to_telegram_imports_nothing_slow(team, command):
    imported = imported_by(team.folder, *command)
    assert "bot.cli" in imported
    assert imported & SLOW == set()


def test_the_first_command_makes_the_database(tmp_path):
    done = types(tmp_path, "staff", "add", "--telegram-id", "1", "--name", "Olena", "--role", "admin")
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "carebot.db").is_file()


def test_migrate_says_from_where_to_where(tmp_path):
    first = types(tmp_path, "migrate", "--json")
    assert (first.returncode, '"before": null' in first.stdout) == (0, True)
    assert types(tmp_path, "migrate").stdout == "The database was up to date.\n"


def test_a_database_of_a_newer_carebot_is_refused(team):
    with sqlite3.connect("carebot.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    assert "A newer Carebot may have worked with it" in team.refused("staff", "list")


def test_a_database_that_does_not_answer_is_refused_without_its_password(house, monkeypatch):
    monkeypatch.setenv("CAREBOT_DATABASE_URL", "postgresql+asyncpg://care:hunter2@127.0.0.1:1/carebot")
    said = house.refused("staff", "list")
    assert "The database does not answer" in said
    assert "hunter2" not in said


def test_a_database_in_a_folder_that_is_not_there_is_refused(house, monkeypatch):
    monkeypatch.setenv("CAREBOT_DATABASE_URL", "sqlite+aiosqlite:///nowhere/carebot.db")
    assert "unable to open database file" in house.refused("staff", "list")


def test_wrong_settings_are_said_without_a_traceback(tmp_path):
    done = types(tmp_path, "staff", "list", CAREBOT_TIMEZONE="Kyiv", CAREBOT_TOKEN="hunter2")
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "CAREBOT_TOKEN: this is not a bot token: a number, a colon and letters, as @BotFather shows it. "
        "Example: CAREBOT_TOKEN=123456789:AAH-the-rest-as-BotFather-gave-it",
        "CAREBOT_TIMEZONE: “Kyiv” is not a time zone. Did you mean Europe/Kyiv? Example: CAREBOT_TIMEZONE=Europe/Kyiv",
    ]


def test_running_without_a_token_says_how_to_get_one(tmp_path):
    done = types(tmp_path, "run")
    assert done.returncode == 1
    assert "Create a bot with @BotFather" in done.stderr
    assert "carebot demo" in done.stderr


def test_an_unknown_command_is_a_wrong_command(tmp_path):
    done = types(tmp_path, "dance")
    assert done.returncode == 2
    assert "No such command 'dance'" in done.stderr


def test_a_link_without_token_or_username_says_what_is_missing(tmp_path):
    done = types(tmp_path, "staff", "invite", "--name", "Olena", "--role", "admin")
    assert done.returncode == 1
    assert "Set CAREBOT_TOKEN and try again" in done.stderr


def test_a_refused_invitation_leaves_nothing_behind(tmp_path):
    types(tmp_path, "staff", "invite", "--name", "Olena", "--role", "admin")
    assert types(tmp_path, "staff", "list", "--json").stdout == "[]\n"


def test_replay_without_a_token_says_how_to_get_one(house):
    assert "Create a bot with @BotFather" in house.refused("replay")


@pytest.mark.slow
def test_replay_handles_what_was_set_aside_and_says_what_became_of_it(house, monkeypatch):
    monkeypatch.setenv("CAREBOT_TOKEN", "700001:secret")
    stranger = {"id": 900, "is_bot": False, "first_name": "Stranger"}
    message = {"message_id": 1, "date": 1_790_000_000, "chat": {"id": 900, "type": "private"}, "from": stranger}
    good = json.dumps({"update_id": 7, "message": {**message, "text": "hello"}})

    async def set_aside(uow):
        await inbox.set_aside(uow, 7, good, "KeyError")

    house.unit(set_aside)
    assert house.gets("replay") == [{"update": 7, "ok": True, "error": None}]
    assert house.gets("replay") == []


@pytest.mark.parametrize(
    "command",
    [
        *("run", "demo", "migrate", "doctor", "replay", "invite", "import", "contact set", "desk add", "desk list"),
        *("staff add", "staff invite", "staff list", "staff remove"),
        *("client add", "client set", "client list", "client archive"),
    ],
)
def test_every_command_that_others_rely_on_is_there_with_json(house, command):
    answer = house.types(*command.split(), "--help")
    assert answer.code == 0
    assert "--json" in answer.out or command in {"run", "demo"}
