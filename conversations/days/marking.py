"""What leads decide about an occasion: kept on this day, struck, of another tone. Every contact's calendar follows."""

import datetime as dt
from collections.abc import Sequence

from conversations.calendar import occasions, reading
from conversations.calendar.choices import CONFIRMED, STRUCK
from conversations.calendar.tones import Tone
from conversations.care import soon
from conversations.errors import RefusedError
from locales import phrase
from storage import audit, care
from storage.records import Staff
from storage.unit import UnitOfWork

FARTHEST = 2
"""Days that an estimate may be off: two ways of seeing the moon differ by no more."""


async def keep(
    uow: UnitOfWork, actor: Staff, title: str, ids: Sequence[str], listed: dt.date, kept_on: dt.date
) -> None:
    """The occasion is kept on this day, sure. `listed` is the day that the calendar says.

    Raises `ValueError` for a day that is farther off than an estimate can be.
    """
    if abs((kept_on - listed).days) > FARTHEST:
        raise ValueError(f"{kept_on} is too far from {listed}")
    moved = None if kept_on == listed else kept_on
    for key in ids:
        await care.mark(uow, key, listed, CONFIRMED, moved, actor.id)
    action = "care.confirmed" if moved is None else "care.moved"
    await _decided(uow, actor, action, title, ids, day=listed.isoformat(), kept_on=kept_on.isoformat())


async def strike(uow: UnitOfWork, actor: Staff, title: str, ids: Sequence[str], listed: dt.date) -> None:
    """The occasion of this day is not greeted, and is not quiet either."""
    for key in ids:
        mark = (await reading.choices(uow)).mark(key, listed)
        await care.mark(uow, key, listed, STRUCK, None if mark is None else mark.kept_on, actor.id)
    await _decided(uow, actor, "care.struck", title, ids, day=listed.isoformat())


async def restore(uow: UnitOfWork, actor: Staff, title: str, ids: Sequence[str], listed: dt.date) -> None:
    """Take the strike back; a day that had been moved stays moved, an estimate is to be confirmed again."""
    for key in ids:
        mark = (await reading.choices(uow)).mark(key, listed)
        if mark is not None and mark.kept_on is not None:
            await care.mark(uow, key, listed, CONFIRMED, mark.kept_on, actor.id)
        else:
            await care.unmark(uow, key, listed)
    await _decided(uow, actor, "care.restored", title, ids, day=listed.isoformat())


async def give_tone(uow: UnitOfWork, actor: Staff, title: str, ids: Sequence[str], tone: Tone | None) -> None:
    """The occasion has this tone in every year; None: that of our table.

    Raises `RefusedError` when a day of mourning would become festive: an old message may still offer it.
    """
    if tone is Tone.FESTIVE and not all(map(occasions.may_be_festive, ids)):
        raise RefusedError(phrase("This button is no longer in use."))
    for key in ids:
        await care.set_tone(uow, key, None if tone is None else tone.value, actor.id)
    await _decided(uow, actor, "care.tone", title, ids, tone="as listed" if tone is None else tone.value)


async def _decided(uow: UnitOfWork, actor: Staff, action: str, title: str, ids: Sequence[str], **detail: str) -> None:
    audit.record(uow, actor.name, action, title, occasions=list(ids), **detail)
    reading.forget_choices(uow)
    await soon.everybody(uow)
