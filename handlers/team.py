"""The commands of the team as a whole: asked in private, in General or in a topic, answered in private.

What spans several clients is not for everybody in a desk.
"""

from collections.abc import Awaitable, Callable, Mapping

from conversations import tag_list, team_care
from conversations.days import ahead, pauses
from conversations.summary import asking as summaries
from storage.records import Staff
from storage.unit import UnitOfWork

Command = Callable[[UnitOfWork, Staff, str], Awaitable[str | None]]
"""Takes who asks and what they typed; what it gives back is said to somebody who asked in private."""


async def _calendar(uow: UnitOfWork, actor: Staff, _typed: str) -> None:
    await ahead.command(uow, actor)


COMMANDS: Mapping[str, Command] = {
    "staff": team_care.show_staff,
    "tags": tag_list.command,
    "summary": summaries.summary,
    "export": summaries.export,
    "calendar": _calendar,
    "pause": pauses.pause,
    "resume": pauses.resume,
}

IN_TOPICS = frozenset(COMMANDS) - {"pause", "resume"}
"""Those that mean the same in a topic; a pause there is one of its client."""
