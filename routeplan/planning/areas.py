"""Areas as people give them: states, files, tables of geopandas, shapes of shapely; and their cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from shapely.geometry.base import BaseGeometry

from routeplan.catalog.country_names import find_coastal_state
from routeplan.cost.data_choice import LayerUse, UserLayer
from routeplan.cost.scenario import Scenario
from routeplan.cost.soft_order import SOFTEST, join_soft, merge_avoided, split_soft
from routeplan.errors import UsageError, check_type
from routeplan.geo.grid import FloatCells, Grid
from routeplan.geo.shapes import BoolCells, assume_degrees
from routeplan.planning.area_shapes import DrawnArea, FileArea, NamedArea
from routeplan.runtime.files import is_file_name
from routeplan.runtime.notices import tell
from routeplan.seabed.jurisdiction import Jurisdiction

if TYPE_CHECKING:
    import geopandas as gpd

AreaLike: TypeAlias = "str | Path | gpd.GeoDataFrame | gpd.GeoSeries | BaseGeometry | Avoid"

_POLYGONS = ("Polygon", "MultiPolygon")


@dataclass(frozen=True, slots=True)
class Avoid:
    """An area to avoid that may give way where closed areas leave no way.

    Attributes
    ----------
    place : str, Path, GeoDataFrame, GeoSeries or shapely polygon
        As `avoid` takes it. A text may have its order itself: ``Avoid("RU:soft=3")`` is ``Avoid("RU", soft=3)``.
    soft : int, optional
        Order, 1 to 99: the area with the highest gives way first. Without it the area is hard and never gives.
    name : str
        Name in messages and tables, of a file or of polygons.

    Raises
    ------
    UsageError
        If the order is out of range.

    Examples
    --------
    Every way from Marseille to the Atlantic is in waters of Spain and Morocco. Where both are soft, both give way:

    >>> import routeplan as rp
    >>> planner = rp.open_planner(spacing_km=100)
    >>> soft = [rp.Avoid("ES", soft=2), rp.Avoid("MA", soft=1)]
    >>> route = planner.route("43.2,5.3", "galway", avoid=soft)
    >>> [area.name for area in route.gave_way.areas]
    ['waters of ES', 'waters of MA']
    """

    place: str | Path | gpd.GeoDataFrame | gpd.GeoSeries | BaseGeometry
    soft: int | None = None
    name: str = ""

    def __post_init__(self) -> None:
        if self.soft is not None and not (type(self.soft) is int and 1 <= self.soft <= SOFTEST):
            raise UsageError(f"soft = {self.soft!r}; give a whole number from 1 to {SOFTEST}")


@dataclass(frozen=True, slots=True)
class Areas:
    """Areas, sorted by what they are.

    Attributes
    ----------
    use : str
        What they are for, the first word of messages: avoid, charge, prefer.
    states : tuple of str
        ISO 3166 alpha-2; their waters are meant.
    files : tuple of FileArea
        Polygons or rasters, as a user layer.
    drawn : tuple of DrawnArea
    avoid : tuple of str
        The states as `policy.avoid` has them, with their orders.
    """

    use: str
    states: tuple[str, ...]
    files: tuple[FileArea, ...]
    drawn: tuple[DrawnArea, ...] = ()
    avoid: tuple[str, ...] = ()

    @property
    def named(self) -> tuple[NamedArea, ...]:
        """Files and polygons, by name and checksum."""
        return tuple(map(NamedArea.of, self._shapes))

    @property
    def _shapes(self) -> tuple[FileArea | DrawnArea, ...]:
        return (*self.files, *self.drawn)

    def avoided_by(self, scenario: Scenario) -> Scenario:
        """Close states and files in a scenario, so that a plan can be repeated; polygons have no place in it."""
        avoid = merge_avoided(scenario.policy.avoid, self.avoid)
        layers = tuple(
            UserLayer(path=file.path, use=LayerUse.NO_GO, soft=file.soft, name=file.label)
            for file in self.files
        )
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
        named = [(area.name, area.derive_values(grid)) for area in self._shapes]
        for name, values in named:
            tell_if_empty(values, self.use, name)
        return [values for _, values in named]


def tell_if_empty(values: FloatCells, use: str, name: str) -> None:
    """Tell that an area or a layer covers no cell: it is not where it was meant to be."""
    if not (values > 0).any():
        tell(f"{use}: {name} covers no cell of this grid; check its coordinates and their order (lon, lat)")


def read_areas(places: Sequence[AreaLike] | AreaLike, *, use: str = "avoid") -> Areas:
    """Read areas in any form in which they come.

    Parameters
    ----------
    places : sequence of str, Path, GeoDataFrame, GeoSeries, shapely polygon or Avoid, or one of them
        A text is a state (ISO 3166-1 code or English name) or a file, with ``:soft=N`` where it may give way. Polygons
        without a coordinate system are taken as longitude and latitude on WGS 84 where they look like degrees.
    use : str
        First word of messages.

    Raises
    ------
    UsageError
        If a state is unknown, has no sea or its name is empty; if a geometry is no polygon, or has no coordinate
        system and is not in degrees; if an order is none, or has no meaning for this use.
    DataError
        If a file cannot be read.

    Examples
    --------
    >>> read_areas(["Russia", "CN", "RU"]).states
    ('CN', 'RU')
    """
    import geopandas as gpd

    if isinstance(places, str | Path | gpd.GeoDataFrame | gpd.GeoSeries | BaseGeometry | Avoid):
        places = [places]
    check_type(places, Iterable, use, "states, files, GeoDataFrames, GeoSeries or polygons")
    avoid: list[str] = []
    files: list[FileArea] = []
    drawn: list[DrawnArea] = []
    for item in places:
        place, soft, label = _parts_of(item, use)
        if isinstance(place, str) and not is_file_name(place):
            avoid.append(join_soft(_find_state(place, use), soft))
        elif isinstance(place, str | Path):
            files.append(FileArea(Path(place).resolve(), soft=soft, label=label))
        elif isinstance(place, gpd.GeoDataFrame | gpd.GeoSeries | BaseGeometry):
            drawn.append(replace(_read_polygons(place, use), soft=soft, label=label))
        else:
            raise UsageError(
                f"{use} has a {type(place).__name__}; give states, files, GeoDataFrames, GeoSeries or polygons"
            )
    merged = merge_avoided(avoid)
    states = tuple(split_soft(state)[0] for state in merged)
    return Areas(use, states, tuple(files), tuple(drawn), merged)


def _parts_of(item: object, use: str) -> tuple[object, int | None, str]:
    """Take an item apart: what it is, its order and its name."""
    given = item if isinstance(item, Avoid) else None
    place, soft = (given.place, given.soft) if given else (item, None)
    if isinstance(place, str):
        place, spelled = split_soft(place)
        soft = spelled if soft is None else soft
    if soft is not None and use != "avoid":
        raise UsageError(f"{use} has an area with soft = {soft}, which is for areas to avoid; leave it out")
    return place, soft, given.name if given else ""


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
