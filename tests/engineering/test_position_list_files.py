"""Position lists in files: read back whole, valued the same, checked by pyproj, opened by other programs."""

import csv
import io
import shutil
import subprocess
from dataclasses import replace

import numpy as np
import openpyxl
import pytest
from pyproj import Geod, Transformer

from routeplan.engineering.bill_of_quantities import derive_bill_of_quantities, derive_cable_difference
from routeplan.engineering.list_options import ListOptions
from routeplan.engineering.listing import derive_position_list, derive_position_lists
from routeplan.engineering.straight_line import derive_straight_line
from routeplan.errors import UsageError
from routeplan.io.lines import read_lines
from routeplan.planning.system import System
from routeplan.planning.system_lines import score_lines
from routeplan.planning.system_planning import Branch, plan_system
from routeplan.view.figures import figure_straight_line
from routeplan.view.files import write_result

WGS84 = Geod(ellps="WGS84")
# Column of the table of a list, and of the events of a reader.
COLUMNS = {
    "number": "number", "event": "event", "bearing_start_deg": "bearing_start_deg",
    "bearing_end_deg": "bearing_end_deg", "leg_km": "distance_km", "route_km": "cumulative_km",
    "slack_pct": "slack_pct", "leg_cable_km": "leg_cable_km", "cable_km": "cumulative_cable_km",
    "cable_type": "cable_type", "burial_m": "burial_m", "depth_m": "depth_m", "slope_along_deg": "slope_along_deg",
    "slope_across_deg": "slope_across_deg", "jurisdiction": "jurisdiction", "remarks": "remarks",
}  # fmt: skip


@pytest.fixture(scope="module")
def arctic(planner):
    """Bodø to Longyearbyen: its name needs UTF-8, its bearings differ at both ends of a leg."""
    return planner.route("bodo", "longyearbyen", prove=False)


@pytest.fixture(scope="module")
def listed(planner, arctic):
    return derive_position_list(arctic)


@pytest.fixture(scope="module", params=["csv", "xlsx"])
def written(request, listed, tmp_path_factory):
    path = tmp_path_factory.mktemp("lists") / f"list.{request.param}"
    write_result(listed, path)
    return path


def test_every_column_is_read_back(written, listed):
    (line,) = read_lines(written)
    assert line.legs == "geodesic"
    assert line.read_as.notes.warnings == ()
    np.testing.assert_allclose(line.events["lon"], listed.table["lon"], atol=1e-9)
    np.testing.assert_allclose(line.events["lat"], listed.table["lat"], atol=1e-9)
    for ours, read in COLUMNS.items():
        if isinstance(listed.table[ours].iloc[0], str):
            assert line.events[read].tolist() == listed.table[ours].tolist(), ours
        else:
            np.testing.assert_allclose(line.events[read], listed.table[ours], atol=1e-9, err_msg=ours)


def test_the_file_is_valued_as_the_list_is(written, listed, planner):
    (line,) = read_lines(written)
    ours, read = (planner.score(each.on_geodesics, name="x", surveyed=True) for each in (listed.line, line))
    assert read.build_cost_usd == pytest.approx(ours.build_cost_usd, rel=1e-9)
    assert read.life_cost_usd == pytest.approx(ours.life_cost_usd, rel=1e-9)
    assert read.cable_km == pytest.approx(ours.cable_km, rel=1e-9)


def sheet_rows(path, name="Position list"):
    sheet = openpyxl.load_workbook(path)[name]
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def signed(column, axis, letters):
    """Angles in degrees of a sheet's columns of degrees, minutes and hemisphere."""
    sign = [-1 if letter in "SW" else 1 for letter in column[letters]]
    parts = zip(sign, column[f"{axis} deg"], column[f"{axis} min"], strict=True)
    return np.array([s * (d + m / 60) for s, d, m in parts])


@pytest.fixture(scope="module")
def workbook(listed, tmp_path_factory):
    path = tmp_path_factory.mktemp("book") / "list.xlsx"
    write_result(listed, path)
    return path


def test_bearings_and_distances_of_the_workbook_are_those_of_pyproj(workbook):
    _, headings, _, *rows = sheet_rows(workbook)
    column = {heading: [row[at] for row in rows] for at, heading in enumerate(headings)}

    lat, lon = signed(column, "Lat", "N/S"), signed(column, "Lon", "E/W")
    away, back, metres = WGS84.inv(lon[:-1], lat[:-1], lon[1:], lat[1:])
    np.testing.assert_allclose(column["Leg distance"][:-1], metres / 1000, atol=1e-6)
    np.testing.assert_allclose(np.diff(column["Cumulative distance"]), metres / 1000, atol=2e-6)
    for heading, expected in (("Bearing at start", away % 360), ("Bearing at end", (back + 180) % 360)):
        off = (np.array(column[heading][:-1]) - expected + 180) % 360 - 180
        np.testing.assert_allclose(off, 0.0, atol=0.00051)
    cable = np.array(column["Leg distance"][:-1]) * (1 + np.array(column["Slack"][:-1]) / 100)
    assert column["Cumulative cable length"][-1] == pytest.approx(cable.sum(), abs=1e-6 * len(rows))
    assert column["Leg distance"][-1] is None
    assert max(column["Lat min"] + column["Lon min"]) < 60


def test_bearings_and_distances_of_a_rhumb_workbook_are_those_of_the_mercator_chart(arctic, tmp_path):
    """On the ellipsoidal Mercator chart of pyproj a rhumb line is straight; its length is meridian / cos(bearing)."""
    write_result(derive_position_list(arctic, ListOptions(legs="rhumb")), tmp_path / "rhumb.xlsx")
    _, headings, _, *rows = sheet_rows(tmp_path / "rhumb.xlsx")
    column = {heading: [row[at] for row in rows] for at, heading in enumerate(headings)}
    lat, lon = signed(column, "Lat", "N/S"), signed(column, "Lon", "E/W")
    east, north = Transformer.from_crs(4326, 3395, always_xy=True).transform(lon, lat)
    bearing = np.degrees(np.arctan2(np.diff(east), np.diff(north))) % 360
    for heading in ("Bearing at start", "Bearing at end"):
        off = (np.array(column[heading][:-1]) - bearing + 180) % 360 - 180
        np.testing.assert_allclose(off, 0.0, atol=0.00051)
    _, _, meridian = WGS84.inv(np.zeros(len(lat) - 1), lat[:-1], np.zeros(len(lat) - 1), lat[1:])
    slanted = np.abs(np.cos(np.radians(bearing))) > 0.1  # along a parallel the quotient is 0 by 0
    assert slanted.sum() > 10
    expected = meridian[slanted] / np.abs(np.cos(np.radians(bearing[slanted]))) / 1000
    np.testing.assert_allclose(np.array(column["Leg distance"][:-1])[slanted], expected, rtol=1e-7, atol=2e-6)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_shows_the_values_that_the_file_holds(workbook, tmp_path):
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to"]
    raw_values = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false"
    done = subprocess.run(
        [*command, raw_values, "--outdir", str(tmp_path), str(workbook)],
        capture_output=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0
    text = (tmp_path / "list.csv").read_text(encoding="utf-8")
    for shown, own in zip(csv.reader(io.StringIO(text)), sheet_rows(workbook), strict=True):
        for theirs, value in zip(shown, own, strict=False):
            if isinstance(value, int | float):
                assert float(theirs) == pytest.approx(value, abs=1e-9)
            else:
                assert theirs == (value or "")


def test_a_spreadsheet_shows_the_o_of_bodo_and_the_legs_are_said(listed, tmp_path):
    write_result(listed, tmp_path / "list.csv")
    raw = (tmp_path / "list.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf# route position list (RPL): geodesic legs")
    assert "BMH Bodø" in raw.decode("utf-8-sig")
    assert "not for navigation" in raw.decode("utf-8-sig")


def test_rhumb_legs_are_read_as_rhumb_legs(planner, arctic, tmp_path):
    listed = derive_position_list(arctic, ListOptions(legs="rhumb"))
    for name in ("list.csv", "list.xlsx"):
        write_result(listed, tmp_path / name)
        (line,) = read_lines(tmp_path / name)
        assert line.legs == "rhumb"
        assert line.on_geodesics.length_km == pytest.approx(listed.length_km, abs=0.01)


def test_two_routes_in_one_file_are_two_lines(planner, arctic, atlantic, tmp_path):
    for name in ("both.csv", "both.xlsx"):
        write_result([arctic, atlantic], tmp_path / name)
        lines = read_lines(tmp_path / name)
        assert [len(line.lon) > 10 for line in lines] == [True, True]
        ends = [(line.lon[-1], line.lat[-1]) for line in lines]
        expected = [(route.end.lon, route.end.lat) for route in (arctic, atlantic)]
        np.testing.assert_allclose(ends, expected, atol=1e-6)


def test_the_same_list_gives_the_same_bytes(written, listed, tmp_path):
    again = tmp_path / written.name
    write_result(listed, again)
    assert again.read_bytes() == written.read_bytes()


def test_the_bill_adds_up_to_the_build_cost_and_has_the_cable_of_the_list(arctic, listed):
    bill = derive_bill_of_quantities([listed]).set_index("item")
    assert bill["likely_usd"].sum() == pytest.approx(arctic.build_cost_usd, rel=1e-9)
    cable = bill.index.str.startswith("cable_")
    assert bill.loc[cable, "quantity"].sum() == pytest.approx(arctic.cable_km, rel=1e-6)
    assert bill.loc[cable, "in_list"].sum() == pytest.approx(listed.cable_km, rel=1e-5)
    assert bill.loc["repeaters", "in_list"] == len(listed.repeaters)


def test_the_cable_of_the_list_and_what_is_added_are_the_cable_that_was_valued(arctic, listed):
    steps = derive_cable_difference(listed)["cable_km"].tolist()
    assert steps[0] == listed.cable_km
    assert sum(steps[:-1]) == pytest.approx(steps[-1])
    assert steps[-1] == arctic.cable_km


def test_sections_of_the_straight_line_join_and_each_has_one_cable_type(listed):
    table = derive_straight_line(listed)
    assert table["from_point"].iloc[1:].tolist() == table["to_point"].iloc[:-1].tolist()
    assert table["cable_km"].sum() == pytest.approx(listed.cable_km, abs=0.01)
    assert table["route_km"].sum() == pytest.approx(listed.length_km, abs=1e-6)
    named = set(table["from_point"]) | set(table["to_point"])
    assert set(listed.repeaters["name"]) <= named
    buried = listed.schedule.loc[listed.schedule["buried"], "km"].sum()
    assert table["buried_km"].sum() == pytest.approx(buried, abs=0.01)


def test_the_diagram_marks_every_repeater_and_names_both_ends(listed):
    figure = figure_straight_line([listed])
    (block,) = figure.subfigs
    marks = [line for axes in block.axes for line in axes.lines if line.get_marker() == "v"]
    assert len(marks) == len(listed.repeaters)
    texts = {text.get_text() for axes in block.axes for text in axes.texts}
    assert any(text.startswith("Bodø") for text in texts)
    assert any(text.startswith("Longyearbyen") for text in texts)


def test_a_list_has_no_layers_and_only_routes_have_lists(listed, tmp_path):
    with pytest.raises(UsageError, match=r"a position list is written as \.csv or \.xlsx"):
        write_result(listed, tmp_path / "list.geojson")
    with pytest.raises(UsageError, match=r"cannot write list as list\.csv: give a route"):
        write_result([listed.line], tmp_path / "list.csv")
    assert list(tmp_path.iterdir()) == []


def test_the_segments_of_a_system_meet_in_its_branching_unit_and_share_one_bill(planner, tmp_path):
    system = plan_system(
        planner, ["bodo", "longyearbyen"], branches=[Branch("tromso", "72.0,14.0")], name="Y"
    )
    lists = derive_position_lists(system)
    ends = [(each.table["event"].iloc[0], each.table["event"].iloc[-1]) for each in lists]
    units = [event for pair in ends for event in pair if event.startswith("BU branching unit 1")]
    assert len(units) == len(lists) == 3
    bill = derive_bill_of_quantities(lists).set_index("item")
    assert bill["likely_usd"].sum() == pytest.approx(system.build_cost_usd, rel=1e-9)
    assert bill.loc["branching_units", "quantity"] == 1
    assert bill.loc["repeaters", "in_list"] == sum(len(each.repeaters) for each in lists) > 0
    write_result(system, tmp_path / "system.xlsx")
    assert sum(row[0] == "total" for row in sheet_rows(tmp_path / "system.xlsx", "Bill of quantities")) == 1


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_system_in_a_position_list_is_read_as_the_same_system(planner, tmp_path, suffix):
    system = plan_system(
        planner, ["bodo", "longyearbyen"], branches=[Branch("tromso", "72.0,14.0")], name="Y"
    )
    path = tmp_path / f"system{suffix}"
    write_result(system, path)
    lines = read_lines(path)
    assert [line.system for line in lines].count("Y") == len(lines)
    (one,) = score_lines(planner, lines)
    scored = one.valued
    assert isinstance(scored, System)
    assert len(scored.segments) == 3
    assert len(scored.layout.landings) == 3
    assert scored.length_km == pytest.approx(system.length_km, abs=0.5)


def test_a_route_writes_what_the_planner_knew(atlantic, atlantic_list, tmp_path):
    atlantic.write(tmp_path / "route.xlsx")
    write_result(atlantic_list, tmp_path / "list.xlsx")
    assert (tmp_path / "route.xlsx").read_bytes() == (tmp_path / "list.xlsx").read_bytes()
    crossed = sheet_rows(tmp_path / "route.xlsx", "Crossings")[3:]
    assert len(crossed) == len(atlantic_list.crossings) > 5


def test_a_list_that_has_lost_its_data_says_what_it_does_not_know(atlantic, atlantic_list, tmp_path):
    lost = replace(atlantic, origin=None)
    bill = derive_bill_of_quantities([derive_position_list(lost)]).set_index("item")["in_list"]
    assert np.isnan(bill["crossings"])
    known = derive_bill_of_quantities([atlantic_list]).set_index("item")["in_list"]
    assert known["crossings"] == len(atlantic_list.crossings) > 5
    lost.write(tmp_path / "route.xlsx")
    notes = dict(row[:2] for row in sheet_rows(tmp_path / "route.xlsx", "Notes"))
    assert notes["crossings"] == notes["slopes"] == "not known: the route has lost what it was planned on"
    assert "spacing by default" in notes["repeaters"]
