"""The settings: the one door to the environment and to `.env`. `.env.example` explains each of them.

A variable set to nothing counts as not set, so that `CAREBOT_TOKEN=` in a copied `.env.example` is no token.
"""

import os
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, InitSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from conversations import checks, hours
from conversations.errors import RefusedError
from conversations.figures import weekly
from conversations.surveys import definitions
from storage.dialects import UnsupportedDatabaseError, is_embedded, parse_url
from storage.records import Defaults

PREFIX = "CAREBOT_"
ENV_FILE = Path(".env")

SECRETS = ("token", "database_url")
"""Settings that may be given by the path of a file instead (`CAREBOT_TOKEN_FILE`), as container secrets are."""

EXAMPLES = {
    "token": "123456789:AAH-the-rest-as-BotFather-gave-it",
    "api_url": "https://api.telegram.org",
    "database_url": "sqlite+aiosqlite:///carebot.db",
    "timezone": "Europe/Kyiv",
    "default_language": "en",
    "log_format": "console",
    "limit_overall": "30",
    "limit_per_chat": "1",
    "limit_per_group": "20",
    "in_flight": "16",
    "health_port": "8081",
    "team_hours": hours.EXAMPLE,
    "invitation_days": "14",
    "quiet_days": "3",
    "low_rating": "3",
    "ratings_visible": "single",
    "nps": "off",
    "surveys": "surveys",
    "digest": weekly.EXAMPLE,
}


class SettingsError(Exception):
    """Settings that cannot be used: one sentence per problem, each naming the variable, the reason and an example."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def _refusing(check: Any) -> Any:
    """The check of a field as pydantic wants it: a ValueError with the English sentence."""

    def checked(value: str) -> str:
        try:
            return str(check(value))
        except RefusedError as refused:
            raise ValueError(str(refused)) from None

    return AfterValidator(checked)


def _token(value: SecretStr) -> SecretStr:
    number, colon, secret = value.get_secret_value().partition(":")
    if not colon or not number.isdecimal() or not secret or any(c.isspace() or c == "/" for c in secret):
        raise ValueError("this is not a bot token: a number, a colon and letters, as @BotFather shows it")
    return value


def _api_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("this is not an address that begins with http:// or https://")
    return value.rstrip("/")


def _database_url(value: str) -> str:
    try:
        parse_url(value)
    except UnsupportedDatabaseError as error:
        raise ValueError(str(error)) from None
    except Exception:  # SQLAlchemy quotes the address, which holds a password
        raise ValueError("this is not a database address") from None
    return value


def _surveys(value: str) -> str:
    definitions.load(value)
    return value


class _SecretFiles(InitSettingsSource):
    """Secrets whose variable names a file."""

    def __init__(self, settings: type[BaseSettings], variables: dict[str, str]) -> None:
        super().__init__(settings, {name: text for name in SECRETS if (text := _secret_in_file(name, variables))})


def _secret_in_file(name: str, variables: dict[str, str]) -> str | None:
    direct, by_file = variable(name), f"{variable(name)}_FILE"
    path = variables.get(by_file)
    if not path:
        return None
    if variables.get(direct):
        raise SettingsError([f"{direct} and {by_file} are both set. Keep one of them."])
    try:
        text = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not a text"
        raise SettingsError([f"{by_file}: {path} cannot be read: {reason}. Example: /run/secrets/{name}"]) from None
    if not text:
        raise SettingsError([f"{by_file}: {path} is empty. Example: /run/secrets/{name}"])
    return text


Limit = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Settings(BaseSettings):
    """The settings of one installation. Made by `load`; frozen.

    The token and the database's address are in no repr and in no error.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    token: Annotated[SecretStr, AfterValidator(_token)] | None = None
    api_url: Annotated[str, AfterValidator(_api_url)] = "https://api.telegram.org"
    database_url: Annotated[str, AfterValidator(_database_url)] = Field(
        default="sqlite+aiosqlite:///carebot.db", repr=False
    )
    timezone: Annotated[str, _refusing(checks.timezone)] = "UTC"
    default_language: Annotated[str, _refusing(checks.language)] = "en"
    log_format: Literal["console", "json"] = "console"
    limit_overall: Limit = 30.0
    limit_per_chat: Limit = 1.0
    limit_per_group: Limit = 20.0
    in_flight: Annotated[int, Field(ge=1, le=1000)] = 16
    health_port: Annotated[int, Field(ge=0, le=65535)] = 0
    team_hours: Annotated[str, _refusing(lambda text: hours.parse(text).text)] = hours.EXAMPLE
    invitation_days: Annotated[int, Field(ge=1, le=365)] = 14
    quiet_days: Annotated[int, Field(ge=1, le=365)] = 3
    low_rating: Annotated[int, Field(ge=1, le=4)] = 3
    ratings_visible: Literal["single", "average", "hidden"] = "single"
    nps: Literal["on", "off"] = "off"
    surveys: Annotated[str, AfterValidator(_surveys)] | None = None
    digest: Annotated[str, _refusing(weekly.written)] = weekly.EXAMPLE

    @property
    def defaults(self) -> Defaults:
        """What counts where a row of the store says nothing."""
        return Defaults(
            language=self.default_language,
            timezone=self.timezone,
            hours=self.team_hours,
            invitation_days=self.invitation_days,
            quiet_days=self.quiet_days,
            low_rating=self.low_rating,
            ratings_visible=self.ratings_visible,
            nps=self.nps == "on",
            surveys=self.surveys,
            digest=self.digest,
        )

    @property
    def embedded(self) -> bool:
        """True when the database is a file of this installation, which Carebot migrates by itself."""
        return is_embedded(self.database_url)

    def required_token(self) -> str:
        """The bot token. Raises `SettingsError` saying how to get one."""
        if self.token is None:
            raise SettingsError(
                [
                    f"{variable('token')} is not set. Create a bot with @BotFather in Telegram and put its token into "
                    f".env, for example {variable('token')}={EXAMPLES['token']}. "
                    "To try Carebot without a token: carebot demo"
                ]
            )
        return self.token.get_secret_value()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments first, then the environment, then `.env`, then the files of secrets."""
        path = getattr(dotenv_settings, "env_file", None)
        files = _SecretFiles(settings_cls, _variables(Path(path) if path else None))
        return init_settings, env_settings, dotenv_settings, files


def variable(field: str) -> str:
    """The environment variable of a setting."""
    return f"{PREFIX}{field.upper()}"


def names() -> set[str]:
    """Every variable that is read."""
    return {variable(field) for field in Settings.model_fields} | {f"{variable(field)}_FILE" for field in SECRETS}


def _variables(env_file: Path | None) -> dict[str, str]:
    """What is set, by variable: the environment over `.env`."""
    written = dotenv_values(env_file, encoding="utf-8") if env_file is not None and env_file.is_file() else {}
    return {name.upper(): value for name, value in {**written, **os.environ}.items() if value}


def unread(env_file: Path = ENV_FILE) -> dict[str, str | None]:
    """Variables with our prefix that nothing reads, each with the one that was probably meant, or None."""
    strange = {name for name in _variables(env_file) if name.startswith(PREFIX)} - names()
    return {name: next(iter(get_close_matches(name, names(), n=1)), None) for name in sorted(strange)}


_REASONS = {"int_parsing": "this is not a whole number", "float_parsing": "this is not a number"}
"""Plain words for what pydantic says in its own."""


def load(env_file: Path = ENV_FILE) -> Settings:
    """Read the settings. Raises `SettingsError` with everything that is wrong."""
    try:
        return Settings(_env_file=env_file, _env_file_encoding="utf-8")
    except ValidationError as error:
        problems = []
        for found in error.errors(include_input=False, include_url=False, include_context=False):
            field = str(found["loc"][0])
            reason = _REASONS.get(found["type"], found["msg"]).removeprefix("Value error, ").rstrip(".")
            stop = "" if reason.endswith("?") else "."
            problems.append(f"{variable(field)}: {reason}{stop} Example: {variable(field)}={EXAMPLES[field]}")
        raise SettingsError(problems) from None
    except OSError as error:
        raise SettingsError([f"{env_file} cannot be read: {error.strerror}."]) from None
    except UnicodeDecodeError:
        raise SettingsError([f"{env_file} is not a text in UTF-8. Save it as UTF-8."]) from None
