"""What people are told when something could not be delivered, and trying again."""

import datetime as dt

from conversations import leads, post
from conversations.buttons import button
from conversations.care import sending
from conversations.errors import RefusedError
from conversations.surveys import asking
from conversations.text import MOST, Formatted, read
from conversations.tongue import desk_wording
from locales import Phrase, phrase
from storage import chats, facts, outbox
from storage.records import ClientChat, Parcel
from storage.unit import UnitOfWork

REPORT_AGAIN_AFTER = dt.timedelta(hours=6)

_CAUSES: tuple[tuple[str, Phrase], ...] = (
    ("bot was blocked", phrase("the client blocked the bot")),
    ("user is deactivated", phrase("the client's Telegram account no longer exists")),
    ("bot was kicked", phrase("the bot was removed from the client's group")),
    ("bot is not a member", phrase("the bot was removed from the client's group")),
    ("chat not found", phrase("the chat no longer exists")),
    ("can't initiate conversation", phrase("the client has not pressed Start yet")),
    ("message to copy not found", phrase("the message was deleted before it could be passed on")),
    ("message to forward not found", phrase("the message was deleted before it could be passed on")),
    ("can't be copied", phrase("Telegram does not let a bot copy this")),
    ("can't be forwarded", phrase("Telegram does not let a bot forward this")),
    ("too big", phrase("the file is too large")),
    ("too large", phrase("the file is too large")),
    ("too long", phrase("the text is too long")),
    ("not enough rights", phrase("the bot has no right to write there")),
    ("reaction_invalid", phrase("Telegram does not let a bot set this reaction")),
    ("can't be deleted", phrase("Telegram no longer lets the bot delete it")),
)


def cause(description: str) -> Phrase:
    """Telegram's words in plain ones; what we do not know is quoted."""
    lowered = description.lower()
    for words, meaning in _CAUSES:
        if words in lowered:
            return meaning
    return phrase("Telegram said “{reason}”", reason=description)


async def client_not_reached(uow: UnitOfWork, parcel: Parcel, description: str) -> None:
    """Answer in the topic, at the message concerned, why the client did not get it, with a button to try again."""
    if parcel.op == "survey":
        await asking.not_delivered(uow, int(parcel.payload["survey"]), cause(description))
        return
    if parcel.op == "care":
        await sending.failed(uow, int(parcel.payload["care"]), cause(description))
        return
    chat = await _chat(uow, parcel)
    say = desk_wording(uow, chat)
    source = parcel.payload.get("source")
    what = say.text("❌ Not delivered: {reason}.", reason=cause(description))
    keyboard = [[button(say.text("Try again"), "retry", parcel.id)]]
    post.say_in_topic(uow, chat.id, what, keyboard, reply_to=source)


async def topic_not_reached(uow: UnitOfWork, parcel: Parcel, description: str) -> None:
    """Something the client wrote cannot be shown in the topic: say so there, never drop it in silence.

    An edit whose post is gone, or has no room for it, is written anew. When even words of the bot's own are refused,
    the leads are told instead.
    """
    if parcel.op in {"card", "react", "line", "history"}:
        return
    if parcel.op == "care-preview":
        await sending.not_shown(uow, int(parcel.payload["care"]), cause(description))
        return
    chat = await _chat(uow, parcel)
    say = desk_wording(uow, chat)
    if parcel.op == "say":
        await _topic_refuses(uow, chat, description)
        return
    if parcel.op == "edit":
        anew = Formatted(f"{say.text('✏️ edited')}\n") + read(parcel.payload["words"])
        if anew.units <= MOST:
            post.to_topic(uow, chat.id, "line", {"words": anew.data()})
            return
    what = say.text(
        "⚠️ {name} sent something that could not be passed on here: {reason}. Please ask them to send it another way.",
        name=chat.title,
        reason=cause(description),
    )
    post.say_in_topic(uow, chat.id, what)


async def _topic_refuses(uow: UnitOfWork, chat: ClientChat, description: str) -> None:
    name = f"topic-refuses:{chat.id}"
    last = await facts.get(uow, name)
    if last is not None and uow.now - dt.datetime.fromisoformat(last) < REPORT_AGAIN_AFTER:
        return
    await facts.put(uow, name, uow.now.isoformat())
    await leads.tell(
        uow,
        phrase("⚠️ I cannot write in the topic of {client}: {reason}.", client=chat.title, reason=cause(description)),
    )


async def unclear(uow: UnitOfWork, parcel: Parcel) -> None:
    """Nobody knows whether the client got something that must not come twice: ask the manager."""
    if parcel.op == "care":
        await sending.unclear(uow, int(parcel.payload["care"]))
    chat = await _chat(uow, parcel)
    say = desk_wording(uow, chat)
    keyboard = [
        [
            button(say.text("It arrived"), "arrived", parcel.id),
            button(say.text("Send again"), "retry", parcel.id),
        ]
    ]
    post.say_in_topic(
        uow,
        chat.id,
        say.text("❓ Telegram may or may not have delivered this: {what}", what=parcel.payload.get("what", "")),
        keyboard,
    )


async def it_arrived(uow: UnitOfWork, parcel_id: int) -> None:
    """A person saw it at the client. Raises `RefusedError` when that was settled already."""
    parcel = await outbox.failed(uow, parcel_id)
    if parcel is None or not await outbox.drop_unclear(uow, parcel_id):
        raise RefusedError(phrase("This is settled already."))
    if parcel.op == "survey":
        await asking.seen(uow, int(parcel.payload["survey"]))
    if parcel.op == "care":
        await sending.seen(uow, int(parcel.payload["care"]))


async def try_again(uow: UnitOfWork, parcel_id: int) -> ClientChat:
    """Put a failed parcel back into its lane. Raises `RefusedError` when there is nothing left to try."""
    parcel = await outbox.failed(uow, parcel_id)
    if parcel is None or not await outbox.retry(uow, parcel):
        raise RefusedError(phrase("This was delivered or tried again already."))
    if parcel.op == "care":
        await sending.again(uow, int(parcel.payload["care"]))
    return await _chat(uow, parcel)


async def _chat(uow: UnitOfWork, parcel: Parcel) -> ClientChat:
    assert parcel.chat_id is not None
    chat = await chats.by_id(uow, parcel.chat_id)
    assert chat is not None
    return chat
