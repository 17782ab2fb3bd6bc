"""Going live as the README says, word for word, with a pretend Telegram in the place of the real one."""

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from sandbox.client import BotHandle, Group, Person, Sandbox
from sandbox.server import start
from tests.docs.pages import ROOT, blocks

TOKEN = "123456789:AAH-of-the-readme"
PATIENCE = 20.0


def steps() -> list[tuple[str, list[str]]]:
    """(command line, the lines it is said to print) of every example, in order."""
    found: list[tuple[str, list[str]]] = []
    for block in blocks(ROOT / "README.md", "console"):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], []))
            else:
                found[-1][1].append(line)
    return found


def looks_like(said: str, shown: list[str]) -> bool:
    """True when this was said; … in the README stands for anything within a line."""
    pattern = "\n".join(re.escape(line).replace("…", ".*") for line in shown)
    return re.fullmatch(pattern, said.rstrip()) is not None


class Newcomer:
    """Somebody who types what the README says, in a folder of their own."""

    def __init__(self, folder: Path, api_url: str) -> None:
        kept = {key: value for key, value in os.environ.items() if not key.startswith("CAREBOT_")}
        self._environment = {**kept, "PYTHONPATH": str(ROOT)}
        self._folder = folder
        written = (ROOT / ".env.example").read_text(encoding="utf-8")
        token = written.replace("\nCAREBOT_TOKEN=\n", f"\nCAREBOT_TOKEN={TOKEN}\n")
        assert token != written
        (folder / ".env").write_text(f"{token}\nCAREBOT_API_URL={api_url}\n", encoding="utf-8")

    async def starts(self, line: str) -> asyncio.subprocess.Process:
        program = line.replace("carebot ", f"{sys.executable} -m bot ", 1)
        return await asyncio.create_subprocess_shell(
            f"exec {program}",
            cwd=self._folder,
            env=self._environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )

    async def types(self, line: str) -> str:
        process = await self.starts(line)
        said, _ = await asyncio.wait_for(process.communicate(), 60)
        assert process.returncode == 0, said.decode()
        return said.decode()

    @asynccontextmanager
    async def leaves_running(self, line: str, shown: list[str]) -> AsyncIterator[None]:
        process = await self.starts(line)
        assert process.stdout is not None
        try:
            said = await asyncio.wait_for(process.stdout.readline(), 60)
            assert looks_like(said.decode(), shown), said.decode()
            yield
        finally:
            process.terminate()
            await asyncio.wait_for(process.communicate(), 30)
        assert process.returncode == 0


class Telegram:
    """The people of the README in the pretend Telegram, and what they do with the links they get."""

    def __init__(self, box: Sandbox, bot: BotHandle, people: dict[str, Person], desk: Group) -> None:
        self.box, self.bot, self.people, self.desk = box, bot, people, desk

    @classmethod
    async def opened(cls, box: Sandbox) -> "Telegram":
        bot = await box.bot(TOKEN, "larkfold_care_bot", "Larkfold Care")
        people = {name: await box.person(name, language="en") for name in ("Marta", "Olena", "Anna")}
        desk = await box.group("Care desk", people["Marta"], is_forum=True, members=[people["Olena"]])
        return cls(box, bot, people, desk)

    async def follow(self, said: str) -> None:
        """Whoever a link is for opens it; after the first admin comes the desk."""
        link = re.search(r"https://t\.me/\S+", said)
        if link is None:
            return
        (name,) = re.findall(r"^Send this link to (\w+)\.", said)
        await self.people[name].opens(link.group())
        await self.box.receives(self.people[name], timeout=PATIENCE)
        if name == "Marta":
            await self.desk.add_bot(self.bot)
            await self.people[name].sends(self.desk, "/desk")
            await self.box.receives(self.desk, "✅", thread="general", timeout=PATIENCE)
        if name == "Anna":
            await self.box.until(lambda: self.has_topic("ACME · Anna"), timeout=PATIENCE, what="Anna's topic")

    async def has_topic(self, name: str) -> bool:
        return name in [topic.name for topic in await self.desk.topics()]


@pytest.mark.slow
async def test_going_live_as_the_readme_says_ends_with_a_client_in_their_topic(tmp_path: Path):
    (run, working), *others = steps()
    assert run == "carebot run"
    async with await start() as server, Sandbox(server.url) as box:
        telegram = await Telegram.opened(box)
        newcomer = Newcomer(tmp_path, server.url)
        async with newcomer.leaves_running(run, working):
            for line, shown in others:
                said = await newcomer.types(line)
                assert looks_like(said, shown), f"$ {line}\n{said}"
                await telegram.follow(said)
            welcome, *_ = [one.text for one in await box.messages(telegram.people["Anna"]) if "ACME" in one.text]
        assert welcome.startswith("Вітаємо, Анно!")


def test_the_stick_that_measures_notices_a_difference():
    assert looks_like("a link: https://x\n", ["a link: …"])
    assert not looks_like("a link: https://x\nand more\n", ["a link: …"])
