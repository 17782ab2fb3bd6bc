"""carebot staff: who is on the team."""

from typing import Annotated

import typer

from bot.cli.output import JsonOption, Output, as_data
from bot.cli.session import Session, actor, in_session, in_unit, looking
from conversations import finding, links, team_admin
from conversations.team_admin import StaffDetails
from storage import staff
from storage.records import Desk, Role, Staff
from storage.unit import UnitOfWork

app = typer.Typer(no_args_is_help=True, help="The team: managers, leads, admins.")

Name = Annotated[str, typer.Option(help="The name that clients see.")]
RoleOption = Annotated[Role, typer.Option(help="What this person may do.")]
Language = Annotated[str | None, typer.Option(help="What they read: en, uk or ru.")]
Timezone = Annotated[str | None, typer.Option(help="IANA name, for example Europe/Kyiv.")]
Hours = Annotated[str | None, typer.Option(help='For example "Mon-Fri 09:00-18:00" or "Mon-Thu 9-17, Fri 9-15".')]
DeskName = Annotated[str | None, typer.Option("--desk", help="Where they work; the only desk when left out.")]
Who = Annotated[str | None, typer.Option("--name", help="Who, by name.")]
WhoId = Annotated[int | None, typer.Option("--telegram-id", help="Who, by Telegram id.")]


@app.command()
def add(
    telegram_id: Annotated[int, typer.Option(help="The person's numeric Telegram id.")],
    name: Name,
    role: RoleOption,
    language: Language = None,
    timezone: Timezone = None,
    hours: Hours = None,
    desk: DeskName = None,
    json: JsonOption = False,
) -> None:
    """Add somebody whose Telegram id is known. If you do not know it: staff invite."""
    out = Output(as_json=json)
    details = StaffDetails(role, language, timezone, hours, desk)
    member = in_unit(out, lambda uow: team_admin.add_staff(uow, actor(), telegram_id, name, details))
    out.done(
        as_data(member),
        f"{member.name} is on the team as {member.role}.",
        "They must press Start in the private chat with the bot once, before it can write to them.",
    )


@app.command()
def invite(
    name: Name,
    role: RoleOption,
    language: Language = None,
    timezone: Timezone = None,
    hours: Hours = None,
    desk: DeskName = None,
    json: JsonOption = False,
) -> None:
    """Invite somebody by a link; the right way for the first admin, too."""
    out = Output(as_json=json)
    details = StaffDetails(role, language, timezone, hours, desk)

    async def invited(session: Session) -> tuple[Staff, str]:
        await session.learn_bot_username()
        async with session.store.unit() as uow:
            member, token = await team_admin.invite_staff(uow, actor(), name, details)
            return member, await links.personal_link(uow, token)

    member, link = in_session(out, invited)
    out.note(f"Send this link to {member.name}. It opens the door once.")
    out.done({**as_data(member), "link": link}, link)


@app.command("set")
def change(
    name: Who = None,
    telegram_id: WhoId = None,
    role: Annotated[Role | None, typer.Option(help="What this person may do.")] = None,
    language: Language = None,
    timezone: Timezone = None,
    hours: Hours = None,
    desk: DeskName = None,
    json: JsonOption = False,
) -> None:
    """Change somebody's role, language, time zone, working hours or desk."""
    out = Output(as_json=json)
    who = _who(name, telegram_id)

    async def changed(uow: UnitOfWork) -> Staff:
        member = await finding.staff_member(uow, who)
        return await team_admin.change_staff(uow, actor(), member, StaffDetails(role, language, timezone, hours, desk))

    member = in_unit(out, changed)
    out.done(as_data(member), f"{member.name} is up to date.")


@app.command("list")
def everybody(json: JsonOption = False) -> None:
    """Show everybody on the team."""
    out = Output(as_json=json)

    async def found(uow: UnitOfWork) -> tuple[list[Desk], list[tuple[Staff, int]]]:
        people = await staff.present(uow)
        return await staff.desks(uow), [(one, await staff.clients_owned(uow, one.id)) for one in people]

    desks, people = looking(out, found)
    desk_names = {desk.id: desk.name for desk in desks}
    out.table(
        [{**as_data(one), "desk": desk_names.get(one.desk_id or 0), "clients": owned} for one, owned in people],
        ["Name", "Role", "Telegram id", "Desk", "Clients", "Language", "Time zone", "Hours", "Pressed Start"],
        [
            [
                one.name,
                one.role,
                one.telegram_id or "invited",
                desk_names.get(one.desk_id or 0),
                owned,
                one.language,
                one.timezone,
                one.hours,
                "yes" if one.started_at else "no",
            ]
            for one, owned in people
        ],
        "Nobody is on the team yet. Begin with yourself: carebot staff invite --name NAME --role admin",
    )


@app.command()
def remove(name: Who = None, telegram_id: WhoId = None, json: JsonOption = False) -> None:
    """Take somebody out of the team. Their clients must be given to others first."""
    out = Output(as_json=json)
    who = _who(name, telegram_id)

    async def removed(uow: UnitOfWork) -> Staff:
        member = await finding.staff_member(uow, who)
        await team_admin.remove_staff(uow, actor(), member)
        return member

    member = in_unit(out, removed)
    out.done({"removed": member.name, "id": member.id}, f"{member.name} is no longer on the team.")


def _who(name: str | None, telegram_id: int | None) -> str | int:
    if (name is None) == (telegram_id is None):
        raise typer.BadParameter("say who: either --name or --telegram-id")
    return telegram_id if telegram_id is not None else str(name)
