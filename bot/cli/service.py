"""carebot run, demo, migrate, doctor, replay: the service itself."""

import asyncio
from typing import Annotated

import typer

from bot.cli.output import JsonOption, Output
from bot.schema import ensure_current, revision, upgrade
from bot.settings import load


def run() -> None:
    """Run the bot until it is stopped (Ctrl-C, or SIGTERM)."""
    out = Output(as_json=False)
    with out.refusals():
        settings = load()
        settings.required_token()
        asyncio.run(ensure_current(settings))
    from bot.run import main

    raise typer.Exit(main(settings))


def demo(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Where the page is; 0 takes any free port.")] = 8081,
    host: Annotated[str, typer.Option(help="The address to listen on; leave it unless you know why.")] = "127.0.0.1",
) -> None:
    """Try Carebot with a pretend Telegram in your browser; no token needed."""
    from bot.demo import main

    raise typer.Exit(main(port, host))


def migrate(json: JsonOption = False) -> None:
    """Bring the database up to date. On PostgreSQL: stop Carebot everywhere first."""
    out = Output(as_json=json)
    with out.refusals():
        before, after = asyncio.run(_migrated())
    now = "The database was up to date." if before == after else f"The database is up to date, at {after}."
    out.done({"before": before, "after": after}, now)


async def _migrated() -> tuple[str | None, str | None]:
    from bot.clock import Clock
    from storage.unit import Store

    settings = load()
    store = Store(settings.database_url, Clock())
    try:
        before = await revision(store)
        await upgrade(settings)
        return before, await revision(store)
    finally:
        await store.close()


def doctor(json: JsonOption = False) -> None:
    """Check token, desks, staff, database and clock, and say how to mend what is wrong."""
    from bot.doctor import FAIL, examine

    out = Output(as_json=json)
    with out.refusals():
        findings = asyncio.run(examine())
    failed = sum(finding.level == FAIL for finding in findings)
    lines = [line for finding in findings for line in finding.lines]
    lines.append("" if failed else "\nNothing is in the way of running.")
    out.done({"ok": not failed, "findings": [finding.data for finding in findings]}, *lines)
    if failed:
        raise typer.Exit(1)


def replay(json: JsonOption = False) -> None:
    """Handle the updates again that were set aside because handling them kept failing."""
    out = Output(as_json=json)
    with out.refusals():
        settings = load()
        asyncio.run(ensure_current(settings))
        from bot.run import replay as replayed

        results = [dict(result) for result in asyncio.run(replayed(settings))]
    out.table(
        results,
        [str(name) for name in results[0]] if results else [],
        [list(result.values()) for result in results],
        "Nothing is set aside.",
    )
    if any(result.get("error") for result in results):
        raise typer.Exit(1)
