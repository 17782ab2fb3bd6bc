"""Who sees whose figures: leads and admins all, managers those of their own clients as far as the team allows."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal, cast

from conversations.errors import RefusedError
from conversations.figures import periods
from conversations.figures.periods import Period
from conversations.surveys.asking import EXPIRES_AFTER
from conversations.surveys.wording import CHANGE_WITHIN
from locales import phrase
from storage.figures import Grouping
from storage.records import Staff
from storage.unit import UnitOfWork

Ratings = Literal["single", "average", "hidden"]

SETTLED_AFTER = EXPIRES_AFTER + CHANGE_WITHIN
"""A survey's answer comes within 7 days and can be changed for 14 more; then its month is as it will always be."""


@dataclass(frozen=True, slots=True)
class Access:
    """What one person may see. `owner_id`: only the clients this person owns; None for all clients.

    `ratings`: each rating with its comment, only averages over 5 or more, or none. Times are shown in any case.

    Keep in mind: two averages whose ratings differ by one give that one away. So there is one kind of period for
    averages, the calendar month, whose ratings no other month has; it is shown when nothing in it can change any more;
    it holds the surveys that were sent while the client was this person's; and it is split by client alone.
    """

    owner_id: int | None
    ratings: Ratings

    @property
    def singly(self) -> bool:
        return self.ratings == "single"

    @property
    def everything(self) -> bool:
        return self.owner_id is None

    @property
    def averages(self) -> bool:
        return self.ratings == "average"

    def check(self, period: Period, by: Grouping | None, today: dt.date) -> None:
        """Raise `RefusedError` for a period or a grouping that would show more than this person may see."""
        if self.averages and not (period.kind == "month" and _settled(period, today)):
            raise RefusedError(
                phrase(
                    "Your team shows managers averages only, a whole month at a time and three weeks after it has "
                    "ended, so that nobody can work out a single rating. The latest: /summary {month}",
                    month=f"{latest_settled(today).first:%Y-%m}",
                )
            )
        if not self.everything and by == "manager":
            raise RefusedError(phrase("You see your own clients, so there is nothing to group by manager."))
        if self.averages and by not in {None, "client"}:
            raise RefusedError(phrase("Averages are shown for all your clients together or by client."))

    def shows(self, period: Period, today: dt.date) -> bool:
        """True when a button may lead to this period."""
        return _settled(period, today) if self.averages else period.first <= today


def of(uow: UnitOfWork, viewer: Staff) -> Access:
    """What this staff member may see. Raises `RefusedError` for somebody who left the team."""
    if viewer.removed_at is not None:
        raise RefusedError(phrase("Only members of the team can do this."))
    if viewer.role.leads:
        return EVERYTHING
    return Access(viewer.id, cast(Ratings, uow.defaults.ratings_visible))


EVERYTHING = Access(None, "single")
"""What leads and admins see, and whoever has the command line."""


def latest_settled(today: dt.date) -> Period:
    """The latest month in which no answer can come or change any more."""
    month = periods.around("month", today).earlier()
    while not _settled(month, today):
        month = month.earlier()
    return month


def _settled(period: Period, today: dt.date) -> bool:
    return today - period.last > SETTLED_AFTER
