"""Sample files: read again by the doors that read the publishers' own, they say what was embedded."""

import json

import netCDF4
import numpy as np
import pyogrio
import pytest

from routeplan.errors import OutputError, UsageError
from routeplan.geo.grid import Grid
from routeplan.seabed.bathymetry import derive_depth, read_bathymetry
from routeplan.seabed.marine_regions import read_marine_regions
from routeplan.seabed.nsidc import read_nsidc_concentration
from routeplan.seabed.sample_files import (
    write_area,
    write_sample_depths,
    write_sample_ice,
    write_sample_zones,
)
from routeplan.seabed.sea_ice import read_ice_calendar

BOX = {"west": -60, "south": 50, "east": 0, "north": 75}


def test_depths_come_back_as_they_were_where_the_file_has_them(tmp_path):
    write_sample_depths(tmp_path / "depths.nc", **BOX)
    grid = Grid.arctic(spacing_km=50)
    ours = derive_depth(read_bathymetry(tmp_path / "depths.nc"), grid).to_numpy()
    theirs = derive_depth(read_bathymetry(), grid).to_numpy()
    rows, cols = np.indices(grid.shape)
    lon, lat = grid.lonlat_of(rows, cols)
    inner = (lon > -58) & (lon < -2) & (lat > 52) & (lat < 73)
    assert inner.sum() > 500
    np.testing.assert_allclose(ours[inner], theirs[inner], atol=1.0)
    assert np.isnan(ours[lat < 40]).all()


def test_depths_are_laid_out_as_gebco_lays_them_out(tmp_path):
    write_sample_depths(tmp_path / "depths.nc", **BOX)
    with netCDF4.Dataset(tmp_path / "depths.nc") as file:
        elevation = file["elevation"]
        assert elevation.dimensions == ("lat", "lon")
        assert elevation.dtype == np.int16
        assert elevation.standard_name == "height_above_mean_sea_level"
        assert (np.diff(file["lat"][:]) > 0).all()
        assert (np.diff(file["lon"][:]) > 0).all()


def test_ice_comes_back_month_by_month(tmp_path):
    write_sample_ice(tmp_path / "ice.nc")
    known = read_ice_calendar().concentration
    np.testing.assert_allclose(
        read_nsidc_concentration(tmp_path / "ice.nc").to_numpy(), known.to_numpy(), atol=0.0005
    )


def test_zones_and_areas_come_back_with_their_names(tmp_path):
    write_sample_zones(tmp_path / "zones.gpkg")
    assert set(read_marine_regions(tmp_path / "zones.gpkg")["label"]) == {"IS", "GL"}
    corners = [(-41, 58.3), (-36, 58.3), (-36, 60.5), (-41, 60.5)]
    write_area(tmp_path / "closed.geojson", corners, name="closed")
    (shape,) = pyogrio.read_dataframe(tmp_path / "closed.geojson").geometry
    assert set(shape.exterior.coords) == set(corners)
    assert (
        json.loads((tmp_path / "closed.geojson").read_text())["features"][0]["properties"]["name"] == "closed"
    )


def test_what_holds_nothing_is_refused(tmp_path):
    with pytest.raises(UsageError, match="no depths from 10 to -10 E"):
        write_sample_depths(tmp_path / "a.nc", west=10, south=50, east=-10, north=60)
    for corners in ([(0, 0), (1, 1)], [(0, 0), (1, 1), (2, 2)], [(0, 0), (1, 1), (1, 0), (0, 1)]):
        with pytest.raises(UsageError, match="encloses nothing"):
            write_area(tmp_path / "a.geojson", corners, name="none")
    with pytest.raises(OutputError):
        write_sample_ice(tmp_path / "no" / "ice.nc")
    assert not list(tmp_path.iterdir())
