"""Somebody in a desk who is not of the team: told that nothing was sent, and reported to the leads."""

import datetime as dt

from conversations import leads, post
from conversations.onboarding import Account
from conversations.tongue import desk_wording, spoken
from locales import phrase
from storage import facts
from storage.records import ClientChat, Desk, Topic
from storage.unit import UnitOfWork

REPORT_AGAIN_AFTER = dt.timedelta(hours=24)


async def wrote_in_topic(
    uow: UnitOfWork, chat: ClientChat, topic: Topic, account: Account | None, message_id: int
) -> None:
    """Tell at once, at the message, that the client did not get it.

    `account` is None for somebody who writes as the group.
    """
    say = desk_wording(uow, chat)
    if account is None:
        text = say.text(
            "You are writing as the group, so the client would not know who speaks. Nothing was sent. "
            "Turn off “Remain anonymous” in your administrator rights and write again."
        )
    else:
        text = say.text("Nothing was sent: only members of the team can write to clients here.")
    post.say_directly(uow, topic.desk.chat_id, text, thread_id=topic.thread_id, reply_to=message_id)
    if account is not None:
        await report(uow, topic.desk, account)


def anonymous_command(uow: UnitOfWork, desk: Desk, message_id: int) -> None:
    """A command in General from somebody who writes as the group: who it is cannot be known, so nothing is done."""
    say = spoken(uow, desk.language)
    text = say.text(
        "You are writing as the group, so I cannot see who you are. Turn off “Remain anonymous” and try again."
    )
    post.say_directly(uow, desk.chat_id, text, reply_to=message_id)


async def report(uow: UnitOfWork, desk: Desk, account: Account) -> None:
    """Tell the leads about a stranger who came into a desk or spoke there; once a day for each person.

    The stranger hears nothing: there is no answer to learn from.
    """
    name = f"intruder:{desk.id}:{account.telegram_id}"
    last = await facts.get(uow, name)
    if last is not None and uow.now - dt.datetime.fromisoformat(last) < REPORT_AGAIN_AFTER:
        return
    await facts.put(uow, name, uow.now.isoformat())
    await leads.tell(
        uow,
        phrase(
            "⚠️ {who} is in the desk “{desk}” and is not on the team. Everybody there can read clients' "
            "messages: remove them, or "
            "invite them with /staff.",
            who=account.label,
            desk=desk.name,
        ),
    )


def stranger_at_setup(uow: UnitOfWork, chat_id: int, account: Account | None) -> None:
    """`/desk` from somebody who is not staff: say what is needed, and nothing else."""
    say = spoken(uow, account.language if account else None)
    if account is None:
        text = say.text(
            "You are writing as the group, so I cannot see who you are. Turn off “Remain anonymous” and try again."
        )
    else:
        text = say.text("Only an admin of the team can do this.")
    post.say_directly(uow, chat_id, text)
