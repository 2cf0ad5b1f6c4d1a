"""Lines refined along drawn coasts: as long as the geodesics round the land, and nowhere on it."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from pyproj import Geod

from routeplan.cost.surface import derive_uniform_cost
from routeplan.errors import NoRouteError
from routeplan.geo.grid import Grid
from routeplan.geo.scanline import SIDE
from routeplan.planning.coast import closed_by_walls, coastal_grid
from routeplan.seabed.coast_cells import CoastCells
from routeplan.seabed.coastline import Coastline
from routeplan.solver.coastal_refinement import refine_along_coast
from routeplan.solver.geographic_line import line_on_earth
from routeplan.solver.sparse_blocks import BLOCK
from routeplan.solver.straighten import find_line

WGS84 = Geod(ellps="WGS84")
# Cells of 8 km round the pole, parts of 1 km; 40 cells a side.
GRID = Grid(8000.0, -160_000.0, 160_000.0, 40, 40)
EDGE = 200_000.0
LIMIT_KM = 3.0
# Within three parts of its tip a dam thinner than a part is not seen: a line may save the way round, twice.
NEAR_A_TIP_KM = 2 * 3.0


def find(start_m, end_m, *land):
    """Plan between two positions in projection: the coarse line and the refined one, and the coastline."""
    coastline = Coastline(np.array(shapely.get_parts(shapely.union_all(land)), dtype=object))
    coast = CoastCells.of(coastline, GRID)
    surface = derive_uniform_cost(GRID, np.where(coast.any_sea, np.float32(1000), np.float32(0)))
    grid = closed_by_walls(surface, coast)
    ends = [(name, *GRID.projection.inverse(*at)) for name, at in (("A", start_m), ("B", end_m))]
    coarse = line_on_earth(find_line(grid, *ends, landfall_limit_km=LIMIT_KM), grid)
    refined = refine_along_coast(
        coastal_grid(grid, surface, coast), coarse, *ends, landfall_limit_km=LIMIT_KM
    )
    return coarse, line_on_earth(refined.path, refined.cost_grid), coastline


def length_km(*corners_m):
    lon, lat = GRID.projection.inverse(*np.transpose(corners_m))
    return WGS84.line_length(lon, lat) / 1000.0


def test_a_coarse_cell_has_as_many_parts_to_a_side_as_a_block_has_cells():
    assert SIDE == BLOCK


def test_in_open_sea_the_line_is_the_geodesic():
    start, end = (-100_500.0, 20_000.0), (120_000.0, -70_000.0)
    _, line, _ = find(start, end, shapely.box(-EDGE, -EDGE, -150_000, -150_000))
    assert line.length_km == pytest.approx(length_km(start, end), rel=1e-4)


@pytest.mark.parametrize("thickness_m", [300.0, 1000.0, 6000.0])
def test_a_dam_is_gone_round_at_its_tip(thickness_m):
    """Thinner than a part of a cell, than a cell, and nearly a cell: from the south far beyond the middle."""
    start, end, tip = (-100_000.0, -40_000.0), (100_000.0, -40_000.0), 90_000.0
    dam = shapely.box(300.0 - thickness_m / 2, -EDGE, 300.0 + thickness_m / 2, tip)
    _, line, coastline = find(start, end, dam)
    shortest = length_km(start, (300 - thickness_m / 2, tip), (300 + thickness_m / 2, tip), end)
    assert shortest - NEAR_A_TIP_KM < line.length_km < shortest * 1.015
    assert coastline.find_land(line).land_km < 1.0


def test_a_gap_in_a_dam_narrower_than_a_part_is_used():
    start, end = (-100_000.0, -40_000.0), (100_000.0, -40_000.0)
    dam = shapely.box(0.0, -EDGE, 600.0, EDGE).difference(shapely.box(-1000, 30_000, 1000, 30_700))
    _, line, coastline = find(start, end, dam)
    shortest = length_km(start, (0.0, 30_000), (600.0, 30_000), end)
    assert shortest - NEAR_A_TIP_KM < line.length_km < shortest * 1.015
    assert coastline.find_land(line).land_km < 1.0


@pytest.mark.parametrize(("width_m", "land_km"), [(500.0, np.inf), (1200.0, 2.0)])
def test_a_fjord_a_fraction_of_a_cell_wide_is_followed_to_its_head(width_m, land_km):
    """Half a part wide the line keeps to the parts of the fjord, but not to its water."""
    mouth, bend, head = (-50_000.0, 500.0), (40_500.0, 500.0), (40_500.0, 60_500.0)
    fjord = shapely.LineString([mouth, bend, head]).buffer(width_m / 2)
    land = shapely.box(-50_000, -EDGE, EDGE, EDGE).difference(fjord)
    start = (-140_000.0, 500.0)
    _, line, coastline = find(start, head, land)
    assert line.length_km == pytest.approx(length_km(start, bend, head), rel=0.01)
    crossed = coastline.find_land(line)
    assert crossed.land_km + sum(crossed.landfall_km) < land_km


def test_an_island_that_no_point_of_a_part_hits_is_kept_clear_of():
    """300 m wide, on the straight line between the ends: the line keeps off its shore."""
    start, end = (-100_000.0, 0.0), (100_000.0, 0.0)
    _, line, coastline = find(start, end, shapely.box(4850, -150, 5150, 150))
    assert coastline.find_land(line).land_km == 0.0
    assert line.length_km < length_km(start, end) * 1.001


def test_land_from_edge_to_edge_is_refused():
    with pytest.raises(NoRouteError):
        find((-100_000.0, 0.0), (100_000.0, 0.0), shapely.box(0.0, -EDGE, 400.0, EDGE))
