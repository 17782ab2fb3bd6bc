"""Settings: where they come from, how a wrong one is refused, and that .env.example tells the truth."""

import re
from pathlib import Path

import pytest

from bot.settings import EXAMPLES, Settings, SettingsError, load, names, unread, variable

EXAMPLE = Path(__file__).parents[2] / ".env.example"


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in names():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def problem() -> str:
    with pytest.raises(SettingsError) as refused:
        load()
    return str(refused.value)


def in_the_example() -> dict[str, str]:
    """Variable to value, of set and commented-out ones alike."""
    found = re.findall(r"^#? ?(CAREBOT_[A-Z_]+)=(.*)$", EXAMPLE.read_text(), re.MULTILINE)
    assert len(found) == len(dict(found)), "a setting stands there twice"
    return dict(found)


def test_every_setting_is_in_the_example_and_every_one_there_is_a_setting() -> None:
    assert set(in_the_example()) == names()


def test_every_setting_in_the_example_has_a_line_of_explanation_before_it() -> None:
    lines = EXAMPLE.read_text().splitlines()
    for number, line in enumerate(lines):
        if re.match(r"#? ?CAREBOT_[A-Z_]+=", line):
            assert re.match(r"# [A-Z].{20,}\.$", lines[number - 1]), line


def test_the_example_shows_the_defaults() -> None:
    defaults = load()
    for name, value in in_the_example().items():
        field = name.removeprefix("CAREBOT_").lower()
        if value and not name.endswith("_FILE"):
            assert str(getattr(defaults, field)).removesuffix(".0") == value.strip('"'), name


def test_the_example_can_be_used_as_it_is() -> None:
    assert load(EXAMPLE) == Settings()


def test_every_setting_has_an_example_that_is_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(EXAMPLES) == set(Settings.model_fields)
    Path("surveys").mkdir()
    for field, example in EXAMPLES.items():
        monkeypatch.setenv(variable(field), example)
    assert load().required_token() == EXAMPLES["token"]


def test_the_environment_counts_more_than_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("CAREBOT_TIMEZONE=Europe/Kyiv\nCAREBOT_IN_FLIGHT=8\n")
    monkeypatch.setenv("CAREBOT_TIMEZONE", "Asia/Kathmandu")
    settings = load()
    assert (settings.timezone, settings.in_flight) == ("Asia/Kathmandu", 8)


def test_a_variable_set_to_nothing_is_not_set() -> None:
    Path(".env").write_text("CAREBOT_TOKEN=\nCAREBOT_TIMEZONE=\n")
    assert (load().token, load().timezone) == (None, "UTC")


def test_a_wrong_value_names_the_variable_the_reason_and_an_example(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAREBOT_TIMEZONE", "Kyiv")
    assert problem() == (
        "CAREBOT_TIMEZONE: “Kyiv” is not a time zone. Did you mean Europe/Kyiv? Example: CAREBOT_TIMEZONE=Europe/Kyiv"
    )


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("CAREBOT_API_URL", "api.telegram.org", "not an address that begins with http:// or https://"),
        ("CAREBOT_DATABASE_URL", "mysql://user:hunter2@host/db", "mysql is not supported"),
        ("CAREBOT_DATABASE_URL", "hunter2", "not a database address"),
        ("CAREBOT_DEFAULT_LANGUAGE", "klingon", "not a language I speak"),
        ("CAREBOT_LOG_FORMAT", "xml", "should be 'console' or 'json'"),
        ("CAREBOT_LIMIT_OVERALL", "-1", "greater than or equal to 0"),
        ("CAREBOT_LIMIT_PER_CHAT", "often", "this is not a number"),
        ("CAREBOT_LIMIT_PER_GROUP", "inf", "finite"),
        ("CAREBOT_IN_FLIGHT", "0", "greater than or equal to 1"),
        ("CAREBOT_IN_FLIGHT", "many", "this is not a whole number"),
        ("CAREBOT_HEALTH_PORT", "99999", "less than or equal to 65535"),
        ("CAREBOT_TEAM_HOURS", "always", "“always” is not a day"),
        ("CAREBOT_INVITATION_DAYS", "0", "greater than or equal to 1"),
        ("CAREBOT_TOKEN", "hunter2", "this is not a bot token"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, reason: str
) -> None:
    monkeypatch.setenv(name, value)
    said = problem()
    assert said.startswith(f"{name}: ")
    assert reason in said
    assert f"Example: {name}=" in said
    assert "hunter2" not in said


def test_every_wrong_value_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAREBOT_TIMEZONE", "Kyiv")
    monkeypatch.setenv("CAREBOT_IN_FLIGHT", "many")
    with pytest.raises(SettingsError) as refused:
        load()
    assert len(refused.value.problems) == 2


def test_a_secret_can_come_from_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("token").write_text("123456:from-the-file\n")
    monkeypatch.setenv("CAREBOT_TOKEN_FILE", "token")
    assert load().required_token() == "123456:from-the-file"


def test_the_path_of_a_secret_can_stand_in_the_env_file() -> None:
    Path("url").write_text("sqlite+aiosqlite:///elsewhere.db\n")
    Path(".env").write_text("CAREBOT_DATABASE_URL_FILE=url\n")
    assert load().database_url == "sqlite+aiosqlite:///elsewhere.db"


def test_a_secret_given_twice_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("token").write_text("123456:from-the-file\n")
    monkeypatch.setenv("CAREBOT_TOKEN_FILE", "token")
    monkeypatch.setenv("CAREBOT_TOKEN", "123456:direct")
    assert problem() == "CAREBOT_TOKEN and CAREBOT_TOKEN_FILE are both set. Keep one of them."


@pytest.mark.parametrize(("content", "reason"), [(None, "cannot be read: No such file"), ("  \n", "is empty")])
def test_a_secret_file_that_is_missing_or_empty_is_refused(
    monkeypatch: pytest.MonkeyPatch, content: str | None, reason: str
) -> None:
    if content is not None:
        Path("token").write_text(content)
    monkeypatch.setenv("CAREBOT_TOKEN_FILE", "token")
    assert reason in problem()


def test_secrets_are_in_no_repr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAREBOT_TOKEN", "123456:hunter2")
    monkeypatch.setenv("CAREBOT_DATABASE_URL", "postgresql+asyncpg://care:hunter2@host/db")
    settings = load()
    assert settings.database_url.endswith("hunter2@host/db")
    assert "hunter2" not in f"{settings!r} {settings}"


def test_a_missing_token_says_how_to_get_one() -> None:
    with pytest.raises(SettingsError, match="Create a bot with @BotFather"):
        load().required_token()


def test_a_misspelt_variable_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAREBOT_TIMEZON", "Europe/Kyiv")
    assert unread() == {"CAREBOT_TIMEZON": "CAREBOT_TIMEZONE"}


def test_an_env_file_that_is_not_utf8_is_refused() -> None:
    Path(".env").write_bytes("CAREBOT_TIMEZONE=Киев\n".encode("cp1251"))
    assert "is not a text in UTF-8" in problem()
