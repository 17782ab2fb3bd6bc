"""Puts a history of surveys, ratings and conversations into a store, row by row, without living through it."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from conversations.surveys import definitions
from storage import tables as t
from storage.unit import Store, UnitOfWork

AFTER = definitions.load(None)["after_conversation"].data()
RELATIONSHIP = definitions.load(None)["relationship"].data()
NPS = definitions.load(None)["nps"].data()


@dataclass
class History:
    """What was put in. Ids are given out here, so that a test knows them."""

    store: Store
    number: int = 0
    surveys: list[dict[str, Any]] = field(default_factory=list)
    ratings: list[dict[str, Any]] = field(default_factory=list)
    changes: list[dict[str, Any]] = field(default_factory=list)
    conversations: list[dict[str, Any]] = field(default_factory=list)
    tags: list[dict[str, Any]] = field(default_factory=list)

    def survey(
        self,
        delivered_at: dt.datetime | None,
        values: dict[str, int | None],
        *,
        chat: Any,
        definition=AFTER,
        **columns: Any,
    ) -> int:
        """A survey with its ratings (None: skipped); `columns` are those of the survey table."""
        self.number += 1
        posted = delivered_at or columns["posted_at"]
        row = {
            "id": self.number,
            "kind": definition["key"],
            "spontaneous": False,
            "chat_id": chat["chat_id"],
            "client_id": chat["client_id"],
            "contact_id": chat.get("contact_id"),
            "conversation_id": None,
            "manager_id": chat["manager_id"],
            "cover_id": None,
            "country": chat.get("country"),
            "tags": [],
            "definition": definition,
            "language": "en",
            "state": "answered" if values else "expired",
            "step": 0,
            "posted_at": posted,
            "delivered_at": delivered_at,
            "expires_at": posted + dt.timedelta(days=7),
            "answered_at": posted + dt.timedelta(hours=1) if values else None,
            "comment": None,
        } | columns
        self.surveys.append(row)
        for question, value in values.items():
            self.ratings.append(
                {
                    "survey_id": row["id"],
                    "question": question,
                    "value": value,
                    "words": None,
                    "rated_at": row["answered_at"] or posted,
                }
            )
        return self.number

    async def write(self) -> None:
        """Put everything collected so far into the store."""
        async with self.store.unit() as uow:
            for table, rows in (
                (t.conversation, self.conversations),
                (t.conversation_tag, self.tags),
                (t.survey, self.surveys),
                (t.rating, self.ratings),
                (t.rating_change, self.changes),
            ):
                for start in range(0, len(rows), 500):
                    await uow.execute(t_insert(table), rows[start : start + 500])
        for rows in (self.conversations, self.tags, self.surveys, self.ratings, self.changes):
            rows.clear()


def t_insert(table: Any) -> Any:
    return table.insert()


async def chat_of(uow: UnitOfWork, client: str) -> dict[str, Any]:
    """The ids that a survey in a client's only chat has."""
    from sqlalchemy import select

    row = await uow.one(
        select(t.client_chat.c.id, t.client.c.id, t.client_chat.c.contact_id, t.client.c.owner_id, t.client.c.country)
        .join(t.client, t.client.c.id == t.client_chat.c.client_id)
        .where(t.client.c.name == client)
    )
    return dict(zip(("chat_id", "client_id", "contact_id", "manager_id", "country"), row, strict=True))
