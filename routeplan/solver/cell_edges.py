"""Edges between open cells: which cells a straight segment joins, and the line integral of a rate along each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Literal, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from routeplan.cost.surface import BoolCells
from routeplan.geo.geodesy import FloatArray

Neighbours: TypeAlias = Literal[4, 8, 16, 32]
Index: TypeAlias = npt.NDArray[np.int64]

# Steps within half a right angle, by the number of neighbours they first belong to: each set goes between the
# steps before it, and the widest angle without a step falls to 45, 26.6 and 18.4 degrees.
_STEPS: dict[int, list[tuple[int, int]]] = {4: [(0, 1)], 8: [(1, 1)], 16: [(1, 2)], 32: [(1, 3), (2, 3)]}
_STRIP = 1 << 16  # nodes joined at a time: what they touch stays in the processor's cache
_RIM = 3  # the longest step, in cells: a rim of that width spares every bounds check


class Offset(NamedTuple):
    """A step to a neighbour.

    Attributes
    ----------
    row, col : int
    crossed : list of (row, col, width)
        Cells that the segment crosses, with its length in each, in cell widths.
    corners : list of pairs of (row, col)
        The two cells beside each corner that the segment passes through.
    """

    row: int
    col: int
    crossed: list[tuple[int, int, float]]
    corners: list[tuple[tuple[int, int], tuple[int, int]]]


@dataclass(frozen=True, eq=False, repr=False)
class CellEdges:
    """Some cells as nodes, straight segments between their centres as edges.

    Two nodes are joined if the segment between them crosses open cells only. Where it passes through a corner, one
    of the two cells beside the corner must be open.

    Attributes
    ----------
    is_open : (rows, cols) bool
        Cells that a segment may cross.
    cells : (n,) int64
        Flat index of every node's cell, rising; open cells.
    neighbours : 4, 8, 16 or 32
        Most edges of a node.
    """

    is_open: BoolCells
    cells: Index
    neighbours: Neighbours

    @cached_property
    def offsets(self) -> list[Offset]:
        """Every step to a neighbour, in the order of the cells: the first half are the reverses of the second."""
        steps = [step for least, added in _STEPS.items() if least <= self.neighbours for step in added]
        either = [pair for row, col in steps for pair in ((row, col), (col, row))]
        signed = {(v * row, h * col) for row, col in either for v in (-1, 1) for h in (-1, 1)}
        return [_derive_offset(row, col) for row, col in sorted(signed)]

    def to_csr(self, rate: FloatArray) -> csr_array:
        """Weigh the edges.

        Parameters
        ----------
        rate : (rows, cols) float64
            Cost of crossing each cell along a row or a column.

        Returns
        -------
        (n, n) float64
            Symmetric: the line integral of the rate along every edge.
        """
        padded = self.pad(rate)
        degrees, nodes, weights = [], [], []
        for first in range(0, len(self.cells), _STRIP):
            strip = slice(first, first + _STRIP)
            found = np.stack([self.neighbour(offset, strip) for offset in self.offsets], axis=1)
            joined = found >= 0
            degrees.append(joined.sum(axis=1))
            nodes.append(found[joined])
            weights.append(
                np.stack([self.integral(offset, padded, strip) for offset in self.offsets], axis=1)[joined]
            )
        bounds = np.concatenate([[0], np.cumsum(np.concatenate(degrees))])
        index = np.int32 if bounds[-1] < np.iinfo(np.int32).max else np.int64
        parts = np.concatenate(weights), np.concatenate(nodes).astype(index, copy=False), bounds.astype(index)
        return csr_array(parts, shape=(len(self.cells), len(self.cells)))

    def pad(self, values: FloatArray) -> FloatArray:
        """Put a rim round values of cells and flatten them, as :meth:`integral` takes them."""
        return np.pad(values, _RIM).ravel()

    def neighbour(self, offset: Offset, nodes: slice | Index) -> npt.NDArray[np.int32]:
        """Find the node that the segment of an offset joins to each of some nodes; -1 where there is none."""
        at = self._at[nodes]
        joined = np.ones(len(at), dtype=np.bool_)
        for row, col, _ in offset.crossed:
            joined &= self._open[self._moved(at, row, col)]
        for left, right in offset.corners:
            joined &= self._open[self._moved(at, *left)] | self._open[self._moved(at, *right)]
        return np.where(joined, self._node[self._moved(at, offset.row, offset.col)], np.int32(-1))

    def integral(self, offset: Offset, padded: FloatArray, nodes: slice | Index) -> FloatArray:
        """Integrate padded values along the segment of an offset from each of some nodes."""
        at = self._at[nodes]
        total = np.zeros(len(at))
        for row, col, widths in offset.crossed:
            total += widths * padded[self._moved(at, row, col)]
        return total

    @property
    def _width(self) -> int:
        return int(self.is_open.shape[1]) + 2 * _RIM

    def _moved(self, at: Index, row: int, col: int) -> Index:
        return at + row * self._width + col

    @cached_property
    def _at(self) -> Index:
        """(n,) flat index of every node, rim included."""
        rows, cols = np.divmod(self.cells, self.is_open.shape[1])
        return (rows + _RIM) * self._width + cols + _RIM

    @cached_property
    def _open(self) -> BoolCells:
        return np.pad(self.is_open, _RIM).ravel()

    @cached_property
    def _node(self) -> npt.NDArray[np.int32]:
        """Node of every cell, rim included, flattened; -1 where there is none."""
        node = np.full((self.is_open.shape[0] + 2 * _RIM) * self._width, -1, dtype=np.int32)
        node[self._at] = np.arange(len(self.cells), dtype=np.int32)
        return node


def _derive_offset(row: int, col: int) -> Offset:
    """Cut the segment between two cell centres where it meets cell sides."""
    sides = sorted({(side + 0.5) / abs(step) for step in (row, col) for side in range(abs(step))})
    crossed = []
    for begin, end in pairwise([0.0, *sides, 1.0]):
        middle, widths = (begin + end) / 2, (end - begin) * float(np.hypot(row, col))
        crossed.append((round(middle * row), round(middle * col), round(widths, 12)))
    corners = [((a[0], b[1]), (b[0], a[1])) for a, b in pairwise(crossed) if a[0] != b[0] and a[1] != b[1]]
    # Sorted, both ways along an edge add up the same numbers in the same order: weights are symmetric to the bit.
    return Offset(row, col, sorted(crossed), corners)
