"""Slope across and along a line, step by step, from the slope that the seabed has in every direction."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from routeplan.geo.geodesy import FloatArray
from routeplan.geo.grid import FloatCells


@dataclass(frozen=True, slots=True, eq=False)
class LineSlopes:
    """Slopes of the cells under a line, root mean square of each cell's slopes in that direction.

    Attributes
    ----------
    side_deg : (m,) array
        At right angles to the line.
    along_deg : (m,) array
        Towards the line's heading. Without a sign: a cell may rise and fall.
    """

    side_deg: FloatArray
    along_deg: FloatArray


def derive_line_slopes(
    tensor: FloatCells, rows: npt.NDArray[np.intp], cols: npt.NDArray[np.intp], towards: FloatArray
) -> LineSlopes:
    """Read slopes along a line.

    Parameters
    ----------
    tensor : (rows, cols, 3) float32
        From :func:`routeplan.seabed.terrain.derive_slope_tensor`; outside the data slope counts as 0.
    rows, cols : (m,) arrays of int
        Cells.
    towards : (m, 2) array
        Unit vectors, down the rows and along the columns.

    Examples
    --------
    A seabed that falls by a tenth down the rows, crossed along the rows and along the columns:

    >>> tensor = np.array([[[0.01, 0.0, 0.0]]], dtype=np.float32)
    >>> at = np.zeros(2, dtype=np.intp)
    >>> slopes = derive_line_slopes(tensor, at, at, np.array([[1.0, 0.0], [0.0, 1.0]]))
    >>> slopes.side_deg.round(2).tolist(), slopes.along_deg.round(2).tolist()
    ([0.0, 5.71], [5.71, 0.0])
    """
    down, right = towards.T
    downs, both, rights = np.nan_to_num(tensor[rows, cols].astype(np.float64)).T
    along = downs * down**2 + 2.0 * both * down * right + rights * right**2
    side = downs * right**2 - 2.0 * both * down * right + rights * down**2
    side_deg, along_deg = (
        np.degrees(np.arctan(np.sqrt(np.maximum(square, 0.0)))) for square in (side, along)
    )
    return LineSlopes(side_deg, along_deg)
