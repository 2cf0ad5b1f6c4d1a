"""Surveys over a chart, and tiles side by side, against a seabed that is a formula."""

from pathlib import Path

import netCDF4
import numpy as np
import pytest

from routeplan.errors import DataError
from routeplan.seabed.bathymetry import open_bathymetry, read_bathymetry
from routeplan.seabed.depth_files import DepthFiles

RAISED_M = 50.0  # the survey finds the seabed that much deeper than the chart


def depth_m(lon, lat):
    return 500.0 + 10.0 * (90 - lat) + 100.0 * np.cos(np.radians(lon))


def write(path, south, west, step, rows, cols, deeper_m=0.0):
    lat, lon = south + step * np.arange(rows), west + step * np.arange(cols)
    path.parent.mkdir(exist_ok=True)
    with netCDF4.Dataset(path, "w") as file:
        for name, axis in (("lat", lat), ("lon", lon)):
            file.createDimension(name, len(axis))
            file.createVariable(name, "f8", (name,))[:] = axis
        file.createVariable("elevation", "f4", ("lat", "lon"))[:] = (
            -depth_m(*np.meshgrid(lon, lat)) - deeper_m
        )
    return path


@pytest.fixture(params=[-179.5, 0.5], ids=["from 180W", "from 0"])
def chart(tmp_path, request):
    return write(tmp_path / "chart.nc", 30.5, request.param, 1.0, 60, 360)


@pytest.fixture
def survey(tmp_path):
    """Across the antimeridian: 170E to 170W, 60N to 70N, a tenth of a degree."""
    return write(tmp_path / "survey.nc", 60.05, 170.05, 0.1, 100, 200, RAISED_M)


def test_a_survey_counts_where_it_is_and_the_chart_elsewhere(chart, survey):
    depths = read_bathymetry(chart, surveys=[survey], south_deg=31.0)
    lon, lat = np.array([179.0, -179.0, 171.0, -171.0]), np.array([61.0, 65.0, 69.0, 64.03])
    np.testing.assert_allclose(depths.at(lon, lat), depth_m(lon, lat) + RAISED_M, atol=0.2)
    outside = np.array([160.0, -160.0, 179.0, 0.2, 359.8])
    far = np.array([65.0, 65.0, 75.0, 50.0, 50.0])
    np.testing.assert_allclose(depths.at(outside, far), depth_m(outside, far), atol=0.2)


def test_it_fades_into_the_chart_without_a_step(tmp_path):
    chart = write(tmp_path / "regional.nc", 55.5, 0.5, 1.0, 10, 30)
    fine = write(tmp_path / "fine.nc", 60.0025, 10.0025, 0.005, 400, 800, RAISED_M)  # 0.56 km
    depths = read_bathymetry(chart, surveys=[fine], south_deg=56.0)
    lat = 61.0
    raised = depths.at(np.arange(9.99, 10.06, 0.005), lat) - depth_m(np.arange(9.99, 10.06, 0.005), lat)
    assert raised[0] == pytest.approx(0.0, abs=0.5)
    assert raised[-1] == pytest.approx(RAISED_M, abs=0.5)
    assert np.all(np.diff(raised) > -0.1)
    assert np.diff(raised).max() < RAISED_M / 3


def test_the_best_of_two_surveys_comes_first(chart, survey, tmp_path):
    better = write(tmp_path / "better.nc", 62.05, 175.05, 0.1, 30, 30, 2 * RAISED_M)
    both = read_bathymetry(chart, surveys=[better, survey], south_deg=31.0)
    assert both.at(176.5, 63.5) == pytest.approx(depth_m(176.5, 63.5) + 2 * RAISED_M, abs=0.2)
    other = read_bathymetry(chart, surveys=[survey, better], south_deg=31.0)
    assert other.at(176.5, 63.5) == pytest.approx(depth_m(176.5, 63.5) + RAISED_M, abs=0.2)


def test_windows_are_parts_of_the_whole(chart, survey):
    with open_bathymetry(chart, surveys=[survey]) as file:
        heights = file._heights
        grid = heights.latlon_grid
        whole = heights.read(0, grid.rows, 0, grid.cols)
        for rows, cols in (
            ((290, 410), (0, 60)),
            ((0, 20), (grid.cols - 30, grid.cols)),
            ((300, 310), (1500, 1700)),
        ):
            np.testing.assert_array_equal(heights.read(*rows, *cols), whole[slice(*rows), slice(*cols)])
        origin = heights.read_origin(0, grid.rows, 0, grid.cols)
        assert np.count_nonzero(origin == 0) == 100 * 200


def test_tiles_in_a_folder_are_one_seabed(tmp_path):
    for number in range(4):
        write(tmp_path / "tiles" / f"tile{number}.nc", 30.5, -179.5 + 90 * number, 1.0, 60, 90)
    depths = read_bathymetry(tmp_path / "tiles", south_deg=31.0)
    whole = read_bathymetry(write(tmp_path / "whole.nc", 30.5, -179.5, 1.0, 60, 360), south_deg=31.0)
    np.testing.assert_allclose(depths.values_m, whole.values_m, atol=1e-3)
    assert depths.source.name == "tiles"
    assert len(depths.source.sha256) == 64


def test_a_folder_of_more_tiles_than_a_byte_counts_says_where_each_value_comes_from(tmp_path):
    for number in range(130):
        write(tmp_path / "tiles" / f"tile{number:03d}.nc", 60.5, -179.5 + 2 * number, 1.0, 2, 2)
    with open_bathymetry(tmp_path / "tiles") as file:
        origin = file.layers.read_origin(0, 2, 0, 260)
    np.testing.assert_array_equal(origin[0], np.arange(260) // 2)


def test_files_of_two_folders_with_one_name_are_told_apart(tmp_path, chart):
    here = write(tmp_path / "here" / "chart.nc", 60.5, 10.5, 1.0, 5, 5)
    files = DepthFiles.among(chart, (here,))
    assert files.names == ("chart.nc", "chart.nc (2)")
    assert [kind.value for kind in files.kinds] == [1, 2]


def test_the_source_names_all_files(chart, survey):
    source = read_bathymetry(chart, surveys=[survey], south_deg=31.0).source
    assert source.name == "survey.nc over chart.nc"
    assert source.sha256 != read_bathymetry(chart, south_deg=31.0).source.sha256


def test_a_folder_without_rasters_and_a_broken_survey_are_refused(chart, tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match="empty: no raster in this folder"):
        open_bathymetry(tmp_path / "empty")
    (tmp_path / "broken.nc").write_bytes(b"CDF\x01 and no more")
    with pytest.raises(DataError, match=r"broken\.nc"):
        open_bathymetry(chart, surveys=[Path(tmp_path / "broken.nc")])
