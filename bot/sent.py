"""What carrying a parcel gives back, and what whoever carries one can rely on."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.places import Place
from bot.turns import Turn
from conversations.post import Keyboard
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


def own_text(html: str, keyboard: Keyboard | None = None) -> dict[str, Any]:
    """A text of the bot's own, in Telegram's HTML, as parameters. To take buttons away an edit names none: `()`."""
    params: dict[str, Any] = {"text": html, "parse_mode": "HTML", "link_preview_options": QUIET}
    if keyboard is not None:
        params["reply_markup"] = {"inline_keyboard": [list(row) for row in keyboard]}
    return params


class Calling(Protocol):
    """Makes calls for a parcel: the courier, as operations outside its file see it."""

    store: Store

    async def call(self, method: str, params: dict[str, Any], place: Place, turn: Turn, weight: int = 1) -> Any:
        """One call to a place, in turn."""

    async def edited(self, params: dict[str, Any], place: Place, turn: Turn) -> bool:
        """Change a text of the bot's own; False when it is gone."""
