"""What the gates judge by, read from the store."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from conversations import hours, schedule
from conversations.calendar import reading, windows
from conversations.surveys import definitions, gates, visibility
from conversations.surveys.definitions import Definition
from conversations.surveys.gates import Facts
from locales import Phrase
from storage import recoveries, surveys, talks
from storage.records import ClientChat, Survey
from storage.unit import UnitOfWork

_QUIET_FOR_AT_MOST = 60
"""Days to look ahead for the end of a pause."""


async def of(
    uow: UnitOfWork,
    chat: ClientChat,
    definition: Definition,
    conversation_id: int | None,
    since: dt.datetime,
    *,
    hand: bool,
) -> Facts:
    """The facts about asking this chat now. `since`: when it was decided to ask; `hand`: by `/survey`."""
    zone = schedule.zone_of(uow, chat)
    pace = chat.contact.pace if chat.contact else "normal"
    every = None if definition.every_days is None else dt.timedelta(days=definition.every_days)
    talk = None if conversation_id is None else await talks.by_id(uow, conversation_id)
    if talk is not None:
        both_wrote = talk.first_answer_at is not None
        reopened = not hand and (talk.closed_at is None or chat.conversation is not None)
    else:
        both_wrote = await surveys.both_wrote(uow, chat.id, uow.now - (every or gates.BETWEEN_ANY))
        reopened = False
    reason, clear = await _quiet(uow, chat)
    return Facts(
        now=uow.now,
        zone=zone,
        week=hours.parse(uow.defaults.hours),
        since=since,
        reachable=chat.state == "active" and chat.telegram_id is not None,
        both_wrote=both_wrote,
        reopened=reopened,
        open_case=await recoveries.open_of_client(uow, chat.client.id) is not None,
        discreet=not visibility.singly(uow),
        pace=pace,
        every=every,
        last_any=await surveys.last_sent(uow, chat.id),
        last_same=await surveys.last_sent(uow, chat.id, definition.key),
        first_due=await _first_due(uow, chat, definition, pace),
        quiet=reason,
        clear=clear,
        silence_of=_silence_of(chat),
    )


async def on_the_way(
    uow: UnitOfWork, chat: ClientChat, definition: Definition, survey: Survey, payload: Mapping[str, Any]
) -> Facts:
    """The facts about a survey in the outbox; `payload` is its parcel's."""
    since, hand = decided(survey, payload)
    return await of(uow, chat, definition, survey.conversation_id, since, hand=hand)


def decided(survey: Survey, payload: Mapping[str, Any]) -> tuple[dt.datetime, bool]:
    """(when it was decided to ask, whether by hand) of a survey in the outbox; `payload` is its parcel's."""
    since = payload.get("since")
    return survey.posted_at if since is None else dt.datetime.fromisoformat(since), bool(payload.get("hand"))


async def _first_due(uow: UnitOfWork, chat: ClientChat, definition: Definition, pace: str) -> dt.datetime | None:
    """When the survey that goes before this one falls due."""
    dues = []
    for other in definitions.known(uow).values():
        if other.goes_first and other.every_days is not None and other.key != definition.key:
            last = await surveys.last_sent(uow, chat.id, other.key) or await surveys.chat_since(uow, chat.id)
            dues.append(last + gates.scaled(dt.timedelta(days=other.every_days), pace))
    return min(dues, default=None)


async def _quiet(uow: UnitOfWork, chat: ClientChat) -> tuple[Phrase | None, dt.datetime | None]:
    """(why today is a quiet day at the client, the start of the first day that is not one)."""
    zone = schedule.zone_of(uow, chat)
    today = uow.now.astimezone(zone).date()
    reason = await reading.quiet_day(uow, chat, today)
    if reason is None:
        return None, None
    day = today + dt.timedelta(days=1)
    while (day - today).days < _QUIET_FOR_AT_MOST and await reading.quiet_day(uow, chat, day) is not None:
        day += dt.timedelta(days=1)
    return reason, dt.datetime.combine(day, dt.time(), zone)


def _silence_of(chat: ClientChat) -> str | None:
    """The country whose minute of silence is kept: the contact's or the client's (as `calendar.plan.Person`)."""
    return next((one for one in (chat.country, chat.client.country) if one in windows.COUNTRY_CLOCKS), None)
