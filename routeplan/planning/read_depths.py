"""Depths of a file of the user's, as planners use them: read once, looked at once, then taken from the cache on disk.

What is told of a file when it is read is told again when it comes from the cache.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from routeplan.cost.data_choice import DataChoice
from routeplan.io.sources import embedded
from routeplan.planning.coast import find_unknown_land
from routeplan.planning.full_resolution import FineDepths
from routeplan.runtime.disk_cache import keep
from routeplan.runtime.notices import collected_notices, tell
from routeplan.seabed.bathymetry import (
    Bathymetry,
    BathymetryFile,
    check_depths,
    fill_land,
    open_bathymetry,
    read_bathymetry,
)
from routeplan.seabed.bathymetry.kept_arrays import arrays_of, bathymetry_of
from routeplan.seabed.coast_cells import CoastCells
from routeplan.solver.multiresolution import COARSE_FACTOR

Arrays = dict[str, npt.NDArray[Any]]
_FILLED = "filled_"


def read_whole_depths(
    data: DataChoice, coast: CoastCells, *, south_deg: float
) -> tuple[Bathymetry, CoastCells]:
    """Read the files of a scenario for a grid that covers the whole domain.

    Parameters
    ----------
    data : DataChoice
        With a bathymetry or surveys.
    coast : CoastCells
        The coastline on the grid.
    south_deg : float
        Rows south of this are not read.

    Returns
    -------
    Bathymetry
        Means of the sea in blocks of about half a cell, land filled as
        :func:`routeplan.seabed.bathymetry.fill_land` does.
    CoastCells
        Cells of the open sea in which the files have land are closed.

    Raises
    ------
    DataError
        If a file cannot be read, or is not what it says.
    """
    spacing_km = coast.grid.spacing_m / 1000.0
    with open_bathymetry(data.bathymetry, surveys=data.surveys) as file:

        def read() -> Arrays:
            summary = file.read_summary(south_deg=south_deg, spacing_km=spacing_km, of_sea=True)
            _check(summary.mean, data, south_deg)
            unknown = find_unknown_land(coast, summary, file)
            return arrays_of(fill_land(summary.mean)) | {"unknown": np.flatnonzero(unknown)}

        made_from = *_made_from(file), coast.grid, coast.sea, south_deg
        kept = _keep_and_tell("file-depths", made_from, read)
        source = file.source
    if kept["unknown"].size:
        sea = coast.sea.copy()
        sea.ravel()[kept["unknown"]] = 0
        coast = replace(coast, sea=sea)
    return bathymetry_of(kept, source), coast


def open_fine_depths(
    data: DataChoice, coast: CoastCells, *, south_deg: float, memory_limit_gb: float
) -> tuple[Bathymetry, FineDepths]:
    """Open the file of a scenario, or the embedded depths, at full resolution.

    Parameters
    ----------
    data : DataChoice
    coast : CoastCells
        The coastline on the coarse grid.
    south_deg : float
        Rows south of this are not read.
    memory_limit_gb : float
        As for :class:`FineDepths`.

    Returns
    -------
    Bathymetry
        Means for the coarse grid.
    FineDepths

    Raises
    ------
    DataError
        If a file cannot be read, or is not what it says.
    """
    spacing_km = coast.grid.spacing_m / 1000.0
    file = open_bathymetry(data.bathymetry, surveys=data.surveys)

    def read() -> Arrays:
        summary = file.read_summary(south_deg=south_deg, spacing_km=spacing_km)
        mean = summary.mean.halved()
        if data.bathymetry or data.surveys:
            _check(mean, data, south_deg)
        fine = FineDepths.of(file, summary, coast, memory_limit_gb=memory_limit_gb)
        del summary  # as large as all the rest together
        filled = {} if fine.filled is None else arrays_of(fine.filled, prefix=_FILLED)
        known = {"shallowest_m": fine.shallowest_m, "deepest_m": fine.deepest_m}
        edge = {"south_deg": np.array(fine.south_deg)}
        return arrays_of(mean if fine.filled is None else fill_land(mean)) | filled | known | edge

    made_from = *_made_from(file), coast.grid, coast.sea, south_deg, COARSE_FACTOR
    kept = _keep_and_tell("fine-depths", made_from, read)
    filled = bathymetry_of(kept, file.source, prefix=_FILLED) if f"{_FILLED}values_m" in kept else None
    fine = FineDepths(
        file,
        float(kept["south_deg"]),
        kept["shallowest_m"],
        kept["deepest_m"],
        memory_limit_gb,
        coast,
        filled,
    )
    return bathymetry_of(kept, file.source), fine


def _made_from(file: BathymetryFile) -> tuple[object, ...]:
    """Give what is read of files depends on, and what is told: the embedded depths are compared with."""
    return file.parts, embedded("etopo1-north").path


def _check(depths: Bathymetry, data: DataChoice, south_deg: float) -> None:
    named = data.bathymetry or data.surveys[0]
    check_depths(depths, read_bathymetry(), named, south_deg=south_deg)


def _keep_and_tell(
    name: str, made_from: object, read: Callable[[], Arrays]
) -> Mapping[str, npt.NDArray[Any]]:
    """Keep arrays together with what was told when they were made."""

    def make() -> Arrays:
        with collected_notices() as told:
            made = read()
        return made | {"told": np.array(told, dtype=np.str_)}

    kept = keep(name, made_from, make)
    for line in kept["told"].tolist():
        tell(line)
    return kept
