"""What the team hears of answers: in the topic only when ratings are visible singly, else the leads alone."""

from conversations import card, leads, post, text
from conversations.buttons import button, link
from conversations.post import Keyboard
from conversations.surveys import comments, definitions, visibility, wording
from conversations.surveys.definitions import Definition
from conversations.tongue import desk_wording
from locales import Phrase, Wording, phrase
from storage import chats, surveys
from storage.records import ClientChat, Rating, Survey
from storage.unit import UnitOfWork

TOLD = "svtold"
"""The button at a comment that explains how to answer it: survey."""


_LONGEST = text.MOST - 500
"""UTF-16 units of a comment that fits a message together with the client's name and the numbers."""

_SHOWN = 300
"""Characters of a longer one; the whole follows as a copy."""


async def answered(uow: UnitOfWork, survey: Survey) -> None:
    """All numbers are given, or no more will come: one line in the topic."""
    chat = await chats.by_id(uow, survey.chat_id)
    if chat is None:
        return
    card.plan(uow, chat.id)
    if not visibility.singly(uow):
        return
    definition = definitions.read(survey.definition)
    given = await surveys.ratings(uow, survey.id)
    say = desk_wording(uow, chat)
    post.say_in_topic(uow, chat.id, say.say(_numbers(chat, definition, given, say)))


def _numbers(chat: ClientChat, definition: Definition, given: dict[str, Rating], say: Wording) -> Phrase:
    return phrase(
        "⭐ {name} answered {numbers} (of {highest}; {title}).",
        name=chat.title,
        numbers=wording.numbers_in_short(definition, given),
        highest=definition.questions[0].highest,
        title=wording.said(definition.title, say),
    )


async def changed(uow: UnitOfWork, chat: ClientChat, question: str, before: int | None, after: int | None) -> None:
    """An answer was changed after it had been reported."""
    card.plan(uow, chat.id)
    if visibility.singly(uow):
        what = change(chat, question, before, after)
        post.say_in_topic(uow, chat.id, desk_wording(uow, chat).say(what))


def change(chat: ClientChat, question: str, before: int | None, after: int | None) -> Phrase:
    """What to say of a changed answer; `question` in the reader's language."""
    return phrase(
        "✏️ {name} changed an answer from {before} to {after}: {question}",
        name=chat.title,
        before="–" if before is None else before,
        after="–" if after is None else after,
        question=question,
    )


async def comment(
    uow: UnitOfWork, chat: ClientChat, survey: Survey, words: str, source: tuple[int, int], *, copied: bool
) -> None:
    """The leads hear a comment that no topic may show, or that belongs to a low rating.

    `source`: (Telegram chat, message) of the comment. They get a copy of one that is no text (`copied`), and of a text
    that is too long to stand beside who said it.
    """
    definition = definitions.read(survey.definition)
    given = await surveys.ratings(uow, survey.id)
    said = comments.said(words)
    cut = isinstance(said, str) and text.units(said) > _LONGEST
    what = phrase(
        "💬 {name} on {numbers}: {comment}",
        name=chat.title,
        numbers=wording.numbers_in_short(definition, given),
        comment=f"{words[:_SHOWN]}…" if cut else said,
    )
    await leads.tell(uow, what, lambda say: told_button(chat, survey.id, say))
    if copied or cut:
        await leads.show(uow, *source)


def told_button(chat: ClientChat, survey_id: int, say: Wording) -> Keyboard:
    """How to answer a comment, and the way to its topic."""
    return [[button(say.text("You said – we did"), TOLD, survey_id)], *to_topic(chat, say)]


def to_topic(chat: ClientChat, say: Wording) -> Keyboard:
    """A button that opens the client's topic, once Telegram has made it."""
    if chat.topic is None or chat.topic.thread_id is None:
        return []
    return [[link(say.text("Open the topic"), card.topic_link(chat.topic))]]
