"""What the tests of the house share."""

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def outside() -> dict[str, str]:
    """The environment of somebody's shell: nothing of this test run, of make above it, or of a Carebot's settings."""
    ours = ("CAREBOT_", "PYTEST_", "PYTHON", "MAKE", "MFLAGS", "VIRTUAL_ENV")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


@pytest.fixture
def empty_house(tmp_path: Path) -> Path:
    """A tree with our Makefile and `.ci`, empty lock files, and a project that any Python can build offline."""
    house = tmp_path / "house"
    house.mkdir()
    shutil.copy(ROOT / "Makefile", house)
    shutil.copytree(ROOT / ".ci", house / ".ci", ignore=shutil.ignore_patterns("__pycache__"))
    for lock in ("requirements.lock", "requirements-dev.lock", "requirements-build.lock"):
        (house / lock).touch()
    (house / "pyproject.toml").write_text(
        '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
        '[project]\nname = "house"\nversion = "1"\n'
    )
    (house / "backend.py").write_text(BACKEND)
    return house


# The smallest build backend there is: an editable wheel with nothing but its own description.
BACKEND = """\
import zipfile


def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    with zipfile.ZipFile(f"{wheel_directory}/house-1-py3-none-any.whl", "w") as wheel:
        folder = "house-1.dist-info"
        wheel.writestr(f"{folder}/METADATA", "Metadata-Version: 2.1\\nName: house\\nVersion: 1\\n")
        wheel.writestr(f"{folder}/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(f"{folder}/RECORD", "")
    return "house-1-py3-none-any.whl"
"""
