"""The logs: what happened, by ids and kinds; never the token, never what people wrote."""

import io
import json
import logging

import pytest
import structlog
from pydantic import BaseModel, ValidationError

from bot import intake as taking
from bot import logs
from bot.telegram import Refusal
from conversations import relay
from tests.support.house import TOKEN
from tests.support.stage import joined, talk
from tests.support.talk import Talk

__all__ = ["joined", "talk"]

WRITTEN = "xyzzy-secret"


@pytest.fixture
def stream(monkeypatch):
    """Where JSON logs at info level go; everything is put back afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    out = io.StringIO()
    logs.set_up("json", out)
    structlog.configure(cache_logger_on_first_use=False)
    yield out
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


def _lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


@pytest.fixture
async def walk(stream, talk: Talk) -> Talk:
    """A whole walk with everything that usually happens, while logs are kept."""
    await talk.twin_in_topic(WRITTEN)
    written, _ = await talk.twin_at_client(WRITTEN)
    await talk.house.olena.edits(written, f"{WRITTEN} edited")
    await talk.at_client("edited")
    await talk.house.anna.blocks(talk.house.bot)
    await talk.team(WRITTEN)
    await talk.in_topic("❌")
    await talk.house.quiet()
    return talk


async def test_a_whole_walk_logs_neither_the_token_nor_a_word_of_anybody(walk: Talk, stream):
    lines = _lines(stream)
    assert any(line["event"] == "telegram refused" for line in lines), "the walk left traces"
    told = stream.getvalue()
    assert not any(word in told for word in (TOKEN, TOKEN.split(":")[1], WRITTEN, "Hello Anna", "Good morning"))


async def test_every_line_has_a_time_a_level_and_where_it_comes_from(walk: Talk, stream):
    assert all({"event", "level", "timestamp", "logger"} <= line.keys() for line in _lines(stream))


async def test_an_update_that_fails_is_logged_without_what_it_says(stream, talk: Talk, monkeypatch):
    monkeypatch.setattr(taking, "jittered", lambda seconds: 0.01)

    async def failing(uow, chat, incoming):
        raise KeyError(incoming.words.text)

    monkeypatch.setattr(relay, "client_wrote", failing)
    await talk.client(WRITTEN)
    await talk.house.box.receives(talk.house.lead.id, "carebot replay")
    [line] = [line for line in _lines(stream) if "set aside" in str(line["event"])]
    assert "KeyError" in str(line["exception"])
    assert "in failing" in str(line["exception"]), "where it happened is told"
    assert WRITTEN not in stream.getvalue()


async def test_an_update_that_is_not_understood_is_logged_without_what_it_says(stream, talk: Talk, monkeypatch):
    monkeypatch.setattr(taking, "jittered", lambda seconds: 0.01)
    assert talk.house.app.intake is not None
    await talk.house.app.intake.take([{"update_id": 1, "message": {"text": WRITTEN}}])
    assert "ValidationError" in stream.getvalue()
    assert WRITTEN not in stream.getvalue()


async def test_an_error_of_the_database_is_logged_without_its_values(stream, talk: Talk, monkeypatch):
    from sqlalchemy import insert

    from storage import tables as t

    monkeypatch.setattr(taking, "jittered", lambda seconds: 0.01)

    async def failing(uow, chat, incoming):
        row = {"kind": None, "dedupe_key": incoming.words.text, "payload": {"text": WRITTEN}, "run_at": uow.now}
        await uow.execute(insert(t.job), row)

    monkeypatch.setattr(relay, "client_wrote", failing)
    await talk.client(WRITTEN)
    await talk.house.box.receives(talk.house.lead.id, "carebot replay")
    assert "IntegrityError" in stream.getvalue()
    assert WRITTEN not in stream.getvalue()


class _Shape(BaseModel):
    number: int


def _raised(how: str) -> BaseException:
    try:
        try:
            if how == "pydantic":
                _Shape.model_validate({"number": WRITTEN})
            raise KeyError(WRITTEN)
        except KeyError as error:
            if how == "cause":
                raise RuntimeError(WRITTEN) from error
            if how == "group":
                raise ExceptionGroup(WRITTEN, [ValueError(WRITTEN)]) from None
            raise
    except (ValidationError, KeyError, RuntimeError, ExceptionGroup) as error:
        return error


@pytest.mark.parametrize("how", ["pydantic", "plain", "cause", "group"])
@pytest.mark.parametrize("form", ["json", "console"])
def test_an_exception_tells_where_and_what_but_not_its_message(stream, form, how):
    out = io.StringIO()
    logs.set_up(form, out)
    error = _raised(how)
    structlog.get_logger("x").error("ours", exc_info=error)
    logging.getLogger("theirs").error("foreign", exc_info=error)
    told = out.getvalue()
    assert told.count(type(error).__name__) >= 2
    assert "_raised" in told
    assert WRITTEN not in told


def test_what_telegram_or_the_system_said_is_told(stream):
    for error in (Refusal(400, "Bad Request: chat not found", None, None), ConnectionResetError("reset by peer")):
        structlog.get_logger("x").error("failed", exc_info=error)
    assert "chat not found" in stream.getvalue()
    assert "reset by peer" in stream.getvalue()


def test_a_log_for_people_is_not_json(stream):
    out = io.StringIO()
    logs.set_up("console", out)
    structlog.get_logger("x").info("working", bot="care_bot")
    assert "working" in out.getvalue()
    with pytest.raises(json.JSONDecodeError):
        json.loads(out.getvalue())
