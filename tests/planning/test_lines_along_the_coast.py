"""Pairs, passages and existing cables keep to the sea as single routes do, and pairs stay apart on the way."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
import shapely
from pyproj import Geod

import routeplan as rp
from routeplan.catalog.landings import find_landing
from routeplan.catalog.models import Landing
from routeplan.cost.surface import derive_uniform_cost
from routeplan.errors import NoRouteError
from routeplan.geo.grid import Grid
from routeplan.planning.coast import closed_by_walls, coastal_grid
from routeplan.planning.corridor import derive_corridor, find_fields
from routeplan.planning.diverse.problem import DiverseRoutingProblem
from routeplan.planning.diverse.refined_paths import refine_set
from routeplan.planning.diverse.search import find_path_set, least_separation_km
from routeplan.planning.legs import LegFinder
from routeplan.seabed.coast_cells import CoastCells
from routeplan.seabed.coastline import Coastline, read_coastline

WGS84 = Geod(ellps="WGS84")
# Cells of 8 km round the pole, parts of 1 km; 60 cells a side.
GRID = Grid(8000.0, -240_000.0, 240_000.0, 60, 60)
EDGE, LIMIT_KM = 300_000.0, 3.0
START_M, END_M = (-200_000.0, 500.0), (200_000.0, 500.0)
SEPARATION_KM, ZONE_KM = 40.0, 80.0


def landing(letter, at_m):
    lon, lat = GRID.projection.inverse(*at_m)
    return Landing(letter.lower(), f"Landing {letter}", "NO", float(lon), float(lat))


def sea_with(*land):
    """Coastline, uniform cost and finder over some land."""
    coastline = Coastline(np.array(shapely.get_parts(shapely.union_all(land)), dtype=object))
    coast = CoastCells.of(coastline, GRID)
    surface = derive_uniform_cost(GRID, np.where(coast.any_sea, np.float32(1000), np.float32(0)))
    whole = closed_by_walls(surface, coast)
    legs = LegFinder(whole, surface, None, LIMIT_KM, coastal_grid(whole, surface, coast))
    return coastline, surface, legs


def pair_over(*land, price=0.0, reach_km=0.0):
    """The searched pair and the refined one, with the coastline and the problem."""
    coastline, surface, legs = sea_with(*land)
    problem = DiverseRoutingProblem(
        legs.cost_grid,
        surface,
        (landing("A", START_M),),
        (landing("B", END_M),),
        2,
        SEPARATION_KM,
        ZONE_KM,
        False,
        LIMIT_KM,
        sibling_usd_per_km=price,
        sibling_km=reach_km,
        bounded=legs.coastal.coarse,
    )
    found = find_path_set(problem)
    return coastline, problem, found, refine_set(problem, found, legs.refine)


def land_km(coastline, lines):
    return sum(coastline.find_land(line).land_km for line in lines)


# A round island on the straight line: cells along its shore are open for what sea they hold.
ISLAND = shapely.Point(0.0, 0.0).buffer(60_000.0, quad_segs=32)


def test_the_lines_of_a_pair_cross_no_land_and_stay_apart():
    """One on either side of the island: two tangents and the arc between them."""
    coastline, problem, found, refined = pair_over(ISLAND)
    assert land_km(coastline, [path.line for path in found.paths]) > 1.0
    assert land_km(coastline, [path.line for path in refined.paths]) < 0.5
    assert least_separation_km(problem, *refined.paths) >= SEPARATION_KM
    # Near the pole the plane is as long as the Earth, but for its scale there.
    tangent, angle = np.sqrt(200.0**2 - 60.0**2), np.pi - 2.0 * np.arccos(60.0 / 200.0)
    around_km = (2.0 * tangent + 60.0 * angle) / float(GRID.derive_scale_factor()[30, 30])
    for path in refined.paths:
        assert path.line.length_km == pytest.approx(around_km, rel=0.01)


def test_a_pair_in_open_sea_stays_as_far_apart_as_is_asked():
    """Finer cells waste less of the distance: the lines get no longer, and not too near."""
    _, problem, found, refined = pair_over(shapely.box(-EDGE, -EDGE, -230_000, -230_000))
    assert least_separation_km(problem, *refined.paths) >= SEPARATION_KM
    before_km, after_km = (sum(path.line.length_km for path in each.paths) for each in (found, refined))
    assert after_km <= before_km + 0.1


def test_a_price_on_nearness_holds_for_the_refined_lines():
    """A high price out to 60 km keeps the lines 60 km apart where the separation alone asks for 40."""
    _, problem, _, refined = pair_over(
        shapely.box(-EDGE, -EDGE, -230_000, -230_000), price=100.0, reach_km=60.0
    )
    assert least_separation_km(problem, *refined.paths) >= 59.0


def test_a_line_that_has_no_way_along_the_coast_stays_and_is_remarked():
    """Where the refinement finds nothing the searched lines stay: they are apart."""
    _, problem, found, _ = pair_over(ISLAND)

    def refuse(line, start, end, *, constrain=None):
        raise NoRouteError("none")

    kept = refine_set(problem, found, refuse)
    assert [path.line for path in kept.paths] == [path.line for path in found.paths]
    assert any("the line is that of whole cells" in remark for remark in kept.remarks)


def test_passages_keep_to_the_sea_and_one_that_land_closes_is_none():
    """Two ways round an island; a third between it and its neighbour is open on whole cells only."""
    island = shapely.box(-40_000, -60_000, 40_000, -1_000)
    twin = shapely.box(-40_000, -1_000 + 100, 40_000, 60_000)
    dam = shapely.box(-300, -2_000, 300, 0)
    _, surface, legs = sea_with(island, twin, dam)
    ends = landing("A", START_M), landing("B", END_M)
    fields = find_fields(legs.cost_grid, *ends, landfall_limit_km=LIMIT_KM)
    corridor = derive_corridor(fields, surface, within_pct=40.0, obstacle_km=20.0, refine=legs.refine)
    coastline = Coastline(np.array([shapely.union_all([island, twin, dam])], dtype=object))
    crossings = [coastline.find_land(passage.line).land_km for passage in corridor.passages]
    assert len(crossings) == 2
    assert max(crossings) < 0.5


@pytest.mark.long
def test_existing_cables_keep_to_the_sea():
    """Cells of 25 km are wider than most fjords: what the parts of 3 km miss is 2 km of a thousand."""
    planner = rp.open_planner(spacing_km=25)
    coastline = read_coastline()
    lines = [line for _, line in planner.existing]
    crossed_km = np.array([coastline.find_land(line).land_km for line in lines])
    length_km = np.array([line.length_km for line in lines])
    assert crossed_km.sum() < 0.002 * length_km.sum()
    assert (crossed_km > 0.05 * length_km).sum() < 0.1 * len(lines)


@pytest.mark.long
@pytest.mark.parametrize("ends", [("galway", "halifax")])
def test_a_real_pair_at_the_default_cells_crosses_no_land(ends):
    pair = rp.open_planner().diverse(*ends, count=2, separation_km=100, prove=False)
    assert [round(route.land_km, 1) for route in (*pair, pair.best)] == [0.0, 0.0, 0.0]
    landings = [find_landing(end) for end in ends]
    for here, there in (tuple(pair), tuple(pair)[::-1]):
        track = here.line.track
        away_km = np.min(
            [
                WGS84.inv(
                    track.lon, track.lat, np.full_like(track.lon, at.lon), np.full_like(track.lat, at.lat)
                )[2]
                for at in landings
            ],
            axis=0,
        )
        outside = away_km / 1000.0 > 150.0
        assert there.line.track.distance_km(track.in_space_km[outside]).min() >= 100.0
    assert len(list(combinations(pair, 2))) == 1
