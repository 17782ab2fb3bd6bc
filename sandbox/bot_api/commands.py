"""setMyCommands and its like: lists of commands by scope and language."""

import re
from collections.abc import Iterator
from typing import Any

import orjson

from sandbox.accounts import BotAccount, Person
from sandbox.bot_api.call import Call, method
from sandbox.chats import Chat, Group
from sandbox.errors import bad_request
from sandbox.messages import Json

_NAME = re.compile(r"[a-z0-9_]{1,32}")
_SCOPES = {
    "default": (), "all_private_chats": (), "all_group_chats": (), "all_chat_administrators": (), "chat": ("chat_id",),
    "chat_administrators": ("chat_id",), "chat_member": ("chat_id", "user_id"),
}  # fmt: skip
_LANGUAGE = re.compile(r"[a-z]{2}")


def _key(scope: Json) -> str:
    return orjson.dumps(scope, option=orjson.OPT_SORT_KEYS).decode()


def _scope(call: Call) -> str:
    given = call.params.json("scope") or {"type": "default"}
    if not isinstance(given, dict) or given.get("type") not in _SCOPES:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    scope: Json = {"type": given["type"]}
    for name in _SCOPES[given["type"]]:
        try:
            scope[name] = int(given[name])
        except (KeyError, TypeError, ValueError):
            raise bad_request(f"can't parse BotCommandScope: {name} is wrong") from None
    if "chat_id" in scope:
        chat_id = scope["chat_id"]
        if chat_id not in call.world.groups and chat_id not in call.world.people:
            raise bad_request("chat not found")
    return _key(scope)


def _language(call: Call) -> str:
    language = call.params.text("language_code")
    if language and not _LANGUAGE.fullmatch(language):
        raise bad_request("invalid language code specified")
    return language


@method("setMyCommands")
def set_my_commands(call: Call) -> bool:
    """Replace the list of one scope and language: at most 100, names of ``[a-z0-9_]``, 1 to 32 characters."""
    given: Any = call.params.json("commands")
    if not isinstance(given, list):
        raise bad_request("expected an Array of BotCommand")
    if len(given) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    checked: list[dict[str, str]] = []
    for item in given:
        name = str(item.get("command", "")).removeprefix("/") if isinstance(item, dict) else ""
        if not _NAME.fullmatch(name):
            raise bad_request("BOT_COMMAND_INVALID")
        description = str(item.get("description", ""))
        if not 1 <= len(description) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
        checked.append({"command": name, "description": description})
    call.bot.commands[_scope(call), _language(call)] = checked
    _note(call)
    return True


@method("getMyCommands")
def get_my_commands(call: Call) -> list[dict[str, str]]:
    """The list of exactly this scope and language."""
    return call.bot.commands.get((_scope(call), _language(call)), [])


@method("deleteMyCommands")
def delete_my_commands(call: Call) -> bool:
    """Forget the list of this scope and language."""
    call.bot.commands.pop((_scope(call), _language(call)), None)
    _note(call)
    return True


def _note(call: Call) -> None:
    bot_id = call.bot.id
    call.world.events.note("commands", lambda: {"bot_id": bot_id})


def commands_for(bot: BotAccount, chat: Chat, person: Person) -> list[dict[str, str]]:
    """What a person sees when they type a slash: the narrowest scope that has a list, their language first."""
    language = (person.language_code or "").partition("-")[0]
    for scope in _narrowing(chat, person):
        for code in (language, ""):
            found = bot.commands.get((_key(scope), code))
            if found:
                return found
    return []


def _narrowing(chat: Chat, person: Person) -> Iterator[Json]:
    if isinstance(chat, Group):
        member = chat.member(person.id)
        is_admin = member is not None and member.is_admin
        yield {"type": "chat_member", "chat_id": chat.id, "user_id": person.id}
        if is_admin:
            yield {"type": "chat_administrators", "chat_id": chat.id}
        yield {"type": "chat", "chat_id": chat.id}
        if is_admin:
            yield {"type": "all_chat_administrators"}
        yield {"type": "all_group_chats"}
    else:
        yield {"type": "chat", "chat_id": chat.id}
        yield {"type": "all_private_chats"}
    yield {"type": "default"}
