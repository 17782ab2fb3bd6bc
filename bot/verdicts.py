"""What Telegram's answer to a parcel means: done, later, refused for good, or something to mend first."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import structlog

from bot.places import Place
from bot.sent import Sent
from bot.telegram import Refusal, Unreachable
from bot.topics import TopicLostError
from conversations import failures, presence, topic_life
from storage import outbox
from storage.chance import jittered
from storage.records import Desk, Parcel
from storage.unit import UnitOfWork

log = structlog.get_logger(__name__)

LONGEST_PAUSE = 60.0
"""Seconds; backoff doubles up to this."""

MOST_SERVER_ERRORS = 30
"""After so many server errors for one and the same parcel (about 25 minutes) it is put to people instead."""

DESK_PAUSE = 30.0
"""Seconds between tries while a desk cannot be written to: client messages wait, they are never dropped."""

SERVER_ERROR = 500

_DESK_TROUBLE = (
    "bot was kicked",
    "bot is not a member",
    "chat not found",
    "not enough rights",
    "need administrator rights",
    "chat_admin_required",
    "chat is not a forum",
    "have no rights to send",
    "chat_write_forbidden",
)
_UNREACHABLE_CLIENT = ("bot was blocked", "bot was kicked", "bot is not a member", "user is deactivated")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a batch.

    `finished`: it leaves its lane. Else it is tried again `again_in` seconds from now, `counts` is added to its
    attempts and `server_error` to its server errors. `hold`: a chat (Telegram id, seconds) that Telegram wants left
    alone. `write`: what to record, giving the ids of delivered parcels.
    """

    finished: bool
    again_in: float = 0.0
    counts: int = 0
    server_error: bool = False
    hold: tuple[int, float] | None = None
    write: Callable[[UnitOfWork], Awaitable[list[int]]] | None = None

    @property
    def writes(self) -> bool:
        return self.write is not None

    async def record(self, uow: UnitOfWork) -> list[int]:
        """Write what there is to write; the ids of the parcels that leave the outbox."""
        return [] if self.write is None else await self.write(uow)


def delivered(sent: Sent) -> Verdict:
    """Telegram took it."""

    async def write(uow: UnitOfWork) -> list[int]:
        await sent.record(uow)
        return [parcel.id for parcel in sent.parcels]

    return Verdict(finished=True, write=write)


def taken_back() -> Verdict:
    """It was withdrawn before it was sent; its row is gone already."""
    return Verdict(finished=True)


def nowhere(batch: Sequence[Parcel], why: str) -> Verdict:
    """There is no address any more."""
    log.info("parcel dropped", reason=why, op=batch[0].op, lane=batch[0].lane)
    return given_up(batch)


def judge(error: Exception, batch: Sequence[Parcel], place: Place, attempts: int, server_errors: int) -> Verdict:
    """What a failed attempt means. An error that is none of Telegram's is logged and tried again, ever more slowly."""
    parcel = batch[0]
    if parcel.once and isinstance(error, Refusal) and error.code >= SERVER_ERROR:
        # A gateway may fail after Telegram took it.
        return unclear(batch)
    if isinstance(error, Refusal):
        return _refused(error, batch, place, attempts, server_errors)
    if isinstance(error, TopicLostError):
        return _topic_lost(place)
    if parcel.once and not isinstance(error, Refusal | TopicLostError):
        return unclear(batch)
    if isinstance(error, Unreachable):
        log.warning("telegram not reached", op=parcel.op, lane=parcel.lane, attempt=attempts + 1)
    else:
        log.error("courier failed", op=parcel.op, lane=parcel.lane, exc_info=error)
    return Verdict(finished=False, again_in=_pause(attempts), counts=1)


def unclear(batch: Sequence[Parcel]) -> Verdict:
    """Something that must not come twice may or may not have arrived: people are asked."""

    async def write(uow: UnitOfWork) -> list[int]:
        for parcel in batch:
            outbox.leave_unclear(uow, parcel.id)
            await failures.unclear(uow, parcel)
        return []

    return Verdict(finished=True, write=write)


def _pause(attempts: int) -> float:
    return jittered(min(LONGEST_PAUSE, 0.5 * 2 ** min(attempts, 10)))


def _refused(refusal: Refusal, batch: Sequence[Parcel], place: Place, attempts: int, server_errors: int) -> Verdict:
    said = refusal.description.lower()
    if refusal.code == 429:
        seconds = float(refusal.retry_after or 1)
        log.warning("telegram asks to wait", seconds=seconds, lane=batch[0].lane)
        return Verdict(finished=False, again_in=seconds, hold=(place.telegram_id, seconds))
    if refusal.passing and server_errors < MOST_SERVER_ERRORS:
        log.warning("telegram failed", code=refusal.code, lane=batch[0].lane, attempt=attempts + 1)
        return Verdict(finished=False, again_in=_pause(attempts), counts=1, server_error=True)
    if refusal.code in {401, 404}:
        log.error("telegram does not know this bot; is the token right?", code=refusal.code)
        return Verdict(finished=False, again_in=DESK_PAUSE)
    if refusal.migrate_to is not None and place.chat is not None:
        return _migrated(place, refusal.migrate_to)
    log.info("telegram refused", op=batch[0].op, lane=batch[0].lane, description=refusal.description)
    if place.chat is None:
        return given_up(batch)
    if place.in_topic:
        if any(words in said for words in _DESK_TROUBLE):
            return _desk_trouble(place)
        return _not_in_topic(batch, refusal.description)
    return _not_at_client(
        batch, refusal.description, gone=any(words in said for words in _UNREACHABLE_CLIENT), place=place
    )


def _topic_lost(place: Place) -> Verdict:
    assert place.topic is not None
    topic_id = place.topic.id

    async def write(uow: UnitOfWork) -> list[int]:
        await topic_life.lost(uow, topic_id)
        return []

    return Verdict(finished=False, write=write)


def _migrated(place: Place, new_id: int) -> Verdict:
    async def write(uow: UnitOfWork) -> list[int]:
        assert place.chat is not None
        if place.topic is not None:
            await presence.desk_migrated(uow, place.topic.desk, new_id)
        else:
            await presence.chat_migrated(uow, place.chat, new_id)
        return []

    return Verdict(finished=False, write=write)


def given_up(batch: Sequence[Parcel]) -> Verdict:
    """It leaves the outbox and nothing else happens."""

    async def write(uow: UnitOfWork) -> list[int]:
        return [parcel.id for parcel in batch]

    return Verdict(finished=True, write=write)


def _desk_trouble(place: Place) -> Verdict:
    assert place.topic is not None
    desk: Desk = place.topic.desk

    async def write(uow: UnitOfWork) -> list[int]:
        await presence.desk_lost(uow, desk)
        return []

    return Verdict(finished=False, again_in=DESK_PAUSE, write=write)


def _not_in_topic(batch: Sequence[Parcel], description: str) -> Verdict:
    async def write(uow: UnitOfWork) -> list[int]:
        await failures.topic_not_reached(uow, batch[0], description)
        return [parcel.id for parcel in batch]

    return Verdict(finished=True, write=write)


def _not_at_client(batch: Sequence[Parcel], description: str, *, gone: bool, place: Place) -> Verdict:
    async def write(uow: UnitOfWork) -> list[int]:
        assert place.chat is not None
        if gone:
            await presence.client_blocked(uow, place.chat, blocked=True)
        for parcel in batch:
            outbox.fail(uow, parcel.id, description)
        await failures.client_not_reached(uow, batch[0], description)
        return []

    return Verdict(finished=True, write=write)
