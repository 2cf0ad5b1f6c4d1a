"""Positions as text: LAT,LON, degrees and minutes, and what charts print."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routeplan.errors import UsageError
from routeplan.geo.position_text import (
    format_latlon,
    format_meridian,
    format_position,
    is_position,
    parse_angle,
    parse_position,
)


@pytest.mark.parametrize(
    ("text", "lonlat"),
    [
        ("67.28,14.40", (14.40, 67.28)),
        (" 53.27 , -9.05 ", (-9.05, 53.27)),
        ("-0.5,+180", (180.0, -0.5)),
        ("90,0", (0.0, 90.0)),
        (".5,5.", (5.0, 0.5)),
        ("57.1N,2.1W", (-2.1, 57.1)),
        ("57.1 n 2.1 w", (-2.1, 57.1)),
        ("57.1N,-2.1", (-2.1, 57.1)),
        ("53 16.2N 9 3W", (-9.05, 53.27)),
        ("53°16.2'N 9°03'W", (-9.05, 53.27)),
        ("N53 16.2 W9 3", (-9.05, 53.27)),
        ("53-16.2N, 009-03W", (-9.05, 53.27)),
        ("33 51 54 S 151 12 36 E", (151.21, -33.865)),
        ("٥٣.٢٧,-٩.٠٥", (-9.05, 53.27)),  # digits of any script are digits
        ("５３ １６.２N ９ ３W", (-9.05, 53.27)),
        ("53.27,-9.0५", (-9.05, 53.27)),
    ],
)
def test_latitude_comes_first_as_on_charts(text, lonlat):
    assert is_position(text)
    assert parse_position(text) == pytest.approx(lonlat)


@pytest.mark.parametrize("text", [
    "north,south", "67.28", "67.28,", ",14.4", "67.28,14.40,3", "67.28 14.40", "nan,0", "inf,0", "",
])  # fmt: skip
def test_what_is_no_pair_of_numbers_is_no_position(text):
    with pytest.raises(UsageError, match="is not a position; give LAT,LON with decimal points"):
        parse_position(text)


@pytest.mark.parametrize("text", ["90.01,0", "-91,0", "0,180.5", "0,-181", "42.63,241.6"])
def test_a_position_off_the_globe_is_refused(text):
    with pytest.raises(UsageError, match=r"latitude -90\.\.90, then longitude -180\.\.180"):
        parse_position(text)


@pytest.mark.parametrize("text", ["-156.79,71.29", "141.6,42.6"])
def test_a_longitude_out_of_range_for_a_latitude_is_answered_with_the_other_order(text):
    lon, lat = text.split(",")
    with pytest.raises(UsageError, match=f"did you mean {lat},{lon}\\?"):
        parse_position(text)


@pytest.mark.parametrize("text", ["2.1W,57.1N", "W2.1 N57.1", "9 3W, 53 16.2N"])
def test_a_longitude_before_the_latitude_is_refused(text):
    with pytest.raises(UsageError, match="has the longitude first; give the latitude first"):
        parse_position(text)


@pytest.mark.parametrize("text", ["57.1N,2.1", "57.1,2.1W", "57,1N"])
def test_a_hemisphere_is_not_guessed(text):
    with pytest.raises(UsageError, match="has a hemisphere for one angle only"):
        parse_position(text)


@pytest.mark.parametrize("text", ["67 60N 14E", "95N 3E", "57N 3N", "9E 3E", "1e1,0", "67 .28N 14E"])
def test_an_angle_that_is_not_valid_is_named(text):
    with pytest.raises(UsageError, match=r"is not a position: (latitude|longitude) "):
        parse_position(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("95,0", True),
        ("57N", True),
        ("Halifax, CA", False),
        ("north,south", False),
        ("SE", False),
        ("", False),
    ],
)
def test_only_digits_marks_and_hemispheres_are_meant_as_a_position(text, expected):
    assert is_position(text) is expected


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_what_charts_print_is_read_as_a_position(lon, lat):
    assert parse_position(format_position(lon, lat, 5)) == pytest.approx((lon, lat), abs=5.1e-6)


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_what_is_written_with_five_decimals_is_read_to_a_metre(lon, lat):
    assert parse_position(format_latlon(lon, lat, 5)) == pytest.approx((lon, lat), abs=5.1e-6)


@given(st.floats(-180, 180), st.floats(-90, 90), st.sampled_from(["", "°"]))
def test_what_charts_print_is_read_as_an_angle(lon, lat, sign):
    north, east = format_position(lon, lat, 5, sign=sign).split()
    assert parse_angle(north, "latitude") == pytest.approx(lat, abs=5.1e-6)
    assert parse_angle(east, "longitude") == pytest.approx(lon, abs=5.1e-6)


@pytest.mark.parametrize(
    ("text", "axis", "degrees"),
    [
        ("67 16.80 N", "latitude", 67.28),
        ("S 67°16′48″", "latitude", -67.28),
        ("67-16.80N", "latitude", 67.28),
        ("−9.05", "longitude", -9.05),
        ("350", "longitude", 350.0),
    ],
)
def test_degrees_minutes_and_seconds_are_read(text, axis, degrees):
    assert parse_angle(text, axis) == pytest.approx(degrees)


@pytest.mark.parametrize(
    ("text", "axis"),
    [
        ("91", "latitude"),
        ("67 60 N", "latitude"),
        ("67 E", "latitude"),
        ("190 W", "longitude"),
        ("-9 W", "longitude"),
    ],
)
def test_what_is_no_angle_is_refused(text, axis):
    with pytest.raises(UsageError, match=f'{axis} "{text}" is not valid; give'):
        parse_angle(text, axis)


def test_a_decimal_comma_is_read_where_the_table_has_one():
    assert parse_angle("67,28", "latitude", decimal_comma=True) == pytest.approx(67.28)


def test_meridians_0_and_180_have_no_hemisphere():
    assert [format_meridian(lon) for lon in (0.0, 180.0, -180.0, 10.0, -10.0)] == [
        "0°", "180°", "180°", "10°E", "10°W",
    ]  # fmt: skip
