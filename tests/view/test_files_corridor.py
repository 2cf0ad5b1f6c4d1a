"""Files of corridors: outline, passages and landings; cells after the CF conventions."""

from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
import shapely
import xarray as xr
from files_kit import SOURCE, WGS84
from pyproj import CRS, Transformer
from shapely.geometry import shape

from routeplan.catalog.models import Landing
from routeplan.engineering.crossings import CrossedKind, Crossing
from routeplan.errors import OutputError
from routeplan.io.lines import read_lines
from routeplan.planning.corridor import derive_corridor, find_fields
from routeplan.planning.corridor.record import corridor_record
from routeplan.view.files import FileOptions, write_result


@pytest.fixture(scope="module")
def corridor(draw):
    """Past an island beside the pole, on both sides of 180."""
    seabed = draw(
        """
        ~~~~~~~~~~~~~~~
        ~~~~~~~~~~~~~~~
        ~A~~~~###~~~~B~
        ~~~~~~###~~~~~~
        ~~~~~~~~~~~~~~~
        ~~~~~~~~~~~~~~~
        """,
        times=5,
    )
    ends = [Landing(name, f"Ðrawn {name}", "NO", *seabed.place(name)[1:]) for name in "AB"]
    fields = find_fields(seabed.cost_grid, *ends, landfall_limit_km=0.01)
    return derive_corridor(fields, seabed.surface, within_pct=20.0, obstacle_km=20.0, sources=(SOURCE,))


def test_a_corridor_as_csv_is_the_table_of_its_passages(corridor, tmp_path):
    corridor.write(tmp_path / "corridor.csv")
    rows = pd.read_csv(tmp_path / "corridor.csv")
    assert rows["kind"].tolist() == ["passage", "passage"]
    assert rows["length_km"].tolist() == pytest.approx([one.length_km for one in corridor.passages], abs=0.01)


def test_a_corridor_in_geojson_is_an_outline_a_line_for_each_passage_and_two_landings(corridor, tmp_path):
    corridor.write(tmp_path / "corridor.geojson")
    collection = json.loads((tmp_path / "corridor.geojson").read_text(encoding="utf-8"))
    kinds = [feature["properties"]["kind"] for feature in collection["features"]]
    assert kinds == ["corridor", "passage", "passage", "landing", "landing"]
    assert len({feature["id"] for feature in collection["features"]}) == 5
    assert collection["routeplan"]["sources"] == [
        {"name": "a drawn seabed", "licence": "CC0-1.0", "sha256": "0" * 64}
    ]
    area, *lines, _, _ = (shape(feature["geometry"]) for feature in collection["features"])
    assert area.is_valid
    assert abs(WGS84.geometry_area_perimeter(area)[0]) / 1e6 == pytest.approx(corridor.area_km2, rel=1e-4)
    for line, passage in zip(lines, corridor.passages, strict=True):
        assert WGS84.geometry_length(line) / 1000 == pytest.approx(passage.length_km, rel=1e-5)
    assert area.buffer(0.3).contains(lines[0])


def test_a_passage_tells_which_cell_it_is_known_by_and_what_it_costs(corridor, tmp_path):
    corridor.write(tmp_path / "corridor.json")
    collection = json.loads((tmp_path / "corridor.json").read_text(encoding="utf-8"))
    features = [each for each in collection["features"] if each["properties"]["kind"] == "passage"]
    assert [feature["id"] for feature in features] == ["passage--1--A--B", "passage--2--A--B"]
    for feature, passage in zip(features, corridor.passages, strict=True):
        properties = feature["properties"]
        assert properties["cell_lon"] == pytest.approx(passage.cell_lon, abs=1e-6)
        assert properties["cell_lat"] == pytest.approx(passage.cell_lat, abs=1e-6)
        assert properties["cost_usd"] == pytest.approx(passage.cost_usd, abs=0.5)
    outline = collection["features"][0]["properties"]
    assert (outline["from"], outline["to"], outline["within_pct"]) == ("A", "B", 20.0)


def test_the_record_of_a_corridor_agrees_with_itself(corridor):
    record = corridor_record(corridor)
    first, second = record["passages"]
    assert record["best_usd"] == first["cost_usd"]
    assert second["excess_pct"] == pytest.approx(100 * (second["cost_usd"] / first["cost_usd"] - 1), abs=1e-3)
    assert 0 < second["excess_pct"] <= record["within_pct"]
    assert record["spacing_km"] == 5.0


def test_the_cells_of_a_corridor_come_back_from_netcdf_where_they_were(corridor, tmp_path):
    corridor.write(tmp_path / "corridor.nc")
    with xr.open_dataset(tmp_path / "corridor.nc") as cells:
        np.testing.assert_array_equal(cells["excess_pct"], corridor.excess_pct)
        assert cells["excess_pct"].attrs["units"] == "percent"
        assert cells["easting"].attrs["units"] == cells["northing"].attrs["units"] == "m"
        assert cells["easting"].attrs["standard_name"] == "projection_x_coordinate"
        assert cells["northing"].attrs["standard_name"] == "projection_y_coordinate"
        assert "not for navigation" in cells.attrs["comment"]
        assert json.loads(cells.attrs["routeplan"])["sources"][0]["name"] == "a drawn seabed"
        assert "crs_wkt" in cells["crs"].attrs
        assert "history" in cells.attrs
        plane = CRS.from_cf(cells[cells["excess_pct"].attrs["grid_mapping"]].attrs)
        row, col = np.unravel_index(np.nanargmin(cells["excess_pct"]), cells["excess_pct"].shape)
        lowest = float(cells["easting"][col]), float(cells["northing"][row])
    lon, lat = Transformer.from_crs(plane, 4326, always_xy=True).transform(*lowest)
    line = corridor.passages[0].line
    assert min(WGS84.inv([lon] * 50, [lat] * 50, *points(line, 50))[2]) < 20_000


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_checker_of_the_cf_conventions_finds_nothing(corridor, tmp_path):
    pytest.importorskip("compliance_checker", reason="compliance-checker of the extra dev is not installed")
    from compliance_checker.runner import CheckSuite

    corridor.write(tmp_path / "corridor.nc")
    suite = CheckSuite()
    suite.load_all_available_checkers()
    found = suite.run_all(suite.load_dataset(str(tmp_path / "corridor.nc")), ["cf:1.8"], skip_checks=[])
    groups, errors = found["cf:1.8"]
    assert errors == {}
    assert [group.msgs for group in groups if group.value[0] != group.value[1]] == []
    assert sum(group.value[1] for group in groups) > 50


def test_the_same_corridor_gives_the_same_cells_byte_for_byte(corridor, tmp_path):
    for name in ("first.nc", "second.nc"):
        corridor.write(tmp_path / name)
    assert (tmp_path / "first.nc").read_bytes() == (tmp_path / "second.nc").read_bytes()


def points(line, count: int) -> tuple[np.ndarray, np.ndarray]:
    between = np.array(WGS84.npts(line.lon[0], line.lat[0], line.lon[-1], line.lat[-1], count))
    return between[:, 0], between[:, 1]


@pytest.mark.parametrize("suffix", [".gpkg", ".zip", ".kml", ".fgb", ".dxf"])
def test_outline_and_passages_are_in_the_formats_of_gis_and_cad(corridor, tmp_path, suffix):
    path = tmp_path / f"corridor{suffix}"
    corridor.write(path)
    if suffix in (".fgb", ".dxf"):
        frame = gpd.read_file(path)
        kinds = frame["kind"] if suffix == ".fgb" else frame["Layer"].str.partition("-")[0].str.lower()
        lines = frame[kinds == "passage"]
        areas = shapely.get_parts(corridor.frame.geometry.iloc[0])
        rings = sum(1 + len(area.interiors) for area in areas)  # a drawing has a line for each
        assert (kinds == "corridor").sum() == (rings if suffix == ".dxf" else 1)
    else:
        lines = gpd.read_file(path, layer="passages")
        (outline,) = gpd.read_file(path, layer="corridor").geometry
        area_km2 = abs(WGS84.geometry_area_perimeter(outline)[0]) / 1e6
        assert area_km2 == pytest.approx(corridor.area_km2, rel=1e-4)
    measured_km = sum(WGS84.geometry_length(line) / 1000 for line in lines.geometry)
    assert measured_km == pytest.approx(sum(passage.length_km for passage in corridor.passages), rel=1e-5)


def test_the_passages_of_a_corridor_can_be_read_back(corridor, tmp_path):
    corridor.write(tmp_path / "corridor.gpkg")
    lines = read_lines(tmp_path / "corridor.gpkg")
    for line, passage in zip(lines, corridor.passages, strict=True):
        assert line.lon.tolist() == pytest.approx(passage.line.lon.tolist(), abs=1e-9)


@pytest.mark.parametrize("suffix", [".geojson", ".nc"])
def test_a_corridor_that_cannot_be_written_leaves_nothing(corridor, tmp_path, suffix):
    with pytest.raises(OutputError, match="cannot write"):
        corridor.write(tmp_path / "missing" / f"corridor{suffix}")
    corridor.write(tmp_path / f"corridor{suffix}")
    assert [path.name for path in tmp_path.iterdir()] == [f"corridor{suffix}"]


def test_crossings_of_its_passages_are_a_layer_and_a_sheet(corridor, tmp_path):
    at = Crossing("passage 1", "Old cable", CrossedKind.OWN, 100.0, 20.0, 10.0, 85.0, 80.0, 3000.0)
    for name in ("corridor.gpkg", "corridor.xlsx"):
        write_result(corridor, tmp_path / name, options=FileOptions(crossings=(at,)))
    layer = gpd.read_file(tmp_path / "corridor.gpkg", layer="crossings")
    assert (layer["cable"].tolist(), layer.geometry[0].y) == (["Old cable"], 85.0)
    book = openpyxl.load_workbook(tmp_path / "corridor.xlsx")
    assert book.sheetnames == ["Corridor", "Passages", "Crossings", "Landings", "Notes"]
    headings, _, row = list(book["Crossings"].iter_rows(values_only=True))[1:4]
    assert dict(zip(headings, row, strict=True))["angle_deg"] == 80.0
