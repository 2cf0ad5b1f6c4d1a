"""Where names stand on a still: beside their dots, clear of one another, of lines and of the rim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from routeplan.geo.geodesy import FloatArray

_SIDES: Final = ((1, 0), (-1, 0), (0, -1), (0, 1), (0.8, -0.8), (-0.8, -0.8), (0.8, 0.8), (-0.8, 0.8))
_GAP_PX = 10.0
# What a fault of a place costs, the worst most: the weights are those of the page's own script.
_CLIPPED, _OVER_A_NAME, _OVER_A_DOT, _OVER_A_LINE, _AGAINST_ITS_CABLES, _LATE = (
    500.0,
    300.0,
    80.0,
    15.0,
    12.0,
    0.5,
)
_MOST_CROSSED = 8


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels, rows downward."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def round(cls, x: float, y: float, wide: float, high: float) -> Box:
        """Centre one on a point."""
        return cls(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)

    def overlaps(self, other: Box) -> bool:
        """Whether two share a pixel."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def holds(self, points: FloatArray, margin: float = 0.0) -> npt.NDArray[np.bool_]:
        """Which of (n, 2) points lie inside, or as near to it as the margin."""
        x, y = points.T
        return np.asarray(
            (x > self.left - margin)
            & (x < self.right + margin)
            & (y > self.top - margin)
            & (y < self.bottom + margin)
        )

    def is_within(self, other: Box) -> bool:
        """Whether it lies inside another."""
        return (
            self.left >= other.left
            and self.right <= other.right
            and self.top >= other.top
            and self.bottom <= other.bottom
        )


@dataclass(frozen=True, slots=True)
class Label:
    """A name to place.

    Attributes
    ----------
    x, y : float
        Its dot, pixels.
    wide, high : float
        Its size.
    away : (float, float)
        Where its cables do not go, pixels right and down; (0, 0) where it has none.
    """

    x: float
    y: float
    wide: float
    high: float
    away: tuple[float, float]


def place_labels(labels: Sequence[Label], lines: FloatArray, rim: Box) -> list[Box | None]:
    """Find a place for each name, the first ones first; one that could only hide another has none.

    Parameters
    ----------
    labels : sequence of Label
    lines : (n, 2) array
        Points along what is drawn, pixels.
    rim : Box
        What names must stay inside.

    Returns
    -------
    list of Box or None, one a label
    """
    dots = np.array([(label.x, label.y) for label in labels]).reshape(-1, 2)
    placed: list[Box | None] = []
    for number, label in enumerate(labels):
        others = np.delete(dots, number, axis=0)
        boxes = [
            Box.round(
                label.x + side[0] * (_GAP_PX + label.wide / 2),
                label.y + side[1] * (_GAP_PX + label.high / 2),
                label.wide,
                label.high,
            )
            for side in _SIDES
        ]
        costs = [
            _LATE * rank
            - _AGAINST_ITS_CABLES * _turn(side, label.away)
            + _CLIPPED * (not box.is_within(rim))
            + _OVER_A_LINE * min(int(box.holds(lines, 2.0).sum()), _MOST_CROSSED)
            + _OVER_A_DOT * int(box.holds(others, 6.0).sum())
            + _OVER_A_NAME * sum(each is not None and box.overlaps(each) for each in placed)
            for rank, (side, box) in enumerate(zip(_SIDES, boxes, strict=True))
        ]
        best = int(np.argmin(costs))
        placed.append(boxes[best] if costs[best] < _OVER_A_NAME / 2 else None)
    return placed


def _turn(side: tuple[float, float], away: tuple[float, float]) -> float:
    """Cosine between two directions, 0 where one of them is none."""
    length = float(np.hypot(*side) * np.hypot(*away))
    return (side[0] * away[0] + side[1] * away[1]) / length if length else 0.0
