"""The command menus that Telegram shows, per audience and language."""

from typing import Any

import structlog

from bot.telegram import Telegram, TelegramError
from locales import LANGUAGES, Phrase, phrase, wording

log = structlog.get_logger(__name__)

_PRIVATE = {
    "manager": phrase("who looks after you, and when"),
    "rate": phrase("rate how we work for you"),
    "pace": phrase("how often you hear from us, and about which days"),
    "language": phrase("the language I use with you"),
    "privacy": phrase("what is stored, and who reads it"),
    "help": phrase("what this chat is"),
}
_DESK = {
    "done": phrase("close the conversation"),
    "tag": phrase("what the conversation is about"),
    "untag": phrase("take a tag off"),
    "survey": phrase("ask for a rating now"),
    "youtold": phrase("as a reply to a comment: tell the client what you did about it"),
    "care": phrase("check-ins and greetings of this client: what comes, and how often"),
    "date": phrase("a date to keep: 12.05 company day"),
    "remember": phrase("something worth remembering about this person"),
    "pause": phrase("nothing cheerful goes out to this client; leads: to a country or everybody"),
    "resume": phrase("end a pause"),
    "calendar": phrase("leads: the coming 30 days, sent to you in private"),
    "assign": phrase("give the client to a colleague"),
    "unsend": phrase("as a reply: take that message back from the client"),
    "card": phrase("bring the pinned card up to date"),
    "invite": phrase("a new client or contact, and a personal link"),
    "summary": phrase("figures of a period, sent to you in private"),
    "export": phrase("the same as a file"),
    "staff": phrase("who is on the team"),
    "desk": phrase("check my rights in this group"),
    "help": phrase("what I can do here"),
}
_SCOPES: tuple[tuple[str, dict[str, Phrase]], ...] = (
    ("all_private_chats", _PRIVATE),
    ("all_chat_administrators", _DESK),
)


async def show_commands(telegram: Telegram) -> None:
    """Set every menu. A menu is a courtesy: one that cannot be set is logged, nothing more."""
    for scope, commands in _SCOPES:
        for language in (*LANGUAGES, None):
            say = wording(language or "en")
            params: dict[str, Any] = {
                "scope": {"type": scope},
                "commands": [{"command": name, "description": say.plain(what)} for name, what in commands.items()],
            }
            if language is not None:
                params["language_code"] = language
            try:
                await telegram.call("setMyCommands", params)
            except TelegramError as error:
                log.info("command menu not set", scope=scope, language=language, error=str(error))
