"""Write names beside points so that no name covers a point or another name."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Annotation
from matplotlib.transforms import Bbox, BboxBase

from routeplan.geo.geodesy import FloatArray

MARKER_PT = 9.0
_LABEL_GAPS_PT = (8.0, 14.0, 22.0, 32.0, 44.0, 60.0, 80.0, 110.0)  # from a marker to its name, nearest first
_BESIDE_PT = 14.0  # a name no further from its marker needs no line
# How much further a name may stand to keep its line free, or its marker clear.
_CROSSING_PT, _ASTRAY_PT = 6.0, 25.0
_SIDES = (
    (1.0, 0.0),
    (-1.0, 0.0),
    (0.0, 1.0),
    (0.0, -1.0),
    (0.9, 0.9),
    (-0.9, 0.9),
    (0.9, -0.9),
    (-0.9, -0.9),
)


def place_names(figure: Figure, axes: Axes, labels: Sequence[Annotation], data: FloatArray) -> None:
    """Move names to where they cover no marker and no other name, as near to their own marker as can be.

    Parameters
    ----------
    figure : Figure
        Its layout is settled by this and stays as it is.
    axes : Axes
    labels : sequence of Annotation
        Each at its point, centred, with a line that is shown where the name stands apart.
    data : (n, 2) array
        The points, in the units of the axes.
    """
    for label in labels:
        label.set_in_layout(False)
    figure.draw_without_rendering()  # settles the layout: names are placed in pixels
    figure.set_layout_engine("none")
    pixel_pt = 72.0 / figure.dpi
    points = axes.transData.transform(data)
    sizes = [label.get_window_extent() for label in labels]
    # Who is named first gets the best place: begin from each side in turn, and keep what comes out best.
    orders = [np.argsort(sign * along, kind="stable") for along in points.T for sign in (1.0, -1.0)]
    arranged = [_arrange(points, sizes, axes.get_window_extent(), pixel_pt, order) for order in orders]
    _, places = min(arranged, key=lambda each: each[0])
    for number, label in enumerate(labels):
        box, is_led = places[number]
        middle = (box.get_points().mean(axis=0) - points[number]) * pixel_pt
        label.set_position((float(middle[0]), float(middle[1])))
        if label.arrow_patch is not None:
            label.arrow_patch.set_visible(is_led)


def _arrange(
    points: FloatArray,
    sizes: Sequence[BboxBase],
    frame: BboxBase,
    pixel_pt: float,
    order: npt.NDArray[np.intp],
) -> tuple[tuple[float, float], dict[int, tuple[Bbox, bool]]]:
    """Place names one after another.

    Returns
    -------
    (float, float)
        What is left to wish, summed up: pixels covered, and points of distance, crossings and doubt.
    dict of int to (Bbox, bool)
        By number of the point: where its name stands, and whether a line leads to it.
    """
    taken = [Bbox.from_bounds(x, y, 0.0, 0.0).padded(MARKER_PT / 2 / pixel_pt) for x, y in points]
    places: dict[int, tuple[Bbox, bool]] = {}
    covered, wishes = 0.0, 0.0
    for number in order.tolist():
        others = taken[:number] + taken[number + 1 :]
        choices = []
        for gap_pt, box in _places_round(points[number], sizes[number], pixel_pt):
            astray = _is_astray(box, points, number)
            is_led = astray or gap_pt > _BESIDE_PT
            crossings = (
                sum(step.count_overlaps(others) for step in _lead(points[number], box)) if is_led else 0
            )
            wish = gap_pt + _CROSSING_PT * crossings + _ASTRAY_PT * astray
            choices.append(((_covered(box, taken, frame), wish), box, is_led))
        worth, box, is_led = min(choices, key=lambda choice: choice[0])
        covered, wishes = covered + worth[0], wishes + worth[1]
        places[number] = box, is_led
        taken.append(box)
        if is_led:
            taken.extend(_lead(points[number], box))
    return (covered, wishes), places


def _lead(point: FloatArray, box: Bbox) -> list[Bbox]:
    """Boxes of a pixel along most of the line from a point to a box."""
    nearest = np.clip(point, box.min, box.max)
    steps = point + np.linspace(0.25, 1.0, 9)[:, None] * (nearest - point)
    return [Bbox.from_bounds(x - 0.5, y - 0.5, 1.0, 1.0) for x, y in steps]


def _is_astray(box: Bbox, points: FloatArray, own: int) -> bool:
    """Whether a name there is nearer to the marker of another."""
    beside = np.maximum(np.maximum(box.min - points, points - box.max), 0.0)
    return int(np.argmin(np.hypot(*beside.T))) != own


def _places_round(point: FloatArray, size: BboxBase, pixel_pt: float) -> list[tuple[float, Bbox]]:
    """Distance in points and box in pixels, about a point: beside, above, below and across, nearest first."""
    half = np.array([size.width, size.height]) / 2
    middles = (
        (gap_pt, point + np.array(side) * (half + gap_pt / pixel_pt))
        for gap_pt, side in product(_LABEL_GAPS_PT, _SIDES)
    )
    return [(gap_pt, Bbox([middle - half, middle + half])) for gap_pt, middle in middles]


def _covered(box: Bbox, taken: Sequence[Bbox], frame: BboxBase) -> float:
    """Pixels of a box that are taken or lie outside a frame."""
    common = [Bbox.intersection(box, other) for other in taken]
    inside = Bbox.intersection(box, frame)
    outside = box.width * box.height - (inside.width * inside.height if inside else 0.0)
    return outside + sum(each.width * each.height for each in common if each)
