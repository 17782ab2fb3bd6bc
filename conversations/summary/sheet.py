"""What a picture of a summary needs, as plain data: words and numbers in the reader's language, no formula left.

`bot.reports.picture` draws it in a process that knows nothing of the store or of languages.
"""

from typing import Any

from conversations.figures.satisfaction import FEWEST, Tally
from conversations.summary import labels
from conversations.summary.collecting import Summary
from locales import Wording, numbers

GROUPS_A_PAGE = 12
"""As many rows as a phone shows without scrolling a picture that is taller than the screen."""


def pages(summary: Summary) -> int:
    """How many pictures the groups take."""
    return max(1, -(-len(summary.groups) // GROUPS_A_PAGE))


def sheet(summary: Summary, say: Wording, page: int) -> dict[str, Any]:
    """The picture of a summary, with this page (from 0) of its groups."""
    singly = summary.access.singly
    made: dict[str, Any] = {
        "title": labels.period(summary.period, say),
        "subtitle": say.text("Satisfaction after conversations, {zone}", zone=summary.zone.key.replace("_", " ")),
        "headline": _headline(summary.whole.satisfaction, say, singly),
        "ticks": [[share, numbers.percent(say.language, share)] for share in (0.0, 0.5, 1.0)],
    }
    if any(tally.enough for _, tally in summary.trend):
        made["trend"] = {
            "title": say.text("Share of 4 and 5, with its 95% interval"),
            "points": [
                {"label": labels.bucket(bucket, say), **_point(tally, say, singly)} for bucket, tally in summary.trend
            ],
        }
    if singly and summary.whole.satisfaction.n:
        made["distribution"] = {
            "title": say.text("How often each rating was given"),
            "rows": [_row(value, count, summary.whole.satisfaction, say) for value, count in _distribution(summary)],
        }
    if summary.by is not None and summary.groups:
        named = labels.in_order(summary, say)
        shown = named[page * GROUPS_A_PAGE : (page + 1) * GROUPS_A_PAGE]
        title = {
            "manager": say.text("By manager, in the order of names"),
            "client": say.text("By client"),
            "tag": say.text("By tag"),
            "country": say.text("By country"),
        }[summary.by]
        of = pages(summary)
        made["groups"] = {
            "title": title if of == 1 else f"{title} · {page + 1}/{of}",
            "rows": [{"name": name, **_point(figures.satisfaction, say, singly)} for name, figures in shown],
        }
    return made


def _headline(tally: Tally, say: Wording, singly: bool) -> dict[str, str]:
    if tally.enough:
        interval = numbers.percents(say.language, tally.interval.low, tally.interval.high)
        return {
            "big": numbers.percent(say.language, tally.share),
            "small": say.text(
                "{interval} · n = {n} · mean {mean}",
                interval=interval,
                n=numbers.whole(say.language, tally.n),
                mean=numbers.tenths(say.language, tally.mean),
            ),
        }
    if not singly:
        return {"big": "–", "small": say.text("fewer than {few} ratings", few=FEWEST).replace("&lt;", "<")}
    return {
        "big": f"n = {tally.n}",
        "small": say.text("too few for a percentage") if tally.n else say.text("no ratings"),
    }


def _distribution(summary: Summary) -> list[tuple[int, int]]:
    return summary.whole.satisfaction.distribution


def _row(value: int, count: int, whole: Tally, say: Wording) -> dict[str, Any]:
    label = numbers.whole(say.language, count)
    if whole.enough:
        label = f"{label} · {numbers.percent(say.language, count / whole.n)}"
    return {"name": str(value), "share": count / whole.n if whole.n else 0.0, "label": label}


def _point(tally: Tally, say: Wording, singly: bool) -> dict[str, Any]:
    """A share with its interval; None for both below five ratings, where only the ratings themselves are told."""
    if not tally.enough:
        counts = labels.few(tally) if singly else ""
        n = str(tally.n) if singly else f"<{FEWEST}"
        return {"share": None, "low": None, "high": None, "n": n, "text": counts}
    return {
        "share": tally.share,
        "low": tally.interval.low,
        "high": tally.interval.high,
        "n": numbers.whole(say.language, tally.n),
        "text": numbers.percent(say.language, tally.share),
    }
