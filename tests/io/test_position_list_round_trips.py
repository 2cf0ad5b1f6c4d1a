"""Any list of positions, written in any of the supported styles, is read back to 1e-6 degrees."""

import csv
import io
import re
import tempfile
import zipfile
from itertools import pairwise
from pathlib import Path

import numpy as np
import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from routeplan.io.lines import read_lines

PARTS = 10**6  # of a minute
WORDS = {
    "english": ("North", "South", "East", "West"), "german": ("Nord", "Süd", "Ost", "West"),
    "french": ("Nord", "Sud", "Est", "Ouest"), "norwegian": ("nord", "sør", "øst", "vest"),
    "russian": ("с.ш.", "ю.ш.", "в.д.", "з.д."), "letters": ("N", "S", "E", "W"),
}  # fmt: skip
HEADINGS = [
    ("Latitude", "Longitude"), ("lat", "lon"), ("Lat.", "Long."), ("Breite", "Länge"), ("Breddegrad", "Lengdegrad"),
    ("Широта", "Долгота"), ("緯度", "経度"), ("latitud", "longitud"), ("Latitude (WGS 84)", "Longitude (WGS 84)"),
]  # fmt: skip


def split(value):
    """Whole degrees, whole minutes and millionths of a minute of an angle."""
    degrees, rest = divmod(round(abs(value) * 60 * PARTS), 60 * PARTS)
    return degrees, *divmod(rest, PARTS)


def decimal(value):
    return f"{value:.8f}"


def minutes(value):
    degrees, whole, parts = split(value)
    return degrees, f"{whole:02d}.{parts:06d}"


def seconds(value):
    degrees, whole, parts = split(value)
    return degrees, whole, f"{parts * 60 / PARTS:08.5f}"


def hemisphere(value, axis, words):
    return WORDS[words][2 * axis + (value < 0)]


def one_column(style, words):
    """Write an angle in one cell."""

    def write(value, axis):
        letter = hemisphere(value, axis, words)
        degrees, decimals = minutes(value)
        d, m, s = seconds(value)
        sign = "-" if value < 0 else ""
        width = 2 + axis
        return {
            "signed": decimal(value),
            "lettered": f"{abs(value):.8f} {letter}",
            "before": f"{letter} {abs(value):.8f}",
            "minutes": f"{degrees} {decimals} {letter}",
            "marks": f"{degrees:0{width}d}°{decimals}'{letter}",
            "dashes": f"{degrees:0{width}d}-{decimals} {letter}",
            "seconds": f"{d}°{m:02d}'{s}\" {letter}",
            "colons": f"{sign}{d}:{m:02d}:{s}",
            "units": f"{d}d{m}m{s}s {letter}",
            "packed": f"{degrees:0{width}d}{decimals}{hemisphere(value, axis, 'letters')}",
        }[style]

    return write


STYLES = [
    "signed",
    "lettered",
    "before",
    "minutes",
    "marks",
    "dashes",
    "seconds",
    "colons",
    "units",
    "packed",
]
angles = st.tuples(
    st.floats(-89.99, 89.99).filter(lambda lat: abs(lat) >= 1.0), st.floats(-179.99, 179.99)
).map(lambda pair: (round(pair[0], 6), round(pair[1], 6)))
lists = st.lists(angles, min_size=2, max_size=7, unique=True)


def read_back(rows, name="rpl.csv", separator=",", comma=False):
    if comma:
        rows = [rows[0], *([re.sub(r"(?<=\d)\.(?=\d)", ",", text) for text in row] for row in rows[1:])]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        if name.endswith(".xlsx"):
            book = openpyxl.Workbook()
            for row in rows:
                book.active.append(row)
            book.save(path)
        elif name.endswith(".ods"):
            write_ods(path, rows)
        else:
            text = io.StringIO()
            csv.writer(text, delimiter=separator).writerows(rows)
            path.write_text(text.getvalue(), encoding="utf-8")
        (line,) = read_lines(path)
    return line


def write_ods(path, rows):
    office, table, text = (
        f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for name in ("office", "table", "text")
    )
    cells = "".join(
        "<t:table-row>"
        + "".join(f"<t:table-cell><x:p>{cell}</x:p></t:table-cell>" for cell in row)
        + "</t:table-row>"
        for row in rows
    )
    xml = (
        f'<o:document-content xmlns:o="{office}" xmlns:t="{table}" xmlns:x="{text}"><o:body><o:spreadsheet>'
        f'<t:table t:name="S">{cells}</t:table></o:spreadsheet></o:body></o:document-content>'
    )
    with zipfile.ZipFile(path, "w") as box:
        box.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        box.writestr("content.xml", xml)


def assert_same(line, positions):
    lat, lon = np.array(positions).T
    np.testing.assert_allclose(line.lat, lat, atol=1e-6)
    np.testing.assert_allclose((line.lon - lon + 180) % 360 - 180, 0, atol=1e-6)


@settings(max_examples=150, deadline=None)
@given(
    positions=lists,
    style=st.sampled_from(STYLES),
    words=st.sampled_from(sorted(WORDS)),
    headings=st.sampled_from(HEADINGS),
    layout=st.sampled_from(
        [("rpl.csv", ","), ("rpl.csv", ";"), ("rpl.tsv", "\t"), ("rpl.xlsx", ""), ("rpl.ods", "")]
    ),
    comma=st.booleans(),
)
def test_one_column_for_each_angle(positions, style, words, headings, layout, comma):
    write = one_column(style, words)
    rows = [["Event", *headings]]
    rows += [[f"P{n}", write(lat, 0), write(lon, 1)] for n, (lat, lon) in enumerate(positions)]
    assert_same(read_back(rows, *layout, comma=comma), positions)


@settings(max_examples=80, deadline=None)
@given(
    positions=lists,
    names=st.sampled_from(
        [
            ("Deg", "Min", "Sec", "N/S", "E/W"), ("°", "'", '"', "Hem", "Hem"), ("d", "m", "s", "h", "h"),
            ("Grad", "Minuten", "Sekunden", "N/S", "E/W"), ("degrees", "minutes", "seconds", "dir", "dir"),
        ]
    ),
    with_seconds=st.booleans(),
    words=st.sampled_from(["letters", "english", "german"]),
    letter_first=st.booleans(),
    book=st.booleans(),
)  # fmt: skip
def test_degrees_minutes_and_seconds_in_columns(positions, names, with_seconds, words, letter_first, book):
    def cells(value, axis):
        d, m, s = seconds(value)
        numbers = [str(d), str(m), s] if with_seconds else [str(minutes(value)[0]), minutes(value)[1]]
        letter = [hemisphere(value, axis, words)]
        return letter + numbers if letter_first else numbers + letter

    def titles(axis):
        own = [f"{('Lat', 'Lon')[axis]} {name}" for name in names[: 3 if with_seconds else 2]]
        letter = [f"{('Lat', 'Lon')[axis]} {names[3 + axis]}"]
        return letter + own if letter_first else own + letter

    rows = [["Pos", *titles(0), *titles(1)]]
    rows += [[str(n), *cells(lat, 0), *cells(lon, 1)] for n, (lat, lon) in enumerate(positions, start=1)]
    assert_same(read_back(rows, "rpl.xlsx" if book else "rpl.csv"), positions)


@settings(max_examples=80, deadline=None)
@given(
    positions=lists,
    style=st.sampled_from(["signed", "lettered", "before", "minutes", "marks", "seconds"]),
    between=st.sampled_from([" ", ", ", " / ", "; "]),
    heading=st.sampled_from(["Position", "Koordinaten", "Coordinates", "Lat/Lon"]),
)
def test_both_angles_in_one_column(positions, style, between, heading):
    write = one_column(style, "letters")
    rows = [
        ["Event", heading],
        *([f"P{n}", write(lat, 0) + between + write(lon, 1)] for n, (lat, lon) in enumerate(positions)),
    ]
    assert_same(read_back(rows, separator="\t"), positions)


@settings(max_examples=60, deadline=None)
@given(
    positions=lists,
    headings=st.sampled_from(
        [
            ("From Lat", "From Lon", "To Lat", "To Lon"),
            ("Lat von", "Lon von", "Lat bis", "Lon bis"),
            ("Start latitude", "Start longitude", "End latitude", "End longitude"),
        ]
    ),
)
def test_legs_from_and_to(positions, headings):
    legs = [[decimal(v) for v in (*one, *other)] for one, other in pairwise(positions)]
    assert_same(read_back([headings, *legs]), positions)


@settings(max_examples=60, deadline=None)
@given(
    positions=lists,
    signs=st.tuples(st.booleans(), st.booleans()),
    titles=st.sampled_from(
        ["Latitude ({}),Longitude ({})", "Lat {},Long {}", "Lat °{},Lon °{}", "Breite [{}],Länge [{}]"]
    ),
)
def test_the_hemisphere_in_the_heading(positions, signs, titles):
    positions = [
        (abs(lat) * (-1 if signs[0] else 1), abs(lon) * (-1 if signs[1] else 1)) for lat, lon in positions
    ]
    headings = titles.format("S" if signs[0] else "N", "W" if signs[1] else "E").split(",")
    rows = [headings, *([decimal(abs(lat)), decimal(abs(lon))] for lat, lon in positions)]
    assert_same(read_back(rows), positions)


@settings(max_examples=60, deadline=None)
@given(positions=lists)
def test_well_known_text_and_numbers_all_round(positions):
    text = ", ".join(f"{decimal(lon)} {decimal(lat)}" for lat, lon in positions)
    assert_same(read_back([["id", "WKT"], ["1", f"LINESTRING ({text})"]]), positions)
    rows = [["lat", "lon"], *([decimal(lat), decimal(lon % 360)] for lat, lon in positions)]
    assert_same(read_back(rows), positions)
