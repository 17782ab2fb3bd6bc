"""The frozen records of check-ins, greetings and quiet days that the store hands upward."""

import datetime as dt
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ClientCare:
    """How a client is cared for by ourselves.

    `since`: when working together began; `check_in_days`: None for the default rhythm; `greeting_mode`: auto or review.
    """

    since: dt.date | None
    check_in_days: int | None
    greeting_mode: str


@dataclass(frozen=True, slots=True)
class OwnDateRow:
    """A date that the team added for a contact or for a whole client: YYYY-MM-DD once, --MM-DD every year."""

    id: int
    contact_id: int | None
    client_id: int | None
    on_day: str
    title: str


@dataclass(frozen=True, slots=True)
class FactRemembered:
    """Something worth remembering about a contact, with its date if it has one (in the form of an own date)."""

    id: int
    contact_id: int
    words: str
    on_day: str | None
    created_at: dt.datetime


@dataclass(frozen=True, slots=True)
class OccasionMark:
    """A lead's word on an occasion of one day: confirmed or struck; `kept_on` where it is kept on another day."""

    occasion: str
    on_day: dt.date
    state: str
    kept_on: dt.date | None
    staff_id: int | None


@dataclass(frozen=True, slots=True)
class PauseRow:
    """A declared pause. `until` is its last day, None for an open end; `ended_at`: when somebody resumed."""

    id: int
    scope: str
    country: str | None
    client_id: int | None
    started_at: dt.datetime
    until: dt.date | None
    ended_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class LastWords:
    """When a contact's chat, or the group of their client, last heard anybody, and the client; None for never."""

    anybody: dt.datetime | None
    client: dt.datetime | None


@dataclass(frozen=True, slots=True)
class CareMessage:
    """A check-in or greeting on its way, or what became of it.

    `slot` and `year` are what a contact gets at most once. `on_day` is the day it is for on the contact's clock,
    `due_at` the moment it goes out. `title` says what it is for, in English or as typed, `words` the text with its
    entities; None for a reminder that nobody has written a text for. `edited_by` and `edit_message_id`: who wrote the
    text, and as which message of the topic. `postponed`: a person chose `due_at`. `reason`: why it was not sent, in
    English. The preview stands in `preview_topic_id` and shows `shown` (html and keyboard).
    """

    id: int
    kind: str
    contact_id: int
    chat_id: int | None
    occasion: str
    slot: str
    year: int
    on_day: dt.date
    due_at: dt.datetime
    mode: str
    state: str
    language: str | None
    template: str | None
    variant: int | None
    title: str
    words: dict[str, Any] | None
    edited_by: int | None
    edit_message_id: int | None
    postponed: bool
    reason: str | None
    preview_topic_id: int | None
    preview_message_id: int | None
    shown: dict[str, Any] | None
    previewed_at: dt.datetime | None
    decided_by: int | None
    decided_at: dt.datetime | None
    posted_at: dt.datetime | None
    sent_at: dt.datetime | None
    client_message_id: int | None
