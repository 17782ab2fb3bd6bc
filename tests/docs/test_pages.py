"""What the pages name is there: files, functions, links, commands, options, make targets, settings, tables."""

import ast
import importlib
import re
from pathlib import Path
from typing import Any

import pytest
import typer

from bot.cli import app
from bot.settings import EXAMPLES, PREFIX, Settings, names, variable
from storage.tables import metadata
from tests.docs.pages import PAGES, ROOT, blocks, commands, name, quoted

_PATH = re.compile(
    r"(?:\.ci|alembic|benchmarks|bot|conversations|docs|handlers|locales|sandbox|storage|tests)/[\w./-]*"
)
_FUNCTION = re.compile(r"(\w+(?:/\w+)+\.py):([\w.]+)")
_LINK = re.compile(r"\]\(([^)\s]+)\)")


@pytest.fixture(params=PAGES, ids=name)
def page(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_link_leads_somewhere(page: Path):
    for link in _LINK.findall(page.read_text(encoding="utf-8")):
        if link.startswith(("http://", "https://")):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path) if path else page
        assert target.exists(), link
        assert not anchor or anchor in _anchors(target), link


def test_every_file_that_is_named_exists(page: Path):
    for word in quoted(page):
        path = word.split(":")[0]
        if _PATH.fullmatch(path):
            # A module may be named as Python does, without its ending.
            assert (ROOT / path).exists() or (ROOT / f"{path}.py").exists(), word


def test_every_function_that_is_named_exists():
    named = [found for page in PAGES for found in _FUNCTION.findall(page.read_text(encoding="utf-8"))]
    assert len(named) > 40
    for file, dotted in named:
        held: Any = importlib.import_module(file.removesuffix(".py").replace("/", "."))
        for part in dotted.split("."):
            assert hasattr(held, part), f"{file}:{dotted}"
            held = getattr(held, part)


def test_every_method_of_the_walk_through_the_code_exists():
    """`Delivery._claim` and its like, where the page has named the file before."""
    page = ROOT / "docs" / "follow-a-message.md"
    known: dict[str, set[str]] = {}
    for file in ("bot", "storage", "conversations"):
        for path in (ROOT / file).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ClassDef):
                    members = {one.name for one in node.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)}
                    known.setdefault(node.name, set()).update(members)
    named = [word.split(".") for word in quoted(page) if re.fullmatch(r"[A-Z]\w+\.\w+", word)]
    assert named
    for holder, member in named:
        assert member in known[holder], f"{holder}.{member}"


def test_every_command_and_option_of_carebot_exists(page: Path):
    for arguments in commands(page, "carebot"):
        command: Any = typer.main.get_command(app)
        while hasattr(command, "commands") and arguments and not arguments[0].startswith("-"):
            assert arguments[0] in command.commands, arguments
            command = command.commands[arguments.pop(0)]
        known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
        for argument in arguments:
            assert not argument.startswith("-") or argument in known | {"--help"}, (command.name, argument)


def test_every_command_of_the_command_line_is_in_the_changes():
    (line,) = re.findall(r"^\* The command line: ([^;]*);", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    command: Any = typer.main.get_command(app)
    assert set(command.commands) <= set(re.findall(r"`(\w+)`", line))


def test_every_make_target_exists(page: Path):
    targets = set(re.findall(r"^([a-z]+):(?!=)", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for arguments in commands(page, "make"):
        assert {word for word in arguments if "=" not in word} <= targets, arguments


def test_every_setting_that_is_named_is_read(page: Path):
    used = set(re.findall(rf"\b{PREFIX}[A-Z_]+\b", page.read_text(encoding="utf-8")))
    assert used <= names()


def test_the_table_of_settings_has_each_with_its_default():
    rows = re.findall(rf"^\| `({PREFIX}\w+)` \| (?:`(.*?)` )?\|", (ROOT / "README.md").read_text(), re.MULTILINE)
    shown = dict(rows)
    assert set(shown) == {variable(field) for field in Settings.model_fields} == {variable(one) for one in EXAMPLES}
    for field, info in Settings.model_fields.items():
        default = info.default
        text = "" if default is None else f"{default:g}" if isinstance(default, float) else str(default)
        assert shown[variable(field)] == text


def test_the_table_of_tables_names_only_tables_that_exist():
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    (section,) = re.findall(r"^## The tables\n(.*?)^## ", page, re.MULTILINE | re.DOTALL)
    listed = set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE))
    assert len(listed) > 15
    assert listed <= set(metadata.tables)


def test_decisions_are_numbered_without_gaps_and_listed():
    folder = ROOT / "docs" / "decisions"
    files = sorted(path.name for path in folder.glob("[0-9]*.md"))
    assert [int(file[:4]) for file in files] == list(range(1, len(files) + 1))
    overview = (folder / "README.md").read_text(encoding="utf-8")
    for file in files:
        title = (folder / file).read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
        number, _, words = title.partition(" ")
        assert f"[{number}]({file}) {words}" in overview


def test_the_picture_is_small_enough_to_clone():
    (picture,) = (ROOT / "docs" / "pictures").iterdir()
    assert picture.stat().st_size < 300_000


def test_the_unit_file_starts_what_the_install_put_there():
    page = ROOT / "docs" / "running.md"
    (unit,) = blocks(page, "ini")
    (program,) = re.findall(r"^ExecStart=(\S+) run$", unit, re.MULTILINE)
    assert program == "/opt/carebot/bin/carebot"
    assert any("python3 -m venv /opt/carebot" in block for block in blocks(page, "sh"))


def test_every_event_that_the_page_about_logs_explains_is_logged():
    page = (ROOT / "docs" / "running.md").read_text(encoding="utf-8")
    (section,) = re.findall(r"^## Logs\n(.*?)^## ", page, re.MULTILINE | re.DOTALL)
    rows = re.findall(r"^\| (`.*?) \|", section, re.MULTILINE)
    events = [event for row in rows for event in re.findall(r"``(.+?) ``|`([^`]+)`", row)]
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "bot").rglob("*.py"))
    assert len(events) > 8
    for long, short in events:
        assert f'"{long or short}"' in code, long or short


def test_the_address_of_the_demo_is_the_one_that_the_readme_says():
    command: Any = typer.main.get_command(app)
    (port,) = [one.default for one in command.commands["demo"].params if one.name == "port"]
    assert f"http://127.0.0.1:{port}>" in (ROOT / "README.md").read_text()
