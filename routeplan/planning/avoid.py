"""What routes keep out of: waters of states and areas, as people name them, and what is odd about them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import geopandas as gpd
import numpy as np
from shapely.geometry.base import BaseGeometry

from routeplan.catalog.country_names import find_coastal_state
from routeplan.catalog.models import Landing
from routeplan.cost.scenario import LayerUse, Scenario, UserLayer
from routeplan.errors import UsageError
from routeplan.geo.geodesy import PolarStereographic
from routeplan.geo.grid import Grid
from routeplan.geo.position_text import format_position
from routeplan.geo.shapes import BoolCells, derive_cover, project_shapes
from routeplan.io.sources import FileSource
from routeplan.runtime.notices import tell
from routeplan.seabed.jurisdiction import Jurisdiction, MaritimeZone
from routeplan.seabed.user_layer import derive_user_layer

Avoidable: TypeAlias = str | Path | gpd.GeoDataFrame | gpd.GeoSeries | BaseGeometry

_WGS84_EPSG = 4326
_POLYGONS = ("Polygon", "MultiPolygon")
_FILE_ENDING = r"\w\.[A-Za-z]{2,7}$"  # not that of U.S.A.
_FARTHEST_DEG = (360.0, 90.0)  # longitude up to 360 where it counts eastwards only


@dataclass(frozen=True, slots=True)
class AvoidedArea:
    """An area that is closed to routes.

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
class Avoided:
    """All that routes of a planner avoid.

    Attributes
    ----------
    states : tuple of str
        ISO 3166 alpha-2 of states whose waters are closed.
    areas : tuple of AvoidedArea
    margin_km : float
        Distance kept from boundaries of closed waters that no treaty line gives.
    """

    states: tuple[str, ...] = ()
    areas: tuple[AvoidedArea, ...] = ()
    margin_km: float = 0.0

    def __bool__(self) -> bool:
        return bool(self.states or self.areas)

    @property
    def text(self) -> str:
        """All in one line."""
        waters = [f"waters of {', '.join(self.states)}"] if self.states else []
        return "; ".join([*waters, *(area.name for area in self.areas)])

    @property
    def record(self) -> dict[str, Any]:
        """What JSON says; empty where nothing is avoided."""
        if not self:
            return {}
        areas = [{"name": area.name, "sha256": area.sha256} for area in self.areas]
        return {"avoid": {"states": list(self.states), "areas": areas, "boundary_margin_km": self.margin_km}}


NOTHING_AVOIDED = Avoided()


@dataclass(frozen=True, slots=True)
class AvoidRequest:
    """Places to avoid, sorted by what they are.

    Attributes
    ----------
    states : tuple of str
        ISO 3166 alpha-2.
    files : tuple of Path
        Polygons or rasters, as a user layer with use = no_go.
    shapes : tuple of GeoSeries
        Polygons with a coordinate system.
    assumed_degrees : tuple of bool
        Whether the coordinate system of each shape is assumed.
    """

    states: tuple[str, ...]
    files: tuple[Path, ...]
    shapes: tuple[gpd.GeoSeries, ...] = ()
    assumed_degrees: tuple[bool, ...] = ()

    def added_to(self, scenario: Scenario) -> Scenario:
        """Add states and files to a scenario, so that a plan can be repeated from it; shapes have no place in it."""
        avoid = tuple(sorted({*scenario.policy.avoid, *self.states}))
        layers = tuple(UserLayer(path=path, use=LayerUse.NO_GO) for path in self.files)
        policy = scenario.policy.model_copy(update={"avoid": avoid})
        data = scenario.data.model_copy(update={"layers": (*scenario.data.layers, *layers)})
        return scenario.model_copy(update={"policy": policy, "data": data})

    def derive_closed(self, grid: Grid) -> BoolCells:
        """(rows, cols) cells of the files and shapes; tells of those that close no cell."""
        closed = np.zeros(grid.shape, dtype=np.bool_)
        covers = [(path.name, np.asarray(derive_user_layer(path, grid)) > 0) for path in self.files]
        for shape, name in zip(self.shapes, self._names, strict=True):
            projected = [part for part in project_shapes(shape, grid.projection) if not part.is_empty]
            cover = np.zeros(grid.shape, dtype=np.bool_)
            for part in projected:
                cover |= derive_cover(part, grid)
            covers.append((name, cover))
        for name, cover in covers:
            if not cover.any():
                tell(
                    f"avoid: {name} closes no cell of this grid; check its coordinates and their order (lon, lat)"
                )
            closed |= cover
        return closed

    @property
    def areas(self) -> tuple[AvoidedArea, ...]:
        """Files and shapes, by name and checksum."""
        of_files = (AvoidedArea(path.name, FileSource(path, "").sha256) for path in self.files)
        of_shapes = (
            AvoidedArea(name, hashlib.sha256(b"".join(shape.to_wkb())).hexdigest())
            for shape, name in zip(self.shapes, self._names, strict=True)
        )
        return (*of_files, *of_shapes)

    @property
    def _names(self) -> list[str]:
        names = []
        for shape, assumed in zip(self.shapes, self.assumed_degrees, strict=True):
            west, south, east, north = shape.total_bounds
            corners = (format_position(west, south), format_position(east, north))
            bounds = f"area {' to '.join(corners)}" if shape.crs.is_geographic else "area"
            names.append(f"{bounds} ({shape.crs.to_string()}{' assumed' if assumed else ''})")
        return names


def read_avoided(places: Sequence[Avoidable] | Avoidable) -> AvoidRequest:
    """Read places to avoid.

    Parameters
    ----------
    places : sequence of str, Path, GeoDataFrame, GeoSeries or shapely polygon, or one of them
        A text is a state (ISO 3166-1 code or English name) or a file. Polygons without a coordinate system are taken
        as longitude and latitude in degrees, EPSG:4326.

    Raises
    ------
    UsageError
        If a state is unknown, has no sea or its name is empty; if a geometry is no polygon, or has no coordinate
        system and is not in degrees.
    DataError
        If a file cannot be read.

    Examples
    --------
    >>> read_avoided(["Russia", "CN", "RU"]).states
    ('CN', 'RU')
    """
    if isinstance(places, Avoidable):
        places = [places]
    states: set[str] = set()
    files: list[Path] = []
    shapes: list[tuple[gpd.GeoSeries, bool]] = []
    for place in places:
        if isinstance(place, str) and not _is_file(place):
            states.add(_find_state(place))
        elif isinstance(place, str | Path):
            files.append(Path(place).resolve())
        elif isinstance(place, gpd.GeoDataFrame | gpd.GeoSeries | BaseGeometry):
            shapes.append(_read_shape(place))
        else:
            raise UsageError(
                f"avoid has a {type(place).__name__}; give states, files, GeoDataFrames, GeoSeries or polygons"
            )
    return AvoidRequest(
        tuple(sorted(states)),
        tuple(files),
        tuple(shape for shape, _ in shapes),
        tuple(assumed for _, assumed in shapes),
    )


def is_nothing(places: Sequence[Avoidable] | Avoidable) -> bool:
    """Whether there is nothing to avoid: an empty sequence. A table is something, even without rows."""
    return not isinstance(places, Avoidable) and len(places) == 0


def areas_of(scenario: Scenario) -> tuple[AvoidedArea, ...]:
    """Files that a scenario closes, user layers with use = no_go."""
    paths = [layer.path for layer in scenario.data.layers if layer.use is LayerUse.NO_GO]
    return tuple(AvoidedArea(path.name, FileSource(path, "").sha256) for path in paths)


def tell_of_states_without_waters(states: Sequence[str], waters: Jurisdiction, south_deg: float) -> None:
    """Tell which of the states to avoid have no waters on the grid."""
    at_sea = np.unique(waters.state[waters.zone != MaritimeZone.LAND])
    there = {iso for code in at_sea for iso in waters.states[int(code)].isos}
    for state in states:
        if state not in there:
            tell(
                f"avoid: {state} has no waters in the domain of this planner, north of {south_deg:.0f}N; nothing is "
                "closed for it"
            )


def check_not_in_avoided_waters(
    landings: Sequence[Landing], states: Sequence[str], waters: Jurisdiction, grid: Grid
) -> None:
    """Refuse ends in waters that are to be avoided.

    Raises
    ------
    UsageError
        If a landing belongs to one of the states, or a position lies in their waters.
    """
    for landing in landings:
        row, col = (float(at) for at in grid.cell_of(landing.lon, landing.lat))
        if landing.country and landing.country != "SJ":
            isos: tuple[str, ...] = (landing.country,)  # a coarse cell near a border may be the neighbour's
        elif grid.contains(row, col):
            isos = waters.states[int(waters.state[round(row), round(col)])].isos
        else:
            continue
        for state in (iso for iso in isos if iso in states):
            raise UsageError(
                f"{landing.name} lies in waters of {state}, which are to be avoided; "
                f"take {state} out of avoid, or choose another landing"
            )


def check_on_the_plane(areas: Sequence[BaseGeometry], projection: PolarStereographic) -> None:
    """Refuse areas that are in degrees where metres on the plane of the grid are asked.

    Raises
    ------
    UsageError
        If the bounds of an area are those of degrees: on the plane it would be a speck at the pole.
    """
    for area in areas:
        if not area.is_empty and _is_in_degrees(area.bounds):
            west, south, east, north = area.bounds
            raise UsageError(
                f"area {format_position(west, south)} to {format_position(east, north)} is in degrees; closing takes "
                f"metres of EPSG:{projection.epsg}: pass degrees to planner.avoiding"
            )


def _is_file(text: str) -> bool:
    return re.search(_FILE_ENDING, text.strip()) is not None or len(Path(text).parts) > 1


def _find_state(text: str) -> str:
    if "," in text:
        raise UsageError(f'avoid "{text}": give each state on its own, such as --avoid RU --avoid CN')
    try:
        return find_coastal_state(text)
    except UsageError as error:
        raise UsageError(f"avoid: {error}") from None


def _read_shape(place: gpd.GeoDataFrame | gpd.GeoSeries | BaseGeometry) -> tuple[gpd.GeoSeries, bool]:
    """Polygons with a coordinate system, and whether it is assumed."""
    shape = gpd.GeoSeries([place]) if isinstance(place, BaseGeometry) else gpd.GeoSeries(place.geometry)
    shape = shape[~(shape.is_empty | shape.isna())]
    kinds = sorted(set(shape.geom_type) - set(_POLYGONS))
    if kinds or shape.empty:
        raise UsageError(f"avoid has {kinds[0] if kinds else 'an area without polygons'}; give polygons")
    if shape.crs is not None:
        return shape, False
    bounds = tuple(float(bound) for bound in shape.total_bounds)
    if not _is_in_degrees(bounds):
        raise UsageError(
            f"avoid has an area from {bounds[0]:g},{bounds[1]:g} to {bounds[2]:g},{bounds[3]:g} without a coordinate "
            f"system; give degrees (EPSG:{_WGS84_EPSG}), or a GeoSeries that names its system"
        )
    return shape.set_crs(_WGS84_EPSG), True


def _is_in_degrees(bounds: tuple[float, ...]) -> bool:
    west, south, east, north = bounds
    lon, lat = _FARTHEST_DEG
    return -lon <= west <= east <= lon and -lat <= south <= north <= lat
