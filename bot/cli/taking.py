"""Taking the rows of a table into the store: every row checked, all of them or nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from bot.cli.table import CLIENT_COLUMNS, CONTACT_COLUMNS, Problem, Row, RowsRefused
from conversations import checks, client_admin, contact_admin, finding, links
from conversations.checks import FieldError
from conversations.client_admin import ClientDetails
from conversations.contact_admin import ContactDetails
from conversations.errors import RefusedError
from locales import phrase
from storage import clients, staff
from storage.clients import name_key
from storage.records import Client
from storage.unit import UnitOfWork

_CHECKS: dict[str, Callable[[str], Any]] = {
    "client": lambda text: checks.name("name", text),
    "country": checks.country,
    "timezone": checks.timezone,
    "language": checks.language,
    "renewal": lambda text: checks.date(text, "renewal_on"),
}


@dataclass(slots=True)
class Taken:
    """What came in: the names of new clients, and each contact with their link."""

    clients: list[str] = field(default_factory=list)
    contacts: list[dict[str, str]] = field(default_factory=list)


class Taking:
    """One import.

    How it works: `row` takes one row after another and notes what is wrong with it; `result` gives what came in, or
    raises `RowsRefused` with every problem. A client stands in as many rows as it has contacts, and what is said of
    it must agree, also with what the store knew before.

    Keep in mind: rows are written as they come, so the transaction must roll back when `result` raises.
    """

    def __init__(self, uow: UnitOfWork, actor: str) -> None:
        self._uow = uow
        self._actor = actor
        self._taken = Taken()
        self._problems: list[Problem] = []
        self._broken: set[str] = set()

    async def row(self, row: Row) -> None:
        """Take one row."""
        wrong = [*_wrong(row)]
        self._problems += wrong
        key = name_key(row.cell("client") or "")
        client_cells_wrong = any(problem.column in CLIENT_COLUMNS for problem in wrong)
        if client_cells_wrong or key in self._broken:
            self._broken.add(key)
            return
        try:
            client = await self._client(row)
        except RefusedError as refused:
            self._broken.add(key)
            self._problems.append(_problem(row, refused, CLIENT_COLUMNS))
            return
        if row.cell("contact") is None or wrong:
            return
        try:
            await self._contact(row, client)
        except RefusedError as refused:
            self._problems.append(_problem(row, refused, CONTACT_COLUMNS))

    def result(self) -> Taken:
        """What came in. Raises `RowsRefused` when a row cannot be taken."""
        if self._problems:
            raise RowsRefused(self._problems)
        return self._taken

    async def _client(self, row: Row) -> Client:
        name = row.cell("client") or ""
        known = await clients.by_name(self._uow, name)
        if known is not None:
            if known.archived_at is not None:
                raise FieldError(
                    "name", phrase("{client} is in the archive (carebot client archive --undo).", client=known.name)
                )
            await self._refuse_difference(row, known)
            return known
        manager = row.cell("manager")
        if manager is None:
            raise FieldError(
                "owner", phrase("A new client needs a manager: somebody on the team, by Telegram id or name.")
            )
        details = ClientDetails(
            country=row.cell("country"),
            timezone=row.cell("timezone"),
            language=row.cell("language"),
            desk=row.cell("desk"),
            renewal=row.cell("renewal"),
        )
        client = await client_admin.add_client(self._uow, self._actor, name, manager, details)
        self._taken.clients.append(client.name)
        return client

    async def _refuse_difference(self, row: Row, known: Client) -> None:
        """What a row says of a client that is there must be what is known."""
        desks = {desk.id: desk.name for desk in await staff.desks(self._uow)}
        values: dict[str, tuple[Any, Any]] = {}
        if (manager := row.cell("manager")) is not None:
            owner = await staff.by_id(self._uow, known.owner_id)
            values["owner"] = (owner.name if owner else None, (await self._member(manager)))
        if (desk := row.cell("desk")) is not None:
            values["desk"] = (desks.get(known.desk_id or 0), (await self._desk(desk)))
        for column, check in _CHECKS.items():
            typed = row.cell(column)
            if typed is not None and column != "client":
                stored = CLIENT_COLUMNS[column]
                values[stored] = (getattr(known, stored), check(typed))
        for stored, (before, said) in values.items():
            if before != said:
                raise FieldError(
                    stored,
                    phrase(
                        "{client} has {before} here, not {said}. Leave the cell empty, or change the client first: "
                        "carebot client set.",
                        client=known.name,
                        before="–" if before is None else before,
                        said=said,
                    ),
                )

    async def _member(self, who: str) -> str:
        try:
            return (await finding.staff_member(self._uow, who)).name
        except RefusedError as refused:
            raise FieldError("owner", refused.phrase) from None

    async def _desk(self, name: str) -> str:
        try:
            return (await finding.desk(self._uow, name)).name
        except RefusedError as refused:
            raise FieldError("desk", refused.phrase) from None

    async def _contact(self, row: Row, client: Client) -> None:
        name = row.cell("contact") or ""
        said: dict[str, Any] = {field: row.cell(column) for column, field in CONTACT_COLUMNS.items() if field != "name"}
        if await clients.contact_by_name(self._uow, client.id, name) is not None:
            raise FieldError(
                "name",
                phrase(
                    "{client} already has a contact {contact}. carebot invite gives them a new link.",
                    client=client.name,
                    contact=name,
                ),
            )
        contact, token = await contact_admin.invite_contact(
            self._uow, self._actor, client, name, ContactDetails(**said)
        )
        link = await links.personal_link(self._uow, token)
        self._taken.contacts.append({"client": client.name, "contact": contact.name, "link": link})


def _wrong(row: Row) -> Iterator[Problem]:
    """What is wrong with single cells, before the store is asked."""
    if row.cell("client") is None:
        yield Problem(row.line, "client", "A client's name is needed here.")
    for column, check in _CHECKS.items():
        yield from _tried(row, column, check)
    for column, name in CONTACT_COLUMNS.items():
        yield from _tried(row, column, partial(_contact_field, name))
        if row.cell(column) is not None and row.cell("contact") is None:
            yield Problem(row.line, column, "This is about a contact, but the row names none.")


def _contact_field(name: str, text: str) -> None:
    said: dict[str, Any] = {name: text}
    contact_admin.checked(ContactDetails(**said))


def _tried(row: Row, column: str, check: Callable[[str], Any]) -> Iterator[Problem]:
    typed = row.cell(column)
    if typed is None:
        return
    try:
        check(typed)
    except RefusedError as refused:
        yield Problem(row.line, column, str(refused))


def _problem(row: Row, refused: RefusedError, columns: dict[str, str]) -> Problem:
    """A refusal as the problem of a row, in the column of its field."""
    by_field = {name: column for column, name in columns.items()}
    column = by_field.get(refused.field) if isinstance(refused, FieldError) else None
    return Problem(row.line, column, str(refused))
