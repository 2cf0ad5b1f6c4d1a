"""Square cells in a conformal projection: cell <-> position, scale factor of every cell."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from routeplan.errors import UsageError
from routeplan.geo.geodesy import FloatArray, PolarStereographic, meridian_km
from routeplan.runtime.compiled import compiled
from routeplan.runtime.row_bands import run_in_bands

if TYPE_CHECKING:
    import xarray as xr

DEFAULT_SPACING_KM = 5.0
DEFAULT_SOUTH_DEG = 30.0
FloatCells = npt.NDArray[np.float32]
# Projected radius that tables by distance from the pole always reach: the equator is at 12,600 km.
_TABLE_REACH_M = 13_000_000.0
# Share of a cell: a pole this near counts as inside, because the longitude of the side is rounding error.
_ON_THE_POLE = 1e-3


@dataclass(frozen=True)
class Grid:
    """Square cells in a projection; row 0 is in the north (largest northing), column 0 in the west.

    Attributes
    ----------
    spacing_m : float
        Projected side of a cell, metres; its true side is ``spacing_m / k`` with the scale factor k.
    west_m, north_m : float
        Projected outer corner of cell (0, 0), metres.
    rows, cols : int
        Number of cells.
    projection : PolarStereographic

    Examples
    --------
    >>> grid = Grid.arctic(spacing_km=5)
    >>> grid.shape
    (2866, 2866)
    >>> row, col = grid.cell_of(0.0, 90.0)
    >>> round(float(row), 1), round(float(col), 1)
    (1432.5, 1432.5)
    """

    spacing_m: float
    west_m: float
    north_m: float
    rows: int
    cols: int
    projection: PolarStereographic = field(default_factory=PolarStereographic)

    def __post_init__(self) -> None:
        if self.spacing_m <= 0:
            raise UsageError(f"grid spacing {self.spacing_m / 1000:g} km; give a positive spacing")
        if self.rows < 1 or self.cols < 1:
            raise UsageError(f"grid of {self.rows} x {self.cols} cells; give at least one cell")

    @classmethod
    def arctic(cls, *, spacing_km: float = DEFAULT_SPACING_KM, south_deg: float = DEFAULT_SOUTH_DEG) -> Grid:
        """Cover everything north of a parallel, centred on the pole."""
        if not 0.5 <= spacing_km <= 200:
            raise UsageError(f"grid spacing {spacing_km:g} km; give a spacing from 0.5 to 200 km")
        projection = PolarStereographic()
        spacing_m = spacing_km * 1000.0
        half = int(np.ceil(projection.radius_m(south_deg) / spacing_m))
        return cls(spacing_m, -half * spacing_m, half * spacing_m, 2 * half, 2 * half, projection)

    def refined(self, factor: int) -> Grid:
        """Divide every cell into ``factor`` x ``factor`` cells; the bounds stay the same.

        Examples
        --------
        >>> Grid.arctic(spacing_km=5).refined(10)
        Grid(spacing_m=500.0, ..., rows=28660, cols=28660, ...)
        """
        if factor < 1:
            raise UsageError(f"grid refined {factor} times; give a whole number of 1 or more")
        return replace(
            self, spacing_m=self.spacing_m / factor, rows=self.rows * factor, cols=self.cols * factor
        )

    def window(self, first_row: int, last_row: int, first_col: int, last_col: int) -> Grid:
        """Cut out rows first_row to last_row - 1 and columns first_col to last_col - 1.

        Cell (0, 0) of the window is cell (first_row, first_col) of this grid.
        """
        if not (0 <= first_row < last_row <= self.rows and 0 <= first_col < last_col <= self.cols):
            raise UsageError(
                f"window of rows {first_row}:{last_row}, columns {first_col}:{last_col}; "
                f"give a part of {self.rows} x {self.cols} cells"
            )
        return replace(
            self,
            west_m=self.west_m + first_col * self.spacing_m,
            north_m=self.north_m - first_row * self.spacing_m,
            rows=last_row - first_row,
            cols=last_col - first_col,
        )

    @property
    def shape(self) -> tuple[int, int]:
        """Rows, columns."""
        return self.rows, self.cols

    @property
    def bounds_m(self) -> tuple[float, float, float, float]:
        """West, south, east, north in projection, metres."""
        east_m = self.west_m + self.cols * self.spacing_m
        return self.west_m, self.north_m - self.rows * self.spacing_m, east_m, self.north_m

    @property
    def easting_m(self) -> FloatArray:
        """(cols,) eastings of the cell centres."""
        return self.west_m + (np.arange(self.cols, dtype=np.float64) + 0.5) * self.spacing_m

    @property
    def northing_m(self) -> FloatArray:
        """(rows,) northings of the cell centres, falling."""
        return self.north_m - (np.arange(self.rows, dtype=np.float64) + 0.5) * self.spacing_m

    def cell_of(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
        """Row and column of positions, fractional: whole numbers are cell centres."""
        east, north = self.projection.forward(lon, lat)
        return (self.north_m - north) / self.spacing_m - 0.5, (east - self.west_m) / self.spacing_m - 0.5

    def lonlat_of(self, row: npt.ArrayLike, col: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
        """Longitude and latitude of fractional rows and columns."""
        east = self.west_m + (np.asarray(col, dtype=np.float64) + 0.5) * self.spacing_m
        north = self.north_m - (np.asarray(row, dtype=np.float64) + 0.5) * self.spacing_m
        return self.projection.inverse(east, north)

    def in_space_km(self, row: npt.NDArray[np.integer], col: npt.NDArray[np.integer]) -> FloatArray:
        """Positions of (n,) cell centres in space, (n, 3), as :func:`routeplan.geo.geodesy.in_space_km` gives them.

        Read from tables by distance from the pole: accurate to centimetres, fast for millions of cells.
        """
        step_m, lat_deg, _ = self.radial_tables
        level, up = meridian_km(lat_deg)
        turn = np.radians(self.projection.central_lon)
        out = np.empty((len(row), 3))
        _lift(self.easting_m[col], self.northing_m[row], step_m, level, up, np.cos(turn), np.sin(turn), out)
        return out

    def contains(self, row: float, col: float) -> bool:
        """Whether a fractional row and column lies on a cell."""
        return -0.5 <= row < self.rows - 0.5 and -0.5 <= col < self.cols - 0.5

    def array(self, values: npt.NDArray[np.generic], *, name: str, units: str, source: str) -> xr.DataArray:
        """Label (rows, cols) values with their coordinates, unit and source."""
        import xarray as xr

        return xr.DataArray(
            values,
            dims=("northing", "easting"),
            coords={"northing": self.northing_m, "easting": self.easting_m},
            name=name,
            attrs={"units": units, "source": source, "epsg": self.projection.epsg},
        )

    def derive_scale_factor(self) -> FloatCells:
        """Scale factor k of every cell, (rows, cols): projected length = true length x k."""
        step_m, _, scale = self.radial_tables
        out = np.empty(self.shape, dtype=np.float32)
        run_in_bands(_radial, self.rows, self.easting_m, self.northing_m, step_m, scale, out)
        return out

    def true_spacing_km(self, lat: npt.ArrayLike) -> FloatArray:
        """Side of a cell on the Earth at latitudes, any shape."""
        return self.spacing_m / 1000.0 / self.projection.scale_factor(lat)

    @property
    def outer_radius_m(self) -> float:
        """Projected distance from the pole to the furthest corner."""
        west, south, east, north = self.bounds_m
        return float(np.hypot(max(abs(west), abs(east)), max(abs(south), abs(north))))

    @property
    def radial_tables(self) -> tuple[float, FloatArray, FloatArray]:
        """Step in metres, latitude and scale factor by distance from the pole, as far as the grid reaches.

        Computed once per projection and shared by all its grids, because thousands of windows are cut.
        """
        return _radial_tables(self.projection, max(_TABLE_REACH_M, self.outer_radius_m))

    def lonlat_bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north of all cells, up to their outer sides, degrees.

        West is in -180..180 and east is larger, above 180 where the cells cross that meridian. Cells around the
        pole span -180 to 180 and reach 90 N.

        Examples
        --------
        The Bering Strait is on both sides of 180:

        >>> grid = Grid.arctic(spacing_km=5)
        >>> row, col = (int(at) for at in grid.cell_of(180.0, 66.0))
        >>> [round(bound, 1) for bound in grid.window(row - 40, row + 40, col - 40, col + 40).lonlat_bounds()]
        [175.4, 64.1, 184.8, 67.7]
        """
        west, south, east, north = self.bounds_m
        nearest = min(max(west, 0.0), east), min(max(south, 0.0), north)
        corner_east, corner_north = np.array([west, west, east, east]), np.array([south, north, south, north])
        corner_lon, corner_lat = self.projection.inverse(corner_east, corner_north)
        south_deg = float(corner_lat.min())
        if np.hypot(*nearest) < _ON_THE_POLE * self.spacing_m:
            return -180.0, south_deg, 180.0, 90.0
        # Cells without the pole span less than 180 degrees, seen from the pole.
        middle, _ = self.projection.inverse((west + east) / 2, (south + north) / 2)
        turn = (corner_lon - middle + 180.0) % 360.0 - 180.0
        west_deg = float((middle + turn.min() + 180.0) % 360.0 - 180.0)
        north_deg = float(self.projection.inverse(*nearest)[1])
        return west_deg, south_deg, west_deg + float(np.ptp(turn)), north_deg


@lru_cache(maxsize=8)
def _radial_tables(projection: PolarStereographic, reach_m: float) -> tuple[float, FloatArray, FloatArray]:
    step_m, lat_deg, scale = projection.radial_tables(reach_m)
    for table in (lat_deg, scale):
        table.flags.writeable = False  # all grids of the projection share it
    return step_m, lat_deg, scale


@compiled
def read_radial(easting: float, northing: float, step: float, table: FloatArray) -> float:
    """Interpolate a table by distance from the pole at one projected position."""
    at = np.sqrt(easting**2 + northing**2) / step
    knot = int(at)
    part = at - knot
    value: float = (1.0 - part) * table[knot] + part * table[knot + 1]
    return value


@compiled
def _radial(  # noqa: PLR0913 - compiled: takes arrays and numbers
    first: int,
    last: int,
    easting: FloatArray,
    northing: FloatArray,
    step: float,
    table: FloatArray,
    out: FloatCells,
) -> None:
    """Interpolate a table by distance from the pole for the cells of some rows."""
    for row in range(first, last):
        for col in range(len(easting)):
            out[row, col] = read_radial(easting[col], northing[row], step, table)


@compiled
def _lift(  # noqa: PLR0913 - compiled: takes arrays and numbers
    easting: FloatArray,
    northing: FloatArray,
    step: float,
    level: FloatArray,
    up: FloatArray,
    cos_turn: float,
    sin_turn: float,
    out: FloatArray,
) -> None:
    """Convert projected positions to space; ``turn`` is the longitude of the meridian that runs straight down."""
    for i in range(len(easting)):
        radius = np.sqrt(easting[i] ** 2 + northing[i] ** 2)
        away = read_radial(easting[i], northing[i], step, level)
        sin_lon, cos_lon = (easting[i] / radius, -northing[i] / radius) if radius > 0 else (0.0, 1.0)
        out[i, 0] = away * (cos_lon * cos_turn - sin_lon * sin_turn)
        out[i, 1] = away * (sin_lon * cos_turn + cos_lon * sin_turn)
        out[i, 2] = read_radial(easting[i], northing[i], step, up)
