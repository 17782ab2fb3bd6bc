"""carebot client: the companies that are looked after."""

from typing import Annotated

import typer

from bot.cli.output import JsonOption, Output, as_data
from bot.cli.session import actor, in_unit, looking
from conversations import client_admin, finding
from conversations.client_admin import ClientDetails
from storage import care, clients, staff
from storage.records import Client
from storage.unit import UnitOfWork

app = typer.Typer(no_args_is_help=True, help="The clients: companies that are looked after.")

Name = Annotated[str, typer.Option(help="The client's name.")]
Country = Annotated[str | None, typer.Option(help="Two letters of ISO 3166, for example UA.")]
Timezone = Annotated[str | None, typer.Option(help="IANA name; the country's when left out and it has one.")]
Language = Annotated[str | None, typer.Option(help="What the bot speaks with them: en, uk or ru.")]
DeskName = Annotated[str | None, typer.Option("--desk", help="Where its topics are; the manager's desk when left out.")]
Renewal = Annotated[str | None, typer.Option(help="Renewal date, for example 2027-03-31.")]
Since = Annotated[str | None, typer.Option(help='When working together began, for example 2021-05-03; "" forgets it.')]
CheckInDays = Annotated[str | None, typer.Option(help="Days between check-ins, 7 to 365, or default.")]
Greetings = Annotated[
    str | None,
    typer.Option(help="auto: check-ins and greetings go out unless skipped; review: only after somebody approves."),
]


@app.command()
def add(
    name: Name,
    manager: Annotated[str, typer.Option(help="Who looks after it: Telegram id or name.")],
    country: Country = None,
    timezone: Timezone = None,
    language: Language = None,
    desk: DeskName = None,
    renewal: Renewal = None,
    since: Since = None,
    check_in_days: CheckInDays = None,
    greetings: Greetings = None,
    json: JsonOption = False,
) -> None:
    """Add a client. Then invite its contacts: carebot invite."""
    out = Output(as_json=json)
    details = ClientDetails(country, timezone, language, desk, renewal, since, check_in_days, greetings)
    client, row = in_unit(out, lambda uow: _added(uow, name, manager, details))
    out.done(
        row,
        f"{client.name} is a client of {row['manager']}"
        + (f", time zone {client.timezone}." if client.timezone else "."),
        f'Next: carebot invite --client "{client.name}" --contact NAME',
    )


async def _added(uow: UnitOfWork, name: str, manager: str, details: ClientDetails) -> tuple[Client, dict[str, object]]:
    client = await client_admin.add_client(uow, actor(), name, manager, details)
    return client, (await _rows(uow, [client]))[0]


@app.command("set")
def change(
    name: Name,
    new_name: Annotated[str | None, typer.Option(help="The client's new name.")] = None,
    manager: Annotated[str | None, typer.Option(help="Who looks after it from now on: Telegram id or name.")] = None,
    country: Country = None,
    timezone: Timezone = None,
    language: Language = None,
    desk: DeskName = None,
    renewal: Renewal = None,
    since: Since = None,
    check_in_days: CheckInDays = None,
    greetings: Greetings = None,
    json: JsonOption = False,
) -> None:
    """Change a client. A new manager takes over with a brief, and the client is told."""
    out = Output(as_json=json)
    details = ClientDetails(country, timezone, language, desk, renewal, since, check_in_days, greetings)

    async def changed(uow: UnitOfWork) -> dict[str, object]:
        client = await finding.client(uow, name, archived=True)
        after = await client_admin.change_client(uow, actor(), client, name=new_name, manager=manager, details=details)
        return (await _rows(uow, [after]))[0]

    row = in_unit(out, changed)
    out.done(row, f"{row['name']} is up to date; {row['manager']} looks after it.")


@app.command("list")
def every_client(
    archived: Annotated[bool, typer.Option("--archived", help="Those in the archive instead.")] = False,
    json: JsonOption = False,
) -> None:
    """Show the clients."""
    out = Output(as_json=json)

    async def found(uow: UnitOfWork) -> list[dict[str, object]]:
        return await _rows(uow, await clients.listed(uow, archived=archived))

    rows = looking(out, found)
    columns = ("name", "manager", "desk", "country", "timezone", "language", "renewal_on", "contacts", "joined")
    out.table(
        rows,
        ["Client", "Manager", "Desk", "Country", "Time zone", "Language", "Renewal", "Contacts", "Joined"],
        [[row[column] for column in columns] for row in rows],
        "The archive is empty." if archived else "There are no clients yet. Begin with: carebot client add",
    )


async def _rows(uow: UnitOfWork, found: list[Client]) -> list[dict[str, object]]:
    """Clients with the names of their manager and desk, and how many contacts there are and have joined."""
    desks = {desk.id: desk.name for desk in await staff.desks(uow)}
    rows: list[dict[str, object]] = []
    for client in found:
        owner = await staff.by_id(uow, client.owner_id)
        contacts = await clients.contacts(uow, client.id)
        rows.append(
            {
                **as_data(client),
                **as_data(await care.of_client(uow, client.id)),
                "manager": owner.name if owner else None,
                "desk": desks.get(client.desk_id or 0),
                "contacts": len(contacts),
                "joined": sum(contact.joined_at is not None for contact in contacts),
            }
        )
    return rows


@app.command()
def archive(
    name: Name,
    undo: Annotated[bool, typer.Option("--undo", help="Take it out of the archive.")] = False,
    manager: Annotated[str | None, typer.Option(help="With --undo: who looks after it from now on.")] = None,
    json: JsonOption = False,
) -> None:
    """Put a client into the archive: links die and its chats are told nothing more."""
    out = Output(as_json=json)
    if manager is not None and not undo:
        raise typer.BadParameter("--manager goes with --undo")

    async def archived(uow: UnitOfWork) -> tuple[Client, int]:
        client = await finding.client(uow, name, archived=True)
        return client, await client_admin.archive_client(uow, actor(), client)

    async def restored(uow: UnitOfWork) -> Client:
        client = await finding.client(uow, name, archived=True)
        if manager is not None:
            client = await client_admin.change_client(uow, actor(), client, manager=manager)
        return await client_admin.restore_client(uow, actor(), client)

    if undo:
        client = in_unit(out, restored)
        out.done(as_data(client), f"{client.name} is out of the archive.")
    else:
        client, withdrawn = in_unit(out, archived)
        out.done(
            {"archived": client.name, "links_withdrawn": withdrawn},
            f"{client.name} is in the archive; {withdrawn} open links were withdrawn.",
        )
