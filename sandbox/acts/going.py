"""A person starts or blocks the bot, opens links, joins and leaves groups."""

import re
from urllib.parse import parse_qs, urlsplit

from sandbox.accounts import BotAccount, Person
from sandbox.acts.places import optional, whole
from sandbox.acts.sending import send
from sandbox.chats import Member, PrivateChat
from sandbox.errors import Refused
from sandbox.membership import set_blocked, set_member
from sandbox.messages import Json, Message
from sandbox.world import World

_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")


def _check_payload(payload: str) -> str:
    if not _PAYLOAD.fullmatch(payload):
        raise Refused(400, "a payload has 1 to 64 characters of A-Z a-z 0-9 _ -")
    return payload


def start(world: World, person: Person, given: Json) -> list[Message]:
    """Press Start in the private chat, with the payload of a deep link if there is one."""
    bot = world.bot(optional(given, "bot_id"))
    chat = world.private_chat(bot, person)
    set_blocked(world, chat, blocked=False)
    payload = given.get("payload")
    text = f"/start {_check_payload(str(payload))}" if payload else "/start"
    return send(world, person, {"chat_id": person.id, "bot_id": bot.id, "text": text})


def open_link(world: World, person: Person, given: Json) -> tuple[int, list[Message]]:
    """Open ``t.me/<bot>``, with ``?start=`` in private or ``?startgroup=`` in a group: chat id, and what was sent."""
    link = str(given.get("link") or "")
    parts = urlsplit(link if "://" in link else f"https://{link}")
    query = parse_qs(parts.query, keep_blank_values=True)
    if parts.scheme == "tg":
        name = (query.get("domain") or [""])[0]
    elif (parts.hostname or "") in ("t.me", "telegram.me"):
        name = parts.path.strip("/")
    else:
        raise Refused(400, "this is no link to a bot")
    bot = _bot_named(world, name)
    if "startgroup" in query:
        return _start_in_group(world, person, bot, query["startgroup"][0], given)
    payload = (query.get("start") or [""])[0]
    return person.id, start(world, person, {"bot_id": bot.id, "payload": payload or None})


def _bot_named(world: World, name: str) -> BotAccount:
    found = next((bot for bot in world.bots.values() if bot.username.lower() == name.lower()), None)
    if found is None:
        raise Refused(404, f"no bot @{name}")
    return found


def _start_in_group(
    world: World, person: Person, bot: BotAccount, payload: str, given: Json
) -> tuple[int, list[Message]]:
    group = world.group(whole(given, "chat_id"))
    member = group.member(person.id)
    if member is None or not group.allows(member, "can_invite_users"):
        raise Refused(409, f"{person.full_name} may not add anybody to {group.title}")
    if group.member(bot.id) is None:
        set_member(world, group, bot, "member", actor=person)
    text = f"/start@{bot.username}" + (f" {_check_payload(payload)}" if payload else "")
    return group.id, send(world, person, {"chat_id": group.id, "text": text})


def block(world: World, person: Person, given: Json, blocked: bool) -> PrivateChat:
    """Block or unblock the bot."""
    chat = world.private_chat(world.bot(optional(given, "bot_id")), person)
    set_blocked(world, chat, blocked)
    return chat


def join(world: World, person: Person, given: Json) -> Member:
    """Join a group of one's own accord."""
    group = world.group(whole(given, "chat_id"))
    standing = group.members.get(person.id)
    if standing is not None and standing.status == "kicked":
        raise Refused(409, f"{person.full_name} is banned from {group.title}")
    if standing is not None and standing.is_in:
        return standing
    return set_member(world, group, person, "member", actor=person)


def leave(world: World, person: Person, given: Json) -> Member:
    """Leave a group."""
    group = world.group(whole(given, "chat_id"))
    if group.member(person.id) is None:
        raise Refused(409, f"{person.full_name} is not in {group.title}")
    return set_member(world, group, person, "left", actor=person)
