"""Lines to score, polygons to avoid, tables of positions: no shapes, odd shapes, odd places, bombs."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
from corpus.entry import DATA, DONE, Entry, Make, files, raw, text
from ods_kit import as_ods

SCORE = ("score", "{file}", "--spacing-km", "200")
AVOID = ("plan", "galway", "halifax", "--spacing-km", "200", "--avoid", "{file}")
SQUARE = [[-40, 50], [-30, 50], [-30, 55], [-40, 55], [-40, 50]]
LINE = [[-9.05, 53.27], [-20.0, 52.0], [-50.0, 48.0], [-63.57, 44.64]]


def geojson(kind: str | None, coordinates: Any, **more: Any) -> Make:
    """Make a GeoJSON file of one feature."""
    shape = None if kind is None else {"type": kind, "coordinates": coordinates}
    feature = {"type": "Feature", "properties": more.pop("properties", {}), "geometry": shape}
    return text(json.dumps({"type": "FeatureCollection", "features": [feature], **more}))


OGR_VRT = """<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>/vsicurl/http://127.0.0.1:9/x.geojson</SrcDataSource>
</OGRVRTLayer></OGRVRTDataSource>"""
ENTITY = '<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
LAUGHS = '<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + step)} "{f"&{chr(97 + step)};" * 10}">' for step in range(9)
) + "]>"  # fmt: skip
KML = '<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{}</Document></kml>'
MARK = "<Placemark><name>{}</name><LineString><coordinates>{}</coordinates></LineString></Placemark>"

NO_SHAPES: dict[str, Make] = {
    "empty.geojson": raw(b""), "null.geojson": text("null"), "number.geojson": text("5"), "list.geojson": text("[]"),
    "open.geojson": text('{"type": "FeatureCollection", "features": ['), "html.geojson": text("<html></html>"),
    "no-features.geojson": text('{"type": "FeatureCollection", "features": []}'), "object.geojson": text("{}"),
    "null-geometry.geojson": geojson(None, None), "kind.geojson": geojson("Circle", [0, 50]),
    "deep.geojson": text("[" * 100_000), "deep-object.geojson": text('{"a":' * 100_000),
    "deep-coordinates.geojson": text('{"type":"LineString","coordinates":' + "[" * 5_000 + "]" * 5_000 + "}"),
    "zeros.geojson": raw(b"\x00" * 1_000), "utf16.geojson": text('{"type": "FeatureCollection"}', "utf-16"),
    "virtual.geojson": text(OGR_VRT), "zip.geojson": raw(b"PK\x03\x04" + b"\x00" * 100),
    "empty.gpkg": raw(b""), "text.gpkg": text("SQLite format 3"), "head.gpkg": raw(b"SQLite format 3\x00" + b"\x00" * 100),
    "empty.fgb": raw(b""), "head.fgb": raw(b"fgb\x03fgb\x00" + b"\xff" * 50), "empty.shp": raw(b""), "zeros.shp": raw(b"\x00" * 200),
    "text.geojson": text("galway, halifax"), "nothing-there.geojson": geojson("LineString", []),
    "nan.geojson": text('{"type":"LineString","coordinates":[[NaN,50],[0,50]]}'),
    "words.geojson": geojson("LineString", [["a", "b"], ["c", "d"]]), "nulls.geojson": geojson("LineString", [[None, None], [None, None]]),
    "point.geojson": geojson("Point", [-30, 50]), "points.geojson": geojson("MultiPoint", [[-30, 50]]),
    "collection.geojson": text('{"type":"GeometryCollection","geometries":[]}'),
}  # fmt: skip
NO_LINES: dict[str, Make] = {
    "polygon.geojson": geojson("Polygon", [SQUARE]), "one-position.geojson": geojson("LineString", [[-30, 50]]),
    "same-position.geojson": geojson("LineString", [[-30, 50], [-30, 50]]),
    "far.geojson": geojson("LineString", [[-30, 50], [1e308, 50]]), "north.geojson": geojson("LineString", [[-30, 50], [-30, 95]]),
    "metres.geojson": geojson("LineString", [[500_000, 6_000_000], [600_000, 6_000_000]]),
    "empty.kml": raw(b""), "text.kml": text("no xml"), "no-lines.kml": text(KML.format("")), "open.kml": text("<kml><Document>"),
    "entity.kml": text(ENTITY + KML.format(MARK.format("&x;", "0,50 1,50"))), "laughs.kml": text(LAUGHS + KML.format(MARK.format("&j;", "0,50 1,50"))),
    "deep.kml": text("<kml>" + "<Folder>" * 50_000), "words.kml": text(KML.format(MARK.format("x", "a,b c,d"))),
    "link.kml": text(KML.format("<NetworkLink><Link><href>http://127.0.0.1:9/x.kml</href></Link></NetworkLink>")),
    "far.kml": text(KML.format(MARK.format("x", "0,50 1e308,50"))), "empty.kmz": raw(b""), "no-zip.kmz": text("PK"),
    "empty.gpx": raw(b""), "no-tracks.gpx": text("<gpx></gpx>"), "entity.gpx": text(ENTITY.replace("kml", "gpx") + "<gpx>&x;</gpx>"),
    "empty.dxf": raw(b""), "text.dxf": text("no drawing"), "empty.parquet": raw(b""), "head.parquet": raw(b"PAR1" + b"\x00" * 50 + b"PAR1"),
    "empty.osm": raw(b""), "no-ways.osm": text("<osm></osm>"), "suffix.nonsense": text("x"), "no-suffix": text("x"),
}  # fmt: skip
NO_AREAS: dict[str, Make] = {
    "open-ring.geojson": geojson("Polygon", [SQUARE[:-1]]), "two-points.geojson": geojson("Polygon", [SQUARE[:2]]),
    "no-rings.geojson": geojson("Polygon", []), "empty-ring.geojson": geojson("Polygon", [[]]),
    "beyond-180.geojson": geojson("Polygon", [[[-400, 50], [400, 50], [400, 55], [-400, 55], [-400, 50]]]),
    "beyond-90.geojson": geojson("Polygon", [[[-40, 50], [-30, 50], [-30, 95], [-40, 95], [-40, 50]]]),
    "metres.geojson": geojson("Polygon", [[[5e5, 6e6], [6e5, 6e6], [6e5, 7e6], [5e5, 7e6], [5e5, 6e6]]]),
    "huge.geojson": geojson("Polygon", [[[-1e308, 50], [1e308, 50], [1e308, 55], [-1e308, 50]]]),
}  # fmt: skip
AREAS_READ: dict[str, Make] = {
    "bow-tie.geojson": geojson("Polygon", [[[-40, 50], [-30, 55], [-30, 50], [-40, 55], [-40, 50]]]),
    "3d.geojson": geojson("Polygon", [[[*at, 5.0] for at in SQUARE]]), "no-size.geojson": geojson("Polygon", [[[-40, 50]] * 4]),
    "line.geojson": geojson("LineString", [[-40, 70], [-30, 70]]),
    "big-value.geojson": geojson("Polygon", [SQUARE], properties={"x": 1e308, "name": "<script>alert(1)</script>"}),
}  # fmt: skip


def _sheet(cells: dict[str, Any]) -> Make:
    def write(path: Path) -> None:
        book = openpyxl.Workbook()
        for at, value in cells.items():
            book.active[at] = value
        book.save(path)

    return write


def _bomb(name: str) -> Make:
    def write(path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as box:
            box.writestr("[Content_Types].xml", "<Types/>")
            box.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            with box.open(name, "w", force_zip64=True) as part:
                for _ in range(300):
                    part.write(b" " * 1_000_000)

    return write


def _escaping(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as box:
        box.writestr("../../escaped.kml", "x")
        box.writestr("/tmp/escaped.kml", "x")


def _repeated(path: Path) -> None:
    raw_ods = as_ods({"x": [["Latitude", "Longitude"], ["53.27", "-9.05"]]})
    with zipfile.ZipFile(io.BytesIO(raw_ods)) as box:
        content = box.read("content.xml").decode()
    content = content.replace(
        "<table:table-row>", '<table:table-row table:number-rows-repeated="99999999999">'
    )
    with zipfile.ZipFile(path, "w") as box:
        box.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        box.writestr("content.xml", content)


HEAD = "Pos,Latitude,Longitude\n"
NO_LISTS: dict[str, Make] = {
    "empty.csv": raw(b""), "bom.csv": raw(b"\xef\xbb\xbf"), "blank.csv": text("\n" * 1_000), "nuls.csv": raw(b"\x00" * 1_000),
    "head.csv": text(HEAD), "one.csv": text(HEAD + "1,53.27,-9.05\n"), "bytes.csv": raw(bytes(range(256)) * 10),
    "no-headings.csv": text("a,b\n1,2\n"), "words.csv": text(HEAD + "1,a,b\n2,c,d\n"), "far.csv": text(HEAD + "1,53,-9\n2,95,-9\n"),
    "huge.csv": text(HEAD + "1,1e308,1e308\n2,1e309,1\n"), "nan.csv": text(HEAD + "1,nan,nan\n2,inf,inf\n"),
    "wide.csv": text(",".join(["x"] * 200_000)), "long-cell.csv": text(HEAD + "1," + "9" * 200_000 + ",1\n2,53,-9\n"),
    "open-quote.csv": text(HEAD + '"1,53,-9\n2,52,-10\n'), "quotes.csv": text('"' * 100_000), "binary.csv": raw(b"\xff\xfe" + b"\x81\x82" * 500),
    "formula.csv": text(HEAD + "=cmd|'/C calc'!A0,=1+1,=2\n@SUM(1),+1,-2\n"), "separators.csv": text(";" * 50_000), "same.csv": text(HEAD + "1,53,-9\n2,53,-9\n"),
    "empty.xlsx": raw(b""), "text.xlsx": text("no workbook"), "zip.xlsx": raw(b"PK\x05\x06" + b"\x00" * 18), "blank.xlsx": _sheet({}),
    "far-cell.xlsx": _sheet({"XFD1048576": 1}), "formulas.xlsx": _sheet({"A1": "Latitude", "B1": "Longitude", "A2": "=1+1", "B2": "=A2"}),
    "bomb.xlsx": _bomb("xl/worksheets/sheet1.xml"), "bomb.ods": _bomb("content.xml"), "repeated.ods": _repeated,
    "empty.ods": raw(b""), "escaping.kmz": _escaping, "escaping.xlsx": _escaping, "old.xls": raw(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600),
}  # fmt: skip


def _named(door: str, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    return tuple(
        Entry(f"{door}-{one.name}", one.arguments, one.code, one.words, one.file, one.make) for one in entries
    )


ENTRIES: tuple[Entry, ...] = (
    *_named("score", files(SCORE, DATA, (), NO_SHAPES | NO_LINES | NO_LISTS)),
    *_named("avoid", files(AVOID, DATA, (), NO_SHAPES | NO_AREAS)),
    *_named("avoid", files(AVOID, DONE, ("length",), AREAS_READ)),
)
