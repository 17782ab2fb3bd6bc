"""Editing the bot's own messages."""

from sandbox.bot_api import compose
from sandbox.bot_api.call import Call, method
from sandbox.bot_api.copying import CAPTION_KEYS, CAPTION_KINDS
from sandbox.bot_api.media import ALBUM_FAMILIES, input_media
from sandbox.bot_api.targets import chat_of, message_of
from sandbox.errors import NOT_MODIFIED, bad_request
from sandbox.messages import Json, Message


def _editable(call: Call) -> Message:
    message = message_of(call, chat_of(call), "edit")
    own = message.sender.id == call.bot.id and message.kind != "service"
    if not own or message.forward_origin is not None:
        raise bad_request("message can't be edited")
    return message


def _apply(call: Call, message: Message, fields: Json, kind: str | None = None) -> Json:
    """Put new content and buttons in place, unless both are what they were."""
    markup, _ = compose.markup_of(call)
    if fields == message.content and markup == message.markup:
        raise bad_request(NOT_MODIFIED)
    call.charge(message.chat)
    content_changed = fields != message.content
    message.content = fields
    message.markup = markup
    if kind is not None:
        message.kind = kind
    call.message_ids.append(message.id)
    # Telegram shows "edited" for content only, not for buttons.
    call.world.edited(message, by_bot=True, mark=content_changed)
    return message.as_json()


@method("editMessageText")
def edit_message_text(call: Call) -> Json:
    """New text, and the buttons as given: none given takes them away."""
    message = _editable(call)
    if message.kind != "text":
        raise bad_request("there is no text in the message to edit")
    fields = compose.text_fields(call)
    preview = compose.preview_fields(call)
    return _apply(call, message, {**fields, **preview})


@method("editMessageCaption")
def edit_message_caption(call: Call) -> Json:
    """New caption; an empty one takes it away."""
    message = _editable(call)
    if message.kind not in CAPTION_KINDS:
        raise bad_request("there is no caption in the message to edit")
    fields = {key: value for key, value in message.content.items() if key not in CAPTION_KEYS}
    fields.update(compose.caption_fields(call))
    return _apply(call, message, fields)


@method("editMessageMedia")
def edit_message_media(call: Call) -> Json:
    """Another file in place of the one that is there."""
    message = _editable(call)
    if message.kind not in CAPTION_KINDS and message.kind != "text":
        raise bad_request("message can't be edited")
    kind, fields = input_media(call, call.params.json("media"))
    if message.album is not None and ALBUM_FAMILIES.get(kind) != ALBUM_FAMILIES.get(message.kind):
        raise bad_request("can't use the media of the specified type in the album")
    return _apply(call, message, fields, kind)


@method("editMessageReplyMarkup")
def edit_message_reply_markup(call: Call) -> Json:
    """Other buttons, or none."""
    message = _editable(call)
    return _apply(call, message, message.content)
