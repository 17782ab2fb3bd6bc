"""How a conversation ends and begins again: `/done`, quiet days, and the client's next word."""

import datetime as dt
from dataclasses import replace
from typing import Any

from conversations import card, post, schedule
from conversations.errors import RefusedError
from conversations.surveys import asking
from conversations.tongue import desk_wording
from locales import phrase
from storage import audit, chats, directory, jobs, talks
from storage.records import ClientChat, Staff, Talk
from storage.unit import UnitOfWork

JOB = "quiet"

_QUIETLY = "quiet"


async def done(uow: UnitOfWork, chat: ClientChat, actor: Staff, typed: str, reply_to: int) -> None:
    """`/done` and `/done quiet`: close the open conversation.

    Raises `RefusedError` for other words, or when none is open.
    """
    if typed and typed.casefold() != _QUIETLY:
        raise RefusedError(phrase("Write /done, or /done quiet to close without asking for a rating."))
    waited = chat.conversation is not None and chat.conversation.waiting_since is not None
    quiet = bool(typed)
    say = desk_wording(uow, chat)
    lines = [say.text("✔️ Closed, without a survey.") if quiet else say.text("✔️ Closed.")]
    if waited:
        lines.append(say.text("The client's last message had no answer."))
    await _open(uow, chat)
    post.say_in_topic(uow, chat.id, " ".join(lines), reply_to=reply_to)
    await close(uow, chat, actor, quiet=quiet)


async def close(uow: UnitOfWork, chat: ClientChat, actor: Staff | None, *, quiet: bool) -> None:
    """Close the open conversation; nobody waits in it any more, and unless `quiet` a survey may follow.

    `actor` is None when it closes itself. Raises `RefusedError` when none is open.
    """
    conversation_id = await _open(uow, chat)
    await talks.close(uow, conversation_id, uow.now, None if actor is None else actor.id)
    await _closed(uow, chat, conversation_id, actor, quiet=quiet)


async def _open(uow: UnitOfWork, chat: ClientChat) -> int:
    found = await talks.open_id(uow, chat.id)
    if found is not None:
        return found
    last = await talks.last(uow, chat.id)
    if last is None or last.closed_at is None:
        raise RefusedError(phrase("There is no conversation here yet. It begins with the client's first message."))
    say = desk_wording(uow, chat)
    closed = say.moment(last.closed_at, schedule.staff_zone(uow, chat.owner))
    raise RefusedError(
        phrase("The conversation is closed already, since {time}. The client's next message opens one.", time=closed)
    )


async def _closed(uow: UnitOfWork, chat: ClientChat, conversation_id: int, actor: Staff | None, *, quiet: bool) -> None:
    chat = replace(chat, conversation=None)
    directory.know(uow, chat)
    if actor is not None:
        audit.record(uow, actor.name, "conversation.closed", chat.title, conversation=conversation_id, quiet=quiet)
    card.plan(uow, chat.id)
    if not quiet:
        await asking.conversation_closed(uow, chat, conversation_id, by_itself=actor is None)


async def reopen(uow: UnitOfWork, chat: ClientChat, last: Talk, at: dt.datetime) -> ClientChat:
    """The chat with its last conversation open again, by the client's word at `at` within the quiet days after closing.

    A later word begins a new conversation: then the chat is returned as it is.
    """
    if last.closed_at is None or at - last.closed_at > quiet_days(uow) or not await talks.reopen(uow, last.id, at):
        return chat
    await asking.conversation_reopened(uow, last.id)
    again = replace(last.conversation, waiting_since=at, last_client_at=at)
    return replace(chat, conversation=again)


def quiet_days(uow: UnitOfWork) -> dt.timedelta:
    """After so long without a word a conversation closes itself; for so long after closing it can be reopened.

    A setting.
    """
    return dt.timedelta(days=uow.defaults.quiet_days)


def plan(uow: UnitOfWork, chat_id: int, answered_at: dt.datetime) -> None:
    """Look after the quiet days whether the conversation is still answered and quiet.

    Called when a client's waiting ends; the look itself plans the next one while nobody waits, so every answered
    conversation has one ahead of it, and the team's further words plan nothing.
    """
    jobs.plan(uow, JOB, str(chat_id), answered_at + quiet_days(uow), chat_id=chat_id)


async def plan_after_reaction(uow: UnitOfWork, chat_id: int) -> None:
    """A reaction ended the client's waiting: the quiet days begin now, whatever an earlier answer had planned."""
    await jobs.cancel(uow, JOB, str(chat_id))
    plan(uow, chat_id, uow.now)


async def close_when_quiet(uow: UnitOfWork, payload: dict[str, Any]) -> None:
    """The job: close the conversation if nobody waits and nobody has said a word for the quiet days."""
    chat = await chats.by_id(uow, int(payload["chat_id"]))
    if chat is None or chat.conversation is None or chat.conversation.waiting_since is not None:
        return
    talk = chat.conversation
    last = max(talk.last_client_at, talk.last_team_at or talk.last_client_at)
    if last + quiet_days(uow) > uow.now:
        plan(uow, chat.id, last)
        return
    conversation_id = await talks.open_id(uow, chat.id)
    if conversation_id is not None and await talks.close_when_quiet(uow, conversation_id, last):
        await _closed(uow, chat, conversation_id, None, quiet=False)
