"""Files in memory: uploads, generated defaults, and the Bot API objects that describe them."""

import re
from typing import Any

from sandbox import samples
from sandbox.errors import ApiError, bad_request

DOWNLOAD_LIMIT = 20 * 1024 * 1024
UPLOAD_LIMIT = 50 * 1024 * 1024
PHOTO_LIMIT = 10 * 1024 * 1024
FOLDERS = {
    "photo": "photos", "video": "videos", "animation": "animations", "audio": "music", "voice": "voice",
    "video_note": "video_notes", "document": "documents", "sticker": "stickers",
}  # fmt: skip
NAMED_KINDS = frozenset({"video", "animation", "audio", "document"})
TIMED_KINDS = frozenset({"video", "animation", "audio", "voice", "video_note"})
SIZED_KINDS = frozenset({"photo", "video", "animation", "sticker"})


class StoredFile:
    """One file: its bytes and what Telegram says about it. `size` may claim more bytes than there are."""

    __slots__ = ("data", "duration", "extra", "file_id", "height", "kind", "mime", "name", "size", "unique_id", "width")

    def __init__(self, number: int, kind: str, data: bytes, mime: str, name: str | None, size: int | None) -> None:
        self.kind = kind
        self.data = data
        self.mime = mime
        self.name = name
        self.size = len(data) if size is None else size
        self.file_id = f"SbX{kind.replace('_', '')}-{number:06d}AAQ"
        self.unique_id = f"AQAD{number:06d}{kind[0]}"
        self.width, self.height = samples.picture_size(data) or (640, 360)
        self.duration = 1
        self.extra: dict[str, Any] = {}

    @property
    def path(self) -> str:
        """The file_path of getFile."""
        known = self.name or ""
        suffix = known.rpartition(".")[2] if "." in known else samples.suffix_of(self.mime)
        number = re.sub(r"\D", "", self.file_id)
        return f"{FOLDERS.get(self.kind, 'documents')}/file_{int(number)}.{suffix}"


class FileStore:
    """All files of the sandbox by file_id and by path."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}
        self._defaults: dict[str, StoredFile] = {}

    def add(
        self, kind: str, data: bytes, mime: str | None = None, name: str | None = None, size: int | None = None
    ) -> StoredFile:
        """Store bytes as a file of this kind; `size` claims another size than they have."""
        default_mime, default_name = samples.DEFAULTS[kind]
        stored = StoredFile(
            len(self._by_id) + 1,
            kind,
            data,
            mime or samples.sniff(data) or default_mime,
            name or (default_name if kind in NAMED_KINDS else None),
            size,
        )
        self._by_id[stored.file_id] = stored
        self._by_path[stored.path] = stored
        return stored

    def default(self, kind: str) -> StoredFile:
        """The small generated file of this kind, made once."""
        if kind not in self._defaults:
            self._defaults[kind] = self.add(kind, samples.make(kind))
        return self._defaults[kind]

    def get(self, file_id: str) -> StoredFile | None:
        """The file with this id; a photo's smaller size answers with the same file."""
        return self._by_id.get(file_id.removesuffix("-s"))

    def at_path(self, path: str) -> StoredFile | None:
        """The file that getFile named."""
        return self._by_path.get(path)

    def for_sending(self, file_id: str, kind: str) -> StoredFile:
        """A stored file that is to be sent again as `kind`.

        Raises:
            ApiError: 400 for an unknown id, and for a file that was stored as another kind.
        """
        stored = self.get(file_id)
        if stored is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        if stored.kind != kind and not (kind == "document" and stored.kind == "animation"):
            raise bad_request(f"can't use file of type {_type_name(stored.kind)} as {_type_name(kind)}")
        return stored

    def describe(self, stored: StoredFile, kind: str) -> dict[str, Any]:
        """The content fields of a message that carries the file, e.g. ``{"photo": [PhotoSize, …]}``."""
        base: dict[str, Any] = {
            "file_id": stored.file_id,
            "file_unique_id": stored.unique_id,
            "file_size": stored.size,
        }
        if kind == "photo":
            return {"photo": _photo_sizes(stored, base)}
        if kind in SIZED_KINDS:
            base.update(width=stored.width, height=stored.height)
        if kind in TIMED_KINDS:
            base["duration"] = stored.duration
        if kind == "video_note":
            base["length"] = 240
        elif kind == "sticker":
            base.update(type="regular", is_animated=False, is_video=False, emoji="👋", width=512, height=512)
        else:
            base["mime_type"] = stored.mime
        if kind in NAMED_KINDS and stored.name:
            base["file_name"] = stored.name
        base.update(stored.extra)
        content = {kind: base}
        if kind == "animation":
            # Telegram repeats it here for old bots.
            keys = ("file_id", "file_unique_id", "file_size", "mime_type", "file_name")
            content["document"] = {key: base[key] for key in keys if key in base}
        return content


def _photo_sizes(stored: StoredFile, base: dict[str, Any]) -> list[dict[str, Any]]:
    width, height = stored.width, stored.height
    ratio = 90 / max(width, height, 90)
    small = {
        "file_id": f"{stored.file_id}-s",
        "file_unique_id": f"{stored.unique_id}s",
        "file_size": min(stored.size, 1200),
        "width": max(1, int(width * ratio)),
        "height": max(1, int(height * ratio)),
    }
    return [small, {**base, "width": width, "height": height}]


def _type_name(kind: str) -> str:
    return {"video_note": "VideoNote", "voice": "VoiceNote"}.get(kind, kind.capitalize())


def check_upload(kind: str, size: int) -> None:
    """Refuse an upload that Telegram would refuse for its size."""
    if size > UPLOAD_LIMIT:
        raise ApiError(413, "Request Entity Too Large")
    if kind == "photo" and size > PHOTO_LIMIT:
        raise bad_request(f"file of size {size} bytes is too big for a photo; the maximum size is {PHOTO_LIMIT} bytes")
    if size == 0:
        raise bad_request("file must be non-empty")
