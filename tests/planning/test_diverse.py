"""Diverse routes: drawn seabeds whose best sets are known by hand, and distances measured by pyproj."""

from __future__ import annotations

import json
from itertools import combinations, permutations

import geopandas as gpd
import numpy as np
import pytest
from cost_kit import cable_rates
from pyproj import Geod

import routeplan as rp
from routeplan.catalog.models import Landing
from routeplan.errors import UsageError
from routeplan.geo.track import Track
from routeplan.planning.diverse import Diverse, DiverseRoutingProblem, check_problem, find_diverse
from routeplan.planning.diverse.cells_within import find_cells_within
from routeplan.planning.diverse.record import diverse_record
from routeplan.planning.diverse.search import find_path_set
from routeplan.planning.diverse.set_bound import bound_set
from routeplan.planning.route import Route
from routeplan.planning.route_valuation import derive_route
from routeplan.seabed.hazard_zones import read_zones

WGS84 = Geod(ellps="WGS84")
NO_LANDFALL_KM = 0.01


def wall(gaps: list[int], *, rows: int = 80, cols: int = 49, ends: int = 20) -> str:
    """Two places in open water, a wall between them, gaps of one cell in some of its rows."""
    lines = [["~"] * cols for _ in range(rows)]
    for row in range(rows):
        if row not in gaps:
            lines[row][cols // 2] = "#"
    lines[ends][2], lines[ends][cols - 3] = "A", "B"
    return " ".join("".join(line) for line in lines)


def landing(seabed, letter: str) -> Landing:
    _, lon, lat = seabed.place(letter)
    return Landing(letter, letter, "", lon, lat)


def pose(
    seabed, *, count=2, separation_km=60.0, zone_km=90.0, starts="A", ends="B", shared=False
) -> DiverseRoutingProblem:
    return DiverseRoutingProblem(
        seabed.cost_grid,
        seabed.surface,
        tuple(landing(seabed, each) for each in starts),
        tuple(landing(seabed, each) for each in ends),
        count,
        separation_km,
        zone_km,
        shared,
        NO_LANDFALL_KM,
    )


def through(seabed, row: int, start="A", end="B") -> float:
    """Geodesic from one place to a gap in the wall and on to the other, km."""
    lon, lat = (float(at) for at in seabed.surface.grid.lonlat_of(row, 24))
    legs = (WGS84.inv(*seabed.place(each)[1:], lon, lat)[2] / 1000 for each in (start, end))
    return sum(legs)


def best_by_hand(seabed, gaps: list[int], count: int, apart_cells: float) -> float:
    """Cheapest choice of gaps that lie far enough apart, of all choices."""
    sets = [
        each
        for each in combinations(gaps, count)
        if all(abs(a - b) >= apart_cells for a, b in combinations(each, 2))
    ]
    return min(sum(through(seabed, row) for row in each) for each in sets)


def gap_of(seabed, path) -> int:
    row, col = seabed.surface.grid.cell_of(path.track.lon, path.track.lat)
    return round(float(row[np.argmin(np.abs(col - 24.0))]))


def apart_km(one, other, landings, zone_km: float, every_km: float = 2.0) -> float:
    """Least distance between what of one line lies outside the zones and the whole of another, by geodesics alone."""

    def points(lon, lat):
        out = [(lon[0], lat[0])]
        for a, b in zip(zip(lon, lat, strict=True), zip(lon[1:], lat[1:], strict=False), strict=False):
            count = int(WGS84.inv(*a, *b)[2] / 1000 / every_km)
            out += WGS84.npts(*a, *b, count) if count else []
            out.append(b)
        return np.array(out)

    def distances(here, there):
        lon_a, lon_b = np.broadcast_arrays(here[..., 0], there[..., 0])
        lat_a, lat_b = np.broadcast_arrays(here[..., 1], there[..., 1])
        return np.asarray(WGS84.inv(lon_a, lat_a, lon_b, lat_b)[2]) / 1000

    mine, its = points(*one), points(*other)
    mine = mine[(distances(mine[:, None], np.array(landings)[None]) > zone_km).all(axis=1)]
    # Every twentieth point first, then all those round the nearest of them.
    nearest = 20 * distances(mine[:, None], its[None, ::20]).argmin(axis=1)
    beside = np.clip(nearest[:, None] + np.arange(-25, 26)[None, :], 0, len(its) - 1)
    return float(distances(mine[:, None], its[beside]).min())


# --- sets ---------------------------------------------------------------------------------------------------------

TRAP = [
    10,
    20,
    30,
    62,
]  # the middle gap of the first three lies 50 km from its neighbours, these 100 km apart


def test_the_best_route_that_blocks_both_sides_is_given_up(draw):
    """Best and next costs 200 + 460 km; by the gaps on either side of the best, it is 220 + 220 km."""
    seabed = draw(wall(TRAP))
    found = find_path_set(pose(seabed))
    total = sum(path.cost_usd for path in found.paths)
    assert {gap_of(seabed, path) for path in found.paths} == {10, 30}
    assert total == pytest.approx(best_by_hand(seabed, TRAP, 2, apart_cells=13), rel=0.01)
    assert found.greedy_usd == pytest.approx(through(seabed, 20) + through(seabed, 62), rel=0.02)
    assert total < 0.75 * found.greedy_usd
    assert not found.too_near


@pytest.mark.parametrize("seed", range(8))
def test_sets_of_gaps_are_those_of_all_choices(draw, seed):
    rng = np.random.default_rng(seed)
    # Rows 26 apart or 8: no distance is so near to 60 km that cells decide.
    gaps = sorted(
        int(row) for row in 20 + rng.permutation([-18, -9, 0, 10, 18, 27, 40])[: rng.integers(4, 7)]
    )
    seabed = draw(wall(gaps))
    found = find_path_set(pose(seabed))
    total = sum(path.cost_usd for path in found.paths)
    assert total == pytest.approx(best_by_hand(seabed, gaps, 2, apart_cells=13), rel=0.02)


def test_three_routes_take_three_gaps(draw):
    gaps = [4, 20, 28, 36]
    seabed = draw(wall(gaps))
    found = find_path_set(pose(seabed, count=3, zone_km=100.0))
    assert {gap_of(seabed, path) for path in found.paths} == {4, 20, 36}


def test_with_two_gaps_the_pair_uses_both(draw):
    seabed = draw(wall([14, 34]))
    found = find_path_set(pose(seabed))
    assert {gap_of(seabed, path) for path in found.paths} == {14, 34}
    assert not found.too_near


def test_in_open_sea_the_two_share_the_way_round(make_seabed):
    """One bow of 60 km costs twice what two of 30 km do: bows cost by their square."""
    seabed = make_seabed(np.ones((120, 220), dtype=bool), {"A": (60, 10), "B": (60, 210)})
    found = find_path_set(pose(seabed, separation_km=60.0, zone_km=110.0))
    straight = found.best.cost_usd
    extra = sum(path.cost_usd for path in found.paths) - 2 * straight
    assert extra < 0.7 * (found.greedy_usd - 2 * straight)
    bows = [path.cost_usd - straight for path in found.paths]
    assert max(bows) < 3 * min(bows)


def test_several_landings_are_matched_as_brute_force_does(draw):
    """Four landings, no wall between: of all pairs of pairs, the cheapest."""
    lines = [["~"] * 60 for _ in range(60)]
    for letter, (row, col) in {"A": (12, 3), "C": (44, 3), "B": (18, 56), "D": (50, 56)}.items():
        lines[row][col] = letter
    seabed = draw(" ".join("".join(line) for line in lines))
    found = find_path_set(pose(seabed, separation_km=20.0, zone_km=30.0, starts="AC", ends="BD"))

    def km(a, b):
        return WGS84.inv(*seabed.place(a)[1:], *seabed.place(b)[1:])[2] / 1000

    by_hand = min(sum(km(a, b) for a, b in zip("AC", ends, strict=True)) for ends in permutations("BD"))
    assert {path.start.id for path in found.paths} == {"A", "C"}
    assert {path.end.id for path in found.paths} == {"B", "D"}
    assert sum(path.cost_usd for path in found.paths) == pytest.approx(by_hand, rel=0.005)


def test_landings_may_be_shared_if_that_is_allowed(draw):
    lines = [["~"] * 60 for _ in range(60)]
    for letter, (row, col) in {"A": (30, 3), "C": (56, 3), "B": (30, 56)}.items():
        lines[row][col] = letter
    seabed = draw(" ".join("".join(line) for line in lines))
    apart, shared = (
        find_path_set(pose(seabed, separation_km=10.0, zone_km=40.0, starts="AC", shared=each))
        for each in (False, True)
    )
    assert {path.start.id for path in apart.paths} == {"A", "C"}
    assert {path.start.id for path in shared.paths} == {"A"}


def test_the_bound_of_a_set_is_no_higher_than_the_best_set(draw):
    """One of two routes keeps 45 km away from the middle gap: it passes a gap 50 km off, 266 km out."""
    seabed = draw(wall(TRAP, cols=109))
    problem = pose(seabed, separation_km=90.0, zone_km=100.0)
    found = find_path_set(problem)
    bound = bound_set(problem, found)
    direct, round_it = (2 * np.hypot(260.0, off) for off in (0.0, 50.0))
    assert bound <= sum(path.cost_usd for path in found.paths)
    assert bound > 2 * found.best.cost_usd + 0.5 * (round_it - direct)


# --- bottlenecks ------------------------------------------------------------------------------------------------------


def diverse_of(seabed, problem: DiverseRoutingProblem) -> Diverse:
    def value(path) -> Route:
        return derive_route(
            path.start, path.end, path.line, name="drawn", samples=seabed.surface.along(path.line),
            cable_rates=cable_rates(rp.read_cable_types()), sea_km=1.0, cells=1,
            solve_seconds=0.0, sources=(),
        )  # fmt: skip

    return find_diverse(problem, value, zones=read_zones(), prove=False)


def test_with_one_gap_it_says_where_and_by_how_much(draw):
    """A gap of seven cells is 35 km wide: no two lines in it are further apart."""
    seabed = draw(wall(list(range(17, 24)), ends=20))
    found = diverse_of(seabed, pose(seabed, separation_km=60.0, zone_km=70.0))
    (bottleneck,) = found.bottlenecks
    row, col = (float(at) for at in seabed.surface.grid.cell_of(bottleneck.lon, bottleneck.lat))
    assert abs(row - 20) < 2
    assert abs(col - 24) < 2
    assert 0.85 * 35.0 < bottleneck.separation_km < 1.04 * 35.0
    assert bottleneck.missing_km == pytest.approx(60.0 - bottleneck.separation_km)
    assert min(bottleneck.stretch_km) > 0
    assert found.least_km == bottleneck.separation_km
    assert found.greedy_usd is None
    assert "missing" in repr(found)


def test_two_straits_are_two_bottlenecks(draw):
    lines = [list(line) for line in wall(list(range(17, 24)), cols=109, ends=20).split()]
    for row in range(len(lines)):
        lines[row][54] = "~"
        for col in (34, 74):
            lines[row][col] = "~" if 17 <= row < 24 else "#"
    seabed = draw(" ".join("".join(line) for line in lines))
    found = diverse_of(seabed, pose(seabed, separation_km=60.0, zone_km=70.0))
    assert len(found.bottlenecks) == 2


# --- distances ----------------------------------------------------------------------------------------------------


def test_distances_between_lines_are_geodesics():
    rng = np.random.default_rng(5)
    for _ in range(5):
        lon, lat = rng.uniform(-60, 0, 4), rng.uniform(35, 85, 4)
        track = Track.along(lon, lat)
        here = np.array([rng.uniform(-60, 0)]), np.array([rng.uniform(35, 85)])
        measured = track.distance_km(Track(*here).in_space_km)[0]
        to_points = WGS84.inv(*np.broadcast_arrays(here[0], here[1], track.lon, track.lat))[2] / 1000
        # From a point to the nearest of points a kilometre apart; a part in ten thousand beyond 1,000 km.
        assert measured <= to_points.min() * (1 + 1e-4) + 0.001
        assert measured == pytest.approx(to_points.min(), abs=0.01, rel=0.002)


@pytest.mark.parametrize("radius_km", [7.0, 60.0, 300.0])
def test_cells_within_a_distance_are_all_of_them(make_grid, radius_km):
    grid = make_grid(150, 130, 10.0)
    track = Track.along(np.array([-40.0, 10.0, 60.0]), np.array([86.0, 88.0, 84.0]))
    near = np.zeros(grid.shape, dtype=bool)
    near[find_cells_within(grid, track, radius_km)] = True
    rows, cols = np.indices(grid.shape)
    away = track.distance_km(grid.in_space_km(rows.ravel(), cols.ravel())).reshape(grid.shape)
    assert not (near & (away > radius_km)).any()
    assert near[away < radius_km - 0.06].all()


# --- problems  ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"count": 1}, "count is 1: pass 2 to 6"),
        ({"count": 7}, "2 to 6"),
        ({"separation_km": 0.0}, "separation is 0 km: pass a value above 0"),
        ({"separation_km": float("nan")}, "above 0"),
        (
            {"separation_km": 1e-9},
            r"separation is 1e-09 km, less than a tenth of a cell of .* pass .* or more",
        ),
        ({"zone_km": 59.0}, "landing zone is -1 km"),
        ({"zone_km": 130.0}, "cover the whole way"),
        ({"count": 3, "starts": "AB", "ends": "B"}, "3 routes but only 2 landings"),
    ],
)
def test_problems_without_a_solution_are_refused(draw, change, what):
    with pytest.raises(UsageError, match=what):
        check_problem(pose(draw(wall([14, 34])), **change))


# --- the real sea -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def planner():
    """Opened, with its layers made and its kernels compiled."""
    planner = rp.open_planner(spacing_km=10)
    planner.diverse("galway", "halifax", prove=False)
    return planner


# Within 50 km of Galway there is no room for two lines that are 500 km apart from then on: see the next test.
@pytest.mark.parametrize(
    ("separation_km", "landing_zone_km"),
    [
        pytest.param(5.0, 50.0, marks=pytest.mark.long),
        pytest.param(10.0, 50.0, marks=pytest.mark.long),
        (50.0, 50.0),
        (100.0, 50.0),
        pytest.param(200.0, 50.0, marks=pytest.mark.long),
        pytest.param(500.0, 200.0, marks=pytest.mark.long),
    ],
)
def test_separation_holds_on_the_exported_line(planner, tmp_path, separation_km, landing_zone_km):
    found = planner.diverse(
        "galway",
        "halifax",
        separation_km=separation_km,
        landing_zone_km=landing_zone_km,
        prove=False,
    )
    path = tmp_path / "pair.geojson"
    found.write(path)
    features = json.loads(path.read_text())["features"]
    lines = [
        np.array(each["geometry"]["coordinates"]).T
        for each in features
        if each["geometry"]["type"] == "LineString"
    ]
    places = [each["geometry"]["coordinates"][:2] for each in features if each["geometry"]["type"] == "Point"]
    assert len(lines) == 2
    least = min(apart_km(*pair, places, separation_km + landing_zone_km) for pair in permutations(lines, 2))
    assert least >= separation_km
    assert found.least_km == pytest.approx(least, abs=1.0)
    assert not found.bottlenecks
    assert found.price.usd >= -1e3


@pytest.mark.long
def test_a_pair_for_which_the_coast_leaves_no_room_says_where_it_is_too_near(planner, caplog):
    """Loop Head, the way south out of Galway Bay, is 97 km from Galway and under 500 km from 53N 17.3W.

    There the other line, due west, is 550 km from Galway: out of the landing zones of both.
    """
    geod = Geod(ellps="WGS84")
    assert geod.inv(-9.05, 53.27, -17.3, 53.0)[2] > 549_000
    assert geod.inv(-9.93, 52.56, -17.3, 53.0)[2] < 500_000
    found = planner.diverse("galway", "halifax", separation_km=500.0, prove=False)
    assert any("no way along the coast 500 km from the other routes" in each for each in caplog.messages)
    assert found.bottlenecks
    assert found.least_km < 500.0


def test_a_pair_tells_what_it_shares_and_what_it_costs(planner):
    found = planner.diverse("galway", "halifax", separation_km=100)
    assert len(found) == 2
    assert {each.name for each in found.pairs[0].shared if each.kind == "landing"} == {"Galway", "Halifax"}
    assert {"IE", "CA"} <= {each.name for each in found.pairs[0].shared if each.kind == "jurisdiction"}
    assert found.price.km == pytest.approx(sum(route.length_km for route in found) - 2 * found.best.length_km)
    assert 0.0 < found.gap_pct < 10.0
    assert found.bound_usd <= found.line_usd
    shared = [sum(found.pairs[0].shared_km[km]) for km in sorted(found.pairs[0].shared_km)]
    assert shared == sorted(shared)
    assert "<table" in found._repr_html_()
    json.dumps(diverse_record(found), allow_nan=False)
    table = rp.compare([planner.route("galway", "halifax", prove=False), *found])
    assert len(table) == 5


def test_any_two_landings_of_a_country(planner):
    found = planner.diverse("IE", ["halifax", "st-johns"], separation_km=100, prove=False)
    assert {route.start.country for route in found} == {"IE"}
    assert {route.end.id for route in found} == {"halifax", "st-johns"}
    assert found[0].start.id != found[1].start.id
    assert found.bound_usd is None


@pytest.mark.long
def test_the_bering_strait_is_a_bottleneck(planner, tmp_path):
    """It is 82 km wide between Cape Dezhnev and Cape Prince of Wales."""
    found = planner.diverse("bodo", "tomakomai", separation_km=200, prove=False)
    narrowest = found.bottlenecks[0]
    assert 65.0 < narrowest.lat < 67.0
    assert 70.0 < narrowest.separation_km < 95.0
    found.write(tmp_path / "pair.gpkg")
    points = gpd.read_file(tmp_path / "pair.gpkg", layer="bottlenecks")
    assert len(points) == len(found.bottlenecks)
    nearest = points.loc[points["separation_km"].idxmin()]
    assert 65.0 < nearest.geometry.y < 67.0
    assert nearest["separation_km"] + nearest["missing_km"] == pytest.approx(200.0, abs=2e-3)
    assert nearest["routes"] == " and ".join(found.pairs[0].names)


@pytest.mark.long
def test_each_passage_is_a_route_with_a_breakdown(planner):
    routes = planner.passages("bodo", "tomakomai", within_pct=25)
    costs = [route.objective_usd for route in routes]
    assert len(routes) > 1
    assert costs[0] == min(costs)
    assert len({route.name for route in routes}) == len(routes)
    assert all(route.breakdown is not None for route in routes)
    assert all(route.sea_km == routes[0].sea_km for route in routes)


@pytest.mark.long
def test_a_price_on_nearness_moves_the_routes_apart(planner):
    """A price on the first 200 km moves a pair of 50 km further apart; the breakdown has it to the dollar."""
    balanced = planner.assumptions
    priced = planner.reweighted(
        balanced.weights, policy=balanced.policy.model_copy(update={"sibling_usd_per_km": 20_000.0})
    )
    free, charged = (
        each.diverse("galway", "halifax", separation_km=50, prove=False) for each in (planner, priced)
    )
    assert charged.p5_km > free.p5_km
    assert sum(charged.pairs[0].shared_km[200.0]) < 0.9 * sum(free.pairs[0].shared_km[200.0])
    places = [(end.lon, end.lat) for end in (charged[0].start, charged[0].end)]
    for route, other in permutations(charged):
        profile = route.profile
        here = Track(profile["lon"].to_numpy(), profile["lat"].to_numpy())
        away = Track.along(other.lon, other.lat).distance_km(here.in_space_km)
        beyond = (
            np.min([WGS84.inv(*np.broadcast_arrays(*at, here.lon, here.lat))[2] for at in places], axis=0)
            > 1e5
        )
        usd = 20_000.0 * profile["step_km"][(away < 200.0) & beyond].sum()
        assert route.objective_terms_usd["sibling"] == pytest.approx(usd, rel=0.01)
        assert "sibling" not in route.build_terms_usd
    assert "sibling" not in free[0].objective_terms_usd
