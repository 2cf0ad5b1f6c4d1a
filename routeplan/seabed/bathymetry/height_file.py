"""What every reader of heights offers: a grid, attributes, and values by rows and columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from routeplan.seabed.bathymetry.latlon_grid import LatLonGrid

Values: TypeAlias = npt.NDArray[np.int16] | npt.NDArray[np.float32]
NO_MISSING = 1 << 16  # every value is a height: no 16-bit integer equals this

# No height on Earth is outside: Challenger Deep 10,935 m (Greenaway et al. 2021, doi:10.1016/j.dsr.2021.103644),
# Everest 8,849 m. Values outside are no heights, whatever the file declares: -32768, 9999, 1e20, -3.4e38, infinity.
LOWEST_M, HIGHEST_M = -11_100, 9_000


class HeightFile(Protocol):
    """An open file of heights, metres, positive up."""

    @property
    def latlon_grid(self) -> LatLonGrid:
        """Positions of the values."""

    @property
    def missing(self) -> int:
        """The integer that means no height; float files use NaN."""

    @property
    def attributes(self) -> Mapping[str, str]:
        """What the file says of its heights, in lower case: ``units``, ``positive``, ``standard_name``."""

    @property
    def stored_block(self) -> int:
        """Values that are read together, at least."""

    def read(self, first_row: int, last_row: int, first_col: int, last_col: int) -> Values:
        """Read a part, (rows, cols), rows from the south, both ends half open.

        Raises
        ------
        DataError
            If the file is damaged or incomplete.
        """

    def close(self) -> None:
        """Close the file."""
