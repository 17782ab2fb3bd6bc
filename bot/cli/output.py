"""What a command prints: words and tables for people, or with --json one document and nothing else."""

import dataclasses
import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Any

import orjson
import typer

JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of text.")]


class CommandError(Exception):
    """A command cannot do what was asked; the message says why and what to do."""


class Output:
    """Where the result of one command goes.

    Results go to standard output. Refusals go to standard error, or with --json to standard output as {"error": ...};
    either way the command ends with exit code 1.
    """

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json

    def done(self, data: Any, *lines: str) -> None:
        """The result: `data` for machines, `lines` for people."""
        if self.as_json:
            typer.echo(orjson.dumps(data, default=str, option=orjson.OPT_INDENT_2).decode())
            return
        for line in lines:
            typer.echo(line)

    def table(self, data: Sequence[Any], headings: Sequence[str], rows: Sequence[Sequence[Any]], empty: str) -> None:
        """A list: `data` for machines, a table for people, or the sentence `empty`."""
        if self.as_json or not rows:
            self.done(data, empty)
            return
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        drawn = Table(box=None, header_style="bold", pad_edge=False)
        for heading in headings:
            drawn.add_column(heading, overflow="fold")
        for row in rows:
            drawn.add_row(*(Text(shown(cell)) for cell in row))
        console = Console(highlight=False)
        if not console.is_terminal:
            console.width = 240
        console.print(drawn)

    def note(self, line: str) -> None:
        """Something a person should know besides the result; not part of it."""
        if not self.as_json:
            typer.echo(line, err=True)

    def refuse(self, message: str, data: dict[str, Any] | None = None) -> typer.Exit:
        """Say why nothing was done; the exception that ends the command."""
        if self.as_json:
            self.done({"error": message, **(data or {})})
        else:
            typer.secho(message, err=True, fg=typer.colors.RED)
        return typer.Exit(1)

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """Turns what can go wrong without being a fault of the program into a refusal."""
        from sqlalchemy.exc import IntegrityError, SQLAlchemyError

        from bot.schema import SchemaError
        from bot.settings import SettingsError
        from conversations.errors import RefusedError

        try:
            yield
        except (RefusedError, CommandError, SchemaError) as error:
            raise self.refuse(str(error)) from None
        except SettingsError as error:
            raise self.refuse(str(error), {"problems": error.problems}) from None
        except IntegrityError:
            raise self.refuse("Somebody else changed the same thing at this moment. Please try again.") from None
        except (SQLAlchemyError, OSError) as error:
            reason = str(getattr(error, "orig", None) or error)
            raise self.refuse(
                f"The database does not answer: {reason}. Check CAREBOT_DATABASE_URL; carebot doctor says more."
            ) from None


def shown(value: Any) -> str:
    """A value in a table."""
    if value is None or value == "":
        return "–"
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    return str(value)


def as_data(record: Any) -> dict[str, Any]:
    """A record of the store as data for JSON."""
    return dataclasses.asdict(record)
