"""Long lists on inline keyboards: two buttons a row, a few rows a page."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

PAGE = 8
"""Items on one page: four rows of two, which a phone shows without scrolling."""

Item = TypeVar("Item")
Button = dict[str, Any]


def within(page: int, count: int) -> int:
    """The page, or the nearest that exists for so many items."""
    return max(0, min(page, (count - 1) // PAGE))


def on(page: int, items: Sequence[Item]) -> Sequence[Item]:
    """The items on a page."""
    return items[page * PAGE : (page + 1) * PAGE]


def rows(made: Sequence[Button]) -> list[list[Button]]:
    """Buttons, two a row."""
    return [list(made[start : start + 2]) for start in range(0, len(made), 2)]


def turn(page: int, count: int, to: Callable[[str, int], Button]) -> list[list[Button]]:
    """The row that turns pages: ‹ 2/5 ›; none when there is one page. `to` makes the button with a label for a page."""
    return turn_to(page, (count - 1) // PAGE, to)


def turn_to(page: int, last: int, to: Callable[[str, int], Button]) -> list[list[Button]]:
    """The same for lists with pages of their own; `last` is the number of the last page."""
    if last <= 0:
        return []
    row = [to(f"{page + 1}/{last + 1}", page)]
    if page > 0:
        row.insert(0, to("‹", page - 1))
    if page < last:
        row.append(to("›", page + 1))
    return [row]
