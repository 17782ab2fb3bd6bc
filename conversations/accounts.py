"""One Telegram account is one contact of one client, or one of the team, never both."""

from conversations.errors import RefusedError
from conversations.roles import role_name
from locales import phrase
from storage import clients, staff
from storage.unit import UnitOfWork


async def refuse_taken(uow: UnitOfWork, telegram_id: int) -> None:
    """Refuse when this account is already somebody here. Who that is stands in the refusal: say it to staff only."""
    member = (await staff.by_telegram(uow, {telegram_id})).get(telegram_id)
    if member is not None:
        raise RefusedError(
            phrase(
                "This Telegram account already belongs to {name} of the team ({role}).",
                name=member.name,
                role=role_name(member.role),
            )
        )
    contact = await clients.contact_by_telegram(uow, telegram_id)
    if contact is not None:
        client = await clients.by_id(uow, contact.client_id)
        assert client is not None
        raise RefusedError(
            phrase(
                "This Telegram account is {contact}, a contact of {client}. One account is either a client's or the "
                "team's; revoke the contact first, or use another account.",
                contact=contact.name,
                client=client.name,
            )
        )
