"""Areas in files and in drawings: what they are called, their checksum and order, and the cells that they cover."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from routeplan.geo.grid import FloatCells, Grid
from routeplan.geo.position_text import format_position
from routeplan.geo.shapes import BoolCells, derive_cover, project_shapes
from routeplan.io.data_sets import source_of
from routeplan.seabed.user_layer import derive_user_layer

if TYPE_CHECKING:
    import geopandas as gpd


@dataclass(frozen=True, slots=True)
class NamedArea:
    """What a route or a file says of a closed area.

    Attributes
    ----------
    name : str
        That the user gave it, that of its file, or its corners and coordinate system.
    sha256 : str
        Checksum of the file, or of the polygons.
    soft : int, optional
        Order in which it gives way; None where it is hard.
    part : str
        Which part of the file, where a scenario closes several; empty for all of it.
    shape : FileArea or DrawnArea
        What it covers.
    """

    name: str
    sha256: str
    soft: int | None
    part: str
    shape: FileArea | DrawnArea = field(compare=False, repr=False)

    @classmethod
    def of(cls, shape: FileArea | DrawnArea) -> NamedArea:
        """Name an area."""
        return cls(shape.name, shape.sha256, shape.soft, shape.part, shape)


@dataclass(frozen=True, slots=True)
class FileArea:
    """Polygons or a raster in a file, as a user layer reads them.

    Attributes
    ----------
    path : Path
    column : str
    soft : int, optional
    label : str
        Name that the user gave it.
    only : tuple of str
        Conditions on its polygons or values.
    fade_km : float
        Distance at which the value of a polygon has fallen to 0.
    """

    path: Path
    column: str = ""
    soft: int | None = None
    label: str = ""
    only: tuple[str, ...] = ()
    fade_km: float = 0.0

    @property
    def name(self) -> str:
        """Its label, or the name of the file."""
        return self.label or self.path.name

    @property
    def part(self) -> str:
        """What of the file is meant."""
        faded = [f"{self.fade_km:g} km"] if self.fade_km else []
        return "; ".join([*filter(None, [self.column]), *self.only, *faded])

    @property
    def sha256(self) -> str:
        """Checksum of the file."""
        return source_of(self.path).sha256

    def derive_values(self, grid: Grid) -> FloatCells:
        """(rows, cols) values of the file, 0 where it has none."""
        layer: FloatCells = derive_user_layer(
            self.path, grid, column=self.column or None, only=self.only, fade_km=self.fade_km
        ).to_numpy()
        return np.nan_to_num(layer)

    def derive_cover(self, grid: Grid) -> BoolCells:
        """(rows, cols) cells whose value is above 0."""
        return np.asarray(self.derive_values(grid) > 0)


@dataclass(frozen=True, slots=True)
class DrawnArea:
    """Polygons with a coordinate system.

    Attributes
    ----------
    polygons : GeoSeries
    is_assumed : bool
        Whether the coordinate system is assumed: degrees on WGS 84.
    soft : int, optional
    label : str
        Name that the user gave it.
    """

    polygons: gpd.GeoSeries
    is_assumed: bool
    soft: int | None = None
    label: str = ""

    @property
    def name(self) -> str:
        """Its label, or corners where they are in degrees, and the coordinate system."""
        if self.label:
            return self.label
        west, south, east, north = self.polygons.total_bounds
        corners = (format_position(west, south), format_position(east, north))
        crs = self.polygons.crs
        bounds = f"area {' to '.join(corners)}" if crs.is_geographic else "area"
        return f"{bounds} ({crs.to_string()}{' assumed' if self.is_assumed else ''})"

    @property
    def part(self) -> str:
        """All of it."""
        return ""

    @property
    def sha256(self) -> str:
        """Checksum of the polygons."""
        return hashlib.sha256(b"".join(self.polygons.to_wkb())).hexdigest()

    def derive_values(self, grid: Grid) -> FloatCells:
        """(rows, cols) 1 inside, 0 outside."""
        return self.derive_cover(grid).astype(np.float32)

    def derive_cover(self, grid: Grid) -> BoolCells:
        """(rows, cols) cells whose centre is inside, or that an area without one touches."""
        covered = np.zeros(grid.shape, dtype=np.bool_)
        for part in project_shapes(self.polygons, grid.projection):
            if not part.is_empty:
                covered |= derive_cover(part, grid)
        return covered
