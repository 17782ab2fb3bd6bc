"""carebot export: ratings and conversations of a period as a file."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import typer

from bot.cli.output import CommandError, JsonOption, Output
from bot.cli.session import Session, in_session


def export(
    period: Annotated[
        str,
        typer.Option(help='week, month, quarter, "last month", 2026-11, 2026-Q4 or 2026-01-01..2026-03-31.'),
    ] = "month",
    form: Annotated[Literal["xlsx", "csv"], typer.Option("--format", help="Excel, or text for programs.")] = "xlsx",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The file to write; named after the period when left out.")
    ] = None,
    timezone: Annotated[
        str | None, typer.Option(help="Where days begin and end; CAREBOT_TIMEZONE if left out.")
    ] = None,
    language: Annotated[str | None, typer.Option(help="Of the headings: en, uk or ru.")] = None,
    json: JsonOption = False,
) -> None:
    """Write ratings and conversations of a period into a file, as large as it may be.

    CSV becomes two files: the ratings, and the conversations in a second one beside it.
    """
    out = Output(as_json=json)

    async def written(session: Session) -> tuple[list[Path], str]:
        from bot.reports.export import export as write
        from conversations import checks
        from conversations.figures import periods
        from conversations.summary.access import EVERYTHING
        from locales import wording

        async with session.store.reading(steady=True) as uow:
            zone = ZoneInfo(checks.timezone(timezone) if timezone else uow.defaults.timezone)
            say = wording(checks.language(language) if language else uow.defaults.language)
            chosen = periods.parse(period, uow.now.astimezone(zone).date())
            path = output or Path(f"carebot-{chosen.first}-{chosen.last}.{form}")
            try:
                with _Bar(out) as progress:
                    files = await write(uow, chosen, zone, EVERYTHING, say, kind=form, path=path, progress=progress)
            except FileExistsError as error:
                raise CommandError(f"{error.filename} is there already. Choose another file.") from None
            except OSError as error:
                raise CommandError(f"{path} cannot be written: {error.strerror}.") from None
            return files, f"{chosen.first}..{chosen.last}"

    files, days = in_session(out, written)
    sizes = {str(path): path.stat().st_size for path in files}
    out.done(
        {"period": days, "files": sizes},
        *(f"{path}: {days}, {size / 1_000_000:.1f} MB" for path, size in sizes.items()),
    )


class _Bar:
    """A bar on standard error while a person watches."""

    def __init__(self, out: Output) -> None:
        from rich.console import Console
        from rich.progress import Progress

        console = Console(stderr=True)
        hidden = out.as_json or not console.is_terminal
        self._bar = Progress(console=console, transient=True, disable=hidden)
        self._task = self._bar.add_task("Writing", total=None)

    def __enter__(self) -> Callable[[int, int], None]:
        self._bar.start()
        return self._show

    def _show(self, done: int, total: int) -> None:
        self._bar.update(self._task, completed=done, total=total)

    def __exit__(self, *_: object) -> None:
        self._bar.stop()
