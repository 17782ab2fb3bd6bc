"""Who is still there: blocked bots, groups that moved, desks that were lost.

Noticed, repaired where possible, else reported.
"""

import datetime as dt

from conversations import card, leads, post
from conversations.care import soon
from conversations.tongue import desk_wording
from locales import phrase
from storage import chats, facts, messages, staff, surveys
from storage.records import ClientChat, Desk
from storage.unit import UnitOfWork

REPORT_AGAIN_AFTER = dt.timedelta(hours=6)


async def client_blocked(uow: UnitOfWork, chat: ClientChat, *, blocked: bool) -> None:
    """The contact blocked the bot, or let it in again (a group: removed it, or took it back)."""
    state = "blocked" if blocked else "active"
    now = await chats.by_id(uow, chat.id)
    if now is None or now.state in {state, "left"}:
        return
    await chats.change(uow, chat.id, state=state)
    if chat.contact is not None:
        soon.look(uow, chat.contact.id)
    say = desk_wording(uow, chat)
    if chat.kind == "group":
        note = say.text("⛔ The bot was removed from the client's group. Nothing can be sent there.")
        back = say.text("✅ The bot is back in the client's group.")
    else:
        note = say.text("⛔ {name} blocked the bot. Messages will not arrive until it is unblocked.", name=chat.title)
        back = say.text("✅ {name} unblocked the bot. Messages arrive again.", name=chat.title)
    post.say_in_topic(uow, chat.id, note if blocked else back)
    card.plan(uow, chat.id)


async def chat_migrated(uow: UnitOfWork, chat: ClientChat, new_telegram_id: int) -> None:
    """A client's group became a supergroup: follow it. Its old message ids name nothing any more."""
    await chats.change(uow, chat.id, telegram_id=new_telegram_id)
    await messages.forget_client_ids(uow, chat.id)
    await surveys.forget_message_ids(uow, chat.id)


async def desk_migrated(uow: UnitOfWork, desk: Desk, new_chat_id: int) -> None:
    """A desk's group has a new id."""
    await staff.change_desk(uow, desk.id, chat_id=new_chat_id)


async def desk_lost(uow: UnitOfWork, desk: Desk) -> None:
    """The bot was removed from a desk or lost its rights there: clients' messages wait until somebody mends it.

    The leads hear of it once, and again after `REPORT_AGAIN_AFTER` while it lasts.
    """
    last = await facts.get(uow, _trouble(desk))
    if last and uow.now - dt.datetime.fromisoformat(last) < REPORT_AGAIN_AFTER:
        return
    await facts.put(uow, _trouble(desk), uow.now.isoformat())
    await leads.tell(
        uow,
        phrase(
            "⚠️ The bot can no longer write in the desk “{desk}”. Make it an administrator there with the right "
            "to manage "
            "topics. Clients' messages are kept and will be delivered then.",
            desk=desk.name,
        ),
    )


async def desk_mended(uow: UnitOfWork, desk: Desk) -> None:
    """The bot can write in a desk again.

    What waited goes out now, and the leads hear so if they heard of the trouble.
    """
    if await facts.get(uow, _trouble(desk)):
        await facts.put(uow, _trouble(desk), False)
        await leads.tell(
            uow,
            phrase("✅ The bot can write in the desk “{desk}” again. What waited is being delivered.", desk=desk.name),
        )
    uow.signals.add("desks")


def _trouble(desk: Desk) -> str:
    return f"desk-trouble:{desk.id}"
