"""Turns rows of SQLAlchemy into the frozen records, by position: the hot path reads dozens of columns per message."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any, ClassVar, Protocol, TypeVar

from sqlalchemy import ColumnElement, FromClause

R = TypeVar("R")


class _Record(Protocol):
    __dataclass_fields__: ClassVar[dict[str, Any]]


def columns(source: FromClause, record: type[_Record]) -> list[ColumnElement[Any]]:
    """The columns of `source` in the order of the record's fields; every field must have a column of its name."""
    return [source.c[f.name] for f in fields(record)]


def width(record: type[_Record]) -> int:
    """How many columns `columns` gives for a record."""
    return len(fields(record))


def take(record: type[R], row: Sequence[Any], start: int = 0) -> R:
    """The record that begins at column `start`."""
    return record(*row[start : start + len(fields(record))])  # type: ignore[arg-type]
