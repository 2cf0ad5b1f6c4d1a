"""What every reader of heights offers: a grid, and raw values by rows and columns."""

from __future__ import annotations

from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from routeplan.seabed.bathymetry.latlon_grid import LatLonGrid

Values: TypeAlias = npt.NDArray[np.int16] | npt.NDArray[np.float32]
NO_MISSING = 1 << 16  # every value is a height: no 16-bit integer equals this


class HeightFile(Protocol):
    """An open file of heights, metres, positive up."""

    @property
    def latlon_grid(self) -> LatLonGrid:
        """Positions of the values."""

    @property
    def missing(self) -> int:
        """The integer that means no height; float files use NaN."""

    def read(self, first_row: int, last_row: int, first_col: int, last_col: int) -> Values:
        """Read a part, (rows, cols), rows from the south, both ends half open."""

    def close(self) -> None:
        """Close the file."""
