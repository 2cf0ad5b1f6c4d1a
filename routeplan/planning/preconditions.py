"""What a planner refuses before it solves anything: stops that no route joins, small cells, lines outside the data."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

import numpy as np

from routeplan.catalog.models import Landing
from routeplan.cost.surface import LineSamples
from routeplan.errors import UsageError
from routeplan.geo.shapes import BoolCells
from routeplan.planning.avoid import check_not_in_avoided_waters
from routeplan.planning.prepared import Prepared
from routeplan.planning.stops import check_apart, check_not_closed, check_via_point
from routeplan.seabed.coastline import LandCrossed
from routeplan.seabed.seabed import UserLayers
from routeplan.solver.multiresolution import COARSE_FACTOR


def check_stops(planner: Prepared, start: Landing, *others: Landing) -> None:
    """Refuse stops that no route can join."""
    stops = (start, *others)
    for ends in pairwise(stops):
        check_apart(*ends)
    if planner.user_layers is not None:
        check_not_closed((stops[0], stops[-1]), planner.grid, _closed_cells(planner, planner.user_layers))
    check_not_avoided(planner, stops[0], stops[-1])
    for point in stops[1:-1]:
        check_coarse(planner, "via points need")
        check_via_point(point, planner.grid, planner.surface.barrier)


def check_not_avoided(planner: Prepared, *ends: Landing) -> None:
    """Refuse landings in waters that are to be avoided."""
    opened = {barrier.source for barrier in planner.opened}
    avoid = [state for state in planner.assumptions.policy.avoided_states if state not in opened]
    if avoid:
        check_not_in_avoided_waters(ends, avoid, planner.seabed.layers.jurisdiction, planner.grid)


def _closed_cells(planner: Prepared, layers: UserLayers) -> BoolCells:
    """(rows, cols) cells of areas, without those that gave way."""
    opened = {barrier.source for barrier in planner.opened}
    if not opened:
        return layers.closed
    closed = np.zeros(planner.grid.shape, dtype=np.bool_)
    for area in planner.closed_areas:
        if area not in opened:
            closed |= area.shape.derive_cover(planner.grid)
    return closed


def check_coarse(planner: Prepared, what_needs: str) -> None:
    """Refuse full resolution, where a grid of small cells does not cover the whole domain."""
    if planner.fine_depths is not None:
        spacing_km = planner.grid.spacing_m / 1000.0 / COARSE_FACTOR
        raise UsageError(
            f"{what_needs} cells of at least 2 km; this planner has {spacing_km:g} km: "
            "pass spacing_km=2 or more"
        )


def check_no_headings(planner: Prepared, what: str) -> None:
    """Refuse a cost of slope by its direction, where a method has one cost per cell."""
    if planner.assumptions.policy.counts_slope_by_direction:
        raise UsageError(
            f"{what} do not count slope by its direction: set policy.side_slope_per_deg and "
            "policy.along_slope_per_deg to 0"
        )


def check_inside(planner: Prepared, samples: LineSamples, name: str) -> None:
    """Refuse a line that leaves the data."""
    points, grid = samples.points, planner.grid
    row, col = grid.cell_of(points.lon, points.lat)
    outside = (row < -0.5) | (row >= grid.rows - 0.5) | (col < -0.5) | (col >= grid.cols - 0.5)
    outside[:-1] |= np.isnan(samples.depth_m)
    if outside.any():
        at = int(np.argmax(outside))
        raise UsageError(
            f"line {name} leaves the data at {points.lat[at]:.2f},{points.lon[at]:.2f}; "
            f"give a line north of {planner.bathymetry.south_deg:g}N"
        )


@contextmanager
def tell_land_first(land: LandCrossed | None, name: str) -> Iterator[None]:
    """Say how much of a line is over land before an end is refused: the line may be drawn wrong, not its end."""
    try:
        yield
    except UsageError as error:
        if land is None or not (land_km := land.land_km + sum(land.landfall_km)):
            raise
        start_km, end_km = land.landfall_km
        raise UsageError(
            f"line {name} runs over land for {land_km:,.1f} km, {start_km:,.1f} of them at its start and "
            f"{end_km:,.1f} at its end; {error}"
        ) from error
