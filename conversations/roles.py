"""What the roles of the team are called."""

from locales import Phrase, phrase
from storage.records import Role


def role_name(role: Role) -> Phrase:
    """A role in words, to be put into a sentence."""
    return {
        Role.MANAGER: phrase("manager"),
        Role.LEAD: phrase("team lead"),
        Role.ADMIN: phrase("admin"),
    }[role]
