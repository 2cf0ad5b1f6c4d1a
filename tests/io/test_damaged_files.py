"""Five hundred damaged files: each is refused in one line, told to be doubtful, or read as what it was."""

import csv
import io
import json
import random
import warnings
from collections import Counter

import geopandas as gpd
import numpy as np
import openpyxl
import pytest
import shapely
from ods_kit import as_ods
from pyproj import Geod

from routeplan.errors import RouteplanError
from routeplan.io.lines import read_lines

WGS84 = Geod(ellps="WGS84")
BASE = [
    (53.27, -9.05), (53.1, -11.5), (52.5, -16.0), (51.2, -25.0),
    (49.0, -36.0), (46.0, -47.0), (44.2, -58.0), (44.64, -63.57),
]  # fmt: skip
# As far as a list's own distances tell: 0.5 % of a leg of 900 km.
CLOSE_KM = 10.0


def kilometre_points():
    lat, lon = np.array(BASE).T
    return np.concatenate([[0.0], np.cumsum(WGS84.line_lengths(lon, lat)) / 1000.0])


def rows():
    heading = ["Pos", "Event", "Latitude", "Longitude", "KP"]
    body = [
        [str(number), "A/C", f"{lat:.4f}", f"{lon:.4f}", f"{km:.3f}"]
        for number, ((lat, lon), km) in enumerate(zip(BASE, kilometre_points(), strict=True), start=1)
    ]
    return [heading, *body]


def as_csv(table, separator=","):
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows(table)
    return text.getvalue().encode()


def as_xlsx(table):
    book, raw = openpyxl.Workbook(), io.BytesIO()
    for row in table:
        book.active.append(row)
    book.save(raw)
    return raw.getvalue()


def as_geojson():
    line = {"type": "LineString", "coordinates": [[lon, lat] for lat, lon in BASE]}
    return json.dumps({"type": "Feature", "properties": {"name": "base"}, "geometry": line}).encode()


def as_kml():
    points = " ".join(f"{lon},{lat}" for lat, lon in BASE)
    mark = f"<Placemark><LineString><coordinates>{points}</coordinates></LineString></Placemark>"
    return f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{mark}</Document></kml>'.encode()


def as_gpx():
    points = "".join(f'<trkpt lat="{lat}" lon="{lon}"/>' for lat, lon in BASE)
    head = '<gpx version="1.1" creator="t" xmlns="http://www.topografix.com/GPX/1/1">'
    return f"{head}<trk><trkseg>{points}</trkseg></trk></gpx>".encode()


def damaged_table(chance):
    """One change that a person or a program makes to a table; its own distances are left as they were."""
    table = [list(row) for row in rows()]
    row, other = chance.sample(range(1, len(table)), 2)
    column = chance.choice([2, 3])
    match chance.randrange(10):
        case 0:
            table[row][column] = ""
        case 1:
            table[row][column] = table[row][column].lstrip("-")
        case 2:
            table[row][column] = chance.choice(["n/a", "#REF!", "tbd", "-", "53 61.0 N", "99", "1e9", "nan"])
        case 3:
            table[row][2], table[row][3] = table[row][3], table[row][2]
        case 4:
            table[row], table[other] = table[other], table[row]
        case 5:
            table[row] = table[row][: chance.randrange(5)]
        case 6:
            table[row][column] = table[row][column].replace(".", "")
        case 7:
            table[0][chance.randrange(5)] = chance.choice(["", "Latitude", "x", "Longitude (E)"])
        case 8:
            table[row][column] = str(round(float(table[row][column]) + chance.choice([-10, -1, 1, 10]), 4))
        case _:
            del table[row]
    return table


def damaged_bytes(raw, chance):
    """Cut a file, or write bytes over it that no text has."""
    at = chance.randrange(1, len(raw) - 1)
    match chance.randrange(3):
        case 0:
            return raw[:at]
        case 1:
            return raw[:at] + b"\0" + raw[at + 1 :]
        case _:
            return raw[:at] + bytes(chance.randrange(128, 256) for _ in range(4)) + raw[at + 4 :]


def degrees_minutes(angle, digits):
    degrees = int(abs(angle) + 1e-9)
    return f"{degrees:0{digits}d}", f"{(abs(angle) - degrees) * 60.0:06.3f}"


def notations():
    """The list in other layouts, each with the separator of its kind."""
    parts = [(degrees_minutes(lat, 2), degrees_minutes(lon, 3)) for lat, lon in BASE]
    kp = [f"{km:.3f}" for km in kilometre_points()]
    bodies = {
        "Pos,Lat Deg,Lat Min,N/S,Lon Deg,Lon Min,E/W": [[*lat, "N", *lon, "W"] for lat, lon in parts],
        "Pos,Latitude,Longitude": [[f"{' '.join(lat)} N", f"{' '.join(lon)} W"] for lat, lon in parts],
        "No,Lat,Lon": [[f"{''.join(lat)}N", f"{''.join(lon)}W"] for lat, lon in parts],
        "Pos,Latitude (N),Longitude (W)": [[str(lat), str(-lon)] for lat, lon in BASE],
        "Nr,Breite,Länge": [
            [f"{lat}° N".replace(".", ","), f"{-lon}° W".replace(".", ",")] for lat, lon in BASE
        ],
        "Pos,Position": [[f"{' '.join(lat)}N {' '.join(lon)}W"] for lat, lon in parts],
    }
    for heading, body in bodies.items():
        rows = [[str(at), *row, kp[at]] for at, row in enumerate(body)]
        yield [[*heading.split(","), "KP"], *rows], ";" if heading.startswith("Nr") else ","
    legs = [[str(at), *map(str, BASE[at]), *map(str, BASE[at + 1]), kp[at]] for at in range(len(BASE) - 1)]
    yield [["Leg", "From Lat", "From Lon", "To Lat", "To Lon", "KP"], *legs], ","


def damaged_notation(table, chance):
    """One change to a list in another layout: to a cell, a row or a heading."""
    table = [list(row) for row in table]
    row, other = chance.sample(range(1, len(table)), 2)
    column = chance.randrange(1, len(table[0]) - 1)
    cell = table[row][column]
    match chance.randrange(9):
        case 0:
            table[row][column] = chance.choice(["", "n/a", "#REF!", "tbd", "-", "99", "1e9", "nan", "?"])
        case 1:
            table[row][column] = cell.translate(str.maketrans("", "", "NSEW-"))
        case 2:
            table[row], table[other] = table[other], table[row]
        case 3:
            table[row] = table[row][: chance.randrange(len(table[row]))]
        case 4:
            table[row][column] = cell.replace(".", "").replace(",", "")
        case 5:
            table[0][chance.randrange(len(table[0]))] = chance.choice(["", "Latitude", "x", "Longitude (E)"])
        case 6:
            table[row][column] = cell.replace("W", "E").replace("N", "S")
        case 7:
            table[row][column] = cell + chance.choice(["*", "¹", " (2)", "'", "°"])
        case _:
            table[row].insert(column, chance.choice(["", "7"]))
    return table


def as_map(suffix, folder):
    """The line as geopandas writes it in binary formats."""
    line = shapely.LineString([(lon, lat) for lat, lon in BASE])
    path = folder / f"whole{suffix}"
    gpd.GeoDataFrame(geometry=[line], crs=4326).to_file(path)
    return path.read_bytes()


def further_cases(folder):
    """Lists in other layouts as text, workbook and OpenDocument, and files of maps."""
    chance = random.Random(18)
    layouts = list(notations())
    for number in range(140):
        table, separator = layouts[number % len(layouts)]
        table = damaged_notation(table, chance)
        match number % 4:
            case 0:
                yield ".xlsx", as_xlsx(table)
            case 1:
                yield ".ods", as_ods({"RPL": table})
            case _:
                yield ".csv", as_csv(table, separator)
    points = ", ".join(f"{lon} {lat}" for lat, lon in BASE)
    whole = {
        ".ods": as_ods({"RPL": rows()}),
        ".wkt": f"LINESTRING({points})".encode(),
        **{suffix: as_map(suffix, folder) for suffix in (".gpkg", ".fgb", ".dxf", ".shz")},
    }
    for suffix, raw in whole.items():
        for _ in range(10):
            # Bytes written over the numbers of a binary format make other numbers: nothing can tell.
            is_cut = suffix in (".gpkg", ".fgb")
            yield suffix, raw[: chance.randrange(len(raw))] if is_cut else damaged_bytes(raw, chance)


def cases():
    chance = random.Random(17)
    for _ in range(100):
        table = damaged_table(chance)
        separator = chance.choice([",", ";", "\t"])
        yield ".csv", as_csv(table, separator)
    for _ in range(50):
        yield ".xlsx", as_xlsx(damaged_table(chance))
    whole = {
        ".xlsx": as_xlsx(rows()),
        ".geojson": as_geojson(),
        ".kml": as_kml(),
        ".gpx": as_gpx(),
        ".csv": as_csv(rows()),
    }
    for suffix, raw in whole.items():
        for _ in range(30):
            yield suffix, damaged_bytes(raw, chance)


def is_what_it_was(line):
    """Whether its positions are some of those of the list, in order."""
    left = iter(BASE)
    for lat, lon in zip(line.lat, line.lon, strict=True):
        near = (
            WGS84.inv(lon, lat, known_lon, known_lat)[2] / 1000.0 < CLOSE_KM for known_lat, known_lon in left
        )
        if not any(near):
            return False
    return True


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    folder = tmp_path_factory.mktemp("damaged")
    found = []
    further = further_cases(tmp_path_factory.mktemp("whole"))
    for number, (suffix, raw) in enumerate([*cases(), *further]):
        path = folder / f"{number}{suffix}"
        path.write_bytes(raw)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of GDAL and openpyxl, about the damage
            try:
                found.append((path, read_lines(path)))
            except RouteplanError as error:
                found.append((path, str(error)))
    return found


def test_five_hundred_damaged_files_are_refused_told_or_read_as_they_were(outcomes):
    assert len(outcomes) == 500
    silent = [
        path.name
        for path, found in outcomes
        if not isinstance(found, str)
        and not all(line.read_as.notes.warnings or is_what_it_was(line) for line in found)
    ]
    assert silent == []


def test_every_refusal_is_one_line_that_names_the_file_and_what_to_do(outcomes):
    refused = [(path, found) for path, found in outcomes if isinstance(found, str)]
    assert len(refused) > 100
    for path, message in refused:
        assert "\n" not in message
        assert path.name in message
        assert "; " in message, message
        assert len(message) < 500


def test_reading_leaves_no_file_behind(outcomes):
    folder = outcomes[0][0].parent
    assert Counter(path.name for path in folder.iterdir()) == Counter(path.name for path, _ in outcomes)
