"""What was said before the newcomer looked: a short working day, and a client who waits for an answer now."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.demo import cast
from bot.demo.times import StoryTime
from sandbox.client import Group, Message, Person, Sandbox

PATIENCE = 30.0
"""Seconds to wait for what arrives in milliseconds: a busy computer must not end the demo."""

TIN_SIZES = "Spring tins\n100 g: 82 x 74 mm, lid 84 x 22 mm\n250 g: 99 x 118 mm, lid 101 x 22 mm\n"


@dataclass(frozen=True, slots=True)
class Said:
    """A message on both sides: as its author wrote it, and its twin as the bot carried it."""

    original: Message
    twin: Message


class Talk:
    """One client chat and its topic. Each verb returns when the other side has seen what was done."""

    def __init__(self, box: Sandbox, chat: int, desk: Group, thread: int) -> None:
        self._box = box
        self._chat = chat
        self._desk = desk
        self._thread = thread

    @classmethod
    async def begin(cls, box: Sandbox, chat: int, desk: Group, topic_name: str) -> "Talk":
        """The talk in a client chat that was just opened: its welcome, its topic and its pinned card are there."""
        await box.receives(chat, timeout=PATIENCE)

        async def thread() -> int | None:
            return next((topic.id for topic in await desk.topics() if topic.name == topic_name), None)

        found = await box.until(thread, PATIENCE, f"the topic {topic_name}")
        assert found is not None
        talk = cls(box, chat, desk, found)
        await talk.card_says(topic_name)
        return talk

    async def client(self, person: Person, text: str, *, reply_to: Message | None = None, **how: Any) -> Said:
        """Somebody of the client writes."""
        original = await person.sends(self._chat, text, reply_to=reply_to, **how)
        twin = await self._box.receives(self._desk, text, thread=self._thread, timeout=PATIENCE)
        return Said(original, twin)

    async def team(self, person: Person, text: str, *, reply_to: Message | None = None, **how: Any) -> Said:
        """Somebody of the team writes in the topic."""
        original = await person.sends(self._desk, text, thread=self._thread, reply_to=reply_to, **how)
        twin = await self._box.receives(self._chat, text, timeout=PATIENCE)
        return Said(original, twin)

    async def note(self, person: Person, text: str) -> None:
        """Somebody of the team writes what stays inside."""
        await person.sends(self._desk, f"// {text}", thread=self._thread)

    async def command(self, person: Person, text: str, answer: str) -> None:
        """Somebody of the team writes a command in the topic; the bot answers with these words."""
        await person.sends(self._desk, text, thread=self._thread)
        await self._box.receives(self._desk, answer, thread=self._thread, timeout=PATIENCE)

    async def edit(self, person: Person, said: Said, text: str) -> None:
        """The author changes what they wrote."""
        await person.edits(said.original, text)
        await self._seen(said.twin, lambda twin: text in twin.text)

    async def react(self, person: Person, message: Message, mirrored: Message, emoji: str) -> None:
        """Somebody reacts to `message` on their side; `mirrored` is the same message on the other."""
        await person.reacts(message, emoji)
        await self._seen(mirrored, lambda twin: emoji in twin.reactions)

    async def card_says(self, text: str) -> None:
        """Wait until the topic's pinned card says this."""

        async def look() -> bool:
            return any(m.pinned and text in m.text for m in await self._box.messages(self._desk, thread=self._thread))

        await self._box.until(look, PATIENCE, f"a card with {text}")

    async def _seen(self, message: Message, there: Callable[[Message], bool]) -> None:
        async def look() -> bool:
            return there(await self._box.message(message.chat_id, message.id))

        await self._box.until(look, PATIENCE, "a change on the other side")


async def tell(time: StoryTime, people: dict[str, Person], talks: dict[str, Talk]) -> None:
    """Play the story; everything in it has arrived when this returns."""
    await _labels(time, people, talks)
    await _pallet(time, people, talks)
    await _invoice(time, people, talks)
    await _half_marathon(time, people, talks)
    await _tins(time, people, talks)
    await time.ago(9)
    talk, priya = talks["Priya"], people["Priya"]
    await talk.client(priya, "Hello Daniel, quick question: how many of the spring tins fit on one pallet?")
    await talk.client(priya, "Our warehouse would like to know before we order.")
    await talk.card_says("🟡")


async def _labels(time: StoryTime, people: dict[str, Person], talks: dict[str, Talk]) -> None:
    talk, anna, olena = talks["Анна"], people["Анна"], people[cast.OLENA.name]
    await time.at(10, 2)
    asked = await talk.client(anna, "Доброго ранку! Скільки коштуватиме додатковий тираж етикеток, 5 000 штук?")
    await time.at(10, 9)
    price = "Доброго ранку, Анно! 5 000 етикеток — 4 300 грн, надрукуємо за три дні."
    await talk.team(olena, price, reply_to=asked.twin)
    await time.at(10, 11)
    order = await talk.client(anna, "Чудово, замовляємо 🌻")
    await talk.react(olena, order.twin, order.original, "👍")
    await talk.note(olena, "Анна любить, коли ціна стоїть у першому рядку.")


async def _pallet(time: StoryTime, people: dict[str, Person], talks: dict[str, Talk]) -> None:
    talk, timur, aigerim = talks[cast.CARAVAN.name], people["Тимур"], people["Айгерим"]
    await time.at(11, 31)
    picture = await talk.client(timur, "Добрый день! Вторая паллета пришла с помятым углом.", kind="photo")
    await time.at(11, 33)
    await talk.client(aigerim, "Содержимое проверили, всё целое.")
    await time.at(11, 44)
    reply = "Спасибо, что проверили. Коробки заменим за наш счёт, новая паллета выйдет завтра."
    answer = await talk.team(people[cast.OLENA.name], reply, reply_to=picture.twin)
    await time.at(11, 46)
    await talk.react(aigerim, answer.twin, answer.original, "🙏")


async def _invoice(time: StoryTime, people: dict[str, Person], talks: dict[str, Talk]) -> None:
    talk, bohdan = talks["Богдан"], people["Богдан"]
    await time.at(14, 20)
    paying = await talk.client(bohdan, "Вітаю! Рахунок № 118 отримали, оплата буде сьогодні.")
    await time.at(14, 22)
    await talk.edit(bohdan, paying, "Вітаю! Рахунок № 118 отримали, оплата буде завтра до обіду.")
    await time.at(14, 30)
    await talk.team(people[cast.OLENA.name], "Дякую, Богдане! Акт надішлю одразу після оплати.")


async def _half_marathon(time: StoryTime, people: dict[str, Person], talks: dict[str, Talk]) -> None:
    """Nobody writes to Ruth herself: who is in touch with the team gets no check-in."""
    await time.at(15, 10)
    fact = "training for a half marathon"
    await talks[cast.RUTH.name].command(people[cast.DANIEL.name], f"/remember {fact}", f"Remembered: {fact}")


async def _tins(time: StoryTime, people: dict[str, Person], talks: dict[str, Talk]) -> None:
    talk, priya, daniel = talks["Priya"], people["Priya"], people[cast.DANIEL.name]
    await time.at(15, 40)
    await talk.client(priya, "Hi Daniel, could you send me the sizes of the spring tins?")
    await time.at(15, 52)
    sizes = await daniel.uploads(TIN_SIZES.encode(), "spring-tins.txt", "text/plain")
    await talk.team(daniel, "Here they are, Priya. The lid is new.", kind="document", file_id=sizes)
    await time.at(16, 5)
    thanks = await talk.client(priya, "Lovely, thank you. The green one is perfect.")
    await talk.react(daniel, thanks.twin, thanks.original, "❤")
