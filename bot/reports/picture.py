"""Draws a summary: headline, trend with its interval band, distribution, groups. Imported by `child` alone.

The picture has a light ground of its own, so that it reads the same in a light and a dark Telegram; it is as wide as
a phone's screen and nothing in it is smaller than what stands in a message. The typeface comes with matplotlib and
has Latin and Cyrillic letters, so no font of the machine matters.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("Agg")

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.textpath import TextPath

WIDTH = 1080
"""Pixels; what phones are wide."""

_DPI = 100
_GROUND, _INK, _FAINT, _LINE = "#FBFBF8", "#1C2733", "#5B6773", "#D5DAE0"
_ACCENT, _BAND = "#1F5FBF", "#BCD3F2"
_HEAD, _TREND, _BARS, _ROW, _TITLE = 264, 470, 62, 66, 92
"""Heights in pixels: the head, the trend, a bar of the distribution, a row of the groups, a panel's title."""

_MARGIN = 54
_NAME_SIZE, _NAMES = 18, 310
"""The size of the names of groups, and the pixels of a line of them; what is longer than two lines is cut."""

_MOST_LABELS = 9
"""With more points than this, their shares are read off the axis and their n stands there alone and smaller."""

_MOST_DAYS = 7
"""More dates than this under a trend would run into each other."""

_MOST_COUNTS = 16
"""With more points than this, only those with a date say how many ratings they have."""


def draw(sheet: dict[str, Any], path: Path) -> None:
    """Draw a sheet (see `conversations.summary.sheet`) into a PNG file."""
    trend, distribution, groups = sheet.get("trend"), sheet.get("distribution"), sheet.get("groups")
    of_trend = _TITLE + _TREND if trend else 0
    of_bars = _TITLE + _BARS * len(distribution["rows"]) if distribution else 0
    of_groups = _TITLE + _ROW * len(groups["rows"]) + 56 if groups else 0
    height = _HEAD + of_trend + of_bars + of_groups + _MARGIN
    with mpl.rc_context({"font.family": "DejaVu Sans", "font.size": 19, "text.color": _INK, "axes.edgecolor": _LINE}):
        figure = Figure(figsize=(WIDTH / _DPI, height / _DPI), dpi=_DPI, facecolor=_GROUND)
        _head(figure, sheet, height)
        top = float(_HEAD)
        if trend:
            panel = _panel(figure, height, top, of_trend, trend["title"], below=96)
            _trend(panel, trend["points"], sheet["ticks"])
            top += of_trend
        if distribution:
            panel = _panel(figure, height, top, of_bars, distribution["title"], left=76)
            _bars(panel, distribution["rows"])
            top += of_bars
        if groups:
            panel = _panel(figure, height, top, of_groups, groups["title"], left=372, right=262, below=56)
            _rows(panel, groups["rows"], sheet["ticks"])
        figure.savefig(path, dpi=_DPI)


def _head(figure: Figure, sheet: dict[str, Any], height: int) -> None:
    x = _MARGIN / WIDTH
    for text, down, size, weight, colour in (
        (sheet["title"], 70, 30, "bold", _INK),
        (sheet["subtitle"], 112, 19, "normal", _FAINT),
        (sheet["headline"]["big"], 210, 52, "bold", _ACCENT),
    ):
        figure.text(x, 1 - down / height, text, size=size, weight=weight, color=colour, va="baseline")
    figure.text(
        1 - _MARGIN / WIDTH,
        1 - 206 / height,
        sheet["headline"]["small"],
        size=22,
        va="baseline",
        ha="right",
        color=_INK,
    )


def _panel(
    figure: Figure,
    height: int,
    top: float,
    tall: int,
    title: str,
    *,
    left: int = _MARGIN + 62,
    right: int = _MARGIN,
    below: int = 10,
) -> Axes:
    """Axes below a title; all measures in pixels from the top left."""
    figure.text(_MARGIN / WIDTH, 1 - (top + 54) / height, title, size=21, weight="bold", va="baseline")
    low = top + tall - below
    axes = figure.add_axes(
        (left / WIDTH, 1 - low / height, (WIDTH - left - right) / WIDTH, (tall - _TITLE - below + 14) / height)
    )
    axes.set_facecolor(_GROUND)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0, colors=_FAINT, labelsize=18)
    return axes


def _trend(axes: Axes, points: Sequence[dict[str, Any]], ticks: Sequence[Any]) -> None:
    axes.set_ylim(-0.04, 1.06)
    axes.set_xlim(-0.5, len(points) - 0.5)
    axes.set_yticks([share for share, _ in ticks], [label for _, label in ticks])
    axes.grid(visible=True, axis="y", color=_LINE, linewidth=1.2)
    every, crowded = -(-len(points) // _MOST_DAYS), len(points) > _MOST_LABELS
    axes.set_xticks(
        range(len(points)),
        [
            f"{point['label'] if at % every == 0 else ''}\n{'' if crowded and at else 'n '}"
            f"{point['n'] if at % every == 0 or len(points) <= _MOST_COUNTS else ''}"
            for at, point in enumerate(points)
        ],
    )
    if crowded:
        axes.tick_params(axis="x", labelsize=16)
    for stretch in _stretches(points):
        values = [points[at] for at in stretch]
        low, high = [point["low"] for point in values], [point["high"] for point in values]
        shares = [point["share"] for point in values]
        if len(stretch) == 1:
            axes.vlines(stretch, low, high, color=_BAND, linewidth=16)
        else:
            axes.fill_between(stretch, low, high, color=_BAND, linewidth=0)
        axes.plot(stretch, shares, color=_ACCENT, linewidth=4, marker="o", markersize=11)
    if len(points) <= _MOST_LABELS:
        for at, point in enumerate(points):
            if point["share"] is not None:
                above = point["share"] < 0.88
                axes.annotate(
                    point["text"],
                    (at, point["share"]),
                    xytext=(0, 15 if above else -17),
                    textcoords="offset points",
                    ha="center",
                    va="bottom" if above else "top",
                    size=18,
                    weight="bold",
                    path_effects=[withStroke(linewidth=5, foreground=_GROUND)],
                )


def _stretches(points: Sequence[dict[str, Any]]) -> list[list[int]]:
    """The runs of neighbouring points that have a share: where there are too few ratings, the line breaks off."""
    found: list[list[int]] = []
    for at, point in enumerate(points):
        if point["share"] is None:
            continue
        if found and found[-1][-1] == at - 1:
            found[-1].append(at)
        else:
            found.append([at])
    return found


def _bars(axes: Axes, rows: Sequence[dict[str, Any]]) -> None:
    axes.spines["bottom"].set_visible(False)
    axes.set_xticks([])
    axes.set_yticks(range(len(rows)), [row["name"] for row in rows])
    axes.tick_params(axis="y", colors=_INK, labelsize=21)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_xlim(0, 1.34 * max((row["share"] for row in rows), default=0.0) or 1)
    axes.barh(range(len(rows)), [row["share"] for row in rows], height=0.62, color=_ACCENT)
    for at, row in enumerate(rows):
        axes.annotate(
            row["label"], (row["share"], at), xytext=(10, 0), textcoords="offset points", va="center", size=19
        )


def _rows(axes: Axes, rows: Sequence[dict[str, Any]], ticks: Sequence[Any]) -> None:
    axes.set_xlim(-0.02, 1.02)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_xticks([share for share, _ in ticks], [label for _, label in ticks])
    axes.set_yticks([])
    axes.grid(visible=True, axis="x", color=_LINE, linewidth=1.2)
    for at, row in enumerate(rows):
        offset, where = -(axes.get_position().x0 * WIDTH - _MARGIN) * 72 / _DPI, (0.0, at)
        axes.annotate(
            _fitting(row["name"]),
            where,
            xycoords=("axes fraction", "data"),
            xytext=(offset, 0),
            textcoords="offset points",
            va="center",
            size=_NAME_SIZE,
        )
        label = f"n = {row['n']}"
        if row["share"] is None:
            axes.annotate(
                row["text"], (0.5, at), ha="center", va="center", size=17, color=_FAINT, backgroundcolor=_GROUND
            )
        else:
            axes.hlines(at, row["low"], row["high"], color=_BAND, linewidth=15)
            axes.plot(row["share"], at, "o", color=_ACCENT, markersize=13)
            label = f"{row['text']} · {label}"
        axes.annotate(
            label,
            (1.0, at),
            xycoords=("axes fraction", "data"),
            xytext=(12, 0),
            textcoords="offset points",
            va="center",
            size=18,
        )


def _fitting(name: str) -> str:
    """A name in one or two lines of `_NAMES` pixels, cut with an ellipsis where it must be."""
    words = name.split()
    first = words[:1]
    while len(first) < len(words) and _fits(" ".join(words[: len(first) + 1])):
        first = words[: len(first) + 1]
    lines = [" ".join(first), " ".join(words[len(first) :])]
    return "\n".join(_cut(line) for line in lines if line)


def _cut(line: str) -> str:
    shown = line
    while len(shown) > 1 and not _fits(shown):
        line = line[:-1].rstrip()
        shown = f"{line}…"
    return shown


def _fits(line: str) -> bool:
    return float(TextPath((0, 0), line, size=_NAME_SIZE).get_extents().width) * _DPI / 72 <= _NAMES
