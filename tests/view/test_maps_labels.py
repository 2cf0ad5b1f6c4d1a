"""Names on a still: beside their dots, and clear of each other and of lines."""

import numpy as np

from routeplan.view.maps.label_placement import Box, Label, place_labels

RIM = Box(0, 0, 400, 300)
NO_LINES = np.empty((0, 2))


def name_at(x, y, away=(0.0, 0.0), wide=80.0):
    return Label(x, y, wide, 16.0, away)


def test_a_name_stands_where_its_cables_do_not_go():
    (left,) = place_labels([name_at(200, 150, away=(-1.0, 0.0))], NO_LINES, RIM)
    (above,) = place_labels([name_at(200, 150, away=(0.0, -1.0))], NO_LINES, RIM)
    assert left.right < 200
    assert above.bottom < 150


def test_a_name_does_not_leave_the_picture():
    (box,) = place_labels([name_at(390, 150)], NO_LINES, RIM)
    assert box.is_within(RIM)
    assert box.right < 390


def test_names_of_neighbours_do_not_cover_each_other_or_their_dots():
    labels = [name_at(200, 150), name_at(215, 150), name_at(200, 165)]
    boxes = place_labels(labels, NO_LINES, RIM)
    assert all(boxes)
    for number, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[number + 1 :])
        assert not box.holds(np.array([(label.x, label.y) for label in labels])).any()


def test_a_name_leaves_the_line_free():
    line = np.column_stack([np.linspace(200, 400, 50), np.full(50, 150.0)])
    (box,) = place_labels([name_at(200, 150)], line, RIM)
    assert not box.holds(line).any()


def test_a_name_without_room_is_left_out():
    crowd = [name_at(200, 150) for _ in range(12)]
    boxes = place_labels(crowd, NO_LINES, RIM)
    shown = [box for box in boxes if box]
    assert 0 < len(shown) < len(crowd)
    assert not any(a.overlaps(b) for at, a in enumerate(shown) for b in shown[at + 1 :])
