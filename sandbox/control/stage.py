"""Setting the stage: bots, people, groups, and who is in them."""

import re
from typing import Any

from aiohttp import web

from sandbox import membership
from sandbox.accounts import BotAccount, Person
from sandbox.control.http import body, path_number, query_number, route
from sandbox.errors import Refused
from sandbox.messages import Json
from sandbox.world import World

_TOKEN = re.compile(r"(\d{1,15}):[^/\s]+")


class Stage:
    """Handlers over one world."""

    def __init__(self, world: World) -> None:
        self.world = world

    async def add_bot(self, request: web.Request) -> Json:
        """Register a bot, or change one that is registered with this token."""
        given = await body(request)
        token = str(given.get("token") or "")
        match = _TOKEN.fullmatch(token)
        if match is None:
            raise Refused(400, "a token looks like 700001:secret")
        bot_id = int(match.group(1))
        known = self.world.bots.get(bot_id)
        if known is not None and known.token != token:
            raise Refused(409, f"bot {bot_id} has another token")
        if known is None:
            username = str(given.get("username") or "")
            if not username.lower().endswith("bot"):
                raise Refused(400, "a bot's username ends in bot")
            name = str(given.get("name") or username)
            known = BotAccount(bot_id, token, username, name)
            self.world.bots[bot_id] = known
            self.world.bots_by_token[token] = known
        known.can_join_groups = bool(given.get("can_join_groups", known.can_join_groups))
        known.privacy_mode = bool(given.get("privacy_mode", known.privacy_mode))
        return known.view()

    async def bots(self, _request: web.Request) -> list[Json]:
        """All bots."""
        return [bot.view() for bot in self.world.bots.values()]

    async def add_person(self, request: web.Request) -> Json:
        """A new person."""
        given = await body(request)
        name = str(given.get("name") or "").strip()
        if not name:
            raise Refused(400, "a person needs a name")
        person_id = given.get("id")
        if person_id is None:
            person_id = self.world.new_person_id()
        if not isinstance(person_id, int) or person_id <= 0:
            raise Refused(400, "id must be a positive whole number")
        if person_id in self.world.people or person_id in self.world.bots:
            raise Refused(409, f"{person_id} is somebody already")
        person = Person(
            person_id,
            name,
            last_name=given.get("last_name"),
            username=given.get("username"),
            language_code=given.get("language_code"),
            is_premium=bool(given.get("is_premium")),
        )
        self.world.people[person_id] = person
        self.world.events.note("person", lambda: person.user)
        return person.user

    async def people(self, _request: web.Request) -> list[Json]:
        """All people."""
        return [person.user for person in self.world.people.values()]

    async def person(self, request: web.Request) -> Json:
        """One person."""
        return self.world.person(path_number(request, "person_id")).user

    async def add_group(self, request: web.Request) -> Json:
        """A new group."""
        given = await body(request)
        members = [self.world.account(user_id) for user_id in given.get("members") or ()]
        group = membership.create_group(
            self.world,
            str(given.get("title") or "").strip(),
            self.world.person(int(given.get("owner") or 0)),
            str(given.get("kind") or "supergroup"),
            bool(given.get("is_forum")),
            members,
        )
        return membership.chat_view(self.world, group)

    async def change_group(self, request: web.Request) -> Json:
        """Title, forum mode, protection, permissions."""
        group = self.world.group(path_number(request, "chat_id"))
        membership.change_group(self.world, group, await body(request))
        return membership.chat_view(self.world, group)

    async def delete_group(self, request: web.Request) -> Json:
        """Delete a group for everybody."""
        group = self.world.group(path_number(request, "chat_id"))
        membership.delete_group(self.world, group)
        return membership.chat_view(self.world, group)

    async def migrate(self, request: web.Request) -> Json:
        """Turn a basic group into a supergroup."""
        given = await body(request)
        group = self.world.group(path_number(request, "chat_id"))
        actor = self.world.person(given["by"]) if given.get("by") else None
        return membership.chat_view(self.world, membership.migrate(self.world, group, actor))

    async def set_member(self, request: web.Request) -> Json:
        """Add somebody, or change their standing."""
        given = await body(request)
        by = given.get("by")
        return self._set(request, str(given.get("status") or "member"), given, by)

    async def remove_member(self, request: web.Request) -> Json:
        """Remove somebody: left, or banned."""
        kicked = request.query.get("kicked", "") not in ("", "0", "false")
        return self._set(request, "kicked" if kicked else "left", {}, query_number(request, "by"))

    def _set(self, request: web.Request, status: str, given: dict[str, Any], by: int | None) -> Json:
        group = self.world.group(path_number(request, "chat_id"))
        account = self.world.account(path_number(request, "user_id"))
        if status == "left" and group.member(account.id) is None:
            raise Refused(409, f"{account.full_name} is not in {group.title}")
        member = membership.set_member(
            self.world,
            group,
            account,
            status,
            rights=given.get("rights"),
            is_anonymous=bool(given.get("is_anonymous")),
            custom_title=given.get("custom_title"),
            actor=self.world.account(by) if by is not None else None,
        )
        return member.as_json()


def add_routes(app: web.Application, world: World) -> None:
    """Register the handlers."""
    stage = Stage(world)
    route(app, "POST", "/control/bots", stage.add_bot)
    route(app, "GET", "/control/bots", stage.bots)
    route(app, "POST", "/control/people", stage.add_person)
    route(app, "GET", "/control/people", stage.people)
    route(app, "GET", "/control/people/{person_id}", stage.person)
    route(app, "POST", "/control/groups", stage.add_group)
    route(app, "PATCH", "/control/chats/{chat_id}", stage.change_group)
    route(app, "DELETE", "/control/chats/{chat_id}", stage.delete_group)
    route(app, "POST", "/control/chats/{chat_id}/migrate", stage.migrate)
    route(app, "PUT", "/control/chats/{chat_id}/members/{user_id}", stage.set_member)
    route(app, "DELETE", "/control/chats/{chat_id}/members/{user_id}", stage.remove_member)
