"""What leads decide about days: pauses, dates that depend on the moon, tones."""

import datetime as dt

from conversations.calendar import occasions
from conversations.calendar.choices import CONFIRMED, STRUCK, Choices, Mark, Pause
from conversations.calendar.tones import Tone
from conversations.days import marking, pauses
from storage.unit import UnitOfWork
from tests.year.doings import Doings
from tests.year.souls import COUNTRIES
from tests.year.year import BEGINS, LARYSA


class Leads(Doings):
    """A lead's year."""

    def begin(self) -> None:
        """Plan what they do."""
        for country in self.dice.sample(COUNTRIES, 6):
            self.at(self.moment(), self._pause_country, country)
        self.year.plan(self.moment(), self._pause_all)
        self._decide()

    async def _pause_country(self, country: str) -> None:
        until = self.year.clock.now().date() + dt.timedelta(days=self.dice.randrange(2, 12))
        await self._pause(f"{country} {until:%d.%m.%Y}", Pause("country", self.year.clock.now(), until), country)
        if self.dice.random() < 0.5:
            self.at(self.year.clock.now() + dt.timedelta(hours=self.dice.randrange(3, 60)), self._resume, country)

    async def _pause_all(self) -> None:
        until = self.year.clock.now().date() + dt.timedelta(days=2)
        await self._pause(f"all {until:%d.%m.%Y}", Pause("all", self.year.clock.now(), until), None)

    async def _pause(self, typed: str, pause: Pause, country: str | None) -> None:
        async def paused(uow: UnitOfWork) -> None:
            await pauses.pause(uow, await self.year.member(uow, LARYSA), typed)

        if await self.year.may(paused):
            self.year.paused(pause, country, None)

    async def _resume(self, country: str) -> None:
        async def resumed(uow: UnitOfWork) -> None:
            await pauses.resume(uow, await self.year.member(uow, LARYSA), country)

        if await self.year.may(resumed):
            self.year.resumed("country", country, None)

    def _decide(self) -> None:
        """Estimates are confirmed, moved or struck before their day; some feasts that nobody doubts are struck."""
        for key, listed, title in self._estimates():
            at = dt.datetime.combine(listed, dt.time(7, 26), dt.UTC) - dt.timedelta(days=self.dice.randrange(2, 5))
            kept = self.dice.choice((0, 0, 1, -1, None, None))
            what = self._strikes if self.dice.random() < 0.15 else None if kept is None else self._keeps
            if what is not None and at > BEGINS:
                self.at(at, what, (key, listed, title, kept or 0))
        for country in self.dice.sample(COUNTRIES, 5):
            found = [one for one in occasions.of_year(country, None, 2027, Choices()) if one.why_not is None]
            if not found:
                continue
            one = self.dice.choice(found)
            at = dt.datetime.combine(one.listed, dt.time(5, 26), dt.UTC) - dt.timedelta(days=self.dice.randrange(1, 20))
            if at > BEGINS:
                self.at(at, self._strikes, (one.id, one.listed, one.title, 0))
            other = self.dice.choice(found)
            self.at(self.moment(), self._makes_neutral, (other.id, other.title))

    def _estimates(self) -> list[tuple[str, dt.date, str]]:
        found = {}
        for soul in self.year.souls:
            for one in occasions.of_year(soul.lives_in, soul.tradition, 2027, Choices()):
                if one.estimated and one.why_not is None:
                    found[one.id, one.listed] = one.title
        return sorted((key, listed, title) for (key, listed), title in found.items())

    async def _keeps(self, what: tuple[str, dt.date, str, int]) -> None:
        key, listed, title, off = what
        kept_on = listed + dt.timedelta(days=off)

        async def kept(uow: UnitOfWork) -> None:
            await marking.keep(uow, await self.year.member(uow, LARYSA), title, [key], listed, kept_on)

        await self.year.do(kept)
        self.year.days.marks[key, listed] = Mark(CONFIRMED, None if kept_on == listed else kept_on)
        self.year.changed_for_all()

    async def _strikes(self, what: tuple[str, dt.date, str, int]) -> None:
        key, listed, title, _ = what

        async def struck(uow: UnitOfWork) -> None:
            await marking.strike(uow, await self.year.member(uow, LARYSA), title, [key], listed)

        await self.year.do(struck)
        before = self.year.days.marks.get((key, listed))
        self.year.days.marks[key, listed] = Mark(STRUCK, None if before is None else before.kept_on)
        self.year.changed_for_all()

    async def _makes_neutral(self, what: tuple[str, str]) -> None:
        key, title = what

        async def toned(uow: UnitOfWork) -> None:
            await marking.give_tone(uow, await self.year.member(uow, LARYSA), title, [key], Tone.NEUTRAL)

        await self.year.do(toned)
        self.year.days.tones[key] = Tone.NEUTRAL
        self.year.changed_for_all()
