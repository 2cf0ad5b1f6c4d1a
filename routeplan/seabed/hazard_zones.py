"""Zones of hazards and activity: slides, icebergs, trawling, straits; intensity as a share of the worst."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from shapely.geometry.base import BaseGeometry

from routeplan.errors import DataError, UsageError
from routeplan.geo.grid import FloatCells, Grid
from routeplan.geo.shapes import Window, derive_nearness, project_shapes, read_shapes, widen_line
from routeplan.io.name_search import nearest_names
from routeplan.io.sources import embedded

if TYPE_CHECKING:
    import geopandas as gpd
    import xarray as xr

_NEEDED = ("kind", "intensity")
_COLUMNS = (
    "id", "name", "kind", "intensity", "source", "accuracy_km", "default", "draft_m", "half_width_km",
)  # fmt: skip


class ZoneKind(StrEnum):
    """Hazard or activity of a zone."""

    SLIDE = "slide"
    TURBIDITY_FAN = "turbidity_fan"
    SEISMIC = "seismic"
    VOLCANIC = "volcanic"
    ICEBERG = "iceberg"
    TRAWL = "trawl"
    ANCHORING = "anchoring"
    SHIPPING = "shipping"
    CHOKEPOINT = "chokepoint"


@dataclass(frozen=True, slots=True)
class HazardZone:
    """A part of the sea with a hazard or an activity.

    Attributes
    ----------
    id, name : str
        Key, and name on maps.
    kind : ZoneKind
        Hazard or activity.
    intensity : float
        Share of the worst of its kind, 0 to 1. Embedded seismic zones have 0 where the earthquakes themselves are
        counted (:mod:`routeplan.seabed.seismicity`): they say what two cables share, not how often it shakes.
    source : str
        Source of the outline, or that it is an editable default.
    accuracy_km : float
        Accuracy of the edge.
    default : bool
        True if the outline has no citable source. All intensities are editable defaults.
    draft_m : float
        Icebergs only: the deepest keels, metres; NaN otherwise.
    half_width_km : float
        Lines only: reach of the zone to either side; NaN for polygons.
    """

    id: str
    name: str
    kind: ZoneKind
    intensity: float
    source: str
    accuracy_km: float = 0.0
    default: bool = False
    draft_m: float = math.nan
    half_width_km: float = math.nan

    def __post_init__(self) -> None:
        if not 0.0 <= self.intensity <= 1.0:
            raise DataError(f"zone {self.id}: intensity {self.intensity:g}; give a share from 0 to 1")
        if not 0.0 <= self.accuracy_km < math.inf:
            raise DataError(f"zone {self.id}: accuracy_km {self.accuracy_km:g}; give kilometres from 0")
        if self.kind is ZoneKind.ICEBERG and not 0.0 < self.draft_m < math.inf:
            raise DataError(f"zone {self.id}: icebergs with draft_m {self.draft_m:g}; give metres above 0")


def read_zones(path: Path | None = None) -> gpd.GeoDataFrame:
    """Read and check zones.

    Parameters
    ----------
    path : Path, optional
        GeoJSON, GeoPackage or another format of GDAL, with polygons and lines and the columns below. Required:
        ``kind``, ``intensity``, ``draft_m`` for icebergs and ``half_width_km`` for lines. Default: the embedded
        zones.

    Returns
    -------
    GeoDataFrame in the file's coordinate system
        Columns ``id``, ``name``, ``kind`` (a `ZoneKind` as text), ``intensity`` (share of the worst of its
        kind, 0-1), ``source``, ``accuracy_km``, ``default`` (bool), ``draft_m`` (icebergs, else NaN),
        ``half_width_km`` (lines, else NaN), ``geometry``. Other columns are ignored.

    Raises
    ------
    DataError
        If the file cannot be read, a column is missing, or a value is not allowed.

    Examples
    --------
    Icebergs reach deepest off the outlet glaciers of Greenland:

    >>> zones = read_zones()
    >>> icebergs = zones[zones["kind"] == "iceberg"]
    >>> sorted(icebergs.loc[icebergs["draft_m"] == icebergs["draft_m"].max(), "id"])
    ['east-greenland-bergs', 'west-greenland-bergs']
    """
    import geopandas as gpd

    source = f"zones of {path.name}" if path else embedded("hazard-zones").source.name
    path = path or embedded("hazard-zones").path
    shapes = read_shapes(path)
    missing = [column for column in _NEEDED if column not in shapes.columns]
    if missing:
        raise DataError(f"{path}: no column {', '.join(missing)}; give {' and '.join(_NEEDED)}")
    zones = [
        _zone(path, row, record, record.pop("geometry"))
        for row, record in enumerate(shapes.to_dict("records"), start=1)
    ]
    table = {column: [getattr(zone, column) for zone in zones] for column in _COLUMNS}
    table["kind"] = [str(zone.kind) for zone in zones]
    read = gpd.GeoDataFrame(table, geometry=shapes.geometry.to_numpy(), crs=shapes.crs)
    read.attrs["source"] = source
    return read


def derive_zone_intensity(
    zones: gpd.GeoDataFrame, grid: Grid, *, taper_km: float | None = None
) -> xr.DataArray:
    """Derive the highest intensity of the zones over each cell.

    Parameters
    ----------
    zones : GeoDataFrame
        From `read_zones`, usually of one kind.
    grid : Grid
    taper_km : float, optional
        Distance beyond the edge over which a zone fades. Default: ``accuracy_km`` of each zone.

    Returns
    -------
    (northing, easting) DataArray, float32, 0 to 1

    Raises
    ------
    UsageError
        If ``taper_km`` is negative.

    Examples
    --------
    A volcano of the Gakkel Ridge, and the pole:

    >>> zones = read_zones()
    >>> grid = Grid.arctic(spacing_km=20, south_deg=80)
    >>> volcanic = derive_zone_intensity(zones[zones["kind"] == "volcanic"], grid, taper_km=0)
    >>> [float(volcanic[tuple(int(round(float(at))) for at in grid.cell_of(lon, lat))])
    ...  for lon, lat in ((85.2, 85.6), (0.0, 90.0))]
    [0.4000000059604645, 0.0]
    """
    highest = np.zeros(grid.shape, dtype=np.float32)
    counted = zones[zones["intensity"] > 0]
    for intensity, (window, nearness) in _on_cells(counted, "intensity", grid, taper_km):
        highest[window] = np.maximum(highest[window], np.float32(intensity) * nearness)
    return grid.array(highest, name="zone_intensity", units="1", source=_source_of(zones))


def derive_zone_draft(zones: gpd.GeoDataFrame, grid: Grid, *, taper_km: float | None = None) -> xr.DataArray:
    """Derive the deepest draft of the iceberg zones over each cell.

    Parameters
    ----------
    zones : GeoDataFrame
        Iceberg zones from `read_zones`.
    grid : Grid
    taper_km : float, optional
        As in `derive_zone_intensity`: beyond the edge icebergs are fewer, not smaller.

    Returns
    -------
    (northing, easting) DataArray, float32, metres, 0 where there are no icebergs
    """
    deepest = np.zeros(grid.shape, dtype=np.float32)
    for draft_m, (window, nearness) in _on_cells(zones, "draft_m", grid, taper_km):
        deepest[window] = np.maximum(deepest[window], np.float32(draft_m) * (nearness > 0))
    return grid.array(deepest, name="iceberg_draft", units="m", source=_source_of(zones))


def _on_cells(
    zones: gpd.GeoDataFrame, column: str, grid: Grid, taper_km: float | None
) -> Iterator[tuple[float, tuple[Window, FloatCells]]]:
    """Value of a column and cells of each zone on the grid."""
    if taper_km is not None and not 0.0 <= taper_km < math.inf:
        raise UsageError(f"zones that fade over {taper_km:g} km; give kilometres from 0")
    fade_km = zones["accuracy_km"] if taper_km is None else np.full(len(zones), taper_km)
    shapes = project_shapes(zones.geometry, grid.projection)
    for shape, value, fade, half_width_km in zip(
        shapes, zones[column], fade_km, zones["half_width_km"], strict=True
    ):
        wide = widen_line(shape, half_width_km, grid.projection) if half_width_km > 0 else shape
        cells = derive_nearness(wide, grid, float(fade))
        if cells is not None:
            yield float(value), cells


def _zone(path: Path, row: int, record: dict[str, Any], geometry: BaseGeometry) -> HazardZone:
    """Check a row of a file."""
    id_ = _text(record, "id", f"feature {row}")
    try:
        zone = HazardZone(
            id=id_,
            name=_text(record, "name", id_),
            kind=_kind(id_, record["kind"]),
            intensity=_number(id_, record, "intensity"),
            source=_text(record, "source", f"given by the user in {path.name}"),
            accuracy_km=_number(id_, record, "accuracy_km", 0.0),
            default=bool(_number(id_, record, "default", 0.0)),
            draft_m=_number(id_, record, "draft_m", math.nan),
            half_width_km=_number(id_, record, "half_width_km", math.nan),
        )
        _check_width(zone, geometry)
    except DataError as error:
        raise DataError(f"{path}: {error}") from None
    return zone


def _check_width(zone: HazardZone, geometry: BaseGeometry) -> None:
    is_line = geometry.geom_type.endswith("LineString")
    if is_line and not 0.0 < zone.half_width_km < math.inf:
        raise DataError(
            f"zone {zone.id}: a line with half_width_km {zone.half_width_km:g}; give kilometres above 0"
        )
    if not is_line and not math.isnan(zone.half_width_km):
        raise DataError(f"zone {zone.id}: a polygon with half_width_km; draw it at its true width instead")


def _kind(id_: str, value: object) -> ZoneKind:
    try:
        return ZoneKind(str(value))
    except ValueError:
        kinds = [str(kind) for kind in ZoneKind]
        near = nearest_names(str(value), kinds, count=1, likeness=0.0)[0]
        raise DataError(
            f"zone {id_}: kind {value!r}; did you mean {near!r}? There are {', '.join(kinds)}"
        ) from None


def _text(record: dict[str, Any], column: str, otherwise: str) -> str:
    import pandas as pd

    value = record.get(column)
    return otherwise if value is None or pd.isna(value) else str(value)


def _number(id_: str, record: dict[str, Any], column: str, otherwise: float | None = None) -> float:
    import pandas as pd

    value = record.get(column)
    if otherwise is not None and (value is None or pd.isna(value)):
        return otherwise
    try:
        return float(value)  # type: ignore[arg-type]  # None is refused below like any other non-number
    except (TypeError, ValueError):
        raise DataError(f"zone {id_}: {column} is {value!r}; give a number") from None


def _source_of(zones: gpd.GeoDataFrame) -> str:
    return str(zones.attrs.get("source", "zones given by the user"))
