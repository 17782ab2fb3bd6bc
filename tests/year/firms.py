"""What happens to clients: cases, other rhythms, pauses, other managers."""

import datetime as dt

from conversations import client_admin, handover, recovery
from conversations.calendar.choices import Pause
from conversations.client_admin import ClientDetails
from conversations.days import pauses
from storage import clients
from storage.unit import UnitOfWork
from tests.support.cases import open_case
from tests.year.doings import Doings
from tests.year.souls import Firm, Soul
from tests.year.year import LARYSA, OLENA, PETRO


class Firms(Doings):
    """A client's year."""

    def begin(self, firm: Firm) -> None:
        """Plan the year of one client."""
        for what in (self._case, self._changes, self._pauses, self._given_away):
            if self.dice.random() < 0.25:
                self.at(self.moment(), what, firm)

    def _of(self, firm: Firm) -> list[Soul]:
        return [soul for soul in self.year.souls if soul.firm is firm]

    def _somebody(self, firm: Firm) -> Soul | None:
        return next((soul for soul in self._of(firm) if soul.here), None)

    async def _case(self, firm: Firm) -> None:
        """A low rating: its case is open for a while."""
        soul = self._somebody(firm)
        if soul is None or firm.case is not None:
            return

        async def rated(uow: UnitOfWork) -> int:
            return await open_case(uow, firm.id, soul.chat_id)

        firm.case = await self.year.do(rated)
        self.year.changed(*self._of(firm))
        self.at(self.year.clock.now() + dt.timedelta(hours=self.dice.randrange(5, 500)), self._settled, firm)

    async def _settled(self, firm: Firm) -> None:
        case = firm.case
        assert case is not None

        async def noted(uow: UnitOfWork) -> None:
            await recovery.note(uow, await self.year.member(uow, LARYSA), case, "We talked, all is well.")

        await self.year.do(noted)
        firm.case = None
        self.year.changed(*self._of(firm))

    async def _changes(self, firm: Firm) -> None:
        rhythm = self.dice.choice((10, 25, 40))
        mode = self.dice.choice(("auto", "review"))

        async def changed(uow: UnitOfWork) -> None:
            client = await clients.by_id(uow, firm.id)
            assert client is not None
            details = ClientDetails(check_in_days=str(rhythm), greetings=mode)
            await client_admin.change_client(uow, "Larysa", client, details=details)

        if await self.year.may(changed):
            firm.check_in_days, firm.mode = rhythm, mode
            self.year.changed(*self._of(firm))

    async def _given_away(self, firm: Firm) -> None:
        async def assigned(uow: UnitOfWork) -> None:
            client = await clients.by_id(uow, firm.id)
            assert client is not None
            people = [await self.year.member(uow, one) for one in (OLENA, PETRO)]
            await handover.assign(uow, "Larysa", firm.id, next(one.id for one in people if one.id != client.owner_id))

        await self.year.may(assigned)

    async def _pauses(self, firm: Firm) -> None:
        soul = self._somebody(firm)
        if soul is None:
            return

        async def paused(uow: UnitOfWork) -> None:
            await pauses.pause_here(uow, await self.chat(uow, soul), await self.year.member(uow, OLENA), "", 1)

        if await self.year.may(paused):
            self.year.paused(Pause("client", self.year.clock.now()), None, firm.number)
            self.at(self.year.clock.now() + dt.timedelta(hours=self.dice.randrange(20, 900)), self._resumes, firm)

    async def _resumes(self, firm: Firm) -> None:
        soul = self._somebody(firm)
        if soul is None:
            return

        async def resumed(uow: UnitOfWork) -> None:
            await pauses.resume_here(uow, await self.chat(uow, soul), await self.year.member(uow, OLENA), "", 1)

        if await self.year.may(resumed):
            self.year.resumed("client", None, firm.number)
