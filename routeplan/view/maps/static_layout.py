"""The sheet that a still is drawn on: its size, what of the plane it shows, and what stands above what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, TypeVar

import numpy as np
from branca.element import Element

from routeplan.geo.geodesy import FloatArray
from routeplan.view.maps.page import PolarMap
from routeplan.view.maps.projections import Bounds, MapProjection

DPI = 100
WIDE_PX, HIGH_PX = 1600, 1000
HEAD_PX, FOOT_PX = 46, 110  # above the map its heading, beneath it what its colours mean
INK = "#222b33"
ORDER: Final = {
    "sea": 1,
    "depth": 2,
    "layer": 3,
    "excess": 4,
    "land": 5,
    "graticule": 6,
    "lines": 7,
    "spots": 9,
}
PARALLELS_DEG, MERIDIANS_DEG = 10, 30  # apart
_PAD = 0.07  # of the longer side, round what the map opens on

Number = TypeVar("Number", float, FloatArray)


@dataclass(frozen=True, slots=True)
class Window:
    """What a still shows of the plane, and where in it.

    Attributes
    ----------
    bounds_m : (float, float, float, float)
        West, south, east, north of the map's picture, metres on the plane.
    """

    bounds_m: Bounds

    @property
    def m_per_px(self) -> float:
        """Metres on the plane that a pixel shows."""
        return (self.bounds_m[2] - self.bounds_m[0]) / WIDE_PX

    def pixel_of(self, east_m: Number, north_m: Number) -> tuple[Number, Number]:
        """Column and row in the picture of points of the plane, from its upper left corner."""
        west, _, _, north = self.bounds_m
        return (east_m - west) / self.m_per_px, HEAD_PX + (north - north_m) / self.m_per_px


def derive_window(drawn: PolarMap) -> Window:
    """Frame what a map opens on, with some room round it."""
    west, south, east, north = drawn.view_m
    high_px = HIGH_PX - HEAD_PX - FOOT_PX
    pad = _PAD * max(east - west, north - south)
    m_per_px = max((east - west + 2 * pad) / WIDE_PX, (north - south + 2 * pad) / high_px)
    middle_east, middle_north = (west + east) / 2, (south + north) / 2
    half_east, half_north = m_per_px * WIDE_PX / 2, m_per_px * high_px / 2
    return Window(
        (
            middle_east - half_east,
            middle_north - half_north,
            middle_east + half_east,
            middle_north + half_north,
        )
    )


def first_meridian(plane: MapProjection) -> float:
    """Westernmost meridian of the graticule, degrees."""
    return float(np.ceil((plane.central_lon - 180.0) / MERIDIANS_DEG) * MERIDIANS_DEG)


def shown_of(drawn: PolarMap, *kinds: type[Element]) -> list[Any]:
    """Give what of some kinds stands on a map and shows when it opens, in order."""
    return [
        each for each in drawn._children.values() if isinstance(each, kinds) and getattr(each, "show", True)
    ]
