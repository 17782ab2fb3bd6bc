"""The kinds of message that Telegram does not let a bot pass on, in words."""

from collections.abc import Mapping

from locales import Phrase, phrase

_WORDS: Mapping[str, Phrase] = {
    "story": phrase("story"),
    "invoice": phrase("invoice"),
    "successful_payment": phrase("payment"),
    "game": phrase("game"),
    "paid_media": phrase("paid media"),
    "giveaway": phrase("giveaway"),
    "giveaway_winners": phrase("winners of a giveaway"),
    "checklist": phrase("checklist"),
}


def in_words(kind: str) -> Phrase:
    """A kind as people call it; `kind` is the name of the field that holds it in the Bot API's Message."""
    return _WORDS.get(kind, phrase("something new in Telegram"))
