"""The one door: every result is written here, and the suffix of the file chooses the format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from routeplan.errors import UsageError
from routeplan.runtime.files import path_of
from routeplan.view.files.options import DEFAULT_OPTIONS, FileOptions

if TYPE_CHECKING:
    from routeplan.view.files.feature_record import FeatureRecord
    from routeplan.view.files.results import Result


class Write(Protocol):
    """Writes a feature record, whole or not at all."""

    def __call__(self, record: FeatureRecord, path: Path, options: FileOptions) -> None:
        """Write the record; OutputError if the file cannot be written."""


@dataclass(frozen=True, slots=True)
class FileFormat:
    """A format of files.

    Attributes
    ----------
    name : str
    module : str
        Module of this package with its ``write``; imported when a file is written, because some take a second.
    needs_grid : bool
        Whether it holds cells, which only corridors have.
    extra : (str, str), optional
        Package that it needs beyond the dependencies, and the extra of routeplan that brings it.
    """

    name: str
    module: str
    needs_grid: bool = False
    extra: tuple[str, str] | None = None

    @property
    def write(self) -> Write:
        """The writer."""
        writer: Write = import_module(f"routeplan.view.files.{self.module}").write
        return writer


FORMATS: Mapping[str, FileFormat] = {
    ".geojson": FileFormat("GeoJSON", "geojson"),
    ".json": FileFormat("GeoJSON", "geojson"),
    ".gpkg": FileFormat("GeoPackage", "geopackage"),
    ".kml": FileFormat("KML", "kml"),
    ".kmz": FileFormat("KMZ", "kmz"),
    ".gpx": FileFormat("GPX", "gpx"),
    ".fgb": FileFormat("FlatGeobuf", "flatgeobuf"),
    ".zip": FileFormat("Shapefile, zipped", "shapefile"),
    ".dxf": FileFormat("DXF", "dxf"),
    ".parquet": FileFormat("GeoParquet", "geoparquet", extra=("pyarrow", "parquet")),
    ".nc": FileFormat("NetCDF", "netcdf_grid", needs_grid=True),
}
"""Formats by suffix, in lower case."""

LIST_FORMATS: Mapping[str, FileFormat] = {
    ".csv": FileFormat("position list as CSV", "position_lists"),
    ".xlsx": FileFormat("position list as XLSX", "position_lists", extra=("xlsxwriter", "xlsx")),
}
"""Formats of position lists by suffix: routes only, row by row instead of layers."""

TABLE_FORMATS: Mapping[str, FileFormat] = {
    ".csv": FileFormat("table of the main layer as CSV", "layer_table"),
    ".xlsx": FileFormat("tables of the layers as XLSX", "layer_workbook", extra=("xlsxwriter", "xlsx")),
}
"""Formats of what has layers and no position list: landings, hindcasts, networks, corridors."""

TABLE_SUFFIXES = tuple(TABLE_FORMATS)
"""Suffixes of tables of layers."""

LINE_SUFFIXES = tuple(suffix for suffix, file_format in FORMATS.items() if not file_format.needs_grid)
"""Suffixes that routes can be written as."""

GRID_SUFFIXES = tuple(FORMATS)
"""Suffixes that a corridor can be written as."""


def write_result(result: Result, path: str | Path, *, options: FileOptions = DEFAULT_OPTIONS) -> None:
    """Write a result to a file whose suffix names the format.

    Parameters
    ----------
    result : Route, System, sequence of both, Diverse, Corridor, Network, FeatureRecord or RoutePositionList
    path : str or Path
        A suffix of :data:`FORMATS`, in any case; docs/files.md lists layers and columns. Routes can be written with a
        suffix of :data:`LIST_FORMATS` too: docs/position-lists.md; all else with one of :data:`TABLE_FORMATS`.
    options : FileOptions

    Raises
    ------
    UsageError
        If no format has the suffix, it cannot hold such a result, or the result has no feature.
    OutputError
        If the file cannot be written; an older file at ``path`` is unchanged.
    """
    from routeplan.view.files.position_lists import write_position_lists
    from routeplan.view.files.results import derive_feature_record, has_position_lists

    target = path_of(path)
    is_table = target.suffix.lower() in TABLE_FORMATS and not has_position_lists(result)
    if target.suffix.lower() in LIST_FORMATS and not is_table:
        check_suffix(target, tuple(LIST_FORMATS))
        write_position_lists(result, target, options)
        return
    record = derive_feature_record(result, options.crossings)
    if not record.layers:
        raise UsageError(f"cannot write {target}: there is nothing to write ({record.title})")
    check_suffix(target, (*(LINE_SUFFIXES if record.grid is None else GRID_SUFFIXES), *TABLE_SUFFIXES))
    known = TABLE_FORMATS if is_table else FORMATS
    known[target.suffix.lower()].write(record, target, options)


def check_suffix(path: Path, suffixes: tuple[str, ...]) -> None:
    """Refuse a path whose suffix names no format, or one whose package is missing.

    Raises
    ------
    UsageError
        If the suffix is none of ``suffixes``, or its format needs a package that is not installed.
    """
    suffix = path.suffix.lower()
    if suffix not in suffixes:
        wrong = (
            f"unknown format {path.suffix!r}" if suffix else "the name has no suffix, which sets the format"
        )
        raise UsageError(f"cannot write {path}: {wrong}; use {', '.join(suffixes)}")
    known = FORMATS.get(suffix) or LIST_FORMATS.get(suffix)
    extra = known.extra if known else None
    if extra is not None and find_spec(extra[0]) is None:
        raise UsageError(f"cannot write {path} without {extra[0]}: pip install 'routeplan[{extra[1]}]'")
