"""Type identifiers of GEBCO: how much of a cell is measured, from codes as the vocabulary of NERC (GGT) lists them."""

from __future__ import annotations

import netCDF4
import numpy as np
import pytest
import rasterio
from rasterio import Affine

from routeplan.errors import DataError
from routeplan.geo.grid import Grid
from routeplan.seabed.bathymetry.height_files import open_codes
from routeplan.seabed.type_identifier import is_type_identifier, open_type_identifiers

GRID = Grid.arctic(spacing_km=50, south_deg=50.0)
MULTIBEAM, SINGLEBEAM, GRAVITY, MIXED, LAND = 11, 10, 40, 70, 0


def halves(lon, lat):
    """Measured in the east, predicted in the west, land north of 85N."""
    return np.where(lat > 85.0, LAND, np.where(lon > 0.0, MULTIBEAM, GRAVITY))


def share_at(shares, lon, lat):
    row, col = (int(at) for at in GRID.cell_of(lon, lat))
    return shares[row, col]


def test_a_cell_of_soundings_is_measured_one_of_gravity_is_not_and_land_is_neither(write_gebco):
    shares = open_type_identifiers(write_gebco(halves, step_deg=0.25, variable="tid")).over(GRID)
    assert share_at(shares, 90.0, 60.0) == 1.0
    assert share_at(shares, -90.0, 60.0) == 0.0
    assert np.isnan(share_at(shares, 90.0, 88.0))


def test_land_in_a_cell_takes_no_part_in_its_share(write_gebco):
    """Half of the values are land at random: of the others a quarter is measured, of all an eighth."""
    rng = np.random.default_rng(19)

    def mixed(lon, lat):
        return rng.choice([LAND, SINGLEBEAM, MIXED], p=[0.5, 0.125, 0.375], size=lon.shape)

    path = write_gebco(mixed, step_deg=0.125, south_deg=45.0, variable="tid")
    shares = open_type_identifiers(path).over(GRID)
    assert np.nanmean(shares) == pytest.approx(0.25, abs=0.01)


def test_a_geotiff_of_bytes_and_one_on_the_polar_plane_say_the_same(write_gebco, tmp_path):
    """Between codes there is no code in between: 40 and 0 make no 20, which would be none."""
    by_degrees = open_type_identifiers(write_gebco(halves, step_deg=0.25, variable="tid")).over(GRID)
    side_m, cells = 4_500_000.0, 900
    centre = (np.arange(cells) + 0.5) * 2 * side_m / cells - side_m
    easting, northing = np.meshgrid(centre, -centre)
    lon, lat = GRID.projection.inverse(easting.ravel(), northing.ravel())
    codes = halves(lon, lat).reshape(cells, cells).astype(np.uint8)
    path = tmp_path / "tid.tif"
    step = 2 * side_m / cells
    with rasterio.open(
        path, "w", driver="GTiff", dtype="uint8", count=1, height=cells, width=cells, crs="EPSG:3995",
        transform=Affine(step, 0, -side_m, 0, -step, side_m),
    ) as file:  # fmt: skip
        file.write(codes, 1)
    polar = open_type_identifiers(path).over(GRID)
    for lon_deg, lat_deg in ((90.0, 60.0), (-90.0, 60.0), (20.0, 75.0), (-150.0, 70.0)):
        assert share_at(polar, lon_deg, lat_deg) == share_at(by_degrees, lon_deg, lat_deg)


def test_heights_are_refused_as_type_identifiers(write_gebco):
    heights = write_gebco(lambda lon, lat: -3000.0 - lat, variable="tid")
    with pytest.raises(DataError, match=r"GEBCO_test\.nc: values .* no type identifiers of GEBCO .*_tid\.nc"):
        open_type_identifiers(heights)


def quarters(lon, lat):
    """By longitude a quarter each of land, multibeam, gravity and mixed grids."""
    return np.select([lon < -90.0, lon < 0.0, lon < 90.0], [LAND, MULTIBEAM, GRAVITY], MIXED)


def test_shares_are_those_of_the_area_not_of_the_values(write_gebco):
    """The sea is measured north of 60N: a third of the values of a hemisphere, 13 % of its area."""
    grid = write_gebco(
        lambda lon, lat: np.where(lat > 60.0, MULTIBEAM, GRAVITY), step_deg=0.5, south_deg=0.0, variable="tid"
    )
    shares = open_type_identifiers(grid).shares()
    assert shares.measured == pytest.approx(1.0 - np.sin(np.radians(60.0)), abs=1e-3)
    assert (shares.land, shares.other) == (0.0, 0.0)
    assert shares.looked_at_rows == 180


@pytest.mark.parametrize("dtype", ["uint8", "int16"])
def test_a_geotiff_is_known_by_its_values_and_by_its_bytes_or_its_name(tmp_path, dtype):
    lon, lat = np.meshgrid(np.arange(-179.5, 180.0), np.arange(89.5, -90.0, -1.0))
    for name, values in (
        ("gebco_2026_tid_n90_s-90.tif", quarters(lon, lat)),
        ("codes.tif", quarters(lon, lat)),
        ("tid_of_heights.tif", np.arange(360) % 120 + 0 * lat),
        ("all_land_tid.tif", 0 * lat),
    ):
        with rasterio.open(
            tmp_path / name, "w", driver="GTiff", dtype=dtype, count=1, height=180, width=360, crs="EPSG:4326",
            transform=Affine(1, 0, -180, 0, -1, 90),
        ) as file:  # fmt: skip
            file.write(values.astype(dtype), 1)
    assert is_type_identifier(tmp_path / "gebco_2026_tid_n90_s-90.tif")
    assert is_type_identifier(tmp_path / "codes.tif") == (dtype == "uint8")
    assert not is_type_identifier(tmp_path / "tid_of_heights.tif")
    assert not is_type_identifier(tmp_path / "all_land_tid.tif")
    shares = open_type_identifiers(tmp_path / "codes.tif").shares()
    found = (shares.land, shares.measured, shares.predicted, shares.other)
    assert found == pytest.approx((0.25, 1 / 3, 1 / 3, 1 / 3))


def test_tiles_in_a_folder_keep_their_codes_where_the_next_value_is_another(tmp_path):
    """Interpolated, 40 beside 11 was 39.993, which is no code: half of such values were lost, or the folder refused."""
    step, side = 1 / 240, 240
    codes = np.random.default_rng(3).choice([MULTIBEAM, GRAVITY], size=(side, 2 * side)).astype(np.int8)
    for number in range(2):
        with netCDF4.Dataset(tmp_path / f"tile{number}.nc", "w") as file:
            for name, first in (("lat", 60.0), ("lon", float(number))):
                file.createDimension(name, side)
                file.createVariable(name, "f8", (name,))[:] = first + (np.arange(side) + 0.5) * step
            tile = codes[:, number * side : (number + 1) * side]
            file.createVariable("tid", "i1", ("lat", "lon"))[:] = tile
    opened = open_codes(tmp_path, ("tid",))
    np.testing.assert_array_equal(opened.read(0, side, 0, 2 * side), codes)
    opened.close()
    shares = open_type_identifiers(tmp_path).shares()
    assert shares.measured + shares.predicted == pytest.approx(1.0)
