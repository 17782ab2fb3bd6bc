"""Why something is not sent: as a line of its own says it, and bare, where it is said already that it is held."""

from locales import Phrase, phrase


def not_sent(why: Phrase) -> Phrase:
    """As a line says it of something that people would have expected."""
    return phrase("not sent: {reason}", reason=why)


def left_out(why: Phrase) -> Phrase:
    """As a line says it of something that nobody will miss."""
    return phrase("left out: {reason}", reason=why)


def bare(why: Phrase) -> Phrase:
    """The reason alone; other phrases as they are."""
    inner = why.values.get("reason")
    return inner if isinstance(inner, Phrase) and why in (not_sent(inner), left_out(inner)) else why
