"""Where names are written beside their points: clear of other names, points and lines, and inside the frame.

The same rules place the names of landings on maps and of trade-offs in a Pareto chart. The interactive map follows
them too, in its own script, because it places names again at every zoom.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import shapely
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Annotation, Text

from routeplan.geo.geodesy import FloatArray

# Directions from a point to its name, the best first; y upward.
_SIDES = ((1, 0), (-1, 0), (0, 1), (0, -1), (0.8, 0.8), (-0.8, 0.8), (0.8, -0.8), (-0.8, -0.8))
_GAP_PT = 7.5  # from a point to its name
_LEADER_FROM_PT = 14.0  # a name farther from its point than this needs a leader line
_MARKER_PT = 4.5  # radius of a marker
_LINE_STEP_PT = 3.0
_LEADER_SHARES = np.linspace(0.25, 1.0, 9)
# Penalties, in points of distance.
_CLIPPED, _ON_NAME, _ON_MARKER, _ON_LINE, _NEARER_OTHER, _ALONG_CABLE, _LEADER_CROSSING, _SIDE_RANK = (
    500.0, 300.0, 200.0, 15.0, 25.0, 12.0, 6.0, 0.5,
)  # fmt: skip
_MOST_LINE_POINTS = 8

BoolArray = npt.NDArray[np.bool_]


class Box(NamedTuple):
    """A rectangle, y upward."""

    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class Label:
    """A name to place; lengths in points (1/72 inch).

    Attributes
    ----------
    x, y : float
        The point that has the name.
    width, height : float
        Size of the name.
    away : (float, float)
        Direction opposite to the cables of the point, right and up; (0, 0) if it has none.
    """

    x: float
    y: float
    width: float
    height: float
    away: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a name is written.

    Attributes
    ----------
    box : Box
    needs_leader : bool
        Whether a line must join the name to its point.
    is_clear : bool
        Whether the name covers no other name and stays inside the frame.
    """

    box: Box
    needs_leader: bool
    is_clear: bool


def place_labels(
    labels: Sequence[Label],
    lines: FloatArray,
    frame: Box,
    *,
    gaps_pt: Sequence[float] = (_GAP_PT,),
    obstacles: Sequence[Box] = (),
) -> list[Placement]:
    """Choose a place for each name.

    Names are placed one after another, in five orders: as given, and from each side of the frame. The order with the
    lowest total penalty is kept.

    Parameters
    ----------
    labels : sequence of Label
    lines : (n, 2) array
        Points along the lines of the drawing.
    frame : Box
        Names must stay inside.
    gaps_pt : sequence of float
        Allowed distances from a point to its name, the nearest first.
    obstacles : sequence of Box
        What names must not cover besides, such as a legend.

    Returns
    -------
    list of Placement, one a label
    """
    if not labels:
        return []
    points = np.array([(label.x, label.y) for label in labels])
    choices = [
        _choices(number, label, points, lines, np.array(frame), gaps_pt)
        for number, label in enumerate(labels)
    ]
    taken = np.array(obstacles, dtype=np.float64).reshape(-1, 4)
    orders = [np.arange(len(labels))]
    orders += [np.argsort(sign * along, kind="stable") for along in points.T for sign in (1.0, -1.0)]
    placed = [_place_in_order(choices, points, taken, order) for order in orders]
    return min(placed, key=lambda found: found[0])[1]


def place_annotations(
    axes: Axes,
    annotations: Sequence[Annotation],
    *,
    lines: Sequence[FloatArray] = (),
    away: Sequence[tuple[float, float]] | None = None,
    gaps_pt: Sequence[float] = (_GAP_PT,),
    obstacles: Sequence[Box] = (),
) -> list[Placement]:
    """Move annotations to good places beside their points, and show the arrows that are needed.

    Parameters
    ----------
    axes : Axes
        Of a figure whose layout is settled: see :func:`settle_layout`.
    annotations : sequence of Annotation
        Centred, with their text position in offset points.
    lines : sequence of (n, 2) arrays
        Lines that names should not cover, in data units.
    away, gaps_pt, obstacles
        As :class:`Label` and :func:`place_labels` take them.
    """
    aways = away or [(0.0, 0.0)] * len(annotations)
    labels = []
    for annotation, direction in zip(annotations, aways, strict=True):
        x, y = points_of(axes, np.array([annotation.xy], dtype=np.float64))[0]
        size = Text.get_window_extent(annotation)
        scale = _points_per_pixel(axes)
        labels.append(Label(float(x), float(y), size.width * scale, size.height * scale, direction))
    placements = place_labels(
        labels, sample_lines(axes, lines), frame_of(axes), gaps_pt=gaps_pt, obstacles=obstacles
    )
    for annotation, label, placement in zip(annotations, labels, placements, strict=True):
        left, bottom, right, top = placement.box
        annotation.set_position(((left + right) / 2 - label.x, (bottom + top) / 2 - label.y))
        if annotation.arrow_patch is not None:
            annotation.arrow_patch.set_visible(placement.needs_leader)
    return placements


def settle_layout(figure: Figure) -> None:
    """Compute the layout of a figure and keep it, so that places in points are final."""
    for annotation in figure.findobj(Annotation):
        annotation.set_in_layout(False)
    figure.draw_without_rendering()
    figure.set_layout_engine("none")


def points_of(axes: Axes, data: FloatArray) -> FloatArray:
    """Convert (n, 2) data coordinates to points from the lower left corner of the figure."""
    return np.asarray(axes.transData.transform(data), dtype=np.float64) * _points_per_pixel(axes)


def frame_of(axes: Axes) -> Box:
    """Give the frame of axes, points."""
    return Box(*(float(side) * _points_per_pixel(axes) for side in axes.get_window_extent().extents))


def sample_lines(axes: Axes, lines: Sequence[FloatArray]) -> FloatArray:
    """Give points along lines that are inside the frame, close enough that no name fits between two, points."""
    frame = shapely.box(*frame_of(axes))
    drawn = [shapely.LineString(points_of(axes, line)) for line in lines if len(line) > 1]
    inside = shapely.intersection(drawn, frame)
    return np.asarray(shapely.get_coordinates(shapely.segmentize(inside, _LINE_STEP_PT)), dtype=np.float64)


def overlaps(boxes: FloatArray, others: FloatArray) -> BoolArray:
    """Tell which of (n, 4) boxes overlap which of (m, 4) others."""
    left, bottom, right, top = boxes[:, None, :].transpose(2, 0, 1)
    return np.asarray(
        (left < others[:, 2]) & (others[:, 0] < right) & (bottom < others[:, 3]) & (others[:, 1] < top)
    )


def contains(boxes: FloatArray, points: FloatArray, margin: float = 0.0) -> BoolArray:
    """Tell which of (n, 4) boxes, widened by a margin, hold which of (m, 2) points."""
    left, bottom, right, top = boxes[:, None, :].transpose(2, 0, 1)
    x, y = points.T
    return np.asarray((x > left - margin) & (x < right + margin) & (y > bottom - margin) & (y < top + margin))


@dataclass(frozen=True, slots=True)
class _Choices:
    """Places for one name.

    Attributes
    ----------
    boxes : (k, 4) array
    penalty : (k,) array
        Without what other names add.
    is_inside, is_led : (k,) arrays
        Whether inside the frame; whether a leader is needed.
    leaders : (k, 9, 2) array
        Points along the leader.
    """

    boxes: FloatArray
    penalty: FloatArray
    is_inside: BoolArray
    is_led: BoolArray
    leaders: FloatArray


def _choices(
    number: int,
    label: Label,
    points: FloatArray,
    lines: FloatArray,
    frame: FloatArray,
    gaps_pt: Sequence[float],
) -> _Choices:
    gap, side_x, side_y, rank = np.array(
        [(gap, *side, rank) for gap, (rank, side) in product(gaps_pt, enumerate(_SIDES))], dtype=np.float64
    ).T
    half = np.array([label.width, label.height]) / 2
    middle = points[number] + np.column_stack([side_x, side_y]) * (half + gap[:, None])
    boxes = np.hstack([middle - half, middle + half])
    is_inside = np.asarray(np.all((boxes[:, :2] >= frame[:2]) & (boxes[:, 2:] <= frame[2:]), axis=1))
    beside = np.maximum(np.maximum(boxes[:, None, :2] - points, points - boxes[:, None, 2:]), 0.0)
    nearer_other = np.argmin(np.hypot(*beside.transpose(2, 0, 1)), axis=1) != number
    on_line = np.minimum(contains(boxes, lines, 1.5).sum(axis=1), _MOST_LINE_POINTS)
    length = float(np.hypot(*label.away)) or 1.0
    along_cable = -(side_x * label.away[0] + side_y * label.away[1]) / (length * np.hypot(side_x, side_y))
    penalty = (
        gap - gaps_pt[0]
        + _SIDE_RANK * rank
        + _ALONG_CABLE * along_cable
        + _CLIPPED * ~is_inside
        + _ON_LINE * on_line
        + _ON_MARKER * contains(boxes, points, _MARKER_PT).sum(axis=1)
        + _NEARER_OTHER * nearer_other
    )  # fmt: skip
    nearest = np.clip(points[number], boxes[:, :2], boxes[:, 2:])
    leaders = points[number] + _LEADER_SHARES[:, None] * (nearest - points[number])[:, None, :]
    return _Choices(boxes, penalty, is_inside, nearer_other | (gap > _LEADER_FROM_PT), leaders)


def _place_in_order(
    choices: Sequence[_Choices], points: FloatArray, obstacles: FloatArray, order: npt.NDArray[np.intp]
) -> tuple[float, list[Placement]]:
    """Place names in an order; give the total penalty and the places, in the order of the labels."""
    taken, leaders, total = obstacles, np.empty((0, 2)), 0.0
    placed: dict[int, Placement] = {}
    for number in order.tolist():
        choice, others = choices[number], np.delete(points, number, axis=0)
        covered = overlaps(choice.boxes, taken).sum(axis=1)
        flat = choice.leaders.reshape(-1, 2)
        crossed = contains(taken, flat).sum(axis=0) + contains(_around(others), flat).sum(axis=0)
        crossed = crossed.reshape(len(choice.boxes), -1).sum(axis=1) * choice.is_led
        penalty = (
            choice.penalty
            + _ON_NAME * covered
            + _ON_LINE * np.minimum(contains(choice.boxes, leaders).sum(axis=1), _MOST_LINE_POINTS)
            + _LEADER_CROSSING * crossed
        )
        best = int(np.argmin(penalty))
        total += float(penalty[best])
        is_clear = bool(choice.is_inside[best]) and not covered[best]
        placed[number] = Placement(Box(*choice.boxes[best].tolist()), bool(choice.is_led[best]), is_clear)
        taken = np.vstack([taken, choice.boxes[best]])
        if choice.is_led[best]:
            leaders = np.vstack([leaders, choice.leaders[best]])
    return total, [placed[number] for number in range(len(choices))]


def _around(points: FloatArray) -> FloatArray:
    return np.hstack([points - _MARKER_PT, points + _MARKER_PT])


def _points_per_pixel(axes: Axes) -> float:
    figure = axes.get_figure(root=True)
    return 72.0 / (figure.dpi if figure else 72.0)
