"""Files of a hindcast: the planned line of each published cable."""

from __future__ import annotations

import geopandas as gpd
import pytest
from files_kit import ATLANTIC, BERING, WGS84

from routeplan.errors import UsageError
from routeplan.planning.hindcast import PlannedCable, PublishedCable
from routeplan.view.files import write_result
from routeplan.view.files.hindcast_layers import derive_hindcast_features


def published(route, *, km: float, year: int | None) -> PublishedCable:
    return PublishedCable(route.name.upper(), route.start, route.end, km, year)


def test_each_planned_cable_is_a_line_with_both_lengths(tmp_path):
    planned = [
        PlannedCable(published(ATLANTIC, km=1.02 * ATLANTIC.length_km / 1.1, year=2015), ATLANTIC),
        PlannedCable(published(BERING, km=5000.0, year=None), BERING),
        PlannedCable(published(BERING, km=5000.0, year=1988), None, "no sea path"),
    ]
    write_result(derive_hindcast_features(planned), tmp_path / "cables.gpkg")
    cables = gpd.read_file(tmp_path / "cables.gpkg", layer="cables")
    assert cables["name"].tolist() == ["ATLANTIC", "BERING"]
    # The planned cable, 1.02 of the route, is a tenth longer than published.
    assert cables["error_pct"][0] == pytest.approx(10.0)
    assert cables["year"][0] == 2015
    for line, route in zip(cables.geometry, (ATLANTIC, BERING), strict=True):
        assert WGS84.geometry_length(line) / 1000 == pytest.approx(route.length_km, rel=1e-5)


def test_cables_without_a_route_are_no_file(tmp_path):
    planned = [PlannedCable(published(ATLANTIC, km=5000.0, year=None), None, "no sea path")]
    with pytest.raises(UsageError, match="nothing to write"):
        write_result(derive_hindcast_features(planned), tmp_path / "cables.gpkg")
