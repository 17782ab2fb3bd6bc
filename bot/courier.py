"""Carries one parcel: finds its twin, makes the Bot API calls, and says what to record."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import structlog

from bot import own_texts, topics
from bot.places import Place
from bot.reports import sending
from bot.sent import Record, Sent, nothing, own_text
from bot.telegram import Refusal, Telegram
from bot.turns import Turn
from conversations import desk_setup, text, topic_life
from conversations.text import Formatted
from storage import chats, messages
from storage.records import Carried, Parcel
from storage.unit import Store, UnitOfWork

log = structlog.get_logger(__name__)


class Courier:
    """Makes the calls for a parcel.

    One method an operation, named after it; each awaits its turn for every call (`bot.turns`), raises what Telegram
    answers, and returns what to record. Delivery decides what a refusal means.
    """

    def __init__(self, telegram: Telegram, store: Store) -> None:
        self._telegram = telegram
        self.store = store

    async def carry(self, batch: Sequence[Parcel], place: Place, turn: Turn) -> Sent:
        """Send a batch (one parcel, or several to be merged, or an album).

        Raises `Refusal`, `Unreachable`, `topics.TopicLost`.
        """
        if place.needs_topic:
            place = await topics.create(self._telegram, self.store, place, turn)
        return await _OPERATIONS[batch[0].op](self, batch, place, turn)

    async def call(self, method: str, params: dict[str, Any], place: Place, turn: Turn, weight: int = 1) -> Any:
        """One call to a place, in turn. A vanished thread is told apart from every other refusal."""
        async with turn.call(place.telegram_id, weight):
            try:
                return await self._telegram.call(method, {**place.address, **params})
            except Refusal as refusal:
                if place.in_topic and topics.is_lost(refusal):
                    raise topics.TopicLostError(refusal.description) from refusal
                raise

    async def twins(self, parcel: Parcel, source: int, place: Place) -> list[Carried]:
        """The map's rows behind a message id of the parcel's source side; empty when it was never carried."""
        assert place.chat is not None
        async with self.store.reading() as uow:
            if place.in_topic:
                found = await messages.by_client_ids(uow, [(place.chat.id, source)])
                return list(found.values())
            topic = place.chat.topic
            found_in_desk = [] if topic is None else await messages.by_topic_id(uow, topic.desk.id, source)
            return [one for one in found_in_desk if one.chat_id == place.chat.id]

    async def _reply(self, parcel: Parcel, place: Place) -> dict[str, Any]:
        if (here := parcel.payload.get("here")) is not None:
            return {"reply_parameters": {"message_id": here, "allow_sending_without_reply": True}}
        if (source := parcel.payload.get("reply")) is None:
            return {}
        for one in reversed(await self.twins(parcel, source, place)):
            twin = one.topic_message_id if place.in_topic else one.client_message_id
            if twin is not None:
                return {"reply_parameters": {"message_id": twin, "allow_sending_without_reply": True}}
        return {}

    async def say(self, batch: Sequence[Parcel], place: Place, turn: Turn) -> Sent:
        """A text of the bot's own."""
        payload = batch[0].payload
        params = own_text(payload["html"], payload.get("keyboard"))
        if "thread" in payload:
            params["message_thread_id"] = payload["thread"]
        await self.call("sendMessage", params | await self._reply(batch[0], place), place, turn)
        return Sent(batch)

    async def redraw(self, batch: Sequence[Parcel], place: Place, turn: Turn) -> Sent:
        """A text of the bot's own, changed where it stands; without buttons when the parcel names none."""
        payload = batch[0].payload
        params = own_text(payload["html"], payload.get("keyboard", ())) | {"message_id": payload["message"]}
        try:
            await self.call("editMessageText", params, place, turn)
        except Refusal as refusal:
            if "message is not modified" not in refusal.description:
                raise
        return Sent(batch)

    async def edited(self, params: dict[str, Any], place: Place, turn: Turn) -> bool:
        """Change a text of the bot's own; False when it is gone."""
        try:
            await self.call("editMessageText", params, place, turn)
        except Refusal as refusal:
            if "message is not modified" in refusal.description:
                return True
            if "message to edit not found" in refusal.description or "can't be edited" in refusal.description:
                return False
            raise
        return True

    async def show(self, batch: Sequence[Parcel], place: Place, turn: Turn) -> Sent:
        """A copy of somebody's message for a chat that is no client chat."""
        payload = batch[0].payload
        params = {"from_chat_id": payload["from"], "message_id": payload["source"]}
        await self.call("copyMessage", params, place, turn)
        return Sent(batch)

    async def line(self, batch: Sequence[Parcel], place: Place, turn: Turn) -> Sent:
        """A line of the bot's own with entities (a ping, an author's name)."""
        await self.call("sendMessage", text.read(batch[0].payload["words"]).data(), place, turn)
        return Sent(batch)

    async def text(self, batch: Sequence[Parcel], place: Place, turn: Turn) -> Sent:
        """A person's text, or several of one lane merged into one post."""
        whole = text.join(_with_opening(parcel) for parcel in batch)
        params = whole.data()
        if "reply" in batch[0].payload:
            params = params | await self._reply(batch[0], place)
        answer = await self.call("sendMessage", params, place, turn)
        sent = answer["message_id"]
        merged = len(batch) > 1

        async def record(uow: UnitOfWork) -> None:
            for parcel in batch:
                _arrived(uow, parcel, place, sent, part=parcel.payload["words"] if merged else None)

        return Sent(batch, record)

    async def copy(self, batch: Sequence[Parcel], place: Place, turn: Turn) -> Sent:
        """A copy of anything but plain text; several parcels are one album."""
        head = batch[0].payload
        if len(batch) > 1:
            return await self._album(batch, place, turn, "copyMessages")
        params = {"from_chat_id": head["from"], "message_id": head["source"]}
        if "opening" in head:
            whole = _with_opening(batch[0])
            params |= {"caption": whole.text, "caption_entities": list(whole.entities)}
        answer = await self.call("copyMessage", params | await self._reply(batch[0], place), place, turn)
        return Sent(batch, _recorder(batch, place, [answer["message_id"]]))

    async def forward(self, batch: Sequence[Parcel], place: Place, turn: Turn) -> Sent:
        """A forward: keeps an origin, a poll's votes, the roll of a dice."""
        head = batch[0].payload
        if len(batch) > 1:
            return await self._album(batch, place, turn, "forwardMessages")
        params = {"from_chat_id": head["from"], "message_id": head["source"]}
        answer = await self.call("forwardMessage", params, place, turn)
        return Sent(batch, _recorder(batch, place, [answer["message_id"]]))

    async def _album(self, batch: Sequence[Parcel], place: Place, turn: Turn, method: str) -> Sent:
        ids = sorted(parcel.payload["source"] for parcel in batch)
        params = {"from_chat_id": batch[0].payload["from"], "message_ids": ids}
        answer = await self.call(method, params, place, turn, weight=len(ids))
        in_order = sorted(batch, key=lambda parcel: int(parcel.payload["source"]))
        sent = [one["message_id"] for one in answer]
        return Sent(batch, _recorder(in_order, place, sent) if len(sent) == len(ids) else nothing)

    async def edit(self, batch: Sequence[Parcel], place: Place, turn: Turn) -> Sent:
        """A person's edit, on the twin; in a merged post only their part changes."""
        payload = batch[0].payload
        known = await self.twins(batch[0], payload["source"], place)
        twin = known[-1] if known else None
        target = None if twin is None else twin.topic_message_id if place.in_topic else twin.client_message_id
        if twin is None or target is None:
            return Sent(batch)
        words = text.read(payload["words"])
        mark = Formatted(f"\n{payload['mark']}") if "mark" in payload else Formatted("")
        most = text.MOST if payload["kind"] == "text" else text.MOST_CAPTION
        whole = text.fitting(most, text.read(twin.opening) + words + mark, words + mark, words)
        part = None
        if twin.part is not None and place.in_topic:
            part = (words + mark).data()
            whole = await self._merged_again(twin, part)
        params: dict[str, Any] = {"message_id": target}
        if payload["kind"] == "text":
            method, params = "editMessageText", params | whole.data()
        elif "media" in payload:
            caption = {"caption": whole.text, "caption_entities": list(whole.entities)}
            method, params = "editMessageMedia", params | {"media": payload["media"] | caption}
        else:
            method = "editMessageCaption"
            params |= {"caption": whole.text, "caption_entities": list(whole.entities)}
        try:
            await self.call(method, params, place, turn)
        except Refusal as refusal:
            if "message is not modified" not in refusal.description:
                raise
        row = twin.id

        async def record(uow: UnitOfWork) -> None:
            changed = {} if part is None else {"part": part}
            await messages.change(uow, row, edited_at=uow.now, **changed)

        return Sent(batch, record)

    async def _merged_again(self, twin: Carried, part: dict[str, Any]) -> Formatted:
        assert twin.desk_id is not None and twin.topic_message_id is not None
        async with self.store.reading() as uow:
            rows = await messages.by_topic_id(uow, twin.desk_id, twin.topic_message_id)
        return text.join(
            text.read(row.opening) + text.read(part if row.id == twin.id else row.part or {"text": ""}) for row in rows
        )

    async def react(self, batch: Sequence[Parcel], place: Place, turn: Turn) -> Sent:
        """A person's reaction, as the bot's own on the twin; a bot has one reaction a message."""
        payload = batch[0].payload
        known = await self.twins(batch[0], payload["source"], place)
        ids = [one.topic_message_id if place.in_topic else one.client_message_id for one in known]
        target = next((one for one in reversed(ids) if one is not None), None)
        if target is not None:
            reaction = [{"type": "emoji", "emoji": emoji} for emoji in payload["emoji"]]
            await self.call("setMessageReaction", {"message_id": target, "reaction": reaction}, place, turn)
        return Sent(batch)

    async def unsend(self, batch: Sequence[Parcel], place: Place, turn: Turn) -> Sent:
        """Delete the client's copy."""
        source = batch[0].payload["source"]
        for one in await self.twins(batch[0], source, place):
            if one.direction == "out" and one.client_message_id is not None:
                await self.call("deleteMessage", {"message_id": one.client_message_id}, place, turn)

        assert place.chat is not None
        chat_id = place.chat.id

        async def record(uow: UnitOfWork) -> None:
            await topic_life.unsent(uow, chat_id, source)

        return Sent(batch, record)

    async def card(self, batch: Sequence[Parcel], place: Place, turn: Turn) -> Sent:
        """The client card: edited where it stands, else posted anew and pinned."""
        payload = batch[0].payload
        params = own_text(payload["html"], payload["keyboard"])
        assert place.topic is not None
        topic_id, message_id = place.topic.id, place.topic.card_message_id
        pinned = message_id is not None and place.topic.card_text is not None
        there = params | {"message_id": message_id}
        if message_id is not None and not await self.edited(there, place.without_thread, turn):
            message_id = None
        if message_id is None:
            answer = await self.call("sendMessage", params | {"disable_notification": True}, place, turn)
            message_id, pinned = answer["message_id"], False
            async with self.store.unit() as uow:
                await chats.change_topic(uow, topic_id, card_message_id=message_id, card_text=None)
        if not pinned:
            await self._pin(message_id, place, turn)

        async def record(uow: UnitOfWork) -> None:
            await chats.change_topic(uow, topic_id, card_message_id=message_id, card_text=payload["html"])

        return Sent(batch, record)

    async def _pin(self, message_id: int, place: Place, turn: Turn) -> None:
        """Pin the card. Without the right to pin it stands where it is: clients' messages must not wait for that."""
        pin = {"message_id": message_id, "disable_notification": True}
        try:
            await self.call("pinChatMessage", pin, place.without_thread, turn)
        except Refusal as refusal:
            if refusal.passing or refusal.code == 429:
                raise
            log.info("card not pinned", reason=refusal.description)

    async def history(self, batch: Sequence[Parcel], place: Place, turn: Turn) -> Sent:
        """Earlier messages, forwarded from the client's chat so that each says who wrote it, and linked anew."""
        assert place.chat is not None and place.topic is not None
        ids = batch[0].payload["ids"]
        params = {"from_chat_id": place.chat.telegram_id, "message_ids": ids, "disable_notification": True}
        answer = await self.call("forwardMessages", params, place, turn, weight=len(ids))
        chat_id, desk_id, sent = place.chat.id, place.topic.desk.id, [one["message_id"] for one in answer]

        async def record(uow: UnitOfWork) -> None:
            if len(sent) == len(ids):
                await messages.stand_in_topic(uow, chat_id, desk_id, dict(zip(ids, sent, strict=True)))

        return Sent(batch, record)

    async def retire(self, batch: Sequence[Parcel], place: Place, turn: Turn) -> Sent:
        """Close a topic that moved to another desk, with a link to the new one."""
        await topics.close_moved(self._telegram, self.store, batch[0], place, turn)
        return Sent(batch)

    async def inspect(self, batch: Sequence[Parcel], place: Place, turn: Turn) -> Sent:
        """Ask what the bot may do in a group that is to become a desk."""
        me = await self._telegram.call("getMe")
        member = await self.call("getChatMember", {"user_id": me["id"]}, place, turn)
        payload, chat_id = batch[0].payload, place.telegram_id

        async def record(uow: UnitOfWork) -> None:
            await desk_setup.checked(uow, chat_id, payload, member)

        return Sent(batch, record)

    async def report(self, batch: Sequence[Parcel], place: Place, turn: Turn) -> Sent:
        """A summary or an export, made now and sent to a person of the team."""
        await sending.report(self._telegram, self.store, batch[0].payload, place, turn)
        return Sent(batch)


def _with_opening(parcel: Parcel) -> Formatted:
    words = text.read(parcel.payload["words"])
    return text.read(parcel.payload["opening"]) + words if "opening" in parcel.payload else words


def _arrived(uow: UnitOfWork, parcel: Parcel, place: Place, sent: int, part: dict[str, Any] | None = None) -> None:
    assert place.chat is not None
    source, opening = parcel.payload["source"], parcel.payload.get("opening")
    if place.in_topic:
        assert place.topic is not None
        messages.arrived_in_topic(
            uow, place.chat.id, source=source, desk_id=place.topic.desk.id, sent=sent, opening=opening, part=part
        )
    else:
        messages.arrived_at_client(uow, place.chat.id, source=source, sent=sent, opening=opening)


def _recorder(batch: Sequence[Parcel], place: Place, sent: Sequence[int]) -> Record:
    async def record(uow: UnitOfWork) -> None:
        for parcel, message_id in zip(batch, sent, strict=True):
            _arrived(uow, parcel, place, message_id)

    return record


_OPERATIONS: dict[str, Callable[[Courier, Sequence[Parcel], Place, Turn], Awaitable[Sent]]] = {
    "say": Courier.say,
    "redraw": Courier.redraw,
    "survey": own_texts.survey,
    "survey-view": own_texts.survey_view,
    "survey-comment": own_texts.survey_comment,
    "care": own_texts.care,
    "care-preview": own_texts.care_preview,
    "show": Courier.show,
    "line": Courier.line,
    "text": Courier.text,
    "copy": Courier.copy,
    "forward": Courier.forward,
    "edit": Courier.edit,
    "react": Courier.react,
    "unsend": Courier.unsend,
    "card": Courier.card,
    "history": Courier.history,
    "retire": Courier.retire,
    "inspect": Courier.inspect,
    "report": Courier.report,
}

OPERATIONS = frozenset(_OPERATIONS)
"""Everything the outbox may ask for."""
