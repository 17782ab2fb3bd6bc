"""Rules for one text and its translation. Pure functions; each gives what is wrong, in words that say what to do."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from string import Formatter

TAGS = frozenset({"b", "i", "u", "s", "code", "pre", "a", "blockquote", "tg-spoiler", "tg-emoji", "tg-time"})
"""The HTML tags we use of those that Telegram knows (Bot API, HTML style): one name for each effect."""

_TAG = re.compile(r"<(/?)([a-z][a-z0-9-]*)((?:\s[^<>]*)?)>")
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#x[0-9a-f]+);")
_ESCAPES = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
_KEPT = re.compile(r"(?<![\w/])/[a-z_]+|(?<![\w:/])//(?!/)|(?<!\w)--[a-z-]+|\bcarebot\b")
"""What is typed and so is never translated: slash-commands, the mark of internal notes, options, our program's name."""

_FOREIGN = {"uk": frozenset("ыэъёЫЭЪЁ"), "ru": frozenset("іїєґІЇЄҐ")}
"""Letters that the alphabet of a language does not have."""

_APOSTROPHE = re.compile(r"[а-яіїєґ]'[а-яіїєґ]", re.IGNORECASE)


def placeholders(text: str) -> set[str]:
    """The names in braces. Raises `ValueError` for braces that do not close, hold no name or a format of their own."""
    found = set()
    try:
        for _, name, form, conversion in Formatter().parse(text):
            if name is None:
                continue
            if not name.isidentifier() or form or conversion:
                raise ValueError(f"“{{{name}}}” is no plain {{name}}")
            found.add(name)
    except ValueError as error:
        raise ValueError(f"the braces cannot be read: {error}") from None
    return found


def wrong_html(text: str) -> Iterator[str]:
    """What Telegram would refuse in a text sent as HTML."""
    open_tags: list[str] = []
    for closing, name, _ in _TAG.findall(text):
        if name not in TAGS:
            yield f"<{name}> is not one of our tags: {', '.join(sorted(TAGS))}"
        elif not closing:
            open_tags.append(name)
        elif not open_tags or open_tags.pop() != name:
            yield f"</{name}> closes nothing that is open"
    yield from (f"<{name}> is never closed" for name in open_tags)
    rest = _ENTITY.sub("", _TAG.sub("", text))
    yield from (f"has “{char}” outside a tag: write “{escaped}”" for char, escaped in _ESCAPES.items() if char in rest)


def wrong_translation(english: str, translation: str, language: str) -> Iterator[str]:
    """What is wrong with the translation of one text."""
    if not translation.strip():
        yield "is not translated"
        return
    if translation == english and any(char.isalpha() for char in _bare(english)):
        yield "is still in English"
    yield from wrong_form(english, translation, language)


def wrong_form(english: str, translation: str, language: str, may_lack: frozenset[str] = frozenset()) -> Iterator[str]:
    """What is wrong with a translation's form; placeholders in `may_lack` may be left out."""
    try:
        before, after = placeholders(english), placeholders(translation)
    except ValueError as error:
        yield str(error)
        return
    yield from (f"lacks {{{name}}}" for name in sorted(before - after - may_lack))
    yield from (f"has {{{name}}}, which the English text has not" for name in sorted(after - before))
    yield from wrong_html(translation)
    if _tags(english) != _tags(translation):
        yield "has other tags than the English text"
    if _ends(english) != _ends(translation):
        yield "begins or ends with other spaces or line breaks than the English text"
    if _emoji(english) != _emoji(translation):
        yield f"does not begin with “{_emoji(english)}”" if _emoji(english) else "begins with an emoji of its own"
    yield from (f"lacks “{word}”, which people type" for word in _typed(english) - _typed(translation))
    yield from (f"has “{word}”, which the English text has not" for word in _typed(translation) - _typed(english))
    yield from _misspelt(translation, language)


def wrong_plural(
    one: str, many: str, forms: Sequence[str], language: str, form_of: Callable[[int], int]
) -> Iterator[str]:
    """What is wrong with the plural forms of one text. `form_of` tells which form a number takes.

    A form for one number only (English “1 client”) need not say the number; Ukrainian's first is also for 21.
    """
    for index, form in enumerate(forms):
        numbers = [number for number in range(1000) if form_of(number) == index]
        example = f"for {', '.join(map(str, numbers[:3]))}"
        may_lack = frozenset({"count"} if len(numbers) == 1 else ())
        if not form.strip():
            yield f"{example} is not translated"
            continue
        if form in {one, many} and any(char.isalpha() for char in _bare(form)):
            yield f"{example} is still in English"
        yield from (f"{example} {wrong}" for wrong in wrong_form(many, form, language, may_lack))


def _misspelt(text: str, language: str) -> Iterator[str]:
    if strange := sorted(_FOREIGN.get(language, frozenset()) & set(text)):
        yield f"has letters of another language: {' '.join(strange)}"
    for word in re.findall(r"\w+", _bare(text)):
        scripts = {unicodedata.name(char, "").split()[0] for char in word if char.isalpha()}
        if {"LATIN", "CYRILLIC"} <= scripts:
            yield f"“{word}” mixes Latin and Cyrillic letters that look alike"
    if language in _FOREIGN and _APOSTROPHE.search(text):
        yield "has a typewriter apostrophe inside a word; write ’"


def _bare(text: str) -> str:
    """The text without tags, placeholders and what is typed."""
    return _KEPT.sub("", re.sub(r"\{\w*\}", "", _TAG.sub("", text)))


def _tags(text: str) -> Counter[str]:
    return Counter(name for closing, name, _ in _TAG.findall(text) if not closing)


def _typed(text: str) -> Counter[str]:
    return Counter(_KEPT.findall(_TAG.sub("", text)))


def _ends(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def _emoji(text: str) -> str:
    """The pictures in front of a text, with what joins and colours them."""
    end = 0
    while end < len(text) and (unicodedata.category(text[end]) in {"So", "Sm"} or text[end] in "\u200d\ufe0f"):
        end += 1
    return text[:end]
