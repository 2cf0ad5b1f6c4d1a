"""A file of the user's is read once: the second planner takes its depths, and what was told of it, from the cache."""

from __future__ import annotations

import netCDF4
import numpy as np
import pytest

import routeplan as rp
from routeplan.runtime.notices import collected_notices
from routeplan.seabed.bathymetry import BathymetryFile

NO_HEIGHT = 30_000


def shelf_with_a_wreck(lon, lat):
    """A bed 10 m a degree deep, land beyond 75N, and one value that is no height."""
    heights = np.where(lat > 75.0, 50.0, -10.0 * lat) + 0.0 * lon
    heights[(np.abs(lat - 55.125) < 0.01) & (np.abs(lon + 30.125) < 0.01)] = NO_HEIGHT
    return heights


@pytest.fixture
def path(write_gebco, tmp_path, monkeypatch):
    monkeypatch.setenv("ROUTEPLAN_CACHE", str(tmp_path / "cache"))
    return write_gebco(shelf_with_a_wreck, step_deg=0.25)


@pytest.fixture
def opened(path):
    def open_it(spacing_km):
        with collected_notices() as told:
            planner = rp.open_planner(bathymetry=path, spacing_km=spacing_km)
        return planner, told

    return open_it


@pytest.fixture
def no_reading(monkeypatch):
    def read_summary(*_, **__):
        raise AssertionError("the file is read once more")

    return lambda: monkeypatch.setattr(BathymetryFile, "read_summary", read_summary)


@pytest.mark.parametrize("spacing_km", [40.0, 1.9])
def test_a_second_planner_reads_no_heights_and_has_the_same(opened, no_reading, spacing_km):
    first, told = opened(spacing_km)
    no_reading()
    second, told_again = opened(spacing_km)
    np.testing.assert_array_equal(first.depth_m, second.depth_m)
    np.testing.assert_array_equal(first.bathymetry.values_m, second.bathymetry.values_m)
    assert first.bathymetry.latlon_grid == second.bathymetry.latlon_grid
    assert any(f"{NO_HEIGHT}" in line for line in told)
    assert told_again == told


def test_what_bounds_the_fine_cells_is_kept_too(opened, no_reading):
    first, _ = opened(1.9)
    no_reading()
    second, _ = opened(1.9)
    assert first.fine_depths is not None
    assert second.fine_depths is not None
    for name in ("shallowest_m", "deepest_m", "south_deg"):
        np.testing.assert_array_equal(
            getattr(first.fine_depths, name), getattr(second.fine_depths, name), strict=True
        )


def test_a_file_that_has_changed_is_read_again(opened, path):
    before, _ = opened(40.0)
    assert np.nanmax(before.depth_m) < 800.0
    with netCDF4.Dataset(path, "a") as file:
        file["elevation"][:] = np.minimum(file["elevation"][:], -1000)
    after, _ = opened(40.0)
    assert np.nanmax(after.depth_m) == pytest.approx(1000.0)
