"""What depths rest on, from the files to a route: layers, profile, stretches, JSON, errors in ensembles."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

import routeplan as rp
from routeplan.cost.depth_known import StepOrigins, add_to_stretches
from routeplan.ensemble.depth_error import CHARTED_SHARE, PREDICTED_M, derive_deviation_m
from routeplan.errors import UsageError

WEST_LON = -30.0  # measured and surveyed east of it
A, B = "55.0,-40.0", "55.0,-20.0"


def deep(lon, lat):
    return np.full(lon.shape, -3000.0)


def types(lon, lat):
    return np.where(lon > WEST_LON, 11, 40)


@pytest.fixture
def planner(write_gebco):
    chart = write_gebco(deep, step_deg=0.5, south_deg=30.0, name="chart.nc")
    survey = write_gebco(
        deep, step_deg=0.25, south_deg=30.0, west_deg=WEST_LON, east_deg=-10.0, name="survey.nc"
    )
    tid = write_gebco(types, step_deg=0.25, variable="tid", name="tid.nc")
    return rp.open_planner(
        bathymetry=chart, surveys=[survey], type_identifier=tid, spacing_km=25, south_deg=40.0
    )


@pytest.fixture
def route(planner):
    return planner.route(A, B, prove=False)


def test_layers_tell_what_is_measured_and_which_file_depths_come_from(planner):
    row, east, west = 0, 0, 0
    row, east = (int(at) for at in planner.grid.cell_of(-20.0, 55.0))
    other, west = (int(at) for at in planner.grid.cell_of(-40.0, 55.0))
    layers = planner.layers
    measured, files = (layers[name].to_numpy() for name in ("measured_share", "depth_file"))
    assert (measured[row, east], measured[other, west]) == (1.0, 0.0)
    assert (files[row, east], files[other, west]) == (1.0, 2.0)
    assert layers["depth_file"].attrs["flag_meanings"] == "survey.nc chart.nc"
    assert json.loads(layers["measured_share"].attrs["provenance"])[0]["name"] == "tid.nc"


def test_a_route_tells_how_much_of_it_is_measured_and_by_which_file(route):
    """Half of it runs east of the meridian; a cell is 25 km of about 1,270."""
    record = route.record()
    assert record["measured_share"] == pytest.approx(0.5, abs=0.03)
    assert list(record["depth_file_km"]) == ["survey.nc", "chart.nc"] or list(record["depth_file_km"]) == [
        "chart.nc",
        "survey.nc",
    ]
    assert sum(record["depth_file_km"].values()) == pytest.approx(route.length_km, rel=1e-6)
    assert record["depth_file_km"]["survey.nc"] == pytest.approx(route.length_km / 2, rel=0.06)
    assert set(route.profile["depth_file"]) == {"survey.nc", "chart.nc"}
    stretches = route.stretches
    assert (stretches["measured_share"] * stretches["km"]).sum() / route.length_km == pytest.approx(
        record["measured_share"], abs=1e-3
    )


def test_files_of_a_route_have_its_measured_share(route, tmp_path):
    route.write(tmp_path / "route.gpkg")
    route.write(tmp_path / "route.geojson")
    feature = json.loads((tmp_path / "route.geojson").read_text(encoding="utf-8"))["features"][0]
    assert feature["properties"]["measured_share"] == pytest.approx(0.5, abs=0.03)


def test_without_such_data_nothing_is_told(write_gebco):
    alone = rp.open_planner(bathymetry=write_gebco(deep, step_deg=0.5), spacing_km=50, south_deg=40.0)
    route = alone.route(A, B, prove=False)
    assert not {"measured_share", "depth_file_km"} & set(route.record())
    assert not {"measured_share", "depth_file"} & (set(route.profile) | set(route.stretches))
    assert not {"measured_share", "depth_file"} & set(alone.layers)
    for name in ("measured_share", "depth_file"):
        with pytest.raises(UsageError, match="give"):
            alone.layer(name)


def test_errors_of_depth_follow_the_types_where_they_are_known():
    depth_m = np.full(4, 3000.0, dtype=np.float32)
    share = np.array([1.0, 0.0, 0.5, np.nan], dtype=np.float32)
    measured_m = CHARTED_SHARE * 3000.0
    half_m = np.sqrt((measured_m**2 + PREDICTED_M**2) / 2.0)
    assert derive_deviation_m(depth_m, share) == pytest.approx([measured_m, PREDICTED_M, half_m, PREDICTED_M])
    assert derive_deviation_m(depth_m) == pytest.approx(np.full(4, PREDICTED_M))


def test_steps_whose_type_is_not_known_count_in_no_share():
    share, km = np.array([1.0, np.nan, 0.5]), np.array([2.0, 3.0, 4.0])
    known = StepOrigins(share, None).over(km)
    assert (known.measured_km, known.typed_km) == (4.0, 6.0)
    profile = pd.DataFrame({"step_km": km, "measured_share": share})
    stretches = add_to_stretches(pd.DataFrame({"km": [5.0, 4.0]}), profile, pd.Series([1, 1, 2]))
    assert stretches["measured_share"].tolist() == [1.0, 0.5]
