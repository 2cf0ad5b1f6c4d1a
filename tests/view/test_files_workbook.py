"""Workbooks of what has layers and no position list, read by openpyxl alone."""

from __future__ import annotations

import openpyxl
import pandas as pd
import pytest
from files_kit import ATLANTIC, BERING
from network_kit import line, link, small_network

from routeplan.catalog.landings import search_landings
from routeplan.planning.hindcast import PlannedCable, PublishedCable
from routeplan.view.files import write_result
from routeplan.view.files.hindcast_layers import derive_hindcast_features
from routeplan.view.files.landing_layers import derive_landing_features
from routeplan.view.files.layer_columns import COLUMNS


def tables(path):
    """Sheets by name: headings, units, rows as dicts."""
    book = openpyxl.load_workbook(path)
    found = {}
    for sheet in book:
        _, headings, units, *rows = sheet.iter_rows(values_only=True)
        found[sheet.title] = (headings, units, [dict(zip(headings, row, strict=True)) for row in rows])
    return found


def test_landings_are_a_sheet_with_the_figures_of_the_search_and_their_units(tmp_path):
    found = search_landings(country="FO")
    write_result(derive_landing_features(found), tmp_path / "landings.xlsx")
    headings, units, rows = tables(tmp_path / "landings.xlsx")["Landings"]
    assert [row["id"] for row in rows] == found["id"].tolist()
    assert [row["lat"] for row in rows] == pytest.approx(found["lat"].tolist(), abs=1e-9)
    assert units[headings.index("accuracy_km")] == "km"
    notes = {row["Subject"]: row["Note"] for row in tables(tmp_path / "landings.xlsx")["Notes"][2]}
    assert "not for navigation" in notes["note"]
    assert notes["column accuracy_km"] == COLUMNS["accuracy_km"].meaning
    assert "routeplan landing points" in notes["source"]


def test_cables_of_a_network_are_rows_and_an_unknown_cost_is_an_empty_cell(tmp_path):
    far_west = line((-10.0, 52.0), (-60.0, 46.0))
    network = small_network(links=(link("atlantic 2", "e1", "w1", 3700.0, **far_west),))
    network.write(tmp_path / "network.xlsx")
    (cable,) = tables(tmp_path / "network.xlsx")["Cables"][2]
    assert (cable["name"], cable["length_km"]) == ("atlantic 2", 3700.0)
    assert cable.get("build_cost_usd") is None


def test_a_hindcast_has_both_lengths(tmp_path):
    cables = [
        PublishedCable(route.name, route.start, route.end, km, year)
        for route, km, year in ((ATLANTIC, 5000.0, 2015), (BERING, 4000.0, None))
    ]
    planned = [PlannedCable(cable, route) for cable, route in zip(cables, (ATLANTIC, BERING), strict=True)]
    write_result(derive_hindcast_features(planned), tmp_path / "cables.xlsx")
    first, second = tables(tmp_path / "cables.xlsx")["Cables"][2]
    assert (first["published_km"], first["year"], second["year"]) == (5000.0, 2015, None)
    assert first["length_km"] == pytest.approx(ATLANTIC.length_km, abs=0.001)


def test_the_same_landings_give_the_same_bytes(tmp_path):
    record = derive_landing_features(search_landings(country="FO"))
    for name in ("one.xlsx", "two.xlsx"):
        write_result(record, tmp_path / name)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_landings_as_csv_are_the_table_of_the_search(tmp_path):
    found = search_landings(country="FO")
    write_result(derive_landing_features(found), tmp_path / "landings.csv")
    assert (tmp_path / "landings.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    read = pd.read_csv(tmp_path / "landings.csv")
    assert read["id"].tolist() == found["id"].tolist()
    assert read["lat"].tolist() == pytest.approx(found["lat"].tolist(), abs=1e-9)
