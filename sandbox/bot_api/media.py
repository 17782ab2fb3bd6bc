"""Sending files: one, or an album."""

from typing import Any

from sandbox import content
from sandbox.bot_api import compose
from sandbox.bot_api.call import Call, method
from sandbox.bot_api.sending import deliver
from sandbox.bot_api.targets import target_of
from sandbox.errors import bad_request
from sandbox.files import StoredFile, check_upload
from sandbox.messages import Json, Message

# Which kinds may stand together in an album.
ALBUM_FAMILIES = {"photo": "picture", "video": "picture", "audio": "audio", "document": "document"}
WITHOUT_CAPTION = frozenset({"sticker", "video_note"})


def stored_file(call: Call, given: Any, kind: str, upload_name: str) -> StoredFile:
    """The file a parameter means: an upload beside it, ``attach://name``, or a file_id.

    Raises:
        ApiError: 400 when there is none, 413 over 50 MB. Addresses on the web are not fetched.
    """
    uploads = call.params.uploads
    if isinstance(given, str) and given.startswith("attach://"):
        upload_name = given.removeprefix("attach://")
        given = None
    if upload_name in uploads and not given:
        upload = uploads[upload_name]
        check_upload(kind, len(upload.data))
        mime = upload.mime if upload.mime != "application/octet-stream" else None
        return call.world.files.add(kind, upload.data, mime, upload.name)
    if not isinstance(given, str) or not given:
        raise bad_request(f"there is no {kind.replace('_', ' ')} in the request")
    return call.world.files.for_sending(given, kind)


def media_fields(call: Call, kind: str, stored: StoredFile, options: Json) -> Json:
    """The content of a media message without its caption; `options` are the call's extra fields."""
    fields = call.world.files.describe(stored, kind)
    media = fields[kind]
    changes: Json = {}
    for name in ("duration", "width", "height"):
        value = options.get(name)
        if value is not None and kind in ("video", "animation", "audio", "voice", "video_note") and name in media:
            changes[name] = int(value)
    for name in ("performer", "title"):
        if kind == "audio" and options.get(name):
            changes[name] = str(options[name])
    if changes:
        fields = {**fields, kind: {**media, **changes}}
    if options.get("has_spoiler") in (True, "true", "True", "1") and kind in ("photo", "video", "animation"):
        fields["has_media_spoiler"] = True
    return fields


def _send_file(call: Call, kind: str) -> Json:
    target = target_of(call, kind)
    stored = stored_file(call, call.params.raw(kind), kind, kind)
    fields = media_fields(call, kind, stored, call.params.values)
    if kind not in WITHOUT_CAPTION:
        fields.update(compose.caption_fields(call))
    return deliver(call, target, kind, fields).as_json()


@method("sendPhoto")
def send_photo(call: Call) -> Json:
    """A picture, at most 10 MB."""
    return _send_file(call, "photo")


@method("sendVideo")
def send_video(call: Call) -> Json:
    """A video."""
    return _send_file(call, "video")


@method("sendAnimation")
def send_animation(call: Call) -> Json:
    """A GIF or a silent video."""
    return _send_file(call, "animation")


@method("sendAudio")
def send_audio(call: Call) -> Json:
    """Music."""
    return _send_file(call, "audio")


@method("sendVoice")
def send_voice(call: Call) -> Json:
    """A voice message."""
    return _send_file(call, "voice")


@method("sendVideoNote")
def send_video_note(call: Call) -> Json:
    """A round video."""
    return _send_file(call, "video_note")


@method("sendDocument")
def send_document(call: Call) -> Json:
    """Any file."""
    return _send_file(call, "document")


@method("sendSticker")
def send_sticker(call: Call) -> Json:
    """A sticker."""
    return _send_file(call, "sticker")


def input_media(call: Call, item: Any) -> tuple[str, Json]:
    """Kind and content of one InputMedia object."""
    if not isinstance(item, dict) or "type" not in item:
        raise bad_request("can't parse InputMedia: can't find field \"type\"")
    kind = item["type"]
    if kind not in ("photo", "video", "animation", "audio", "document"):
        raise bad_request("can't parse InputMedia: invalid media type specified")
    if not item.get("media"):
        raise bad_request("can't parse InputMedia: media not found")
    stored = stored_file(call, item["media"], kind, "")
    fields = media_fields(call, kind, stored, item)
    if item.get("caption"):
        source, entities = compose.format_text(
            call, item["caption"], item.get("parse_mode") or "", item.get("caption_entities")
        )
        fields.update(content.caption(source, entities))
    return kind, fields


@method("sendMediaGroup")
def send_media_group(call: Call) -> list[Json]:
    """An album of 2 to 10 files: pictures with videos, or only audio, or only documents."""
    given = call.params.json("media")
    if not isinstance(given, list):
        raise bad_request("can't parse media JSON object")
    if not 2 <= len(given) <= 10:
        raise bad_request("group send failed: an album holds 2 to 10 items")
    items = [input_media(call, item) for item in given]
    if any(kind not in ALBUM_FAMILIES for kind, _ in items) or len({ALBUM_FAMILIES[kind] for kind, _ in items}) > 1:
        raise bad_request("can't use the media of the specified type in the album")
    target = target_of(call, items[0][0])
    call.charge(target.chat, len(items))
    album = call.world.new_album()
    protected = call.params.flag("protect_content")
    sent = [
        call.post(
            Message(
                target.chat,
                call.bot,
                kind,
                fields,
                thread_id=target.thread_id,
                reply_to=target.reply_to,
                quote=target.quote,
                album=album,
                protected=protected,
            )
        )
        for kind, fields in items
    ]
    return [message.as_json() for message in sent]
