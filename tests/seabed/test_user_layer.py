import geopandas as gpd
import netCDF4
import numpy as np
import pytest
import rasterio
import shapely

from routeplan.errors import DataError
from routeplan.geo.geodesy import PolarStereographic
from routeplan.geo.grid import Grid
from routeplan.geo.shapes import project_shapes
from routeplan.seabed.user_layer import derive_user_layer

GRID = Grid.arctic(spacing_km=50, south_deg=60)
ROWS, COLS = np.indices(GRID.shape)
LON, LAT = GRID.lonlat_of(ROWS, COLS)


def smooth(lon, lat):
    """Smooth over the pole and across 180: the tilt of a plane in space, in hundredths."""
    return 100 * np.cos(np.radians(lon)) * np.cos(np.radians(lat))


def write_tif(path, values, transform, crs="EPSG:4326", **options):
    bands = np.atleast_3d(values.T).T
    with rasterio.open(
        path, "w", driver="GTiff", count=len(bands), height=bands.shape[1], width=bands.shape[2],
        dtype=bands.dtype, crs=crs, transform=transform, **options,
    ) as raster:  # fmt: skip
        raster.write(bands)
    return path


def write_lonlat(path, function=smooth, step=0.5, west=-180.0, **options):
    lat, lon = np.arange(90 - step / 2, 40, -step), np.arange(west + step / 2, west + 360, step)
    values = function(*np.meshgrid(lon, lat)).astype(np.float32)
    return write_tif(path, values, rasterio.Affine(step, 0, west, 0, -step, 90), **options)


def write_netcdf(path, west=-180.0, *, falling=False, names=("ice",)):
    lat, lon = np.arange(40.25, 90, 0.5), np.arange(west + 0.25, west + 360, 0.5)
    lat = lat[::-1] if falling else lat
    with netCDF4.Dataset(path, "w") as file:
        for name, values, units in (("lat", lat, "degrees_north"), ("lon", lon, "degrees_east")):
            file.createDimension(name, len(values))
            axis = file.createVariable(name, "f8", (name,))
            axis.units = units
            axis[:] = values
        for name in names:
            variable = file.createVariable(name, "i2", ("lat", "lon"), fill_value=-32768)
            variable.scale_factor, variable.add_offset, variable.units = 0.01, 10.0, "cm"
            variable[:] = smooth(*np.meshgrid(lon, lat))
    return path


def save(path, shapes, crs=4326, **columns):
    gpd.GeoDataFrame(columns, geometry=list(shapes), crs=crs).to_file(path)
    return path


@pytest.mark.parametrize("west", [-180.0, 0.0])
@pytest.mark.parametrize("step", [0.5, 0.1], ids=["as fine", "finer"])
def test_a_raster_of_the_world_fills_the_grid_across_180_and_over_the_pole(tmp_path, west, step):
    layer = derive_user_layer(write_lonlat(tmp_path / "world.tif", step=step, west=west), GRID)
    assert layer.dims == ("northing", "easting")
    assert layer.dtype == np.float32
    # Within half a row of the pole there is nothing to go between: a row is worth 0.87 here.
    assert np.abs(layer.to_numpy() - smooth(LON, LAT)).max() < 0.5


@pytest.mark.parametrize("west", [-180.0, 0.0])
@pytest.mark.parametrize("falling", [True, False])
def test_netcdf_is_read_whichever_way_its_axes_run(tmp_path, west, falling):
    layer = derive_user_layer(write_netcdf(tmp_path / "ice.nc", west, falling=falling), GRID)
    assert np.abs(layer.to_numpy() - smooth(LON, LAT)).max() < 0.5
    assert layer.attrs["units"] == "cm"
    assert layer.attrs["source"] == "ice.nc"


def test_of_several_netcdf_variables_one_is_named(tmp_path):
    path = write_netcdf(tmp_path / "two.nc", names=("ice", "snow"))
    with pytest.raises(DataError, match=r"two\.nc: variables ice, snow; name one as column"):
        derive_user_layer(path, GRID)
    assert derive_user_layer(path, GRID, column="snow").name == "snow"
    with pytest.raises(DataError, match=r"variable 'rain' of .*two\.nc"):
        derive_user_layer(path, GRID, column="rain")


def test_of_several_bands_one_is_named_by_its_description(tmp_path):
    bands = np.stack([np.full((100, 720), 1.0), np.full((100, 720), 2.0)]).astype(np.float32)
    path = write_tif(tmp_path / "bands.tif", bands, rasterio.Affine(0.5, 0, -180, 0, -0.5, 90))
    with rasterio.open(path, "r+") as raster:
        raster.descriptions = ("one", "two")
    with pytest.raises(DataError, match=r"bands\.tif: 2 bands \(one, two\)"):
        derive_user_layer(path, GRID)
    assert set(np.unique(derive_user_layer(path, GRID, column="two"))) == {2.0}


def test_a_raster_already_on_the_plane_comes_through_cell_for_cell(tmp_path):
    values = np.arange(GRID.rows * GRID.cols, dtype=np.float32).reshape(GRID.shape)
    transform = rasterio.Affine(GRID.spacing_m, 0, GRID.west_m, 0, -GRID.spacing_m, GRID.north_m)
    path = write_tif(tmp_path / "plane.tif", values, transform, crs="EPSG:3995")
    assert np.allclose(derive_user_layer(path, GRID), values)


def test_a_finer_raster_is_averaged_in_every_cell(tmp_path):
    half = GRID.spacing_m / 2
    values = np.tile(np.array([[0, 4], [8, 12]], dtype=np.float32), GRID.shape)
    path = write_tif(
        tmp_path / "fine.tif",
        values,
        rasterio.Affine(half, 0, GRID.west_m, 0, -half, GRID.north_m),
        "EPSG:3995",
    )
    assert np.allclose(derive_user_layer(path, GRID), 6.0)


def test_no_data_and_the_world_beyond_the_raster_are_nan(tmp_path):
    values = np.full((40, 80), 7, dtype=np.int16)
    values[:, :40] = -1
    path = write_tif(tmp_path / "part.tif", values, rasterio.Affine(0.5, 0, -20, 0, -0.5, 85), nodata=-1)
    layer = derive_user_layer(path, GRID).to_numpy()
    there = (LON > 0.5) & (LON < 19.5) & (LAT > 65.5) & (LAT < 84.5)
    away = (LON < -0.5) | (LON > 20.5) | (LAT < 64.5) | (LAT > 85.5)
    assert (layer[there] == 7).all()
    assert np.isnan(layer[away]).all()


def test_polygons_are_1_inside_and_0_outside(tmp_path):
    path = save(tmp_path / "parks.geojson", [shapely.box(170, 65, 180, 75), shapely.box(-180, 65, -170, 75)])
    layer = derive_user_layer(path, GRID)
    assert layer.name == "parks"
    assert np.array_equal(layer.to_numpy() == 1, (np.abs(LON) > 170) & (LAT > 65) & (LAT < 75))
    assert set(np.unique(layer)) == {0.0, 1.0}


def test_a_column_is_laid_down_with_the_highest_on_top_and_nan_outside(tmp_path):
    cap = shapely.Polygon([(-180, 80), (180, 80), (180, 90), (-180, 90)])
    half = shapely.box(0, 75, 180, 90)
    for order in ([cap, half], [half, cap]):
        fee = [5.0 if shape is half else 2.0 for shape in order]
        layer = derive_user_layer(save(tmp_path / "fees.gpkg", order, fee=fee), GRID, column="fee").to_numpy()
        east = (LON > 0) & (LAT > 75)
        assert (layer[east] == 5).all()
        assert (layer[~east & (LAT > 80)] == 2).all()
        assert np.isnan(layer[~east & (LAT < 80)]).all()


def test_a_line_takes_the_cells_it_touches(tmp_path):
    layer = derive_user_layer(save(tmp_path / "line.geojson", [shapely.LineString([(0, 70), (0, 85)])]), GRID)
    _, col = np.nonzero(layer.to_numpy())
    assert len(col) > 30
    assert set(col) <= {GRID.cols // 2 - 1, GRID.cols // 2}


def test_a_ring_inside_out_over_the_pole_is_repaired():
    bow_tie = shapely.Polygon([(0, 85), (180, 85), (90, 85), (-90, 85)])
    (shape,) = project_shapes(gpd.GeoSeries([bow_tie], crs=4326), PolarStereographic())
    assert shape.is_valid


def unreadable(tmp_path):
    for name in ("bad.tif", "bad.nc", "bad.geojson", "bad.gpkg"):
        (tmp_path / name).write_text("no map")
        yield tmp_path / name, name


def test_files_that_are_no_maps_are_named_in_one_line(tmp_path):
    for path, name in unreadable(tmp_path):
        with pytest.raises(DataError, match=name) as refusal:
            derive_user_layer(path, GRID)
        assert "\n" not in str(refusal.value)


def test_a_missing_file_and_a_strange_one_are_named(tmp_path):
    with pytest.raises(DataError, match=r"gone\.tif: no such file"):
        derive_user_layer(tmp_path / "gone.tif", GRID)
    (tmp_path / "notes.txt").write_text("ice")
    with pytest.raises(DataError, match=r"notes\.txt: files ending in '\.txt'"):
        derive_user_layer(tmp_path / "notes.txt", GRID)


def test_a_raster_that_says_no_place_is_refused(tmp_path):
    values = np.ones((10, 10), dtype=np.float32)
    nowhere = write_tif(tmp_path / "system.tif", values, rasterio.Affine(1, 0, 0, 0, -1, 90), crs=None)
    with pytest.raises(DataError, match=r"system\.tif names no coordinate system"):
        derive_user_layer(nowhere, GRID)


def test_shapes_without_a_coordinate_system_or_without_the_column_are_refused(tmp_path):
    box = [shapely.box(0, 70_000, 10_000, 80_000)]
    with pytest.warns(UserWarning, match="'crs' was not provided"):
        path = save(tmp_path / "bare.shp", box, crs=None, fee=["high"])
    with pytest.raises(DataError, match=r"bare\.shp names no coordinate system"):
        derive_user_layer(path, GRID)
    path = save(tmp_path / "fees.gpkg", [shapely.box(0, 70, 10, 80)], fee=["high"])
    with pytest.raises(DataError, match=r"fees\.gpkg: no column 'cost'; there are fee"):
        derive_user_layer(path, GRID, column="cost")
    with pytest.raises(DataError, match="'fee' has values that are not numbers"):
        derive_user_layer(path, GRID, column="fee")


def test_a_file_with_nothing_in_it_is_refused(tmp_path):
    path = tmp_path / "empty.geojson"
    path.write_text('{"type": "FeatureCollection", "features": []}')
    with pytest.raises(DataError, match=r"empty\.geojson has no shapes"):
        derive_user_layer(path, GRID)
