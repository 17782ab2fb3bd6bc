"""Carries the bot's own texts that live in the store: surveys, check-ins and greetings, and their previews.

What is said is read from the store when it is sent, so that whatever was decided meanwhile counts.
"""

from collections.abc import Sequence

import structlog

from bot.places import Place
from bot.sent import QUIET, Calling, Sent, own_text
from bot.telegram import Refusal
from bot.turns import Turn
from conversations.care import sending as caring
from conversations.surveys import asking, showing
from storage import care_messages
from storage.records import Parcel
from storage.unit import UnitOfWork

log = structlog.get_logger(__name__)


async def survey(courier: Calling, batch: Sequence[Parcel], place: Place, turn: Turn) -> Sent:
    """A survey as it must look now, unless it was taken back or something keeps it back in the last moment."""
    payload = batch[0].payload
    survey_id = int(payload["survey"])
    async with courier.store.reading() as uow:
        view = await showing.to_send(uow, payload)
    if view is None:

        async def stopped(uow: UnitOfWork) -> None:
            await asking.stopped(uow, payload)

        return Sent(batch, stopped)
    answer = await courier.call("sendMessage", own_text(view.html, view.keyboard or ()), place, turn)

    async def record(uow: UnitOfWork) -> None:
        await asking.delivered(uow, survey_id, answer["message_id"])

    return Sent(batch, record)


async def survey_view(courier: Calling, batch: Sequence[Parcel], place: Place, turn: Turn) -> Sent:
    """The message of a survey brought up to date. One that the client deleted needs nothing more."""
    async with courier.store.reading() as uow:
        shown = await showing.current(uow, int(batch[0].payload["survey"]))
    if shown is None or shown.survey.message_id is None:
        return Sent(batch)
    try:
        params = {"message_id": shown.survey.message_id} | own_text(shown.view.html, shown.view.keyboard or ())
        await courier.call("editMessageText", params, place, turn)
    except Refusal as refusal:
        if refusal.code not in {400, 403} or refusal.migrate_to is not None:
            raise
        log.info("survey not redrawn", survey=shown.survey.id, description=refusal.description)
    return Sent(batch)


async def survey_comment(courier: Calling, batch: Sequence[Parcel], place: Place, turn: Turn) -> Sent:
    """The message that asks for a comment: sent, or without its button once the comment is there."""
    survey_id = int(batch[0].payload["survey"])
    async with courier.store.reading() as uow:
        shown = await showing.comment(uow, survey_id)
    if shown is None:
        return Sent(batch)
    params = own_text(shown.view.html, shown.view.keyboard or ())
    if shown.survey.comment_prompt_id is not None:
        await courier.edited(params | {"message_id": shown.survey.comment_prompt_id}, place, turn)
        return Sent(batch)
    if shown.survey.comment_at is not None:
        # The comment was quicker than the question for it.
        return Sent(batch)
    answer = await courier.call("sendMessage", params, place, turn)

    async def record(uow: UnitOfWork) -> None:
        await asking.comment_asked(uow, survey_id, answer["message_id"])

    return Sent(batch, record)


async def care(courier: Calling, batch: Sequence[Parcel], place: Place, turn: Turn) -> Sent:
    """A check-in or greeting, unless something keeps it back in the last moment."""
    care_id = int(batch[0].payload["care"])
    async with courier.store.reading() as uow:
        words = await caring.to_send(uow, care_id)
    if words is None:

        async def stopped(uow: UnitOfWork) -> None:
            await caring.stopped(uow, care_id)

        return Sent(batch, stopped)
    answer = await courier.call("sendMessage", words.data() | {"link_preview_options": QUIET}, place, turn)

    async def record(uow: UnitOfWork) -> None:
        await caring.delivered(uow, care_id, answer["message_id"])

    return Sent(batch, record)


async def care_preview(courier: Calling, batch: Sequence[Parcel], place: Place, turn: Turn) -> Sent:
    """The preview of one: changed where it stands, else shown anew."""
    payload = batch[0].payload
    care_id = int(payload["care"])
    async with courier.store.reading() as uow:
        row = await care_messages.by_id(uow, care_id)
    if row is not None and row.state == "withdrawn" and row.shown is None:
        return Sent(batch)  # it was put aside before anybody saw it so
    params = own_text(payload["html"], payload["keyboard"])
    assert place.topic is not None
    topic_id = place.topic.id
    if row is not None and row.preview_message_id is not None and row.preview_topic_id == topic_id:
        there = params | {"message_id": row.preview_message_id}
        if await courier.edited(there, place.without_thread, turn):
            return Sent(batch)
    answer = await courier.call("sendMessage", params, place, turn)

    async def record(uow: UnitOfWork) -> None:
        await caring.previewed(uow, care_id, topic_id, answer["message_id"])

    return Sent(batch, record)
