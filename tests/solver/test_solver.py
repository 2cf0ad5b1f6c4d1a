import networkx as nx
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from pyproj import Geod
from scipy import ndimage
from scipy.optimize import minimize_scalar
from scipy.sparse import csgraph

from routeplan.cost.surface import CostSurface
from routeplan.errors import NoRouteError, UsageError
from routeplan.geo.geodesy import geodesic_km, legs_km
from routeplan.geo.grid import Grid
from routeplan.solver.cost_fields import find_field
from routeplan.solver.cost_grid import RIM, CostGrid
from routeplan.solver.fast_marching import march
from routeplan.solver.graph import SeabedGraph
from routeplan.solver.path import find_path
from routeplan.solver.straighten import find_line, straighten

WGS84 = Geod(ellps="WGS84")
POLE_K = 0.972_769_012_9  # of EPSG:3995 at the pole: Snyder 1987, eq. 21-35
BODO, TOMAKOMAI = ("bodo", 14.40, 67.28), ("tomakomai", 141.60, 42.63)
GALWAY, HALIFAX = ("galway", -9.05, 53.27), ("halifax", -63.57, 44.65)


def medium_of(grid, cell_cost):
    """A cost grid whose cells cost what is given, negative on barriers, whatever the scale factor."""
    return CostGrid(grid, np.pad(np.asarray(cell_cost, dtype=np.float32), RIM))


def at(grid, name, row, col):
    lon, lat = grid.lonlat_of(row, col)
    return name, float(lon), float(lat)


def solve(cost_grid, start, end):
    path = straighten(cost_grid, find_path(cost_grid, start, end, landfall_limit_km=0.01))
    return path, cost_grid.cost_of(path.row, path.col)


# Flat seabed: the geodesic is the answer.


@pytest.mark.parametrize(
    "start", [("bodo", 14.40, 67.28), ("mid-atlantic", -40.0, 40.0), ("pole", 0.0, 90.0)]
)
def test_on_a_flat_seabed_the_field_is_the_geodesic_distance(flat_5km, start):
    field = find_field(flat_5km, start, landfall_limit_km=0.01)[::5, ::5].astype(np.float64)
    grid = flat_5km.grid
    lon, lat = grid.lonlat_of(*np.mgrid[: grid.rows : 5, : grid.cols : 5])
    true_km = WGS84.inv(np.full_like(lon, start[1]), np.full_like(lon, start[2]), lon, lat)[2] / 1000
    far = true_km > 500
    error = field[far] / true_km[far] - 1
    assert abs(error.mean()) <= 0.0005
    assert np.abs(error).max() <= 0.005


def test_on_a_flat_seabed_routes_are_geodesics(flat_5km):
    rng = np.random.default_rng(7)
    excess = []
    while len(excess) < 50:
        # Even over the area of the cap north of 31N, at least 300 km apart.
        lon, lat = rng.uniform(-180, 180, 2), np.degrees(np.arcsin(rng.uniform(np.sin(np.radians(31)), 1, 2)))
        true_km = geodesic_km(lon[0], lat[0], lon[1], lat[1])
        if true_km < 300:
            continue
        path = straighten(flat_5km, find_path(flat_5km, ("a", lon[0], lat[0]), ("b", lon[1], lat[1])))
        length_km = float(legs_km(*flat_5km.lonlat_of(path.row, path.col)).sum())
        excess.append(length_km / true_km - 1)
    assert min(excess) >= -1e-9
    assert np.median(excess) <= 0.0005
    assert max(excess) <= 0.0015


# Worlds whose best route is known from optics.


@pytest.mark.parametrize("ratio", [2.0, 4.0])
@pytest.mark.parametrize(
    ("start", "end"), [((30, 20), (170, 180)), ((80, 10), (130, 190)), ((5, 100), (190, 110))]
)
def test_between_two_media_the_route_bends_as_snell_says(make_grid, ratio, start, end):
    grid, side = make_grid(201, 201), 100.5  # rows up to 100 are cheap, the rest dear
    cost_grid = medium_of(grid, np.where(np.arange(201)[:, None] <= 100, 1.0, ratio) * np.ones((1, 201)))

    def cost(col):
        return np.hypot(side - start[0], col - start[1]) + ratio * np.hypot(end[0] - side, end[1] - col)

    best = minimize_scalar(cost, bounds=(0, 200), method="bounded", options={"xatol": 1e-9})
    path, found = solve(cost_grid, at(grid, "a", *start), at(grid, "b", *end))
    assert best.fun * (1 - 1e-6) <= found <= best.fun * 1.001
    crossed_at = np.interp(side, path.row - RIM, path.col - RIM)
    assert crossed_at == pytest.approx(best.x, abs=4.0)


@pytest.mark.parametrize("radius", [20.0, 50.0])
def test_round_an_island_the_route_is_tangent_arc_tangent(make_grid, radius):
    grid = make_grid(201, 261)
    row, col = np.mgrid[:201, :261]
    cost_grid = medium_of(grid, np.where(np.hypot(row - 100, col - 130) < radius, -1.0, 1.0))
    distance = 120.0
    tangent = np.sqrt(distance**2 - radius**2)
    best = 2 * tangent + radius * (np.pi - 2 * np.arccos(radius / distance))
    path, found = solve(cost_grid, at(grid, "a", 100, 10), at(grid, "b", 100, 250))
    assert found == pytest.approx(best, rel=0.0015)
    middle = np.abs(path.row - RIM - 100).max()
    assert middle == pytest.approx(radius, abs=1.5)


def test_a_band_of_dear_seabed_is_crossed_where_it_is_narrow(make_grid):
    grid = make_grid(101, 101)
    cell_cost = np.ones((101, 101))
    cell_cost[:, 40:60], cell_cost[70:75, 40:60] = 50.0, 1.0
    _, found = solve(medium_of(grid, cell_cost), at(grid, "a", 50, 10), at(grid, "b", 50, 90))
    # By hand: straight to the corners of the cheap lane at row 69.5 and along its edge.
    assert found == pytest.approx(np.hypot(19.5, 29.5) + 20 + np.hypot(19.5, 30.5), rel=0.005)


# Drawn seabeds.

GAP = """
~~~~~~~~#~~~~~~~
~A~~~~~~#~~~~~~~
~~~~~~~~#~~~~~~~
~~~~~~~~#~~~~~~~
~~~~~~~~#~~~~~B~
~~~~~~~~#~~~~~~~
~~~~~~~~~~~~~~~~
~~~~~~~~#~~~~~~~
"""

STRAIT = """
~~~~~############
~A~~~############
~~~~~~~~~#######B
########~~~##~~~~
##########~~~~~~~
############~~~~~
"""

WALL = """
~~~~#~~~~
~A~~#~~B~
~~~~#~~~~
"""


def test_a_wall_with_one_gap_is_crossed_at_the_gap(draw):
    seabed = draw(GAP)
    path = seabed.route()
    assert [cell for cell in seabed.crossed_cells(path) if cell[1] == 8] == [(6, 8)]
    # By hand: straight to the western corner of the gap, along its edge, and straight on; half a cell to spare.
    best = np.hypot(5.5 - 1, 7.5 - 1) + 1 + np.hypot(5.5 - 4, 14 - 8.5)
    assert best * (1 - 1e-4) <= seabed.cost(path) * POLE_K / 5 <= best + 0.5


@pytest.mark.parametrize("times", [7, 15])
def test_a_gap_in_finer_cells_is_passed_close_to_its_corners(draw, times):
    seabed = draw(GAP, times=times)
    best = np.hypot(5.5 - 1, 7.5 - 1) + 1 + np.hypot(5.5 - 4, 14 - 8.5)
    assert seabed.cost(seabed.route()) * POLE_K / 5 / times == pytest.approx(best, rel=0.005)


def test_a_strait_one_cell_wide_is_found(draw):
    seabed = draw(STRAIT)
    cells = seabed.crossed_cells(seabed.route())
    assert {(2, 7), (3, 9), (4, 11)} <= set(cells) | {(2, 8), (3, 10), (4, 11)}
    assert all(not seabed.surface.barrier[cell] for cell in cells)


def test_a_wall_without_a_gap_is_no_route(draw):
    with pytest.raises(NoRouteError, match="no sea path A -> B at 5 km spacing"):
        draw(WALL).route()


def test_a_wall_of_cells_touching_at_corners_is_closed(draw):
    seabed = draw("A~~~# ~~~#~ ~~#~~ ~#~~~ #~~~B")
    with pytest.raises(NoRouteError):
        seabed.route()


def test_a_route_beside_two_barriers_touching_at_a_corner_goes_round_them(draw):
    open_row = " ~~~~~~~~~"
    seabed = draw("A~~~~~~~~ ~~#~~~~~~ ~#~~~~~~~" + 2 * open_row + " ~~~B~~~~~" + 3 * open_row)
    trace = seabed.trace()
    # Where the line passes row 1.5, column 1.5 is the closed corner.
    assert abs(np.interp(1.5, trace.row - RIM, trace.col - RIM) - 1.5) > 0.4


# Corners are passed within half a cell: totals are compared on finer cells, where that is little.
TIMES = 7
WORLDS = (
    GAP,
    STRAIT,
    """
    ~~~~~~~~~~~~~~~~~~~~
    ~A~~~~~###~~~~~~~~~~
    ~~~~~~#####~~~~~~~~~
    ~~~~~######~~~###~~~
    ~~~~~~####~~~#####~~
    ~~~~~~~~~~~~~~###~~~
    ~~##~~~~~~~~~~~~~~B~
    ~~~~~~~~~~###~~~~~~~
    """,
)


@pytest.mark.parametrize("drawing", WORLDS)
@pytest.mark.parametrize("turn", ["left-right", "upside-down", "transposed"])
def test_a_mirrored_world_has_the_mirrored_route(draw, drawing, turn):
    lines = drawing.split()
    mirrored = {
        "left-right": [line[::-1] for line in lines],
        "upside-down": lines[::-1],
        "transposed": ["".join(column) for column in zip(*lines, strict=True)],
    }[turn]
    seabed, mirror = draw(drawing, times=TIMES), draw("\n".join(mirrored), times=TIMES)
    # The field is the same to rounding. Tracing and straightening break ties by hand, so a line may differ by what
    # a line there and one back differ by.
    fields = [
        find_field(each.cost_grid, each.place("A"), landfall_limit_km=0.01) for each in (seabed, mirror)
    ]
    arrivals = [field[each.letters["B"]] for field, each in zip(fields, (seabed, mirror), strict=True)]
    assert arrivals[1] == pytest.approx(arrivals[0], rel=1e-5)
    path, image = seabed.route(), mirror.route()
    assert mirror.cost(image) == pytest.approx(seabed.cost(path), rel=0.003)
    row, col = {
        "left-right": (image.row, TIMES * len(lines[0]) - 1 - (image.col - RIM) + RIM),
        "upside-down": (TIMES * len(lines) - 1 - (image.row - RIM) + RIM, image.col),
        "transposed": (image.col, image.row),
    }[turn]
    share = np.linspace(0, 1, 50)

    def along(rows, cols):
        length = np.concatenate([[0], np.cumsum(np.hypot(np.diff(rows), np.diff(cols)))])
        return np.array([np.interp(share * length[-1], length, axis) for axis in (rows, cols)])

    assert np.abs(along(row, col) - along(path.row, path.col)).max() < 1.0


@pytest.mark.parametrize("drawing", WORLDS)
def test_there_and_back_cost_the_same(draw, drawing):
    seabed = draw(drawing, times=TIMES)
    assert seabed.cost(seabed.route("B", "A")) == pytest.approx(
        seabed.cost(seabed.route("A", "B")), rel=0.003
    )


@pytest.mark.parametrize("drawing", WORLDS)
def test_doubled_cost_is_the_same_route_at_double_cost(draw, drawing):
    seabed = draw(drawing, times=TIMES)
    surface = seabed.surface
    twice = CostSurface(
        surface.grid, surface.depth_m, {"length": 2 * surface.terms["length"]}, surface.barrier
    )
    dear = type(seabed)(twice, seabed.letters)
    path, same = seabed.route(), dear.route()
    assert dear.cost(same) == pytest.approx(2 * seabed.cost(path), rel=1e-9)
    assert (same.row == path.row).all()
    assert (same.col == path.col).all()


def test_two_runs_agree_to_the_last_bit(medium_10km):
    first, second = (straighten(medium_10km, find_path(medium_10km, GALWAY, HALIFAX)) for _ in range(2))
    assert first.row.tobytes() == second.row.tobytes()
    assert first.col.tobytes() == second.col.tobytes()
    fields = [find_field(medium_10km, BODO, landfall_limit_km=30.0) for _ in range(2)]
    assert fields[0].tobytes() == fields[1].tobytes()


# networkx is the judge of small seabeds.

masks = arrays.arrays(bool, st.tuples(st.integers(2, 14), st.integers(2, 14)), elements=st.booleans())


def sides_graph(sea):
    graph = nx.Graph()
    for row, col in zip(*np.nonzero(sea), strict=True):
        graph.add_node((row, col))
        for cell in ((row - 1, col), (row, col - 1)):
            if cell in graph:
                graph.add_edge((row, col), cell)
    return graph


@settings(deadline=None, max_examples=150)
@given(sea=masks, data=st.data())
def test_the_march_reaches_the_cells_that_networkx_reaches(sea, data):
    graph = sides_graph(sea)
    if not graph:
        return
    start = data.draw(st.sampled_from(sorted(graph)))
    cell_cost = np.pad(np.where(sea, 1.0, -1.0).astype(np.float32), RIM)
    flat = np.array([(start[0] + RIM) * cell_cost.shape[1] + start[1] + RIM])
    field = march(cell_cost, flat, np.zeros(1, np.float32))[RIM:-RIM, RIM:-RIM]
    reached = {(int(row), int(col)) for row, col in zip(*np.nonzero(np.isfinite(field)), strict=True)}
    assert reached == {(int(row), int(col)) for row, col in nx.node_connected_component(graph, start)}


@settings(deadline=None, max_examples=100)
@given(
    costs=arrays.arrays(np.float32, (12, 12), elements=st.floats(1, 4, width=32)),
    start=st.tuples(st.integers(0, 11), st.integers(0, 11)),
)
def test_the_field_is_not_above_networkx_on_uneven_seabeds(costs, start):
    # No rougher than depth is between cells: a mean of 3 x 3.
    cell_cost = ndimage.uniform_filter(costs, 3)
    graph = nx.Graph()
    for row, col in np.ndindex(12, 12):
        for r, c in ((row, col + 1), (row + 1, col - 1), (row + 1, col), (row + 1, col + 1)):
            if 0 <= r < 12 and 0 <= c < 12:
                weight = np.hypot(r - row, c - col) * (cell_cost[row, col] + cell_cost[r, c]) / 2
                graph.add_edge((row, col), (r, c), weight=float(weight))
    best = nx.single_source_dijkstra_path_length(graph, start)
    # A point is where fast marching errs most: both begin with the same costs round the start.
    seeds = [cell for cell in best if max(abs(cell[0] - start[0]), abs(cell[1] - start[1])) <= 2]
    padded = np.pad(cell_cost, RIM)
    flat = np.array([(row + RIM) * padded.shape[1] + col + RIM for row, col in seeds])
    field = march(padded, flat, np.array([best[cell] for cell in seeds], np.float32))[RIM:-RIM, RIM:-RIM]
    # The march charges a step at the cell it ends in, the graph half at either: half a cell between them.
    assert all(field[cell] <= 1.01 * cost + 0.5 * cell_cost.max() for cell, cost in best.items())


@settings(deadline=None, max_examples=200)
@given(seed=st.integers(0, 2**32 - 1), share=st.floats(0.4, 0.9), noisy=st.booleans())
def test_on_small_uneven_seabeds_a_route_is_no_dearer_than_the_32_neighbour_path_of_networkx(
    seed, share, noisy
):
    """Islands a few cells wide in a sea whose cost changes from cell to cell, threefold where it is noisy."""
    rng = np.random.default_rng(seed)
    rows, cols = (int(each) for each in rng.integers(8, 24, 2))
    heights = ndimage.zoom(rng.random((5, 5)), (rows / 5, cols / 5), order=1)
    sea = heights < share
    smooth = 1.0 + 4.0 * ndimage.gaussian_filter(rng.random(sea.shape), 1.0)
    rate = np.where(rng.random(sea.shape) < 0.3, 3.0, 1.0) if noisy else smooth
    cells = np.argwhere(sea)
    assume(len(cells) > 1)
    grid = Grid(5000.0, -cols * 2500.0, rows * 2500.0, rows, cols)
    surface = CostSurface(
        grid, np.where(sea, 1000, -100).astype(np.float32), {"length": rate.astype(np.float32)}, ~sea
    )
    graph = SeabedGraph.from_surface(surface, neighbours=32)
    ends = [
        at(grid, name, *cell) for name, cell in zip("ab", rng.choice(cells, 2, replace=False), strict=True)
    ]
    nodes = [graph.node_of(*end[1:]) for end in ends]
    reachable = nx.has_path(graph.to_networkx(), *nodes)
    cost_grid = CostGrid.from_surface(surface)
    try:
        path = find_line(cost_grid, *ends, landfall_limit_km=0.01)
    except NoRouteError:
        assert not reachable
        return
    assert reachable
    by_graph = nx.dijkstra_path_length(graph.to_networkx(), *nodes, weight="cost_usd")
    # Crossings are stored in single precision.
    assert cost_grid.cost_of(path.row, path.col) <= by_graph * (1 + 1e-6)


@pytest.mark.parametrize(("start", "end"), [(BODO, TOMAKOMAI), (GALWAY, HALIFAX)])
def test_a_route_is_not_dearer_than_the_best_of_32_neighbours(sea_10km, medium_10km, start, end):
    graph = SeabedGraph.from_surface(sea_10km, neighbours=32)
    path = straighten(medium_10km, find_path(medium_10km, start, end))
    # Between the two cells where the route leaves and meets its landfalls.
    ends = []
    for landfall in (path.start, path.end):
        cell = landfall.cells[np.argmin(landfall.leg_costs)]
        row, col = divmod(int(cell), medium_10km.width)
        ends.append(int(np.searchsorted(graph.cells, (row - RIM) * sea_10km.grid.cols + col - RIM)))
    by_graph = csgraph.dijkstra(graph.csr, indices=ends[0])[ends[1]]
    legs = sum(float(landfall.leg_costs.min()) for landfall in (path.start, path.end))
    assert medium_10km.cost_of(path.row, path.col) <= by_graph + legs


# The real sea.


def test_there_and_back_on_the_real_sea_cost_the_same(medium_10km):
    there, back = (
        straighten(medium_10km, find_path(medium_10km, *ends))
        for ends in ((BODO, TOMAKOMAI), (TOMAKOMAI, BODO))
    )
    cost = medium_10km.cost_of(there.row, there.col)
    assert medium_10km.cost_of(back.row, back.col) == pytest.approx(cost, rel=0.003)


def test_a_route_starts_and_ends_at_the_landings_not_at_cell_centres(medium_10km):
    path = straighten(medium_10km, find_path(medium_10km, BODO, TOMAKOMAI))
    lon, lat = medium_10km.lonlat_of(path.row, path.col)
    assert (lon[0], lat[0]) == pytest.approx(BODO[1:], abs=1e-6)
    assert (lon[-1], lat[-1]) == pytest.approx(TOMAKOMAI[1:], abs=1e-6)


def test_a_landing_some_km_inland_gets_a_landfall_no_longer_than_allowed(medium_10km):
    # Eikesdalen and Reykholt's valley are land at 10 km, some tens of km from the sea.
    for place in (("inland-norway", 8.0, 62.6), ("inland-iceland", -20.9, 64.6)):
        path = straighten(medium_10km, find_path(medium_10km, place, GALWAY, landfall_limit_km=60.0))
        _, lat = medium_10km.lonlat_of(path.row, path.col)
        on_land = medium_10km.barrier_km(path.row, path.col, lat)
        assert 0.0 < on_land[0] <= 60.0
        assert on_land[1:-1].sum() == 0.0


def test_a_landing_far_inland_is_refused_and_named(medium_10km):
    with pytest.raises(UsageError, match=r"moscow: 55\.7500,37\.6200 is on land, further than 30 km"):
        find_path(medium_10km, ("moscow", 37.62, 55.75), GALWAY)


def test_a_position_south_of_the_data_is_refused_and_named(medium_10km):
    with pytest.raises(UsageError, match=r"dakar: 14\.7000,-17\.5000 lies outside the bathymetry"):
        find_path(medium_10km, GALWAY, ("dakar", -17.5, 14.7))


def test_no_route_leaves_the_caspian_sea(medium_10km):
    with pytest.raises(NoRouteError, match=r"aktau -> galway at 10 km spacing"):
        find_path(medium_10km, ("aktau", 50.5, 42.0), GALWAY)


def test_the_search_from_one_end_ends_at_the_other_with_the_cost_of_the_field(medium_10km):
    path = find_path(medium_10km, GALWAY, HALIFAX)
    field = np.pad(
        find_field(medium_10km, GALWAY, landfall_limit_km=30.0), RIM, constant_values=np.inf
    ).ravel()
    arrival = float((field[path.end.cells] + path.end.leg_costs).min())
    assert medium_10km.cost_of(path.row, path.col) == pytest.approx(arrival, rel=0.005)
