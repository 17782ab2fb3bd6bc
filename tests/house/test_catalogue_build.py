"""Compiling the gettext catalogues, as the wheel and the Makefile do."""

import gettext
import runpy
from collections.abc import Callable
from pathlib import Path

import pytest
from babel.messages.pofile import PoFileError

ROOT = Path(__file__).parents[2]
HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'


@pytest.fixture(scope="module")
def compile_catalogues() -> Callable[[Path], list[Path]]:
    compiler: Callable[[Path], list[Path]] = runpy.run_path(str(ROOT / ".ci" / "hatch_build.py"))["compile_catalogues"]
    return compiler


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    path = tmp_path / "uk" / "LC_MESSAGES" / "carebot.po"
    path.parent.mkdir(parents=True)
    path.write_text(HEADER + 'msgid "Hello"\nmsgstr "Вітаю"\n')
    return path


def test_a_compiled_catalogue_is_read_by_gettext(
    compile_catalogues: Callable[[Path], list[Path]], catalogue: Path, tmp_path: Path
) -> None:
    assert compile_catalogues(tmp_path) == [catalogue.with_suffix(".mo")]
    assert gettext.translation("carebot", tmp_path, ["uk"]).gettext("Hello") == "Вітаю"


def test_a_catalogue_that_did_not_change_is_not_written_again(
    compile_catalogues: Callable[[Path], list[Path]], catalogue: Path, tmp_path: Path
) -> None:
    compile_catalogues(tmp_path)
    written = catalogue.with_suffix(".mo").stat()
    compile_catalogues(tmp_path)
    again = catalogue.with_suffix(".mo").stat()
    assert (again.st_ino, again.st_mtime_ns) == (written.st_ino, written.st_mtime_ns)


def test_a_changed_catalogue_is_compiled_again(
    compile_catalogues: Callable[[Path], list[Path]], catalogue: Path, tmp_path: Path
) -> None:
    compile_catalogues(tmp_path)
    catalogue.write_text(HEADER + 'msgid "Hello"\nmsgstr "Добрий день"\n')
    compile_catalogues(tmp_path)
    with catalogue.with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Hello") == "Добрий день"


def test_a_broken_catalogue_stops_the_build(
    compile_catalogues: Callable[[Path], list[Path]], catalogue: Path, tmp_path: Path
) -> None:
    catalogue.write_text(HEADER + 'msgid "Hello"\nmgstr "Вітаю"\n')
    with pytest.raises(PoFileError):
        compile_catalogues(tmp_path)
