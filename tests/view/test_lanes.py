"""Routes that share a way are drawn side by side: on still maps here, on pages in test_maps_browser."""

import numpy as np
import pytest
import shapely

from routeplan.view.maps.lanes import side_by_side

STRAIGHT = np.column_stack([np.linspace(0.0, 100.0, 101), np.zeros(101)])


def test_a_line_alone_stays_where_it_is():
    (line,) = side_by_side([STRAIGHT], 2.0)
    assert line is STRAIGHT


def test_three_lines_on_one_way_lie_one_lane_apart():
    lines = side_by_side([STRAIGHT, STRAIGHT, STRAIGHT], 2.0)
    assert [line[50].tolist() for line in lines] == [[50.0, 0.0], [50.0, 2.0], [50.0, 4.0]]


def test_they_meet_at_their_landings_and_leave_them_at_a_slope():
    _, second = side_by_side([STRAIGHT, STRAIGHT], 2.0)
    assert second[[0, -1]].tolist() == STRAIGHT[[0, -1]].tolist()
    assert np.abs(np.diff(second[:, 1])).max() < 0.5


def test_where_ways_part_a_line_goes_back_to_its_own():
    """The second line turns away at 50: far from the first it lies where it was drawn."""
    away = STRAIGHT.copy()
    away[50:, 1] = np.linspace(0.0, 50.0, 51)
    _, shown = side_by_side([STRAIGHT, away], 2.0)
    assert shapely.distance(shapely.Point(shown[30]), shapely.Point(away[30])) == pytest.approx(2.0)
    assert shown[70:].tolist() == away[70:].tolist()


def test_the_shift_is_to_the_left_of_the_way_on_a_circle_too():
    angle = np.linspace(0.0, np.pi, 181)
    circle = 100.0 * np.column_stack([np.cos(angle), np.sin(angle)])  # anticlockwise: left is inside
    _, inner = side_by_side([circle, circle], 3.0)
    assert np.hypot(*inner[90]) == pytest.approx(97.0, abs=0.05)
