"""Finding people, desks and clients by what somebody typed, with a refusal that helps when there is no such one."""

from collections.abc import Iterable
from difflib import get_close_matches

from conversations.errors import RefusedError
from locales import phrase
from storage import clients, staff
from storage.clients import name_key
from storage.records import Client, Contact, Desk, Staff
from storage.unit import UnitOfWork


def _near(typed: str, names: Iterable[str]) -> str | None:
    known = {name_key(name): name for name in names}
    found = get_close_matches(name_key(typed), known, n=1)
    return known[found[0]] if found else None


async def staff_member(uow: UnitOfWork, who: str | int) -> Staff:
    """A present staff member by Telegram id (a number, also as text) or by name."""
    present = await staff.present(uow)
    typed = str(who).strip()
    by_id = [one for one in present if one.telegram_id is not None and str(one.telegram_id) == typed]
    if by_id:
        return by_id[0]
    named = [one for one in present if name_key(one.name) == name_key(typed)]
    if named:
        return named[0]
    if typed.isdecimal():
        raise RefusedError(
            phrase("Nobody of the team has the Telegram id {id}. Add them first: carebot staff add.", id=typed)
        )
    near = _near(typed, (one.name for one in present))
    if near:
        raise RefusedError(phrase("Nobody of the team is called “{name}”. Did you mean {near}?", name=typed, near=near))
    raise RefusedError(phrase("Nobody of the team is called “{name}”. carebot staff list shows everybody.", name=typed))


async def desk(uow: UnitOfWork, name: str) -> Desk:
    """A desk by its name."""
    desks = await staff.desks(uow)
    for one in desks:
        if name_key(one.name) == name_key(name):
            return one
    if not desks:
        raise RefusedError(
            phrase("There is no desk yet. Add the bot to a group with topics as an administrator and send /desk there.")
        )
    raise RefusedError(
        phrase(
            "There is no desk “{name}”. The desks are: {desks}.",
            name=name.strip(),
            desks=", ".join(one.name for one in desks),
        )
    )


async def client(uow: UnitOfWork, name: str, *, archived: bool = False) -> Client:
    """A client by name; one in the archive only when `archived`."""
    found = await clients.by_name(uow, name)
    if found is None:
        everybody = await clients.listed(uow) + (await clients.listed(uow, archived=True) if archived else [])
        near = _near(name, (one.name for one in everybody))
        if near:
            raise RefusedError(
                phrase("There is no client “{name}”. Did you mean {near}?", name=name.strip(), near=near)
            )
        raise RefusedError(
            phrase("There is no client “{name}”. carebot client list shows all of them.", name=name.strip())
        )
    if found.archived_at is not None and not archived:
        raise RefusedError(
            phrase(
                '{client} is in the archive. To take it out: carebot client archive --name "{client}" --undo.',
                client=found.name,
            )
        )
    return found


async def contact(uow: UnitOfWork, of: Client, name: str) -> Contact:
    """A contact of a client by name, also one whose access was revoked."""
    found = await clients.contact_by_name(uow, of.id, name)
    if found is not None:
        return found
    near = _near(name, (one.name for one in await clients.contacts(uow, of.id)))
    if near:
        raise RefusedError(
            phrase(
                "{client} has no contact “{name}”. Did you mean {near}?", client=of.name, name=name.strip(), near=near
            )
        )
    raise RefusedError(
        phrase(
            "{client} has no contact “{name}”. carebot invite adds one and prints their link.",
            client=of.name,
            name=name.strip(),
        )
    )
