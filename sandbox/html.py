"""Telegram's HTML style of formatting, parsed into plain text and entities."""

import re
from dataclasses import dataclass, field
from typing import Any

from sandbox.entities import Entity, in_order, utf16_length
from sandbox.errors import ApiError, bad_request

SIMPLE_TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler", "code": "code",
    "pre": "pre", "blockquote": "blockquote",
}  # fmt: skip
OTHER_TAGS = frozenset({"a", "span", "tg-emoji", "tg-time"})
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}

_ESCAPE = re.compile(r"&(#x[0-9a-fA-F]+|#[0-9]+|[a-zA-Z]+);?")
_TAG_NAME = re.compile(r"[^\s>/]*")
_ATTRIBUTE = re.compile(r"\s*([^\s=>/]+)\s*(?:=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"'/]+)))?")


@dataclass
class _Open:
    tag: str
    at: int
    start: int
    attributes: dict[str, str] = field(default_factory=dict)


def unescape(text: str) -> str:
    """Numeric references and the four names that Telegram knows; anything else stays as it is."""

    def one(match: re.Match[str]) -> str:
        name = match.group(1)
        if name.startswith("#"):
            code = int(name[2:], 16) if name[1] in "xX" else int(name[1:])
            return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else match.group()
        return NAMED.get(name, match.group())

    return _ESCAPE.sub(one, text) if "&" in text else text


def parse(source: str) -> tuple[str, list[Entity]]:
    """The text without tags, and its entities with UTF-16 offsets, in Telegram's order.

    Raises:
        ApiError: 400 *can't parse entities: …* in Telegram's words (byte offsets count UTF-8 bytes of `source`).
    """
    if "<" not in source:
        return unescape(source), []
    pieces: list[str] = []
    size = 0
    stack: list[_Open] = []
    entities: list[Entity] = []
    position = 0
    while position < len(source):
        bracket = source.find("<", position)
        piece = unescape(source[position : bracket if bracket >= 0 else len(source)])
        pieces.append(piece)
        size += utf16_length(piece)
        if bracket < 0:
            break
        if source.startswith("</", bracket):
            position = _close(source, bracket, stack, entities, pieces, size)
        else:
            opened, position = _open(source, bracket)
            opened.start = size
            stack.append(opened)
    if stack:
        raise _wrong(f'Can\'t find end tag corresponding to start tag "{stack[-1].tag}"')
    return "".join(pieces), in_order(entities)


def _wrong(text: str) -> ApiError:
    return bad_request(f"can't parse entities: {text}")


def _byte(source: str, index: int) -> int:
    return len(source[:index].encode())


def _open(source: str, bracket: int) -> tuple[_Open, int]:
    match = _TAG_NAME.match(source, bracket + 1)
    tag = match.group().lower() if match else ""
    if tag not in SIMPLE_TAGS and tag not in OTHER_TAGS:
        raise _wrong(f'Unsupported start tag "{tag}" at byte offset {_byte(source, bracket)}')
    position = bracket + 1 + len(tag)
    attributes: dict[str, str] = {}
    while True:
        while position < len(source) and (source[position].isspace() or source[position] == "/"):
            position += 1
        if position >= len(source):
            raise _wrong(f"Unclosed start tag at byte offset {_byte(source, bracket)}")
        if source[position] == ">":
            break
        found = _ATTRIBUTE.match(source, position)
        if found is None or found.end() == position:
            raise _wrong(f"Unexpected end of name token at byte offset {_byte(source, position)}")
        name = found.group(1).lower()
        value = next((v for v in found.groups()[1:] if v is not None), "")
        attributes[name] = unescape(value)
        position = found.end()
    if tag == "span" and attributes.get("class") != "tg-spoiler":
        raise _wrong(f'Tag "span" must have class "tg-spoiler" at byte offset {_byte(source, bracket)}')
    return _Open(tag, bracket, 0, attributes), position + 1


def _close(source: str, bracket: int, stack: list[_Open], entities: list[Entity], pieces: list[str], size: int) -> int:
    end = source.find(">", bracket)
    name = (source[bracket + 2 : end] if end >= 0 else source[bracket + 2 :]).strip().lower()
    if not stack:
        raise _wrong(f"Unexpected end tag at byte offset {_byte(source, bracket)}")
    if end < 0:
        raise _wrong(f"Unclosed end tag at byte offset {_byte(source, bracket)}")
    opened = stack[-1]
    if name and name != opened.tag:
        raise _wrong(
            f'Unmatched end tag at byte offset {_byte(source, bracket)}, expected "</{opened.tag}>", found "</{name}>"'
        )
    stack.pop()
    if size > opened.start:
        entity = _entity(opened, stack, entities, pieces, size)
        if entity is not None:
            entities.append(entity)
    return end + 1


def _entity(
    opened: _Open, stack: list[_Open], entities: list[Entity], pieces: list[str], size: int
) -> dict[str, Any] | None:
    base: Entity = {"offset": opened.start, "length": size - opened.start}
    tag, attributes = opened.tag, opened.attributes
    if tag == "a":
        url = attributes.get("href") or _text_between(pieces, opened.start, size)
        if "." not in url and not url.startswith(("tg://", "http://", "https://")):
            return None
        if url.startswith("tg://user?id="):
            return _mention(base, url)
        return {"type": "text_link", **base, "url": url if "://" in url else f"http://{url}"}
    if tag == "span":
        return {"type": "spoiler", **base}
    if tag == "tg-emoji":
        emoji = attributes.get("emoji-id")
        if not emoji:
            raise _wrong("Custom emoji identifier is invalid" if emoji == "" else 'tag "tg-emoji" must have emoji-id')
        return {"type": "custom_emoji", **base, "custom_emoji_id": emoji}
    if tag == "tg-time":
        return _moment(base, attributes)
    if tag == "blockquote" and "expandable" in attributes:
        return {"type": "expandable_blockquote", **base}
    if tag == "code" and stack and stack[-1].tag == "pre":
        language = attributes.get("class", "")
        if language.startswith("language-"):
            stack[-1].attributes["language"] = language.removeprefix("language-")
        return None if stack[-1].start == opened.start else {"type": "code", **base}
    result: Entity = {"type": SIMPLE_TAGS[tag], **base}
    if tag == "pre" and attributes.get("language"):
        result["language"] = attributes["language"]
    return result


def _mention(base: Entity, url: str) -> Entity | None:
    digits = url.removeprefix("tg://user?id=")
    if not digits.isdigit():
        return None
    return {"type": "text_mention", **base, "user": {"id": int(digits), "is_bot": False, "first_name": ""}}


def _moment(base: Entity, attributes: dict[str, str]) -> Entity:
    unix = attributes.get("unix", "")
    if not unix.isdigit():
        raise _wrong('Tag "tg-time" must have a valid unix attribute')
    result: Entity = {"type": "date_time", **base, "unix_time": int(unix)}
    if attributes.get("format"):
        result["date_time_format"] = attributes["format"]
    return result


def _text_between(pieces: list[str], start: int, end: int) -> str:
    whole = "".join(pieces).encode("utf-16-le")
    return whole[start * 2 : end * 2].decode("utf-16-le")
