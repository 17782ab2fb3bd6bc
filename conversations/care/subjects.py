"""A contact together with everything that decides about what they get."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from conversations import schedule
from conversations.calendar import reading
from conversations.calendar.plan import Person
from conversations.calendar.reasons import not_sent
from conversations.hours import WorkingHours
from conversations.surveys import visibility
from locales import Phrase, phrase
from storage import care, chats, recoveries
from storage.records import ClientChat, Contact
from storage.unit import UnitOfWork

AUTO = "auto"
REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Subject:
    """A contact who joined, with their chat. `mode`: their client's; `case`: why nobody is wished anything just now.

    That is so while a recovery case of the client is open. Everybody at the desk reads the reason, so where they see no
    ratings it does not name the case: only a low rating opens one.
    """

    chat: ClientChat
    contact: Contact
    person: Person
    mode: str
    case: Phrase | None

    @property
    def zone(self) -> ZoneInfo:
        """The contact's."""
        return self.person.zone


async def of(uow: UnitOfWork, contact_id: int) -> Subject | None:
    """The contact; None for one who has not joined, has left, or whose client is archived."""
    chat = await chats.by_contact(uow, contact_id)
    if chat is None or chat.contact is None or chat.state == "left" or chat.client.archived_at is not None:
        return None
    if chat.contact.revoked_at is not None:
        return None
    return Subject(
        chat=chat,
        contact=chat.contact,
        person=await reading.person(uow, chat.client, chat.contact),
        mode=(await care.of_client(uow, chat.client.id)).greeting_mode,
        case=await case(uow, chat.client.id),
    )


async def case(uow: UnitOfWork, client_id: int) -> Phrase | None:
    """Why nobody of a client is wished anything just now; None when no recovery case is open."""
    if await recoveries.open_of_client(uow, client_id) is None:
        return None
    if visibility.singly(uow):
        return not_sent(phrase("a recovery case is open"))
    return not_sent(phrase("not now, the team leads know why"))


def manager_hours(uow: UnitOfWork, subject: Subject) -> tuple[WorkingHours, ZoneInfo]:
    """When the owner works, and on whose clock."""
    owner = subject.chat.owner
    return schedule.working_hours(uow, owner), schedule.staff_zone(uow, owner)
