"""How a use case says no."""

from locales import Phrase, wording


class RefusedError(Exception):
    """What was asked cannot be done; `phrase` says why and what to do instead, in the language of whoever asked.

    Raised before anything was written that must not stay: the caller's transaction rolls back.
    """

    def __init__(self, phrase: Phrase) -> None:
        super().__init__(wording("en").plain(phrase))
        self.phrase = phrase
