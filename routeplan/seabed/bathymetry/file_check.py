"""Look at a file of heights before its values are read: axes, type, units and direction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from routeplan.errors import DataError
from routeplan.geo.geodesy import FloatArray
from routeplan.runtime.notices import tell
from routeplan.seabed.bathymetry.height_file import NO_MISSING, HeightFile, Values
from routeplan.seabed.bathymetry.latlon_grid import LatLonGrid

_ROUNDING = 0.01  # of a step

_METRES = {"", "1", "m", "m.", "metre", "metres", "meter", "meters", "mtr"}
_TO_METRES = {
    **dict.fromkeys(("ft", "feet", "foot", "international_foot", "us_survey_foot"), 0.3048),
    **dict.fromkeys(("fathom", "fathoms", "fm", "ftm"), 1.8288),
    **dict.fromkeys(("km", "kilometre", "kilometres", "kilometer", "kilometers"), 1000.0),
    **dict.fromkeys(("dm", "decimetre", "decimetres", "decimeter", "decimeters"), 0.1),
    **dict.fromkeys(("cm", "centimetre", "centimetres", "centimeter", "centimeters"), 0.01),
}
_CODES = (-32_768, -32_767, 32_767, -99_999, 99_999)  # of no data, in whatever unit heights are


def check_numbers(kind: Any, what: str, path: Path) -> None:
    """Refuse values that are no real numbers: text, records, complex numbers.

    Raises
    ------
    DataError
        If they are not.
    """
    if not isinstance(kind, np.dtype) or kind.kind not in "iuf":
        raise DataError(f"{path}: {what} is of type {kind}; give integers or floating-point numbers")


def check_axes(lat: FloatArray, lon: FloatArray, path: Path) -> None:
    """Refuse axes that are not rising, even degrees of latitude and longitude.

    Raises
    ------
    DataError
        If one is too short, has gaps or uneven steps, or leaves the Earth.
    """
    for what, axis in (("latitude", lat), ("longitude", lon)):
        if axis.ndim != 1:
            raise DataError(
                f"{path}: {what} has {axis.ndim} dimensions; resample it to even steps of latitude and longitude"
            )
        if len(axis) < 2:
            raise DataError(f"{path}: {what} has {len(axis)} values; give a grid of at least two by two")
        if not np.isfinite(axis).all():
            raise DataError(
                f"{path}: {what} has {int((~np.isfinite(axis)).sum())} values that are no numbers; mend the axis"
            )
        steps = np.diff(axis)
        if steps.min() <= 0 or np.ptp(steps) > 0.01 * steps.mean():
            raise DataError(f"{path}: {what} does not rise in even steps; resample it to a regular grid")
        _check_range(what, axis, float(steps.mean()), path)


def _check_range(what: str, axis: FloatArray, step: float, path: Path) -> None:
    within = _ROUNDING * step
    south_or_west, north_or_east = (-90.0, 90.0) if what == "latitude" else (-360.0, 540.0)
    too_wide = what == "longitude" and axis[-1] - axis[0] > 360.0 + within
    if axis[0] < south_or_west - within or axis[-1] > north_or_east + within or too_wide:
        raise DataError(
            f"{path}: {what} from {axis[0]:g} to {axis[-1]:g} is not in degrees; "
            "resample it to longitude and latitude, EPSG:4326"
        )


@dataclass(frozen=True, slots=True)
class ConvertedHeights:
    """An open file whose values are converted to metres, positive up; no data is NaN."""

    inner: HeightFile
    factor: float
    missing: int = field(default=NO_MISSING, init=False)

    @property
    def latlon_grid(self) -> LatLonGrid:
        """Positions of the values."""
        return self.inner.latlon_grid

    @property
    def attributes(self) -> Mapping[str, str]:
        """What the file says of its heights."""
        return self.inner.attributes

    @property
    def stored_block(self) -> int:
        """Values that are read together, at least."""
        return self.inner.stored_block

    def read(self, first_row: int, last_row: int, first_col: int, last_col: int) -> Values:
        """Read a part, (rows, cols), rows from the south, both ends half open."""
        raw = self.inner.read(first_row, last_row, first_col, last_col)
        heights = raw.astype(np.float32)
        heights[raw == self.inner.missing] = np.nan
        # Codes for no data stay as they are: converted, some would look like heights.
        return np.where(np.isin(raw, _CODES), heights, heights * np.float32(self.factor))

    def close(self) -> None:
        """Close the file."""
        self.inner.close()


def convert_to_metres(heights: HeightFile, path: Path) -> HeightFile:
    """Convert what the file says is not in metres, positive up, with a notice for each conversion."""
    factor, remarks = _conversion(heights.attributes)
    for remark in remarks:
        tell(f"{path}: {remark}")
    return heights if factor == 1.0 else ConvertedHeights(heights, factor)


def _conversion(attributes: Mapping[str, str]) -> tuple[float, list[str]]:
    """Factor to metres, positive up, and what to say about it."""
    factor, remarks = 1.0, []
    units = attributes.get("units", "").strip().casefold()
    unit = (
        units.replace(" ", "_") if units.replace(" ", "_") in _TO_METRES else units.split(" ")[0].rstrip(",;")
    )
    if unit in _TO_METRES:
        factor = _TO_METRES[unit]
        remarks.append(f"heights are in {units}; converted to metres")
    elif unit not in _METRES:
        remarks.append(f"units {units!r} are unknown; heights are read as metres")
    positive = attributes.get("positive", "").strip().casefold()
    by_name = "depth" in attributes.get("standard_name", "").casefold()
    if positive == "down" or (by_name and positive != "up"):
        factor = -factor
        why = (
            "positive is 'down'"
            if positive == "down"
            else f"standard_name is {attributes['standard_name']!r}"
        )
        remarks.append(f"values are depths ({why}); turned to heights, positive up")
    return factor, remarks
