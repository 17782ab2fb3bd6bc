"""carebot contact and carebot invite: the people at a client and their personal links."""

from typing import Annotated

import typer

from bot.cli.output import JsonOption, Output, as_data
from bot.cli.session import Session, actor, in_session, in_unit, looking
from conversations import checks, contact_admin, finding, links
from conversations.contact_admin import ContactDetails
from storage import clients
from storage.records import Client, Contact
from storage.unit import UnitOfWork

app = typer.Typer(no_args_is_help=True, help="The contacts: people at the clients.")

ClientName = Annotated[str, typer.Option("--client", help="The client's name.")]
ContactName = Annotated[str, typer.Option("--contact", help="The person's name.")]
Language = Annotated[str | None, typer.Option(help="What the bot speaks with this person: en, uk or ru.")]
Salutation = Annotated[str | None, typer.Option(help="How the bot addresses this person, in their language.")]


@app.command("set")
def change(
    client: ClientName,
    contact: ContactName,
    name: Annotated[str | None, typer.Option(help="The person's new name.")] = None,
    role: Annotated[str | None, typer.Option(help="What they are at the client, for example CFO.")] = None,
    salutation: Salutation = None,
    language: Language = None,
    country: Annotated[str | None, typer.Option(help="Where it differs from the client's: two letters.")] = None,
    timezone: Annotated[str | None, typer.Option(help="Where it differs from the client's: IANA name.")] = None,
    register: Annotated[str | None, typer.Option(help="formal or warm.")] = None,
    tradition: Annotated[str | None, typer.Option(help=f"One of: {', '.join(checks.TRADITIONS)}.")] = None,
    birthday: Annotated[str | None, typer.Option(help="1984-05-23, or 05-23 without the year.")] = None,
    pace: Annotated[str | None, typer.Option(help="How often we write by ourselves: less, normal or more.")] = None,
    holiday_greetings: Annotated[
        bool | None, typer.Option("--holiday-greetings/--no-holiday-greetings", help="Greet on holidays or not.")
    ] = None,
    birthday_wishes: Annotated[
        bool | None, typer.Option("--birthday-wishes/--no-birthday", help="Wish a happy birthday or not.")
    ] = None,
    revoke: Annotated[bool, typer.Option("--revoke", help="End this person's access.")] = False,
    json: JsonOption = False,
) -> None:
    """Change what is known about a contact. An empty text ("") forgets it. --revoke ends their access."""
    out = Output(as_json=json)
    details = ContactDetails(
        name=name,
        role=role,
        salutation=salutation,
        language=language,
        country=country,
        timezone=timezone,
        register=register,
        tradition=tradition,
        birthday=birthday,
        pace=pace,
        no_holiday_greetings=None if holiday_greetings is None else not holiday_greetings,
        no_birthday=None if birthday_wishes is None else not birthday_wishes,
    )
    if not revoke and details == ContactDetails():
        raise typer.BadParameter("say what to change; --help lists what there is")

    async def changed(uow: UnitOfWork) -> Contact:
        of, person = await contact_admin.find_contact(uow, client, contact)
        person = await contact_admin.change_contact(uow, actor(), of, person, details)
        if revoke:
            await contact_admin.revoke_contact(uow, actor(), of, person)
        after = await clients.contact_by_id(uow, person.id)
        assert after is not None
        return after

    person = in_unit(out, changed)
    out.done(as_data(person), f"{person.name} has no access any more." if revoke else f"{person.name} is up to date.")


@app.command("list")
def of_client(client: ClientName, json: JsonOption = False) -> None:
    """Show the contacts of a client."""
    out = Output(as_json=json)

    async def found(uow: UnitOfWork) -> tuple[Client, list[Contact]]:
        of = await finding.client(uow, client, archived=True)
        return of, await clients.contacts(uow, of.id)

    of, people = looking(out, found)
    columns = ("name", "role", "salutation", "language", "country", "timezone", "register", "tradition", "birthday")
    out.table(
        [as_data(person) for person in people],
        [*(column.capitalize() for column in columns), "Pace", "Joined"],
        [
            [*(getattr(person, column) for column in columns), person.pace, "yes" if person.joined_at else "no"]
            for person in people
        ],
        f'{of.name} has no contacts yet. Invite one: carebot invite --client "{of.name}" --contact NAME',
    )


def invite(
    client: ClientName,
    contact: Annotated[str | None, typer.Option(help="The person's name.")] = None,
    group: Annotated[bool, typer.Option("--group", help="A link for a group of the client instead.")] = False,
    language: Language = None,
    salutation: Salutation = None,
    json: JsonOption = False,
) -> None:
    """Print the personal link of a contact (who is added if need be), or with --group the link for a client's group."""
    out = Output(as_json=json)
    if group == (contact is not None):
        raise typer.BadParameter("say for whom: either --contact NAME or --group")
    details = ContactDetails(language=language, salutation=salutation)
    if group and details != ContactDetails():
        raise typer.BadParameter("--language and --salutation are for a person; set a group's with: carebot client set")

    async def invited(session: Session) -> tuple[dict[str, object], str]:
        await session.learn_bot_username()
        async with session.store.unit() as uow:
            of = await finding.client(uow, client)
            if contact is None:
                token = await contact_admin.invite_group(uow, actor(), of)
                return {"client": of.name, "link": await links.group_link(uow, token)}, of.name
            person, token = await contact_admin.invite_contact(uow, actor(), of, contact, details)
            link = await links.personal_link(uow, token)
            return {"client": of.name, "contact": person.name, "link": link}, person.name

    data, whom = in_session(out, invited)
    out.note(f"Send this link to {whom}. It opens the door once.")
    out.done(data, str(data["link"]))
