"""Our two tables: complete for the pinned library, and read with complaints that point at the place."""

import pytest

from conversations.calendar import library, religious, tones
from conversations.calendar.tones import EXTRA_COLUMNS, TONE_COLUMNS, TableError, parse

YEARS = range(2025, 2029)
COUNTRIES = sorted(tones.load().countries)


def names(country, **how):
    """The names of a country's holidays in the years that our table covers, without decorations."""
    entity = library._entity(country)
    found = set()
    for region in how.get("regions", [None]):
        kinds = [kind for kind in entity.supported_categories if kind not in how.get("but", ())]
        table = entity(subdiv=region, years=YEARS, language="en_US", categories=kinds)
        found |= {library._read(day, name).name for day in table for name in table.get_list(day)}
    return found


def test_there_are_28_countries():
    assert len(COUNTRIES) == 28


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_name_of_the_pinned_library_has_a_tone(country):
    """If this fails after an update: add the new names to holiday_tone.csv; a renamed day keeps its id."""
    assert sorted(name for name in names(country) if tones.load().row(country, name) is None) == []


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_regional_name_has_a_tone_but_school_breaks(country):
    found = names(country, regions=library._entity(country).subdivisions or [None], but=("school",))
    assert sorted(name for name in found if tones.load().row(country, name) is None) == []


@pytest.mark.parametrize("country", COUNTRIES)
def test_no_nationwide_row_is_left_whose_name_the_library_has_dropped(country):
    """If this fails: the day was renamed (change the name, keep the id) or is no longer kept."""
    rows = [row.name for key, row in tones.load().by_name.items() if key[0] == country and row.national]
    assert sorted(set(rows) - names(country)) == []


def test_no_id_of_a_tradition_is_that_of_a_row():
    ours = [day.id for days in religious.DAYS.values() for day in days]
    assert len(ours) == len(set(ours))
    assert not set(ours) & {row.id for row in tones.load().by_name.values()}


GOOD = ("xx.new_year", "XX", "New Year", "fixed 01-01", "festive", "civil", "new_year", "", "", "national", "", "", "")
EXTRA = ("xx.fire", "XX", "The fire", "fixed 03-04", "", "", "")


def table(columns, *rows):
    return "\n".join([",".join(columns), *(",".join(row) for row in rows)]) + "\n"


def changed(row, columns, **cells):
    return tuple(cells.get(column, cell) for column, cell in zip(columns, row, strict=True))


def read(*rows, extras=()):
    return parse(table(TONE_COLUMNS, *rows), table(EXTRA_COLUMNS, *extras))


def test_a_good_table_is_read():
    found = read(GOOD, extras=[EXTRA])
    assert found.by_name["XX", "New Year"].id == "xx.new_year"
    assert [extra.id for extra in found.extras_of("XX")] == ["xx.fire"]
    assert found.extras_of("YY") == []


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"tone": "merry"}, "tone", "“merry” is none of festive, solemn, neutral"),
        ({"id": "New Year"}, "id", "an id like ua.christmas"),
        ({"country": "Ukraine"}, "country", "a country's two letters"),
        ({"name": ""}, "name", "is empty"),
        ({"tradition": "pastafarian"}, "tradition", "“pastafarian” is none of civil"),
        ({"greet_group": ""}, "greet_group", "a festive day needs a group"),
        ({"main": "yes"}, "main", "“yes” is none of (empty), main"),
        ({"only_for": "men"}, "only_for", "“men” is none of"),
    ],
)
def test_a_wrong_cell_is_named_by_file_line_and_column(cells, column, reason):
    with pytest.raises(TableError) as refused:
        read(GOOD, changed(GOOD, TONE_COLUMNS, **({"id": "xx.b", "name": "B", "greet_group": "b"} | cells)))
    assert str(refused.value).startswith(f"holiday_tone.csv, line 3, column {column}: ")
    assert reason in str(refused.value)


@pytest.mark.parametrize(
    ("cells", "place"),
    [
        ({"rule": "fixed 02-30"}, "line 2, column rule: there is no day 02-30"),
        ({"rule": "in spring"}, "line 2, column rule: “in spring” is not a rule for a date"),
        ({"country": "Mars"}, "line 2, column country"),
        ({"id": "xx.new_year"}, "line 2, column id: “xx.new_year” stands on line 2 already"),
    ],
)
def test_a_wrong_extra_day_is_named_by_file_line_and_column(cells, place):
    with pytest.raises(TableError, match=r"solemn_extra\.csv") as refused:
        read(GOOD, extras=[changed(EXTRA, EXTRA_COLUMNS, **cells)])
    assert place in str(refused.value)


def test_a_name_that_stands_twice_is_refused():
    with pytest.raises(TableError, match="line 3, column name: “New Year” of XX stands here twice"):
        read(GOOD, changed(GOOD, TONE_COLUMNS, id="xx.other"))


def test_several_festive_days_of_a_group_need_one_main_day():
    eve = changed(GOOD, TONE_COLUMNS, id="xx.eve", name="Eve")
    with pytest.raises(TableError, match="exactly one must be main, not 0"):
        read(GOOD, eve)
    assert read(changed(GOOD, TONE_COLUMNS, main="main"), eve).by_name["XX", "New Year"].main


def test_wrong_headings_and_missing_cells_are_refused():
    with pytest.raises(TableError, match="line 1: the headings must be id, country"):
        parse("id,land\n", table(EXTRA_COLUMNS))
    with pytest.raises(TableError, match="line 2: 3 columns where there are 13"):
        parse(",".join(TONE_COLUMNS) + "\na,b,c\n", table(EXTRA_COLUMNS))
