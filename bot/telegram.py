"""The Bot API over HTTP, lean: one JSON call in, the plain result out.

aiogram reads what comes in; what goes out is already data (the outbox keeps Bot API parameters), so building
aiogram's method objects and parsing its answers into models would only cost time. `docs/decisions/0002` has the
measurements.
"""

from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import aiohttp
import orjson

OFFICIAL = "https://api.telegram.org"

UPLOAD_TIMEOUT = 600.0
"""Seconds for a call with files; 50 MB take a while on a slow line."""


class TelegramError(Exception):
    """A call that did not succeed."""


class Refusal(TelegramError):
    """Telegram answered no.

    `code` is its error code, `description` its words. `retry_after` (seconds) comes with a 429, `migrate_to` when a
    group became a supergroup and has this id now.
    """

    def __init__(self, code: int, description: str, retry_after: int | None, migrate_to: int | None) -> None:
        super().__init__(f"{code} {description}")
        self.code = code
        self.description = description
        self.retry_after = retry_after
        self.migrate_to = migrate_to

    @property
    def passing(self) -> bool:
        """True when the same call may succeed later: limits and faults on Telegram's side."""
        return self.code == 429 or self.code >= 500


class Unreachable(TelegramError):
    """No answer came: whether Telegram took the call is not known. Never carries the address, which holds the token."""


class Telegram:
    """A client for one bot.

    `call` is the interface, and `upload` for files. Connections are kept and shared; the time-out of a call is
    `timeout` seconds, of `getUpdates` ten more than its long poll. The token stands in the address only and is in no
    exception, log or repr.
    """

    def __init__(self, token: str, api_url: str = OFFICIAL, *, timeout: float = 30.0, connections: int = 100) -> None:
        self._base = f"{api_url.rstrip('/')}/bot{token}/"
        self._timeout = aiohttp.ClientTimeout(total=timeout)
        self._connections = connections
        self._http: aiohttp.ClientSession | None = None

    async def call(self, method: str, params: dict[str, Any] | None = None, *, timeout: float | None = None) -> Any:
        """Call a method; Telegram's `result` as plain data. Raises `Refusal` or `Unreachable`."""
        limit = self._timeout if timeout is None else aiohttp.ClientTimeout(total=timeout)
        return await self._post(method, orjson.dumps(params or {}), _JSON, limit)

    async def upload(self, method: str, params: dict[str, Any], files: Mapping[str, Path]) -> Any:
        """Call a method that takes files: `attach://<name>` in a parameter stands for the file of that name.

        Otherwise like `call`. Files are read as they are sent, so their size costs no memory.
        """
        form = aiohttp.FormData(quote_fields=False)
        for name, value in params.items():
            form.add_field(name, value if isinstance(value, str) else orjson.dumps(value).decode())
        with ExitStack() as opened:
            for name, path in files.items():
                form.add_field(name, opened.enter_context(path.open("rb")), filename=path.name)
            return await self._post(method, form, None, aiohttp.ClientTimeout(total=UPLOAD_TIMEOUT))

    async def _post(self, method: str, data: Any, headers: dict[str, str] | None, limit: aiohttp.ClientTimeout) -> Any:
        if self._http is None:
            self._http = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections), timeout=self._timeout, auto_decompress=True
            )
        try:
            async with self._http.post(self._base + method, data=data, headers=headers, timeout=limit) as answer:
                body = await answer.read()
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Unreachable(f"{method}: no answer ({type(error).__name__})") from None
        try:
            data = orjson.loads(body)
            if data["ok"]:
                return data["result"]
        except (orjson.JSONDecodeError, KeyError, TypeError):
            raise Refusal(answer.status if answer.status >= 400 else 502, "not a Bot API answer", None, None) from None
        extra = data.get("parameters") or {}
        raise Refusal(
            data.get("error_code", answer.status),
            data.get("description", ""),
            extra.get("retry_after"),
            extra.get("migrate_to_chat_id"),
        )

    async def close(self) -> None:
        """Close the connections."""
        if self._http is not None:
            await self._http.close()
            self._http = None


_JSON = {"Content-Type": "application/json"}
