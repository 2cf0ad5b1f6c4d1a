"""Hindcasts: statistics that can be computed by hand, failures with a note, and real cables on a coarse grid."""

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import typer
from json_kit import assert_as_documented
from pyproj import Geod
from typer.testing import CliRunner

import routeplan as rp
from routeplan.catalog.cable_systems import read_systems
from routeplan.catalog.models import Landing
from routeplan.cli.hindcast import hindcast as hindcast_command
from routeplan.errors import DataError, NoRouteError, OutputError, UsageError
from routeplan.planning import open as opening
from routeplan.planning.hindcast import (
    COLUMNS,
    NULL_RATIO,
    PublishedCable,
    hindcast,
    read_hindcast_table,
    summarise,
    to_markdown,
)
from routeplan.planning.planner import Planner
from routeplan.runtime.notices import notices_on_stderr

WGS84 = Geod(ellps="WGS84")
OUTSIDE = Path(__file__).parents[3] / "shared" / "data" / "validation_cables.csv"
HEADINGS = "name,segment,from_name,from_lat,from_lon,to_name,to_lat,to_lon,length_km,year,status,source,tier"
IRIS = "IRIS,single,Thorlakshofn IS,63.8563,-21.3781,Galway IE,53.2739,-9.0483,1770,2023,in service,press,A"
NORTH, SOUTH = Landing("north", "North", "", 0.0, 60.0), Landing("south", "South", "", 0.0, 50.0)
APART_KM = WGS84.inv(0, 60, 0, 50)[2] / 1000


def cable(name="x", *, published_km=APART_KM, start=NORTH, end=SOUTH, year=2000):
    return PublishedCable(name, start, end, published_km, year)


class Drawn:
    """A planner whose answers are known: routes a tenth longer than the geodesic, slack of 2 %."""

    def route(self, start, end, *, prove):
        assert prove is False
        if "island" in (start.id, end.id):
            raise NoRouteError("no sea path north -> island; refine the grid")
        if "lake" in (start.id, end.id):
            raise UsageError("lake lies 900 km from the sea")
        return SimpleNamespace(length_km=1.1 * APART_KM, cable_km=1.1 * 1.02 * APART_KM)


@pytest.fixture(scope="session")
def coarse() -> Planner:
    return rp.open_planner(spacing_km=25)


@pytest.fixture
def write(tmp_path):
    def writer(*rows, headings=HEADINGS):
        path = tmp_path / "table.csv"
        path.write_text("\n".join([headings, *rows]) + "\n", encoding="utf-8")
        return path

    return writer


def table_of(*rows):
    """A table of (error, null error, discriminating, note)."""
    columns = ["error_pct", "null_error_pct", "discriminating", "note"]
    return pd.DataFrame(rows, columns=columns).reindex(columns=list(COLUMNS)).assign(name="x")


def test_a_comparison_is_of_cable_with_cable():
    (row,) = hindcast(Drawn(), [cable(published_km=1.122 * APART_KM)]).to_dict(orient="records")
    assert list(row) == list(COLUMNS)
    assert row["geodesic_km"] == pytest.approx(APART_KM)
    assert row["planned_km"] == pytest.approx(1.1 * APART_KM)
    assert row["planned_cable_km"] == pytest.approx(1.122 * APART_KM)
    assert row["null_km"] == pytest.approx(NULL_RATIO * APART_KM)
    assert row["error_pct"] == pytest.approx(0.0, abs=1e-9)
    assert row["null_error_pct"] == pytest.approx(100 * (1.0835 / 1.122 - 1))
    assert (row["name"], row["year"], row["note"]) == ("x", 2000, "")


def test_an_error_is_positive_where_planned_is_longer():
    table = hindcast(Drawn(), [cable(published_km=APART_KM), cable(published_km=2 * APART_KM)])
    assert table["error_pct"].tolist() == pytest.approx([12.2, -43.9])


@pytest.mark.parametrize(("ratio", "telling"), [(1.0, False), (1.19, False), (1.21, True), (2.0, True)])
def test_a_cable_that_takes_a_fifth_more_than_the_geodesic_is_discriminating(ratio, telling):
    assert hindcast(Drawn(), [cable(published_km=ratio * APART_KM)])["discriminating"].tolist() == [telling]


def test_failures_are_noted_and_the_rest_goes_on():
    island, lake = Landing("island", "Island", "", 10.0, 60.0), Landing("lake", "Lake", "", 20.0, 60.0)
    table = hindcast(Drawn(), [cable(end=island), cable(), cable(start=lake, year=None), cable()])
    assert table["note"].tolist() == [
        "no sea path north -> island; refine the grid", "", "lake lies 900 km from the sea", "",
    ]  # fmt: skip
    assert table["planned_cable_km"].isna().tolist() == [True, False, True, False]
    assert table["geodesic_km"].notna().all()
    summary = summarise(table)
    assert summary.loc["all", ["n", "failed"]].tolist() == [2, 2]
    page = to_markdown(table, summary)
    assert "no sea path north -> island; refine the grid" in page
    assert "nan" not in page.lower()


def test_a_fault_of_the_code_is_not_noted_away():
    class Broken:
        def route(self, start, end, *, prove):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        hindcast(Broken(), [cable()])


def test_statistics_are_those_done_by_hand():
    summary = summarise(
        table_of(
            (-10.0, 1.0, True, ""),
            (2.0, -3.0, True, ""),
            (-3.0, 8.0, False, ""),
            (1.0, -2.0, False, ""),
            (np.nan, 99.0, False, "no route"),
        )
    )
    assert summary.index.tolist() == ["all", "discriminating", "others"]
    expected = {
        "n": [4, 2, 2], "failed": [1, 0, 1],
        "median_pct": [2.5, 6.0, 2.0], "null_median_pct": [2.5, 2.0, 5.0],
        "mean_pct": [4.0, 6.0, 2.0], "null_mean_pct": [3.5, 2.0, 5.0],
        "max_pct": [10.0, 10.0, 3.0], "null_max_pct": [8.0, 3.0, 8.0],
        "bias_pct": [-2.5, -4.0, -1.0], "null_bias_pct": [1.0, -1.0, 3.0],
    }  # fmt: skip
    pd.testing.assert_frame_equal(
        summary, pd.DataFrame(expected, index=pd.Index(summary.index, name="cables")), check_dtype=False
    )


def test_a_group_without_cables_has_no_figures():
    summary = summarise(table_of((1.0, 2.0, False, "")))
    assert summary.loc["discriminating", "n"] == 0
    assert summary.loc["discriminating"].drop(["n", "failed"]).isna().all()
    assert summarise(table_of()).loc["all", "n"] == 0


def test_a_page_has_one_row_for_each_cable_and_no_broken_columns():
    table = hindcast(Drawn(), [cable("a | b"), cable("c", year=None)])
    lines = [line for line in to_markdown(table, summarise(table)).splitlines() if line.startswith("|")]
    assert len(lines) == (2 + 3) + (2 + 2)
    assert len({line.count("|") for line in lines[:5]}) == len({line.count("|") for line in lines[5:]}) == 1
    assert lines[-2].startswith("| a / b | 2000 | ")
    assert lines[-1].startswith("| c |  | ")


def cells_of(lines):
    """Rows of a Markdown table by heading."""
    headings, _, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
    return [dict(zip(headings, row, strict=True)) for row in rows]


def test_each_figure_of_a_page_is_below_its_heading():
    figures = {
        "published_km": 1001, "geodesic_km": 1002, "planned_km": 1003, "planned_cable_km": 1004, "null_km": 1005,
        "error_pct": 6.04, "null_error_pct": -7.06,
    }  # fmt: skip
    table = pd.DataFrame([{"name": "x", "year": 1999, **figures, "discriminating": True, "note": ""}])
    statistics = ("median_pct", "mean_pct", "max_pct", "bias_pct")
    keys = ["n", "failed", *(prefix + name for name in statistics for prefix in ("", "null_"))]
    summary = pd.DataFrame([dict(zip(keys, range(10, 20), strict=True))], index=["all"])
    lines = to_markdown(table, summary).splitlines()
    (errors,) = cells_of([line for line in lines if line.startswith("|")][:3])
    assert errors == {
        "cables": "all", "n": "10", "no route": "11", "median %": "12.0", "null median %": "13.0", "mean %": "14.0",
        "null mean %": "15.0", "largest %": "16.0", "null largest %": "17.0", "bias %": "18.0", "null bias %": "19.0",
    }  # fmt: skip
    (row,) = cells_of([line for line in lines if line.startswith("|")][3:])
    assert row == {
        "cable": "x", "year": "1999", "published km": "1,001", "geodesic km": "1,002", "route km": "1,003",
        "cable km": "1,004", "null km": "1,005", "error %": "6.0", "null error %": "-7.1", "discriminating": "yes",
        "note": "",
    }  # fmt: skip


def test_the_geodesic_of_a_cable_is_that_of_pyproj():
    east = Landing("east", "East", "", 25.0, 55.0)
    assert cable(end=east).geodesic_km == pytest.approx(WGS84.inv(0, 60, 25, 55)[2] / 1000)


# Tables


def test_branched_systems_and_unknown_lengths_are_left_out(monkeypatch):
    system = read_systems()[0]
    other = Landing("other", "Other", "", 5.0, 55.0)
    systems = [
        replace(system, name=name, stops=stops, length_km=length_km)
        for name, stops, length_km in (
            ("two ends", (NORTH, SOUTH), 900.0),
            ("branched", (NORTH, SOUTH, other), 900.0),
            ("unknown", (NORTH, SOUTH), None),
        )
    ]
    monkeypatch.setattr("routeplan.planning.hindcast.read_systems", lambda: systems)
    assert [cable.name for cable in read_hindcast_table()] == ["two ends"]


def test_the_embedded_table_gives_cables_of_two_ends_and_a_length():
    cables = read_hindcast_table()
    by_name = {system.name: system for system in read_systems()}
    assert len(cables) > 20
    for each in cables:
        system = by_name[each.name]
        assert len(system.stops) == 2
        assert (each.published_km, each.year) == (system.length_km, system.ready_year)
        assert each.geodesic_km > 1  # no ring
    assert "Svalbard Undersea Cable System, first cable" in {each.name for each in cables}


def test_a_file_gives_its_rows_of_one_tier_that_have_a_length(write):
    path = write(
        IRIS,
        IRIS.replace("IRIS,single", "Two,north part").replace("2023", ""),
        IRIS.replace("IRIS", "Rounded").replace("press,A", "press,A-"),
        IRIS.replace("IRIS", "Unknown").replace("1770", ""),
    )
    first, second = read_hindcast_table(path)
    assert (first.name, first.year, first.published_km) == ("IRIS", 2023, 1770)
    assert (second.name, second.year) == ("Two, north part", None)
    assert (first.start.name, first.start.lat, first.start.lon) == ("Thorlakshofn IS", 63.8563, -21.3781)
    assert (first.end.lat, first.end.lon) == (53.2739, -9.0483)
    assert [each.name for each in read_hindcast_table(path, tier="A-")] == ["Rounded"]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([IRIS.replace("1770", "long")], 'table.csv, row 2, column length_km: "long" is not valid; give a number'),
        ([IRIS, IRIS.replace("1770", "0")], 'row 3, column length_km: "0"'),
        ([IRIS.replace("63.8563", "93.8563")], 'column from_lat: "93.8563" is not valid; give a number from -90'),
        ([IRIS.replace("-9.0483", "nan")], 'column to_lon: "nan"'),
        ([IRIS.replace("2023", "soon")], 'column year: "soon"'),
        ([IRIS.replace("press,A", "press,B")], "no cable of tier 'A' with a length: pass one of B"),
        ([], "no cable of tier 'A' with a length: add rows"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_table_is_named_with_row_column_and_value(write, rows, words):
    with pytest.raises(DataError) as caught:
        read_hindcast_table(write(*rows))
    assert words in str(caught.value)


def test_a_table_that_is_none_is_refused(write, tmp_path):
    with pytest.raises(DataError, match="has no column tier; give name, segment"):
        read_hindcast_table(write(headings=HEADINGS.replace("tier", "tyre")))
    with pytest.raises(DataError, match="No such file"):
        read_hindcast_table(tmp_path / "none.csv")
    (tmp_path / "empty.csv").write_text("")
    with pytest.raises(DataError, match=r"empty\.csv has no column name"):
        read_hindcast_table(tmp_path / "empty.csv")


def test_the_outside_table_can_be_read():
    if not OUTSIDE.exists():
        pytest.skip("shared/data/validation_cables.csv is not beside the checkout")
    assert all(each.published_km > each.geodesic_km for each in read_hindcast_table(OUTSIDE))


# Real cables


def test_real_cables_are_planned_to_within_a_third_and_those_off_the_map_are_noted(coarse):
    """Wide on purpose: cells of 25 km; what is checked is that the sums are right, not that the planner is."""
    equator = Landing("equator", "Equator", "", -30.0, 0.0)
    known = [each for each in read_hindcast_table() if each.name in {"MAREA", "IRIS"}]
    table = hindcast(coarse, [*known, cable("south", start=known[0].start, end=equator)])
    assert table["error_pct"].abs().head(2).max() < 33
    assert (table["planned_cable_km"] > table["planned_km"])[:2].all()
    assert (table["planned_km"] > table["geodesic_km"])[:2].all()
    assert table["note"].tolist()[:2] == ["", ""]
    assert "Equator" in table["note"].iloc[2]


# The command


@pytest.fixture
def run(monkeypatch):
    """Run the command with the drawn planner in place of the real one."""
    app = typer.Typer()
    app.command("hindcast")(hindcast_command)
    app.command("other")(lambda: None)
    monkeypatch.setattr(opening, "open_planner", lambda **_: Drawn())

    def command(*arguments):
        return CliRunner().invoke(app, ["hindcast", *map(str, arguments)])

    return command


def test_the_command_prints_a_page_or_one_object(run, write):
    table = write(IRIS)
    assert run("--table", table).stdout.startswith("# Published cables")
    found = json.loads(run("--table", table, "--json").stdout)
    assert_as_documented("hindcast", found)
    assert set(found) == {"spacing_km", "cables", "summary"}
    assert list(found["cables"][0]) == list(COLUMNS)
    assert found["summary"]["all"]["n"] == 1
    assert found["summary"]["others"]["mean_pct"] is None
    assert run("--table", table, "--quiet").output == ""


def test_the_command_writes_a_page(run, write, tmp_path):
    page = tmp_path / "page.md"
    said = run("--table", write(IRIS), "-o", page)
    assert said.exit_code == 0
    assert said.stdout == ""
    assert said.stderr == f"wrote {page}\n"
    assert "| IRIS | 2023 |" in page.read_text(encoding="utf-8")


def test_the_command_writes_its_table(run, write, tmp_path):
    table = tmp_path / "cables.csv"
    said = run("--table", write(IRIS), "--json", "-o", table)
    (told,) = json.loads(said.stdout)["cables"]
    (row,) = pd.read_csv(table).to_dict("records")
    assert list(row) == list(COLUMNS)
    assert row["planned_km"] == pytest.approx(told["planned_km"])


def test_what_cannot_be_written_is_refused_before_anything_is_planned(run, write, tmp_path):
    assert isinstance(run("--table", write(IRIS), "-o", tmp_path / "page.txt").exception, UsageError)
    assert isinstance(run("--table", write(IRIS), "-o", tmp_path / "no" / "page.md").exception, OutputError)
    assert isinstance(run("--table", write(IRIS), "--tier", "Z").exception, DataError)


def test_small_cells_are_told_with_the_number_of_cables_before_anything_is_planned(run, write):
    told = "planning 1 cables on cells of 0.5 km can take hours"
    with notices_on_stderr():
        assert told in run("--table", write(IRIS), "--spacing-km", "0.5").stderr
        assert told not in run("--table", write(IRIS), "--spacing-km", "0.5", "--quiet").stderr
        assert told not in run("--table", write(IRIS)).stderr


def test_a_tier_of_the_embedded_table_is_refused_because_it_has_none(run):
    refused = run("--tier", "ZZ").exception
    assert isinstance(refused, UsageError)
    assert "tier 'ZZ': the embedded table has no tiers" in str(refused)
