"""The sheets of a workbook that hold figures: the summary with its charts, and one table a grouping."""

from collections.abc import Sequence
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from bot.reports.workbook import Sheet, Workbook
from conversations.figures import promoters
from conversations.figures.periods import Bucket
from conversations.figures.satisfaction import Tally
from conversations.figures.times import Times
from conversations.summary import labels
from conversations.summary.collecting import Figures, Question, Summary
from locales import Wording, numbers

_MOST_IN_CHART = 30
_NAME_WIDTH = 60
"""Characters of a question in a line."""
_BLUE, _PALE = "#1F5FBF", "#9DBBE6"
_GRID = {"visible": True, "line": {"color": "#D5DAE0", "width": 0.75}}
Cell = tuple[Any, str]


def summary_sheet(book: Workbook, summary: Summary, say: Wording) -> None:
    """Sheet one: the questions, what became of the surveys, the times, the distribution and the trend with charts."""
    sheet = book.sheet(say.text("Summary"))
    sheet.widths([_NAME_WIDTH + 4, *[13] * 8])
    first, last = summary.period.first, summary.period.last
    sheet.title(f"{labels.period(summary.period, say)}: {numbers.days(say.language, first, last)}, {summary.zone.key}")
    sheet.skip()
    _questions(sheet, summary.whole, say)
    sheet.skip()
    _answering(sheet, summary.whole, say)
    sheet.skip()
    _times(sheet, summary.whole, say)
    sheet.skip()
    _distribution(book, sheet, summary, say)
    sheet.skip()
    _trend(book, sheet, summary, say)


def _questions(sheet: Sheet, whole: Figures, say: Wording) -> None:
    sheet.headings(
        [
            say.text("Question"),
            "n",
            say.text("4 and 5"),
            say.text("from"),
            say.text("to"),
            say.text("Mean"),
            "NPS",
            say.text("from"),
            say.text("to"),
        ]
    )
    for suffix, asked in (("", whole.asked), (f" ({say.text('by the clients, /rate')})", whole.told)):
        for question, tally in sorted(
            asked.items(), key=lambda one: (one[0] != whole.headline, one[0].kind, one[0].place)
        ):
            name = f"{labels.title(question, say)}: {labels.question(question, say)}{suffix}"
            sheet.tall(-(-len(name) // _NAME_WIDTH))
            sheet.cells([(name, "long text"), *_judged(question, tally)])


def _judged(question: Question, tally: Tally) -> list[Cell]:
    if not question.scale.promoting:
        return _tally(tally)
    cells: list[Cell] = [(tally.n, "whole"), (None, "share"), (None, "share"), (None, "share")]
    if not tally.enough:
        return cells
    found = promoters.of(tally)
    interval = found.interval
    return [*cells, (tally.mean, "mean"), *((one, "score") for one in (found.score, interval.low, interval.high))]


def _tally(tally: Tally) -> list[Cell]:
    """n, share, interval, mean; below five ratings n alone."""
    if not tally.enough:
        return [(tally.n, "whole"), *[(None, "share")] * 4]
    interval = tally.interval
    shares: list[Cell] = [(one, "share") for one in (tally.share, interval.low, interval.high)]
    return [(tally.n, "whole"), *shares, (tally.mean, "mean")]


def _answering_headings(say: Wording) -> list[str]:
    return [
        say.text("Surveys delivered"),
        say.text("Answered"),
        say.text("Response rate"),
        say.text("Skipped"),
        say.text("Expired"),
        say.text("Open"),
        say.text("Withdrawn"),
        say.text("Not deliverable"),
    ]


def _answering_cells(figures: Figures) -> list[Cell]:
    found = figures.answering
    rate = found.rate if found.delivered >= 5 else None
    counts = (found.skipped, found.expired, found.open, found.withdrawn, found.undeliverable)
    return [
        (found.delivered, "whole"),
        (found.answered, "whole"),
        (rate, "share"),
        *((count, "whole") for count in counts),
    ]


def _answering(sheet: Sheet, whole: Figures, say: Wording) -> None:
    sheet.headings(["", *_answering_headings(say)])
    sheet.cells([(say.text("Surveys"), "text"), *_answering_cells(whole)])


def _times(sheet: Sheet, whole: Figures, say: Wording) -> None:
    sheet.headings([say.text("Times"), "n", say.text("Median"), say.text("90th percentile"), say.text("without it")])
    waiting = whole.unanswered + whole.dropped
    rows: Sequence[tuple[str, Times, int, str]] = (
        (say.text("First answer, minutes"), whole.calendar, waiting, "minutes"),
        (say.text("First answer in working time, minutes"), whole.working, waiting, "minutes"),
        (say.text("To the first close, hours"), whole.to_first_close, whole.still_open, "hours"),
        (say.text("To the last close, hours"), whole.to_last_close, whole.still_open, "hours"),
    )
    for name, times, without, unit in rows:
        sheet.cells([(name, "text"), (times.n, "whole"), *_median(times, unit), (without, "whole")])


def _median(times: Times, unit: str) -> list[Cell]:
    seconds = 60 if unit == "minutes" else 3600
    return [(None if one is None else one / seconds, unit) for one in (times.median, times.p90)]


def _distribution(book: Workbook, sheet: Sheet, summary: Summary, say: Wording) -> None:
    sheet.headings([say.text("Rating"), "n", say.text("Share")])
    begin = sheet.row
    whole = summary.whole.satisfaction
    for value, count in whole.distribution:
        sheet.cells([(value, "whole"), (count, "whole"), (count / whole.n if whole.enough else None, "share")])
    chart = book.chart("bar", say.text("How often each rating was given"))
    chart.add_series(
        {
            "categories": [sheet.name, begin, 0, sheet.row - 1, 0],
            "values": [sheet.name, begin, 1, sheet.row - 1, 1],
            "fill": {"color": _BLUE},
            "data_labels": {"value": True},
            "gap": 60,
        }
    )
    chart.set_y_axis({"reverse": True, "major_gridlines": {"visible": False}})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    chart.set_size({"width": 760, "height": 300})
    sheet.worksheet.insert_chart(1, 10, chart)


def _trend(book: Workbook, sheet: Sheet, summary: Summary, say: Wording) -> None:
    sheet.headings([say.text("Trend"), "n", say.text("4 and 5"), say.text("from"), say.text("to"), say.text("Mean")])
    begin = sheet.row
    for bucket, tally in summary.trend:
        sheet.cells([(_days(bucket, say), "text"), *_tally(tally)])
    chart = book.chart("line", say.text("Share of 4 and 5, with its 95% interval"), legend=True)
    for column, name, colour, width in (
        (3, say.text("from"), _PALE, 1.25),
        (4, say.text("to"), _PALE, 1.25),
        (2, say.text("4 and 5"), _BLUE, 2.5),
    ):
        chart.add_series(
            {
                "name": name,
                "categories": [sheet.name, begin, 0, sheet.row - 1, 0],
                "values": [sheet.name, begin, column, sheet.row - 1, column],
                "line": {"color": colour, "width": width},
                "marker": {"type": "circle", "size": 6, "fill": {"color": colour}, "border": {"color": colour}},
            }
        )
    chart.set_y_axis({"min": 0, "max": 1, "num_format": "0%", "major_unit": 0.25, "major_gridlines": _GRID})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 760, "height": 360})
    sheet.worksheet.insert_chart(17, 10, chart)


def _days(bucket: Bucket, say: Wording) -> str:
    """A point of the trend; short, since the chart shows it under an axis, and the title has said the year."""
    if bucket.size in {"month", "quarter"}:
        return labels.bucket(bucket, say)
    return numbers.short_days(say.language, bucket.first, bucket.last)


def group_sheet(book: Workbook, summary: Summary, say: Wording, name: str, heading: str) -> None:
    """One row a group with all figures, and a chart of the shares with their intervals."""
    sheet = book.sheet(name)
    columns = [
        heading,
        "n",
        say.text("4 and 5"),
        say.text("from"),
        say.text("to"),
        say.text("Mean"),
        *(str(value) for value, _ in Tally({}).distribution),
        *_answering_headings(say),
        say.text("Conversations"),
        say.text("Answered conversations"),
        say.text("First answer, median minutes"),
        say.text("First answer, 90th percentile"),
        say.text("In working time, median minutes"),
        say.text("In working time, 90th percentile"),
        say.text("Still unanswered"),
        say.text("Closed without an answer"),
        say.text("To the first close, median hours"),
        say.text("To the first close, 90th percentile"),
        say.text("To the last close, median hours"),
        say.text("To the last close, 90th percentile"),
        say.text("Still open"),
    ]
    sheet.widths([36, *[14] * (len(columns) - 1)])
    sheet.headings(columns, lines=4)
    found = labels.in_order(summary, say)
    for group, figures in found:
        counts = [(count, "whole") for _, count in figures.satisfaction.distribution]
        sheet.cells(
            [
                (group, "text"),
                *_tally(figures.satisfaction),
                *counts,
                *_answering_cells(figures),
                (figures.conversations, "whole"),
                (figures.calendar.n, "whole"),
                *_median(figures.calendar, "minutes"),
                *_median(figures.working, "minutes"),
                (figures.unanswered, "whole"),
                (figures.dropped, "whole"),
                *_median(figures.to_first_close, "hours"),
                *_median(figures.to_last_close, "hours"),
                (figures.still_open, "whole"),
                *_reaches(figures.satisfaction),
            ]
        )
    sheet.table_from(0, len(columns), names=True)
    if found:
        # The bars of a chart want distances, which are no figures for people.
        sheet.worksheet.set_column(len(columns), len(columns) + 1, None, None, {"hidden": True})
        _group_chart(book, sheet, len(found), len(columns), say)


def _group_chart(book: Workbook, sheet: Sheet, rows: int, reaches: int, say: Wording) -> None:
    """The shares as bars with their intervals across the ends, from top to bottom in the order of the table."""
    last = min(rows, _MOST_IN_CHART)
    chart = book.chart("bar", say.text("Share of 4 and 5, with its 95% interval"))
    chart.show_hidden_data()
    chart.add_series(
        {
            "name": say.text("4 and 5"),
            "categories": [sheet.name, 1, 0, last, 0],
            "values": [sheet.name, 1, 2, last, 2],
            "fill": {"color": _PALE},
            "gap": 80,
            "y_error_bars": {
                "type": "custom",
                "plus_values": _reference(sheet, reaches, last),
                "minus_values": _reference(sheet, reaches + 1, last),
                "line": {"color": _BLUE, "width": 2},
            },
        }
    )
    chart.set_y_axis({"reverse": True, "major_gridlines": {"visible": False}})
    chart.set_x_axis({"min": 0, "max": 1, "num_format": "0%", "label_position": "high", "major_gridlines": _GRID})
    chart.set_size({"width": 900, "height": 130 + 28 * last})
    sheet.worksheet.insert_chart(sheet.row + 1, 0, chart)


def _reference(sheet: Sheet, column: int, last: int) -> str:
    """Cells of a column from the first row below the headings on, as a chart names them."""
    name = sheet.name.replace("'", "''")
    return f"='{name}'!{xl_col_to_name(column, True)}$2:{xl_col_to_name(column, True)}${last + 1}"


def _reaches(tally: Tally) -> list[Cell]:
    """How far the interval reaches above and below the share."""
    if not tally.enough:
        return [(None, "share"), (None, "share")]
    return [(tally.interval.high - tally.share, "share"), (tally.share - tally.interval.low, "share")]
