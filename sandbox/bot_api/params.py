"""The parameters of a call, however they came: JSON, urlencoded, query string, or multipart."""

from dataclasses import dataclass
from typing import Any

import orjson
from aiohttp import web

from sandbox.errors import bad_request


@dataclass(slots=True)
class Upload:
    """A file that came with a multipart call."""

    name: str
    mime: str
    data: bytes


class Params:
    """Named values with Telegram's tolerance: numbers and booleans may be strings, objects may be JSON text."""

    __slots__ = ("uploads", "values")

    def __init__(self, values: dict[str, Any], uploads: dict[str, Upload]) -> None:
        self.values = values
        self.uploads = uploads

    def raw(self, name: str) -> Any:
        """The value as it came; None when it is missing."""
        return self.values.get(name)

    def text(self, name: str, default: str = "") -> str:
        """A string."""
        value = self.values.get(name)
        if value is None:
            return default
        if isinstance(value, bytes):
            raise bad_request("strings must be encoded in UTF-8")
        return value if isinstance(value, str) else str(value)

    def integer(self, name: str, default: int | None = None) -> int | None:
        """A whole number, or the default when it is missing or no number (which Telegram tolerates)."""
        value = self.values.get(name)
        if isinstance(value, int):
            return int(value)
        if isinstance(value, str):
            try:
                return int(value)
            except ValueError:
                return default
        return default

    def number(self, name: str) -> float | None:
        """A decimal number."""
        value = self.values.get(name)
        if isinstance(value, int | float):
            return float(value)
        try:
            return float(value) if isinstance(value, str) else None
        except ValueError:
            return None

    def flag(self, name: str) -> bool:
        """A boolean; absent means false."""
        value = self.values.get(name)
        if isinstance(value, str):
            return value.lower() in ("true", "yes", "1")
        return bool(value)

    def json(self, name: str) -> Any:
        """An object or a list, parsed when it came as text.

        Raises:
            ApiError: 400 when the text is no JSON.
        """
        value = self.values.get(name)
        if isinstance(value, str):
            if not value:
                return None
            try:
                return orjson.loads(value)
            except orjson.JSONDecodeError:
                raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None
        return value


async def read_params(request: web.Request) -> Params:
    """Read the body and the query string of a call.

    Raises:
        ApiError: 400 for a body that is no JSON object, 413 for one that is too large.
    """
    values: dict[str, Any] = dict(request.query) if request.query_string else {}
    uploads: dict[str, Upload] = {}
    if request.method == "POST" and request.body_exists:
        kind = request.content_type
        if kind == "application/json":
            body = await request.read()
            try:
                parsed = orjson.loads(body) if body else {}
            except orjson.JSONDecodeError:
                raise bad_request("can't parse JSON encoded request") from None
            if not isinstance(parsed, dict):
                raise bad_request("object expected as JSON encoded request")
            values.update(parsed)
        elif kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
            for name, value in (await request.post()).items():
                if isinstance(value, web.FileField):
                    uploads[name] = Upload(value.filename, value.content_type, value.file.read())
                else:
                    values[name] = value
    return Params(values, uploads)
