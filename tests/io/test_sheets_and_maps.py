"""What sheets hide and maps leave to guess: hidden sheets, number formats, numbers as written, coordinate systems."""

import contextlib
import datetime
import json

import geopandas as gpd
import openpyxl
import pytest
import shapely
from ods_kit import as_ods
from openpyxl.styles import Font

from routeplan.errors import DataError
from routeplan.io.lines import read_lines

BASE = [
    (53.27, -9.05), (53.1, -11.5), (52.5, -16.0), (51.2, -25.0),
    (49.0, -36.0), (46.0, -47.0), (44.2, -58.0), (44.64, -63.57),
]  # fmt: skip
LINE = shapely.LineString([(lon, lat) for lat, lon in BASE])


def latlon(line):
    return [(round(float(lat), 6), round(float(lon), 6)) for lat, lon in zip(line.lat, line.lon, strict=True)]


def warnings_of(line):
    return " | ".join(line.read_as.notes.warnings)


@pytest.fixture
def book():
    """A workbook with the list on its only sheet."""
    made = openpyxl.Workbook()
    made.active.title = "RPL"
    for row in (["Event", "Lat", "Lon"], *([f"A{at}", lat, lon] for at, (lat, lon) in enumerate(BASE))):
        made.active.append(row)
    return made


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_hidden_sheets_are_not_read_and_that_is_told(tmp_path, book, first, state):
    old = book.copy_worksheet(book["RPL"])
    old.title = "old"
    old["B2"] = 60.0
    old.sheet_state = state
    if first:
        book.move_sheet("old", -1)
    book.save(tmp_path / "a.xlsx")
    (line,) = read_lines(tmp_path / "a.xlsx")
    assert latlon(line) == BASE
    assert "hidden sheets are not read: old" in warnings_of(line)


def test_hidden_and_struck_out_rows_are_told(tmp_path, book):
    book["RPL"].row_dimensions[4].hidden = True
    for cell in book["RPL"][6]:
        cell.font = Font(strike=True)
    book.save(tmp_path / "a.xlsx")
    (line,) = read_lines(tmp_path / "a.xlsx")
    assert "row 4 is hidden and is read" in warnings_of(line)
    assert "row 6 is struck out and is read" in warnings_of(line)


@pytest.mark.parametrize(
    "number_format",
    ['0.00" V"', '0.00" Ouest"', '0.00"° westl. L."', "0.00[$ W]", '"西経"0.00', '0.00" з.д."'],
)
def test_hemispheres_in_number_formats_are_read_in_their_language(tmp_path, book, number_format):
    for row in range(2, 10):
        cell = book["RPL"].cell(row, 3)
        cell.value, cell.number_format = abs(cell.value), number_format
    book.save(tmp_path / "a.xlsx")
    (line,) = read_lines(tmp_path / "a.xlsx")
    assert latlon(line) == BASE


def test_o_in_a_number_format_is_left_to_the_headings(tmp_path, book):
    for row in range(2, 10):
        cell = book["RPL"].cell(row, 3)
        cell.value, cell.number_format = abs(cell.value), '0.00" O"'
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(DataError, match="east in German and west in French"):
        read_lines(tmp_path / "a.xlsx")


def test_dates_are_no_angles_and_the_suffix_of_a_workbook_is_free(tmp_path, book):
    book.save(tmp_path / "a.bin")
    assert latlon(read_lines(tmp_path / "a.bin")[0]) == BASE
    book["RPL"]["C4"] = datetime.datetime(2026, 1, 9)
    book.save(tmp_path / "b.xlsx")
    with pytest.raises(DataError, match=r"row 4: longitude .* is not valid"):
        read_lines(tmp_path / "b.xlsx")


def test_hidden_sheets_of_an_opendocument_are_not_read(tmp_path):
    old = [["Lat", "Lon"], *([lat + 2, lon] for lat, lon in BASE)]
    sheets = {"old": old, "RPL": [["Lat", "Lon"], *BASE]}
    (tmp_path / "a.ods").write_bytes(as_ods(sheets, hidden=["old"]))
    (line,) = read_lines(tmp_path / "a.ods")
    assert latlon(line) == BASE
    assert "hidden sheets are not read: old" in warnings_of(line)


def test_numbers_of_kml_and_gpx_that_are_read_in_part_only_are_refused(tmp_path):
    def kml(points):
        line = f"<LineString><coordinates>{points}</coordinates></LineString>"
        return f"<kml><Document><Placemark>{line}</Placemark></Document></kml>"

    def gpx(points):
        return f'<gpx version="1.1" creator="t" xmlns="http://www.topografix.com/GPX/1/1"><rte>{points}</rte></gpx>'

    for name, text in {
        "comma.kml": kml("-9,05,53,27 -11,5,53,1"),
        "words.kml": kml("-9.05W,53.27N -11.5W,53.1N"),
        "comma.gpx": gpx('<rtept lat="53,27" lon="-9,05"/><rtept lat="53,1" lon="-11,5"/>'),
        "without.gpx": gpx('<rtept lat="53.27"/><rtept lat="53.1" lon="-11.5"/><rtept lat="52" lon="-12"/>'),
    }.items():
        (tmp_path / name).write_text(text)
        with pytest.raises(DataError, match=r"is not a position; write .* with decimal points"):
            read_lines(tmp_path / name)
    (tmp_path / "blanks.kml").write_text(kml("-9.05, 53.27, 0\n -11.5, 53.1, 0"))
    assert latlon(read_lines(tmp_path / "blanks.kml")[0]) == BASE[:2]


@pytest.mark.parametrize("epsg", [3857, 3995, 4326])
def test_geoparquet_is_read_by_its_coordinate_system(tmp_path, epsg):
    pytest.importorskip("pyarrow")
    gpd.GeoDataFrame(geometry=[LINE], crs=4326).to_crs(epsg).to_parquet(tmp_path / "a.parquet")
    (line,) = read_lines(tmp_path / "a.parquet")
    assert latlon(line) == BASE


def test_geoparquet_on_another_datum_is_shifted(tmp_path):
    pytest.importorskip("pyarrow")
    gpd.GeoDataFrame(geometry=[LINE], crs=4230).to_parquet(tmp_path / "a.parquet")
    (line,) = read_lines(tmp_path / "a.parquet")
    assert "shifted from the datum of EPSG:4230 to WGS 84" in warnings_of(line)


def collection(*shapes, **properties):
    features = [{"type": "Feature", "properties": properties, "geometry": shape} for shape in shapes]
    return json.dumps({"type": "FeatureCollection", "features": features})


def test_a_property_names_the_datum_of_a_line(tmp_path):
    (tmp_path / "a.geojson").write_text(collection(LINE.__geo_interface__, datum="ED50"))
    (line,) = read_lines(tmp_path / "a.geojson")
    assert line.read_as.notes.datum == "WGS 84, shifted from ED50"


def test_lines_of_a_map_that_zigzag_are_told(tmp_path):
    order = [4, 0, 2, 6, 1, 3, 5, 7]
    points = [(BASE[at][1], BASE[at][0]) for at in order]
    (tmp_path / "a.geojson").write_text(collection({"type": "LineString", "coordinates": points}))
    (line,) = read_lines(tmp_path / "a.geojson")
    assert "the line goes back on itself" in warnings_of(line)


def test_a_shapefile_with_a_broken_coordinate_system_is_refused(tmp_path):
    gpd.GeoDataFrame(geometry=[LINE], crs=4326).to_file(tmp_path / "a.shp")
    system = (tmp_path / "a.prj").read_bytes()
    for at in range(5, len(system), 7):
        (tmp_path / "a.prj").write_bytes(system[:at] + bytes([200, 201, 202, 203]) + system[at + 4 :])
        with contextlib.suppress(DataError):
            assert latlon(read_lines(tmp_path / "a.shp")[0])[0] == pytest.approx(BASE[0], abs=0.01)


def test_json_that_is_too_deep_is_refused(tmp_path):
    (tmp_path / "a.geojson").write_text(
        '{"type":"FeatureCollection","features":' + "[" * 100_000 + "]" * 100_000 + "}"
    )
    with pytest.raises(DataError, match="save it again, as GeoJSON or GeoPackage"):
        read_lines(tmp_path / "a.geojson")


@pytest.mark.parametrize("key", ["event_no", "Position No", "point", "num"])
def test_points_are_ordered_by_whatever_numbers_them(tmp_path, key):
    order = [4, 0, 2, 6, 1, 3, 5, 7]
    points = [shapely.Point(BASE[at][1], BASE[at][0]) for at in order]
    gpd.GeoDataFrame({key: order}, geometry=points, crs=4326).to_file(tmp_path / "a.geojson")
    (line,) = read_lines(tmp_path / "a.geojson")
    assert latlon(line) == BASE


def test_distances_of_points_are_compared_and_points_of_other_layers_told(tmp_path):
    points = [shapely.Point(lon, lat) for lat, lon in BASE]
    frame = gpd.GeoDataFrame({"kp": [600.0 * at for at in range(8)]}, geometry=points, crs=4326)
    frame.to_file(tmp_path / "a.gpkg", layer="one")
    frame.to_file(tmp_path / "a.gpkg", layer="two")
    (line,) = read_lines(tmp_path / "a.gpkg")
    assert "cumulative distance, 4,200.0 km, disagrees" in warnings_of(line)
    assert "points of other layers are not read: two" in warnings_of(line)
