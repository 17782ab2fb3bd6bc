"""What carrying a parcel gives back, and what whoever carries one can rely on."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.places import Place
from bot.turns import Turn
from storage.records import Parcel
from storage.unit import Store, UnitOfWork

Record = Callable[[UnitOfWork], Awaitable[None]]
"""What to write once Telegram answered, in the transaction that settles the parcel."""


async def nothing(uow: UnitOfWork) -> None:
    """Nothing to record but that it is out."""


@dataclass(frozen=True, slots=True)
class Sent:
    """Telegram took it. Several parcels when they were merged or are one album."""

    parcels: Sequence[Parcel]
    record: Record = nothing


QUIET = {"is_disabled": True}
"""Link previews are off for the bot's own texts; people's words keep theirs."""


class Calling(Protocol):
    """Makes calls for a parcel: the courier, as operations outside its file see it."""

    store: Store

    async def call(self, method: str, params: dict[str, Any], place: Place, turn: Turn, weight: int = 1) -> Any:
        """One call to a place, in turn."""

    async def edited(self, params: dict[str, Any], place: Place, turn: Turn) -> bool:
        """Change a text of the bot's own; False when it is gone."""
