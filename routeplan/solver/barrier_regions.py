"""Regions of the sea between barriers: cells that hang together and are closed by the same barriers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from routeplan.cost.surface import BoolCells
from routeplan.solver.sparse_blocks import Labels

BarrierBits = npt.NDArray[np.uint64]
"""Barriers of cells or regions, a bit each: 0 is open."""

MOST_BARRIERS = 64


@dataclass(frozen=True)
class BarrierRegions:
    """Regions of a plane and which of them touch: a small graph with the connections of all its cells.

    Attributes
    ----------
    labels : (rows, cols) int32
        Region of each cell; -1 on cells that are closed for good.
    bits : (regions,) uint64
        Barriers that close a region.
    first, neighbours : (regions + 1,) and (n,) int64
        The neighbours of region i are ``neighbours[first[i] : first[i + 1]]``.
    """

    labels: Labels
    bits: BarrierBits
    first: npt.NDArray[np.int64]
    neighbours: npt.NDArray[np.int64]

    def of_cells(self, rows: npt.NDArray[np.integer], cols: npt.NDArray[np.integer]) -> frozenset[int]:
        """Regions of some cells."""
        return frozenset(np.unique(self.labels[rows, cols]).tolist()) - {-1}

    def next_to(self, region: int) -> list[int]:
        """Regions that touch a region."""
        found: list[int] = self.neighbours[self.first[region] : self.first[region + 1]].tolist()
        return found


def derive_regions(passable: BoolCells, bits: BarrierBits) -> BarrierRegions:
    """Join cells that are closed by the same barriers across their sides, as the front of a search is.

    Runs of cells along a row are joined first: there are a hundred times fewer of them than of cells.

    Parameters
    ----------
    passable : (rows, cols) bool
        Cells that are open, or would be without barriers.
    bits : (rows, cols) uint64
        Barriers of each cell.

    Examples
    --------
    A barrier between two open cells: three regions in a row.

    >>> regions = derive_regions(np.ones((1, 3), dtype=bool), np.array([[0, 1, 0]], dtype=np.uint64))
    >>> regions.labels.tolist(), regions.next_to(1)
    ([[0, 1, 2]], [0, 2])
    """
    from scipy import sparse

    begins = np.ones(passable.shape, dtype=np.bool_)
    begins[:, 1:] = (bits[:, 1:] != bits[:, :-1]) | (passable[:, 1:] != passable[:, :-1])
    runs = np.cumsum(begins.ravel(), dtype=np.int32).reshape(passable.shape) - np.int32(1)
    is_open = passable[begins]
    alike = passable[1:] & passable[:-1] & (bits[1:] == bits[:-1])
    above, below = runs[:-1][alike], runs[1:][alike]
    count = len(is_open)
    joined = sparse.coo_matrix((np.ones(len(above), dtype=np.bool_), (above, below)), shape=(count, count))
    _, component = sparse.csgraph.connected_components(joined, directed=False)
    used, numbers = np.unique(component[is_open], return_inverse=True)
    region_of_run = np.full(count, -1, dtype=np.int32)
    region_of_run[is_open] = numbers
    region_bits = np.zeros(len(used), dtype=np.uint64)
    region_bits[numbers] = bits[begins][is_open]
    labels = region_of_run[runs]
    return BarrierRegions(labels, region_bits, *_touching(labels, len(used)))


def _touching(labels: Labels, count: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Find the regions that touch across sides of cells, by region."""
    pairs = []
    for one, other in ((labels[:, :-1], labels[:, 1:]), (labels[:-1], labels[1:])):
        differ = (one != other) & (one >= 0) & (other >= 0)
        first, second = one[differ].astype(np.int64), other[differ].astype(np.int64)
        pairs += [first * count + second, second * count + first]
    from_region, to_region = np.divmod(np.unique(np.concatenate(pairs)), max(count, 1))
    return np.searchsorted(from_region, np.arange(count + 1)), to_region
