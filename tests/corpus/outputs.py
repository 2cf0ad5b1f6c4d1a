"""Names of output files: unknown suffixes, folders, closed and full places, names that no file system takes."""

from __future__ import annotations

from pathlib import Path

from corpus.entry import DONE, FAILURE, USAGE, Entry, spread

COARSE = ("plan", "galway", "halifax", "--spacing-km", "200", "-o", "{}")
SUFFIXES = (
    ".geojson",
    ".gpkg",
    ".kml",
    ".kmz",
    ".gpx",
    ".fgb",
    ".zip",
    ".dxf",
    ".parquet",
    ".csv",
    ".xlsx",
    ".html",
    ".png",
    ".svg",
    ".pdf",
)


def _file(path: Path) -> None:
    path.write_text("x", encoding="utf-8")


NUL = spread("nul", COARSE, USAGE, (), ("a\x00b.geojson", "\x00"))
UNKNOWN = spread(
    "suffix", COARSE, USAGE, (),
    ("route", "route.", "route.shp", "route.geojson.gz", ".geojson", "route.exe", "route.GEOJSONX", "route.py", " ", "", "route.geojson ",
     "route." + "x" * 100_000),
)  # fmt: skip
UNWRITABLE = (
    *spread("missing-folder", COARSE, FAILURE, ("cannot write",), tuple(f"none/route{suffix}" for suffix in SUFFIXES)),
    *spread("null-folder", COARSE, FAILURE, ("cannot write",), ("/dev/null/route.geojson", "/proc/route.geojson", "/sys/route.html")),
    *spread("control", COARSE, FAILURE, ("cannot write",), ("a\nb.geojson", "a\x1b[31m.html", "a\u202eb.html")),
    *spread("long-name", COARSE, FAILURE, ("cannot write",), tuple("x" * 300 + suffix for suffix in SUFFIXES)),
    *spread("bytes-256", COARSE, FAILURE, ("cannot write",), ("ø" * 125 + ".geojson", "ø" * 126 + ".csv")),
    *spread("long-path", COARSE, FAILURE, ("cannot write",), ("x/" * 3_000 + "route.geojson", "ø" * 123 + ".geojson", "y" * 100_000 + ".html")),
    Entry("file-as-folder", ("plan", "galway", "halifax", "--spacing-km", "200", "-o", "{file}/route.html"), FAILURE, ("cannot write",), "plain", _file),
    Entry("folder-as-file", ("plan", "galway", "halifax", "--spacing-km", "200", "-o", "{file}"), FAILURE, ("folder",), "a.html", Path.mkdir),
    Entry("second-of-two", ("plan", "galway", "halifax", "--spacing-km", "200", "-o", "a.geojson", "-o", "none/b.csv"), FAILURE, ("none",)),
    Entry("sweep-into-a-file", ("sweep", "--pair", "galway:halifax", "--spacing-km", "200", "-o", "{file}"), FAILURE, (), "plain", _file),
    Entry("report-into-a-folder", ("report", "balanced", "-o", "{file}"), FAILURE, (), "a.html", Path.mkdir),
    *spread("report-suffix", ("report", "balanced", "-o", "{}"), USAGE, (), ("a.txt", "a", "a.geojson", "")),
    *spread("corridor-suffix", ("corridor", "galway", "halifax", "-o", "{}"), USAGE, (), ("a.txt", "a", "")),
    *spread("network-suffix", ("network", "-o", "{}"), USAGE, (), ("a.txt", "a", "")),
    *spread("hindcast-suffix", ("hindcast", "-o", "{}"), USAGE, (), ("a.txt", "a", "")),
)  # fmt: skip
WRITTEN = spread(
    "written",
    (*COARSE, "--quiet"),
    DONE,
    (),
    ("ø" * 120 + ".geojson", "a b'\"&<>.kml", "-.csv", "%s{0}$HOME.gpx"),
)
ENTRIES = (*NUL, *UNKNOWN, *UNWRITABLE, *WRITTEN)
