"""Customer satisfaction (CSAT): the share of the two best answers, its interval, the mean, the distribution."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

Z95 = 1.959963984540054
"""The 97.5 % point of the standard normal distribution: two-sided 95 % intervals reach this many standard errors."""

FEWEST = 5
"""Below this many ratings no percentage, mean or interval is shown, only the counts (product rule)."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95 % confidence interval, both ends included."""

    low: float
    high: float


def wilson(hits: int, n: int) -> Interval:
    """The score interval of a share, `hits` of `n` (at least 1), which stays within 0 and 1 and is honest for small n.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927) 209–212;
    recommended by Brown, Cai and DasGupta, Statistical Science 16 (2001) 101–133.
    """
    share, z2 = hits / n, Z95 * Z95
    center = (share + z2 / (2 * n)) / (1 + z2 / n)
    reach = Z95 / (1 + z2 / n) * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return Interval(0.0 if hits == 0 else center - reach, 1.0 if hits == n else center + reach)


@dataclass(frozen=True, slots=True)
class Scale:
    """The answers a question takes: whole numbers from `low` to `high`."""

    low: int = 1
    high: int = 5

    @property
    def promoting(self) -> bool:
        """True for 0–10, on which the Net Promoter Score is defined."""
        return (self.low, self.high) == (0, 10)

    @property
    def values(self) -> range:
        return range(self.low, self.high + 1)


@dataclass(frozen=True, slots=True)
class Tally:
    """How often each value was given to one question. A value that nobody gave need not stand in `counts`.

    Keep in mind: `share`, `interval` and `mean` want at least one rating; what may be *shown* is told by `enough`.
    """

    counts: Mapping[int, int]
    scale: Scale = field(default_factory=Scale)

    @property
    def n(self) -> int:
        """How many ratings; a rating of 0 is one, a skipped answer is none."""
        return sum(self.counts.values())

    @property
    def enough(self) -> bool:
        """True from `FEWEST` ratings on."""
        return self.n >= FEWEST

    @property
    def satisfied(self) -> int:
        """The ratings in the two best boxes: 4 and 5 of 1–5."""
        return sum(count for value, count in self.counts.items() if value >= self.scale.high - 1)

    @property
    def share(self) -> float:
        """CSAT.

        The ratings in the top two boxes over all ratings (top-2-box, the usual reading of a five-point scale).
        """
        return self.satisfied / self.n

    @property
    def interval(self) -> Interval:
        """The Wilson 95 % interval of `share`."""
        return wilson(self.satisfied, self.n)

    @property
    def mean(self) -> float:
        """The arithmetic mean; beside the share, because two distributions with equal shares can differ in it."""
        return sum(value * count for value, count in self.counts.items()) / self.n

    @property
    def distribution(self) -> list[tuple[int, int]]:
        """(value, count) for every value of the scale, the best first, with zeros."""
        return [(value, self.counts.get(value, 0)) for value in reversed(self.scale.values)]


def together(tallies: Iterable[Tally], scale: Scale | None = None) -> Tally:
    """Several tallies of one question as one."""
    counts: dict[int, int] = {}
    for tally in tallies:
        scale = scale or tally.scale
        for value, count in tally.counts.items():
            counts[value] = counts.get(value, 0) + count
    return Tally(counts, scale or Scale())
