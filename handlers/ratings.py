"""What staff do about ratings, in a topic or in private: the buttons of a case, notes, `/youtold`."""

from aiogram.types import Message

from conversations import buttons, recovery
from conversations.buttons import Press
from conversations.surveys import reporting
from conversations.tongue import staff_wording
from handlers import reading
from handlers.audience import Here
from storage import chats, messages, recoveries, surveys
from storage.records import ClientChat, Staff, Survey
from storage.unit import UnitOfWork

ACTIONS = frozenset({recovery.BUTTON, reporting.TOLD})
"""The buttons that are ours."""


async def pressed(uow: UnitOfWork, person: Staff, press: Press, *, in_topic: bool) -> None:
    """A button of a case or of a comment. Raises `RefusedError` when this person may not."""
    if press.action == recovery.BUTTON:
        buttons.answer(uow, press, await recovery.pressed(uow, person, press, in_topic=in_topic))
        return
    text = staff_wording(uow, person).text("Reply to this message with /youtold and what was done.")
    buttons.answer(uow, press, text, alert=True)


async def took_note(message: Message, person: Staff, uow: UnitOfWork, username: str) -> bool:
    """True when this replied to the prompt for a note and closed the case. Raises `RefusedError` when it cannot."""
    for press in reading.replied_buttons(message, username):
        if press.action == recovery.BUTTON and press.args[:1] == ("keep",):
            await recovery.note(uow, person, press.number(1), message.text or message.caption or "")
            return True
    return False


async def you_told(message: Message, here: Here, uow: UnitOfWork, username: str, done: str) -> None:
    """`/youtold` as a reply to a comment or to a message about a case; in a topic without a reply: about the latest.

    Raises `RefusedError` when there is nothing to answer.
    """
    assert here.staff is not None
    found = await _meant(message, here, uow, username)
    if found is None and here.chat is not None and reading.replied_to(message) is None:
        found = await _latest(uow, here.chat)
    survey, chat = found if found is not None else (None, here.chat)
    await recovery.you_told(uow, here.staff, chat, survey, done, in_topic=here.chat is not None)


async def _meant(message: Message, here: Here, uow: UnitOfWork, username: str) -> tuple[Survey, ClientChat] | None:
    """The survey that the replied-to message is about, with its chat."""
    for press in reading.replied_buttons(message, username):
        if press.action == recovery.BUTTON:
            return await recovery.survey_of_case(uow, press.number(1))
        if press.action == reporting.TOLD:
            survey = await surveys.by_id(uow, press.number(0))
            chat = None if survey is None else await chats.by_id(uow, survey.chat_id)
            return None if survey is None or chat is None else (survey, chat)
    if here.chat is None or here.topic is None or message.reply_to_message is None:
        return None
    for carried in await messages.by_topic_id(uow, here.topic.desk.id, message.reply_to_message.message_id):
        if carried.chat_id == here.chat.id and carried.client_message_id is not None:
            survey = await surveys.by_comment(uow, here.chat.id, carried.client_message_id)
            if survey is not None:
                return survey, here.chat
    return None


async def _latest(uow: UnitOfWork, chat: ClientChat) -> tuple[Survey, ClientChat] | None:
    case = await recoveries.latest(uow, chat.id)
    commented = await surveys.last_commented(uow, chat.id)
    said_at = None if commented is None else commented.comment_at
    if case is not None and (said_at is None or said_at < case.opened_at):
        return await recovery.survey_of_case(uow, case.id)
    return None if commented is None else (commented, chat)
