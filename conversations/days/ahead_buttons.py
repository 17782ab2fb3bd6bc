"""The buttons of `/calendar`: how one names its occasion, and how the occasion is found again. Pure rules.

A button names its occasion by the day that the calendar lists and a digest of the ids, since ids do not fit into 64
bytes. A press reads the calendar anew and looks for exactly these ids; there is no position that could have shifted. A
button that changes something also carries a digest of what its message showed, so that nobody decides on what somebody
else has changed since.
"""

import base64
import datetime as dt
import hashlib
from collections.abc import Iterable
from typing import Any

from conversations.buttons import button
from conversations.calendar.together import Coming

ACTION = "cal"
"""The action of every button here. Arguments: what, the page to come back to, day, occasion, what was shown, how."""

LIST, SEE, STRIKE, RESTORE, KEEP, TONE = "list", "see", "strike", "restore", "keep", "tone"
"""What a button does. `KEEP` and `TONE` are followed by how many days from the listed one, and by which tone."""

_ID_BYTES, _STATE_BYTES = 9, 3


def token(ids: Iterable[str], listed: dt.date) -> str:
    """The occasions of a line, in twelve characters."""
    return _digest(_ID_BYTES, listed.isoformat(), *sorted(ids))


def state(one: Coming) -> str:
    """How a line stands, in four characters: others as soon as somebody has decided something about it."""
    decided = (one.kept, one.tone, one.changed, one.estimated, one.struck)
    return _digest(_STATE_BYTES, *map(str, decided))


def _digest(size: int, *parts: str) -> str:
    made = hashlib.blake2b("\0".join(parts).encode(), digest_size=size).digest()
    return base64.urlsafe_b64encode(made).decode()


def to_page(label: str, page: int) -> dict[str, Any]:
    """A button that shows a page of the list."""
    return button(label, ACTION, LIST, page)


def to_see(label: str, one: Coming, page: int) -> dict[str, Any]:
    """A button that shows a line by itself."""
    return button(label, ACTION, SEE, page, one.listed.isoformat(), token(one.ids, one.listed))


def to_change(
    label: str, one: Coming, page: int, what: str, how: str | int = "", style: str | None = None
) -> dict[str, Any]:
    """A button that changes a line as it is shown now; `how` goes with `KEEP` and `TONE`."""
    where = (one.listed.isoformat(), token(one.ids, one.listed), state(one), how)
    return button(label, ACTION, what, page, *where, style=style)


def find(lines: Iterable[Coming], listed: str, wanted: str) -> Coming | None:
    """The line that a button was drawn for; None when it is not there any more."""
    found = {one.ids: one for one in lines if one.listed.isoformat() == listed and token(one.ids, one.listed) == wanted}
    return next(iter(found.values())) if len(found) == 1 else None
