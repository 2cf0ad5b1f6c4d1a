"""The embedded depths as planners use them: land filled from the nearest sea, kept on disk."""

from __future__ import annotations

from typing import Any

import numpy.typing as npt

from routeplan.io.sources import embedded
from routeplan.runtime.disk_cache import keep
from routeplan.seabed.bathymetry.bathymetry import Bathymetry
from routeplan.seabed.bathymetry.kept_arrays import arrays_of, bathymetry_of

_ID = "etopo1-north"


def read_filled_bathymetry(*, south_deg: float, spacing_km: float) -> Bathymetry:
    """Read the embedded ETOPO1, and fill land as :func:`routeplan.seabed.bathymetry.fill_land` does.

    Parameters
    ----------
    south_deg : float
        Rows south of this are not read.
    spacing_km : float
        Cell size at which the depths are used.
    """
    data_set = embedded(_ID)

    def fill() -> dict[str, npt.NDArray[Any]]:
        from routeplan.seabed.bathymetry.file import read_bathymetry
        from routeplan.seabed.bathymetry.land_fill import fill_land

        return arrays_of(fill_land(read_bathymetry(south_deg=south_deg, spacing_km=spacing_km)))

    kept = keep("bathymetry", (data_set.path, south_deg, spacing_km), fill)
    return bathymetry_of(kept, data_set.source)
