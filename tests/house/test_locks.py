"""The lock files: every library pinned with hashes, and nothing said about where it is fetched from."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-build.lock")
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())


def entries(lock: str) -> list[str]:
    """The requirements of a lock file, each with its hashes on one line."""
    return (ROOT / lock).read_text().replace("\\\n", " ").splitlines()


def pins(lock: str) -> dict[str, Version]:
    found: dict[str, Version] = {}
    for entry in entries(lock):
        requirement = Requirement(entry.split("--hash=")[0].strip())
        (specifier,) = requirement.specifier
        assert specifier.operator == "=="
        found[canonicalize_name(requirement.name)] = Version(specifier.version)
    return found


def group(name: str) -> list[str]:
    """The requirements of a dependency group, included groups as well."""
    found: list[str] = []
    for line in PROJECT["dependency-groups"][name]:
        found += group(line["include-group"]) if isinstance(line, dict) else [line]
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_only_names_versions_markers_and_hashes(lock: str) -> None:
    shape = re.compile(r"[a-z0-9-]+==[0-9a-z.+!]+( ; [a-z_]+ [!=<>]=? '[A-Za-z0-9.]+')?( +--hash=sha256:[0-9a-f]{64})+")
    assert [entry for entry in entries(lock) if not shape.fullmatch(entry)] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert "://" not in text
    assert not re.search(r"^\s*(--index-url|--extra-index-url|--find-links|-i|-f)\b", text, re.MULTILINE)


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        ("requirements.lock", PROJECT["project"]["dependencies"]),
        ("requirements-dev.lock", PROJECT["project"]["dependencies"] + group("dev")),
        ("requirements-build.lock", PROJECT["build-system"]["requires"]),
    ],
)
def test_every_requirement_of_the_project_is_pinned_at_a_version_it_allows(lock: str, wanted: list[str]) -> None:
    pinned = pins(lock)
    for line in wanted:
        requirement = Requirement(line)
        version = pinned.get(canonicalize_name(requirement.name))
        assert version is not None, f"{requirement.name} is missing in {lock}: run `make lock`"
        assert requirement.specifier.contains(version), f"{lock} has {version}, not {requirement}: run `make lock`"


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-build.lock"])
def test_tests_run_with_the_versions_that_people_get(lock: str) -> None:
    """The dev lock holds everything of the other two, so `make test` leaves an environment fit for `make demo`."""
    assert pins(lock).items() <= pins("requirements-dev.lock").items()


def test_the_build_group_is_what_the_build_backend_asks_for() -> None:
    assert sorted(group("build")) == sorted(PROJECT["build-system"]["requires"])


def test_the_bot_framework_of_the_tests_is_not_installed_with_carebot() -> None:
    assert "python-telegram-bot" not in pins("requirements.lock")
