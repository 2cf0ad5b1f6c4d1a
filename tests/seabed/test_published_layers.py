"""Layers in the layouts of their publishers: GEM, plate boundaries, ship densities, GlobSed, EMODnet substrate."""

import json

import geopandas as gpd
import netCDF4
import numpy as np
import pytest
import rasterio
import shapely
from pyproj import Geod, Transformer

from routeplan.errors import DataError, UsageError
from routeplan.geo.grid import Grid
from routeplan.runtime.notices import collected_notices
from routeplan.seabed.user_layer import derive_user_layer

GRID = Grid.arctic(spacing_km=50, south_deg=60)
ROWS, COLS = np.indices(GRID.shape)
LON, LAT = GRID.lonlat_of(ROWS, COLS)
LOWEST = float(np.finfo(np.float32).min)
WGS84 = Geod(ellps="WGS84")


def write(path, values, *, step=0.5, west=-180.0, north=90.0, **options):
    options = {"crs": "EPSG:4326", "transform": rasterio.Affine(step, 0, west, 0, -step, north), **options}
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        count=1,
        height=values.shape[0],
        width=values.shape[1],
        dtype=values.dtype,
        **options,
    ) as raster:
        raster.write(values, 1)
    return path


def pga(lon, lat):
    """Some tenths of g, up to 0.8: the tilt of a plane in space."""
    return 0.4 + 0.4 * np.cos(np.radians(lon)) * np.cos(np.radians(lat))


def world(function, step=0.5, west=-180.0, dtype=np.float32):
    lat, lon = np.arange(90 - step / 2, 40, -step), np.arange(west + step / 2, west + 360, step)
    return function(*np.meshgrid(lon, lat)).astype(dtype)


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """A folder of fetched sets; gives the path of a file of one."""
    monkeypatch.setenv("ROUTEPLAN_DATA", str(tmp_path / "data"))

    def place(data_set, version, name):
        folder = tmp_path / "data" / data_set / version
        folder.mkdir(parents=True, exist_ok=True)
        return folder / name

    return place


# --- GEM: peak ground acceleration in g, float32, the lowest float for no data, declared or not ----------------------


@pytest.mark.parametrize(
    "declared", [LOWEST, None, -9999.0], ids=["declared", "not declared", "another declared"]
)
def test_gem_is_read_in_g_without_its_stand_in_for_no_data(kept, declared):
    values = world(pga)
    values[:, :180] = LOWEST  # west of 90W
    path = write(kept("gem-pga", "2023.1", "GEM_PGA_475y_rock.tif"), values, nodata=declared)
    with collected_notices() as told:
        layer = derive_user_layer(path, GRID)
    known = np.isfinite(layer.to_numpy())
    assert np.abs(layer.to_numpy() - pga(LON, LAT))[known].max() < 0.02
    assert not known[(LON < -95) & (LAT < 88)].any()
    assert known[(LON > -85) & (LAT < 88)].all()
    assert layer.attrs["units"] == "g"
    assert bool(told) == (declared != LOWEST)


def test_gem_in_per_cent_of_g_is_refused_as_what_the_set_cannot_be(kept):
    path = write(kept("gem-pga", "2023.1", "pga.tif"), 100 * world(pga))
    with pytest.raises(
        DataError, match=r"values from .* to 59\.\d*, gem-pga has 0 to 5 g; it is another file, or in"
    ):
        derive_user_layer(path, GRID)


def test_a_number_that_programs_write_for_no_data_is_a_value_where_others_are_near_it(tmp_path):
    depths = world(lambda lon, lat: -5000.0 - 0.0 * lon)
    depths[40:60, 100:140] = -9999.0
    with collected_notices() as told:
        layer = derive_user_layer(write(tmp_path / "deep.tif", depths), GRID).to_numpy()
    assert told == []
    assert layer.min() == -9999.0


def test_cells_above_a_threshold_are_chosen_by_a_condition(tmp_path):
    path = write(tmp_path / "pga.tif", world(pga))
    layer = derive_user_layer(path, GRID, only=["value >= 0.5"]).to_numpy()
    assert set(np.unique(layer)) == {0.0, 1.0}
    far = np.abs(pga(LON, LAT) - 0.5) > 0.02
    assert (layer == (pga(LON, LAT) >= 0.5))[far].all()


def test_a_value_equal_to_a_decimal_fulfils_its_condition_and_a_word_is_refused(tmp_path):
    """Values of a raster have single precision: 0.3 among them is not the 0.3 of a scenario to the last digit."""
    path = write(tmp_path / "pga.tif", world(lambda lon, lat: np.full(np.shape(lon), 0.3)))
    assert np.unique(derive_user_layer(path, GRID, only=["value = 0.3"]).to_numpy()).tolist() == [1.0]
    assert np.unique(derive_user_layer(path, GRID, only=["Value != 0.3"]).to_numpy()).tolist() == [0.0]
    with pytest.raises(UsageError, match=r"pga\.tif has numbers, not what 'Value = rock' names"):
        derive_user_layer(path, GRID, only=["Value = rock"])


# --- ship densities: counts as integers, EPSG:3035 or degrees, no data as the largest integer or as 0 ----------------


@pytest.mark.parametrize("no_data", [2147483647, -2147483648])
@pytest.mark.parametrize("declared", [True, False])
def test_counts_of_ships_are_read_without_the_largest_integer(kept, no_data, declared):
    values = np.full((100, 720), 7, dtype=np.int32)
    values[:, :360] = no_data
    path = write(
        kept("ship-density-world", "2021", "shipdensity_global.tif"),
        values,
        nodata=no_data if declared else None,
    )
    layer = derive_user_layer(path, GRID)
    assert np.unique(layer.to_numpy()[np.isfinite(layer.to_numpy())]).tolist() == [7.0]
    assert np.isnan(layer.to_numpy()[LON < -5]).any()
    assert layer.attrs["units"] == "AIS positions"


def test_route_density_of_emodnet_is_brought_from_its_equal_area_projection(kept):
    """A density that rises with the easting of EPSG:3035, at cells whose easting pyproj gives."""
    easting = np.arange(2_500_500, 6_500_000, 20_000.0)
    values = np.tile(easting / 1000, (150, 1)).astype(np.int32)
    transform = rasterio.Affine(20_000, 0, 2_490_500, 0, -20_000, 6_000_000)
    path = write(
        kept("ship-routes-emodnet", "2023", "routedensity.tif"),
        values,
        nodata=-9999,
        crs="EPSG:3035",
        transform=transform,
    )
    layer = derive_user_layer(path, GRID).to_numpy()
    there = np.isfinite(layer)
    expected, northing = (
        np.array(Transformer.from_crs(4326, 3035, always_xy=True).transform(LON, LAT))[:, there] / 1000
    )
    assert there.sum() > 200
    # A cell at the edge is the mean of the part that is there.
    inner = (expected > 2_600) & (expected < 6_400) & (northing < 5_900)
    assert np.abs(layer[there] - expected)[inner].max() < 10.0


# --- sediment: GlobSed as a layer, EMODnet's Folk classes -------------------------------------------------------------


def test_globsed_is_a_layer_and_thin_sediment_a_condition(tmp_path):
    """NetCDF of GMT: 5 arc-minutes, both ends of 180 included, NaN where nothing is known."""
    path = tmp_path / "GlobSed-v3.nc"
    lat, lon = np.linspace(60, 90, 361), np.linspace(-180, 180, 4321)
    thickness = np.where(np.abs(lon) < 90, 3.0, 900.0) * np.ones((len(lat), 1))
    thickness[:, np.abs(lon) > 170] = np.nan
    with netCDF4.Dataset(path, "w") as file:
        for name, axis in (("lat", lat), ("lon", lon)):
            file.createDimension(name, len(axis))
            file.createVariable(name, "f8", (name,))[:] = axis
        file.createVariable("z", "f4", ("lat", "lon"), fill_value=np.nan)[:] = thickness
    metres = derive_user_layer(path, GRID, column="z").to_numpy()
    thin = derive_user_layer(path, GRID, column="z", only=["value < 10"]).to_numpy()
    inner = (LAT < 88) & (LAT > 61)
    assert np.allclose(metres[inner & (np.abs(LON) < 85)], 3.0)
    assert (thin[inner & (np.abs(LON) < 85)] == 1).all()
    assert (thin[inner & (np.abs(LON) > 95) & (np.abs(LON) < 165)] == 0).all()
    assert np.isnan(thin[inner & (np.abs(LON) > 175)]).all()


def substrate(path, **names):
    """Two polygons as EMODnet publishes them: a code and a text with its number, `6. No data` among them."""
    columns = {
        "Folk_5cl": [5, 1, 6],
        "Folk_5cl_txt": ["5. Rock & boulders", "1. Mud to muddy Sand", "6. No data at this level"],
    }
    shapes = [shapely.box(0, 60, 20, 70), shapely.box(20, 60, 40, 70), shapely.box(40, 60, 60, 70)]
    frame = gpd.GeoDataFrame(
        {names.get(key, key): value for key, value in columns.items()}, geometry=shapes, crs=4326
    )
    frame.to_file(path)
    return path


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("a.gpkg", {}),
        ("a.geojson", {"Folk_5cl": "folk_5cl", "Folk_5cl_txt": "folk_5cl_txt"}),
        ("a.shp", {"Folk_5cl": "folk_5cl", "Folk_5cl_txt": "folk_5cl_t"}),
    ],
)
@pytest.mark.parametrize("only", ["folk_5cl = 5", "FOLK_5CL_TXT = 5. rock & boulders"])
def test_rock_is_chosen_from_the_folk_classes_of_emodnet(tmp_path, name, names, only):
    layer = derive_user_layer(substrate(tmp_path / name, **names), GRID, only=[only]).to_numpy()
    inside = (LON > 1) & (LON < 19) & (LAT > 61) & (LAT < 69)
    outside = (LON > 21) & (LAT < 69)
    assert (layer[inside] == 1).all()
    assert (layer[outside] == 0).all()


@pytest.mark.parametrize(
    ("only", "told"),
    [
        ("folk_7cl = 5", r"no column 'folk_7cl' for 'folk_7cl = 5'; there are Folk_5cl, Folk_5cl_txt"),
        ("folk_5cl = 9", r"no shape has 'folk_5cl = 9'; there are 1, 5, 6"),
        ("folk_5cl", r'"folk_5cl" is no condition; give such as'),
        ("folk_5cl > rock", "rock is no number"),
        ("folk_5cl > 1|2", "one number after >"),
    ],
)
def test_a_condition_that_fits_nothing_is_refused_with_what_is_there(tmp_path, only, told):
    with pytest.raises(UsageError, match=told):
        derive_user_layer(substrate(tmp_path / "a.gpkg"), GRID, only=[only])


# --- plate boundaries: lines, with the distance to them --------------------------------------------------------------


def boundaries(path):
    features = [
        {"type": "Feature", "properties": {"LAYER": "plate boundary", "Name": name, "Source": "Bird", "PlateA": "EU",
         "PlateB": "NA", "Type": kind}, "geometry": {"type": "LineString", "coordinates": line}}
        for name, kind, line in (("EU-NA", "", [[-20, 63], [-20, 85]]), ("EU/NA", "subduction", [[100, 63], [100, 85]]))
    ]  # fmt: skip
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def test_nearness_to_a_plate_boundary_falls_as_half_a_cosine_wave(tmp_path):
    """At cells around 75N, 20W the distance to the meridian is that of pyproj, within a cell."""
    layer = derive_user_layer(
        boundaries(tmp_path / "PB2002_boundaries.json"), GRID, only=["Name = EU-NA"], fade_km=400.0
    )
    near = (np.abs(LAT - 75) < 3) & (LON > -40) & (LON < 0)
    for row, col in np.argwhere(near):
        lat = np.linspace(63, 85, 400)
        km = (
            WGS84.inv(np.full(400, -20.0), lat, np.full(400, LON[row, col]), np.full(400, LAT[row, col]))[
                2
            ].min()
            / 1000
        )
        expected = 0.5 + 0.5 * np.cos(np.pi * min(km / 400.0, 1.0))
        assert layer.to_numpy()[row, col] == pytest.approx(expected, abs=0.5 * np.pi * 50.0 / 400.0)
    assert (layer.to_numpy()[LON > 60] == 0).all()


def test_the_distance_is_for_lines_and_polygons_only(tmp_path):
    with pytest.raises(UsageError, match="fade_km is for polygons and lines"):
        derive_user_layer(write(tmp_path / "pga.tif", world(pga)), GRID, fade_km=10.0)
