"""Thickness of the sediment on the seabed, from a user's file of GlobSed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from routeplan.errors import DataError
from routeplan.geo.grid import FloatCells, Grid
from routeplan.seabed.user_layer import derive_user_layer

_VARIABLE, _AXES = "z", ("lat", "lon")
_STEP_DEG, _TOLERANCE_DEG = 1 / 12, 1e-4  # 5 arc-minutes


@dataclass(frozen=True, slots=True)
class Sediment:
    """A file of sediment thickness in the format of GlobSed; `open_sediment` checks it.

    Attributes
    ----------
    path : Path
    """

    path: Path

    @property
    def source(self) -> str:
        """The file, and whom to cite."""
        return f"{self.path.name} (GlobSed: Straume and others 2019)"

    def over(self, grid: Grid) -> FloatCells:
        """(rows, cols) thickness on a grid, metres; NaN where the file has none.

        Interpolation at the source left values down to -69 m: they are 0 here.
        """
        thickness = derive_user_layer(self.path, grid, column=_VARIABLE).to_numpy()
        return np.asarray(np.maximum(thickness, np.float32(0.0)), dtype=np.float32)


def open_sediment(path: Path) -> Sediment:
    """Open a file of sediment thickness and check that it is laid out as GlobSed-v3.nc.

    That is NetCDF of GMT: ``lon`` and ``lat`` in degrees every 5 arc-minutes, -180 to 180 and -90 to 90 both
    included, and ``z`` (lat, lon), metres from the seabed to the acoustic basement.

    Parameters
    ----------
    path : Path
        The file, or a part of it cut with its steps.

    Raises
    ------
    DataError
        If the file cannot be read, or is laid out otherwise.

    References
    ----------
    Straume, Gaina, Medvedev, Hochmuth, Gohl, Whittaker and others (2019), GlobSed: updated total sediment thickness in
    the world's oceans, Geochemistry, Geophysics, Geosystems 20:1756-1772, doi:10.1029/2018GC008115.
    """
    import netCDF4

    try:
        with netCDF4.Dataset(path) as file:
            variables = file.variables
            if _VARIABLE not in variables or variables[_VARIABLE].dimensions != _AXES:
                raise DataError(f"{path}: no {_VARIABLE} by {' and '.join(_AXES)}; give GlobSed-v3.nc")
            for axis in _AXES:
                _check_axis(path, axis, np.asarray(variables[axis][:], dtype=np.float64))
    except (OSError, KeyError) as error:
        raise DataError(f"cannot read {path} as NetCDF: {error}; give GlobSed-v3.nc") from error
    return Sediment(path)


def _check_axis(path: Path, axis: str, degrees: np.ndarray[tuple[int], np.dtype[np.float64]]) -> None:
    steps = np.abs(np.diff(degrees))
    if not steps.size or not np.allclose(steps, _STEP_DEG, rtol=0.0, atol=_TOLERANCE_DEG):
        step = f"{float(steps.mean()) * 60:.2f} arc-minutes" if steps.size else "no step"
        raise DataError(f"{path}: {axis} has {step}; give GlobSed-v3.nc, which has 5 arc-minutes")
