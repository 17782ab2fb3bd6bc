"""People and bots: who they are, as Bot API `User` objects."""

from typing import Any

from sandbox.updates import UpdateQueue

# Telegram's own accounts that stand in `from` when a chat writes in its own name.
GROUP_ANONYMOUS_BOT = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}
CHANNEL_BOT = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}


class Person:
    """Somebody with a Telegram account."""

    is_bot = False

    def __init__(
        self,
        person_id: int,
        name: str,
        *,
        last_name: str | None = None,
        username: str | None = None,
        language_code: str | None = None,
        is_premium: bool = False,
    ) -> None:
        self.id = person_id
        self.name = name
        self.username = username
        self.language_code = language_code
        self.user: dict[str, Any] = {"id": person_id, "is_bot": False, "first_name": name}
        if last_name:
            self.user["last_name"] = last_name
        if username:
            self.user["username"] = username
        if language_code:
            self.user["language_code"] = language_code
        if is_premium:
            self.user["is_premium"] = True

    @property
    def full_name(self) -> str:
        """First and last name, as other people see it."""
        last = self.user.get("last_name")
        return f"{self.name} {last}" if last else self.name

    def as_private_chat(self) -> dict[str, Any]:
        """The Bot API `Chat` of this person's private chat."""
        chat = {"id": self.id, "type": "private", "first_name": self.name}
        for key in ("last_name", "username"):
            if key in self.user:
                chat[key] = self.user[key]
        return chat


class BotAccount:
    """A registered bot with its token, its commands, and the updates it has not confirmed yet."""

    is_bot = True

    def __init__(
        self,
        bot_id: int,
        token: str,
        username: str,
        name: str,
        *,
        can_join_groups: bool = True,
        privacy_mode: bool = True,
    ) -> None:
        self.id = bot_id
        self.token = token
        self.username = username
        self.name = name
        self.can_join_groups = can_join_groups
        self.privacy_mode = privacy_mode
        self.user: dict[str, Any] = {"id": bot_id, "is_bot": True, "first_name": name, "username": username}
        self.updates = UpdateQueue()
        # (scope as canonical JSON, language code or "") -> list of commands
        self.commands: dict[tuple[str, str], list[dict[str, str]]] = {}

    @property
    def full_name(self) -> str:
        """The bot's name."""
        return self.name

    def as_me(self) -> dict[str, Any]:
        """The answer of getMe."""
        return {
            **self.user,
            "can_join_groups": self.can_join_groups,
            "can_read_all_group_messages": not self.privacy_mode,
            "supports_inline_queries": False,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }

    def view(self) -> dict[str, Any]:
        """The `BotView` of the control API."""
        return {**self.as_me(), "token": self.token, "privacy_mode": self.privacy_mode}


Account = Person | BotAccount
