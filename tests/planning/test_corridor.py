"""Corridors: widths against ellipses, passages against gaps that can be counted and computed by hand."""

import networkx as nx
import numpy as np
import pytest
import shapely
from pyproj import Geod
from scipy import ndimage

from routeplan.catalog.models import Landing
from routeplan.cost.surface import derive_uniform_cost
from routeplan.errors import NoRouteError, UsageError
from routeplan.geo.geodesy import PolarStereographic, geodesic_km
from routeplan.geo.grid import Grid
from routeplan.geo.outline import cut_outline, outline
from routeplan.planning.corridor import Corridor, derive_corridor, derive_excess, find_fields
from routeplan.planning.corridor.obstacles import find_gaps
from routeplan.planning.corridor.straits import NAMED_STRAITS, straits_along
from routeplan.planning.open import open_planner
from routeplan.seabed.coastline import LandCrossed, LandPiece

WGS84 = Geod(ellps="WGS84")
NO_LANDFALL_KM = 0.01


def landing(seabed, letter: str) -> Landing:
    _, lon, lat = seabed.place(letter)
    return Landing(letter, letter, "", lon, lat)


def corridor_of(seabed, within_pct: float, *, obstacle_km: float = 20.0, ends: str = "AB") -> Corridor:
    start, end = (landing(seabed, letter) for letter in ends)
    fields = find_fields(seabed.cost_grid, start, end, landfall_limit_km=NO_LANDFALL_KM)
    return derive_corridor(fields, seabed.surface, within_pct=within_pct, obstacle_km=obstacle_km)


def crossing_of(seabed, passage) -> tuple[int, int]:
    row, col = seabed.surface.grid.cell_of(passage.cell_lon, passage.cell_lat)
    return round(float(row)), round(float(col))


@pytest.fixture(scope="module")
def open_sea(make_seabed):
    """Two places 200 cells apart in open water round the pole."""
    return make_seabed(np.ones((120, 260), dtype=bool), {"A": (60, 30), "B": (60, 230)})


ISLAND = """
~~~~~~~~~~~~~~~~~~~~~
~~~~~~~~~~~~~~~~~~~~~
~~~~~~~~~~~~~~~~~~~~~
~~~~~~~~~###~~~~~~~~~
~~A~~~~~~###~~~~~~~B~
~~~~~~~~~###~~~~~~~~~
~~~~~~~~~###~~~~~~~~~
~~~~~~~~~~~~~~~~~~~~~
~~~~~~~~~~~~~~~~~~~~~
~~~~~~~~~~~~~~~~~~~~~
"""


# --- excess -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("within_pct", [2.0, 5.0, 15.0])
def test_in_open_sea_the_corridor_is_an_ellipse(open_sea, within_pct):
    """Where going through a point costs its distances to both ends, all points within p % fill an ellipse."""
    ends = [open_sea.place(letter)[1:] for letter in "AB"]
    half = geodesic_km(*ends[0], *ends[1]) / 2
    longer = half * (1 + within_pct / 100)
    ellipse_km2 = np.pi * longer * np.sqrt(longer**2 - half**2)
    assert corridor_of(open_sea, within_pct).area_km2 == pytest.approx(ellipse_km2, rel=0.015)


def test_the_excess_of_a_cell_is_that_of_the_way_over_it(open_sea):
    excess = corridor_of(open_sea, 15.0).excess_pct.to_numpy()
    (_, *a), (_, *b) = open_sea.place("A"), open_sea.place("B")
    for row, col in [(60, 130), (75, 130), (40, 90), (70, 220)]:
        lon, lat = (float(at) for at in open_sea.surface.grid.lonlat_of(row, col))
        way = geodesic_km(*a, lon, lat) + geodesic_km(lon, lat, *b)
        assert excess[row, col] == pytest.approx(100 * (way / geodesic_km(*a, *b) - 1), abs=0.1)


@pytest.mark.parametrize("within_pct", [0.5, 15.0])
def test_the_excess_alone_is_that_of_the_whole_corridor(draw, within_pct):
    """And what the sum of both fields says of each cell of the drawing, without a corridor between."""
    seabed = draw(ISLAND, times=5)
    start, end = (landing(seabed, letter) for letter in "AB")
    fields = find_fields(seabed.cost_grid, start, end, landfall_limit_km=NO_LANDFALL_KM)
    excess = derive_excess(fields, seabed.surface.grid, within_pct=within_pct)
    assert excess.equals(corridor_of(seabed, within_pct).excess_pct)
    rows, cols = seabed.surface.grid.shape
    rim = (fields.from_start.shape[0] - rows) // 2
    through = (fields.from_start + fields.from_end)[rim : rim + rows, rim : rim + cols].astype(np.float64)
    dearer_pct = 100 * (through / through.min() - 1)
    inside = dearer_pct <= within_pct
    values = excess.to_numpy()
    unsure = np.abs(dearer_pct - within_pct) < 1e-3  # fields are held in single precision
    assert np.array_equal(np.isfinite(values)[~unsure], inside[~unsure])
    both = inside & ~unsure
    assert values[both] == pytest.approx(dearer_pct[both], abs=1e-3)


def test_the_best_route_runs_where_there_is_no_excess(draw):
    seabed = draw(ISLAND, times=5)
    excess = corridor_of(seabed, 10.0).excess_pct.to_numpy()
    under = [excess[cell] for cell in seabed.crossed_cells(seabed.route())]
    assert np.nanmin(excess) == 0.0
    assert np.median(under) < 0.3
    # Where the route bends, a cell it touches with a corner lies 0.7 cells off it: 1.4 of 105 cells there and back.
    assert max(under) < 1.35


def test_both_directions_have_one_corridor(draw):
    seabed = draw(ISLAND, times=5)
    there, back = (corridor_of(seabed, 10.0, ends=ends) for ends in ("AB", "BA"))
    np.testing.assert_array_equal(there.excess_pct, back.excess_pct)
    ways = [[crossing_of(seabed, each)[0] for each in corridor.passages] for corridor in (there, back)]
    np.testing.assert_allclose(*ways, atol=1)
    assert there.best_usd == pytest.approx(back.best_usd, rel=1e-3)


def test_a_wider_corridor_holds_the_narrower_one(open_sea):
    narrow, wide = (corridor_of(open_sea, within).excess_pct.notnull().to_numpy() for within in (3.0, 9.0))
    assert not (narrow & ~wide).any()
    assert narrow.sum() < wide.sum()


def test_water_that_no_path_reaches_is_outside(draw):
    seabed = draw("~~~~~~~ ~A~~~B~ ~~~~~~~ ####### ~~~~~~~")
    assert np.isnan(corridor_of(seabed, 100.0).excess_pct.to_numpy()[3:]).all()


@pytest.mark.parametrize("within_pct", [0.0, -5.0, 100.5, np.nan, np.inf])
def test_a_senseless_width_is_refused(open_sea, within_pct):
    with pytest.raises(UsageError, match="pass more than 0 and at most 100"):
        corridor_of(open_sea, within_pct)


def test_ends_that_land_parts_have_no_corridor(draw):
    with pytest.raises(NoRouteError, match="no sea path"):
        corridor_of(draw("~A~ ### ~B~"), 5.0)


# --- passages -----------------------------------------------------------------------------------------------------


def test_open_sea_has_one_passage_and_its_middle_names_it(open_sea):
    (only,) = corridor_of(open_sea, 15.0).passages
    row, col = crossing_of(open_sea, only)
    assert abs(row - 60) <= 1
    assert abs(col - 130) <= 2
    assert only.excess_pct == 0.0


def test_an_island_in_the_way_makes_two_passages_named_on_its_two_sides(draw):
    seabed = draw(ISLAND, times=5)
    corridor = corridor_of(seabed, 10.0)
    crossings = [crossing_of(seabed, passage) for passage in corridor.passages]
    north, south = crossings  # the way by the north is shorter by a row
    assert north[0] < 15
    assert south[0] >= 34
    assert all(44 <= col <= 60 for _, col in crossings)


def test_a_passage_whose_line_runs_over_land_is_left_out_and_told_and_the_best_route_stays(draw, caplog):
    """Land of 20 km on both sides is no more than the best route has; on the dearer side alone it is."""
    seabed = draw(ISLAND, times=5)
    ends = landing(seabed, "A"), landing(seabed, "B")
    fields = find_fields(seabed.cost_grid, *ends, landfall_limit_km=NO_LANDFALL_KM)
    over_land = LandCrossed((), (LandPiece(100.0, 120.0, 55.0, 73.3),), ())

    def passages_with(find_land):
        corridor = derive_corridor(
            fields, seabed.surface, within_pct=25.0, obstacle_km=20.0, find_land=find_land
        )
        return [passage.length_km for passage in corridor.passages]

    best_km, other_km = both = passages_with(None)
    assert passages_with(lambda line: over_land) == both
    assert passages_with(lambda line: None) == both
    assert not caplog.messages
    assert passages_with(
        lambda line: over_land if line.length_km == other_km else LandCrossed((), (), ())
    ) == [best_km]
    assert any("20.0 km at 73.3000,55.0000" in message for message in caplog.messages)


def test_each_side_of_an_island_costs_what_two_taut_strings_cost(draw):
    """A taut string touches the island's corners: three legs on each side, by Pythagoras."""
    seabed = draw(ISLAND, times=5)
    a_row, a_col = seabed.letters["A"]
    _, b_col = seabed.letters["B"]

    def string(corner_row: float) -> float:
        west, east = 44.5, 59.5
        rise = a_row - corner_row
        return float(np.hypot(west - a_col, rise) + np.hypot(b_col - east, rise) + east - west)

    north, south = string(14.5), string(34.5)
    first, second = corridor_of(seabed, 20.0).passages
    assert second.cost_usd / first.cost_usd == pytest.approx(south / north, rel=2e-3)
    assert second.excess_pct == pytest.approx(100 * (south / north - 1), abs=0.2)


def test_two_islands_side_by_side_make_three_passages(draw):
    seabed = draw(
        """
        ~~~~~~~~~~~~~~~~~
        ~~~~~~~~#~~~~~~~~
        ~~~~~~~~#~~~~~~~~
        ~~~~~~~~#~~~~~~~~
        ~A~~~~~~~~~~~~~B~
        ~~~~~~~~#~~~~~~~~
        ~~~~~~~~#~~~~~~~~
        ~~~~~~~~~~~~~~~~~
        """,
        times=5,
    )
    corridor = corridor_of(seabed, 25.0)
    rows = [crossing_of(seabed, passage)[0] for passage in corridor.passages]
    assert len(rows) == 3
    middle, south, north = rows
    assert 19 <= middle <= 25
    assert south >= 34
    assert north <= 5


def test_an_islet_parts_nothing_until_islets_are_asked_for(draw):
    seabed = draw(
        "~~~~~~~~~~~ ~~~~~~~~~~~ ~~~~~~~~~~~ ~A~~~#~~~B~ ~~~~~~~~~~~ ~~~~~~~~~~~ ~~~~~~~~~~~", times=3
    )
    assert len(corridor_of(seabed, 20.0, obstacle_km=20.0).passages) == 1
    assert len(corridor_of(seabed, 20.0, obstacle_km=10.0).passages) == 2


def test_an_islet_is_as_large_an_obstacle_in_the_south_as_at_the_pole(draw):
    """At 40N lengths on the plane are 18 % too long, at the pole 3 % too short; an area is measured on the Earth."""
    at_pole = draw(
        "~~~~~~~~~~~ ~~~~~~~~~~~ ~~~~~~~~~~~ ~A~~~#~~~B~ ~~~~~~~~~~~ ~~~~~~~~~~~ ~~~~~~~~~~~", times=3
    )
    surface, projection = at_pole.surface, PolarStereographic()
    spacing_m = surface.grid.spacing_m * float(projection.scale_factor(40.0) / projection.scale_factor(90.0))
    east, north = (float(at) for at in projection.forward(-30.0, 40.0))
    rows, cols = surface.grid.shape
    grid = Grid(spacing_m, east - cols / 2 * spacing_m, north + rows / 2 * spacing_m, rows, cols)
    in_south = type(at_pole)(derive_uniform_cost(grid, surface.depth_m), at_pole.letters)

    def largest_km(seabed):
        """The islet makes two passages as long as obstacles need not be larger than this."""
        return max(
            km
            for km in np.arange(8.0, 25.0, 0.5)
            if len(corridor_of(seabed, 20.0, obstacle_km=km).passages) == 2
        )

    assert largest_km(in_south) == pytest.approx(largest_km(at_pole), rel=0.06)


def test_a_wall_with_two_gaps_is_crossed_at_both_at_the_price_of_pythagoras(make_seabed):
    sea = np.ones((120, 161), dtype=bool)
    sea[:, 80] = False
    sea[58:63, 80] = sea[90:95, 80] = True
    seabed = make_seabed(sea, {"A": (60, 20), "B": (60, 140)})
    first, second = corridor_of(seabed, 25.0).passages
    assert crossing_of(seabed, second)[0] in range(89, 96)
    # The near corners of the gap: one leg up, the wall's own width, one leg down.
    by_hand = 100 * ((2 * np.hypot(59.5, 89.5 - 60) + 1) / 120 - 1)
    # Half a cell from the corner is 0.4 %.
    assert second.excess_pct == pytest.approx(by_hand, abs=0.5)
    assert len(corridor_of(seabed, by_hand - 1.0).passages) == 1
    assert first.excess_pct == 0.0


def test_going_round_the_island_at_ones_back_is_no_passage(draw):
    seabed = draw(
        """
        ~~~~~~~~~~~~~~~~~~~
        ~~###~~~~~~~~~~~~~~
        ~~###A~~~~~~~~~~~B~
        ~~###~~~~~~~~~~~~~~
        ~~~~~~~~~~~~~~~~~~~
        """,
        times=5,
    )
    corridor = corridor_of(seabed, 100.0)
    assert len(corridor.polygon.interiors) == 1  # the corridor does go all round the island
    assert len(corridor.passages) == 1


def test_dear_water_parts_passages_like_land(make_seabed, draw):
    """A shoal that costs five times as much to cross, in place of the island."""
    seabed = draw(ISLAND.replace("#", "~"), times=5)
    usd = seabed.cost_grid.cell_cost.copy()
    usd[2 + 15 : 2 + 35, 2 + 45 : 2 + 60] *= 5
    shoal = type(seabed.cost_grid)(seabed.surface.grid, usd)
    fields = find_fields(shoal, landing(seabed, "A"), landing(seabed, "B"), landfall_limit_km=NO_LANDFALL_KM)
    assert len(derive_corridor(fields, seabed.surface, within_pct=10.0, obstacle_km=20.0).passages) == 2


def test_the_gap_of_an_island_is_the_widest_way_of_networkx_from_it_to_the_outside():
    """Walk from the island to the outside and keep to dear cells: the cheapest one on the way is the gap."""
    random = np.random.default_rng(3)
    for _ in range(5):
        excess = random.uniform(0, 10, (14, 18)).astype(np.float32)
        excess[[0, -1]] = excess[:, [0, -1]] = np.inf
        excess[6:9, 7:11] = np.inf
        graph = nx.grid_2d_graph(*excess.shape)
        graph.add_edges_from(
            ((r, c), (r + 1, c + d)) for r in range(13) for c in range(1, 17) for d in (-1, 1)
        )
        for one, other in graph.edges:
            graph.edges[one, other]["weight"] = min(excess[one], excess[other], 1e3)
        way = nx.shortest_path(nx.maximum_spanning_tree(graph), (7, 8), (0, 0))
        gaps = find_gaps(excess, np.ones_like(excess), 5.0)
        assert excess.ravel()[gaps].tolist() == [min(excess[cell] for cell in way)]


def test_there_are_as_many_gaps_as_holes():
    random = np.random.default_rng(4)
    noise = ndimage.gaussian_filter(random.normal(size=(60, 80)), 2).astype(np.float32)
    excess = np.where(np.pad(noise[2:-2, 2:-2], 2, constant_values=9) > 0.05, np.inf, noise).astype(
        np.float32
    )
    holes = ndimage.label(np.isinf(excess), structure=np.ones((3, 3)))[1] - 1
    assert holes > 5
    assert len(find_gaps(excess, np.ones_like(excess), 0.5)) == holes


# --- outlines -----------------------------------------------------------------------------------------------------


def test_the_outline_has_the_area_of_the_cells(draw):
    corridor = corridor_of(draw(ISLAND, times=5), 10.0)
    assert corridor.polygon.is_valid
    assert corridor.polygon.area == pytest.approx(corridor.cells * 5_000.0**2, rel=1e-12)
    assert corridor.cells == int(corridor.excess_pct.notnull().sum())


def test_on_the_earth_the_outline_has_the_area_of_the_corridor(draw):
    corridor = corridor_of(draw(ISLAND, times=5), 10.0)
    (frame,) = corridor.frame.geometry
    area_m2, _ = WGS84.geometry_area_perimeter(frame)
    assert area_m2 / 1e6 == pytest.approx(corridor.area_km2, rel=1e-5)
    assert corridor.frame.crs == "EPSG:4326"


def test_cells_that_meet_at_a_corner_are_two_areas():
    cells = Grid.arctic(spacing_km=200).array(np.zeros((72, 72), dtype=bool), name="", units="", source="")
    cells[30, 40] = cells[31, 41] = True
    assert len(shapely.get_parts(outline(cells))) == 2


@pytest.mark.parametrize("hole", [False, True])
def test_round_the_pole_degrees_hold_what_the_plane_holds(hole):
    square = shapely.box(-1.2e6, -8e5, 9e5, 1.5e6)
    if hole:
        square = square.difference(shapely.box(-1e5, -2e5, 3e5, 1e5))
    degrees = cut_outline(square)
    assert degrees.is_valid
    assert degrees.bounds[0] == -180.0
    assert degrees.bounds[2] == 180.0
    random = np.random.default_rng(5)
    east, north = random.uniform(-2e6, 2e6, (2, 2000))
    lon, lat = PolarStereographic().inverse(east, north)
    inside = shapely.contains_xy(square, east, north)
    far_from_rim = shapely.distance(shapely.points(east, north), square.boundary) > 1_000
    assert (shapely.contains_xy(degrees, lon, lat) == inside)[far_from_rim].all()
    assert shapely.contains_xy(degrees, 123.0, 89.9999) != hole


# --- the real sea -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def planner():
    return open_planner(spacing_km=20)


@pytest.mark.long
def test_bodo_to_tomakomai_within_40_per_cent_is_by_the_pole_the_northwest_or_siberia(planner):
    corridor = planner.corridor("bodo", "tomakomai", within_pct=40.0)
    crossings = [(each.cell_lon, each.cell_lat) for each in corridor.passages]
    assert any(lat > 78 for _, lat in crossings)
    assert any(-130 < lon < -80 and 68 < lat < 78 for lon, lat in crossings)
    # Among the first twelve passages those between Canada's islands leave no place for one off Siberia.
    lon, lat = np.meshgrid(np.arange(100.0, 175.0, 5.0), np.arange(74.0, 78.0, 0.5))
    row, col = (np.rint(at).astype(int) for at in planner.grid.cell_of(lon, lat))
    assert np.isfinite(corridor.excess_pct.to_numpy()[row, col]).any(axis=0).all()
    route = planner.route("bodo", "tomakomai")
    # The corridor is one of whole cells; the route goes round what land there is in them.
    assert corridor.best_usd == pytest.approx(route.breakdown.objective_usd_per_line, rel=2e-2)


def test_a_passage_has_its_length_and_the_straits_that_it_alone_goes_through(planner):
    """Lengths and distances by pyproj, from points 5 km apart on the lines."""
    passages = planner.corridor("bodo", "tomakomai", within_pct=40.0).passages
    dense = [passage.line.densified(every_km=5.0) for passage in passages]
    through = [
        {
            strait.name
            for strait in NAMED_STRAITS
            if min(
                WGS84.inv(*np.broadcast_arrays(strait.lon, strait.lat, line.lon, line.lat))[2]
            ) <= strait.radius_km * 1000
        }
        for line in dense
    ]  # fmt: skip
    for number, passage in enumerate(passages):
        assert passage.length_km == pytest.approx(
            WGS84.line_length(passage.line.lon, passage.line.lat) / 1000
        )
        others = set().union(*(names for index, names in enumerate(through) if index != number))
        own = through[number] - others
        assert set(passage.straits) <= own
        assert len(passage.straits) == min(3, len(own))
        assert passage.name.split(", ")[1:] == list(passage.straits)
    assert any(passage.straits for passage in passages)


def test_no_two_passages_have_one_name_or_one_position(planner):
    passages = planner.corridor("bodo", "tomakomai", within_pct=40.0).passages
    assert len({passage.position for passage in passages}) == len(passages)


def test_a_corridor_says_what_it_is(planner):
    corridor = planner.corridor("galway", "halifax")
    assert repr(corridor).startswith("<Corridor Galway – Halifax within 5 %: ")
    assert corridor.excess_pct.attrs["units"] == "%"
    with pytest.raises(UsageError, match="same place"):
        planner.corridor("galway", "galway")


@pytest.mark.parametrize("name", ["Korea Strait", "Tsugaru Strait", "Davis Strait", "Fram Strait"])
@pytest.mark.parametrize("azimuth_deg", [0.0, 90.0, 180.0, 270.0])
def test_a_strait_reaches_as_far_as_its_radius_on_the_earth(name, azimuth_deg):
    """South of 42N the plane's lengths are 16 to 24 % too long; the scale changes by 2 % within a radius."""
    (strait,) = (strait for strait in NAMED_STRAITS if strait.name == name)
    for share, is_passed in ((0.97, True), (1.03, False)):
        lon, lat, _ = WGS84.fwd(strait.lon, strait.lat, azimuth_deg, 1000.0 * share * strait.radius_km)
        assert (name in straits_along(np.array([lon]), np.array([lat]))) is is_passed


def test_the_names_of_narrows_are_in_the_sea_and_apart(planner):
    row, col = (
        np.rint(at).astype(int)
        for at in planner.grid.cell_of(*np.array([[strait.lon, strait.lat] for strait in NAMED_STRAITS]).T)
    )
    around = ndimage.maximum_filter(planner.depth.to_numpy(), 9)
    assert (around[row, col] > 0).all()
    assert len({strait.name for strait in NAMED_STRAITS}) == len(NAMED_STRAITS)
