"""Reading: the bot itself, chats, members, files; and leaving."""

from sandbox.accounts import Account
from sandbox.bot_api.call import Call, method
from sandbox.bot_api.targets import chat_of
from sandbox.chats import Group, Member, PrivateChat
from sandbox.errors import bad_request
from sandbox.files import DOWNLOAD_LIMIT
from sandbox.membership import set_member
from sandbox.messages import Json


@method("getMe")
def get_me(call: Call) -> Json:
    """The bot."""
    return call.bot.as_me()


@method("getMyName")
def get_my_name(call: Call) -> Json:
    """The bot's name."""
    return {"name": call.bot.name}


@method("getMyDescription")
def get_my_description(call: Call) -> Json:
    """Always empty."""
    return {"description": ""}


@method("getMyShortDescription")
def get_my_short_description(call: Call) -> Json:
    """Always empty."""
    return {"short_description": ""}


@method("logOut", "close")
def log_out(call: Call) -> bool:
    """Nothing to do here."""
    return True


@method("getChat")
def get_chat(call: Call) -> Json:
    """Everything about a chat; works for a person who blocked the bot."""
    chat = chat_of(call, writing=False)
    result: Json = {
        **chat.bare(),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": False,
            "limited_gifts": False,
            "unique_gifts": False,
            "premium_subscription": False,
            "gifts_from_channels": False,
        },
    }
    if isinstance(chat, Group):
        result.update(chat.full())
    if chat.pinned:
        result["pinned_message"] = chat.messages[chat.pinned[0]].as_json(with_reply=False)
    return result


@method("getChatMember")
def get_chat_member(call: Call) -> Json:
    """The standing of somebody in a group."""
    chat = chat_of(call, writing=False)
    user_id = call.params.integer("user_id")
    if isinstance(chat, PrivateChat):
        both: dict[int, Account] = {chat.person.id: chat.person, chat.bot.id: chat.bot}
        account = both.get(user_id or 0)
        if account is None:
            raise bad_request("member not found")
        return Member(account, "member").as_json()
    assert isinstance(chat, Group)
    member = chat.members.get(user_id or 0)
    if member is not None:
        return member.as_json()
    known = call.world.people.get(user_id or 0) or call.world.bots.get(user_id or 0)
    if known is None:
        raise bad_request("invalid user_id specified" if not user_id else "PARTICIPANT_ID_INVALID")
    return Member(known, "left").as_json()


def _group_only(call: Call) -> Group:
    chat = chat_of(call, writing=False)
    if not isinstance(chat, Group):
        raise bad_request("there are no administrators in the private chat")
    return chat


@method("getChatAdministrators")
def get_chat_administrators(call: Call) -> list[Json]:
    """Owner and administrators, without other bots."""
    group = _group_only(call)
    return [
        member.as_json()
        for member in group.members.values()
        if member.is_admin and (not member.account.is_bot or member.account.id == call.bot.id)
    ]


@method("getChatMemberCount")
def get_chat_member_count(call: Call) -> int:
    """How many are in the group."""
    chat = chat_of(call, writing=False)
    return sum(1 for member in chat.members.values() if member.is_in) if isinstance(chat, Group) else 2


@method("leaveChat")
def leave_chat(call: Call) -> bool:
    """The bot leaves a group."""
    chat = chat_of(call)
    if not isinstance(chat, Group):
        raise bad_request("chat member status can't be changed in private chats")
    set_member(call.world, chat, call.bot, "left", actor=call.bot)
    return True


@method("getFile")
def get_file(call: Call) -> Json:
    """Where a file can be fetched, up to 20 MB."""
    file_id = call.params.text("file_id")
    stored = call.world.files.get(file_id)
    if stored is None:
        raise bad_request("invalid file_id" if file_id else "file_id is not specified")
    if stored.size > DOWNLOAD_LIMIT:
        raise bad_request("file is too big")
    return {
        "file_id": file_id,
        "file_unique_id": stored.unique_id,
        "file_size": stored.size,
        "file_path": stored.path,
    }


@method("getUserProfilePhotos")
def get_user_profile_photos(call: Call) -> Json:
    """Nobody has a picture here."""
    if (call.params.integer("user_id") or 0) not in call.world.people:
        raise bad_request("user not found")
    return {"total_count": 0, "photos": []}
