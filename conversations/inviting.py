"""`/invite` in a desk: a client and a personal link in one line."""

from conversations import checks, client_admin, contact_admin, finding, links
from conversations.contact_admin import ContactDetails
from conversations.errors import RefusedError
from locales import Wording, phrase
from locales.wording import closest
from storage import clients
from storage.records import Client, Desk, Staff
from storage.unit import UnitOfWork


async def invite(uow: UnitOfWork, actor: Staff, desk: Desk, typed: str, say: Wording) -> str:
    """Create the client if it is new (owned by whoever asks), the contact too, and a link; the answer.

    `typed` is "client, contact" with an optional language, or "client, group". Raises `RefusedError` with how to write
    it.
    """
    parts = [part.strip() for part in typed.split(",")]
    if not typed.strip() or len(parts) not in {2, 3} or not all(parts):
        raise RefusedError(
            phrase(
                "Write the client and the contact, and a language if you like: /invite ACME, Anna, uk\n"
                "For a group of the client: /invite ACME, group"
            )
        )
    language = closest(parts[2]) if len(parts) == 3 else None
    if len(parts) == 3 and language is None:
        checks.language(parts[2])
    client = await _client(uow, actor, desk, parts[0])
    if parts[1].casefold() in {"group", say.text("group").casefold()}:
        token = await contact_admin.invite_group(uow, actor.name, client)
        url = await links.group_link(uow, token)
        return say.text(
            "Open this link to add me to a group with {client}. It works once, for {days}:\n{url}",
            client=client.name,
            days=links.lifetime_in_words(uow),
            url=url,
        )
    contact, token = await contact_admin.invite_contact(
        uow, actor.name, client, parts[1], ContactDetails(language=language)
    )
    url = await links.personal_link(uow, token)
    return say.text(
        "Send this personal link to {contact} ({client}). It works once, for {days}:\n{url}",
        contact=contact.name,
        client=client.name,
        days=links.lifetime_in_words(uow),
        url=url,
    )


async def _client(uow: UnitOfWork, actor: Staff, desk: Desk, name: str) -> Client:
    known = await clients.by_name(uow, name)
    if known is None:
        assert actor.telegram_id is not None
        return await client_admin.add_client(
            uow, actor.name, name, actor.telegram_id, client_admin.ClientDetails(desk=desk.name)
        )
    client = await finding.client(uow, name)
    if not actor.role.leads and client.owner_id != actor.id:
        raise RefusedError(
            phrase(
                "{client} is looked after by a colleague; only they or a lead can invite somebody.", client=client.name
            )
        )
    return client
