"""The segment that makes a ring of a system: a second way between the ends of its trunk, kept apart from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from routeplan.errors import NoRouteError
from routeplan.planning.route import Route
from routeplan.planning.system import System

if TYPE_CHECKING:
    import geopandas as gpd

    from routeplan.geo.track import Line
    from routeplan.planning.planner import Planner

SEPARATION_KM = 100.0
"""Distance from the trunk, as the default of :meth:`routeplan.planning.planner.Planner.diverse`."""
LANDING_ZONE_KM = 50.0
"""Near its ends the segment may be closer: within the separation plus this distance, as there."""
_PIECE_KM = 50.0  # the scale of the plane changes little along it


def plan_closing_segment(planner: Planner, system: System) -> Route:
    """Plan the cheapest route from the end of the trunk to its start that keeps apart from it.

    Raises
    ------
    NoRouteError
        If there is none.
    """
    near = _near_trunk(planner, system.line)
    try:
        return planner.avoiding(near).route(system.end, system.start, prove=False)
    except NoRouteError:
        raise NoRouteError(
            f"no second way {system.end.name} -> {system.start.name} that keeps {SEPARATION_KM:g} km from the trunk; "
            "choose another topology"
        ) from None


def _near_trunk(planner: Planner, trunk: Line) -> gpd.GeoSeries:
    """Polygon of what is too near to a trunk, with its ends left open."""
    import geopandas as gpd
    import shapely

    grid = planner.grid
    dense = trunk.densified(every_km=_PIECE_KM)
    points = np.column_stack(grid.projection.forward(dense.lon, dense.lat))
    plane_m_per_km = grid.spacing_m / grid.true_spacing_km(dense.lat)
    pieces = shapely.linestrings(np.stack([points[:-1], points[1:]], axis=1))
    wide = shapely.buffer(pieces, SEPARATION_KM * np.maximum(plane_m_per_km[:-1], plane_m_per_km[1:]))
    zone_km = SEPARATION_KM + LANDING_ZONE_KM
    ends = shapely.buffer(shapely.points(points[[0, -1]]), zone_km * plane_m_per_km[[0, -1]])
    near = shapely.difference(shapely.union_all(wide), shapely.union_all(ends))
    return gpd.GeoSeries([near], crs=grid.projection.epsg)
