"""Deleting and pinning messages, and reacting to them."""

from sandbox.bot_api.call import Call, method
from sandbox.bot_api.targets import chat_of, message_of, own_standing
from sandbox.chats import Group
from sandbox.errors import bad_request
from sandbox.membership import note_chat, service
from sandbox.messages import Json, Message
from sandbox.reactions import ALLOWED_EMOJI, set_reaction

DELETE_WITHIN = 48 * 3600
DICE_AFTER = 24 * 3600


def _check_deletable(call: Call, message: Message) -> None:
    chat = message.chat
    age = call.world.clock.now() - message.date
    own = message.sender.id == call.bot.id
    if "forum_topic_created" in message.content or "supergroup_chat_created" in message.content:
        raise bad_request("message can't be deleted")
    if isinstance(chat, Group):
        if own_standing(call, chat).may("can_delete_messages"):
            return
        if not own:
            raise bad_request("message can't be deleted")
    elif message.kind == "dice" and age < DICE_AFTER:
        raise bad_request("message can't be deleted")
    if age > DELETE_WITHIN:
        raise bad_request("message can't be deleted for everyone")


@method("deleteMessage")
def delete_message(call: Call) -> bool:
    """Delete one message: an own one for 48 hours, in groups with the right any at any time."""
    message = message_of(call, chat_of(call), "delete")
    _check_deletable(call, message)
    call.world.delete(message)
    call.message_ids.append(message.id)
    return True


@method("deleteMessages")
def delete_messages(call: Call) -> bool:
    """Delete up to 100 messages; those that do not exist are passed over."""
    chat = chat_of(call)
    ids = call.params.json("message_ids")
    if not isinstance(ids, list) or not ids:
        raise bad_request("message identifiers are not specified")
    if len(ids) > 100:
        raise bad_request("too many messages to delete")
    found = [message for message in map(chat.alive, ids) if message is not None]
    for message in found:
        _check_deletable(call, message)
    for message in found:
        call.world.delete(message)
        call.message_ids.append(message.id)
    return True


@method("setMessageReaction")
def set_message_reaction(call: Call) -> bool:
    """One ordinary emoji, or none. The bot hears nothing of its own reactions."""
    message = message_of(call, chat_of(call), "react")
    given = call.params.json("reaction") or []
    if not isinstance(given, list):
        raise bad_request("can't parse reaction types: expected an Array")
    if message.kind == "service":
        raise bad_request("REACTION_INVALID")
    if len(given) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    chosen: list[Json] = []
    for reaction in given:
        if not isinstance(reaction, dict) or reaction.get("type") != "emoji":
            raise bad_request("REACTION_INVALID")
        emoji = reaction.get("emoji")
        if emoji not in ALLOWED_EMOJI:
            raise bad_request("REACTION_INVALID")
        chosen.append({"type": "emoji", "emoji": emoji})
    if isinstance(message.chat, Group):
        member = own_standing(call, message.chat)
        if not message.chat.allows(member, "can_react_to_messages"):
            raise bad_request("not enough rights to react to the message")
    set_reaction(call.world, message, call.bot.user, False, chosen, report=False)
    call.message_ids.append(message.id)
    return True


def _may_pin(call: Call, group: Group) -> None:
    member = own_standing(call, group)
    if not member.may("can_pin_messages") and not (
        member.status == "member" and group.permissions.get("can_pin_messages")
    ):
        raise bad_request("not enough rights to manage pinned messages in the chat")


@method("pinChatMessage")
def pin_chat_message(call: Call) -> bool:
    """Pin a message; a service message says so."""
    chat = chat_of(call)
    message = message_of(call, chat, "pin")
    if isinstance(chat, Group):
        _may_pin(call, chat)
    if message.kind == "service":
        raise bad_request("message can't be pinned")
    if message.pinned:
        return True
    message.pinned = True
    chat.pinned.insert(0, message.id)
    call.world.events.note("message_edited", message.view)
    notice = service(
        call.world, chat, call.bot, {"pinned_message": message.as_json(with_reply=False)}, thread_id=message.thread_id
    )
    call.message_ids.append(notice.id)
    note_chat(call.world, chat)
    return True


@method("unpinChatMessage")
def unpin_chat_message(call: Call) -> bool:
    """Unpin a message, or the newest pinned one."""
    chat = chat_of(call)
    if isinstance(chat, Group):
        _may_pin(call, chat)
    message_id = call.params.integer("message_id") or (chat.pinned[0] if chat.pinned else None)
    if message_id is None or chat.alive(message_id) is None:
        raise bad_request("message to unpin not found")
    message = chat.messages[message_id]
    if message.pinned:
        message.pinned = False
        chat.pinned.remove(message.id)
        call.world.events.note("message_edited", message.view)
        note_chat(call.world, chat)
    return True
