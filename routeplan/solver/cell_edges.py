"""Edges between open cells: which cells a straight segment joins, and the line integral of a rate along each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from routeplan.cost.heading_cost import heading_times
from routeplan.cost.surface import BoolCells
from routeplan.geo.geodesy import FloatArray
from routeplan.geo.grid import FloatCells
from routeplan.runtime.compiled import compiled

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Neighbours: TypeAlias = Literal[4, 8, 16, 32]
Index: TypeAlias = npt.NDArray[np.int64]

# Steps within half a right angle, by the number of neighbours they first belong to: each set goes between the
# steps before it, and the widest angle without a step falls to 45, 26.6 and 18.4 degrees.
_STEPS: dict[int, list[tuple[int, int]]] = {4: [(0, 1)], 8: [(1, 1)], 16: [(1, 2)], 32: [(1, 3), (2, 3)]}
_RIM = 3  # the longest step, in cells: a rim of that width spares every bounds check
_MOST_CROSSED, _MOST_CORNERS = 6, 1  # cells and corners on a step, at most


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


class _Steps(NamedTuple):
    """All offsets as moves in the flat cells, a row for each: :class:`Offset` as kernels take it."""

    moves: Index
    crossed: Index
    widths: FloatArray
    corners: Index


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

    def to_csr(self, rate: FloatArray, across: FloatCells | None = None) -> csr_array:
        """Weigh the edges.

        Parameters
        ----------
        rate : (rows, cols) float64
            Cost of crossing each cell along a row or a column.
        across : (rows, cols, 2) float32, optional
            Unit heading v costs sqrt(1 + (across . v)^2) times as much.

        Returns
        -------
        (n, n) float64
            Symmetric: the line integral of the rate along every edge.
        """
        from scipy.sparse import csr_array

        is_open, node, at = self._padded
        bounds = _count_edges(is_open, node, at, self._steps)
        index = np.int32 if bounds[-1] < np.iinfo(np.int32).max else np.int64
        nodes, weights = np.empty(bounds[-1], dtype=index), np.empty(bounds[-1])
        flat = None
        if across is not None:
            flat = np.pad(across, ((_RIM, _RIM), (_RIM, _RIM), (0, 0))).reshape(1, -1, 2)
        headings = np.array(
            [np.array([step.row, step.col]) / np.hypot(step.row, step.col) for step in self.offsets]
        )
        _weigh_edges(
            is_open, node, at, self._steps, np.pad(rate, _RIM).ravel(), flat, headings, nodes, weights
        )
        return csr_array((weights, nodes, bounds.astype(index)), shape=(len(at), len(at)))

    @cached_property
    def _padded(self) -> tuple[BoolCells, npt.NDArray[np.int32], Index]:
        """Open cells and node of every cell (-1: none), flattened with a rim; flat index of every node there."""
        is_open = np.pad(self.is_open, _RIM)
        rows, cols = np.divmod(self.cells, self.is_open.shape[1])
        at = (rows + _RIM) * is_open.shape[1] + cols + _RIM
        node = np.full(is_open.size, -1, dtype=np.int32)
        node[at] = np.arange(len(at), dtype=np.int32)
        return is_open.ravel(), node, at

    @cached_property
    def _steps(self) -> _Steps:
        """Every offset as flat moves. Rows are filled up with the node's own cell, which is open and 0 wide."""
        line = self.is_open.shape[1] + 2 * _RIM
        steps = _Steps(
            moves=np.array([offset.row * line + offset.col for offset in self.offsets]),
            crossed=np.zeros((len(self.offsets), _MOST_CROSSED), dtype=np.int64),
            widths=np.zeros((len(self.offsets), _MOST_CROSSED)),
            corners=np.zeros((len(self.offsets), _MOST_CORNERS, 2), dtype=np.int64),
        )
        for number, offset in enumerate(self.offsets):
            for place, (row, col, width) in enumerate(offset.crossed):
                steps.crossed[number, place] = row * line + col
                steps.widths[number, place] = width
            for place, pair in enumerate(offset.corners):
                steps.corners[number, place] = [row * line + col for row, col in pair]
        return steps


@compiled
def _count_edges(is_open: BoolCells, node: npt.NDArray[np.int32], at: Index, steps: _Steps) -> Index:
    """(n + 1,) number of edges of all nodes before each."""
    bounds = np.zeros(len(at) + 1, dtype=np.int64)
    for number, cell in enumerate(at):
        bounds[number + 1] = bounds[number]
        for step in range(len(steps.moves)):
            bounds[number + 1] += _is_joined(is_open, node, cell, steps, step)
    return bounds


@compiled
def _weigh_edges(
    is_open: BoolCells,
    node: npt.NDArray[np.int32],
    at: Index,
    steps: _Steps,
    rate: FloatArray,
    across: FloatCells | None,
    headings: FloatArray,
    nodes: npt.NDArray[np.int32] | Index,
    weights: FloatArray,
) -> None:
    """Fill in the other node and the weight of every edge, node by node."""
    edge = 0
    for cell in at:
        for step in range(len(steps.moves)):
            if _is_joined(is_open, node, cell, steps, step):
                total = 0.0
                for place in range(steps.crossed.shape[1]):
                    crossed = cell + steps.crossed[step, place]
                    width = steps.widths[step, place]
                    if across is not None:
                        width *= heading_times(across, 0, crossed, headings[step, 0], headings[step, 1])
                    total += width * rate[crossed]
                nodes[edge] = node[cell + steps.moves[step]]
                weights[edge] = total
                edge += 1


@compiled
def _is_joined(is_open: BoolCells, node: npt.NDArray[np.int32], cell: int, steps: _Steps, step: int) -> bool:
    """Whether a step from a node crosses open cells only, passes no closed corner, and ends at a node."""
    if node[cell + steps.moves[step]] < 0:
        return False
    for place in range(steps.crossed.shape[1]):
        if not is_open[cell + steps.crossed[step, place]]:
            return False
    for place in range(steps.corners.shape[1]):
        left, right = steps.corners[step, place]
        if not (is_open[cell + left] or is_open[cell + right]):
            return False
    return True


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
