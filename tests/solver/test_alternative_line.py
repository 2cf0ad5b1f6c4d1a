"""Steps between cell centres: the cheapest path that networkx finds, inside a band, with the legs at both ends."""

from __future__ import annotations

from dataclasses import replace

import networkx as nx
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from routeplan.geo.grid import Grid
from routeplan.solver import straighten
from routeplan.solver.alternative_line import find_alternative_line
from routeplan.solver.cost_grid import RIM, CostGrid, segment_cost
from routeplan.solver.landfall import Landfall
from routeplan.solver.path import find_path

SIDE = 14


def cost_grid_of(cell_cost):
    rows, cols = cell_cost.shape
    grid = Grid(5000.0, -cols * 2500.0, rows * 2500.0, rows, cols)
    return CostGrid(grid, np.pad(cell_cost.astype(np.float32), RIM))


def landfall(cost_grid, row, col, legs):
    """A landfall at a cell of the grid, with the cost of the leg to each of some cells."""
    cells = [(r + RIM) * cost_grid.width + c + RIM for r, c in legs]
    return Landfall(
        row + RIM, col + RIM, np.array(cells), np.array(list(legs.values()), dtype=np.float32), 0.0
    )


def networkx_graph(cost_grid, nodes):
    """Every pair of nodes at most three rows and columns apart that an open segment joins."""
    graph = nx.Graph()
    graph.add_nodes_from(nodes)
    for row, col in nodes:
        for to in nodes:
            if (row, col) < to and max(abs(to[0] - row), abs(to[1] - col)) <= 3:
                cost, land = segment_cost(
                    cost_grid.cell_cost, None, *(float(at + RIM) for at in (row, col, *to))
                )
                if land == 0.0:
                    graph.add_edge((row, col), to, weight=cost)
    return graph


@settings(deadline=None, max_examples=60)
@given(seed=st.integers(0, 2**32 - 1), share=st.floats(0.6, 1.0), reach=st.integers(1, 4))
def test_the_path_costs_what_networkx_finds_in_the_band(seed, share, reach):
    rng = np.random.default_rng(seed)
    sea = rng.random((SIDE, SIDE)) < share
    cost_grid = cost_grid_of(np.where(sea, rng.uniform(1, 4, sea.shape), -1.0))
    diagonal = np.linspace(0.0, SIDE - 1.0, SIDE)
    within = [
        (row, col) for row, col in np.argwhere(sea).tolist()
        if any(max(abs(row - at), abs(col - at)) <= reach for at in range(SIDE))
    ]  # fmt: skip
    first = {cell: float(rng.uniform(0, 3)) for cell in within if max(cell) <= 2}
    last = {cell: float(rng.uniform(0, 3)) for cell in within if min(cell) >= SIDE - 3}
    assume(first and last)
    ends = landfall(cost_grid, 0.0, 0.0, first), landfall(cost_grid, SIDE - 1.0, SIDE - 1.0, last)
    line = diagonal + RIM, diagonal + RIM
    row, col = find_alternative_line(cost_grid, line, *ends, reach=reach)
    graph = networkx_graph(cost_grid, within)
    for name, legs in (("start", first), ("end", last)):
        graph.add_weighted_edges_from((name, cell, np.float32(leg)) for cell, leg in legs.items())
    if not nx.has_path(graph, "start", "end"):
        assert row is line[0]
        return
    cells = list(
        zip((row[1:-1] - RIM).astype(int).tolist(), (col[1:-1] - RIM).astype(int).tolist(), strict=True)
    )
    assert (row[0], col[0], row[-1], col[-1]) == (RIM, RIM, SIDE - 1.0 + RIM, SIDE - 1.0 + RIM)
    found = first[cells[0]] + last[cells[-1]] + cost_grid.cost_of(row[1:-1], col[1:-1])
    assert found == pytest.approx(nx.dijkstra_path_length(graph, "start", "end", weight="weight"), rel=1e-6)
    assert set(cells) <= set(within)


def test_a_leg_that_costs_nothing_is_a_leg():
    cost_grid = cost_grid_of(np.ones((1, 6)))
    ends = landfall(cost_grid, 0.0, 0.0, {(0, 0): 0.0}), landfall(cost_grid, 0.0, 5.0, {(0, 5): 0.0})
    line = np.full(2, float(RIM)), np.array([0.0, 5.0]) + RIM
    _, col = find_alternative_line(cost_grid, line, *ends, reach=1)
    np.testing.assert_array_equal(np.unique(col) - RIM, np.arange(6.0))


def test_steps_find_the_lane_one_cell_wide_and_stay_in_the_band():
    cell_cost = np.full((21, 41), 5.0)
    cell_cost[16, 2:39] = 1.0
    cost_grid = cost_grid_of(cell_cost)
    ends = landfall(cost_grid, 10.0, 2.0, {(10, 2): 0.0}), landfall(cost_grid, 10.0, 38.0, {(10, 38): 0.0})
    line = np.full(2, 10.0) + RIM, np.array([2.0, 38.0]) + RIM
    for reach, furthest in ((6, 16), (5, 10)):
        row, _ = find_alternative_line(cost_grid, line, *ends, reach=reach)
        assert row.max() - RIM == furthest


# The choice between the line of the cost field and the alternative line.

ISLAND = """
~~~~~~~~~~~~~~~~~
~~~~~~~~#~~~~~~~~
~~~~~~~~#~~~~~~~~
~~~~~~~~#~~~~~~~~
~~~~~~~~#~~~~~~~~
~~~~~~~~#~~~~~~~~
~A~~~~~~#~~~~~~B~
~~~~~~~~#~~~~~~~~
~~~~~~~~~~~~~~~~~
"""
NORTH, SOUTH = 0.0, 8.0


def line_by(seabed, row):
    """From A to B along a row of the drawing."""
    (a_row, a_col), (b_row, b_col) = (seabed.letters[letter] for letter in "AB")
    return np.array([a_row, row, row, b_row]) + RIM, np.array([a_col, a_col, b_col, b_col]) + RIM


def crossed_at(path):
    """Row at which a path passes the island."""
    return float(np.interp(8.0, path.col - RIM, path.row - RIM))


@pytest.mark.parametrize(("row", "expected"), [(NORTH, SOUTH), (SOUTH, SOUTH)])
def test_an_alternative_that_costs_more_is_not_taken(draw, monkeypatch, row, expected):
    seabed = draw(ISLAND)
    monkeypatch.setattr(straighten, "find_alternative_line", lambda *_, **__: line_by(seabed, row))
    path = straighten.find_line(
        seabed.cost_grid, seabed.place("A"), seabed.place("B"), landfall_limit_km=0.01
    )
    assert crossed_at(path) == pytest.approx(expected, abs=0.6)


def test_an_alternative_that_costs_less_is_taken(draw, monkeypatch):
    """The line of the field is given here: round the island by the longer way."""
    seabed = draw(ISLAND)
    found = seabed.trace()
    row, col = line_by(seabed, NORTH)
    monkeypatch.setattr(straighten, "find_path", lambda *_, **__: replace(found, row=row, col=col))
    monkeypatch.setattr(straighten, "find_alternative_line", lambda *_, **__: line_by(seabed, SOUTH))
    path = straighten.find_line(
        seabed.cost_grid, seabed.place("A"), seabed.place("B"), landfall_limit_km=0.01
    )
    assert crossed_at(path) == pytest.approx(SOUTH, abs=0.6)


@settings(deadline=None, max_examples=60)
@given(seed=st.integers(0, 2**32 - 1))
def test_the_line_never_costs_more_than_the_straightened_path_of_the_field(seed):
    rng = np.random.default_rng(seed)
    cost_grid = cost_grid_of(np.where(rng.random((16, 16)) < 0.3, 3.0, 1.0))
    ends = [
        (name, *(float(at) for at in cost_grid.grid.lonlat_of(row, col)))
        for name, row, col in (("a", 2, 3), ("b", 13, 12))
    ]
    ends.sort(key=lambda place: place[1:])  # the end that find_line starts from comes first
    by_field = straighten.straighten(cost_grid, find_path(cost_grid, *ends, landfall_limit_km=0.01))
    line = straighten.find_line(cost_grid, *ends, landfall_limit_km=0.01)
    assert cost_grid.cost_of(line.row, line.col) <= cost_grid.cost_of(by_field.row, by_field.col)
