"""Features of map files: GeoJSON, GeoPackage, KML and whatever else GDAL reads, GeoParquet, OpenStreetMap."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyogrio
import shapely
from shapely.geometry.base import BaseGeometry

from routeplan.errors import DataError
from routeplan.geo.datum_shift import geodetic_epsg, shift_to_wgs84
from routeplan.geo.drawn_line import DRAWN
from routeplan.io.column_names import PublishedColumn, find_column
from routeplan.io.map_text import check_archive, check_written_numbers
from routeplan.io.osm_ways import is_osm, read_osm_cables
from routeplan.io.position_list.tables import plain_text
from routeplan.io.read_as import WGS84
from routeplan.runtime.files import refuse_virtual

_SUFFIXES = (
    ".geojson",
    ".json",
    ".gpkg",
    ".kml",
    ".kmz",
    ".shp",
    ".gpx",
    ".fgb",
    ".dxf",
    ".parquet",
    ".geoparquet",
    ".osm",
)
_STARTS = (b"{", b"<", b"SQLite format 3", b"fgb", b"PK\x03\x04", b"PAR1")
_WGS84_EPSG = 4326
# What publishers of cables call the name: layers of EMODnet by country (name_, naam, navn, nom, pipe_name), charts of
# NOAA (OBJNAM), its table of cables (cableSystem, shortName).
_NAME = PublishedColumn(
    "name",
    (
        *(
            "title",
            "label",
            "cable",
            "system",
            "cable_name",
            "cablename",
            "name_",
            "naam",
            "navn",
            "nom",
            "pipe_name",
        ),
        *("objnam", "cablesystem", "shortname"),
    ),
)
_TELEGEOGRAPHY = {"id", "feature_id", "color"}  # properties of its features, each with all lines of a system
_SYSTEM = PublishedColumn("system", ("cable", "route", "cable_system", "system_name", "cablesystem"))


@dataclass(frozen=True, slots=True)
class MapFeature:
    """A feature with its shape in longitude and latitude.

    Attributes
    ----------
    file, layer : str
        The layer is empty where the file has one only.
    number : int
        In its layer, from 1.
    shape : geometry or None
    facts : dict of str to str
        Properties by name in lower case.
    datum : str
    warnings : tuple of str
    """

    file: str
    layer: str
    number: int
    shape: BaseGeometry | None
    facts: dict[str, str]
    datum: str = WGS84
    warnings: tuple[str, ...] = ()

    @property
    def where(self) -> str:
        """The file and the feature."""
        return f"{self.file}, feature {self.number}"

    @property
    def is_drawn_line(self) -> bool:
        """Whether it is a line that routeplan drew with points on its geodesics: a property says so."""
        return DRAWN in (self.facts.get("legs"), self.facts.get("cmt"))

    @property
    def kind(self) -> str:
        """What it is, in a file that routeplan wrote; GPX has a field of its own for it."""
        return self.facts.get("kind") or (self.facts.get("type", "") if self.is_drawn_line else "")

    @property
    def name(self) -> str:
        """The name among its properties; empty if there is none."""
        return self._fact(_NAME)

    @property
    def system(self) -> str:
        """The cable system among its properties; empty if there is none. TeleGeography's features are systems."""
        return self._fact(_SYSTEM) or (self.name if self.facts.keys() >= _TELEGEOGRAPHY else "")

    def _fact(self, column: PublishedColumn) -> str:
        """Value of the first property that is not empty among those that a column may be."""
        filled = [key for key, value in self.facts.items() if value]
        key = find_column(filled, column)
        return "" if key is None else self.facts[key]


def is_map(path: Path, head: bytes) -> bool:
    """Say whether a file is a map, by its suffix or its first bytes."""
    return path.suffix.lower() in _SUFFIXES or head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(_STARTS)


def read_features(path: Path) -> Iterator[MapFeature]:
    """Read lines and points of every layer, in the order of the file.

    Raises
    ------
    DataError
        If the file cannot be read, or names no coordinate system.
    """
    if path.suffix.lower() in (".parquet", ".geoparquet") or _starts_with(path, b"PAR1"):
        yield from _parquet_features(path)
        return
    if is_osm(_head(path)):
        yield from _osm_features(path)
        return
    refuse_virtual(path)
    check_archive(path)
    check_written_numbers(path)
    try:
        layers = [(layer, str(name), kind) for layer, (name, kind) in enumerate(_list_layers(path))]
        for layer, name, kind in layers:
            # The points of tracks and routes of GPX are those of its lines.
            if kind is None or "Polygon" in kind or name in ("route_points", "track_points"):
                continue
            about, shapes, values = _layer(path, layer)
            columns = {
                field.casefold(): column for field, column in zip(about["fields"], values, strict=True)
            }
            for row, shape in enumerate(shapes):
                facts = {field: plain_text(column[row]) for field, column in columns.items()}
                yield _feature(path, name if len(layers) > 1 else "", row + 1, shape, about["crs"], facts)
    except UnboundLocalError as error:  # of pyogrio, for a .prj that PROJ does not understand
        raise DataError(
            f"cannot read the coordinate system of {path}; save it again, with its .prj"
        ) from error
    except (RuntimeError, OSError, ValueError, IndexError) as error:
        why = str(error).split(";", maxsplit=1)[0].strip(". \n")  # what follows is advice to programmers
        raise DataError(f"cannot read {path}: {why}; save it again, as GeoJSON or GeoPackage") from error


def _list_layers(path: Path) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about versions of GPX
        return pyogrio.list_layers(path)


def _layer(path: Path, layer: int) -> tuple[dict[str, Any], Any, Any]:
    """Read a layer: what GDAL says about it, shapes as WKB, columns of values."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about geometries without lines and points, which are not read
        about, _, shapes, values = pyogrio.raw.read(path, layer=layer, force_2d=True)
    return about, shapes, values


def _feature(
    path: Path, layer: str, number: int, wkb: bytes | None, crs: str | None, facts: dict[str, str]
) -> MapFeature:
    where = f"{path.name}, feature {number}"
    if wkb is None:
        return MapFeature(path.name, layer, number, None, facts)
    try:
        with np.errstate(invalid="ignore"):  # positions that are no numbers are refused with their line
            shape = shapely.from_wkb(wkb)
    except shapely.errors.GEOSException as error:
        why = " ".join(str(error).split())
        raise DataError(f"{where}: not a line ({why}); give two or more positions") from error
    if not np.isfinite(shapely.get_coordinates(shape)).all():
        raise DataError(f"{where}: a position is no number; give longitude and latitude")
    if path.suffix.lower() == ".dxf":
        return _drawing(MapFeature(path.name, layer, number, shape, facts), is_ours=_is_our_drawing(path))
    if crs is None:
        raise DataError(f"{where}: no coordinate system; save it with one, such as EPSG:{_WGS84_EPSG}")
    if crs == f"EPSG:{_WGS84_EPSG}":
        return MapFeature(path.name, layer, number, shape, facts)
    projected, told = _on_wgs84(shape, crs)
    return MapFeature(path.name, layer, number, projected, facts, f"{WGS84}, from {crs}"[:80], told)


def _on_wgs84(shape: BaseGeometry, crs: str) -> tuple[BaseGeometry, tuple[str, ...]]:
    """Bring a shape to WGS 84; one operation shifts its whole datum, not one for the area of each position."""
    code = geodetic_epsg(crs)
    if code is None:
        same_datum: BaseGeometry = gpd.GeoSeries([shape], crs=crs).to_crs(_WGS84_EPSG).iloc[0]
        return same_datum, ()
    unprojected = gpd.GeoSeries([shape], crs=crs).to_crs(code).iloc[0]
    _, operation = shift_to_wgs84(shapely.get_coordinates(unprojected), code)
    shifted = shapely.transform(unprojected, lambda points: shift_to_wgs84(points, code)[0])
    if not operation:
        return shifted, (
            f"the datum of {crs} is not shifted: PROJ has no operation for it; save the file in WGS 84",
        )
    return shifted, (f"positions are shifted from the datum of {crs} to WGS 84 by {operation}",)


def _is_our_drawing(path: Path) -> bool:
    """Say whether a comment at the top of a drawing says that routeplan drew its lines, on WGS 84."""
    return f"legs: {DRAWN}".encode() in _head(path)


def _drawing(feature: MapFeature, *, is_ours: bool) -> MapFeature:
    """Take coordinates of a drawing, which names no coordinate system, for longitude and latitude where they can be."""
    points = shapely.get_coordinates(feature.shape)
    if len(points) and not (np.abs(points) <= (180.0, 90.0)).all():
        raise DataError(
            f"{feature.where}: {points[0][0]:g}, {points[0][1]:g} is no longitude and latitude, and a drawing names no "
            "projection; save it in degrees, or as GeoPackage with its coordinate system"
        )
    facts = {key: value for key, value in feature.facts.items() if key == "layer"}
    name = facts.get("layer", "")
    if name and name != "0":
        facts["name"] = name
    if is_ours:
        facts["legs"] = DRAWN
        return replace(feature, layer="", facts=facts)
    told = "a drawing names no coordinate system: read as longitude, latitude on WGS 84"
    return MapFeature(
        feature.file, "", feature.number, feature.shape, facts, "not named, taken as WGS 84", (told,)
    )


def _parquet_features(path: Path) -> Iterator[MapFeature]:
    try:
        import_module("pyarrow")
    except ModuleNotFoundError as error:
        raise DataError(
            f"cannot read {path} without pyarrow; pip install 'routeplan[parquet]', or save it as GeoPackage"
        ) from error
    try:
        frame: Any = gpd.read_parquet(path)
    except Exception as error:  # pyarrow has errors of its own, of several families
        raise DataError(
            f"cannot read {path}: {' '.join(str(error).split())[:200]}; save it as GeoPackage"
        ) from error
    if frame.crs is None:
        raise DataError(f"{path}: no coordinate system; save it with one, such as EPSG:{_WGS84_EPSG}")
    crs = frame.crs.to_string()
    geographic = crs in ("EPSG:4326", "OGC:CRS84")
    datum = WGS84 if geographic else f"{WGS84}, from {crs}"[:80]
    fields = [field for field in frame.columns if field != frame.geometry.name]
    for number, (_, row) in enumerate(frame.iterrows(), start=1):
        facts = {str(field).casefold(): plain_text(row[field]) for field in fields}
        shape = row[frame.geometry.name]
        told: tuple[str, ...] = ()
        if shape is not None:
            shape = shapely.force_2d(shape)
            shape, told = (shape, ()) if geographic else _on_wgs84(shape, crs)
        yield MapFeature(path.name, "", number, shape, facts, datum, told)


def _osm_features(path: Path) -> Iterator[MapFeature]:
    ways, told = read_osm_cables(path)
    for number, way in enumerate(ways, start=1):
        shape = shapely.MultiLineString([shapely.LineString(part) for part in way.parts])
        facts = {key.casefold(): value for key, value in way.tags.items()}
        facts |= {"name": way.name or f"way {way.id}", "system": way.system}
        yield MapFeature(path.name, "", number, shape, facts, warnings=told)


def _head(path: Path) -> bytes:
    if not path.is_file():
        return b""
    with path.open("rb") as file:
        return file.read(4096)


def _starts_with(path: Path, start: bytes) -> bool:
    return _head(path).startswith(start)
