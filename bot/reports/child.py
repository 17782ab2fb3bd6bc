"""The process that makes one report: reads an order from standard input, writes files, says what it made.

It looks at the store by itself and never writes. Whoever is to get the report is looked up again here, so that
somebody who lost their role in the meantime gets nothing.
"""

import asyncio
import datetime as dt
import sys
from pathlib import Path
from typing import Any

import orjson

from bot.reports.export import export
from conversations import schedule
from conversations.errors import RefusedError
from conversations.figures import periods
from conversations.summary import access, asking, labels, saying, sheet
from conversations.summary.collecting import collect
from conversations.tongue import staff_wording
from locales import phrase
from storage import figures, staff
from storage.figures import Span
from storage.records import Defaults, Staff
from storage.unit import Store, UnitOfWork

MOST_UPLOAD = 50_000_000
"""Bytes; bots may upload files of up to 50 MB (Bot API, sendDocument)."""

_LEAST_BYTES = {"xlsx": 60, "csv": 120}
"""Bytes of a row without any comment (measured)."""

_HOPELESS = 1.5
"""So many times too large by the least guess, a file is not even begun: a million rows take minutes."""


class _FixedClock:
    """The moment at which the order was given out, on both clocks of the one who gave it."""

    def __init__(self, now: dt.datetime, epoch: float) -> None:
        self._now, self._epoch = now, epoch

    def now(self) -> dt.datetime:
        return self._now

    def epoch(self) -> float:
        return self._epoch


async def make(order: dict[str, Any]) -> dict[str, Any]:
    """Carry out an order of `bot.reports.process`.

    The answer: "text" (Telegram HTML) and "keyboard" where there are any, "photo" or "files" as paths in the order's
    folder.
    """
    clock = _FixedClock(dt.datetime.fromisoformat(order["now"]), order["epoch"])
    store = Store(order["database_url"], clock, Defaults(**order["defaults"]))
    try:
        async with store.reading(steady=True) as uow:
            wanted, folder = order["wanted"], Path(order["folder"])
            person = await staff.by_id(uow, wanted["viewer"])
            if person is None:
                raise RefusedError(phrase("Only members of the team can do this."))
            try:
                making = {"summary": _summary, "export": _export}[wanted["what"]]
                return await making(uow, person, wanted, folder)
            except RefusedError as refused:
                return {"text": staff_wording(uow, person).say(refused.phrase)}
    finally:
        await store.close()


async def _summary(uow: UnitOfWork, person: Staff, wanted: dict[str, Any], folder: Path) -> dict[str, Any]:
    say, allowed = staff_wording(uow, person), access.of(uow, person)
    period, zone = periods.from_code(wanted["period"]), schedule.staff_zone(uow, person)
    allowed.check(period, wanted["by"], asking.today_of(uow, person))
    found = await collect(uow, period, zone, wanted["by"], allowed)
    page = min(wanted["page"], sheet.pages(found) - 1)
    made: dict[str, Any] = {"keyboard": asking.keyboard(uow, found, page, say, person)}
    if allowed.ratings == "hidden":
        return made | {"text": await saying.caption(uow, found, say, digest=wanted.get("digest", False), most=4096)}
    from bot.reports.picture import draw

    path = folder / "summary.png"
    draw(sheet.sheet(found, say, page), path)
    text = await saying.caption(uow, found, say, digest=wanted.get("digest", False))
    return made | {"text": text, "photo": str(path)}


async def _export(uow: UnitOfWork, person: Staff, wanted: dict[str, Any], folder: Path) -> dict[str, Any]:
    say, allowed = staff_wording(uow, person), access.of(uow, person)
    if not allowed.singly:
        raise RefusedError(phrase("The export holds single ratings, which your team does not show to managers."))
    period, kind = periods.from_code(wanted["period"]), wanted["format"]
    name = f"carebot-{period.first}-{period.last}.{kind}"
    zone = schedule.staff_zone(uow, person)
    title = say.text("<b>Export</b> · {period}", period=labels.period(period, say))
    start, end = period.moments(zone)
    rows = await figures.row_counts(uow, Span(start, end, allowed.owner_id))
    guess = _LEAST_BYTES[kind] * (sum(rows) if kind == "xlsx" else max(rows))
    if guess > _HOPELESS * MOST_UPLOAD:
        size = f"≈{guess // 1_000_000}"
    else:
        files = await export(uow, period, zone, allowed, say, kind=kind, path=folder / name)
        largest = max(path.stat().st_size for path in files)
        if largest <= MOST_UPLOAD:
            return {"text": title, "files": [str(path) for path in files]}
        size = str(-(-largest // 1_000_000))
    told = say.text(
        "The file has {size} MB, and Telegram takes at most 50 MB from a bot. "
        "Choose a shorter period, or ask whoever runs me to write it on the server:",
        size=size,
    )
    line = f"carebot export --period {period.first}..{period.last} --format {kind} -o {name}"
    return {"text": f"{title}\n{told}\n<code>{line}</code>"}


def main() -> None:
    """The process."""
    order = orjson.loads(sys.stdin.buffer.read())
    answer = asyncio.run(make(order))
    sys.stdout.buffer.write(orjson.dumps(answer))


if __name__ == "__main__":
    main()
