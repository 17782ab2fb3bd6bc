"""A large random history: three time zones, skips, changes, expiries, reassignments, reopenings, summer time."""

import datetime as dt
import random
from typing import Any

from sqlalchemy import select, update

from storage import tables as t
from storage.unit import Store
from tests.figures.history import AFTER, NPS, RELATIONSHIP, History

ZONES = ("Europe/Kyiv", "America/New_York", "Asia/Tokyo")
HOURS = ("Mon-Fri 09:00-18:00", "Mon-Thu 8:00-12:00, 13:00-17:30, Fri 9-15", "Mon-Sun 00:00-24:00")
FIRST, DAYS = dt.datetime(2025, 12, 20, tzinfo=dt.UTC), 330
TAGS = ("delivery", "invoice", "price", "quality")


async def people(store: Store, chance: random.Random) -> list[dict[str, Any]]:
    """Nine managers in three zones, thirty clients with a chat each; what a survey in each chat has."""
    chats = []
    async with store.unit() as uow:
        staff = [
            await uow.insert(
                t.staff,
                name=f"Manager {number}",
                role="manager",
                timezone=ZONES[number % 3],
                hours=HOURS[number // 3],
                created_at=FIRST,
            )
            for number in range(9)
        ]
        tags = {name: await uow.insert(t.tag, name=name, name_key=name, created_at=FIRST) for name in TAGS}
        for number in range(30):
            country = chance.choice(("UA", "US", "JP", None))
            client = await uow.insert(
                t.client,
                name=f"Client {number}",
                name_key=f"client {number}",
                owner_id=chance.choice(staff),
                country=country,
                created_at=FIRST,
            )
            contact = await uow.insert(
                t.contact,
                client_id=client,
                name="Anna",
                name_key="anna",
                country=chance.choice((None, None, "DE")),
                created_at=FIRST,
            )
            chat = await uow.insert(
                t.client_chat, client_id=client, contact_id=contact, kind="private", created_at=FIRST
            )
            of_contact = await uow.scalar(select(t.contact.c.country).where(t.contact.c.id == contact))
            chats.append(
                {
                    "chat_id": chat,
                    "client_id": client,
                    "contact_id": contact,
                    "country": of_contact or country,
                    "staff": staff,
                    "tags": tags,
                }
            )
    return chats


def _moment(chance: random.Random) -> dt.datetime:
    return FIRST + dt.timedelta(seconds=chance.randrange(DAYS * 86400), microseconds=chance.choice((0, 0, 1, 999_999)))


def surveys(history: History, chats: list[dict[str, Any]], chance: random.Random, count: int) -> None:
    """So many surveys of all kinds and fates. The manager on a survey need not be the client's owner of today."""
    for _ in range(count):
        chat = chance.choice(chats) | {"manager_id": 0}
        chat["manager_id"] = chance.choice(chat["staff"])
        at = _moment(chance)
        definition = chance.choices((AFTER, RELATIONSHIP, NPS), (8, 2, 1))[0]
        columns: dict[str, Any] = {
            "tags": [chat["tags"][name] for name in chance.sample(TAGS, chance.choice((0, 0, 1, 2, 3)))]
        }
        values: dict[str, int | None] = {}
        fate = chance.choices(
            ("answered", "late", "partly", "skipped", "expired", "open", "withdrawn", "undeliverable", "spontaneous"),
            (60, 2, 4, 6, 14, 3, 3, 3, 5),
        )[0]
        if fate in {"answered", "late", "spontaneous", "partly"}:
            for question in definition["questions"]:
                skipped = len(definition["questions"]) > 1 and chance.random() < 0.15
                low, high = question["lowest"], question["highest"]
                values[question["key"]] = None if skipped else chance.choice((*range(low, high + 1), high, high - 1))
            columns |= {"state": "answered", "answered_at": at + dt.timedelta(hours=chance.randrange(1, 160))}
        if fate == "late":
            columns["answered_at"] = at + dt.timedelta(days=7, hours=chance.randrange(0, 9))
        if fate == "partly":
            values = dict(list(values.items())[:1])
        if fate in {"skipped", "expired", "open", "withdrawn", "undeliverable"}:
            columns |= {"state": fate, "posted_at": at}
        if fate == "spontaneous":
            columns["spontaneous"] = True
        number = history.survey(
            None if fate == "undeliverable" else at, values, chat=chat, definition=definition, **columns
        )
        if values and chance.random() < 0.1:
            question, value = next(iter(values.items()))
            if value is not None:
                history.changes.append(
                    {
                        "survey_id": number,
                        "question": question,
                        "value": 6 - value if value < 6 else 0,
                        "changed_at": at + dt.timedelta(days=1),
                    }
                )


def conversations(history: History, chats: list[dict[str, Any]], chance: random.Random, count: int) -> None:
    """So many conversations: answered or not, closed, reopened, still open, or answered when nobody waited."""
    open_chats: set[int] = set()
    for number in range(1, count + 1):
        chat = chance.choice(chats)
        opened = _moment(chance)
        row: dict[str, Any] = {
            "id": number,
            "chat_id": chat["chat_id"],
            "opened_at": opened,
            "owner_id": chance.choice(chat["staff"]),
            "waiting_since": None,
            "first_waited_since": None,
            "first_answer_at": None,
            "last_client_at": opened,
            "last_team_at": None,
            "first_closed_at": None,
            "closed_at": None,
            "closed_by": None,
            "reopened_at": None,
        }
        answered = chance.random()
        if answered < 0.85:
            waited = opened + dt.timedelta(minutes=chance.choice((0, 0, 0, 90)))
            row["first_waited_since"] = waited
            row["first_answer_at"] = waited + dt.timedelta(seconds=chance.expovariate(1 / 20_000))
        elif answered < 0.9:
            row["first_answer_at"] = opened + dt.timedelta(hours=1)
        else:
            row["waiting_since"] = opened
        start = row["first_answer_at"] or opened
        if chat["chat_id"] in open_chats or chance.random() < 0.97:
            row["first_closed_at"] = start + dt.timedelta(seconds=chance.expovariate(1 / 80_000))
            row["closed_at"] = row["first_closed_at"]
            row["waiting_since"] = None
            if chance.random() < 0.2:
                row["reopened_at"] = row["first_closed_at"] + dt.timedelta(hours=2)
                row["closed_at"] = row["reopened_at"] + dt.timedelta(seconds=chance.expovariate(1 / 80_000))
        else:
            open_chats.add(chat["chat_id"])
        history.conversations.append(row)
        for name in chance.sample(TAGS, chance.choice((0, 0, 1, 2))):
            history.tags.append({"conversation_id": number, "tag_id": chat["tags"][name], "tagged_at": opened})


async def reassign(store: Store, chats: list[dict[str, Any]], chance: random.Random) -> None:
    """Afterwards, clients get other owners: figures keep whom they were frozen for."""
    async with store.unit() as uow:
        for chat in chance.sample(chats, 10):
            await uow.execute(
                update(t.client).where(t.client.c.id == chat["client_id"]).values(owner_id=chance.choice(chat["staff"]))
            )
