"""Whose language: the recipient's, from their row, never from the update that caused the text."""

from locales import Wording, wording
from locales.wording import closest
from storage.records import ClientChat, Contact, Staff
from storage.unit import UnitOfWork


def spoken(uow: UnitOfWork, *wishes: str | None) -> Wording:
    """The wording of the first wish that we speak, else of the installation's language."""
    return wording(closest(*wishes) or uow.defaults.language)


def client_wording(uow: UnitOfWork, chat: ClientChat) -> Wording:
    """What the client reads; a contact whose language only the greetings speak reads the client's."""
    return spoken(uow, chat.contact.language if chat.contact else None, chat.client.language)


def contact_wording(uow: UnitOfWork, contact: Contact, client_language: str | None) -> Wording:
    """What a contact reads, before or without a chat."""
    return spoken(uow, contact.language, client_language)


def desk_wording(uow: UnitOfWork, chat: ClientChat) -> Wording:
    """What the bot says in the chat's topic: the desk's language, else the owner's."""
    return spoken(uow, chat.topic.desk.language if chat.topic else None, chat.owner.language)


def staff_wording(uow: UnitOfWork, person: Staff) -> Wording:
    """What a staff member reads in private."""
    return spoken(uow, person.language)
