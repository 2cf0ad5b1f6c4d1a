import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import ndimage

from routeplan.solver.cost_grid import RIM, CostGrid
from routeplan.solver.path import GridPath, find_path
from routeplan.solver.straighten import LONGEST_LEG_KM, straighten

# A sliver this wide, in cells, is rounding.
_SLIVER = 1e-6


def barrier_area(sea):
    """The barrier cells as squares, a hair smaller, and the corners where two of them close a diagonal."""
    row, col = np.nonzero(~sea)
    half = 0.5 - _SLIVER
    squares = shapely.box(col - half, row - half, col + half, row + half)
    a, b, c, d = sea[:-1, :-1], sea[:-1, 1:], sea[1:, :-1], sea[1:, 1:]
    row, col = np.nonzero((a & d & ~b & ~c) | (b & c & ~a & ~d))
    corners = shapely.box(col + 0.5 - _SLIVER, row + 0.5 - _SLIVER, col + 0.5 + _SLIVER, row + 0.5 + _SLIVER)
    return shapely.union_all(np.concatenate([squares, corners]))


def line(path):
    return shapely.LineString(np.column_stack([path.col - RIM, path.row - RIM]))


def two_ends(basins, data):
    """Two cells of the largest basin."""
    sizes = np.bincount(basins.ravel())
    sizes[0] = 0
    cells = [tuple(int(x) for x in cell) for cell in np.argwhere(basins == sizes.argmax())]
    assume(len(cells) >= 2)
    return data.draw(st.lists(st.sampled_from(cells), min_size=2, max_size=2, unique=True))


islands = arrays.arrays(np.float32, (5, 5), elements=st.floats(0, 1, width=32), fill=st.nothing())


@settings(deadline=None, max_examples=150)
@given(heights=islands, share=st.floats(0.3, 0.9), data=st.data())
def test_a_route_is_never_dearer_than_its_trace_and_never_through_a_barrier(
    make_seabed, heights, share, data
):
    # Islands with coasts a few cells long: random heights, stretched fivefold, cut at a sea level.
    sea = ndimage.zoom(heights, 5, order=1) < share
    a, b = two_ends(ndimage.label(sea)[0], data)
    seabed = make_seabed(sea, {"A": a, "B": b})
    trace, route = seabed.trace(), seabed.route()
    assert seabed.cost(route) <= seabed.cost(trace) * (1 + 1e-9)
    assert not line(trace).intersects(barrier_area(sea))
    assert not line(route).intersects(barrier_area(sea))


@settings(deadline=None, max_examples=150)
@given(sea=arrays.arrays(bool, (9, 9)), data=st.data())
def test_no_route_slips_through_a_barrier_on_seabeds_of_single_cells(make_seabed, sea, data):
    assume(sea.any())
    a, b = two_ends(ndimage.label(sea)[0], data)
    seabed = make_seabed(sea, {"A": a, "B": b})
    assert not line(seabed.route()).intersects(barrier_area(sea))


@settings(deadline=None, max_examples=100)
@given(sea=arrays.arrays(bool, (9, 9)), data=st.data())
def test_a_route_is_no_longer_than_the_way_from_side_to_side(make_seabed, sea, data):
    assume(sea.any())
    a, b = two_ends(ndimage.label(sea)[0], data)
    seabed = make_seabed(sea, {"A": a, "B": b})
    cells = nx.grid_2d_graph(*sea.shape).subgraph((int(r), int(c)) for r, c in np.argwhere(sea))
    steps = nx.shortest_path_length(cells, a, b)
    assert line(seabed.route()).length <= steps * (1 + 1e-6)


def test_a_shortcut_through_a_closed_diagonal_is_not_taken(draw):
    # The trace is given: round the wall of cells that touch at corners, by cell centres.
    seabed = draw("A~# ~#~ ~~B")
    cost_grid = seabed.cost_grid
    found = find_path(cost_grid, seabed.place("A"), seabed.place("B"), landfall_limit_km=0.01)
    round_it = [(0, 0), (0, 1), (0, 0), (1, 0), (2, 0), (2, 1), (2, 2), (1, 2), (2, 2)]  # with two detours
    row, col = (np.array(axis, dtype=float) + RIM for axis in zip(*round_it, strict=True))
    path = straighten(cost_grid, GridPath(row, col, found.start, found.end, 0.0))
    # It may touch the wall from the open side, but neither cut it nor pass where its two cells touch.
    assert line(path).intersection(barrier_area(~seabed.surface.barrier)).length < 1e-9
    assert line(path).distance(shapely.Point(1.5, 0.5)) > 0.1


def test_the_ends_stay_where_they_are(draw):
    seabed = draw("A~~~~ ~##~~ ~~##~ ~~~~B")
    trace = seabed.trace()
    route = straighten(seabed.cost_grid, trace)
    for end in (0, -1):
        assert (route.row[end], route.col[end]) == (trace.row[end], trace.col[end])
    assert route.start is trace.start
    assert route.end is trace.end


def test_a_route_over_flat_sea_has_only_the_vertices_its_longest_leg_asks_for(make_seabed):
    seabed = make_seabed(np.ones((20, 120), bool), {"A": (3, 2), "B": (15, 117)})
    route = seabed.route()
    legs = np.hypot(np.diff(route.row), np.diff(route.col)) * 5.0
    assert legs.max() <= LONGEST_LEG_KM + 1e-6
    assert len(legs) <= np.ceil(legs.sum() / LONGEST_LEG_KM) + 2
    assert legs.sum() == pytest.approx(5 * np.hypot(12, 115), rel=1e-4)


def test_a_route_past_one_cape_turns_once(draw):
    seabed = draw("~~~~~~#~~~~~~ ~A~~~~#~~~~B~ ~~~~~~#~~~~~~ ~~~~~~~~~~~~~ ~~~~~~~~~~~~~")
    assert len(seabed.route().row) <= 4


def test_a_trace_is_not_changed_in_place(draw):
    seabed = draw("A~~~~ ~##~~ ~~##~ ~~~~B")
    trace = seabed.trace()
    row, col = trace.row.copy(), trace.col.copy()
    straighten(seabed.cost_grid, trace)
    assert (trace.row == row).all()
    assert (trace.col == col).all()


def test_dear_cells_are_gone_round_only_as_far_as_that_saves(make_grid):
    # A square of 12 x 12 cells at 1.1 times the cost: straight through costs 1.2 cells more, round it 2.0 more.
    grid = make_grid(41, 61)
    cell_cost = np.ones((41, 61), np.float32)
    cell_cost[14:26, 24:36] = 1.1
    cost_grid = CostGrid(grid, np.pad(cell_cost, RIM))
    ends = [(name, *(float(x) for x in grid.lonlat_of(19.5, col))) for name, col in (("a", 2.0), ("b", 57.0))]
    path = straighten(cost_grid, find_path(cost_grid, *ends, landfall_limit_km=0.01))
    assert cost_grid.cost_of(path.row, path.col) == pytest.approx(55 + 1.2, rel=1e-4)
