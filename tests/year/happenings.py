"""What happens to people in a year: they write, move, choose, block the bot, and leads and managers decide."""

import datetime as dt

from tests.year.contacts import Contacts
from tests.year.doings import DAY, Doings
from tests.year.firms import Firms
from tests.year.leads import Leads
from tests.year.managers import Managers
from tests.year.year import BEGINS


class Life(Doings):
    """Fills a year with what people do, and has managers answer what the bot shows them."""

    def fill(self) -> None:
        """Plan the year."""
        contacts, firms, managers = Contacts(self.year), Firms(self.year), Managers(self.year)
        self.year.wire.on_post = managers.saw
        self.year.wire.on_blocked = contacts.learned
        for soul in self.year.souls:
            contacts.begin(soul)
        for firm in {soul.firm.number: soul.firm for soul in self.year.souls}.values():
            firms.begin(firm)
        Leads(self.year).begin()
        self._breakdowns()

    def _breakdowns(self) -> None:
        """A week off, a night off, a morning off, and a sender that dies with a greeting in its hands."""
        for hours in (160, 11, 5):
            self.at(self.moment(BEGINS + 30 * DAY), self._off, hours)
        for hours in (165, 26, 4):
            self.at(self.moment(BEGINS + 30 * DAY), self._dies_next, hours)

    async def _dies_next(self, hours: int) -> None:
        self.year.dies_for = dt.timedelta(hours=hours)
        self.year.wire.dies_next = True

    async def _off(self, hours: int) -> None:
        if self.year.judge.running:
            await self.year.stop()
            self.year.plan(self.year.clock.now() + dt.timedelta(hours=hours), self.year.start)
