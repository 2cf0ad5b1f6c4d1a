"""Rows of a CSV table: a model says what each column holds, and an error names file, row, column and value."""

from enum import StrEnum
from typing import Annotated

import pytest
from pydantic import Field, model_validator

from routeplan.errors import DataError
from routeplan.io.csv_rows import CsvRow, Key, OrNone, Several, Text, read_rows


class Colour(StrEnum):
    """Colours of a buoy."""

    RED = "red"
    GREEN = "green"


class BuoyRow(CsvRow):
    id: Key
    name: Text
    depth_m: Annotated[float, Field(ge=0.0)]
    year: OrNone[int]
    colour: OrNone[Colour]
    lights: Several[str]

    @model_validator(mode="after")
    def _red_is_lit(self):
        if self.colour is Colour.RED and not self.lights:
            raise ValueError("red without lights; give one")
        return self


HEAD = "id,name,depth_m,year,colour,lights,remark\n"


def write(tmp_path, text):
    path = tmp_path / "buoys.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_values_have_the_types_of_the_model_and_other_columns_are_ignored(tmp_path):
    (row,) = read_rows(write(tmp_path, HEAD + 'a-1, Ål ,1e2,2020,red,"white; blue;",x\n'), BuoyRow)
    assert row.values() == {
        "id": "a-1",
        "name": "Ål",
        "depth_m": 100.0,
        "year": 2020,
        "colour": Colour.RED,
        "lights": ("white", "blue"),
    }
    assert row.where == "buoys.csv, row 2"


def test_empty_cells_are_none_where_the_model_allows_it_and_columns_may_come_in_any_order(tmp_path):
    (row,) = read_rows(write(tmp_path, "name,id,colour,year,lights,depth_m\nA,a,,,,0\n"), BuoyRow)
    assert (row.year, row.colour, row.lights) == (None, None, ())


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (
            "A!,A,1,,,",
            'row 2, column id: "A!" is not valid; give lower-case letters a-z and digits, joined by',
        ),
        ("a,,1,,,", 'column name: "" is not valid; give some text'),
        ("a,A,-1,,,", 'column depth_m: "-1" is not valid; give a number from 0'),
        ("a,A,nan,,,", 'column depth_m: "nan" is not valid; give a number'),
        ("a,A,1,soon,,", 'column year: "soon" is not valid; give a whole number, or nothing'),
        ("a,A,1,,blue,", 'column colour: "blue" is not valid; give red or green, or nothing'),
        ("a,A,1,,red,", "row 2: red without lights; give one"),
        ("a,A,x,soon,,", "give a number from 0 (and 1 more)"),
    ],
)
def test_a_wrong_value_is_named_with_its_place_and_what_to_give(tmp_path, cells, message):
    with pytest.raises(DataError) as caught:
        read_rows(write(tmp_path, f"{HEAD}{cells}\n"), BuoyRow)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_value_that_must_be_unique_is_named_with_the_row_that_repeats_it(tmp_path):
    path = write(tmp_path, f"{HEAD}a,A,1,,,\nb,B,1,,,\na,C,1,,,\n")
    assert len(read_rows(path, BuoyRow)) == 3
    with pytest.raises(DataError, match='row 4, column id: "a" occurs twice; make it unique'):
        read_rows(path, BuoyRow, unique="id")
