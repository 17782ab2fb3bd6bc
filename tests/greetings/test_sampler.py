"""The pages on which people read every text."""

from pathlib import Path

import pytest

from locales import greetings, sampler


@pytest.mark.parametrize("language", greetings.LANGUAGES)
def test_the_page_of_a_language_shows_its_texts_as_they_are_now(language: str) -> None:
    path = sampler.HOME / f"greetings-{language}.md"
    assert path.read_text(encoding="utf-8") == sampler.page(language), "run: python -m locales.sampler"


def test_a_page_shows_each_text_with_and_without_a_salutation() -> None:
    page = sampler.page("en")
    assert "## birthday, warm, 2, calm\n\n> Warm wishes on your birthday, Anna.  \n" in page
    assert "> Warm wishes on your birthday.  \n" in page


def test_writing_again_changes_nothing(tmp_path: Path) -> None:
    assert len(sampler.write(tmp_path)) == len(greetings.LANGUAGES)
    assert sampler.write(tmp_path) == []
