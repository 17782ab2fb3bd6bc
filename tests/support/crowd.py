"""Many client chats at once, with their topics, for tests about order and loss."""

import re
from collections import Counter
from dataclasses import dataclass, field

from conversations import client_admin, contact_admin
from conversations.client_admin import ClientDetails
from sandbox.client import Group, Person, Sandbox
from storage.unit import Store

_WRITTEN = re.compile(r"\bmessage (\d+)\.(\d+)\b")


@dataclass
class Crowd:
    """People who write "message <person>.<number>", and what of it stands in the desk."""

    box: Sandbox
    desk: Group
    people: list[Person] = field(default_factory=list)
    written: Counter[int] = field(default_factory=Counter)

    async def write(self, who: int) -> None:
        """The next message of one of them."""
        self.written[who] += 1
        person = self.people[who]
        await person.sends(person.id, f"message {who}.{self.written[who]}")

    async def arrived(self) -> dict[int, list[int]]:
        """For each person, the numbers of their messages as they stand in their topic, repeats included."""
        threads: dict[int, list[tuple[int, list[int]]]] = {}
        found: dict[int, list[int]] = {who: [] for who in range(len(self.people))}
        after = 0
        while True:
            query = f"?limit=500&after={after}"
            answer = await self.box.request("GET", f"/control/chats/{self.desk.id}/messages{query}")
            for message in answer["messages"]:
                for who, number in _WRITTEN.findall(message.get("text") or ""):
                    found[int(who)].append(int(number))
                    threads.setdefault(message["message_thread_id"], []).append((int(who), [int(number)]))
                after = message["message_id"]
            if not answer["more"]:
                break
        for thread, standing in threads.items():
            assert len({who for who, _ in standing}) == 1, f"topic {thread} holds messages of several clients"
        return found

    def missing(self, arrived: dict[int, list[int]]) -> list[tuple[int, int]]:
        """(person, number) of what was written and stands nowhere."""
        return [
            (who, number)
            for who, count in self.written.items()
            for number in set(range(1, count + 1)) - set(arrived[who])
        ]

    @staticmethod
    def repeats(arrived: dict[int, list[int]]) -> int:
        """How many messages stand there once too often."""
        return sum(len(numbers) - len(set(numbers)) for numbers in arrived.values())

    @staticmethod
    def in_order(arrived: dict[int, list[int]]) -> bool:
        """True when everybody's messages stand in the order in which they were written.

        A repeat counts where it stood first.
        """
        return all(list(dict.fromkeys(numbers)) == sorted(set(numbers)) for numbers in arrived.values())


async def gather(box: Sandbox, store: Store, desk: Group, manager_id: int, bot, count: int) -> Crowd:
    """`count` clients with one contact each, who have opened their links."""
    crowd = Crowd(box, desk)
    tokens = []
    async with store.unit() as uow:
        for number in range(count):
            person = await box.person(f"Person{number}", language="en")
            client = await client_admin.add_client(uow, "test", f"Client {number}", manager_id, ClientDetails())
            _, token = await contact_admin.invite_contact(uow, "test", client, person.name)
            crowd.people.append(person)
            tokens.append(token)
    for person, token in zip(crowd.people, tokens, strict=True):
        await person.starts(bot, token)
    return crowd
