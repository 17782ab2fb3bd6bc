"""Chats: private ones between a person and a bot, and groups with members and topics."""

from typing import Any

from sandbox.accounts import Account, BotAccount, Person
from sandbox.messages import Json, Message
from sandbox.rights import ADMIN_RIGHTS, DEFAULT_PERMISSIONS, PERMISSIONS

IN_CHAT = frozenset({"creator", "administrator", "member", "restricted"})


class Chat:
    """What private chats and groups have in common: numbered messages, of which some are pinned."""

    id: int
    type: str

    def __init__(self) -> None:
        self.messages: dict[int, Message] = {}
        self.next_id = 1
        self.pinned: list[int] = []
        self.last: Message | None = None
        self._bare: Json | None = None

    def bare(self) -> Json:
        """The Bot API `Chat` as it stands in messages; shared, so never change it."""
        if self._bare is None:
            self._bare = self._describe()
        return self._bare

    def _describe(self) -> Json:
        raise NotImplementedError

    def changed(self) -> None:
        """To be called when the title or the kind changed."""
        self._bare = None

    def alive(self, message_id: int) -> Message | None:
        """The message, unless it never existed or was deleted."""
        message = self.messages.get(message_id)
        return None if message is None or message.deleted else message

    def mark(self, view: Json) -> Json:
        """Add to a message view what only this kind of chat knows."""
        return view


class PrivateChat(Chat):
    """One person and one bot. Exists from the moment either is asked about the other; `started` makes it real."""

    type = "private"

    def __init__(self, bot: BotAccount, person: Person) -> None:
        super().__init__()
        self.id = person.id
        self.bot = bot
        self.person = person
        self.started = False
        self.blocked = False

    def _describe(self) -> Json:
        return self.person.as_private_chat()

    def mark(self, view: Json) -> Json:
        """Say which bot's chat this is."""
        view["bot_id"] = self.bot.id
        return view


class Member:
    """An account's standing in a group."""

    __slots__ = ("account", "custom_title", "is_anonymous", "rights", "status")

    def __init__(self, account: Account, status: str, rights: dict[str, bool] | None = None) -> None:
        self.account = account
        self.status = status
        self.rights: dict[str, bool] = rights or {}
        self.is_anonymous = False
        self.custom_title: str | None = None

    @property
    def is_in(self) -> bool:
        """Whether the account is in the group now."""
        return self.status in IN_CHAT

    @property
    def is_admin(self) -> bool:
        """Administrator or owner."""
        return self.status in ("administrator", "creator")

    def may(self, right: str) -> bool:
        """Whether an administrator right is held."""
        return self.status == "creator" or (self.status == "administrator" and self.rights.get(right, False))

    def as_json(self) -> Json:
        """The Bot API `ChatMember`."""
        result: Json = {"user": self.account.user, "status": self.status}
        if self.is_admin:
            result["is_anonymous"] = self.is_anonymous
            if self.custom_title:
                result["custom_title"] = self.custom_title
        if self.status == "administrator":
            result["can_be_edited"] = False
            result.update({name: self.rights.get(name, False) for name in ADMIN_RIGHTS})
        if self.status == "restricted":
            result["is_member"] = True
            result["until_date"] = 0
            result.update({name: self.rights.get(name, False) for name in PERMISSIONS})
        if self.status == "kicked":
            result["until_date"] = 0
        return result


class Topic:
    """A forum topic; its id is the id of the service message that opened it."""

    __slots__ = ("closed", "creator_id", "deleted", "icon_color", "icon_emoji", "id", "last", "name")

    def __init__(self, topic_id: int, name: str, icon_color: int, icon_emoji: str | None, creator_id: int) -> None:
        self.id = topic_id
        self.creator_id = creator_id
        self.name = name
        self.icon_color = icon_color
        self.icon_emoji = icon_emoji
        self.closed = False
        self.deleted = False
        self.last: Message | None = None

    def as_json(self) -> Json:
        """The Bot API `ForumTopic`."""
        result: Json = {"message_thread_id": self.id, "name": self.name, "icon_color": self.icon_color}
        if self.icon_emoji:
            result["icon_custom_emoji_id"] = self.icon_emoji
        return result

    def view(self) -> Json:
        """The `TopicView` of the control API."""
        return {
            **self.as_json(),
            "is_closed": self.closed,
            "is_deleted": self.deleted,
            "last_message": self.last.view() if self.last is not None else None,
        }


class Group(Chat):
    """A basic group or a supergroup, the latter perhaps a forum."""

    def __init__(self, group_id: int, title: str, kind: str, is_forum: bool) -> None:
        super().__init__()
        self.id = group_id
        self.title = title
        self.type = kind
        self.is_forum = is_forum
        self.members: dict[int, Member] = {}
        self.topics: dict[int, Topic] = {}
        self.permissions = dict(DEFAULT_PERMISSIONS)
        self.migrated_to: int | None = None
        self.deleted = False
        self.protected = False
        # A general command goes to the bot that wrote last, when there are several.
        self.last_bot: int | None = None

    @property
    def word(self) -> str:
        """What Telegram calls it in errors."""
        return "supergroup" if self.type == "supergroup" else "group"

    def _describe(self) -> Json:
        result: Json = {"id": self.id, "title": self.title, "type": self.type}
        if self.is_forum:
            result["is_forum"] = True
        if self.type == "group":
            result["all_members_are_administrators"] = False
        return result

    def member(self, user_id: int) -> Member | None:
        """The standing of somebody who is in the group now."""
        member = self.members.get(user_id)
        return member if member is not None and member.is_in else None

    def bots(self) -> list[tuple[BotAccount, Member]]:
        """The bots that are in the group."""
        return [(m.account, m) for m in self.members.values() if isinstance(m.account, BotAccount) and m.is_in]

    @property
    def owner(self) -> Account | None:
        """The creator, while there is one."""
        return next((m.account for m in self.members.values() if m.status == "creator"), None)

    def allows(self, member: Member, permission: str) -> bool:
        """Whether a member may do what `permission` names (sending included)."""
        if member.is_admin:
            return permission.startswith(("can_send", "can_add", "can_react")) or member.may(permission)
        if member.status == "restricted":
            return member.rights.get(permission, False)
        return self.permissions.get(permission, False)

    def full(self) -> Json:
        """The fields that only getChat shows."""
        extra: dict[str, Any] = {"permissions": dict(self.permissions)}
        if self.protected:
            extra["has_protected_content"] = True
        return extra
