"""Barriers by name: waters of a state and closed areas, which of them may give way, and the cells that each closes."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from routeplan.cost.assumptions import Policy, Waters
from routeplan.cost.soft_order import describe_soft
from routeplan.geo.grid import Grid
from routeplan.geo.shapes import BoolCells
from routeplan.planning.area_shapes import NamedArea
from routeplan.seabed.jurisdiction import Jurisdiction, MaritimeZone


@dataclass(frozen=True, slots=True)
class Barrier:
    """What closes cells by name.

    Attributes
    ----------
    name : str
        ``waters of RU``, or the name of an area.
    soft : int or None
        Order in which it gives way, the highest first; None where it is hard.
    source : str or NamedArea
        ISO code of the state, or the area.
    row, col : int
        First row and column of its cells.
    cells : (rows, cols) bool
        Cells that it closes, on land and at sea, from there.
    """

    name: str
    soft: int | None
    source: str | NamedArea
    row: int = field(compare=False)
    col: int = field(compare=False)
    cells: BoolCells = field(compare=False, repr=False)

    @property
    def text(self) -> str:
        """Name and order."""
        return describe_soft(self.name, self.soft)

    @property
    def window(self) -> tuple[slice, slice]:
        """Where its cells are on the grid."""
        rows, cols = self.cells.shape
        return slice(self.row, self.row + rows), slice(self.col, self.col + cols)

    def holds(self, rows: npt.NDArray[np.integer], cols: npt.NDArray[np.integer]) -> BoolCells:
        """(n,) whether it closes some cells of the grid."""
        row, col = rows - self.row, cols - self.col
        height, width = self.cells.shape
        inside = (row >= 0) & (row < height) & (col >= 0) & (col < width)
        held = np.zeros(len(rows), dtype=np.bool_)
        held[inside] = self.cells[row[inside], col[inside]]
        return held


def derive_barriers(
    policy: Policy, areas: Sequence[NamedArea], waters: Jurisdiction, grid: Grid
) -> tuple[Barrier, ...]:
    """Name all that closes cells; what closes none is left out.

    A state that is to be avoided and is no partner either is one barrier, with the order that `avoid` gives it.

    Parameters
    ----------
    policy : Policy
    areas : sequence of NamedArea
        That user layers close.
    waters : Jurisdiction
    grid : Grid
    """
    orders = policy.soft_by_state
    if policy.non_partner_waters is Waters.CLOSED:
        there = {iso for state in waters.states for iso in state.isos}
        others: dict[str, int | None] = dict.fromkeys(
            sorted(there - set(policy.partners)), policy.non_partner_soft or None
        )
        orders = others | orders
    barriers = _close_waters(orders, waters, grid, policy.boundary_margin_km) if orders else []
    covers = [(area, area.shape.derive_cover(grid)) for area in dict.fromkeys(areas)]
    barriers += [_cropped(area, cells) for area, cells in covers if cells.any()]
    return _named_apart(barriers)


def _close_waters(
    orders: Mapping[str, int | None], waters: Jurisdiction, grid: Grid, margin_km: float
) -> list[Barrier]:
    """Close the waters of each state as all are closed together, on the part of the grid that it and its margin take.

    States without sea are left out.
    """
    from scipy import ndimage

    boxes = ndimage.find_objects(waters.state)
    margin_m = margin_km * 1000.0 * float(grid.derive_scale_factor().max())
    pad = math.ceil(margin_m / grid.spacing_m) + 2
    barriers: list[Barrier] = []
    for iso, soft in orders.items():
        codes = [code for code, state in enumerate(waters.states) if iso in state.isos]
        found = [box for code in codes if code <= len(boxes) and (box := boxes[code - 1]) is not None]
        if not found:
            continue
        (first_row, last_row), (first_col, last_col) = (
            (
                max(min(box[axis].start for box in found) - pad, 0),
                min(max(box[axis].stop for box in found) + pad, cells),
            )
            for axis, cells in enumerate(grid.shape)
        )
        part = np.s_[first_row:last_row, first_col:last_col]
        near = replace(
            waters,
            state=waters.state[part],
            zone=waters.zone[part],
            by_treaty=waters.by_treaty[part],
            on_line=waters.on_line[part],
        )
        window = grid.window(first_row, last_row, first_col, last_col)
        closed = near.derive_kept_clear(near.derive_waters_of([iso]), window, margin_km)
        if (closed & (near.zone != MaritimeZone.LAND)).any():
            barriers.append(Barrier(f"waters of {iso}", soft, iso, first_row, first_col, closed))
    return barriers


def _cropped(area: NamedArea, cells: BoolCells) -> Barrier:
    rows, cols = np.flatnonzero(cells.any(axis=1)), np.flatnonzero(cells.any(axis=0))
    part = cells[rows[0] : rows[-1] + 1, cols[0] : cols[-1] + 1].copy()
    return Barrier(area.name, area.soft, area, int(rows[0]), int(cols[0]), part)


def _named_apart(barriers: Sequence[Barrier]) -> tuple[Barrier, ...]:
    """Add a number to the name of areas that share it, such as files of two folders."""
    seen: Counter[str] = Counter()
    named = []
    for barrier in barriers:
        seen[barrier.name] += 1
        number = seen[barrier.name]
        named.append(barrier if number == 1 else replace(barrier, name=f"{barrier.name} ({number})"))
    return tuple(named)
