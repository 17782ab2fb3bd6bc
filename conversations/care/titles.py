"""What a message is for, in words."""

from conversations.calendar import names
from conversations.calendar.personal import FACT, OWN
from locales import Phrase
from storage.care_records import CareMessage


def of(row: CareMessage) -> Phrase:
    """The name of the occasion in the reader's language; a date or a fact as the team typed it."""
    return names.as_typed(row.title) if row.occasion in {OWN, FACT} else names.day(row.title)
