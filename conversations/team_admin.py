"""Administering staff and desks: use cases for the command line and for leads inside Telegram.

`actor` is who does it, for the audit trail: their name (`Account.label`, a staff member's name), or "cli:olena" for
somebody at the keyboard of the machine. Whether that
person may do it is for the caller to know. Every use case raises `RefusedError` with a sentence that says what to do.
"""

from dataclasses import dataclass

from conversations import checks, finding, hours, recovery
from conversations.accounts import refuse_taken
from conversations.care import soon
from conversations.errors import RefusedError
from conversations.links import lifetime
from locales import phrase, plural_phrase
from storage import audit, chats, clients, invitations, staff
from storage.clients import name_key
from storage.records import Desk, Role, Staff
from storage.unit import UnitOfWork


@dataclass(frozen=True, slots=True)
class StaffDetails:
    """What can be said about a staff member, as typed; None is not said. `desk` is its name."""

    role: str | None = None
    language: str | None = None
    timezone: str | None = None
    hours: str | None = None
    desk: str | None = None


async def _values(uow: UnitOfWork, details: StaffDetails) -> dict[str, object]:
    """The checked columns for what was said."""
    values: dict[str, object] = {}
    if details.role is not None:
        values["role"] = checks.role(details.role)
    if details.language is not None:
        values["language"] = checks.language(details.language)
    if details.timezone is not None:
        values["timezone"] = checks.timezone(details.timezone)
    if details.hours is not None:
        values["hours"] = hours.parse(details.hours).text
    if details.desk is not None:
        values["desk_id"] = (await finding.desk(uow, details.desk)).id
    if len(str(values.get("hours", ""))) > checks.LONGEST_NAME:
        raise checks.FieldError("hours", phrase("These hours are too complicated. Please write fewer parts."))
    return values


async def _new(uow: UnitOfWork, actor: str, name: str, details: StaffDetails, telegram_id: int | None) -> Staff:
    tidy = checks.name("name", name)
    values = {"role": Role.MANAGER, **await _values(uow, details)}
    if any(name_key(one.name) == name_key(tidy) for one in await staff.present(uow)):
        raise checks.FieldError(
            "name",
            phrase("Somebody of the team is already called {name}. Clients see this name: add a surname.", name=tidy),
        )
    desks = await staff.desks(uow)
    if "desk_id" not in values and len(desks) == 1:
        values["desk_id"] = desks[0].id
    member = await staff.add(uow, name=tidy, telegram_id=telegram_id, **values)
    audit.record(uow, actor, "staff.added", member.name, role=member.role.value)
    return member


async def add_staff(
    uow: UnitOfWork, actor: str, telegram_id: int, name: str, details: StaffDetails = StaffDetails()
) -> Staff:
    """A staff member whose Telegram id is known. They work in the only desk when there is one and none is named."""
    if telegram_id <= 0:
        raise checks.FieldError(
            "telegram_id",
            phrase(
                "{id} is not the Telegram id of a person. If you do not know it: carebot staff invite.", id=telegram_id
            ),
        )
    await refuse_taken(uow, telegram_id)
    return await _new(uow, actor, name, details, telegram_id)


async def invite_staff(
    uow: UnitOfWork, actor: str, name: str, details: StaffDetails = StaffDetails()
) -> tuple[Staff, str]:
    """(the staff member, the token of their link). Somebody of that name who has not joined yet gets a new link."""
    waiting = [
        one for one in await staff.present(uow) if one.telegram_id is None and name_key(one.name) == name_key(name)
    ]
    if waiting:
        member = await change_staff(uow, actor, waiting[0], details)
        await invitations.withdraw(uow, staff_id=member.id)
    else:
        member = await _new(uow, actor, name, details, None)
    token = await invitations.issue(uow, "staff", lifetime(uow), staff_id=member.id, language=member.language)
    audit.record(uow, actor, "staff.invited", member.name, role=member.role.value)
    return member, token


async def change_staff(uow: UnitOfWork, actor: str, member: Staff, details: StaffDetails) -> Staff:
    """Overwrite what was said; the staff member as they are now. The last admin stays one."""
    values = await _values(uow, details)
    values = {field: value for field, value in values.items() if getattr(member, field) != value}
    if not values:
        return member
    if "role" in values:
        await _keep_an_admin(uow, member)
    await staff.change(uow, member.id, **values)
    if {"timezone", "hours"} & set(values):
        # Previews come when the manager's working day begins.
        for client in await clients.owned_by(uow, member.id):
            await soon.client(uow, client.id)
    audit.record(uow, actor, "staff.changed", member.name, **values)
    changed = await staff.by_id(uow, member.id)
    assert changed is not None
    return changed


async def remove_staff(uow: UnitOfWork, actor: str, member: Staff) -> None:
    """Take somebody out of the team: links die, the Telegram account is free. Refused while they own clients."""
    owned = await clients.owned_by(uow, member.id)
    if owned:
        raise RefusedError(
            plural_phrase(
                "{name} looks after {clients}. Give this client to somebody first: "
                "/assign in its topic, or carebot client set --name NAME --manager WHO.",
                "{name} looks after {count} clients: {clients}. Give each to somebody first: "
                "/assign in its topic, or carebot client set --name NAME --manager WHO.",
                len(owned),
                name=member.name,
                clients=", ".join(client.name for client in owned),
            )
        )
    await _keep_an_admin(uow, member)
    await invitations.withdraw(uow, staff_id=member.id)
    await staff.change(uow, member.id, removed_at=uow.now, telegram_id=None)
    await recovery.staff_left(uow, member)
    audit.record(uow, actor, "staff.removed", member.name, telegram_id=member.telegram_id)


async def _keep_an_admin(uow: UnitOfWork, member: Staff) -> None:
    """Refuse to lose the last admin while others of the team would be left without one."""
    present = await staff.present(uow)
    others = [one for one in present if one.id != member.id]
    if member.role is Role.ADMIN and others and not any(one.role is Role.ADMIN for one in others):
        raise RefusedError(
            phrase(
                "{name} is the only admin. Make somebody else an admin first: "
                "carebot staff set --name NAME --role admin.",
                name=member.name,
            )
        )


async def add_desk(uow: UnitOfWork, actor: str, chat_id: int, name: str, language: str) -> Desk:
    """Register a forum supergroup (its id begins with -100) as a desk; registering it again renames it.

    The first desk becomes the desk of all clients and staff that have none. Whether the group is a forum and what the
    bot may do there only Telegram knows: the handler of /desk and `carebot doctor` check it.
    """
    tidy = checks.name("name", name)
    code = checks.language(language)
    if chat_id > 0:
        raise checks.FieldError(
            "chat_id", phrase("{id} is the id of a person. A desk is a group; its id begins with -100.", id=chat_id)
        )
    if not str(chat_id).startswith("-100"):
        raise checks.FieldError(
            "chat_id",
            phrase(
                "{id} is a basic group, which cannot have topics. Switch on Topics in the group's settings; "
                "its id then begins with -100. Sending /desk in the group does the rest.",
                id=chat_id,
            ),
        )
    client_chat = (await chats.by_telegram(uow, [chat_id])).get(chat_id)
    if client_chat is not None:
        raise RefusedError(
            phrase(
                "This group is the chat of the client {client}; a desk is for staff alone.",
                client=client_chat.client.name,
            )
        )
    desks = await staff.desks(uow)
    for desk in desks:
        if name_key(desk.name) == name_key(tidy) and desk.chat_id != chat_id:
            raise checks.FieldError("name", phrase("Another desk is already called {name}.", name=desk.name))
    known = next((desk for desk in desks if desk.chat_id == chat_id), None)
    if known is not None:
        if (known.name, known.language) != (tidy, code):
            await staff.change_desk(uow, known.id, name=tidy, language=code)
            audit.record(uow, actor, "desk.changed", tidy, was=known.name, language=code)
        return Desk(known.id, chat_id, tidy, code)
    desk = await staff.add_desk(uow, chat_id, tidy, code)
    audit.record(uow, actor, "desk.added", tidy, chat_id=chat_id)
    if not desks:
        await _settle_into(uow, desk)
    return desk


async def _settle_into(uow: UnitOfWork, desk: Desk) -> None:
    for member in await staff.present(uow):
        if member.desk_id is None:
            await staff.change(uow, member.id, desk_id=desk.id)
    for archived in (False, True):
        for client in await clients.listed(uow, archived=archived):
            if client.desk_id is None:
                await clients.change(uow, client.id, desk_id=desk.id)
