"""carebot doctor and what else of the command line asks Telegram, against the sandbox."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot import doctor
from bot.clock import Clock
from bot.delivery import LEASE
from bot.doctor import FAIL, OK, WARN
from bot.settings import names
from conversations import links
from conversations.team_admin import StaffDetails, add_desk, add_staff
from sandbox.client import Sandbox
from sandbox.server import start
from storage import facts, leases, migrate
from storage.unit import Store

ROOT = Path(__file__).parents[2]
TOKEN = "700001:secret"


class Stage:
    """A sandbox with a bot, and an installation that points at it."""

    def __init__(self, box: Sandbox, folder: Path, bot: Any) -> None:
        self.box = box
        self.folder = folder
        self.bot = bot

    async def findings(self) -> dict[str, tuple[str, str, str | None]]:
        """Check to (level, message, fix) of what the doctor finds; of a check with several, the last."""
        return {one.check: (one.level, one.message, one.fix) for one in await doctor.examine()}

    async def level(self, check: str) -> str:
        return (await self.findings())[check][0]

    async def work(self, what):
        store = Store(f"sqlite+aiosqlite:///{self.folder / 'carebot.db'}", Clock())
        try:
            async with store.unit() as uow:
                return await what(uow)
        finally:
            await store.close()

    async def types(self, *arguments: str) -> tuple[int, str, str]:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *arguments,
            cwd=self.folder, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        out, err = await process.communicate()
        return process.returncode or 0, out.decode(), err.decode()


@pytest.fixture
async def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    for name in names():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setattr(doctor, "POLL_SECONDS", 0)
    async with await start() as server, Sandbox(server.url) as box:
        monkeypatch.setenv("CAREBOT_API_URL", server.url)
        monkeypatch.setenv("CAREBOT_TOKEN", TOKEN)
        await migrate.upgrade("sqlite+aiosqlite:///carebot.db")
        yield Stage(box, tmp_path, await box.bot(TOKEN, "care_bot"))


@pytest.fixture
async def desk(stage: Stage):
    """A desk as it should be, with an admin who pressed Start."""
    olena = await stage.box.person("Olena")
    group = await stage.box.group("Kyiv desk", owner=olena, is_forum=True)
    await group.add_bot(stage.bot)
    await stage.work(lambda uow: add_staff(uow, "test", olena.id, "Olena", StaffDetails(role="admin")))
    await stage.work(lambda uow: add_desk(uow, "test", group.id, "Kyiv", "en"))
    return group


async def test_a_good_installation_has_nothing_that_fails(stage, desk):
    found = await stage.findings()
    assert {check for check, (level, *_) in found.items() if level == FAIL} == set()
    assert found["desk Kyiv"][0] == OK
    assert found["token"][:2] == (OK, "The bot is @care_bot.")
    assert found["clock"][0] == OK
    assert found["migrations"][0] == OK


async def test_the_doctor_remembers_the_bots_username_for_links(stage):
    await doctor.examine()
    assert await stage.work(lambda uow: facts.get(uow, links.USERNAME)) == "care_bot"


async def test_a_token_that_telegram_does_not_know_fails(stage, monkeypatch):
    monkeypatch.setenv("CAREBOT_TOKEN", "1:unknown")
    level, message, fix = (await stage.findings())["token"]
    assert (level, "Unauthorized" in message) == (FAIL, True)
    assert "Compare CAREBOT_TOKEN with what @BotFather shows" in fix


async def test_a_server_that_does_not_answer_fails(stage, monkeypatch):
    monkeypatch.setenv("CAREBOT_API_URL", "http://127.0.0.1:1")
    found = await stage.findings()
    assert (found["token"][0], found["clock"][0]) == (FAIL, WARN)
    assert "Check the network" in found["token"][2]


async def test_no_token_fails_and_the_rest_is_still_looked_at(stage, desk, monkeypatch):
    monkeypatch.delenv("CAREBOT_TOKEN")
    found = await stage.findings()
    assert found["token"][0] == FAIL
    assert "staff" in found


async def test_privacy_mode_is_worth_a_warning(stage):
    assert await stage.level("privacy mode") == WARN


async def test_a_bot_that_may_not_join_groups_fails(stage, monkeypatch):
    await stage.box.bot("700002:x", "shy_bot", can_join_groups=False, privacy_mode=False)
    monkeypatch.setenv("CAREBOT_TOKEN", "700002:x")
    found = await stage.findings()
    assert (found["groups"][0], found["privacy mode"][0]) == (FAIL, OK)


async def test_a_webhook_that_takes_the_updates_fails_and_its_path_is_not_shown(stage):
    async with stage.box.session.post(
        f"{stage.box.url}/bot{TOKEN}/setWebhook", json={"url": "http://127.0.0.1:9/secret-path"}
    ) as answer:
        assert answer.status == 200
    level, message, _ = (await stage.findings())["updates"]
    assert level == FAIL
    assert "127.0.0.1:9" in message
    assert "secret-path" not in message


async def test_another_program_that_polls_with_the_same_token_fails(stage, monkeypatch):
    monkeypatch.setattr(doctor, "POLL_SECONDS", 2)

    async def polls():
        while True:
            async with stage.box.session.post(f"{stage.box.url}/bot{TOKEN}/getUpdates", json={"timeout": 30}):
                await asyncio.sleep(0.05)

    other = asyncio.create_task(polls())
    try:
        assert (await stage.findings())["updates"][:2] == (FAIL, "Another program takes them with the same token.")
    finally:
        other.cancel()


async def test_a_carebot_that_runs_is_not_disturbed(stage):
    await stage.work(lambda uow: leases.acquire(uow, LEASE, "the running one", 60))
    assert (await stage.findings())["updates"][:2] == (OK, "Carebot is running and takes them; 0 wait.")


async def test_the_doctor_confirms_no_update(stage):
    anna = await stage.box.person("Anna")
    await anna.starts(stage.bot)
    await doctor.examine()
    pending = await stage.box.request("GET", f"/control/updates?bot_id={stage.bot.id}")
    assert pending["pending"] == 1


async def test_a_desk_without_topics_fails(stage, desk):
    await desk.change(is_forum=False)
    assert (await stage.findings())["desk Kyiv"][:2] == (FAIL, "It is a group without topics.")


async def test_a_desk_where_the_bot_is_no_administrator_fails(stage, desk):
    await desk.demote(stage.bot)
    level, message, fix = (await stage.findings())["desk Kyiv"]
    assert (level, message) == (FAIL, "The bot is not an administrator there.")
    assert "administrator" in fix


async def test_a_desk_without_the_right_to_manage_topics_fails(stage, desk):
    await desk.promote(stage.bot, {"can_pin_messages": True, "can_delete_messages": True})
    level, _, fix = (await stage.findings())["desk Kyiv"]
    assert (level, "Manage topics" in fix) == (FAIL, True)


async def test_a_desk_without_the_right_to_pin_is_worth_a_warning(stage, desk):
    await desk.promote(stage.bot, {"can_manage_topics": True, "can_delete_messages": True})
    level, _, fix = (await stage.findings())["desk Kyiv"]
    assert (level, "Pin messages" in fix, "Manage topics" in fix) == (WARN, True, False)


async def test_a_desk_that_the_bot_was_removed_from_fails(stage, desk):
    await desk.remove(stage.bot, kicked=True)
    level, _, fix = (await stage.findings())["desk Kyiv"]
    assert (level, "send /desk there" in fix) == (FAIL, True)


async def test_no_desk_fails(stage):
    assert await stage.level("desks") == FAIL


async def test_somebody_who_never_pressed_start_is_named_with_the_link(stage, desk):
    level, message, fix = (await stage.findings())["staff"]
    assert (level, message) == (WARN, "Olena never pressed Start, so the bot cannot write to them.")
    assert "https://t.me/care_bot" in fix


async def test_a_clock_that_is_wrong_fails(stage, monkeypatch):
    monkeypatch.setattr(Clock, "epoch", lambda self: 0.0)
    level, message, fix = (await stage.findings())["clock"]
    assert (level, "behind the Bot API server's" in message) == (FAIL, True)
    assert "timedatectl set-ntp true" in fix


async def test_wrong_settings_are_all_that_is_found(stage, monkeypatch):
    monkeypatch.setenv("CAREBOT_TIMEZONE", "Kyiv")
    [finding] = await doctor.examine()
    assert (finding.check, finding.level) == ("settings", FAIL)


async def test_a_misspelt_setting_is_worth_a_warning(stage, monkeypatch):
    monkeypatch.setenv("CAREBOT_TIMEZON", "Europe/Kyiv")
    first = (await doctor.examine())[0]
    assert (first.level, first.fix) == (WARN, "Did you mean CAREBOT_TIMEZONE?")


async def test_the_command_fails_when_something_fails(stage):
    code, out, _ = await stage.types("doctor", "--json")
    document = json.loads(out)
    assert (code, document["ok"]) == (1, False)
    assert {"check", "level", "message", "fix"} == set(document["findings"][0])


async def test_the_command_succeeds_when_nothing_fails_and_marks_each_line(stage, desk):
    code, out, _ = await stage.types("doctor")
    assert code == 0
    lines = [line for line in out.splitlines() if line]
    assert lines[-1] == "Nothing is in the way of running."
    assert {line.strip()[0] for line in lines[:-1]} == {"✓", "!", "→"}


async def test_the_first_link_asks_telegram_for_the_bots_username(stage):
    code, out, _ = await stage.types("staff", "invite", "--name", "Olena", "--role", "admin")
    assert code == 0
    assert out.startswith("https://t.me/care_bot?start=")


async def test_a_link_with_a_wrong_token_says_so(stage, monkeypatch):
    monkeypatch.setenv("CAREBOT_TOKEN", "1:unknown")
    code, _, err = await stage.types("staff", "invite", "--name", "Olena", "--role", "admin")
    assert (code, "Telegram does not know this token" in err) == (1, True)
