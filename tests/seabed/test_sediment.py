"""A user's GlobSed file is a layer to look at; what is laid out otherwise is refused."""

import netCDF4
import numpy as np
import pytest

import routeplan as rp
from routeplan.errors import DataError, UsageError
from routeplan.geo.grid import Grid
from routeplan.seabed.sediment import open_sediment

GRID = Grid.arctic(spacing_km=25)


def write_globsed(path, *, step=1 / 12, name="z", west=-60, east=20):
    """The northern part of a file as GMT writes it: 20 m per degree of latitude from 45N, negative south of it."""
    lon, lat = np.arange(west, east + step / 2, step), np.arange(40, 90 + step / 2, step)
    with netCDF4.Dataset(path, "w") as file:
        file.Conventions, file.title, file.GMT_version = (
            "COARDS, CF-1.5",
            "Produced by grdmath",
            "5.4.2 (r18461) [64-bit]",
        )
        for axis, values, units in (("lon", lon, "degrees_east"), ("lat", lat, "degrees_north")):
            file.createDimension(axis, len(values))
            variable = file.createVariable(axis, "f8", (axis,))
            variable.long_name, variable.units = {"lon": "longitude", "lat": "latitude"}[axis], units
            variable.actual_range = values[[0, -1]]
            variable[:] = values
        z = file.createVariable(name, "f4", ("lat", "lon"), fill_value=np.nan, zlib=True)
        z.long_name, z.actual_range = "z", [-100.0, 900.0]
        z[:] = np.broadcast_to(20.0 * (lat[:, None] - 45.0), (len(lat), len(lon)))
    return path


def at(layer, lon, lat):
    row, col = (round(float(part)) for part in GRID.cell_of(lon, lat))
    return float(np.asarray(layer)[row, col]), GRID.lonlat_of(row, col)[1]


def test_thickness_is_read_at_its_place(tmp_path):
    thickness = open_sediment(write_globsed(tmp_path / "GlobSed-v3.nc")).over(GRID)
    for lon, lat in ((-30.0, 55.0), (0.0, 75.0), (5.0, 89.0)):
        value, there = at(thickness, lon, lat)
        assert value == pytest.approx(20.0 * (float(there) - 45.0), abs=1.0)
    assert at(thickness, -30.0, 42.0)[0] == 0.0  # the source has -60 m
    assert np.isnan(at(thickness, 170.0, 55.0)[0])  # not in the file


def test_a_scenario_names_the_file_and_the_layer_says_whose_it_is(tmp_path):
    write_globsed(tmp_path / "GlobSed-v3.nc")
    (tmp_path / "mud.toml").write_text('extends = "balanced"\n[data]\nsediment = "GlobSed-v3.nc"\n')
    layer = rp.open_planner(tmp_path / "mud.toml", spacing_km=25).layer("sediment_m")
    assert layer.attrs["units"] == "m"
    assert "GlobSed-v3.nc" in layer.attrs["source"]
    value, there = at(layer, -30.0, 55.0)
    assert value == pytest.approx(20.0 * (float(there) - 45.0), abs=1.0)


def test_without_a_file_the_layer_says_what_to_give():
    with pytest.raises(UsageError, match=r"no sediment thickness; give sediment in \[data\]"):
        rp.open_planner(spacing_km=100).layer("sediment_m")


@pytest.mark.parametrize(
    ("made", "message"),
    [({"step": 0.1}, "lat has 6.00 arc-minutes"), ({"name": "thickness"}, "no z by lat and lon")],
)
def test_another_layout_is_refused(tmp_path, made, message):
    with pytest.raises(DataError, match=message):
        open_sediment(write_globsed(tmp_path / "other.nc", **made))


def test_what_is_no_netcdf_is_refused(tmp_path):
    (tmp_path / "mud.nc").write_text("mud")
    with pytest.raises(DataError, match="cannot read"):
        open_sediment(tmp_path / "mud.nc")
    with pytest.raises(DataError, match="cannot read"):
        open_sediment(tmp_path / "absent.nc")
