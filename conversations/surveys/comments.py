"""A comment as it is kept and as people read it.

Words are kept as they were written. A message without words, such as a voice message, is kept as its kind in brackets,
and whoever reads it reads that in their own language.
"""

from collections.abc import Mapping

from locales import Phrase, phrase

_KINDS: Mapping[str, Phrase] = {
    "[photo]": phrase("[photo]"),
    "[video]": phrase("[video]"),
    "[audio]": phrase("[audio file]"),
    "[voice]": phrase("[voice message]"),
    "[document]": phrase("[file]"),
    "[video_note]": phrase("[video message]"),
    "[animation]": phrase("[animation]"),
    "[live_photo]": phrase("[photo]"),
}

KINDS = frozenset(kind.strip("[]") for kind in _KINDS) | {"text"}
"""Kinds of message that can say something about a rating; after a sticker or a place the survey goes on waiting."""


def kept(words: str, kind: str) -> str:
    """What is stored of a comment: its words, or the kind of its message (the field's name in the Bot API)."""
    return words or f"[{kind}]"


def said(comment: str) -> str | Phrase:
    """What people read of a stored comment."""
    return _KINDS.get(comment, comment)
