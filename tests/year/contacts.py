"""What contacts do: write, move, choose, block the bot, leave."""

import datetime as dt
from collections.abc import Awaitable, Callable

from conversations import closing, contact_admin, presence, relay
from conversations.buttons import Press
from conversations.calendar.personal import OwnDate
from conversations.care import deciding
from conversations.contact_admin import ContactDetails
from conversations.days import dates, pace, remembering
from storage import care, clients
from storage.unit import UnitOfWork
from tests.year.doings import DAY, END, Doings
from tests.year.souls import COUNTRIES, ZONES, Soul
from tests.year.year import BEGINS, OLENA


class Contacts(Doings):
    """A contact's year: some words with the team, and a few of everything else."""

    def begin(self, soul: Soul) -> None:
        """Plan the year of one contact; some join in its course."""
        joins = self.moment() if soul.number % 11 == 10 else BEGINS + dt.timedelta(minutes=17 + 7 * soul.number)
        self.at(joins, self.year.join, soul)
        if soul.talks is not None:
            self._talk_again(soul, joins)
        for _ in range(self.dice.randint(2, 5)):
            self.at(self.moment(), self.dice.choice(self._of_one), soul)

    @property
    def _of_one(self) -> list[Callable[[Soul], Awaitable[None]]]:
        return [
            self._moves,
            self._moves,
            self._emigrates,
            self._sets_pace,
            self._sets_pace,
            self._opts_out,
            self._gets_date,
            self._gets_fact,
            self._birthday_learned,
            self._blocks,
            self._blocks_silently,
            self._leaves,
            self._asked_for,
        ]

    def _talk_again(self, soul: Soul, after: dt.datetime) -> None:
        assert soul.talks is not None
        at = after + dt.timedelta(days=soul.talks * self.dice.uniform(0.5, 1.5))
        if at < END - 2 * DAY:
            self.at(at.replace(minute=self.dice.choice((4, 19, 34, 49)), second=7), self._writes, soul)

    async def _writes(self, soul: Soul) -> None:
        self._talk_again(soul, self.year.clock.now())
        if not soul.here or soul.blocked or soul.telegram_id in self.year.wire.blockers:
            return

        async def wrote(uow: UnitOfWork) -> None:
            incoming = self.incoming(soul.telegram_id, "Could you send me the report?")
            await relay.client_wrote(uow, await self.chat(uow, soul), incoming)

        await self.year.do(wrote)
        soul.last_client_word = soul.last_word = self.year.clock.now()
        self.year.judge.changed(soul, self.year.clock.now())
        if self.dice.random() < 0.8:
            self.at(self.year.clock.now() + dt.timedelta(minutes=self.dice.randrange(61, 1900)), self._answered, soul)

    async def _answered(self, soul: Soul) -> None:
        if not soul.here:
            return

        async def answered(uow: UnitOfWork) -> None:
            chat = await self.chat(uow, soul)
            assert chat.topic is not None
            olena = await self.year.member(uow, OLENA)
            await relay.team_wrote(uow, chat, chat.topic, olena, self.incoming(-1001, "Here it is."))
            found = await self.chat(uow, soul)
            if found.conversation is not None:
                await closing.close(uow, found, olena, quiet=True)

        await self.year.do(answered)
        soul.last_word = self.year.clock.now()
        self.year.judge.changed(soul, self.year.clock.now())

    async def _change(self, soul: Soul, details: ContactDetails) -> bool:
        if not soul.here:
            return False

        async def changed(uow: UnitOfWork) -> None:
            client = await clients.by_id(uow, soul.firm.id)
            contact = await clients.contact_by_id(uow, soul.id)
            assert client is not None and contact is not None
            await contact_admin.change_contact(uow, "Olena", client, contact, details)

        return await self.year.may(changed)

    async def _moves(self, soul: Soul) -> None:
        zone = self.dice.choice(list(ZONES.values()))
        if await self._change(soul, ContactDetails(timezone=zone)):
            soul.zone_name = zone
            self.year.judge.moved(soul, self.year.clock.now())
            self.year.changed(soul)

    async def _emigrates(self, soul: Soul) -> None:
        country = self.dice.choice(COUNTRIES)
        if await self._change(soul, ContactDetails(country=country, timezone=ZONES[country])):
            soul.country, soul.zone_name = country, ZONES[country]
            self.year.judge.moved(soul, self.year.clock.now())
            self.year.changed(soul)

    async def _birthday_learned(self, soul: Soul) -> None:
        day = self.year.clock.now().date() + dt.timedelta(days=self.dice.randrange(200))
        if await self._change(soul, ContactDetails(birthday=f"{day:%m-%d}")):
            soul.birthday = f"--{day:%m-%d}"
            self.year.changed(soul)

    async def _press_pace(self, soul: Soul, *args: str) -> bool:
        if not soul.here or soul.blocked:
            return False

        async def pressed(uow: UnitOfWork) -> None:
            await pace.pressed(uow, await self.chat(uow, soul), Press("pace", args, "q"))

        return await self.year.may(pressed)

    async def _sets_pace(self, soul: Soul) -> None:
        wish = self.dice.choice(("less", "normal", "more"))
        if await self._press_pace(soul, "set", wish):
            soul.pace = wish
            self.year.changed(soul)

    async def _opts_out(self, soul: Soul) -> None:
        what, unwanted = self.dice.choice(("holidays", "birthday")), self.dice.random() < 0.7
        if await self._press_pace(soul, "no", what, "1" if unwanted else "0"):
            if what == "holidays":
                soul.no_holiday_greetings = unwanted
            else:
                soul.no_birthday = unwanted
            self.year.changed(soul)

    async def _gets_date(self, soul: Soul) -> None:
        if not soul.here:
            return
        day = self.year.clock.now().date() + dt.timedelta(days=self.dice.randrange(2, 120))
        title = f"company day & party {day:%j}"

        async def dated(uow: UnitOfWork) -> None:
            chat = await self.chat(uow, soul)
            await dates.date(uow, chat, await self.year.member(uow, OLENA), f"{day:%d.%m} {title}", 1)

        if await self.year.may(dated):
            async with self.year.plain.reading() as uow:
                added = (await care.own_dates(uow, soul.firm.id, soul.id))[-1]
            soul.own_dates.append(OwnDate(added.id, f"--{day:%m-%d}", title))
            self.year.changed(soul)

    async def _gets_fact(self, soul: Soul) -> None:
        if not soul.here:
            return
        day = self.year.clock.now().date() + dt.timedelta(days=self.dice.randrange(2, 120))

        async def remembered(uow: UnitOfWork) -> None:
            chat = await self.chat(uow, soul)
            words = f"the dog died {day:%j} {day:%d.%m}"
            await remembering.remember(uow, chat, await self.year.member(uow, OLENA), words, 1)

        if await self.year.may(remembered):
            async with self.year.plain.reading() as uow:
                added = (await care.remembered(uow, soul.id))[-1]
            soul.facts.append(OwnDate(added.id, f"--{day:%m-%d}", added.words))
            self.year.changed(soul)

    async def _blocks(self, soul: Soul) -> None:
        if not soul.here or soul.blocked:
            return
        self.year.wire.blockers.add(soul.telegram_id)
        await self._told(soul, blocked=True)
        self.at(self.year.clock.now() + dt.timedelta(hours=self.dice.randrange(5, 900)), self._comes_back, soul)

    async def _blocks_silently(self, soul: Soul) -> None:
        """Telegram's word about it is lost: the bot learns it from its next message."""
        if soul.here and not soul.blocked:
            self.year.wire.blockers.add(soul.telegram_id)
            self.at(self.year.clock.now() + dt.timedelta(hours=self.dice.randrange(5, 900)), self._comes_back, soul)

    def learned(self, telegram_id: int) -> None:
        """Telegram has just told the bot that this person blocked it."""
        for soul in self.year.souls:
            if soul.telegram_id == telegram_id and not soul.blocked:
                soul.blocked = True
                soul.version += 1
                self.year.judge.blocked(soul, self.year.clock.now())

    async def _comes_back(self, soul: Soul) -> None:
        self.year.wire.blockers.discard(soul.telegram_id)
        if soul.here:
            await self._told(soul, blocked=False)

    async def _told(self, soul: Soul, *, blocked: bool) -> None:
        async def told(uow: UnitOfWork) -> None:
            await presence.client_blocked(uow, await self.chat(uow, soul), blocked=blocked)

        await self.year.do(told)
        soul.blocked = blocked
        if blocked:
            self.year.judge.blocked(soul, self.year.clock.now())
        self.year.changed(soul)

    async def _leaves(self, soul: Soul) -> None:
        if not soul.here or soul.number % 5:
            return

        async def revoked(uow: UnitOfWork) -> None:
            client = await clients.by_id(uow, soul.firm.id)
            contact = await clients.contact_by_id(uow, soul.id)
            assert client is not None and contact is not None
            await contact_admin.revoke_contact(uow, "Larysa", client, contact)

        await self.year.do(revoked)
        soul.left = True
        self.year.changed(soul)

    async def _asked_for(self, soul: Soul) -> None:
        """A manager wants a check-in now."""
        if not soul.here or soul.hands_off:
            return

        async def asked(uow: UnitOfWork) -> None:
            await deciding.by_hand(uow, await self.chat(uow, soul), await self.year.member(uow, OLENA), "", 1)

        await self.year.may(asked)
