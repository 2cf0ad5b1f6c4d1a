"""Compare the embedded ice calendar with mean concentrations on NSIDC's 25 km grid, month by month.

    python compare_ice_calendar.py PATH/TO/FILE.nc [FILE.nc ...]

Any files that ``read_nsidc_concentration`` reads and that cover the twelve months. Needs routeplan.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from routeplan.geo.geodesy import PolarStereographic
from routeplan.seabed.nsidc import read_nsidc_concentration
from routeplan.seabed.open_water import OPEN_WATER_BELOW_SHARE
from routeplan.seabed.sea_ice import read_ice_calendar

SOUTH_DEG = 40.0  # the calendar ends there
LEAST_SHARE = 0.025  # half of the calendar's rounding: less is none


def main(paths: list[Path]) -> None:
    """Print the table of docs/ice.md."""
    maps = [read_nsidc_concentration(path) for path in paths]
    table = derive_differences(xr.concat(maps, maps[0].dims[0]) if len(maps) > 1 else maps[0])
    print(table.round(1).to_string())


def derive_differences(reference: xr.DataArray) -> pd.DataFrame:
    """Difference of the calendar from maps, percentage points, over sea cells where either has ice.

    Returns
    -------
    DataFrame, one row a month
        Columns ``cells``, ``mean``, ``mean_abs``, ``p95_abs``, and ``other_side_pct``: cells where one of the two
        says open water and the other does not.
    """
    if "time" in reference.dims:
        reference = reference.groupby("time.month").mean(skipna=True)
    ours = read_ice_calendar().concentration
    _, lat = PolarStereographic(int(ours.attrs["epsg"])).inverse(*np.meshgrid(ours["x"], ours["y"]))
    rows = {}
    for month in range(1, 13):
        theirs = reference.sel(month=month).to_numpy()
        mine = ours.sel(month=month).to_numpy()
        with_ice = (lat >= SOUTH_DEG) & ~np.isnan(theirs) & (np.fmax(mine, theirs) >= LEAST_SHARE)
        mine, theirs = mine[with_ice], theirs[with_ice]
        off = 100 * np.abs(mine - theirs)
        other_side = (mine < OPEN_WATER_BELOW_SHARE) != (theirs < OPEN_WATER_BELOW_SHARE)
        rows[month] = {
            "cells": int(with_ice.sum()),
            "mean": 100 * float((mine - theirs).mean()),
            "mean_abs": float(off.mean()),
            "p95_abs": float(np.percentile(off, 95)),
            "other_side_pct": 100 * float(other_side.mean()),
        }
    table = pd.DataFrame.from_dict(rows, orient="index")
    return table.rename_axis("month")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    main([Path(name) for name in sys.argv[1:]])
