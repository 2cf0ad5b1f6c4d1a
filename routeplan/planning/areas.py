"""Areas as people give them: states, files, tables of geopandas, shapes of shapely; and their cells."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from shapely.geometry.base import BaseGeometry

from routeplan.catalog.country_names import find_coastal_state
from routeplan.cost.data_choice import LayerUse, UserLayer
from routeplan.cost.scenario import Scenario
from routeplan.errors import UsageError
from routeplan.geo.grid import FloatCells, Grid
from routeplan.geo.position_text import format_position
from routeplan.geo.shapes import BoolCells, assume_degrees, derive_cover, project_shapes
from routeplan.io.data_sets import source_of
from routeplan.runtime.files import is_file_name
from routeplan.runtime.notices import tell
from routeplan.seabed.jurisdiction import Jurisdiction
from routeplan.seabed.user_layer import derive_user_layer

if TYPE_CHECKING:
    import geopandas as gpd

AreaLike: TypeAlias = "str | Path | gpd.GeoDataFrame | gpd.GeoSeries | BaseGeometry"

_POLYGONS = ("Polygon", "MultiPolygon")


@dataclass(frozen=True, slots=True)
class NamedArea:
    """What a route or a file says of an area.

    Attributes
    ----------
    name : str
        Name of its file, or its middle and coordinate system.
    sha256 : str
        Checksum of the file, or of the polygons.
    """

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class DrawnArea:
    """Polygons with a coordinate system.

    Attributes
    ----------
    polygons : GeoSeries
    is_assumed : bool
        Whether the coordinate system is assumed: degrees on WGS 84.
    """

    polygons: gpd.GeoSeries
    is_assumed: bool

    @property
    def name(self) -> str:
        """Corners where they are in degrees, and the coordinate system."""
        west, south, east, north = self.polygons.total_bounds
        corners = (format_position(west, south), format_position(east, north))
        crs = self.polygons.crs
        bounds = f"area {' to '.join(corners)}" if crs.is_geographic else "area"
        return f"{bounds} ({crs.to_string()}{' assumed' if self.is_assumed else ''})"

    @property
    def sha256(self) -> str:
        """Checksum of the polygons."""
        return hashlib.sha256(b"".join(self.polygons.to_wkb())).hexdigest()

    def derive_cover(self, grid: Grid) -> BoolCells:
        """(rows, cols) cells whose centre is inside, or that an area without one touches."""
        covered = np.zeros(grid.shape, dtype=np.bool_)
        for part in project_shapes(self.polygons, grid.projection):
            if not part.is_empty:
                covered |= derive_cover(part, grid)
        return covered


@dataclass(frozen=True, slots=True)
class Areas:
    """Areas, sorted by what they are.

    Attributes
    ----------
    use : str
        What they are for, the first word of messages: avoid, charge, prefer.
    states : tuple of str
        ISO 3166 alpha-2; their waters are meant.
    files : tuple of Path
        Polygons or rasters, as a user layer.
    drawn : tuple of DrawnArea
    """

    use: str
    states: tuple[str, ...]
    files: tuple[Path, ...]
    drawn: tuple[DrawnArea, ...] = ()

    @property
    def named(self) -> tuple[NamedArea, ...]:
        """Files and polygons, by name and checksum."""
        of_files = (NamedArea(path.name, source_of(path).sha256) for path in self.files)
        return (*of_files, *(NamedArea(area.name, area.sha256) for area in self.drawn))

    def avoided_by(self, scenario: Scenario) -> Scenario:
        """Close states and files in a scenario, so that a plan can be repeated; polygons have no place in it."""
        avoid = tuple(sorted({*scenario.policy.avoid, *self.states}))
        layers = tuple(UserLayer(path=path, use=LayerUse.NO_GO) for path in self.files)
        policy = scenario.policy.model_copy(update={"avoid": avoid})
        data = scenario.data.model_copy(update={"layers": (*scenario.data.layers, *layers)})
        return scenario.model_copy(update={"policy": policy, "data": data})

    def derive_cover(self, grid: Grid) -> BoolCells:
        """(rows, cols) cells of the files, where their value is above 0, and of the polygons; tells of empty ones."""
        covered = np.zeros(grid.shape, dtype=np.bool_)
        for values in self._derive_values(grid):
            covered |= values > 0
        return covered

    def derive_weight(self, grid: Grid, waters: Jurisdiction) -> FloatCells:
        """(rows, cols) 1 in polygons and in waters of the states, the value of a file; the sum where they overlap."""
        weight = np.zeros(grid.shape, dtype=np.float32)
        if self.states:
            weight += waters.derive_waters_of(self.states)
        for values in self._derive_values(grid):
            weight += values
        return weight

    def _derive_values(self, grid: Grid) -> list[FloatCells]:
        named = [(path.name, np.nan_to_num(derive_user_layer(path, grid).to_numpy())) for path in self.files]
        named += [(area.name, area.derive_cover(grid).astype(np.float32)) for area in self.drawn]
        for name, values in named:
            if not (values > 0).any():
                tell(
                    f"{self.use}: {name} covers no cell of this grid; check its coordinates and their order "
                    "(lon, lat)"
                )
        return [values for _, values in named]


def read_areas(places: Sequence[AreaLike] | AreaLike, *, use: str = "avoid") -> Areas:
    """Read areas in any form in which they come.

    Parameters
    ----------
    places : sequence of str, Path, GeoDataFrame, GeoSeries or shapely polygon, or one of them
        A text is a state (ISO 3166-1 code or English name) or a file. Polygons without a coordinate system are
        taken as longitude and latitude on WGS 84 where they look like degrees.
    use : str
        First word of messages.

    Raises
    ------
    UsageError
        If a state is unknown, has no sea or its name is empty; if a geometry is no polygon, or has no coordinate
        system and is not in degrees.
    DataError
        If a file cannot be read.

    Examples
    --------
    >>> read_areas(["Russia", "CN", "RU"]).states
    ('CN', 'RU')
    """
    import geopandas as gpd

    if isinstance(places, str | Path | gpd.GeoDataFrame | gpd.GeoSeries | BaseGeometry):
        places = [places]
    states: set[str] = set()
    files: list[Path] = []
    drawn: list[DrawnArea] = []
    for place in places:
        if isinstance(place, str) and not is_file_name(place):
            states.add(_find_state(place, use))
        elif isinstance(place, str | Path):
            files.append(Path(place).resolve())
        elif isinstance(place, gpd.GeoDataFrame | gpd.GeoSeries | BaseGeometry):
            drawn.append(_read_polygons(place, use))
        else:
            raise UsageError(
                f"{use} has a {type(place).__name__}; give states, files, GeoDataFrames, GeoSeries or polygons"
            )
    return Areas(use, tuple(sorted(states)), tuple(files), tuple(drawn))


def is_nothing(places: Sequence[AreaLike] | AreaLike) -> bool:
    """Whether there is no area: an empty sequence. A table is something, even without rows."""
    return isinstance(places, Sequence) and not isinstance(places, str) and len(places) == 0


def _find_state(text: str, use: str) -> str:
    if "," in text:
        raise UsageError(f'{use} "{text}": give each state on its own, such as --avoid RU --avoid CN')
    try:
        return find_coastal_state(text)
    except UsageError as error:
        raise UsageError(f"{use}: {error}") from None


def _read_polygons(place: gpd.GeoDataFrame | gpd.GeoSeries | BaseGeometry, use: str) -> DrawnArea:
    import geopandas as gpd

    shapes = gpd.GeoSeries([place]) if isinstance(place, BaseGeometry) else gpd.GeoSeries(place.geometry)
    shapes = shapes[~(shapes.is_empty | shapes.isna())]
    kinds = sorted(set(shapes.geom_type) - set(_POLYGONS))
    if kinds or shapes.empty:
        raise UsageError(f"{use} has {kinds[0] if kinds else 'an area without polygons'}; give polygons")
    if shapes.crs is not None:
        return DrawnArea(shapes, is_assumed=False)
    return DrawnArea(assume_degrees(shapes, f"{use} has an area that"), is_assumed=True)
