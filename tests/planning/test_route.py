"""Routes over seabeds whose length, cost and depth a person can work out."""

import dataclasses
import json
import math
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from cost_kit import cable_rates, surface_by_depth
from pyproj import Geod

from routeplan.catalog.models import CableType, Landing
from routeplan.cost.breakdown import Breakdown
from routeplan.cost.faults import Cause, Exposure
from routeplan.cost.surface import derive_uniform_cost
from routeplan.errors import UsageError
from routeplan.geo.grid import Grid
from routeplan.geo.track import Line
from routeplan.io.sources import Source
from routeplan.planning.route import Route
from routeplan.planning.route_valuation import derive_route
from routeplan.planning.score_record import score_record
from routeplan.solver.cost_grid import RIM, CostGrid
from routeplan.solver.geographic_line import line_on_earth
from routeplan.solver.landfall import Landfall
from routeplan.solver.path import GridPath, find_path
from routeplan.solver.straighten import straighten

WGS84 = Geod(ellps="WGS84")
# Round figures: armoured cable 60,000 USD per km with 1 % slack, light cable 20,000 with 2.5 %.
HEAVY = CableType("DA", "double armoured", 0.0, 60_000.0, 0.01, "test")
LIGHT = CableType("LW", "lightweight", 1000.0, 20_000.0, 0.025, "test")
SOURCE = Source("a drawn seabed", "none", "0" * 64)
# On the meridian that runs straight down the plane, in the Norwegian Sea.
SOUTH = Landing("south", "South <End>", "NO", 0.0, 68.0)
NORTH = Landing("north", "North", "NO", 0.0, 72.0)


def grid_round(lon: float, lat: float, *, rows: int, cols: int, spacing_km: float = 5.0) -> Grid:
    """A grid with its middle at a position."""
    easting, northing = (float(each) for each in Grid.arctic().projection.forward(lon, lat))
    spacing_m = spacing_km * 1000
    return Grid(spacing_m, easting - cols / 2 * spacing_m, northing + rows / 2 * spacing_m, rows, cols)


def route_over(depth_of_lat, *, lon=(0.0, 0.0), lat=(68.0, 72.0)) -> Route:
    """A route straight north over a seabed whose depth is a function of latitude."""
    grid = grid_round(0.0, 70.0, rows=160, cols=40)
    rows, cols = np.indices(grid.shape)
    _, cell_lat = grid.lonlat_of(rows, cols)
    surface = surface_by_depth(grid, depth_of_lat(cell_lat).astype(np.float32), [LIGHT, HEAVY])
    line = Line(np.array(lon), np.array(lat))
    return derive_route(
        SOUTH,
        NORTH,
        line,
        name="South – North",
        samples=surface.along(line),
        cable_rates=cable_rates([LIGHT, HEAVY]),
        sea_km=400.0,
        cells=6400,
        solve_seconds=0.25,
        sources=(SOURCE,),
    )


def meridian_km(south: float, north: float) -> float:
    return WGS84.inv(0.0, south, 0.0, north)[2] / 1000


@pytest.fixture(scope="session")
def deep() -> Route:
    return route_over(lambda lat: np.full_like(lat, 3000.0))


@pytest.fixture(scope="session")
def stepped() -> Route:
    """Shelf of 300 m south of 70N, 3,000 m north of it."""
    return route_over(lambda lat: np.where(lat < 70.0, 300.0, 3000.0))


@pytest.fixture(scope="session")
def with_shores() -> Route:
    """Land up to 68.1N and from 71.8N."""
    return route_over(lambda lat: np.where((lat < 68.1) | (lat > 71.8), -50.0, 2000.0))


def test_over_a_flat_seabed_every_figure_follows_from_the_geodesic(deep):
    length_km = meridian_km(68.0, 72.0)
    assert deep.length_km == pytest.approx(length_km, rel=1e-9)
    assert deep.geodesic_km == pytest.approx(length_km, rel=1e-9)
    assert deep.cable_km == pytest.approx(length_km * 1.025, rel=1e-6)
    assert deep.build_cost_usd == pytest.approx(length_km * 1.025 * 20_000, rel=1e-6)
    assert deep.max_depth_m == 3000.0
    assert deep.mean_depth_m == pytest.approx(3000.0, rel=1e-12)
    assert deep.landfall_km == (0.0, 0.0)
    assert set(deep.profile["cable_type"]) == {"LW"}


def test_a_detour_is_longer_than_the_geodesic_between_its_ends():
    bent = route_over(lambda lat: np.full_like(lat, 3000.0), lon=(0.0, 1.5, 0.0), lat=(68.0, 70.0, 72.0))
    legs = WGS84.line_length([0.0, 1.5, 0.0], [68.0, 70.0, 72.0]) / 1000
    assert bent.length_km == pytest.approx(legs, rel=1e-9)
    assert bent.geodesic_km == pytest.approx(meridian_km(68.0, 72.0), rel=1e-9)


def test_each_depth_is_built_from_its_own_cable(stepped):
    # The step falls on a cell boundary, so that lengths are known to half a cell (5 km / 2).
    shelf_km, deep_km = meridian_km(68.0, 70.0), meridian_km(70.0, 72.0)
    km = stepped.profile.groupby("cable_type")["step_km"].sum()
    assert km["DA"] == pytest.approx(shelf_km, abs=2.6)
    assert km["LW"] == pytest.approx(deep_km, abs=2.6)
    assert stepped.cable_km == pytest.approx(km["DA"] * 1.01 + km["LW"] * 1.025, rel=1e-9)
    assert stepped.build_cost_usd == pytest.approx(
        km["DA"] * 1.01 * 60_000 + km["LW"] * 1.025 * 20_000, rel=1e-6
    )


def test_protection_is_what_armour_costs_beyond_light_cable(stepped):
    km = stepped.profile.groupby("cable_type")["step_km"].sum()
    assert stepped.build_terms_usd["cable"] == pytest.approx(stepped.length_km * 1.025 * 20_000, rel=1e-6)
    assert stepped.build_terms_usd["protection"] == pytest.approx(
        km["DA"] * (1.01 * 60_000 - 1.025 * 20_000), rel=1e-6
    )
    assert sum(stepped.build_terms_usd.values()) == pytest.approx(stepped.build_cost_usd, rel=1e-12)


def test_a_cable_type_begins_at_its_very_depth():
    at_the_limit = route_over(lambda lat: np.full_like(lat, 1000.0))
    just_above = route_over(lambda lat: np.full_like(lat, 999.9))
    assert set(at_the_limit.profile["cable_type"]) == {"LW"}
    assert set(just_above.profile["cable_type"]) == {"DA"}


def test_the_profile_adds_up_to_the_route(stepped):
    profile = stepped.profile
    assert list(profile.columns) == [
        "kp_km", "step_km", "lon", "lat", "depth_m", "cable_type", "cost_usd_per_km", "on_land",
    ]  # fmt: skip
    assert profile["kp_km"].iloc[0] == 0.0
    assert profile["kp_km"].is_monotonic_increasing
    assert profile["step_km"].sum() == pytest.approx(stepped.length_km, rel=1e-9)
    assert (profile["step_km"] * profile["cost_usd_per_km"]).sum() == pytest.approx(stepped.build_cost_usd)
    assert (profile["step_km"] < stepped.spacing_km).all()
    assert profile["lat"].iloc[0] == 68.0


def test_landfall_is_the_way_over_land_at_each_end(with_shores):
    at_start, at_end = with_shores.landfall_km
    assert at_start == pytest.approx(meridian_km(68.0, 68.1), abs=2.6)
    assert at_end == pytest.approx(meridian_km(71.8, 72.0), abs=2.6)
    on_land = with_shores.profile[with_shores.profile["on_land"]]
    assert on_land["step_km"].sum() == pytest.approx(at_start + at_end, rel=1e-9)


def test_land_does_not_count_in_the_mean_depth(with_shores):
    assert with_shores.mean_depth_m == pytest.approx(2000.0, rel=1e-12)
    assert with_shores.max_depth_m == 2000.0


def test_the_mean_depth_is_weighted_by_length(stepped):
    shelf_km, deep_km = meridian_km(68.0, 70.0), meridian_km(70.0, 72.0)
    expected = (300 * shelf_km + 3000 * deep_km) / (shelf_km + deep_km)
    assert stepped.mean_depth_m == pytest.approx(expected, abs=2700 * 2.6 / (shelf_km + deep_km))


def test_the_mean_depth_of_steps_of_different_length_is_worked_out_by_hand(deep):
    """1 km at 100 m and 3 km at 900 m; 5 km over land do not count."""
    steps = pd.DataFrame(
        {"step_km": [1.0, 3.0, 5.0], "depth_m": [100.0, 900.0, -50.0], "on_land": [False, False, True]}
    )
    assert dataclasses.replace(deep, profile=steps).mean_depth_m == pytest.approx(700.0)


def test_light_in_fibre_needs_142_ms_there_and_back_over_14500_km(deep):
    """Far North Fiber's own figures."""
    far_north = dataclasses.replace(deep, cable_km=14_500.0)
    assert far_north.rtt_ms == pytest.approx(142.0, abs=0.05)


def test_a_route_cannot_be_changed(deep):
    with pytest.raises(dataclasses.FrozenInstanceError):
        deep.name = "another"


def test_the_summary_tells_the_figures_with_their_units(deep):
    summary = deep.summary
    assert summary["length"] == f"{meridian_km(68.0, 72.0):,.0f} km"
    text = " ".join(summary)
    assert "3,000 m" in text
    assert f"{deep.rtt_ms:.1f} ms" in text


def test_a_route_shows_itself_as_a_table_and_escapes_names(deep):
    shown = dataclasses.replace(deep, name="South <script>")._repr_html_()
    assert shown.count("<table") == 1
    assert "South &lt;script&gt;" in shown
    assert "<script>" not in shown


# --- what is told of a route: each figure in its place -------------------------------------------------------------

# A fault each 2 years; repairs take 11 days after a fault in January, 22 in December.
BREAKDOWN = Breakdown(
    build_terms_usd={"cable": 9e6, "landing": 3e6},
    objective_terms_usd={"cable": 16e6, "outage": 4e6, "landing": 3e6},
    exposure=Exposure({Cause.FISHING: 0.125, Cause.OTHER: 0.375}, np.arange(11.0, 23.0)),
    jurisdiction_km={"NO": 400.0, "high seas": 45.0, "GB": 0.4},
    partners=frozenset({"NO"}),
    ice_km=120.0,
    ice_km_by_month=np.arange(12) * 10.0,
    repair_usd_per_year=700_000.0,
    steps=pd.DataFrame(),
    is_weighted=True,
)


@pytest.fixture(scope="module")
def valued(deep) -> Route:
    """With a breakdown, two via points, and figures that differ from one another."""
    via = Landing("one", "First", "", 1.0, 69.0), Landing("two", "Second", "", 2.0, 71.0)
    return dataclasses.replace(
        deep, breakdown=BREAKDOWN, build_terms_usd=BREAKDOWN.build_terms_usd, via=via, bound_usd=15e6,
        cable_km=450.0, sea_km=447.25, landfall_km=(1.5, 2.5), cells=6400, scenario_sha256="5ce",
    )  # fmt: skip


def test_the_record_of_a_route_has_every_figure_in_its_place(valued):
    record = valued.record()
    assert [record[end]["id"] for end in ("from", "to")] == ["south", "north"]
    assert [point["id"] for point in record["via"]] == ["one", "two"]
    length_km = meridian_km(68.0, 72.0)
    expected = {
        "length_km": length_km, "cable_km": 450.0, "geodesic_km": round(length_km, 3), "sea_km": 447.25,
        "landfall_km": {"from": 1.5, "to": 2.5},
        "build_cost_usd": 12e6, "build_terms_usd": {"cable": 9e6, "landing": 3e6},
        "objective_usd": 23e6, "objective_terms_usd": {"cable": 16e6, "outage": 4e6, "landing": 3e6},
        "rtt_ms": round(2 * 450 * 4.897e-3, 3), "max_depth_m": 3000.0, "mean_depth_m": 3000.0,
        "faults_per_year": 0.5, "optimality_gap_pct": 25.0, "spacing_km": 5.0, "cells": 6400,
        "solve_seconds": 0.25, "scenario_sha256": "5ce",
    }  # fmt: skip
    assert {key: record[key] for key in expected} == expected | {"length_km": pytest.approx(length_km)}
    assert record["sources"][0]["name"] == "a drawn seabed"
    assert "month" not in record
    assert valued.record(month=12)["month"] == {"month": 12, "ice_km": 110.0, "repair_days": 22.0}


def test_the_gap_is_what_the_bound_leaves_of_the_cost_without_landings(deep, valued):
    """Of 20 million 15 are proven; of a route without a breakdown the build cost counts."""
    assert valued.optimality_gap_pct == 25.0
    assert dataclasses.replace(valued, bound_usd=20.5e6).optimality_gap_pct == 0.0
    bound_usd = 0.75 * deep.build_cost_usd
    assert dataclasses.replace(deep, bound_usd=bound_usd).optimality_gap_pct == pytest.approx(25.0)
    assert deep.optimality_gap_pct is None
    assert deep.objective_usd == deep.build_cost_usd


def test_the_summary_of_a_valued_route_says_what_a_decision_needs(valued):
    summary = dataclasses.replace(valued, bound_usd=20e6 * (1 - 0.031_41)).summary
    assert summary["cable"].startswith("450 km")
    assert summary["shortest sea path"] == "447 km"
    assert summary["via"] == "First; Second"
    assert (summary["build cost"], summary["objective"].split(":")[0]) == ("12.0 M USD", "23.0 M USD")
    assert (summary["… cable"], summary["… landing"]) == ("9.0 M USD", "3.0 M USD")
    assert summary["faults"] == "0.50 a year, repaired in 16 days for 0.7 M USD a year"
    # 0.5 faults of 16.5 days: 8.25 days a year, and as many again of each year down.
    hours = 8766 * 8.25 / (365.25 + 8.25)
    assert summary["downtime"] == f"{hours:.0f} hours a year; slowest repairs after faults in December"
    assert summary["jurisdictions"] == "NO 400 km, high seas 45 km"
    assert summary["ice"] == "120 km in waters with sea ice"
    assert summary["deepest, mean"] == "3,000 m, 3,000 m"
    assert summary["optimality gap"] == "at most 3.15 % (proven)"  # rounded up, as a bound must be
    assert summary["landfall over land"] == "1.5 and 2.5 km"


def test_ice_and_repairs_are_told_for_a_month(deep, valued):
    assert valued.derive_month_summary(2) == {
        "ice in February": "10 km",
        "fault in February": "repaired in 12 days",
    }
    assert deep.derive_month_summary(2) == {}


def test_the_profile_of_a_valued_route_pays_what_each_step_is_built_for():
    line = Line(np.array([0.0, 0.0]), np.array([68.0, 72.0]))
    grid = grid_round(0.0, 70.0, rows=160, cols=40)
    surface = surface_by_depth(grid, np.full(grid.shape, 3000.0, dtype=np.float32), [LIGHT, HEAVY])
    samples = surface.along(line)
    steps = pd.DataFrame({
        "waters": "NO",
        "build_usd_per_km": np.linspace(1.0, 2.0, len(samples.lengths_km)),
    })  # fmt: skip
    route = derive_route(
        SOUTH, NORTH, line, name="South – North", samples=samples, cable_rates=cable_rates([LIGHT, HEAVY]),
        sea_km=400.0, cells=6400, solve_seconds=0.25, sources=(SOURCE,),
        breakdown=dataclasses.replace(BREAKDOWN, steps=steps),
    )  # fmt: skip
    assert route.profile["cost_usd_per_km"].tolist() == steps["build_usd_per_km"].tolist()
    assert set(route.profile["waters"]) == {"NO"}
    assert "build_usd_per_km" not in route.profile
    assert route.build_terms_usd == BREAKDOWN.build_terms_usd


def test_a_score_is_the_line_its_stretches_and_the_best_route(valued, monkeypatch):
    best = dataclasses.replace(valued, cable_km=440.0)
    stretches = pd.DataFrame(
        {"waters": ["NO", "high seas"], "km": [10.0, 20.5], "repair_days": [9.0, np.inf]}
    )
    monkeypatch.setattr(Route, "stretches", stretches)
    record = score_record(valued, best, month=1)
    assert record["name"] == "South – North"
    assert (record["line"]["cable_km"], record["best"]["cable_km"]) == (450.0, 440.0)
    assert record["line"]["month"]["month"] == record["best"]["month"]["month"] == 1
    assert record["stretches"] == [
        {"waters": "NO", "km": 10.0, "repair_days": 9.0},
        {"waters": "high seas", "km": 20.5, "repair_days": None},
    ]


def test_a_route_without_a_breakdown_has_no_stretches(deep):
    with pytest.raises(UsageError, match="no breakdown; plan or score it"):
        _ = deep.stretches


def test_a_route_writes_itself(valued, tmp_path):
    valued.write(str(tmp_path / "route.geojson"))
    collection = json.loads((tmp_path / "route.geojson").read_text(encoding="utf-8"))
    assert [feature["properties"]["kind"] for feature in collection["features"]] == [
        "route",
        "landing",
        "landing",
    ]
    assert collection["routeplan"]["sources"][0]["name"] == "a drawn seabed"


def test_a_route_refuses_a_format_it_does_not_know(deep, tmp_path):
    with pytest.raises(UsageError, match=r"\.shp.*\.geojson"):
        deep.write(tmp_path / "route.shp")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("turned", [False, True])
def test_a_leg_along_the_side_of_land_comes_to_lie_in_the_sea(turned):
    """On the plane such a side is as good as sea; on the Earth half of what runs along it would be on land."""
    depth = np.full((3, 30), 500.0, dtype=np.float32)
    depth[0] = -100.0
    grid = grid_round(0.0, 70.0, rows=30 if turned else 3, cols=3 if turned else 30, spacing_km=5.0)
    surface = derive_uniform_cost(grid, depth.T.copy() if turned else depth)
    cost_grid = CostGrid.from_surface(surface)
    along, across = np.array([5.0, 22.0]) + RIM, np.full(2, RIM + 0.5)
    landfall = Landfall(0.0, 0.0, np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.float32), 0.0)
    path = GridPath(*((along, across) if turned else (across, along)), landfall, landfall, 0.0)
    line = line_on_earth(path, cost_grid)
    lon, lat = line.lon, line.lat
    samples = surface.along(line)
    assert not samples.barrier.any()
    row, col = grid.cell_of(lon[[0, -1]], lat[[0, -1]])
    assert (col if turned else row) == pytest.approx([0.51, 0.51], abs=1e-6)
    assert (row if turned else col) == pytest.approx([5.0, 22.0], abs=1e-6)


def test_a_leg_is_halved_where_its_geodesic_would_leave_a_strait():
    """A strait of one cell, straight on the plane, far enough south that a geodesic bows out of it."""
    cols = 400
    grid = grid_round(0.0, 50.0, rows=3, cols=cols, spacing_km=1.0)
    depth = np.full(grid.shape, -100.0, dtype=np.float32)
    depth[1, :] = 500.0
    surface = derive_uniform_cost(grid, depth)
    cost_grid = CostGrid.from_surface(surface)
    (west, east), (south, north) = grid.lonlat_of([1, 1], [2, cols - 3])
    path = find_path(cost_grid, ("west", west, south), ("east", east, north), landfall_limit_km=0.01)
    path = straighten(cost_grid, path)

    def on_land(lon, lat):
        points = [WGS84.npts(*a, *b, 200) for a, b in pairwise(zip(lon, lat, strict=True))]
        row, _ = grid.cell_of(*np.concatenate(points).T)
        return np.rint(row) != 1

    straight = cost_grid.lonlat_of(path.row[[0, -1]], path.col[[0, -1]])
    assert on_land(*straight).any(), "the geodesic stays in the strait: the test asks nothing"
    line = line_on_earth(path, cost_grid)
    lon, lat = line.lon, line.lat
    assert not on_land(lon, lat).any()
    assert math.isclose(lon[0], west, abs_tol=1e-9)
    assert math.isclose(lat[-1], north, abs_tol=1e-9)
