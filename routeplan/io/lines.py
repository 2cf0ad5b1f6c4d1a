"""The door to lines that others drew: maps of every common kind, and position lists as CSV or XLSX."""

from __future__ import annotations

import json
import zipfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Literal, TypeAlias

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from scipy.spatial import KDTree
from shapely.geometry.base import BaseGeometry

from routeplan.errors import DataError
from routeplan.geo.geodesy import FloatArray, densify_rhumb
from routeplan.geo.track import Line
from routeplan.io.position_lists import UTF16_MARKS, PositionList, plain_text, read_position_lists

Legs: TypeAlias = Literal["geodesic", "rhumb"]

FORMATS = "GeoJSON, GeoPackage, KML, KMZ, Shapefile, GPX, or positions as CSV or XLSX"
_MAPS = (".geojson", ".json", ".gpkg", ".kml", ".kmz", ".shp", ".gpx", ".fgb")
_MAP_STARTS = (b"{", b"<", b"SQLite format 3", b"fgb", b"PK\x03\x04")
_WGS84_EPSG = 4326
# On a sphere of radius 1: parts cut at 180 meet there within 6 m, and positions 6 mm apart are one.
_SEAM, _SAME = 1e-6, 1e-9
_NAMES = ("name", "title", "label", "cable", "system")

_RHUMB = ("rhumb", "loxodrom")
_RHUMB_KM = 20.0  # between points on a rhumb line: geodesics between them part from it by some metres


@dataclass(frozen=True, repr=False, eq=False)
class ImportedLine:
    """A line drawn by others: a planned or laid route, a cable on a chart.

    Attributes
    ----------
    name : str
        As the file calls it, else the file's own name.
    lon, lat : (n,) arrays
        Vertices from start to end, degrees on WGS 84, n >= 2, no two running at one place.
    legs : "geodesic" or "rhumb"
        What runs between the vertices.
    source : str
        The file and the place in it.
    events : DataFrame or None
        Of a position list: one row a position, with the columns ``row`` (in the file), ``lon``, ``lat``,
        ``event``, ``cumulative_km``, ``cumulative_cable_km``, ``slack_pct`` and ``cable_type``, as written
        there; empty or NaN where not. None for lines of a map.
    """

    name: str
    lon: FloatArray
    lat: FloatArray
    legs: Legs
    source: str
    events: pd.DataFrame | None = None

    def __post_init__(self) -> None:
        for axis, values, limit in (("latitude", self.lat, 90.0), ("longitude", self.lon, 180.0)):
            wrong = values[~(np.abs(values) <= limit)]
            if len(wrong):
                raise DataError(
                    f"{self.source}: {axis} {wrong[0]:g} is no position; "
                    f"give degrees from {-limit:g} to {limit:g}, longitude before latitude in a map"
                )
        if len(self.lon) < 2:
            raise DataError(f"{self.source}: a line of {len(self.lon)} position; give two or more")
        if self.legs not in ("geodesic", "rhumb"):
            raise DataError(f"{self.source}: legs {self.legs!r}; give geodesic or rhumb")

    @property
    def on_geodesics(self) -> Line:
        """The line with geodesic legs; rhumb legs get vertices close enough."""
        if self.legs == "rhumb":
            return Line(*densify_rhumb(self.lon, self.lat, every_km=_RHUMB_KM))
        return Line(np.asarray(self.lon), np.asarray(self.lat))

    def __repr__(self) -> str:
        return f"<ImportedLine {self.name}: {len(self.lon)} positions, {self.legs} legs, {self.source}>"


def read_lines(path: str | Path, *, legs: Legs | None = None) -> tuple[ImportedLine, ...]:
    r"""Read the lines of a file, whatever else it holds.

    Parts of a line cut at 180 degrees are joined again, as are other parts where two and only two meet. A
    vertex is taken for what it is; what a map would draw between two of them is not.

    Parameters
    ----------
    path : str or Path
        GeoJSON, GeoPackage, KML, KMZ, Shapefile, GPX or FlatGeobuf in any coordinate system that the file
        names; points and polygons in it are passed over. Or a position list as CSV (comma, semicolon or tab;
        decimal commas with the latter two) or XLSX (a line for each sheet with positions): a row of headings
        with latitude and longitude, below titles if there are any, in decimal degrees or in degrees and
        decimal minutes, as one column or several. Rows without a position are passed over.
    legs : "geodesic" or "rhumb", optional
        What runs between the vertices. Without it: rhumb lines if the file says so, in a column or property
        `legs` or in a title, else geodesics.

    Returns
    -------
    tuple of ImportedLine
        In the order of the file, at least one.

    Raises
    ------
    DataError
        If the file cannot be read, holds no line, a line of one position, or a position that is none.

    Examples
    --------
    A position list as charts write it, from Bodø to the edge of the shelf:

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "shelf.csv"
    ...     _ = path.write_text("Event,Lat,Long\nBMH,67 16.80 N,14 24.00 E\nA/C,N67 30.00,E10 00.00\n")
    ...     (line,) = read_lines(path)
    >>> line.name, line.lat.tolist(), line.lon.tolist()
    ('shelf', [67.28, 67.5], [14.4, 10.0])
    """
    path = Path(path)
    kind = _kind(path)
    if kind == "map":
        lines = _map_lines(path)
    else:
        lines = [_listed(each) for each in read_position_lists(path, workbook=kind == "workbook")]
    return tuple(lines if legs is None else (replace(line, legs=legs) for line in lines))


def _kind(path: Path) -> Literal["map", "workbook", "text"]:
    try:
        with path.open("rb") as file:
            head = file.read(512)
        is_workbook = zipfile.is_zipfile(path) and "xl/workbook.xml" in zipfile.ZipFile(path).namelist()
    except (OSError, zipfile.BadZipFile) as error:
        why = getattr(error, "strerror", None) or error
        raise DataError(f"cannot read {path}: {why}; give {FORMATS}") from error
    if is_workbook:
        return "workbook"
    if path.suffix.lower() in _MAPS or head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(_MAP_STARTS):
        return "map"
    if not head.strip() or (b"\0" in head and not head.startswith(UTF16_MARKS)):
        raise DataError(f"{path} is {'no text' if head.strip() else 'empty'}; give {FORMATS}")
    return "text"


def _map_lines(path: Path) -> list[ImportedLine]:
    lines: list[ImportedLine] = []
    declared = _declared_legs(path)
    try:
        for layer, (_, kind) in enumerate(pyogrio.list_layers(path)):
            if kind is None or "Point" in kind or "Polygon" in kind:
                continue
            about, _, shapes, values = pyogrio.raw.read(path, layer=layer, force_2d=True)
            columns = {name.casefold(): column for name, column in zip(about["fields"], values, strict=True)}
            for row, shape in enumerate(shapes):
                facts = {name: plain_text(column[row]) for name, column in columns.items()}
                where = f"{path.name}, feature {row + 1}"
                name = next((facts[key] for key in _NAMES if facts.get(key)), "")
                legs = _legs([facts.get("legs") or declared])
                lines += _feature_lines(_shape(shape, about["crs"], where), name, legs, where)
    except (RuntimeError, OSError, ValueError) as error:
        why = str(error).split(";", maxsplit=1)[0].strip(". \n")  # what follows is advice to programmers
        raise DataError(f"cannot read {path}: {why}; give {FORMATS}") from error
    if not lines:
        raise DataError(f"{path} holds no line; give {FORMATS}")
    nameless = count(1)
    return [line if line.name else replace(line, name=_title(path, next(nameless))) for line in lines]


def _title(path: Path, number: int) -> str:
    return path.stem if number == 1 else f"{path.stem} {number}"


def _listed(positions: PositionList) -> ImportedLine:
    points = positions.events[["lon", "lat"]].to_numpy(np.float64)
    return _line(
        positions.name, points, _legs(positions.remarks), where=positions.where, events=positions.events
    )


def _declared_legs(path: Path) -> str:
    """Say what a GeoJSON of this package's says of all its legs."""
    try:
        about = json.loads(path.read_text(encoding="utf-8-sig"))["routeplan"]["legs"]
    except (ValueError, KeyError, TypeError):  # another format, or not ours
        return ""
    return str(about)


def _shape(wkb: bytes | None, crs: str | None, where: str) -> BaseGeometry | None:
    if wkb is None:
        return None
    try:
        shape = shapely.from_wkb(wkb)
    except shapely.errors.GEOSException as error:
        why = " ".join(str(error).split())
        raise DataError(f"{where}: no line ({why}); give two or more positions") from error
    if crs is None:
        raise DataError(f"{where}: says no coordinate system; save it with one, such as EPSG:{_WGS84_EPSG}")
    if crs == f"EPSG:{_WGS84_EPSG}":
        return shape
    projected: BaseGeometry = gpd.GeoSeries([shape], crs=crs).to_crs(_WGS84_EPSG).iloc[0]
    return projected


def _feature_lines(shape: BaseGeometry | None, name: str, legs: Legs, where: str) -> list[ImportedLine]:
    """Make lines of a feature: one, unless its parts do not meet."""
    parts = [
        shapely.get_coordinates(part)
        for collection in shapely.get_parts(shape)
        for part in shapely.get_parts(collection)
        if part.geom_type == "LineString" and not part.is_empty
    ]
    joined = _joined(parts)
    if len(joined) == 1 or not name:
        return [_line(name, points, legs, where=where) for points in joined]
    return [
        _line(f"{name}, part {number}", points, legs, where=where)
        for number, points in enumerate(joined, start=1)
    ]


def _line(
    name: str, points: FloatArray, legs: Legs, *, where: str, events: pd.DataFrame | None = None
) -> ImportedLine:
    """Make a line of (n, 2) positions, without those that stand twice running."""
    on_sphere = _on_sphere(points)
    apart = np.linalg.norm(np.diff(on_sphere, axis=0), axis=1) > _SAME
    lon, lat = points[np.concatenate([[True], apart])].T
    lon = np.where((np.abs(lon) > 180.0) & (np.abs(lon) <= 360.0), (lon + 180.0) % 360.0 - 180.0, lon)
    return ImportedLine(name, lon, lat, legs, where, events)


def _joined(parts: list[FloatArray]) -> list[FloatArray]:
    """Join parts that meet in pairs; the one that comes first keeps its direction."""
    parts = list(parts)
    while (seam := _seam(parts)) is not None:
        (one, at_end), (other, at_others_end) = seam
        after = parts.pop(other)
        if at_end == at_others_end:
            after = after[::-1]
        first, second = (parts[one], after) if at_end else (after, parts[one])
        parts[one] = np.vstack([first, second[1:]])
    return parts


def _seam(parts: list[FloatArray]) -> tuple[tuple[int, bool], tuple[int, bool]] | None:
    """Find two parts that meet and no third: which, and whether with their last position."""
    if len(parts) < 2:
        return None
    ends = np.vstack([part[[0, -1]] for part in parts])
    pairs = sorted(KDTree(_on_sphere(ends)).query_pairs(_SEAM))
    meetings = Counter(end for pair in pairs for end in pair)
    for one, other in pairs:
        if one // 2 != other // 2 and meetings[one] == meetings[other] == 1:
            return (one // 2, one % 2 == 1), (other // 2, other % 2 == 1)
    return None


def _on_sphere(points: FloatArray) -> FloatArray:
    """Place positions where neither 180 nor the pole is special: (n, 2) degrees to (n, 3)."""
    lon, lat = np.radians(points).T
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def _legs(remarks: Iterable[str]) -> Legs:
    says_rhumb = any(word in text.casefold() for text in remarks for word in _RHUMB)
    return "rhumb" if says_rhumb else "geodesic"
