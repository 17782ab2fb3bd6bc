"""Giving a client to another manager: who owns it, what the new one must know, where its topics live."""

from conversations import card, post, recovery, schedule, text
from conversations.buttons import button
from conversations.care import soon
from conversations.errors import RefusedError
from conversations.text import Formatted
from conversations.tongue import client_wording, desk_wording, spoken
from locales import Wording, phrase
from storage import audit, chats, clients, messages, staff
from storage.records import ClientChat, Staff
from storage.unit import UnitOfWork

HISTORY = 20
"""How many of the last messages go into a new topic."""

CHUNK = 5
"""History is carried in small bites: each message of it counts against the desk's limit of posts per minute."""


async def offer(uow: UnitOfWork, chat: ClientChat, reply_to: int) -> None:
    """`/assign` without a name: a picker of the staff."""
    say = desk_wording(uow, chat)
    people = [person for person in await staff.present(uow) if person.id != chat.owner.id]
    if not people:
        raise RefusedError(phrase("There is nobody else on the team yet. An admin can invite somebody with /staff."))
    keyboard = [[button(person.name, "assign", chat.client.id, person.id)] for person in people]
    post.say_in_topic(
        uow, chat.id, say.text("Who looks after {client} from now on?", client=chat.client.name), keyboard, reply_to
    )


async def assign(uow: UnitOfWork, actor: str, client_id: int, owner_id: int) -> Staff:
    """Make somebody else the client's owner, with a brief in every topic.

    The new owner. `actor` is the name of who does it.

    When the new owner works at another desk, each chat gets a new topic there, with the brief and the last messages,
    and the old topic is closed with a link to it. Raises `RefusedError` when the client or the person is gone or
    nothing would change.
    """
    client = await clients.by_id(uow, client_id)
    new = await staff.by_id(uow, owner_id)
    if client is None or client.archived_at is not None or new is None or new.removed_at is not None:
        raise RefusedError(phrase("That client or colleague is no longer there."))
    if client.owner_id == new.id:
        raise RefusedError(phrase("{name} looks after this client already.", name=new.name))
    old = await staff.by_id(uow, client.owner_id)
    assert old is not None
    desk_id = new.desk_id or client.desk_id
    await clients.change(uow, client.id, owner_id=new.id, desk_id=desk_id)
    audit.record(uow, actor, "client.assigned", client.name, before=old.name, after=new.name)
    await soon.client(uow, client.id)
    for chat in await chats.of_client(uow, client.id):
        if chat.state == "left":
            continue
        await _hand_over(uow, chat, old, actor, desk_id)
    await recovery.client_moved(uow, client.id, old)
    return new


async def _hand_over(uow: UnitOfWork, chat: ClientChat, old: Staff, actor: str, desk_id: int | None) -> None:
    former = chat.topic
    moves = former is not None and desk_id is not None and former.desk.id != desk_id
    if moves:
        assert former is not None and desk_id is not None
        await chats.open_topic(uow, chat.id, desk_id)
        moved = await chats.by_id(uow, chat.id)
        assert moved is not None
        chat = moved
    say = desk_wording(uow, chat)
    new = chat.owner
    who = text.mention(new.name, new.telegram_id) if new.telegram_id else text.bold(new.name)
    post.to_topic(uow, chat.id, "line", {"words": (Formatted("🔔 ") + who).data()})
    post.say_in_topic(uow, chat.id, _brief(uow, chat, old, actor, say))
    if moves:
        assert former is not None
        await send_history(uow, chat, former.desk.id)
        post.to_topic(uow, chat.id, "retire", {"topic": former.id, "html": _moved(uow, former.desk.language)})
    client_says = client_wording(uow, chat)
    post.say_to_client(
        uow,
        chat.id,
        client_says.text(
            "From now on <b>{new}</b> looks after you. {new} can read what you wrote here, so there is no need "
            "to repeat anything.",
            new=new.name,
        ),
    )
    await chats.change(uow, chat.id, voice_id=None)
    card.plan(uow, chat.id)


def _brief(uow: UnitOfWork, chat: ClientChat, old: Staff, actor: str, say: Wording) -> str:
    zone = schedule.staff_zone(uow, chat.owner)
    lines = [
        say.text("<b>Handover: {client}</b>", client=chat.title),
        say.text("From {old} to {new}, by {actor}.", old=old.name, new=chat.owner.name, actor=actor),
    ]
    talk = chat.conversation
    if talk is None:
        lines.append(say.text("No open conversation."))
    elif talk.waiting_since is not None:
        lines.append(
            say.text(
                "The client has been waiting for an answer since {time}.", time=say.moment(talk.waiting_since, zone)
            )
        )
    else:
        lines.append(
            say.text(
                "A conversation is open. The client last wrote {time}.", time=say.moment(talk.last_client_at, zone)
            )
        )
    if chat.client.renewal_on is not None:
        lines.append(say.text("Renewal: {date}.", date=say.day(chat.client.renewal_on)))
    return "\n".join(lines)


def _moved(uow: UnitOfWork, language: str) -> str:
    return spoken(uow, language).text("This topic moved to another desk: {link}")


async def send_history(uow: UnitOfWork, chat: ClientChat, from_desk_id: int) -> None:
    """Carry the last messages, as they stand in the client's chat, into its current topic, with who wrote them."""
    last = await messages.latest(uow, chat.id, from_desk_id, HISTORY)
    ids = sorted(one.client_message_id for one in last if one.client_message_id is not None)
    for start in range(0, len(ids), CHUNK):
        post.to_topic(uow, chat.id, "history", {"ids": ids[start : start + CHUNK]})
