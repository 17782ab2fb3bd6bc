"""Administering contacts and their personal links: use cases for the command line and for leads inside Telegram.

`actor` is who does it, for the audit trail. Whether that person may do it is for the caller to know. Every use case
raises `RefusedError` with a sentence that says what to do.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

from conversations import card, checks, finding
from conversations.care import soon
from conversations.errors import RefusedError
from conversations.links import lifetime
from locales import phrase
from storage import audit, chats, clients, invitations
from storage.records import Client, Contact
from storage.unit import UnitOfWork


@dataclass(frozen=True, slots=True)
class ContactDetails:
    """What can be said about a contact, as typed; None is not said, "" forgets what was known.

    `birthday` as YYYY-MM-DD or MM-DD; `no_holiday_greetings` and `no_birthday` are the contact's opt-outs.
    """

    name: str | None = None
    role: str | None = None
    salutation: str | None = None
    language: str | None = None
    country: str | None = None
    timezone: str | None = None
    register: str | None = None
    tradition: str | None = None
    birthday: str | None = None
    pace: str | None = None
    no_holiday_greetings: bool | None = None
    no_birthday: bool | None = None


_CHECKS: dict[str, Callable[[str], str]] = {
    "name": lambda text: checks.name("name", text),
    "role": lambda text: checks.name("role", text),
    "salutation": lambda text: checks.name("salutation", text),
    "language": checks.contact_language,
    "country": checks.country,
    "timezone": checks.timezone,
    "register": lambda text: checks.choice("register", text, checks.REGISTERS),
    "tradition": lambda text: checks.choice("tradition", text, checks.TRADITIONS),
    "birthday": checks.birthday,
    "pace": lambda text: checks.choice("pace", text, checks.PACES),
}
_NEVER_EMPTY = {"name", "register", "pace"}


def checked(details: ContactDetails) -> dict[str, Any]:
    """The columns for what was said. Raises `FieldError` for the first field that cannot be."""
    values: dict[str, Any] = {}
    for field in fields(details):
        said = getattr(details, field.name)
        if said is None:
            continue
        if isinstance(said, bool):
            values[field.name] = said
        elif not said.strip() and field.name not in _NEVER_EMPTY:
            values[field.name] = None
        else:
            values[field.name] = _CHECKS[field.name](said)
    return values


async def add_contact(
    uow: UnitOfWork, actor: str, client: Client, name: str, details: ContactDetails = ContactDetails()
) -> Contact:
    """A new contact of a client, who has no link yet."""
    tidy = checks.name("name", name)
    known = await clients.contact_by_name(uow, client.id, tidy)
    if known is not None:
        raise checks.FieldError(
            "name",
            phrase(
                "{client} already has a contact {contact}. carebot invite gives them a new link.",
                client=client.name,
                contact=known.name,
            ),
        )
    contact = await clients.add_contact(uow, client.id, tidy, **checked(details))
    audit.record(uow, actor, "contact.added", client.name, contact=contact.name)
    return contact


async def invite_contact(
    uow: UnitOfWork,
    actor: str,
    client: Client,
    name: str,
    details: ContactDetails = ContactDetails(),
) -> tuple[Contact, str]:
    """(the contact, the token of their link).

    A contact of that name who has not joined is kept and gets a new link, and the old one dies; so does one whose
    access was revoked. Refused when they have joined.
    """
    _refuse_archived(client)
    contact = await clients.contact_by_name(uow, client.id, checks.name("name", name))
    if contact is None:
        contact = await add_contact(uow, actor, client, name, details)
    elif contact.joined_at is not None and contact.revoked_at is None:
        raise RefusedError(
            phrase(
                "{contact} of {client} has joined already and needs no link. Did they change their Telegram account? "
                'Then first: carebot contact set --client "{client}" --contact "{contact}" --revoke.',
                contact=contact.name,
                client=client.name,
            )
        )
    else:
        contact = await change_contact(uow, actor, client, contact, details)
        await clients.change_contact(uow, contact.id, revoked_at=None, joined_at=None)
        await invitations.withdraw(uow, contact_id=contact.id)
    token = await invitations.issue(
        uow, "contact", lifetime(uow), contact_id=contact.id, language=contact.language or client.language
    )
    audit.record(uow, actor, "contact.invited", client.name, contact=contact.name)
    current = await clients.contact_by_id(uow, contact.id)
    assert current is not None
    return current, token


async def invite_group(uow: UnitOfWork, actor: str, client: Client) -> str:
    """The token of a link that makes a group the client's chat; earlier ones die. Refused when there is a group."""
    _refuse_archived(client)
    for chat in await chats.of_client(uow, client.id):
        if chat.kind == "group" and chat.state != "left":
            raise RefusedError(phrase("{client} has a group already.", client=client.name))
    await invitations.withdraw(uow, client_id=client.id)
    token = await invitations.issue(uow, "group", lifetime(uow), client_id=client.id, language=client.language)
    audit.record(uow, actor, "group.invited", client.name)
    return token


def _refuse_archived(client: Client) -> None:
    if client.archived_at is not None:
        raise RefusedError(phrase("{client} is in the archive, so nobody can be invited to it.", client=client.name))


async def change_contact(
    uow: UnitOfWork, actor: str, client: Client, contact: Contact, details: ContactDetails
) -> Contact:
    """Overwrite what was said; the contact as they are now."""
    values = {field: value for field, value in checked(details).items() if getattr(contact, field) != value}
    if not values:
        return contact
    if "name" in values:
        other = await clients.contact_by_name(uow, client.id, values["name"])
        if other is not None and other.id != contact.id:
            raise checks.FieldError(
                "name", phrase("{client} already has a contact {contact}.", client=client.name, contact=other.name)
            )
    await clients.change_contact(uow, contact.id, **values)
    soon.look(uow, contact.id)
    await _refresh_card(uow, contact)
    # Which fields, not what stands in them: a tradition or a birthday has no place in a trail that is never forgotten.
    audit.record(uow, actor, "contact.changed", client.name, contact=contact.name, fields=sorted(values))
    changed = await clients.contact_by_id(uow, contact.id)
    assert changed is not None
    return changed


async def revoke_contact(uow: UnitOfWork, actor: str, client: Client, contact: Contact) -> None:
    """End a contact's access: their link dies, their chat with the bot carries nothing more, their account is free."""
    if contact.revoked_at is not None:
        raise RefusedError(phrase("The access of {contact} was revoked already.", contact=contact.name))
    await invitations.withdraw(uow, contact_id=contact.id)
    await clients.change_contact(uow, contact.id, revoked_at=uow.now, telegram_id=None)
    chat = await chats.by_contact(uow, contact.id)
    if chat is not None:
        await chats.change(uow, chat.id, telegram_id=None, state="left")
        soon.look(uow, contact.id)
        await _refresh_card(uow, contact)
    audit.record(uow, actor, "contact.revoked", client.name, contact=contact.name)


async def _refresh_card(uow: UnitOfWork, contact: Contact) -> None:
    chat = await chats.by_contact(uow, contact.id)
    if chat is not None and chat.topic is not None:
        card.plan(uow, chat.id)


async def find_contact(uow: UnitOfWork, client_name: str, contact_name: str) -> tuple[Client, Contact]:
    """The client and the contact of these names."""
    client = await finding.client(uow, client_name)
    return client, await finding.contact(uow, client, contact_name)
