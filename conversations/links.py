"""The links that invite people in. Telegram's deep links carry up to 64 characters of A-Za-z0-9_-."""

import datetime as dt

from conversations.errors import RefusedError
from locales import Phrase, phrase, plural_phrase
from storage import facts
from storage.unit import UnitOfWork

USERNAME = "bot_username"
"""The fact that holds the bot's username; starting the bot, `carebot doctor` and the first link put it there."""


def lifetime(uow: UnitOfWork) -> dt.timedelta:
    """How long an invitation is good for; a setting of the installation."""
    return dt.timedelta(days=uow.defaults.invitation_days)


def lifetime_in_words(uow: UnitOfWork) -> Phrase:
    """The same for a person: “14 days”."""
    return plural_phrase("{count} day", "{count} days", uow.defaults.invitation_days)


async def personal_link(uow: UnitOfWork, token: str) -> str:
    """Opens the private chat with the bot: for a contact or one of the team."""
    return f"https://t.me/{await _username(uow)}?start={token}"


async def group_link(uow: UnitOfWork, token: str) -> str:
    """Lets whoever opens it choose a group and adds the bot there: for a client's group."""
    return f"https://t.me/{await _username(uow)}?startgroup={token}"


async def private_chat(uow: UnitOfWork) -> str:
    """Opens the private chat with the bot, for somebody who is in already."""
    return f"https://t.me/{await _username(uow)}"


async def _username(uow: UnitOfWork) -> str:
    username = await facts.get(uow, USERNAME)
    if not username:
        raise RefusedError(phrase("My own username is not known yet. Start the bot once, or run: carebot doctor"))
    return str(username)
