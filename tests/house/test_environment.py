"""Making `.venv`: once, from the lock, and with a helpful word when this machine lacks something."""

import ast
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
Call = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def make(empty_house: Path, outside: dict[str, str]) -> Call:
    """Runs make in the empty house, with this Python unless another is named."""

    def run(target: str, python: str = sys.executable, **extra: str) -> subprocess.CompletedProcess[str]:
        command = ["make", f"PYTHON={python}", target]
        return subprocess.run(
            command, cwd=empty_house, env=outside | extra, capture_output=True, text=True, check=False, timeout=120
        )

    return run


@pytest.fixture
def without(tmp_path: Path) -> Callable[[str], str]:
    """A PYTHONPATH on which a module of the standard library is missing."""

    def hide(module: str) -> str:
        folder = tmp_path / f"without-{module}"
        folder.mkdir()
        (folder / f"{module}.py").write_text(f"raise ModuleNotFoundError({module!r})\n")
        return str(folder)

    return hide


def python_that_says_it_is(version: str, folder: Path) -> str:
    """A program that runs scripts like Python but reports another version, for example `(3, 9, 2)`."""
    program = folder / "python-of-another-age"
    code = f"import runpy, sys; sys.version_info = {version}; del sys.argv[0]; "
    code += "runpy.run_path(sys.argv[0], None, '__main__')"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "{code}" "$@"\n')
    program.chmod(0o755)
    return str(program)


def test_a_missing_python_is_named_with_its_package(make: Call) -> None:
    done = make("_dev", python="python-that-is-not-there")
    assert done.returncode != 0
    assert "no program named 'python-that-is-not-there'" in done.stderr
    assert "sudo apt install python3 python3-venv" in done.stderr


def test_a_python_that_is_too_old_is_told_apart(make: Call, empty_house: Path) -> None:
    done = make("_dev", python=python_that_says_it_is("(3, 9, 2)", empty_house.parent))
    assert done.returncode != 0
    assert "needs Python 3.11 or newer" in done.stderr
    assert "is Python 3.9." in done.stderr
    assert "Traceback" not in done.stderr
    assert not (empty_house / ".venv").exists()


def test_the_script_that_judges_python_can_be_read_by_an_old_one() -> None:
    ast.parse((ROOT / ".ci" / "environment.py").read_text(), feature_version=(3, 6))


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_a_python_without_venv_is_told_the_package_that_brings_it(
    make: Call, without: Callable[[str], str], empty_house: Path, module: str
) -> None:
    done = make("_runtime", PYTHONPATH=without(module))
    assert done.returncode != 0
    assert f"without its module '{module}'" in done.stderr
    assert "sudo apt install python3-venv" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (empty_house / ".venv").exists()


@pytest.mark.slow
def test_the_environment_is_made_once_and_kept_until_a_lock_changes(make: Call, empty_house: Path) -> None:
    first = make("_dev")
    assert first.returncode == 0, first.stderr
    assert "Making the virtual environment" in first.stdout

    # Without pip a second installation would fail, so the silence below is no luck.
    (pip,) = (empty_house / ".venv").glob("lib/*/site-packages/pip")
    pip.rename(empty_house / "pip")
    second = make("_dev")
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")

    (empty_house / "pip").rename(pip)
    (empty_house / "requirements-dev.lock").write_text("# changed\n")
    third = make("_dev")
    assert third.returncode == 0, third.stderr
    assert "Installing the libraries" in third.stdout
    assert "Making the virtual environment" not in third.stdout


@pytest.mark.slow
def test_an_environment_without_pip_names_the_package_that_brings_it(make: Call, empty_house: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", empty_house / ".venv"], check=True)
    # The environment's own Python finds no ensurepip either; the person's Python does.
    (packages,) = (empty_house / ".venv").glob("lib/*/site-packages")
    (packages / "hide.pth").write_text("import sys; sys.modules['ensurepip'] = None\n")
    done = make("_dev")
    assert done.returncode != 0
    assert "has no pip" in done.stderr
    assert "python3-pip" in done.stderr


@pytest.mark.slow
def test_a_copied_tree_gets_an_environment_of_its_own(make: Call, empty_house: Path) -> None:
    assert make("_dev").returncode == 0
    copy = empty_house.parent / "copy"
    shutil.copytree(empty_house, copy, symlinks=True)
    done = subprocess.run(
        [sys.executable, copy / ".ci" / "environment.py", "dev"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "Making the virtual environment" in done.stdout
    assert json.loads((copy / ".venv" / "carebot-installed.json").read_text())["root"] == str(copy)


@pytest.mark.slow
def test_a_library_whose_hash_is_not_in_the_lock_is_refused(make: Call, empty_house: Path) -> None:
    (empty_house / "requirements-dev.lock").write_text("./backend.py\n")
    done = make("_dev")
    assert done.returncode != 0
    assert "pip could not install the libraries" in done.stderr
    assert not (empty_house / ".venv" / "carebot-installed.json").exists()
