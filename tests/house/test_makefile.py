"""The Makefile explains itself, and continuous integration runs what people run."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
MAKEFILE = (ROOT / "Makefile").read_text()
# Targets that begin with an underscore are steps of others.
TARGETS = set(re.findall(r"^([a-z]+):(?!=)", MAKEFILE, re.MULTILINE))


def shown(outside: dict[str, str], *arguments: str) -> str:
    return subprocess.run(
        ["make", *arguments], cwd=ROOT, env=outside, capture_output=True, text=True, check=True
    ).stdout


def test_help_explains_every_target(outside: dict[str, str]) -> None:
    explained = dict(re.findall(r"^  make ([a-z]+) +(\S.+)$", shown(outside, "help"), re.MULTILINE))
    assert explained.keys() == TARGETS
    assert {"demo", "test", "help"} <= TARGETS


def test_make_alone_shows_the_help(outside: dict[str, str]) -> None:
    assert shown(outside) == shown(outside, "help")


def test_every_target_is_phony_so_that_a_file_of_its_name_never_hides_it() -> None:
    (phony,) = re.findall(r"^\.PHONY:((?:.|\\\n)*?)$(?<!\\)", MAKEFILE, re.MULTILINE)
    assert set(phony.replace("\\", " ").split()) >= TARGETS


def test_make_test_runs_every_check_before_the_tests(outside: dict[str, str]) -> None:
    commands = shown(outside, "--dry-run", "test")
    unit = '-m "not browser and not endless"'
    steps = ["ruff check", "ruff format --check", "-m mypy", "lint-imports", "-m locales.check", unit]
    places = [commands.index(step) for step in steps]
    assert places == sorted(places)


def test_the_integration_script_reads_nothing_and_ends_with_the_browser() -> None:
    script = (ROOT / ".ci" / "run").read_text().splitlines()
    assert "set -euo pipefail" in script
    assert "exec </dev/null" in script
    assert script[-2:] == ["make test", "make browser"]
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111 == 0o111
