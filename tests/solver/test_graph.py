import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import ndimage
from scipy.sparse import csgraph

from routeplan.cost.surface import CostSurface
from routeplan.errors import UsageError
from routeplan.geo.geodesy import geodesic_km
from routeplan.geo.grid import Grid
from routeplan.solver.graph import SeabedGraph, cells_in_box

masks = arrays.arrays(bool, st.tuples(st.integers(2, 9), st.integers(2, 9))).filter(np.any)
POLE_K = 0.972_769_012_9  # of EPSG:3995 at the pole: Snyder 1987, eq. 21-35


def edges(graph):
    return graph.csr.nnz // 2


# On 3 x 3 cells of open sea: 12 sides; 8 diagonals; 8 knight's moves; no longer step fits.
@pytest.mark.parametrize(("neighbours", "count"), [(4, 12), (8, 20), (16, 28), (32, 28)])
def test_open_sea_has_the_edges_one_counts(draw, graph_of, neighbours, count):
    assert edges(graph_of(draw("~~~ ~~~ ~~~"), neighbours=neighbours)) == count


# On 2 x 4 cells: 10 sides, 6 diagonals, 4 knight's moves, 2 steps of (1, 3).
@pytest.mark.parametrize(("neighbours", "count"), [(4, 10), (8, 16), (16, 20), (32, 22)])
def test_long_steps_appear_where_there_is_room(draw, graph_of, neighbours, count):
    assert edges(graph_of(draw("~~~~ ~~~~"), neighbours=neighbours)) == count


def test_a_diagonal_squeeze_between_two_barriers_is_closed(draw, graph_of):
    assert edges(graph_of(draw("A# #B"), neighbours=32)) == 0


def test_a_diagonal_past_one_barrier_is_open(draw, graph_of):
    graph = graph_of(draw("A# ~B"))
    assert edges(graph) == 3


def test_a_knights_move_over_a_barrier_is_closed(draw, graph_of):
    # From corner to the far corner of 2 x 3 both cells of the middle column are crossed.
    assert edges(graph_of(draw("~~~ ~~~"), neighbours=16)) == 7 + 4 + 2
    assert edges(graph_of(draw("~#~ ~~~"), neighbours=16)) == 4 + 2


def test_a_long_step_through_a_squeeze_is_closed(draw, graph_of):
    # The segment A - B passes the corner in the middle of the drawing, between two barriers.
    graph = graph_of(draw("A~#~ ~#~B"), neighbours=32)
    assert csgraph.connected_components(graph.csr)[0] == 2


@pytest.mark.parametrize("neighbours", [4, 8, 16, 32])
@settings(deadline=None, max_examples=100)
@given(sea=masks)
def test_nodes_hang_together_as_cells_do_across_their_sides(make_seabed, graph_of, neighbours, sea):
    graph = graph_of(make_seabed(sea, {}), neighbours=neighbours)
    basins, count = ndimage.label(sea)
    found, of_node = csgraph.connected_components(graph.csr)
    assert found == count
    assert len(set(zip(of_node, basins[graph.rows, graph.cols], strict=True))) == count


@settings(deadline=None, max_examples=50)
@given(sea=masks, within=masks)
def test_a_corridor_is_closed_at_its_edges(make_seabed, graph_of, sea, within):
    within = np.resize(within, sea.shape)
    if not (sea & within).any():
        return
    graph = graph_of(make_seabed(sea, {}), within=within, neighbours=32)
    whole = graph_of(make_seabed(sea & within, {}), neighbours=32)
    assert (graph.csr != whole.csr).nnz == 0
    assert csgraph.connected_components(graph.csr)[0] == ndimage.label(sea & within)[1]


def banded(grid, rates):
    terms = {
        "cable": np.broadcast_to(rates, grid.shape).astype(np.float32),
        "ice": np.ones(grid.shape, np.float32),
    }
    return CostSurface(grid, np.full(grid.shape, 500.0, np.float32), terms, np.zeros(grid.shape, bool))


def test_an_edge_weighs_the_share_of_its_length_in_every_cell(make_grid):
    # Columns cost 1, 3, 7 plus 1 for ice; a cell is 5 km / k wide at the pole.
    grid = make_grid(3, 4)
    graph = SeabedGraph.from_surface(banded(grid, [[1.0, 3.0, 7.0, 7.0]]), neighbours=32)
    weights, side_km = graph.csr.toarray(), 5.0 / POLE_K
    step = {(r, c): weights[0, 4 * r + c] / side_km for r in range(3) for c in range(4)}
    assert step[0, 1] == pytest.approx(0.5 * 2 + 0.5 * 4, rel=1e-6)
    assert step[1, 0] == pytest.approx(2.0, rel=1e-6)
    assert step[1, 1] == pytest.approx(np.sqrt(2) * (0.5 * 2 + 0.5 * 4), rel=1e-6)
    assert step[1, 2] == pytest.approx(np.sqrt(5) * (0.25 * 2 + 0.5 * 4 + 0.25 * 8), rel=1e-6)
    assert step[2, 1] == pytest.approx(np.sqrt(5) * (0.5 * 2 + 0.5 * 4), rel=1e-6)
    assert step[1, 3] == pytest.approx(np.sqrt(10) * (2 + 2 * 4 + 2 * 8 + 8) / 6, rel=1e-6)
    assert step[2, 3] == pytest.approx(np.sqrt(13) * (2 + 2 * 4 + 2 * 8 + 8) / 6, rel=1e-6)


@settings(deadline=None, max_examples=50)
@given(rates=arrays.arrays(np.float32, (6, 7), elements=st.floats(1, 100, width=32)), seed=st.integers(0, 99))
def test_weights_agree_with_points_sampled_along_each_edge(make_grid, rates, seed):
    grid = make_grid(6, 7)
    graph = SeabedGraph.from_surface(banded(grid, rates), neighbours=32)
    pairs = graph.csr.tocoo()
    i = np.random.default_rng(seed).integers(pairs.nnz)
    a, b = pairs.row[i], pairs.col[i]
    share = (np.arange(6000) + 0.5) / 6000
    row, col = (np.rint(at[a] + share * (at[b] - at[a])).astype(int) for at in (graph.rows, graph.cols))
    length_km = np.hypot(graph.rows[b] - graph.rows[a], graph.cols[b] - graph.cols[a]) * 5.0 / POLE_K
    assert pairs.data[i] == pytest.approx((rates[row, col] + 1.0).mean() * length_km, rel=1e-4)


def test_weights_are_the_same_both_ways_to_the_last_bit(sea_10km):
    window = cells_in_box(sea_10km.grid, west=-30, south=60, east=10, north=72)
    weights = SeabedGraph.from_surface(sea_10km, within=window, neighbours=32).csr
    assert abs(weights - weights.T).max() == 0
    assert weights.has_canonical_format


def test_the_whole_sea_hangs_together_as_its_basins_do(sea_10km):
    graph = SeabedGraph.from_surface(sea_10km)
    assert len(graph) == sea_10km.sea_cells
    assert csgraph.connected_components(graph.csr)[0] == ndimage.label(~sea_10km.barrier)[1]
    assert abs(graph.csr - graph.csr.T).max() == 0


@pytest.mark.parametrize(("neighbours", "worst"), [(4, 0.4142), (8, 0.0824), (16, 0.0275), (32, 0.0131)])
def test_paths_on_a_plane_are_longer_than_straight_by_the_known_worst(make_grid, neighbours, worst):
    # 1 / cos of half the widest angle between steps, reached in the limit of long lines.
    grid = make_grid(121, 121, 0.5)
    graph = SeabedGraph.from_surface(banded(grid, [[0.0]]), neighbours=neighbours)
    centre = 60 * 121 + 60
    costs = csgraph.dijkstra(graph.csr, indices=centre)
    straight = np.hypot(graph.rows - 60, graph.cols - 60) * 0.5 / POLE_K
    far = straight > 20
    error = costs[far] / straight[far] - 1
    assert error.max() == pytest.approx(worst, rel=0.02)
    assert error.min() > -1e-4  # k grows by 6e-6 within 40 km of the pole


def test_networkx_and_scipy_find_the_same_costs(draw, graph_of):
    graph = graph_of(draw("A~~~#~~ ~##~#~~ ~~#~~~# ##~~#~B"), neighbours=16)
    by_networkx = nx.single_source_dijkstra_path_length(graph.to_networkx(), 0, weight="cost_usd")
    by_scipy = csgraph.dijkstra(graph.csr, indices=0)
    reached = np.flatnonzero(np.isfinite(by_scipy))
    assert set(by_networkx) == set(reached.tolist())
    assert [by_networkx[node] for node in reached.tolist()] == pytest.approx(
        by_scipy[reached].tolist(), rel=1e-12
    )


def test_networkx_sees_position_depth_length_and_cost_by_term(sea_10km):
    window = cells_in_box(sea_10km.grid, west=-20, south=62, east=-10, north=66)
    graph = SeabedGraph.from_surface(sea_10km, within=window)
    network = graph.to_networkx()
    assert network.number_of_nodes() == len(graph)
    assert network.number_of_edges() == edges(graph)
    node = graph.node_of(-12.0, 65.5)
    facts = network.nodes[node]
    assert set(facts) == {"lon", "lat", "depth_m", "row", "col"}
    assert facts["depth_m"] == sea_10km.depth_m[facts["row"], facts["col"]]
    assert (facts["lon"], facts["lat"]) == (graph.lonlat[0][node], graph.lonlat[1][node])
    for _, _, edge in network.edges(data=True):
        assert edge["cable_usd"] + edge["protection_usd"] == pytest.approx(edge["cost_usd"], rel=1e-6)
    to = next(iter(network[node]))
    assert network[node][to]["cost_usd"] == graph.csr[node, to]


def test_terms_of_an_edge_add_up_to_its_cost_where_they_have_multipliers(sea_10km):
    weighted = sea_10km.reweighted({"cable": 0.1, "protection": 3.0})
    window = cells_in_box(sea_10km.grid, west=-20, south=62, east=-10, north=66)
    network = SeabedGraph.from_surface(weighted, within=window).to_networkx()
    for _, _, edge in network.edges(data=True):
        assert edge["cable_usd"] + edge["protection_usd"] == pytest.approx(edge["cost_usd"], rel=1e-6)


def test_an_edge_is_as_long_as_the_geodesic_between_its_ends(sea_10km):
    window = cells_in_box(sea_10km.grid, west=-42, south=40, east=-38, north=44)
    network = SeabedGraph.from_surface(sea_10km, within=window, neighbours=32).to_networkx()
    for a, b, length_km in network.edges(data="length_km"):
        ends = (network.nodes[node] for node in (a, b))
        assert length_km == pytest.approx(
            geodesic_km(*(x for end in ends for x in (end["lon"], end["lat"]))), rel=1e-4
        )


def test_too_many_cells_for_networkx_are_refused_before_they_are_built(sea_10km):
    with pytest.raises(UsageError, match="400,000"):
        SeabedGraph.from_surface(sea_10km).to_networkx()


def test_a_position_is_on_the_node_of_its_cell(draw, graph_of):
    seabed = draw("~~A# #B~~")
    graph = graph_of(seabed)
    assert [graph.node_of(*seabed.place(letter)[1:]) for letter in "AB"] == [2, 3]
    assert graph.cells.tolist() == [0, 1, 2, 5, 6, 7]
    lon, lat = graph.lonlat
    assert [graph.node_of(x, y) for x, y in zip(lon, lat, strict=True)] == list(range(6))


def test_a_position_on_no_node_is_refused(draw, graph_of):
    seabed = draw("~~# ~~~")
    graph = graph_of(seabed, within=np.array([[True, True, True], [True, True, False]]))
    for row, col in ((0, 2), (1, 2), (0, 9)):
        lon, lat = seabed.surface.grid.lonlat_of(row, col)
        with pytest.raises(UsageError, match="is on no cell"):
            graph.node_of(float(lon), float(lat))


def test_senseless_questions_are_refused(draw, graph_of):
    seabed = draw("~# ~~")
    with pytest.raises(UsageError, match="graph with 6 neighbours"):
        graph_of(seabed, neighbours=6)
    with pytest.raises(UsageError, match="no sea cell"):
        graph_of(seabed, within=np.array([[False, True], [False, False]]))
    with pytest.raises(UsageError, match=r"corridor of \(3, 3\) cells"):
        graph_of(seabed, within=np.ones((3, 3), bool))


@pytest.mark.parametrize(
    ("west", "south", "east", "north"),
    [(-30, 60, 10, 72), (175, 60, -160, 75), (-180, 80, 180, 90), (100, 70, 80, 85)],
)
def test_a_box_holds_the_cells_between_its_meridians_and_parallels(west, south, east, north):
    grid = Grid.arctic(spacing_km=100, south_deg=50)
    lon, lat = grid.lonlat_of(*np.mgrid[: grid.rows, : grid.cols])
    beside = (lon >= west) & (lon <= east) if west < east else (lon >= west) | (lon <= east)
    expected = beside & (lat >= south) & (lat <= north)
    assert (cells_in_box(grid, west=west, south=south, east=east, north=north) == expected).all()


def test_an_empty_box_is_refused():
    with pytest.raises(UsageError, match="empty box 0,70,10,60"):
        cells_in_box(Grid.arctic(spacing_km=100), west=0, south=70, east=10, north=60)
