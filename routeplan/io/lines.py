"""Read lines that others drew, in any of the formats of `READERS`."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

from routeplan.errors import DataError, UsageError
from routeplan.geo.charted_line import Legs
from routeplan.io.imported_line import ImportedLine, LineReader
from routeplan.io.map_lines import MAPS
from routeplan.io.position_list.lists import OPENDOCUMENTS, TEXTS, WORKBOOKS
from routeplan.runtime.files import path_of, refuse_device

# The first that recognises a file reads it. A new format is a module with a LineReader, and a name here.
READERS: tuple[LineReader, ...] = (WORKBOOKS, OPENDOCUMENTS, MAPS, TEXTS)
FORMATS = ", ".join(reader.formats for reader in (MAPS, TEXTS, OPENDOCUMENTS)) + f" or {WORKBOOKS.formats}"


def read_lines(
    path: str | Path, *, legs: Legs | None = None, columns: str | None = None
) -> tuple[ImportedLine, ...]:
    r"""Read the lines of a file and ignore what else it has.

    Parts of a line cut at 180 degrees are joined again, and so are segments of which exactly two meet. Vertices are
    kept as they are; what runs between them is `legs`, not what a map would draw. `ImportedLine.read_as` tells what was
    understood.

    Parameters
    ----------
    path : str or Path
        GeoJSON, GeoPackage, KML, KMZ, Shapefile, GPX, FlatGeobuf, DXF or GeoParquet in any coordinate system that the
        file names, or submarine cables of OpenStreetMap (JSON of Overpass, OSM XML); polygons are ignored, points too
        unless there is no line. Or a position list as text, XLSX or ODS: docs/position-lists.md has the layouts and
        notations.
    legs : "geodesic" or "rhumb", optional
        Kind of line between the vertices. Default: rhumb lines if the file says so, in a column or property
        `legs` or in a title, else geodesics.
    columns : str, optional
        For a table, the columns of the position: ``lat=NAME,lon=NAME``; several names joined by + are degrees, minutes,
        seconds and hemisphere.

    Returns
    -------
    tuple of ImportedLine
        In the order of the file, at least one.

    Raises
    ------
    DataError
        If the file cannot be read, has no line, a line of one position, or an invalid position.

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
    path = path_of(path)
    refuse_device(path)
    reader = _reader_of(path)
    if columns is None:
        lines = reader.read(path)
    elif reader.read_columns is None:
        raise UsageError(f"--columns is for tables; {path} is read as {reader.formats}")
    else:
        lines = reader.read_columns(path, columns)
    return tuple(lines if legs is None else (replace(line, legs=legs) for line in lines))


def _reader_of(path: Path) -> LineReader:
    try:
        with path.open("rb") as file:
            head = file.read(512)
        reader = next((reader for reader in READERS if reader.recognises(path, head)), None)
    except (OSError, zipfile.BadZipFile) as error:
        why = getattr(error, "strerror", None) or error
        raise DataError(f"cannot read {path}: {why}; give {FORMATS}") from error
    if reader is None:
        raise DataError(f"{path} is {'no text' if head.strip() else 'empty'}; give {FORMATS}")
    return reader
