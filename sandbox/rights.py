"""Administrator rights and member permissions, with the defaults for people and for bots."""

from typing import Any

ADMIN_RIGHTS = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members",
    "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories",
    "can_delete_stories", "can_pin_messages", "can_manage_topics", "can_send_welcome_messages",
)  # fmt: skip
BOT_DEFAULTS = frozenset(
    {"can_manage_topics", "can_delete_messages", "can_pin_messages", "can_manage_chat", "can_invite_users"}
)
PERMISSIONS = (
    "can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos",
    "can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages",
    "can_add_web_page_previews", "can_react_to_messages", "can_edit_tag", "can_change_info", "can_invite_users",
    "can_pin_messages", "can_manage_topics",
)  # fmt: skip
# What an ordinary member may do in a new group.
DEFAULT_PERMISSIONS: dict[str, bool] = {
    name: name not in {"can_change_info", "can_pin_messages", "can_manage_topics"} for name in PERMISSIONS
}


def admin_rights(is_bot: bool, given: dict[str, Any] | None) -> dict[str, bool]:
    """All administrator flags: `given` ones as they are; when nothing is given, the defaults."""
    if given is None:
        return {name: (name in BOT_DEFAULTS if is_bot else True) for name in ADMIN_RIGHTS}
    return {name: bool(given.get(name, False)) for name in ADMIN_RIGHTS}
