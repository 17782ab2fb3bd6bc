"""Sending what has no file: text, location, venue, contact, dice, poll; and chat actions."""

from typing import Any

from sandbox import content
from sandbox.bot_api import compose
from sandbox.bot_api.call import Call, method
from sandbox.bot_api.targets import Target, chat_of, target_of
from sandbox.chats import Group, PrivateChat
from sandbox.errors import THREAD_NOT_FOUND, bad_request
from sandbox.messages import Json, Message

ACTIONS = frozenset(
    {
        "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "record_audio",
        "upload_audio", "upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note",
    }
)  # fmt: skip


def deliver(call: Call, target: Target, kind: str, fields: Json, **more: Any) -> Message:
    """Charge the limits and post a message of the bot at the target."""
    markup, keyboard = compose.markup_of(call)
    effect = call.params.text("message_effect_id") or None
    if effect and not isinstance(target.chat, PrivateChat):
        raise bad_request("message effects can be used only in private chats")
    call.charge(target.chat)
    return call.post(
        Message(
            target.chat,
            call.bot,
            kind,
            fields,
            thread_id=target.thread_id,
            reply_to=target.reply_to,
            quote=target.quote,
            markup=markup,
            keyboard=keyboard,
            effect_id=effect,
            protected=call.params.flag("protect_content"),
            **more,
        )
    )


@method("sendMessage")
def send_message(call: Call) -> Json:
    """A text."""
    target = target_of(call, "text")
    fields = compose.text_fields(call)
    if "link_preview_options" in call.params.values or "disable_web_page_preview" in call.params.values:
        fields.update(compose.preview_fields(call))
    return deliver(call, target, "text", fields).as_json()


def _coordinates(call: Call) -> tuple[float, float]:
    latitude, longitude = call.params.number("latitude"), call.params.number("longitude")
    if latitude is None or longitude is None:
        raise bad_request("latitude or longitude is not specified")
    return latitude, longitude


@method("sendLocation")
def send_location(call: Call) -> Json:
    """A point on the map."""
    target = target_of(call, "location")
    point = content.location(
        *_coordinates(call), live_period=call.params.integer("live_period"), heading=call.params.integer("heading")
    )
    return deliver(call, target, "location", point).as_json()


@method("sendVenue")
def send_venue(call: Call) -> Json:
    """A named place."""
    target = target_of(call, "venue")
    place = content.venue(*_coordinates(call), call.params.text("title"), call.params.text("address"))
    return deliver(call, target, "venue", place).as_json()


@method("sendContact")
def send_contact(call: Call) -> Json:
    """A telephone number with a name."""
    target = target_of(call, "contact")
    params = call.params
    card = content.contact(params.text("phone_number"), params.text("first_name"), params.text("last_name") or None)
    return deliver(call, target, "contact", card).as_json()


@method("sendDice")
def send_dice(call: Call) -> Json:
    """A die that is thrown now."""
    target = target_of(call, "dice")
    return deliver(call, target, "dice", content.dice(call.params.text("emoji") or None)).as_json()


@method("sendPoll")
def send_poll(call: Call) -> Json:
    """A poll or a quiz."""
    target = target_of(call, "poll")
    params = call.params
    options = params.json("options")
    if not isinstance(options, list):
        raise bad_request("can't parse options JSON object")
    correct = params.json("correct_option_ids")
    poll = content.poll(
        call.world.new_query_id(),
        params.text("question"),
        content.option_texts(options),
        is_anonymous=params.flag("is_anonymous") if "is_anonymous" in params.values else True,
        kind=params.text("type") or "regular",
        allows_multiple_answers=params.flag("allows_multiple_answers"),
        correct_option_id=correct[0] if isinstance(correct, list) and correct else params.integer("correct_option_id"),
    )
    return deliver(call, target, "poll", poll).as_json()


@method("sendChatAction")
def send_chat_action(call: Call) -> bool:
    """*typing…* and its like: nothing is stored."""
    chat = chat_of(call)
    action = call.params.text("action")
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    thread_id = call.params.integer("message_thread_id")
    if thread_id:
        topic = chat.topics.get(thread_id) if isinstance(chat, Group) else None
        if topic is None or topic.deleted:
            raise bad_request(THREAD_NOT_FOUND)
    data: Json = {"chat_id": chat.id, "bot_id": call.bot.id, "action": action}
    if thread_id:
        data["message_thread_id"] = thread_id
    call.world.events.note("chat_action", lambda: data)
    return True
