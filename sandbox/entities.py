"""Message entities: UTF-16 arithmetic, validation, finding links and commands in plain text, trimming."""

import re
from collections.abc import Iterable
from typing import Any

from sandbox.errors import bad_request

Entity = dict[str, Any]

FORMATTING = (
    "bold", "italic", "underline", "strikethrough", "spoiler", "blockquote", "expandable_blockquote", "code", "pre",
    "text_link", "text_mention", "custom_emoji", "date_time",
)  # fmt: skip
FOUND = ("mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number")
KNOWN_TYPES = frozenset(FORMATTING + FOUND)
# Nothing else is found or kept inside these.
CLOSED_TYPES = frozenset({"code", "pre"})
NO_SEARCH_TYPES = frozenset({"code", "pre", "text_link", "text_mention"})
MAX_ENTITIES = 100

_HINT = re.compile(r"[/@#$.]|://")
_SEARCHES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "url",
        re.compile(
            r"(?<![\w@])(?:https?://[^\s<>\"]+|(?:t\.me|telegram\.me)/[^\s<>\"]+"
            r"|(?:[a-z0-9-]+\.)+(?:com|org|net|io|me|eu|ua|de|uk|pl|cz|se|info|example)(?:/[^\s<>\"]*)?)(?![\w@])",
            re.IGNORECASE,
        ),
    ),
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("mention", re.compile(r"(?<![\w@/])@[A-Za-z0-9_]{4,32}(?!\w)")),
    ("bot_command", re.compile(r"(?<![\w/@.:])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/@])")),
    ("hashtag", re.compile(r"(?<!\w)#(?=\w*[^\W\d])\w{1,256}")),
    ("cashtag", re.compile(r"(?<!\w)\$[A-Z]{3,8}(?!\w)")),
)


def utf16_length(text: str) -> int:
    """Length in UTF-16 code units, the unit of entity offsets."""
    return len(text) if text.isascii() else len(text) + sum(1 for c in text if ord(c) > 0xFFFF)


def utf16_offsets(text: str) -> list[int]:
    """The UTF-16 offset of every character, and of the end."""
    offsets = [0] * (len(text) + 1)
    position = 0
    for index, char in enumerate(text):
        offsets[index] = position
        position += 2 if ord(char) > 0xFFFF else 1
    offsets[len(text)] = position
    return offsets


def utf16_slice(text: str, offset: int, length: int) -> str:
    """The piece of `text` that an entity covers."""
    return text.encode("utf-16-le")[offset * 2 : (offset + length) * 2].decode("utf-16-le", "ignore")


def check(given: Any, text: str) -> list[Entity]:
    """Entities as a caller gave them, validated against `text`, trimmed to known fields.

    Raises:
        ApiError: 400 *can't parse MessageEntity…* for a malformed one, or an offset or length outside the text.
    """
    if not isinstance(given, list):
        raise bad_request("can't parse entities: expected an Array of MessageEntity")
    size = utf16_length(text)
    result: list[Entity] = []
    for entity in given:
        if not isinstance(entity, dict):
            raise bad_request("can't parse MessageEntity: expected an Object")
        kind, offset, length = entity.get("type"), entity.get("offset"), entity.get("length")
        if not isinstance(offset, int) or isinstance(offset, bool):
            raise bad_request('can\'t parse MessageEntity: field "offset" must be of type Number')
        if not isinstance(length, int) or isinstance(length, bool):
            raise bad_request('can\'t parse MessageEntity: field "length" must be of type Number')
        if kind not in KNOWN_TYPES:
            raise bad_request("can't parse MessageEntity: unsupported type specified")
        if offset < 0 or length < 0 or offset > size:
            raise bad_request("ENTITY_BOUNDS_INVALID")
        if offset + length > size:
            raise bad_request(f"entity beginning at UTF-16 offset {offset} ends after the end of the text at UTF-16 "
                              f"offset {offset + length}")  # fmt: skip
        if length == 0 or kind in FOUND:
            continue
        result.append(_clean(entity))
    return in_order(result)


def _clean(entity: Entity) -> Entity:
    kind = entity["type"]
    clean: Entity = {"type": kind, "offset": entity["offset"], "length": entity["length"]}
    if kind == "text_link":
        if not entity.get("url"):
            raise bad_request("can't parse MessageEntity: can't find field \"url\"")
        clean["url"] = entity["url"]
    elif kind == "text_mention":
        user = entity.get("user")
        if not isinstance(user, dict) or "id" not in user:
            raise bad_request("can't parse MessageEntity: can't find field \"user\"")
        clean["user"] = user
    elif kind == "custom_emoji":
        clean["custom_emoji_id"] = str(entity.get("custom_emoji_id", ""))
    elif kind == "pre" and entity.get("language"):
        clean["language"] = entity["language"]
    elif kind == "date_time":
        for key in ("unix_time", "date_time_format"):
            if key in entity:
                clean[key] = entity[key]
    return clean


def in_order(entities: Iterable[Entity]) -> list[Entity]:
    """Sorted as Telegram answers them: by start, the longer first; nothing inside code; equal neighbours merged."""
    ordered = sorted(entities, key=lambda e: (e["offset"], -e["length"]))
    result: list[Entity] = []
    for entity in ordered:
        start, end = entity["offset"], entity["offset"] + entity["length"]
        if any(e["type"] in CLOSED_TYPES and e["offset"] <= start < e["offset"] + e["length"] for e in result):
            continue
        same = next((e for e in result if _mergeable(e, entity) and e["offset"] + e["length"] >= start), None)
        if same is not None:
            same["length"] = max(same["offset"] + same["length"], end) - same["offset"]
            continue
        result.append(dict(entity))
    return result


def _mergeable(one: Entity, other: Entity) -> bool:
    return one["type"] == other["type"] and one["type"] in (
        "bold", "italic", "underline", "strikethrough", "spoiler"
    )  # fmt: skip


def find(text: str, entities: list[Entity]) -> list[Entity]:
    """`entities` together with the links, commands, mentions, tags, and addresses found in the plain text."""
    if not _HINT.search(text):
        return entities
    offsets = utf16_offsets(text) if not text.isascii() else None
    taken = [(e["offset"], e["offset"] + e["length"]) for e in entities if e["type"] in NO_SEARCH_TYPES]
    found: list[Entity] = []
    for kind, pattern in _SEARCHES:
        for match in pattern.finditer(text):
            first, last = match.span()
            if kind == "url":
                last = first + len(match.group().rstrip(".,;:!?)'\"»”"))
            start, end = (offsets[first], offsets[last]) if offsets is not None else (first, last)
            if any(start < e and s < end for s, e in taken):
                continue
            taken.append((start, end))
            found.append({"type": kind, "offset": start, "length": end - start})
    return sorted(entities + found, key=lambda e: (e["offset"], -e["length"])) if found else entities


def trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Without surrounding white space, as Telegram stores it; entities are moved and cut along."""
    text = text.replace("\r", "") if "\r" in text and not entities else text
    stripped = text.strip()
    if stripped == text:
        return text, entities
    if not entities:
        return stripped, entities
    cut = utf16_length(text[: len(text) - len(text.lstrip())])
    size = utf16_length(stripped)
    kept: list[Entity] = []
    for entity in entities:
        start = max(0, entity["offset"] - cut)
        end = min(size, entity["offset"] + entity["length"] - cut)
        if end > start:
            kept.append({**entity, "offset": start, "length": end - start})
    return stripped, kept
