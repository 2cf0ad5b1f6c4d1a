"""Tables as readers have them: words, units, roundings, blanks."""

import numpy as np
import pandas as pd
import pytest

from routeplan.errors import UsageError
from routeplan.view.plain_tables import heading, plain_table


def test_numbers_are_as_fine_as_the_size_of_their_column_asks():
    table = pd.DataFrame({"a": [1234.567, 0.4], "b": [12.345, 0.04], "c": [1.005, -0.001], "d": [7, 1234567]})
    seen = plain_table(table)
    assert seen["a"].tolist() == ["1,235", "0"]
    assert seen["b"].tolist() == ["12.3", "0.0"]
    assert seen["c"].tolist() == ["1.00", "0.00"]  # and no minus before zero
    assert seen["d"].tolist() == ["7", "1,234,567"]
    assert plain_table(pd.DataFrame({"ice_km": [0.0, 0.0]}))["sea ice, km"].tolist() == ["0", "0"]
    assert plain_table(table, decimals={"a": 1})["a"].tolist() == ["1,234.6", "0.4"]


@pytest.mark.parametrize(
    ("most", "written"), [(100.0, "100"), (99.0, "99.0"), (10.0, "10.0"), (9.0, "9.00"), (-100.0, "-100")]
)
def test_decimals_follow_the_largest_value(most, written):
    assert plain_table(pd.DataFrame({"a": [most, 0.0]}))["a"].tolist()[0] == written


def test_nothing_is_blank_and_truth_is_a_word():
    table = pd.DataFrame({"cost_musd": [np.nan, 3.0], "who": [None, "ice_scour"], "best": [True, False]})
    seen = plain_table(table)
    assert seen["cost, M USD"].tolist() == ["", "3.00"]
    assert seen["who"].tolist() == ["", "ice scour"]
    assert seen["best"].tolist() == ["yes", "no"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("length_km", "length, km"),
        ("rtt_ms", "round-trip time, ms"),
        ("objective_musd", "objective, M USD"),
        ("down_hours_per_year", "downtime, h/yr"),
        ("faults_per_year", "faults per year"),
        ("depth_m", "depth, m"),
        ("km", "km"),
        ("waters_NO_Svalbard_km", "jurisdiction NO Svalbard, km"),
        ("depth_to_1000_m_km", "depth to 1000 m, km"),
        ("Suez", "Suez"),
        ("planner's best", "planner's best"),
    ],
)
def test_headings_name_their_unit_and_leave_names_of_others(name, words):
    assert heading(name) == words


def test_rows_that_are_only_numbered_lose_their_numbers_and_a_name_goes_to_the_corner():
    table = pd.DataFrame({"km": [1.0, 2.0]}, index=[24, 15])
    assert plain_table(table).index.tolist() == ["", ""]
    named = plain_table(table.set_axis(pd.Index(["DA", "LW"], name="cable_type")))
    assert named.index.tolist() == ["DA", "LW"]
    assert named.index.name is None
    assert named.columns.name == "cable type"
    assert "cable type" in named.to_html()
    assert plain_table(table.set_axis(pd.Index(["a", "b"], name="name"))).columns.name is None


def test_a_table_with_two_columns_of_one_name_is_refused():
    with pytest.raises(UsageError, match='same heading "length, km"'):
        plain_table(pd.DataFrame([[1.0, 2.0]], columns=["length_km", "length_km"]))


def test_the_table_itself_stays_as_it_was():
    table = pd.DataFrame({"length_km": [1.0]})
    plain_table(table)
    assert table.columns.tolist() == ["length_km"]
    assert table["length_km"].tolist() == [1.0]
