"""What the judge says when the year is over: one sentence for each wrong that was done, none when all is well."""

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from conversations.calendar.plan import CHECK_IN
from storage.care import HAND
from storage.care_records import CareMessage
from tests.year.judge import A_MOMENT, EIGHT, FIVE, IN_TIME, TEN, Due, Judge, Received, mentions
from tests.year.souls import Soul
from tests.year.wire import Post

AROUND = dt.timedelta(days=9)
"""A report stands in the topic within so much of the day: a preview comes before it, a long silence of ours after."""


@dataclass
class Evidence:
    """What is known when the year is over.

    `rows`: what the program wrote down, by id: it names the occasion of an arrival, no more. `topics`: the posts of
    each contact's topic. `touched` and `troubled`: the messages with which a person or Telegram interfered.
    """

    judge: Judge
    rows: dict[int, CareMessage]
    topics: dict[int, list[Post]]
    touched: dict[int, set[str]]
    troubled: set[int]
    end: dt.datetime

    def complaints(self) -> list[str]:
        """Every wrong, as a sentence."""
        wrongs = (self._too_often, self._unseemly, self._missing, self._same_words, self._untrue)
        return [said for wrong in wrongs for said in wrong()]

    def stories(self, complaints: list[str]) -> Iterator[str]:
        """For whoever has to find out: the check-ins of everybody of whom a complaint speaks, and what moved them.

        With everything that the topic said, in the order in which it was said.
        """
        yield from self.judge.leaps if complaints else ()
        for soul in self.judge.souls:
            if any(re.search(rf"\b({soul.name}|contact {soul.id})\b", one) for one in complaints):
                yield f"{soul.title}, contact {soul.id}:"
                yield from (f"    {line}" for line in self.judge.diary[soul.number])
                posts = self.topics.get(soul.number, ())
                said = sorted((at, post.message_id, text) for post in posts for at, text in post.said)
                yield from (f"    {at} [{number}] {text!r}" for at, number, text in said)
                for row in self.rows.values():
                    if row.contact_id == soul.id and row.kind == CHECK_IN:
                        hands = sorted(self.touched.get(row.id, ())) + ["trouble"] * (row.id in self.troubled)
                        yield f"    {row.slot}: due {row.due_at}, {row.state} ({row.reason}) {hands or ''}"

    def _row(self, received: Received) -> CareMessage:
        return self.rows[received.arrival.care_id]

    def _too_often(self) -> Iterator[str]:
        by_slot = Counter((one.soul.title, self._row(one).slot, self._row(one).year) for one in self.judge.received)
        for (who, slot, year), times in by_slot.items():
            if times > 1:
                yield f"{who} got {slot} of {year} {times} times"

    def _unseemly(self) -> Iterator[str]:
        for one in self.judge.received:
            row = self._row(one)
            by_hand = bool(self.touched.get(row.id, set()) & {"now", "again"}) or row.slot.startswith(HAND)
            for wrong in self._wrong(one, row, by_hand=by_hand):
                yield f"{one.soul.title} got {row.slot} on {one.local:%d.%m. %H:%M %Z} although {wrong}"

    def _wrong(self, one: Received, row: CareMessage, *, by_hand: bool) -> Iterator[str]:
        yield from one.wrong
        touched = self.touched.get(row.id, set())
        if row.kind == "greeting":
            if (row.slot, row.year) not in one.allowed:
                yield "nothing of that kind was due"
            if row.slot.startswith("fact") and "edit" not in touched:
                yield "nobody wrote it"
            if not by_hand and row.on_day != one.local.date():
                yield f"it is for {row.on_day}"
            if not by_hand and not TEN <= one.local.time() < EIGHT:
                yield "it is no time for greetings"
        elif not by_hand:
            if not TEN <= one.local.time() < FIVE or not one.works:
                yield "it is no time for check-ins"
            if one.in_touch and not touched & {"at", "ok", "edit"}:
                yield "they were in touch"
            if self._greeted_on(one):
                yield "a greeting came on the same day"
            if one.silent and not touched & {"at", "ok", "edit"}:
                yield "a person should have written"

    def _greeted_on(self, one: Received) -> bool:
        """True when a greeting went out on the same day, other than by a person's hand."""
        return any(
            other.soul is one.soul
            and (row := self._row(other)).kind == "greeting"
            and other.local.date() == one.local.date()
            and not self.touched.get(row.id, set()) & {"now", "again"}
            for other in self.judge.received
        )

    def _missing(self) -> Iterator[str]:
        got: dict[tuple[int, str, int], list[Received]] = defaultdict(list)
        for one in self.judge.received:
            row = self._row(one)
            got[one.soul.number, row.slot, row.year].append(one)
        of_slot = {(row.contact_id, row.slot, row.year): row for row in self.rows.values()}
        disturbed = self._disturbed()
        for due in self.judge.due:
            if due.at + AROUND > self.end:
                continue
            if due.slot.startswith(CHECK_IN) and due.at > disturbed.get(due.soul.id, due.at):
                continue
            arrived = got[due.soul.number, due.slot, due.year]
            yield from self._of_due(due, arrived, of_slot.get((due.soul.id, due.slot, due.year)))

    def _disturbed(self) -> dict[int, dt.datetime]:
        """Since when the rhythm of a contact's check-ins is not known exactly: what moved one moved the next ones."""
        found: dict[int, dt.datetime] = {}
        for row in self.rows.values():
            if row.kind == CHECK_IN and (row.id in self.touched or row.id in self.troubled):
                at = row.previewed_at or row.due_at
                found[row.contact_id] = min(at, found.get(row.contact_id, at))
        return found

    def _of_due(self, due: Due, arrived: list[Received], row: CareMessage | None) -> Iterator[str]:
        state = "no row" if row is None else f"{row.state}: {row.reason}"
        if not due.sends:
            # What arrives later is held against the facts of its own moment: they may have changed.
            at_once = any(abs(one.arrival.at - due.at) < A_MOMENT for one in arrived)
            if at_once and (row is None or row.id not in self.touched):
                yield f"{due} was sent although it should not"
            elif due.told and not arrived and not self._reported(due):
                yield f"{due} was not sent, rightly, and nobody was told ({state})"
            return
        if any(one.arrival.at < due.at for one in arrived):
            return  # once a year is enough, also for somebody whose date was corrected
        disturbed = row is not None and (row.id in self.touched or row.id in self.troubled)
        if due.sure and not disturbed:
            late = [one.arrival.at - due.at for one in arrived]
            if not arrived:
                yield f"{due} never arrived ({state})"
            elif not dt.timedelta() <= late[0] < IN_TIME:
                yield f"{due} arrived {late[0]} late"
        elif not arrived and due.told and not self._reported(due):
            yield f"{due} neither arrived nor was reported ({state})"

    def _reported(self, due: Due) -> bool:
        return any(
            abs(at - due.at) < AROUND and mentions(text, due.title)
            for post in self.topics.get(due.soul.number, ())
            for at, text in post.said
        )

    def _same_words(self) -> Iterator[str]:
        last: dict[str, str] = {}
        for one in self.judge.received:
            row = self._row(one)
            if row.kind != CHECK_IN:
                continue
            if last.get(one.soul.title) == one.arrival.text and row.edited_by is None:
                yield f"{one.soul.title} read the same check-in twice running ({one.local:%d.%m.})"
            last[one.soul.title] = one.arrival.text

    def _untrue(self) -> Iterator[str]:
        """What the program wrote down must be what happened."""
        arrived = {one.arrival.care_id for one in self.judge.received}
        for row in self.rows.values():
            if row.state == "unclear" and row.due_at > self.end - AROUND:
                continue  # whoever is asked has not answered yet
            if (row.state == "sent") != (row.id in arrived):
                really = "arrived" if row.id in arrived else "did not arrive"
                yield f"{row.slot} of contact {row.contact_id} is noted as {row.state} ({row.reason}) but {really}"
            if row.state in {"posted", "unclear"} and row.due_at < self.end - AROUND:
                yield f"{row.slot} of contact {row.contact_id} was left {row.state}"
            if row.state in {"planned", "previewed", "approved"} and row.due_at < self.end - dt.timedelta(days=1):
                yield f"{row.slot} of contact {row.contact_id} was forgotten as {row.state}"


def by_number(souls: list[Soul]) -> dict[int, Soul]:
    """The contacts by the number of their Telegram account."""
    return {soul.telegram_id: soul for soul in souls}
