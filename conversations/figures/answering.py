"""How many of the surveys that reached a client were answered."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answering:
    """What became of the surveys of a period; those the client began (/rate) are none of them.

    The first five were delivered in the period and add up to `delivered`; `open` may still be answered, `withdrawn`
    were taken back because the talk went on. `undeliverable` never arrived, so they are no part of the rate; they
    count where they were posted.
    """

    answered: int = 0
    skipped: int = 0
    expired: int = 0
    open: int = 0
    withdrawn: int = 0
    undeliverable: int = 0

    @property
    def delivered(self) -> int:
        return self.answered + self.skipped + self.expired + self.open + self.withdrawn

    @property
    def rate(self) -> float:
        """Of the surveys delivered in the period, those answered before they expired.

        AAPOR, Standard Definitions, response rate 1: answered over all that were asked, with no guess about the rest.
        """
        return self.answered / self.delivered


def together(several: Iterable[Answering]) -> Answering:
    """Several as one."""
    answered = skipped = expired = still = withdrawn = undeliverable = 0
    for one in several:
        answered += one.answered
        skipped += one.skipped
        expired += one.expired
        still += one.open
        withdrawn += one.withdrawn
        undeliverable += one.undeliverable
    return Answering(answered, skipped, expired, still, withdrawn, undeliverable)
