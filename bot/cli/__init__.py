"""The command line, `carebot`. One module for each group of commands; `session` and `output` are what they share.

A command that does not speak to Telegram imports neither aiogram, aiohttp nor Alembic: it answers at once.
"""

import typer

from bot.cli import calendar, clients, contacts, desks, export, imports, service, staff

app = typer.Typer(
    name="carebot",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,  # locals may hold the token
    help="Carebot: every key client a dedicated chat with one named manager behind it.",
)
app.command()(service.run)
app.command()(service.demo)
app.command()(service.migrate)
app.command()(service.doctor)
app.command()(service.replay)
app.add_typer(staff.app, name="staff")
app.add_typer(desks.app, name="desk")
app.add_typer(clients.app, name="client")
app.add_typer(contacts.app, name="contact")
app.command()(contacts.invite)
app.command("calendar")(calendar.show)
app.command("import", help=imports.HELP)(imports.import_table)
app.command()(export.export)


def main() -> None:
    """The entry point. Exit codes: 0 done, 1 refused or failed, 2 the command was written wrongly."""
    app(prog_name="carebot")
