"""Seismicity: how many earthquakes an area has in a year, from a catalogue or the embedded table."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from routeplan.errors import DataError
from routeplan.geo.geodesy import FloatArray, in_space_km
from routeplan.geo.grid import FloatCells, Grid
from routeplan.io.csv_rows import CsvRow, Latitude, Longitude, read_rows
from routeplan.io.sources import embedded
from routeplan.seabed.earthquakes import DEEPEST_SHALLOW_KM, find_mainshocks, read_earthquakes

if TYPE_CHECKING:
    import pandas as pd

SOUTH_DEG = 25.0  # of the table
M6, M7 = 6.0, 7.0
# First full years of the catalogue: from 1964 stations of the world network (WWSSN) find every M 6, and
# the large ones are known since 1900.
COMPLETE_FROM = {M6: 1964, M7: 1900}
KERNEL_KM = 75.0  # standard deviation; one earthquake alone gives 0.43 a year and million km2
_B_VALUE = 1.0  # a tenth as many earthquakes per unit of magnitude (Gutenberg and Richter 1944)
_LEAST_MISSED = 6.3  # the weakest of a whole catalogue is below it
_REACH = 4.0  # standard deviations after which the kernel is cut
_MILLION_KM2 = 1e6
_ROWS = 65  # of 1 degree, 25N to the pole
_KNOT_KM = 25.0  # rates are smooth at this distance: cells in between are interpolated
_DECIMALS = 3


class _Cell(CsvRow):
    """A row of the table: the centre of a cell, and rates there."""

    lat: Latitude
    lon: Longitude
    m6_per_million_km2_year: float
    m7_per_million_km2_year: float


@dataclass(frozen=True, eq=False)
class Seismicity:
    """Rates of shallow, independent earthquakes in cells of 1 degree of latitude, all about as wide as high.

    Attributes
    ----------
    m6, m7 : tuple of (cells of the row,) arrays
        Earthquakes of at least M 6 and M 7 per million km2 and year at cell centres, row by row from 25N to the pole.
        The first cell of each row begins at 180 W.
    source : str
    """

    m6: tuple[FloatArray, ...]
    m7: tuple[FloatArray, ...]
    source: str

    def __repr__(self) -> str:
        return (
            f"<Seismicity {self.source}: up to {max(map(np.max, self.m6)):.1f} M6 per million km2 and year>"
        )

    def at(self, lon: FloatArray, lat: FloatArray, least: float = M6) -> FloatArray:
        """Interpolate between cell centres; it fades to 0 south of 25N.

        Parameters
        ----------
        lon, lat : arrays of one shape, degrees
        least : float
            Magnitude, `M6` or `M7`.

        Returns
        -------
        array of that shape, earthquakes per million km2 and year

        Examples
        --------
        The Kuril Trench has ten times as many as the slope off Newfoundland, where cables broke in 1929:

        >>> seismicity = read_seismicity()
        >>> seismicity.at(np.array([152.0, -56.0]), np.array([46.0, 44.5])).round(1).tolist()
        [4.2, 0.4]
        """
        rows = self.m7 if least == M7 else self.m6
        up = np.clip(np.asarray(lat, dtype=np.float64) - SOUTH_DEG - 0.5, -1.0, _ROWS - 1.0)
        low = np.minimum(np.floor(up).astype(int), _ROWS - 2)
        first = np.cumsum([0, *map(len, rows)])
        cells, counts = np.concatenate(rows), np.array([len(row) for row in rows])
        values = []
        for row in (low, low + 1):
            known = np.maximum(row, 0)
            at = ((np.asarray(lon) + 180.0) / 360.0 * counts[known] - 0.5) % counts[known]
            left = np.minimum(at.astype(int), counts[known] - 1)
            right = (left + 1) % counts[known]
            share = at - left
            between = (1 - share) * cells[first[known] + left] + share * cells[first[known] + right]
            values.append(np.where(row < 0, 0.0, between))
        return np.asarray(values[0] + (up - low) * (values[1] - values[0]))

    def over(self, grid: Grid, least: float = M6) -> FloatCells:
        """(rows, cols) rates on a grid, interpolated between knots at most 25 km apart."""
        step = max(1, int(_KNOT_KM * 1000.0 / grid.spacing_m))
        knots = [np.arange(0, count + step, step) for count in grid.shape]
        lon, lat = grid.lonlat_of(*np.meshgrid(*knots, indexing="ij"))
        cells = self.at(lon, lat, least).astype(np.float32)
        for axis, count in enumerate(grid.shape):
            at = np.arange(count)
            low = at // step
            share = ((at - low * step) / step).astype(np.float32).reshape((-1, 1) if axis == 0 else (1, -1))
            below, above = (np.take(cells, knot, axis=axis) for knot in (low, low + 1))
            cells = below + share * (above - below)
        return cells

    def table(self) -> pd.DataFrame:
        """Cells with earthquakes, from the south: the columns of the embedded table."""
        import pandas as pd

        rows = []
        for number, (m6, m7) in enumerate(zip(self.m6, self.m7, strict=True)):
            lat, lon = _centres(number)
            rows.append(
                pd.DataFrame(
                    {
                        "lat": lat,
                        "lon": lon.round(_DECIMALS),
                        "m6_per_million_km2_year": m6.round(_DECIMALS),
                        "m7_per_million_km2_year": m7.round(_DECIMALS),
                    }
                )
            )
        cells = pd.concat(rows, ignore_index=True)
        return cells[cells["m6_per_million_km2_year"] > 0]


def read_seismicity(path: Path | None = None) -> Seismicity:
    """Read rates of earthquakes.

    Parameters
    ----------
    path : Path, optional
        Catalogue of USGS ComCat, of the ISC Bulletin or of ISC-GEM, as CSV. Default: the embedded table,
        made from ComCat, 1900-2023.

    Raises
    ------
    DataError
        If the file cannot be read, or is none of these.
    """
    if path is not None:
        return derive_seismicity(read_earthquakes(path), source=path.name)
    data = embedded("seismicity")
    m6, m7 = ([np.zeros(_count(row)) for row in range(_ROWS)] for _ in range(2))
    for cell in read_rows(data.path, _Cell):
        row = round(cell.lat - SOUTH_DEG - 0.5)
        col = round((cell.lon + 180.0) / 360.0 * _count(row) - 0.5)
        m6[row][col], m7[row][col] = cell.m6_per_million_km2_year, cell.m7_per_million_km2_year
    return Seismicity(tuple(m6), tuple(m7), data.source.name)


def derive_seismicity(earthquakes: pd.DataFrame, *, source: str) -> Seismicity:
    """Derive rates from a catalogue of the world, or of all that is north of 20N.

    Shallow earthquakes (to 70 km, or of unknown depth) of at least M 6 since 1964 and M 7 since 1900, without
    aftershocks and foreshocks. Each counts for the years in which earthquakes of its size are complete, and is spread
    over a Gaussian kernel of 75 km.

    Parameters
    ----------
    earthquakes : DataFrame
        As :func:`routeplan.seabed.earthquakes.read_earthquakes` gives them. Where it begins later than 1964 or 1900,
        years count from its first.
    source : str

    Raises
    ------
    DataError
        If the catalogue ends before 1964, has no shallow earthquake of M 6, or begins at a larger magnitude.

    References
    ----------
    Weichert (1980), Estimation of the earthquake recurrence parameters for unequal observation periods for different
    magnitudes, Bulletin of the Seismological Society of America 70:1337-1346.
    Frankel (1995), Mapping seismic hazard in the central and eastern United States, Seismological Research
    Letters 66:8-21 (kernel).
    """
    strong = earthquakes[earthquakes["magnitude"] >= M6].reset_index(drop=True)
    kept = strong[find_mainshocks(strong) & ~(strong["depth_km"] > DEEPEST_SHALLOW_KM)]
    year = _years(kept["time"])
    if kept.empty or year.max() <= COMPLETE_FROM[M6]:
        raise DataError(
            f"{source} has no shallow earthquake of M {M6:g} after {COMPLETE_FROM[M6]}; "
            f"give a catalogue of all earthquakes from M {M6:g}, from {COMPLETE_FROM[M7]} or {COMPLETE_FROM[M6]} on"
        )
    if strong["magnitude"].min() > _LEAST_MISSED:
        raise DataError(
            f"{source} begins at M {strong['magnitude'].min():g}; give a catalogue of all earthquakes from M {M6:g}"
        )
    begin, end = float(_years(earthquakes["time"]).min()), float(_years(earthquakes["time"]).max())
    first = {least: max(begin, float(complete)) for least, complete in COMPLETE_FROM.items()}
    large = (kept["magnitude"] >= M7) & (year >= first[M7])
    counted = kept[large | (year >= first[M6])]
    large_share = 10.0 ** (-_B_VALUE * (M7 - M6))
    years = {M6: (1 - large_share) * (end - first[M6]) + large_share * (end - first[M7]), M7: end - first[M7]}
    m6, m7 = (
        _density(events["lon"].to_numpy(), events["lat"].to_numpy(), years[least])
        for events, least in ((counted, M6), (kept[large], M7))
    )
    return Seismicity(m6, m7, source)


def _density(lon: FloatArray, lat: FloatArray, years: float) -> tuple[FloatArray, ...]:
    """Spread events over the kernel: events per million km2 and year at the cell centres, row by row."""
    from scipy.spatial import cKDTree

    at_one = _MILLION_KM2 / (2.0 * np.pi * KERNEL_KM**2) / years
    if not len(lon):
        return tuple(np.zeros(_count(row)) for row in range(_ROWS))
    place = in_space_km(lon, lat)
    near = cKDTree(place)
    rows = []
    for row in range(_ROWS):
        centres = in_space_km(*_centres(row)[::-1])
        found = near.query_ball_point(centres, _REACH * KERNEL_KM)
        squares = [((place[at] - centre) ** 2).sum(axis=1) for at, centre in zip(found, centres, strict=True)]
        rows.append(np.array([at_one * np.exp(-square / (2.0 * KERNEL_KM**2)).sum() for square in squares]))
    return tuple(rows)


def _count(row: int) -> int:
    """Count the cells of a row: about as wide as high."""
    return max(1, round(360.0 * math.cos(math.radians(SOUTH_DEG + 0.5 + row))))


def _centres(row: int) -> tuple[FloatArray, FloatArray]:
    """Latitude and longitude of the cell centres of a row."""
    count = _count(row)
    return np.full(count, SOUTH_DEG + 0.5 + row), -180.0 + (np.arange(count) + 0.5) * 360.0 / count


def _years(time: pd.Series) -> pd.Series:
    """Convert times to years with fractions."""
    import pandas as pd

    return 1970.0 + (time - pd.Timestamp(0, tz="UTC")).dt.total_seconds() / (365.25 * 86_400.0)
