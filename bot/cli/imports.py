"""carebot import: clients and contacts from a CSV table."""

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.output import CommandError, JsonOption, Output
from bot.cli.session import Session, actor, in_session
from bot.cli.table import COLUMNS, Row, RowsRefused, read
from bot.cli.taking import Taken, Taking


class _DryRun(Exception):
    """Everything could be taken; it must not stay."""

    def __init__(self, taken: Taken) -> None:
        self.taken = taken


HELP = f"""Add clients and contacts from a table: all of it, or nothing and every bad row named.

One row is one contact of one client, or a client alone. The links to send to the contacts are printed.

The first line holds the headings; comma, semicolon or tab between them. docs/import.md explains the columns.

Columns, of which only "client" is always needed and "manager" for a new client: {", ".join(COLUMNS)}.
"""


def import_table(
    file: Annotated[Path, typer.Argument(metavar="clients.csv", help="A CSV table, UTF-8.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check every row and change nothing.")] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write the invitation links into this CSV file.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Import a table; `HELP` is what people read."""
    out = Output(as_json=json)

    async def imported(session: Session) -> Taken:
        rows = read(file)
        if output is not None and output.exists() and not dry_run:
            raise CommandError(f"{output} is there already. Choose another file for the links.")
        await session.learn_bot_username()
        try:
            async with session.store.unit() as uow:
                taking = Taking(uow, actor())
                for row in _with_progress(rows, out):
                    await taking.row(row)
                taken = taking.result()
                if dry_run:
                    raise _DryRun(taken)
                if output is not None:
                    _write(output, taken)
        except _DryRun as dry:
            return dry.taken
        return taken

    try:
        taken = in_session(out, imported)
    except RowsRefused as refused:
        lines = [f"{file}, {problem.text}" for problem in refused.problems]
        rows = [{"line": p.line, "column": p.column, "reason": p.reason} for p in refused.problems]
        raise out.refuse("\n".join([*lines, "Nothing was imported."]), {"problems": rows}) from None
    _report(out, taken, dry_run=dry_run, output=output)


def _with_progress(rows: list[Row], out: Output) -> Iterable[Row]:
    """The rows, with a bar on standard error while a person watches."""
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    hidden = out.as_json or not console.is_terminal
    return track(rows, description="Checking", console=console, transient=True, disable=hidden)


def _write(path: Path, taken: Taken) -> None:
    try:
        with path.open("x", encoding="utf-8-sig", newline="") as file:
            path.chmod(0o600)
            writer = csv.DictWriter(file, ["client", "contact", "link"])
            writer.writeheader()
            writer.writerows(taken.contacts)
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}. Nothing was imported.") from None


def _report(out: Output, taken: Taken, *, dry_run: bool, output: Path | None) -> None:
    counted = f"{len(taken.clients)} clients and {len(taken.contacts)} contacts"
    if dry_run:
        out.done(
            {"dry_run": True, "clients": taken.clients, "contacts": _without_links(taken)},
            f"All rows are good: {counted} would come in. Nothing was changed.",
        )
        return
    links = [f"{row['client']}, {row['contact']}: {row['link']}" for row in taken.contacts] if output is None else []
    out.note(f"{counted} came in." + (" Send each contact their link:" if links else ""))
    if output is not None:
        out.note(f"The links are in {output}.")
    out.done({"dry_run": False, "clients": taken.clients, "contacts": taken.contacts}, *links)


def _without_links(taken: Taken) -> list[dict[str, str]]:
    """A dry run's links open nothing."""
    return [{name: value for name, value in row.items() if name != "link"} for row in taken.contacts]
