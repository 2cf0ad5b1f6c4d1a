"""The corridor search: as good as marching the whole sea, wide enough when blocks mislead, the same on every run."""

from __future__ import annotations

import mmap
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import ndimage

from routeplan.solver.backtrace import trace
from routeplan.solver.corridor_search import find_cost_through, find_optimistic_cost
from routeplan.solver.fast_marching import march
from routeplan.solver.landfall import find_landfalls
from routeplan.solver.path import find_path
from routeplan.solver.sparse_blocks import (
    BLOCK,
    blocks_shape,
    dilate_blocks,
    fill_blocks,
    label_components,
    min_pool,
    sparse_zeros,
)

PAIRS = [
    (("bodo", 14.40, 67.28), ("tomakomai", 141.60, 42.63)),
    (("galway", -9.05, 53.27), ("halifax", -63.57, 44.65)),
    (("boston", -70.9, 42.3), ("kushiro", 144.4, 42.9)),
    (("bodo", 14.40, 67.28), ("landeyjar", -20.2, 63.5)),
]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair[0][0]}-{pair[1][0]}")
def test_the_corridor_holds_what_marching_the_whole_sea_finds(medium_10km, pair):
    start, end = find_landfalls(medium_10km, *pair, limit_km=30.0)
    path = find_path(medium_10km, *pair)
    row, col = trace(medium_10km, march(medium_10km.cell_cost, start.cells, start.leg_costs), start, end)
    assert medium_10km.cost_of(path.row, path.col) == pytest.approx(medium_10km.cost_of(row, col), rel=1e-4)


@pytest.mark.parametrize("pair", PAIRS[:3], ids=lambda pair: f"{pair[0][0]}-{pair[1][0]}")
def test_the_optimistic_cost_is_never_above_the_cost_of_the_path_found(medium_10km, pair):
    path = find_path(medium_10km, *pair)
    through = find_optimistic_cost(medium_10km, path.start, path.end)
    rows, cols = np.rint(path.row).astype(int), np.rint(path.col).astype(int)
    cost = medium_10km.cost_of(path.row, path.col)
    assert through[rows // BLOCK, cols // BLOCK].max() <= cost * 1.002
    assert through.min() > 0.8 * cost


def test_a_wall_that_every_block_sees_through_is_walked_round(make_seabed):
    """Each block that holds the wall holds sea too: the outlook runs straight through it, the path must not."""
    sea = np.ones((200, 200), dtype=bool)
    sea[:180, 100] = False
    path = make_seabed(sea, {"A": (40, 60), "B": (40, 140)}).route()
    round_the_end = 2 * np.hypot(179.5 - 40, 39.5) + 1
    assert np.hypot(np.diff(path.row), np.diff(path.col)).sum() == pytest.approx(round_the_end, rel=0.005)


def test_a_path_is_the_same_bit_for_bit_on_every_run_and_in_every_thread(medium_10km):
    paths = [find_path(medium_10km, *PAIRS[0])]
    threads = [
        threading.Thread(target=lambda: paths.append(find_path(medium_10km, *PAIRS[0]))) for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(paths) == 4
    for other in paths[1:]:
        np.testing.assert_array_equal(other.row, paths[0].row)
        np.testing.assert_array_equal(other.col, paths[0].col)


def test_the_cheapest_cost_through_a_cell_is_that_of_the_two_fields(medium_10km):
    start, end = find_landfalls(medium_10km, *PAIRS[1], limit_km=30.0)
    through = find_cost_through(medium_10km, start, end, at_most=140e6)
    whole = sum(march(medium_10km.cell_cost, each.cells, each.leg_costs) for each in (start, end))
    near = whole <= 135e6
    assert near.sum() > 1000
    np.testing.assert_allclose(through[near], whole[near], rtol=2e-4)
    assert np.isinf(through[whole > 200e6]).all()


# Planes of which little is used.


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="asks Linux what memory is used")
def test_a_plane_of_a_thousand_million_cells_costs_no_memory_until_it_is_written():
    plane = sparse_zeros((30_000, 33_000), np.float32)
    before = _resident_bytes()
    plane[15_000:15_100, 10_000:10_100] = 1.0
    assert plane[15_050, 10_050] == 1.0
    assert plane[0, 0] == 0.0
    assert _resident_bytes() - before < 10e6


def test_blocks_are_filled_whole_and_nothing_else_is():
    plane = np.zeros((20, 27), dtype=np.float32)
    blocks = np.zeros(blocks_shape(plane.shape), dtype=bool)
    blocks[1, 3] = blocks[2, 0] = True
    fill_blocks(plane, blocks, 5.0)
    expected = np.zeros_like(plane)
    expected[8:16, 24:27] = expected[16:20, :8] = 5.0
    np.testing.assert_array_equal(plane, expected)


def test_blocks_are_widened_by_their_eight_neighbours_and_not_round_the_edge():
    blocks = np.zeros((4, 5), dtype=bool)
    blocks[0, 0] = blocks[2, 4] = True
    np.testing.assert_array_equal(dilate_blocks(blocks), ndimage.binary_dilation(blocks, np.ones((3, 3))))


@settings(max_examples=50, deadline=None, derandomize=True)
@given(arrays.arrays(np.float32, (29, 37), elements=st.sampled_from([-2.0, 0.0, 1.0, 3.0, 7.0])))
def test_a_pooled_block_is_as_cheap_as_its_cheapest_open_cell(cell_cost):
    blocks = np.ones(blocks_shape(cell_cost.shape), dtype=bool)
    blocks[0, 1] = False
    pooled, dearest, count = min_pool(cell_cost, blocks, 2)
    padded = np.full((32, 40), np.inf)
    padded[:29, :37] = np.where(cell_cost > 0, cell_cost, np.inf)
    padded[:8, 8:16] = np.inf
    expected = padded.reshape(4, 8, 5, 8).min(axis=(1, 3)) * 8
    np.testing.assert_array_equal(pooled[2:-2, 2:-2], np.where(np.isfinite(expected), expected, 0))
    assert count == np.isfinite(padded).sum()
    assert dearest == padded[np.isfinite(padded)].max(initial=0)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(arrays.arrays(bool, (21, 30)))
def test_basins_are_those_that_scipy_labels(sea):
    cell_cost = np.pad(sea, 1).astype(np.float32)
    labels = np.zeros(cell_cost.shape, dtype=np.int32)
    label_components(cell_cost, np.ones(blocks_shape(cell_cost.shape), dtype=bool), labels)
    expected, count = ndimage.label(cell_cost)
    pairs = {(int(a), int(b)) for a, b in zip(labels.ravel(), expected.ravel(), strict=True)}
    assert len(pairs) == count + (expected == 0).any()
    assert len({a for a, _ in pairs}) == len({b for _, b in pairs}) == len(pairs)


def _resident_bytes():
    return int(Path("/proc/self/statm").read_text().split()[1]) * mmap.PAGESIZE
