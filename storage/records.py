"""The frozen records that the store hands upward."""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Role(StrEnum):
    """What a staff member may do; each role includes the ones before it."""

    MANAGER = "manager"
    LEAD = "lead"
    ADMIN = "admin"

    @property
    def leads(self) -> bool:
        return self is not Role.MANAGER


@dataclass(frozen=True, slots=True)
class Defaults:
    """What counts where a row says nothing: the settings of the installation that use cases need.

    `quiet_days`: after so many days without a word a conversation closes itself, and for as long a closed one
    reopens. `low_rating`: a rating of so much or less, on 1 to 5, is a low one. `ratings_visible`: how managers see
    ratings of their clients: single, average or hidden. `surveys`: the folder of the team's own survey definitions.
    `digest`: when leads get the weekly digest on their own clock, "off" for never.
    """

    language: str = "en"
    timezone: str = "UTC"
    hours: str = "Mon-Fri 09:00-18:00"
    invitation_days: int = 14
    quiet_days: int = 3
    low_rating: int = 3
    ratings_visible: str = "single"
    nps: bool = False
    surveys: str | None = None
    digest: str = "Mon 09:00"


@dataclass(frozen=True, slots=True)
class Desk:
    """A forum supergroup where staff work."""

    id: int
    chat_id: int
    name: str
    language: str


@dataclass(frozen=True, slots=True)
class Staff:
    """A person of the care team.

    `telegram_id` is None until an invited one opens the link; `hours` is None for the default.
    """

    id: int
    telegram_id: int | None
    name: str
    role: Role
    language: str | None
    timezone: str | None
    hours: str | None
    desk_id: int | None
    started_at: dt.datetime | None
    removed_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Client:
    """The company that is looked after."""

    id: int
    name: str
    owner_id: int
    desk_id: int | None
    country: str | None
    timezone: str | None
    language: str | None
    renewal_on: dt.date | None
    archived_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Contact:
    """A person at the client. Country, time zone and language are None where the client's count.

    `birthday` is "YYYY-MM-DD", or "--MM-DD" when the year is not known (ISO 8601 / vCard form).
    """

    id: int
    client_id: int
    name: str
    telegram_id: int | None
    role: str | None
    salutation: str | None
    language: str | None
    country: str | None
    timezone: str | None
    register: str
    tradition: str | None
    birthday: str | None
    pace: str
    no_holiday_greetings: bool
    no_birthday: bool
    joined_at: dt.datetime | None
    revoked_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Topic:
    """The forum topic that mirrors one client chat. `thread_id` is None until Telegram made it."""

    id: int
    chat_id: int
    desk: Desk
    thread_id: int | None
    card_message_id: int | None
    card_text: str | None
    retired_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Conversation:
    """The open stretch of talk of a client chat. `waiting_since`: the oldest client message without an answer."""

    opened_at: dt.datetime
    waiting_since: dt.datetime | None
    first_answer_at: dt.datetime | None
    last_client_at: dt.datetime
    last_team_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Talk:
    """One conversation, open or closed, as its row says.

    `first_closed_at` stays when it is reopened, `reopened_at` when it is closed again; `closed_at` is None while it is
    open. `closed_by` is the staff member who closed it; None when it closed itself.
    """

    id: int
    chat_id: int
    opened_at: dt.datetime
    waiting_since: dt.datetime | None
    first_answer_at: dt.datetime | None
    last_client_at: dt.datetime
    last_team_at: dt.datetime | None
    owner_id: int | None
    first_closed_at: dt.datetime | None
    closed_at: dt.datetime | None
    closed_by: int | None
    reopened_at: dt.datetime | None

    @property
    def conversation(self) -> Conversation:
        """The same as a client chat carries it while it is open."""
        return Conversation(
            self.opened_at, self.waiting_since, self.first_answer_at, self.last_client_at, self.last_team_at
        )


@dataclass(frozen=True, slots=True)
class Tag:
    """A word of the team's list.

    A retired one stays where it was set and is set no more; a merged one points to its heir.
    """

    id: int
    name: str
    retired_at: dt.datetime | None
    merged_into: int | None


@dataclass(frozen=True, slots=True)
class ClientChat:
    """A dedicated chat with all that a message needs to find its way: client, contact, owner, topic, conversation.

    `contact` is None for a group. `telegram_id` is None once the contact was revoked. `voice_id` is the staff member
    whose name the client saw last.
    """

    id: int
    kind: str
    state: str
    telegram_id: int | None
    voice_id: int | None
    client: Client
    contact: Contact | None
    owner: Staff
    topic: Topic | None
    conversation: Conversation | None

    @property
    def timezone(self) -> str | None:
        return (self.contact.timezone if self.contact else None) or self.client.timezone

    @property
    def country(self) -> str | None:
        return (self.contact.country if self.contact else None) or self.client.country

    @property
    def title(self) -> str:
        """The topic's name: `ACME · Anna`, or the client alone for a group."""
        return f"{self.client.name} · {self.contact.name}" if self.contact else self.client.name


@dataclass(frozen=True, slots=True)
class Carried:
    """One message of the message-id map: what it is called on each side. A side is None until Telegram took it there.

    `opening` is what was put in front of the text (a name, a ping), kept so that an edit can put it there again;
    `part` is the text itself while it stands merged with others in one post.
    """

    id: int
    chat_id: int
    direction: str
    kind: str
    at: dt.datetime
    client_message_id: int | None
    desk_id: int | None
    topic_message_id: int | None
    staff_id: int | None
    opening: dict[str, Any] | None
    part: dict[str, Any] | None
    unsent_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Invitation:
    """A single-use link, known by the hash of its token."""

    id: int
    kind: str
    staff_id: int | None
    contact_id: int | None
    client_id: int | None
    language: str | None
    expires_at: dt.datetime
    used_at: dt.datetime | None
    withdrawn_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Job:
    """Something planned for later. `run_at` is product time."""

    id: int
    kind: str
    payload: dict[str, Any]
    run_at: dt.datetime
    attempts: int


@dataclass(frozen=True, slots=True)
class Parcel:
    """One row of the outbox: something to be sent.

    `lane` orders: parcels of one lane go out one after another. `op` and `payload` say what to do (see
    `conversations.post`); `chat_id` names the client chat whose client side or topic is meant, `target_id` a Telegram
    chat addressed directly. `due_epoch`: not before; `posted_epoch`: since when it waits (both real seconds). `once`:
    never to be repeated, not even when it is unclear whether Telegram took it.
    """

    id: int
    lane: str
    urgency: int
    op: str
    chat_id: int | None
    target_id: int | None
    payload: dict[str, Any]
    album: str | None
    once: bool
    due_epoch: float
    posted_epoch: float


@dataclass(frozen=True, slots=True)
class Quarantined:
    """An update whose handler kept failing, with its payload, until `carebot replay` takes it again."""

    id: int
    update_id: int
    payload: str = field(repr=False)
    error: str
    quarantined_at: dt.datetime
    replayed_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Survey:
    """A question set sent in a client chat, as its row says (see `storage.tables.surveys`).

    `state`: posted (in the outbox), open (delivered), answered (from the first number on), skipped, expired,
    withdrawn or undeliverable. `step` is the question that waits, the number of questions when none does.
    `answerer_id` is the Telegram account whose answer it is. `comment_until`: until when the next message counts as
    the comment; None before it was asked for. `comment_message_id` is the comment, `comment_prompt_id` the message that
    asked for it.
    """

    id: int
    kind: str
    spontaneous: bool
    chat_id: int
    client_id: int
    contact_id: int | None
    conversation_id: int | None
    manager_id: int
    tags: list[int]
    definition: dict[str, Any]
    language: str
    state: str
    step: int
    posted_at: dt.datetime
    delivered_at: dt.datetime | None
    expires_at: dt.datetime
    answered_at: dt.datetime | None
    answerer_id: int | None
    message_id: int | None
    comment: str | None
    comment_at: dt.datetime | None
    comment_until: dt.datetime | None
    comment_message_id: int | None
    comment_prompt_id: int | None


@dataclass(frozen=True, slots=True)
class Rating:
    """The answer to one question of a survey. `value` is None when it was skipped, and for words."""

    question: str
    value: int | None
    words: str | None
    rated_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Recovery:
    """The case that a low rating opens: somebody talks to the client within 48 hours and says how it ended."""

    id: int
    survey_id: int
    client_id: int
    chat_id: int
    owner_id: int | None
    opened_at: dt.datetime
    due_at: dt.datetime
    taken_at: dt.datetime | None
    talked_at: dt.datetime | None
    closed_at: dt.datetime | None
    note: str | None
    told_client_at: dt.datetime | None
