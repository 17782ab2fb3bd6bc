"""What may be used in one file only: ruff's banned-api, with the real rules, tried on small pieces of code."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

BANS = [
    ("bot/clock.py", "from datetime import datetime, UTC\nNOW = datetime.now(UTC)\n"),
    ("bot/clock.py", "from datetime import datetime\nNOW = datetime.utcnow()\n"),
    ("bot/clock.py", "import time\nNOW = time.time()\n"),
    ("bot/settings.py", "import os\nTOKEN = os.environ['TOKEN']\n"),
    ("bot/settings.py", "from os import getenv\nTOKEN = getenv('TOKEN')\n"),
    ("storage/chance.py", "import random\nJITTER = random.random()\n"),
    ("storage/chance.py", "from secrets import token_urlsafe\nTOKEN = token_urlsafe()\n"),
    ("bot/tasks.py", "import asyncio\n\n\nasync def start(work):\n    return asyncio.create_task(work)\n"),
    ("bot/tasks.py", "import asyncio\n\n\nasync def start(work):\n    return asyncio.ensure_future(work)\n"),
]


def bans_in(code: str, path: str) -> list[str]:
    """The messages of TID251 for this code, as if it stood at `path` in the tree."""
    command = [
        sys.executable,
        "-m",
        "ruff",
        "check",
        "--no-cache",
        "--output-format=json",
        "--stdin-filename",
        path,
        "-",
    ]
    done = subprocess.run(command, cwd=ROOT, input=code, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    return [finding["message"] for finding in json.loads(done.stdout) if finding["code"] == "TID251"]


@pytest.mark.parametrize(("owner", "code"), BANS)
def test_a_ban_is_enforced_and_names_the_file_that_owns_the_thing(owner: str, code: str) -> None:
    for place in ("conversations/relay.py", "bot/intake.py", "handlers/client.py", "locales/render.py"):
        messages = bans_in(code, place)
        assert messages
        assert all(owner in message for message in messages)


@pytest.mark.parametrize(("owner", "code"), BANS)
def test_the_owner_may_use_what_is_banned_elsewhere(owner: str, code: str) -> None:
    assert bans_in(code, owner) == []


@pytest.mark.parametrize("place", ["sandbox/world.py", "tests/test_x.py", "benchmarks/relay.py", "alembic/env.py"])
def test_programs_of_their_own_are_exempt_from_the_bans(place: str) -> None:
    assert [message for _, code in BANS for message in bans_in(code, place)] == []


def test_elapsed_time_is_not_banned() -> None:
    assert bans_in("import time\nSTART = time.monotonic()\n", "bot/delivery.py") == []
