"""carebot desk: the groups where staff work."""

from typing import Annotated

import typer

from bot.cli.output import JsonOption, Output, as_data
from bot.cli.session import actor, in_unit, looking
from conversations import team_admin
from storage import staff

app = typer.Typer(no_args_is_help=True, help="The desks: forum groups where staff work.")


@app.command()
def add(
    chat_id: Annotated[int, typer.Option(help="The group's id; it begins with -100.")],
    name: Annotated[str, typer.Option(help="What to call the desk.")],
    language: Annotated[str | None, typer.Option(help="What the bot says in topics: en, uk or ru.")] = None,
    json: JsonOption = False,
) -> None:
    """Register a group as a desk. Sending /desk in the group does the same and checks the bot's rights there."""
    out = Output(as_json=json)
    desk = in_unit(out, lambda uow: team_admin.add_desk(uow, actor(), chat_id, name, language or uow.defaults.language))
    out.done(as_data(desk), f"{desk.name} is a desk. carebot doctor checks what the bot may do there.")


@app.command("list")
def every_desk(json: JsonOption = False) -> None:
    """Show the desks."""
    out = Output(as_json=json)
    desks = looking(out, staff.desks)
    out.table(
        [as_data(desk) for desk in desks],
        ["Name", "Chat id", "Language"],
        [[desk.name, desk.chat_id, desk.language] for desk in desks],
        "There is no desk yet. Add the bot to a group with topics as an administrator and send /desk there.",
    )
