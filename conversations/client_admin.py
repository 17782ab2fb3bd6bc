"""Administering clients: use cases for the command line and for leads inside Telegram.

`actor` is who does it, for the audit trail. Whether that person may do it is for the caller to know. Every use case
raises `RefusedError` with a sentence that says what to do.
"""

import dataclasses
import datetime as dt
from dataclasses import dataclass
from typing import Any

from conversations import card, checks, finding, handover, post
from conversations.care import soon
from conversations.errors import RefusedError
from conversations.tongue import spoken
from locales import phrase
from storage import audit, care, chats, clients, invitations, staff
from storage.records import Client, ClientChat, Staff
from storage.unit import UnitOfWork


@dataclass(frozen=True, slots=True)
class ClientDetails:
    """What can be said about a client, as typed; None is not said.

    `desk` by name, `renewal` as YYYY-MM-DD, and so is `since`, the day when working together began ("" forgets it);
    `check_in_days` a number or "default"; `greetings` auto or review.
    """

    country: str | None = None
    timezone: str | None = None
    language: str | None = None
    desk: str | None = None
    renewal: str | None = None
    since: str | None = None
    check_in_days: str | None = None
    greetings: str | None = None


async def _values(uow: UnitOfWork, details: ClientDetails) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if details.country is not None:
        values["country"] = checks.country(details.country)
    if details.timezone is not None:
        values["timezone"] = checks.timezone(details.timezone)
    if details.language is not None:
        values["language"] = checks.language(details.language)
    if details.renewal is not None:
        values["renewal_on"] = checks.date(details.renewal, "renewal_on")
    if details.since is not None:
        values["since"] = _since(uow, details.since)
    if details.check_in_days is not None:
        values["check_in_days"] = checks.check_in_days(details.check_in_days)
    if details.greetings is not None:
        values["greeting_mode"] = checks.choice("greeting_mode", details.greetings, checks.GREETING_MODES)
    if details.desk is not None:
        try:
            values["desk_id"] = (await finding.desk(uow, details.desk)).id
        except RefusedError as refused:
            raise checks.FieldError("desk", refused.phrase) from None
    return values


def _since(uow: UnitOfWork, typed: str) -> dt.date | None:
    if not typed.strip():
        return None
    day = checks.date(typed, "since")
    if day > uow.now.date() + dt.timedelta(days=1):
        raise checks.FieldError("since", phrase("Working together cannot begin in the future: {value}.", value=typed))
    return day


async def _desk_of(uow: UnitOfWork, owner: Staff) -> int | None:
    """Where this person's clients belong: their desk, else the only one; None before there is any."""
    if owner.desk_id is not None:
        return owner.desk_id
    desks = await staff.desks(uow)
    if len(desks) > 1:
        raise checks.FieldError(
            "desk",
            phrase(
                "There are several desks ({desks}) and {name} has none. Name the desk of the client with --desk, "
                'or give {name} one: carebot staff set --name "{name}" --desk DESK.',
                desks=", ".join(desk.name for desk in desks),
                name=owner.name,
            ),
        )
    return desks[0].id if desks else None


async def _owner(uow: UnitOfWork, who: str | int) -> Staff:
    try:
        return await finding.staff_member(uow, who)
    except RefusedError as refused:
        raise checks.FieldError("owner", refused.phrase) from None


async def _free_name(uow: UnitOfWork, name: str, but: int | None = None) -> str:
    tidy = checks.name("name", name)
    known = await clients.by_name(uow, tidy)
    if known is not None and known.id != but:
        if known.archived_at is not None:
            raise checks.FieldError(
                "name",
                phrase(
                    "The client {client} is in the archive. Take it out "
                    '(carebot client archive --name "{client}" --undo) or choose another name.',
                    client=known.name,
                ),
            )
        raise checks.FieldError("name", phrase("There is already a client {client}.", client=known.name))
    return tidy


async def add_client(
    uow: UnitOfWork, actor: str, name: str, manager: str | int, details: ClientDetails = ClientDetails()
) -> Client:
    """A new client, owned by `manager` (Telegram id or name).

    Without a desk it belongs to the manager's desk, else to the only one; there may be none yet. Without a time zone
    it gets its country's, where one can be told.
    """
    tidy = await _free_name(uow, name)
    owner = await _owner(uow, manager)
    values = await _values(uow, details)
    if "desk_id" not in values:
        values["desk_id"] = await _desk_of(uow, owner)
    if "timezone" not in values and "country" in values:
        values["timezone"] = checks.zone_of_country(values["country"])
    client = await clients.add(uow, tidy, owner_id=owner.id, **values)
    audit.record(uow, actor, "client.added", client.name, owner=owner.name)
    return client


async def change_client(
    uow: UnitOfWork,
    actor: str,
    client: Client,
    *,
    name: str | None = None,
    manager: str | int | None = None,
    details: ClientDetails = ClientDetails(),
) -> Client:
    """Overwrite what was said; the client as it is now.

    A new manager takes over with a brief and the client is told (`handover.assign`); their desk becomes the client's,
    unless a desk is named. In another desk each chat gets a new topic with the last messages, and the old topic is
    closed.
    """
    values = await _values(uow, details)
    if name is not None:
        values["name"] = await _free_name(uow, name, but=client.id)
    if "country" in values and "timezone" not in values and client.timezone is None:
        values["timezone"] = checks.zone_of_country(values["country"])
    owner = None if manager is None else await _owner(uow, manager)
    if owner is not None and owner.id != client.owner_id:
        if client.archived_at is None:
            await handover.assign(uow, actor, client.id, owner.id)
        else:
            values["owner_id"] = owner.id
    before = await clients.by_id(uow, client.id)
    assert before is not None
    kept = dataclasses.asdict(before) | dataclasses.asdict(await care.of_client(uow, client.id))
    values = {field: value for field, value in values.items() if kept[field] != value}
    if values:
        await clients.change(uow, client.id, **values)
        audit.record(uow, actor, "client.changed", client.name, **_written(values))
        await soon.client(uow, client.id)
    for chat in await chats.of_client(uow, client.id):
        if "desk_id" in values:
            await _move(uow, chat, values["desk_id"])
        if chat.topic is not None:
            card.plan(uow, chat.id)
    changed = await clients.by_id(uow, client.id)
    assert changed is not None
    return changed


def _written(values: dict[str, Any]) -> dict[str, Any]:
    return {field: value.isoformat() if isinstance(value, dt.date) else value for field, value in values.items()}


async def _move(uow: UnitOfWork, chat: ClientChat, desk_id: int) -> None:
    """Open the chat's topic in another desk, with the last messages, and close the old one with a link."""
    former = chat.topic
    if former is None or former.desk.id == desk_id or chat.state == "left":
        return
    await chats.open_topic(uow, chat.id, desk_id)
    moved = await chats.by_id(uow, chat.id)
    assert moved is not None
    await handover.send_history(uow, moved, former.desk.id)
    note = spoken(uow, former.desk.language).text("This topic moved to another desk: {link}")
    post.to_topic(uow, chat.id, "retire", {"topic": former.id, "html": note})


async def archive_client(uow: UnitOfWork, actor: str, client: Client) -> int:
    """The client is no longer looked after: its chats are told nothing more. How many open links were withdrawn."""
    if client.archived_at is not None:
        raise RefusedError(phrase("{client} is in the archive already.", client=client.name))
    await soon.client(uow, client.id)
    await clients.change(uow, client.id, archived_at=uow.now)
    withdrawn = await invitations.withdraw(uow, client_id=client.id)
    for contact in await clients.contacts(uow, client.id):
        withdrawn += await invitations.withdraw(uow, contact_id=contact.id)
    for chat in await chats.of_client(uow, client.id):
        await chats.change(uow, chat.id, state="left")
        if chat.topic is not None:
            card.plan(uow, chat.id)
    audit.record(uow, actor, "client.archived", client.name, links_withdrawn=withdrawn)
    return withdrawn


async def restore_client(uow: UnitOfWork, actor: str, client: Client) -> Client:
    """Take a client out of the archive: its chats are open again, but for revoked contacts; dead links stay dead."""
    if client.archived_at is None:
        raise RefusedError(phrase("{client} is not in the archive.", client=client.name))
    owner = await staff.by_id(uow, client.owner_id)
    if owner is None or owner.removed_at is not None:
        raise RefusedError(
            phrase(
                "{name}, who looked after {client}, is no longer on the team. Name somebody else with --manager.",
                name="?" if owner is None else owner.name,
                client=client.name,
            )
        )
    await clients.change(uow, client.id, archived_at=None)
    for chat in await chats.of_client(uow, client.id):
        if chat.telegram_id is not None:
            await chats.change(uow, chat.id, state="active")
            card.plan(uow, chat.id)
    await soon.client(uow, client.id)
    audit.record(uow, actor, "client.restored", client.name)
    restored = await clients.by_id(uow, client.id)
    assert restored is not None
    return restored
