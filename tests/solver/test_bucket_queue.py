"""Marches on planes of any size: the numbers of their cells fit into the entries of the queue."""

import numpy as np
import pytest

from routeplan.solver import bucket_queue, fast_marching, metric_marching, potential
from routeplan.solver.bucket_queue import lay_out_entries, size_ring
from routeplan.solver.cost_grid import RIM
from routeplan.solver.fast_marching import march
from routeplan.solver.metric_marching import march_by_heading
from routeplan.solver.potential import derive_potentials
from routeplan.solver.sparse_blocks import BLOCK, blocks_shape, sparse_zeros

SIDE = 64


def test_cells_beyond_two_thousand_million_have_numbers_of_eight_bytes():
    assert lay_out_entries(2**31 - 1).dtype == np.int32
    assert lay_out_entries(2**31).dtype == np.int64


@pytest.mark.parametrize(("cheapest", "reach"), [(1.0, 3.0), (1.0, 1e4), (1e-3, 1e9), (7.0, 7.0)])
def test_no_two_costs_that_wait_share_a_bucket_of_the_ring_unless_they_are_of_one_level(cheapest, reach):
    width, count = size_ring(cheapest, reach)
    assert width >= cheapest / 16.0
    assert count > reach / width + 1.0
    assert count & (count - 1) == 0


def fields() -> list[np.ndarray]:
    """What the three marches give on a seabed of random costs."""
    random = np.random.default_rng(7)
    cost = np.zeros((SIDE + 2 * RIM, SIDE + 2 * RIM), dtype=np.float32)
    cost[RIM:-RIM, RIM:-RIM] = random.uniform(1.0, 9.0, (SIDE, SIDE))
    across = random.normal(size=(*cost.shape, 2)).astype(np.float32)
    start = np.array([(RIM + 5) * cost.shape[1] + RIM + 7])
    paid = np.zeros(1, dtype=np.float32)
    blocks = np.ones(blocks_shape(cost.shape), dtype=bool)
    ends = ((RIM + 5.0, RIM + 7.0),)
    (by_corner,) = derive_potentials(cost, ends, cap=1e9, blocks=blocks, rounds=1)
    return [march(cost, start, paid), march_by_heading(cost, across, start, paid), by_corner]


def test_the_size_of_the_numbers_changes_no_field(monkeypatch):
    short = fields()
    for module in (fast_marching, metric_marching, potential):
        monkeypatch.setattr(module, "lay_out_entries", lambda cells: lay_out_entries(cells + 2**31))
    for one, other in zip(short, fields(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_room_for_entries_grows_with_the_front(monkeypatch):
    before = fields()
    monkeypatch.setattr(bucket_queue, "_FIRST_ENTRIES", 2)
    for one, other in zip(before, fields(), strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.long
def test_the_front_moves_in_the_south_of_a_plane_of_three_thousand_million_cells():
    side, first = 57_344, 50_000
    cost = sparse_zeros((side, side), np.float32)
    cost[first : first + SIDE, first : first + SIDE] = 1.0
    within = np.zeros(blocks_shape(cost.shape), dtype=bool)
    at = slice(first // BLOCK, (first + SIDE) // BLOCK)
    within[at, at] = True
    middle = first + SIDE // 2
    start, paid = np.array([middle * side + middle]), np.zeros(1, np.float32)
    field = march(cost, start, paid, within=within, rates=(1.0, 1.0))
    assert field[middle, middle + 20] == pytest.approx(20.0)
    assert field[middle + 20, middle] == pytest.approx(20.0)
