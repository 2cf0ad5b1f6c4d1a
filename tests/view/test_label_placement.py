"""Names beside their points: clear of each other and of lines, inside the frame."""

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure

from routeplan.view.label_placement import (
    Box,
    Label,
    contains,
    overlaps,
    place_annotations,
    place_labels,
    sample_lines,
    settle_layout,
)

FRAME = Box(0, 0, 400, 300)
NO_LINES = np.empty((0, 2))
FAR_GAPS_PT = (8.0, 14.0, 22.0, 44.0, 80.0)


def name_at(x, y, away=(0.0, 0.0), wide=80.0):
    return Label(x, y, wide, 16.0, away)


def boxes_of(placements):
    return np.array([placement.box for placement in placements])


def are_apart(boxes):
    return not np.triu(overlaps(boxes, boxes), 1).any()


def test_a_name_is_on_the_side_without_cables():
    (left,) = place_labels([name_at(200, 150, away=(-1.0, 0.0))], NO_LINES, FRAME)
    (above,) = place_labels([name_at(200, 150, away=(0.0, 1.0))], NO_LINES, FRAME)
    assert left.box.right < 200
    assert above.box.bottom > 150


@pytest.mark.parametrize(("x", "y"), [(390, 150), (10, 150), (200, 295), (200, 5), (395, 295)])
def test_a_name_stays_inside_the_frame(x, y):
    (placement,) = place_labels([name_at(x, y)], NO_LINES, FRAME)
    left, bottom, right, top = placement.box
    assert placement.is_clear
    assert left >= 0
    assert bottom >= 0
    assert right <= 400
    assert top <= 300


def test_names_of_neighbours_cover_neither_each_other_nor_their_dots():
    labels = [name_at(200, 150), name_at(215, 150), name_at(200, 165)]
    placements = place_labels(labels, NO_LINES, FRAME)
    assert all(placement.is_clear for placement in placements)
    boxes = boxes_of(placements)
    assert are_apart(boxes)
    assert not contains(boxes, np.array([(label.x, label.y) for label in labels])).any()


def test_a_name_covers_no_line():
    line = np.column_stack([np.linspace(200, 400, 50), np.full(50, 150.0)])
    (placement,) = place_labels([name_at(200, 150)], line, FRAME)
    assert not contains(np.array([placement.box]), line).any()


def test_a_name_without_room_is_not_clear():
    crowd = [name_at(200, 150) for _ in range(12)]
    placements = place_labels(crowd, NO_LINES, FRAME)
    shown = [placement for placement in placements if placement.is_clear]
    assert 0 < len(shown) < len(crowd)
    assert are_apart(boxes_of(shown))


def test_a_name_covers_no_obstacle():
    legend = Box(205, 100, 400, 200)
    (placement,) = place_labels([name_at(200, 150)], NO_LINES, FRAME, obstacles=[legend])
    assert placement.is_clear
    assert not overlaps(np.array([placement.box]), np.array([legend])).any()


def test_a_crowd_with_leaders_finds_room_for_every_name():
    crowd = [name_at(200 + 3 * (at % 4), 150 + 3 * (at // 4), wide=50.0) for at in range(12)]
    placements = place_labels(crowd, NO_LINES, FRAME, gaps_pt=FAR_GAPS_PT)
    assert all(placement.is_clear for placement in placements)
    assert are_apart(boxes_of(placements))
    for label, placement in zip(crowd, placements, strict=True):
        left, bottom, right, top = placement.box
        gap = max(left - label.x, label.x - right, bottom - label.y, label.y - top)
        assert placement.needs_leader or gap <= 14.0


def test_points_of_a_line_are_close_enough_that_no_name_fits_between_them():
    figure = Figure(figsize=(4.0, 3.0), dpi=200)
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, 1), ylim=(0, 1))
    points = sample_lines(axes, [np.array([(-5.0, 0.5), (5.0, 0.5)])])
    assert points[:, 0].min() == pytest.approx(0.0)
    assert points[:, 0].max() == pytest.approx(4.0 * 72.0)
    assert np.allclose(points[:, 1], 1.5 * 72.0)
    assert np.diff(np.sort(points[:, 0])).max() <= 3.0 + 1e-9


def test_an_annotation_moves_beside_its_point():
    figure = Figure(figsize=(4.0, 3.0), layout="constrained")
    axes = figure.add_subplot(xlim=(0, 1), ylim=(0, 1))
    options = {"xytext": (0.0, 0.0), "textcoords": "offset points", "ha": "center", "va": "center"}
    name = axes.annotate("Galway", (0.5, 0.5), **options)
    settle_layout(figure)
    (placement,) = place_annotations(axes, [name], away=[(-1.0, 0.0)])
    point = axes.transData.transform((0.5, 0.5))
    box = mpl.text.Text.get_window_extent(name)
    assert placement.is_clear
    assert box.x1 < point[0] < box.x1 + 12
    assert (box.y0 + box.y1) / 2 == pytest.approx(point[1], abs=2)
