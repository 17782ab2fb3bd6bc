"""Reads what a survey's message must show now; delivery asks when it sends, so a late redraw is never wrong."""

from dataclasses import dataclass

from conversations import schedule
from conversations.surveys import definitions, wording
from conversations.surveys.wording import View
from conversations.tongue import client_wording
from locales import Wording
from storage import chats, staff, surveys
from storage.records import Survey
from storage.unit import UnitOfWork


@dataclass(frozen=True, slots=True)
class Shown:
    """A survey and the message that belongs to it now."""

    survey: Survey
    view: View


async def current(uow: UnitOfWork, survey_id: int) -> Shown | None:
    """The survey's message as it should stand now; None when survey or chat are gone."""
    survey = await surveys.by_id(uow, survey_id)
    chat = None if survey is None else await chats.by_id(uow, survey.chat_id)
    if survey is None or chat is None:
        return None
    say = client_wording(uow, chat)
    view = wording.view(
        survey,
        definitions.read(survey.definition),
        await surveys.ratings(uow, survey.id),
        say,
        readers=await _readers(uow, survey, say),
        now=uow.now,
        zone=schedule.zone_of(uow, chat),
    )
    return Shown(survey, view)


async def comment(uow: UnitOfWork, survey_id: int) -> Shown | None:
    """The message that asks for a comment as it should stand now; None when survey or chat are gone."""
    survey = await surveys.by_id(uow, survey_id)
    chat = None if survey is None else await chats.by_id(uow, survey.chat_id)
    if survey is None or chat is None:
        return None
    view = wording.comment_wanted(survey, definitions.read(survey.definition), client_wording(uow, chat))
    return Shown(survey, view)


async def to_send(uow: UnitOfWork, survey_id: int) -> View | None:
    """The message of a survey that is still to go out; None when it was taken back, expired or stands there."""
    shown = await current(uow, survey_id)
    return shown.view if shown is not None and shown.survey.state == "posted" else None


async def _readers(uow: UnitOfWork, survey: Survey, say: Wording) -> str:
    if uow.defaults.ratings_visible != "single":
        return say.text("Only the team leads read your answer.")
    manager = await staff.by_id(uow, survey.manager_id)
    assert manager is not None
    return say.text("{manager} and the care team read your answer.", manager=manager.name)
