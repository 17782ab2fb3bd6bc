"""A survey as Anna sees it, and what the store holds of it."""

from dataclasses import dataclass

from aiogram import Bot
from sqlalchemy import select

from bot.intake import feed
from conversations.buttons import ButtonAnswer
from handlers.root import build_dispatcher
from sandbox.client import Message, Person, Pressed
from storage import recoveries, surveys
from storage import tables as t
from storage.records import Rating, Recovery, Survey
from tests.support.talk import Talk

QUESTION = "How satisfied are you with the way we handled your request?"


@dataclass
class Asked:
    """The talk of Anna and Olena with a survey in it."""

    talk: Talk

    async def question(self) -> Message:
        """The survey's message, as it is now."""
        return await self.talk.client_sees(
            lambda message: any(label in {"5", "✓ 5", "10", "Change answer 1"} for label in message.labels)
        )

    async def taps(self, label: str, *, by: Person | None = None, on: Message | None = None) -> Pressed:
        """Anna, or whoever is named, taps a button of the survey and everybody has heard of it."""
        pressed = await (by or self.talk.house.anna).presses(on or await self.question(), label)
        await self.talk.house.quiet()
        return pressed

    async def stale(self, message: Message, data: str, *, by: Person | None = None) -> str | None:
        """A tap on a button that the message no longer shows, as an old phone sends it; what the bot answers."""
        house, person = self.talk.house, by or self.talk.house.anna
        chat = {"id": message.chat_id, "type": "private" if message.chat_id > 0 else "supergroup", "title": "-"}
        query = {
            "id": "1",
            "from": {"id": person.id, "is_bot": False, "first_name": person.name},
            "chat_instance": "1",
            "data": data,
            "message": {"message_id": message.id, "date": message.date, "chat": chat},
        }
        async with house.store.unit() as uow:
            dispatcher = build_dispatcher(house.bot.username)
            await feed(uow, dispatcher, Bot(house.bot.token), [{"update_id": 1, "callback_query": query}])
        await house.quiet()
        answers = [effect for effect in uow.after_commit if isinstance(effect, ButtonAnswer)]
        assert len(answers) == 1, "every press is answered"
        return answers[0].text

    async def survey(self) -> Survey:
        """The last survey's row."""
        async with self.talk.house.store.reading() as uow:
            key = await uow.scalar(select(t.survey.c.id).order_by(t.survey.c.id.desc()).limit(1))
            found = await surveys.by_id(uow, key)
        assert found is not None
        return found

    async def survey_or_none(self) -> Survey | None:
        """The last survey's row, when everything is delivered; None when nobody was asked."""
        await self.talk.house.quiet()
        return await self.survey() if await self.count() else None

    async def count(self) -> int:
        """How many surveys there are."""
        async with self.talk.house.store.reading() as uow:
            return len(await uow.returning(select(t.survey.c.id)))

    async def ratings(self) -> dict[str, Rating]:
        async with self.talk.house.store.reading() as uow:
            return await surveys.ratings(uow, (await self.survey()).id)

    async def history(self) -> list[tuple[str, int | None]]:
        async with self.talk.house.store.reading() as uow:
            return await surveys.history(uow, (await self.survey()).id)

    async def case(self) -> Recovery | None:
        async with self.talk.house.store.reading() as uow:
            return await recoveries.by_survey(uow, (await self.survey()).id)
