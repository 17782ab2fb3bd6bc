"""Structured logs. Never a token, never a message text: parts of the program log ids, kinds and reasons."""

import logging
import sys
import traceback
from collections.abc import Iterator, MutableMapping
from typing import Any, TextIO

import structlog

from bot.telegram import TelegramError

_PLAIN = (OSError, TelegramError)
"""Errors whose message tells about files and networks. Any other may quote what a person wrote, even a KeyError."""


def _without_messages(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Instead of an exception: its type, where it happened and what caused it, but not its message."""
    given = event.pop("exc_info", None)
    error = given[1] if isinstance(given, tuple) else sys.exc_info()[1] if given is True else given
    if isinstance(error, BaseException):
        event["exception"] = "".join(_told(error))
    return event


def _told(error: BaseException) -> Iterator[str]:
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from _told(before)
        yield "\nwhich led to\n\n"
    yield from traceback.format_tb(error.__traceback__)
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    yield f"{name}: {error}\n" if isinstance(error, _PLAIN) else f"{name}\n"
    if isinstance(error, BaseExceptionGroup):
        for one in error.exceptions:
            yield from _told(one)


def set_up(form: str, stream: TextIO | None = None) -> None:
    """Log to standard error (or `stream`): `console` for people, `json` for machines, one object a line."""
    out = stream or sys.stderr
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    end: Any = (
        structlog.processors.JSONRenderer()
        if form == "json"
        else structlog.dev.ConsoleRenderer(
            colors=out.isatty(), exception_formatter=structlog.dev.plain_traceback, pad_event_to=0
        )
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _without_messages, end],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    for chatty in ("aiogram", "aiohttp", "asyncio", "alembic", "sqlalchemy"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
