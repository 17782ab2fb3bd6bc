"""Reads what a survey's message must show now; delivery asks when it sends, so a late redraw is never wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from conversations import schedule
from conversations.surveys import definitions, facts, gates, visibility, wording
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


async def to_send(uow: UnitOfWork, payload: Mapping[str, Any]) -> View | None:
    """The message of a survey that is still to go out; `payload` is its parcel's.

    None when it must not go out now (then call `asking.stopped`): it was taken back, expired or stands there, or a
    gate has shut since it was posted. No gate stops what the client asked for.
    """
    shown = await current(uow, int(payload["survey"]))
    if shown is None or shown.survey.state != "posted":
        return None
    return shown.view if shown.survey.spontaneous or await _may_go(uow, shown.survey, payload) else None


async def _may_go(uow: UnitOfWork, survey: Survey, payload: Mapping[str, Any]) -> bool:
    chat = await chats.by_id(uow, survey.chat_id)
    if chat is None or chat.client.archived_at is not None:
        return False
    definition = definitions.known(uow).get(survey.kind) or definitions.read(survey.definition)
    found = await facts.on_the_way(uow, chat, definition, survey, payload)
    return gates.check(found, gates.ON_THE_WAY) is None


async def _readers(uow: UnitOfWork, survey: Survey, say: Wording) -> str:
    if not visibility.singly(uow):
        return say.text("Only the team leads read your answer.")
    manager = await staff.by_id(uow, survey.manager_id)
    assert manager is not None
    return say.text("{manager} and the care team read your answer.", manager=manager.name)
