"""How people come in: a link opened, a stranger at the door."""

import datetime as dt
from dataclasses import dataclass

from conversations import card, leads, post
from conversations.buttons import button
from conversations.care import soon
from conversations.errors import RefusedError
from conversations.roles import role_name
from conversations.schedule import hours_for
from conversations.tongue import client_wording, desk_wording, spoken, staff_wording
from locales import Wording, phrase
from storage import audit, chats, clients, directory, invitations, messages, staff
from storage.records import ClientChat, Invitation, Staff
from storage.unit import UnitOfWork

ASK_AGAIN_AFTER = dt.timedelta(hours=24)
"""A stranger's request for access reaches the leads once in this time."""


@dataclass(frozen=True, slots=True)
class Account:
    """A Telegram account as an update shows it."""

    telegram_id: int
    name: str
    username: str | None
    language: str | None

    @property
    def label(self) -> str:
        """The name, with the username where there is one."""
        return f"{self.name} (@{self.username})" if self.username else self.name


async def open_link(uow: UnitOfWork, account: Account, token: str) -> None:
    """Join with a personal link, in a private chat.

    Raises `RefusedError` with what to do when the link does not open anything.
    """
    invitation = await _valid(uow, account, token)
    if invitation.kind == "staff":
        await _staff_joins(uow, account, invitation)
    elif invitation.kind == "contact":
        await _contact_joins(uow, account, invitation)
    else:
        raise RefusedError(
            phrase("This link is for a group: add me there with it, or ask whoever sent it for a personal one.")
        )


async def contact_opened_link(uow: UnitOfWork, chat: ClientChat, account: Account, token: str) -> None:
    """Somebody who is a contact already opens one more link.

    Raises `RefusedError` saying why a good one is not for them.

    A link that is spent or old, such as their own opened again, needs no word.
    """
    invitation = await invitations.by_token(uow, token)
    good = invitation is not None and invitation.used_at is None and invitation.withdrawn_at is None
    if good and chat.kind == "private":
        await open_link(uow, account, token)


async def open_group_link(uow: UnitOfWork, account: Account, group_id: int, title: str, token: str) -> None:
    """Make a group the client chat of a client.

    Raises `RefusedError` when the link is not for a group or no longer good.
    """
    invitation = await _valid(uow, account, token)
    if invitation.kind != "group" or invitation.client_id is None:
        raise RefusedError(phrase("This link is personal: open it in a private chat with the bot."))
    if await directory.chat_at(uow, group_id) or await directory.desk(uow, group_id):
        raise RefusedError(phrase("This group is already connected to me."))
    client = await clients.by_id(uow, invitation.client_id)
    if client is None or client.archived_at is not None:
        raise _expired()
    await _spend(uow, invitation, account)
    chat = await _start_chat(uow, client_id=client.id, contact_id=None, telegram_id=group_id)
    say = client_wording(uow, chat)
    post.say_to_client(uow, chat.id, _welcome(uow, chat, say, None))
    _announce(uow, chat, say=desk_wording(uow, chat), who=title)
    audit.record(uow, account.label, "group.joined", client.name)


async def _valid(uow: UnitOfWork, account: Account, token: str) -> Invitation:
    invitation = await invitations.by_token(uow, token)
    if invitation is None or invitation.withdrawn_at is not None or invitation.expires_at <= uow.now:
        raise _expired()
    if invitation.used_at is not None:
        raise RefusedError(
            phrase("This link has been used already; each one works once. Please ask whoever sent it for a new one.")
        )
    return invitation


def _expired() -> RefusedError:
    return RefusedError(phrase("This link is no longer valid. Please ask whoever sent it for a new one."))


async def _spend(uow: UnitOfWork, invitation: Invitation, account: Account) -> None:
    if not await invitations.use(uow, invitation.id, account.telegram_id):
        raise _expired()


async def _staff_joins(uow: UnitOfWork, account: Account, invitation: Invitation) -> None:
    if await clients.contact_by_telegram(uow, account.telegram_id):
        raise RefusedError(phrase("This account belongs to a client's contact. Please use another account for work."))
    if await directory.staff_member(uow, account.telegram_id):
        raise RefusedError(phrase("You are on the team already; the link stays unused."))
    person = await staff.by_id(uow, invitation.staff_id or 0)
    if person is None or person.removed_at is not None:
        raise _expired()
    await _spend(uow, invitation, account)
    language = person.language or spoken(uow, invitation.language, account.language).language
    await staff.change(uow, person.id, telegram_id=account.telegram_id, started_at=uow.now, language=language)
    audit.record(uow, account.label, "staff.joined", person.name, role=person.role.value)
    await greet_staff(uow, person.id, account.telegram_id)


async def staff_pressed_start(uow: UnitOfWork, person: Staff) -> None:
    """A staff member opened the private chat: from now on the bot can write there."""
    if person.started_at is None:
        await staff.change(uow, person.id, started_at=uow.now)
    assert person.telegram_id is not None
    await greet_staff(uow, person.id, person.telegram_id)


async def greet_staff(uow: UnitOfWork, staff_id: int, telegram_id: int) -> None:
    """The first words to a member of the team."""
    person = await staff.by_id(uow, staff_id)
    assert person is not None
    say = staff_wording(uow, person)
    lines = [
        say.text("Hello, {name}. You are on the team as {role}.", name=person.name, role=role_name(person.role)),
        say.text(
            "Clients' messages arrive in the desk, one topic for each client chat. Whatever you write in a topic "
            "goes to the "
            "client; start with // to keep it inside."
        ),
        say.text("/help shows what else you can do."),
    ]
    post.say_directly(uow, telegram_id, "\n\n".join(lines))


async def _contact_joins(uow: UnitOfWork, account: Account, invitation: Invitation) -> None:
    if await directory.staff_member(uow, account.telegram_id):
        raise RefusedError(phrase("You are on the team, so you cannot join as a client. The link stays unused."))
    contact = await clients.contact_by_id(uow, invitation.contact_id or 0)
    if contact is None or contact.revoked_at is not None:
        raise _expired()
    client = await clients.by_id(uow, contact.client_id)
    if client is None or client.archived_at is not None:
        raise _expired()
    other = await clients.contact_by_telegram(uow, account.telegram_id)
    if other is not None:
        raise RefusedError(phrase("This account has a dedicated chat already: just write here. The link stays unused."))
    await _spend(uow, invitation, account)
    # What is stored stays, be it a language of the greetings alone: what we speak to them follows from it.
    language = contact.language or spoken(uow, invitation.language or client.language, account.language).language
    await clients.change_contact(uow, contact.id, telegram_id=account.telegram_id, joined_at=uow.now, language=language)
    chat = await _start_chat(uow, client_id=client.id, contact_id=contact.id, telegram_id=account.telegram_id)
    say = client_wording(uow, chat)
    post.say_to_client(uow, chat.id, _welcome(uow, chat, say, contact.salutation))
    _announce(uow, chat, say=desk_wording(uow, chat), who=account.label)
    soon.look(uow, contact.id)
    audit.record(uow, account.label, "contact.joined", chat.title)


async def _start_chat(uow: UnitOfWork, *, client_id: int, contact_id: int | None, telegram_id: int) -> ClientChat:
    """The chat with its topic. A contact who comes back, maybe with another account, gets their old one again."""
    client = await clients.by_id(uow, client_id)
    assert client is not None
    owner = await staff.by_id(uow, client.owner_id)
    desk_id = client.desk_id or (owner.desk_id if owner else None) or await _only_desk(uow)
    former = None if contact_id is None else await chats.by_contact(uow, contact_id)
    if former is None:
        chat_id = await chats.open_chat(uow, client_id=client_id, contact_id=contact_id, telegram_id=telegram_id)
    else:
        chat_id = former.id
        await messages.forget_client_ids(uow, chat_id)
        await chats.change(uow, chat_id, telegram_id=telegram_id, state="active", voice_id=None)
    if former is None or former.topic is None:
        await chats.open_topic(uow, chat_id, desk_id)
    return await directory.chat(uow, chat_id)


async def _only_desk(uow: UnitOfWork) -> int:
    desks = await staff.desks(uow)
    if not desks:
        raise RefusedError(phrase("The team is still setting things up. Please open the link again a little later."))
    return desks[0].id


def _announce(uow: UnitOfWork, chat: ClientChat, *, say: Wording, who: str) -> None:
    post.say_in_topic(
        uow,
        chat.id,
        say.text("👋 {who} joined. What you write here goes to the client; start with // to keep it inside.", who=who),
    )
    card.plan(uow, chat.id, dt.timedelta())


def _welcome(uow: UnitOfWork, chat: ClientChat, say: Wording, salutation: str | None) -> str:
    hello = say.text("Hello, {name}!", name=salutation) if salutation else say.text("Hello!")
    return "\n\n".join(
        [
            hello,
            say.text(
                "This is the direct line between {client} and us. Your manager is <b>{manager}</b>, a real "
                "person who reads "
                "what you write here and answers.",
                client=chat.client.name,
                manager=chat.owner.name,
            ),
            say.text("Working hours: {hours}.", hours=hours_for(uow, chat, say)),
            say.text(
                "Write whenever you like: text, voice, pictures, files. Your manager's team can read this chat too. "
                "/privacy says what is stored, /help what else you can do here."
            ),
        ]
    )


async def stranger_came(uow: UnitOfWork, account: Account) -> None:
    """Somebody without a link: explain politely, offer to ask for access, reveal nothing."""
    say = spoken(uow, account.language)
    text = say.text(
        "Hello! This is a private line between a company and its clients. To use it you need a personal link; "
        "your contact at the company can send you one."
    )
    post.say_directly(uow, account.telegram_id, text, [[button(say.text("Ask for access"), "access")]])


async def ask_for_access(uow: UnitOfWork, account: Account) -> str:
    """Tell the leads that this person asks to come in, once a day at most; what to answer the person."""
    say = spoken(uow, account.language)
    if not await invitations.ask_for_access(uow, account.telegram_id, ASK_AGAIN_AFTER):
        return say.text("Your request is with the team already. They will get back to you.")
    await leads.tell(
        uow,
        phrase(
            "🚪 {who} asks for access. If you know who this is, send them a personal link: /invite in the desk's "
            "General topic.",
            who=account.label,
        ),
    )
    return say.text("Thank you. The team has your request and will get back to you.")
