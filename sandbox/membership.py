"""Groups and who is in them: making, joining, leaving, rights, migration; and blocking in private chats."""

from typing import Any

from sandbox.accounts import Account, BotAccount, Person
from sandbox.chats import Group, Member, PrivateChat
from sandbox.errors import Refused
from sandbox.messages import Json, Message
from sandbox.rights import PERMISSIONS, admin_rights
from sandbox.world import World

STATUSES = ("creator", "administrator", "member", "restricted", "left", "kicked")


def chat_view(world: World, chat: Any) -> Json:
    """The `ChatView` of the control API."""
    view: Json = dict(chat.bare())
    view["pinned"] = list(chat.pinned)
    last = chat.last
    view["last_message"] = last.view() if last is not None else None
    if isinstance(chat, PrivateChat):
        view.update(bot_id=chat.bot.id, bot=chat.bot.user, started=chat.started, blocked=chat.blocked)
    elif isinstance(chat, Group):
        view.pop("all_members_are_administrators", None)
        view["is_forum"] = chat.is_forum
        view["permissions"] = dict(chat.permissions)
        view["members"] = [member.as_json() for member in chat.members.values() if member.is_in]
        if chat.migrated_to is not None:
            view["migrated_to"] = chat.migrated_to
        if chat.deleted:
            view["deleted"] = True
    return view


def note_chat(world: World, chat: Any) -> None:
    """Tell listeners that a chat changed."""
    world.events.note("chat", lambda: chat_view(world, chat))


def service(world: World, group: Any, actor: Account, content: Json, **more: Any) -> Message:
    """Post a service message."""
    return world.post(Message(group, actor, "service", content, **more))


def create_group(world: World, title: str, owner: Person, kind: str, is_forum: bool, members: list[Account]) -> Group:
    """A new group, made by its owner."""
    if kind not in ("supergroup", "basic"):
        raise Refused(400, "kind must be supergroup or basic")
    if is_forum and kind == "basic":
        raise Refused(400, "only supergroups can be forums")
    if not title:
        raise Refused(400, "a group needs a title")
    group = Group(world.new_group_id(kind), title, "supergroup" if kind == "supergroup" else "group", is_forum)
    world.groups[group.id] = group
    group.members[owner.id] = Member(owner, "creator")
    key = "supergroup_chat_created" if kind == "supergroup" else "group_chat_created"
    service(world, group, owner, {key: True})
    for account in members:
        if account.id != owner.id:
            set_member(world, group, account, "member", actor=owner)
    note_chat(world, group)
    return group


def set_member(
    world: World,
    group: Group,
    account: Account,
    status: str,
    *,
    rights: dict[str, Any] | None = None,
    is_anonymous: bool = False,
    custom_title: str | None = None,
    actor: Account | None = None,
) -> Member:
    """Give somebody a standing in a group, with all messages and updates that this causes.

    Raises:
        Refused: 400 for an unknown status, 409 when the bot may not join groups or the group has moved.
    """
    if status not in STATUSES:
        raise Refused(400, f"status must be one of {', '.join(STATUSES)}")
    if group.migrated_to is not None:
        raise Refused(409, f"the group became the supergroup {group.migrated_to}")
    before = group.members.get(account.id) or Member(account, "left")
    after = Member(account, status)
    if status == "administrator":
        after.rights = admin_rights(account.is_bot, rights)
    elif status == "restricted":
        after.rights = {name: bool((rights or {}).get(name, False)) for name in PERMISSIONS}
    after.is_anonymous = is_anonymous and after.is_admin
    after.custom_title = custom_title
    if after.is_in and not before.is_in and isinstance(account, BotAccount) and not account.can_join_groups:
        raise Refused(409, "this bot cannot be added to groups")
    doer = actor or (account if not after.is_in and status == "left" else group.owner) or account
    if before.is_in and not after.is_in:
        # The bot that goes hears of its going, so it is told while it is still in.
        service(world, group, doer, {"left_chat_member": account.user})
    group.members[account.id] = after
    _report_change(world, group, doer, before, after)
    if after.is_in and not before.is_in:
        service(world, group, doer, {"new_chat_members": [account.user]})
    note_chat(world, group)
    return after


def _report_change(world: World, group: Group, doer: Account, before: Member, after: Member) -> None:
    old, new = before.as_json(), after.as_json()
    if old == new:
        return
    update = {
        "chat": group.bare(),
        "from": doer.user,
        "date": world.clock.date(),
        "old_chat_member": old,
        "new_chat_member": new,
    }
    for bot, member in [*group.bots(), *([(after.account, after)] if not after.is_in else [])]:
        if not isinstance(bot, BotAccount):
            continue
        if bot.id == after.account.id:
            bot.updates.put_object("my_chat_member", update)
        elif member.is_admin:
            bot.updates.put_object("chat_member", update)


def set_blocked(world: World, chat: PrivateChat, blocked: bool) -> None:
    """The person blocks or unblocks the bot; the bot hears of it when it changes something."""
    if chat.blocked == blocked:
        return
    chat.blocked = blocked
    member: Json = {"user": chat.bot.user, "status": "member"}
    banned: Json = {"user": chat.bot.user, "status": "kicked", "until_date": 0}
    old, new = (member, banned) if blocked else (banned, member)
    chat.bot.updates.put_object(
        "my_chat_member",
        {
            "chat": chat.bare(),
            "from": chat.person.user,
            "date": world.clock.date(),
            "old_chat_member": old,
            "new_chat_member": new,
        },
    )
    note_chat(world, chat)


def migrate(world: World, group: Group, actor: Account | None = None) -> Group:
    """Turn a basic group into a supergroup with a new id. The old messages stay behind."""
    if group.type != "group":
        raise Refused(409, "the group is a supergroup already")
    if group.migrated_to is not None:
        raise Refused(409, f"the group became the supergroup {group.migrated_to} already")
    doer = actor or group.owner
    if doer is None:
        raise Refused(409, "the group has no owner")
    new = Group(world.new_group_id("supergroup"), group.title, "supergroup", False)
    new.members = {user_id: member for user_id, member in group.members.items() if member.is_in}
    new.permissions = dict(group.permissions)
    world.groups[new.id] = new
    service(world, group, doer, {"migrate_to_chat_id": new.id})
    group.migrated_to = new.id
    service(world, new, doer, {"migrate_from_chat_id": group.id})
    note_chat(world, group)
    note_chat(world, new)
    return new


def delete_group(world: World, group: Group) -> None:
    """The owner deletes the group for everybody."""
    group.deleted = True
    note_chat(world, group)


def change_group(world: World, group: Group, changes: dict[str, Any]) -> None:
    """Title, forum mode, protection, and default permissions.

    Raises:
        Refused: 400 for a basic group that shall become a forum.
    """
    actor = group.owner
    if changes.get("is_forum") and group.type != "supergroup":
        raise Refused(400, "only supergroups can be forums")
    title = changes.get("title")
    if title and title != group.title:
        group.title = title
        group.changed()
        if actor is not None:
            service(world, group, actor, {"new_chat_title": title})
    if "is_forum" in changes:
        group.is_forum = bool(changes["is_forum"])
        group.changed()
    if "protect_content" in changes:
        group.protected = bool(changes["protect_content"])
    for name, value in (changes.get("permissions") or {}).items():
        if name not in PERMISSIONS:
            raise Refused(400, f"unknown permission: {name}")
        group.permissions[name] = bool(value)
    note_chat(world, group)
