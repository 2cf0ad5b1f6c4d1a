"""Give a path its meaning: line, KP, profile, length, cost by term, depth, latency."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from routeplan.domain import Landing, Source
from routeplan.geodesy import FloatArray, geodesic_km, legs_km

if TYPE_CHECKING:
    from pathlib import Path

# One way through a kilometre of fibre at 1550 nm, group index 1.468 (DOMAIN: "Ten facts", 10).
LATENCY_US_PER_KM = 4.897


@dataclass(frozen=True)
class Route:
    """A cable route between two landings: a line of geodesic legs, and what it means.

    Attributes
    ----------
    name : str
        How maps and tables call it.
    start, end : Landing
        Where it comes ashore.
    lon, lat : (n,) arrays
        Vertices from start to end, degrees; the legs between them are geodesics.
    profile : DataFrame
        One row a step along the route: ``kp_km`` (distance from start), ``lon``, ``lat``, ``depth_m``
        (positive down, land negative), ``cable_type``, ``cost_usd_per_km``, ``on_land``.
    build_terms_usd : mapping
        Build cost by term.
    cable_km : float
        Length of cable, slack included.
    landfall_km : (float, float)
        Kilometres over cells that are not sea, at the start and at the end.
    sea_km : float
        Shortest sea path between the two landings on the same grid.
    spacing_km : float
        Cell size of the grid it was solved on.
    cells : int
        Sea cells of that grid.
    solve_seconds : float
        Time the solver took.
    sources : tuple of Source
        The data it rests on.
    """

    name: str
    start: Landing
    end: Landing
    lon: FloatArray
    lat: FloatArray
    profile: pd.DataFrame
    build_terms_usd: Mapping[str, float]
    cable_km: float
    landfall_km: tuple[float, float]
    sea_km: float
    spacing_km: float
    cells: int
    solve_seconds: float
    sources: tuple[Source, ...]

    @cached_property
    def length_km(self) -> float:
        """Length on the WGS 84 ellipsoid."""
        return float(legs_km(self.lon, self.lat).sum())

    @property
    def geodesic_km(self) -> float:
        """Shortest line between the two landings, land or sea."""
        return geodesic_km(self.start.lon, self.start.lat, self.end.lon, self.end.lat)

    @property
    def build_cost_usd(self) -> float:
        """Sum of the build terms."""
        return float(sum(self.build_terms_usd.values()))

    @property
    def rtt_ms(self) -> float:
        """Round trip through the fibre, milliseconds."""
        return 2.0 * self.cable_km * LATENCY_US_PER_KM / 1000.0

    @property
    def max_depth_m(self) -> float:
        """Deepest water on the way."""
        return float(np.nanmax(self.profile["depth_m"]))
