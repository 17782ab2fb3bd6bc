"""Survey definitions: ours, a team's own, and what is said about wrong ones."""

from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, load
from conversations.surveys import definitions
from conversations.surveys.definitions import DefinitionError, parse

GOOD = """
title = "onboarding"
occasion = "hand"
why = "We ask how the start went."
changes = "We mend what was hard."
seconds = 20

[[questions]]
key = "start"
text = { en = "How easy was the start?", uk = "Наскільки легким був початок?" }
scale = "1-5"
low = "very hard"
high = "very easy"

[open]
key = "hard"
text = "What was hard?"
"""


def test_ours_are_three_and_recommendation_is_off():
    found = definitions.load(None)
    assert {key: one.active for key, one in found.items()} == {
        "after_conversation": True,
        "relationship": True,
        "nps": False,
    }
    assert [len(one.questions) for one in found.values()] == [1, 1, 3]
    assert found["relationship"].every_days == 90


def test_a_definition_comes_back_from_what_a_survey_froze():
    for one in definitions.load(None).values():
        assert definitions.read(one.data()) == one


def test_a_good_one_is_read():
    made = parse("onboarding.toml", GOOD)
    assert (made.key, made.count, made.open and made.open.key) == ("onboarding", 2, "hard")


@pytest.mark.parametrize(
    ("find", "put", "said"),
    [
        (
            'occasion = "hand"',
            'occasion = "often"',
            "onboarding.toml: occasion: “often” is none of conversation, period, hand",
        ),
        ('occasion = "hand"', 'occasion = "period"', "onboarding.toml: every_days: is missing"),
        ("seconds = 20", "seconds = 2", "onboarding.toml: seconds: must be a whole number from 5 to 300"),
        ("seconds = 20", 'seconds = "20"', "onboarding.toml: seconds: must be a whole number"),
        ("seconds = 20", "seconds = true", "onboarding.toml: seconds: must be a whole number"),
        ('scale = "1-5"', 'scale = "1-7"', "onboarding.toml: questions[1].scale: “1-7” is none of 1-5, 0-10"),
        ('low = "very hard"', "", "onboarding.toml: questions[1].low: is missing"),
        ('low = "very hard"', 'low = " "', "onboarding.toml: questions[1].low: must be a text that is not empty"),
        ('low = "very hard"', 'lo = "x"\nlow = "very hard"', "onboarding.toml: questions[1].lo: is not known here"),
        ("uk =", "pl =", "onboarding.toml: questions[1].text.pl: is not a language I speak: en, uk, ru"),
        ('en = "How easy was the start?", ', "", "onboarding.toml: questions[1].text: needs an English text"),
        ('key = "hard"', 'key = "start"', "onboarding.toml: questions: two questions have the key “start”"),
        ('key = "hard"', 'key = "Hard!"', "onboarding.toml: open.key: must be small letters"),
        ("seconds = 20", "seconds = 20\ngoes_first = true", "onboarding.toml: goes_first: only a periodic survey"),
        ("seconds = 20", "seconds 20", "onboarding.toml: this is not TOML"),
        ("[[questions]]", "[questions]", "onboarding.toml: questions: must be tables: [[questions]]"),
    ],
)
def test_a_wrong_one_is_refused_with_file_key_and_reason(find: str, put: str, said: str):
    assert find in GOOD
    with pytest.raises(DefinitionError) as refused:
        parse("onboarding.toml", GOOD.replace(find, put, 1))
    assert str(refused.value).startswith(said)


def test_a_team_s_file_adds_a_kind_and_one_named_like_ours_takes_its_place(tmp_path: Path):
    (tmp_path / "onboarding.toml").write_text(GOOD, encoding="utf-8")
    ours = GOOD.replace('occasion = "hand"', 'occasion = "conversation"')
    (tmp_path / "after_conversation.toml").write_text(ours, encoding="utf-8")
    found = definitions.load(str(tmp_path))
    assert found["onboarding"].occasion == "hand"
    assert found["after_conversation"].questions[0].key == "start"
    assert "relationship" in found


def test_two_surveys_after_a_conversation_are_refused(tmp_path: Path):
    (tmp_path / "another.toml").write_text(GOOD.replace('"hand"', '"conversation"'), encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"occasion: .* is sent after conversations already"):
        definitions.load(str(tmp_path))


def test_the_settings_name_the_wrong_file_at_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "broken.toml").write_text("title = 1", encoding="utf-8")
    monkeypatch.setenv("CAREBOT_SURVEYS", str(tmp_path))
    with pytest.raises(SettingsError) as refused:
        load(tmp_path / "none.env")
    assert "CAREBOT_SURVEYS: broken.toml: occasion: is missing" in str(refused.value)


def test_a_setting_reaches_the_use_cases(tmp_path: Path):
    (tmp_path / "onboarding.toml").write_text(GOOD, encoding="utf-8")
    settings = Settings(_env_file=None, surveys=str(tmp_path), nps="on", low_rating=2, ratings_visible="average")
    defaults = settings.defaults
    assert (defaults.surveys, defaults.nps, defaults.low_rating) == (str(tmp_path), True, 2)
    assert defaults.ratings_visible == "average"
