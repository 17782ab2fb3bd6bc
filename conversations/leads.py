"""Telling the leads and admins, each in private and in their own language."""

from collections.abc import Callable, Collection

from conversations import post
from conversations.post import Keyboard
from conversations.tongue import staff_wording
from locales import Phrase, Wording
from storage import staff
from storage.records import Staff
from storage.unit import UnitOfWork


async def tell(
    uow: UnitOfWork,
    what: Phrase,
    keyboard: Callable[[Wording], Keyboard] | None = None,
    *,
    without: Collection[int] = (),
) -> int:
    """Send `what` to every lead and admin who pressed Start, except the staff ids in `without`; how many got it.

    `keyboard` makes the buttons in each reader's language.
    """
    told = 0
    for person in await reachable(uow):
        if person.telegram_id is None or person.id in without:
            continue
        say = staff_wording(uow, person)
        post.say_directly(uow, person.telegram_id, say.say(what), keyboard(say) if keyboard else None)
        told += 1
    return told


async def reachable(uow: UnitOfWork) -> list[Staff]:
    """The leads and admins whom the bot can write to in private, by name."""
    return [
        one
        for one in await staff.present(uow)
        if one.role.leads and one.telegram_id is not None and one.started_at is not None
    ]


async def show(uow: UnitOfWork, chat_telegram_id: int, message_id: int) -> None:
    """Give every lead a copy of a message that words cannot stand for: a voice message, a picture."""
    for person in await reachable(uow):
        if person.telegram_id is not None:
            post.show_directly(uow, person.telegram_id, chat_telegram_id, message_id)
