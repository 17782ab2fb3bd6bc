"""The Net Promoter Score (NPS) of a 0–10 question."""

import math
from dataclasses import dataclass

from conversations.figures.satisfaction import Z95, Interval, Tally

PROMOTES_FROM = 9
DETRACTS_TO = 6


@dataclass(frozen=True, slots=True)
class Promoters:
    """How many would recommend us (9–10), are content (7–8), or would not (0–6).

    Skipped answers are in none of them.
    """

    promoters: int
    passives: int
    detractors: int

    @property
    def n(self) -> int:
        return self.promoters + self.passives + self.detractors

    @property
    def score(self) -> float:
        """Percentage of promoters minus percentage of detractors, −100 to 100.

        F. Reichheld, "The one number you need to grow", Harvard Business Review 81 (12), 2003.
        """
        return 100 * (self.promoters - self.detractors) / self.n

    @property
    def interval(self) -> Interval:
        """Its 95 % interval: an adjusted Wald interval for the difference of two shares of one sample.

        Half an answer is added to each of four cells, here one to the passives and a half to each side, so that five
        promoters out of five are not taken for certainty. Agresti and Min, "Simple improved confidence intervals for
        comparing matched proportions", Statistics in Medicine 24 (2005) 729–740.
        """
        n = self.n + 2
        plus, minus = (self.promoters + 0.5) / n, (self.detractors + 0.5) / n
        reach = Z95 * math.sqrt((plus + minus - (plus - minus) ** 2) / n)
        middle = plus - minus
        return Interval(100 * max(-1.0, middle - reach), 100 * min(1.0, middle + reach))


def of(tally: Tally) -> Promoters:
    """The tally of a 0–10 question, split into the three camps."""
    promoters = sum(count for value, count in tally.counts.items() if value >= PROMOTES_FROM)
    detractors = sum(count for value, count in tally.counts.items() if value <= DETRACTS_TO)
    return Promoters(promoters, tally.n - promoters - detractors, detractors)
