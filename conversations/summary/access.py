"""Who sees whose figures: leads and admins all, managers those of their own clients as far as the team allows."""

from dataclasses import dataclass
from typing import Literal, cast

from conversations.errors import RefusedError
from locales import phrase
from storage.records import Staff
from storage.unit import UnitOfWork

Ratings = Literal["single", "average", "hidden"]


@dataclass(frozen=True, slots=True)
class Access:
    """What one person may see. `owner_id`: only the clients this person owns; None for all clients.

    `ratings`: each rating with its comment, only averages over 5 or more, or none. Times are shown in any case.
    """

    owner_id: int | None
    ratings: Ratings

    @property
    def singly(self) -> bool:
        return self.ratings == "single"

    @property
    def everything(self) -> bool:
        return self.owner_id is None


def of(uow: UnitOfWork, viewer: Staff) -> Access:
    """What this staff member may see. Raises `RefusedError` for somebody who left the team."""
    if viewer.removed_at is not None:
        raise RefusedError(phrase("Only members of the team can do this."))
    if viewer.role.leads:
        return EVERYTHING
    return Access(viewer.id, cast(Ratings, uow.defaults.ratings_visible))


EVERYTHING = Access(None, "single")
"""What leads and admins see, and whoever has the command line."""
