import json

import geopandas as gpd
import numpy as np
import pytest
import shapely

from routeplan.errors import DataError, UsageError
from routeplan.geo.geodesy import PolarStereographic, destination
from routeplan.geo.grid import Grid
from routeplan.io.sources import embedded
from routeplan.seabed.bathymetry import derive_depth, read_bathymetry
from routeplan.seabed.hazard_zones import (
    HazardZone,
    ZoneKind,
    derive_zone_draft,
    derive_zone_intensity,
    read_zones,
)

PLANE = PolarStereographic()
POLAR = Grid.arctic(spacing_km=20, south_deg=60)


@pytest.fixture(scope="module")
def zones() -> gpd.GeoDataFrame:
    return read_zones()


@pytest.fixture(scope="module")
def outlines(zones) -> gpd.GeoDataFrame:
    """The shapes alone: seismic zones have the intensity 0, for earthquakes are counted by cell."""
    return zones.assign(intensity=1.0)


@pytest.fixture(scope="module")
def depth_20km():
    return derive_depth(read_bathymetry(spacing_km=20), Grid.arctic(spacing_km=20)).to_numpy()


@pytest.fixture
def write_zones(tmp_path):
    def write(*shapes, crs=4326, name="mine.geojson", **columns):
        rows = {"kind": "trawl", "intensity": 1.0} | columns
        table = {column: [value] * len(shapes) for column, value in rows.items()}
        gpd.GeoDataFrame(table, geometry=list(shapes), crs=crs).to_file(tmp_path / name)
        return tmp_path / name

    return write


def on_grid(zones, grid=POLAR, **options) -> np.ndarray:
    return derive_zone_intensity(zones, grid, **options).to_numpy()


def at(array, grid, lon, lat) -> float:
    row, col = grid.cell_of(lon, lat)
    return float(array[int(np.rint(row)), int(np.rint(col))])


def cells_lonlat(grid):
    return grid.lonlat_of(*np.indices(grid.shape))


def test_the_file_is_the_one_that_was_published():
    embedded("hazard-zones").check()


def test_the_file_keeps_to_rfc_7946():
    text = json.loads(embedded("hazard-zones").path.read_text(encoding="utf-8"))
    assert "crs" not in text
    for feature in text["features"]:
        shape = shapely.from_geojson(json.dumps(feature["geometry"]))
        assert shape.is_valid, feature["properties"]["id"]
        points = shapely.get_coordinates(shape)
        assert np.array_equal(points, np.round(points, 1)), "more precise than it is accurate"
        assert (np.abs(points) <= [180, 90]).all()
        for part in shapely.get_parts(shape):
            assert part.geom_type == "LineString" or part.exterior.is_ccw
            assert np.ptp(shapely.get_coordinates(part)[:, 0]) < 180


def test_seismic_zones_count_only_where_earthquakes_are_older_than_the_catalogue(zones):
    seismic = zones[zones["kind"] == "seismic"].set_index("id")
    counted = seismic[seismic["intensity"] > 0]
    assert set(counted.index) == {"cascadia", "sw-iberia"}
    assert counted["source"].str.contains("1700|1755").all()
    assert (zones.loc[zones["kind"] != "seismic", "intensity"] > 0).all()


def test_every_zone_says_where_it_comes_from(zones):
    assert zones["id"].is_unique
    assert (zones["source"].str.len() > 0).all()
    assert zones["default"].dtype == bool
    said_so = zones["source"].str.contains("editable default")
    assert said_so[zones["default"]].all()
    assert set(zones["kind"]) == {str(kind) for kind in ZoneKind}


@pytest.mark.parametrize(
    ("kind", "lon", "lat"),
    [
        ("slide", 1.3, 64.87),  # Storegga, as encyclopaedias place it
        ("slide", -56.01, 44.54),  # epicentre of 1929 (USGS)
        ("seismic", -56.01, 44.54),
        ("seismic", 142.37, 38.32),  # epicentre of 2011, 130 km off Oshika
        ("volcanic", 85.25, 85.61),  # Oden, Gakkel Ridge
        ("seismic", 85.25, 85.61),
        ("volcanic", -8.2, 71.1),  # Beerenberg
        ("volcanic", -20.3, 63.4),  # Heimaey
        ("turbidity_fan", -55.6, 40.0),  # broke cables here for half a day in 1929
        ("iceberg", -52.0, 69.2),  # Disko Bay
        ("iceberg", -49.0, 46.7),  # Hibernia and White Rose, oil fields that tow icebergs away
        ("trawl", 2.5, 56.5),  # Dogger to Fisher Bank
        ("trawl", -170.0, 59.0),  # Bering Sea shelf
        ("trawl", 178.5, 61.0),  # the same shelf beyond 180
        ("trawl", -67.5, 41.3),  # Georges Bank
        ("shipping", 1.5, 51.0),  # Dover
        ("anchoring", 139.8, 35.3),  # Tokyo Bay
        ("chokepoint", -168.9, 65.8),  # Diomede Islands
        ("chokepoint", -27.0, 67.0),  # Denmark Strait
        ("chokepoint", 12.75, 55.6),  # off Copenhagen
        ("chokepoint", -5.6, 35.95),  # Gibraltar
        ("chokepoint", 142.05, 45.7),  # La Pérouse
    ],
)
def test_places_known_for_a_hazard_lie_in_a_zone_of_it(outlines, kind, lon, lat):
    grid = Grid.arctic(spacing_km=10)
    assert at(on_grid(outlines[outlines["kind"] == kind], grid, taper_km=0), grid, lon, lat) > 0


@pytest.mark.parametrize(("lon", "lat"), [(0.0, 90.0), (-150.0, 75.0), (-150.0, 40.0), (-45.0, 47.0 - 12.0)])
def test_the_deep_basins_far_from_all_lie_in_no_zone(outlines, lon, lat):
    grid = Grid.arctic(spacing_km=20)
    assert at(on_grid(outlines, grid), grid, lon, lat) == 0


def test_the_titanic_sank_where_icebergs_grow_few_but_do_not_end(zones):
    grid = Grid.arctic(spacing_km=10)
    icebergs = on_grid(zones[zones["kind"] == "iceberg"], grid)
    # Wreck at 41 deg 44' N 49 deg 57' W.
    assert 0 < at(icebergs, grid, -49.95, 41.73) < at(icebergs, grid, -49.95, 45.0)


@pytest.mark.parametrize(
    ("id_", "deepest_m"),
    [
        ("kuril-kamchatka-trench", 8500),
        ("japan-trench", 7000),
        ("aleutian-trench", 6500),
        ("gakkel-ridge", 4000),
    ],
)
def test_trenches_are_drawn_where_the_sea_is_deepest(outlines, depth_20km, id_, deepest_m):
    covered = on_grid(outlines[outlines["id"] == id_], Grid.arctic(spacing_km=20), taper_km=0) > 0
    assert np.nanmax(depth_20km[covered]) > deepest_m


def test_fishing_grounds_lie_on_shelves_and_slides_on_slopes(zones, depth_20km):
    grid = Grid.arctic(spacing_km=20)

    def depths(kind):
        covered = on_grid(zones[zones["kind"] == kind], grid, taper_km=0) > 0
        return depth_20km[covered & (depth_20km > 0)]

    assert np.median(depths("trawl")) < 200
    assert np.mean(depths("trawl") < 800) > 0.7
    assert 500 < np.median(depths("slide")) < 3500
    assert np.median(depths("anchoring")) < 100
    assert np.median(depths("turbidity_fan")) > 2000


def test_every_chokepoint_runs_from_land_to_land_over_sea(zones):
    grid = Grid.arctic(spacing_km=5)
    depth = derive_depth(read_bathymetry(spacing_km=5), grid).to_numpy()
    for id_ in zones.loc[zones["kind"] == "chokepoint", "id"]:
        covered = on_grid(zones[zones["id"] == id_], grid, taper_km=0) > 0
        assert 0.01 < np.mean(depth[covered] < 0) < 0.9, id_


def test_a_cap_drawn_from_180_w_to_180_e_closes_over_the_pole(write_zones):
    cap = shapely.Polygon([(-180, 80), (180, 80), (180, 90), (-180, 90)])
    _, lat = cells_lonlat(POLAR)
    assert np.array_equal(on_grid(read_zones(write_zones(cap))) == 1, lat > 80)


def test_a_ring_round_the_pole_holds_it(write_zones):
    ring = shapely.Polygon([(lon, 80) for lon in (0, 90, 180, -90)])
    _, lat = cells_lonlat(POLAR)
    assert np.array_equal(on_grid(read_zones(write_zones(ring))) == 1, lat > 80)


@pytest.mark.parametrize(
    "shape",
    [
        shapely.MultiPolygon([shapely.box(170, 62, 180, 70), shapely.box(-180, 62, -170, 70)]),
        shapely.box(170, 62, 190, 70),
        shapely.Polygon([(170, 62), (-170, 62), (-170, 70), (170, 70)]),
    ],
    ids=["cut at 180", "beyond 180", "the short way"],
)
def test_a_box_across_180_covers_the_same_cells_however_it_is_drawn(write_zones, shape):
    odd = Grid(20_000.0, -3_010_000.0, 3_010_000.0, 301, 301)  # 180 runs through the middle of cells
    for grid in (POLAR, odd):
        lon, lat = cells_lonlat(grid)
        inside = (np.abs(lon) > 170) & (lat > 62) & (lat < 70)
        assert np.array_equal(on_grid(read_zones(write_zones(shape)), grid) == 1, inside)


def test_a_side_along_a_parallel_stays_on_it(write_zones):
    _, lat = cells_lonlat(POLAR)
    covered = on_grid(read_zones(write_zones(shapely.box(-60, 70, 60, 75)))) == 1
    assert lat[covered].min() > 69.99
    assert lat[covered].max() < 75.01


def test_a_zone_in_another_coordinate_system_covers_the_same_cells(write_zones):
    lonlat = gpd.GeoSeries([shapely.box(-40, 70, -20, 80).segmentize(0.2)], crs=4326)
    for epsg in (3995, 3413):
        path = write_zones(*lonlat.to_crs(epsg), crs=epsg, name=f"mine{epsg}.gpkg")
        again = on_grid(read_zones(path)) == on_grid(read_zones(write_zones(*lonlat)))
        assert again.mean() > 0.9999


def test_a_mirrored_zone_gives_the_mirrored_layer(write_zones):
    east = on_grid(read_zones(write_zones(shapely.box(20, 65, 50, 80), accuracy_km=100.0)))
    west = on_grid(read_zones(write_zones(shapely.box(-50, 65, -20, 80), accuracy_km=100.0)))
    assert np.allclose(east, west[:, ::-1], atol=1e-6)


def test_a_zone_fades_as_half_a_cosine_over_its_taper(write_zones):
    grid = Grid.arctic(spacing_km=5, south_deg=70)
    zones = read_zones(
        write_zones(shapely.Polygon([(-180, 80), (180, 80), (180, 90), (-180, 90)]), intensity=0.8)
    )
    layer = on_grid(zones, grid, taper_km=200)
    for km, share in ((-50, 1.0), (100, 0.5), (50, 0.854), (150, 0.146), (210, 0.0)):
        lon, lat = destination(30.0, 80.0, 180.0, km)
        # A cell is worth 0.04 of the fall at its steepest.
        assert at(layer, grid, lon, lat) == pytest.approx(0.8 * share, abs=0.04)


def test_without_a_taper_a_zone_fades_over_its_own_accuracy(write_zones):
    zones = read_zones(write_zones(shapely.box(0, 75, 40, 80), accuracy_km=150.0))
    assert np.array_equal(on_grid(zones), on_grid(zones, taper_km=150))
    assert not np.array_equal(on_grid(zones), on_grid(zones, taper_km=0))


@pytest.mark.parametrize("lat", [35.0, 50.0, 65.0, 85.0])
def test_a_line_is_as_wide_on_the_earth_wherever_it_runs(write_zones, lat):
    grid = Grid.arctic(spacing_km=5)
    line = shapely.LineString([(-30, 30), (-30, 89)])
    covered = on_grid(read_zones(write_zones(line, half_width_km=100.0)), grid) == 1
    for azimuth in (90.0, 270.0):
        for km, inside in ((90.0, True), (110.0, False)):
            assert at(covered, grid, *destination(-30.0, lat, azimuth, km)) == inside


def test_the_highest_of_overlapping_zones_counts(zones):
    low, high = shapely.box(0, 75, 40, 80), shapely.box(20, 75, 60, 80)
    both = (
        zones.iloc[:2].assign(intensity=[0.3, 0.7], half_width_km=np.nan).set_geometry([low, high], crs=4326)
    )
    layer = on_grid(both, taper_km=0)
    assert [at(layer, POLAR, lon, 77.5) for lon in (10, 30, 50)] == pytest.approx([0.3, 0.7, 0.7])


def test_drafts_do_not_fade_where_bergs_grow_few(write_zones):
    zones = read_zones(
        write_zones(shapely.box(0, 75, 40, 80), kind="iceberg", draft_m=300.0, accuracy_km=200.0)
    )
    draft = derive_zone_draft(zones, POLAR)
    assert draft.attrs["units"] == "m"
    assert set(np.unique(draft)) == {0.0, 300.0}
    assert np.array_equal(draft.to_numpy() > 0, on_grid(zones) > 0)


def test_a_zone_off_the_grid_or_smaller_than_a_cell_does_no_harm(write_zones):
    assert not on_grid(read_zones(write_zones(shapely.box(0, -40, 20, 10)))).any()
    speck = on_grid(read_zones(write_zones(shapely.box(10.0, 75.0, 10.01, 75.01))))
    assert np.count_nonzero(speck) in (1, 2)
    assert at(speck, POLAR, 10.005, 75.005) == 1


def test_parts_of_a_grid_agree_with_the_whole(zones):
    whole = on_grid(zones, taper_km=250)
    for first_row, first_col in ((0, 0), (100, 60), (150, 150), (40, 200)):
        part = POLAR.window(first_row, first_row + 70, first_col, first_col + 50)
        expected = whole[first_row : first_row + 70, first_col : first_col + 50]
        assert np.allclose(on_grid(zones, part, taper_km=250), expected, atol=1e-6)


def test_the_layer_says_its_unit_and_source(zones):
    layer = derive_zone_intensity(zones[zones["kind"] == "slide"], POLAR)
    assert layer.dims == ("northing", "easting")
    assert layer.dtype == np.float32
    assert layer.attrs["units"] == "1"
    assert layer.attrs["source"] == embedded("hazard-zones").source.name
    assert float(layer.max()) == 1.0


def test_a_users_zone_needs_a_kind_and_an_intensity_only(write_zones):
    zone = read_zones(write_zones(shapely.box(0, 75, 40, 80))).iloc[0]
    assert (zone["id"], zone["name"], zone["accuracy_km"]) == ("feature 1", "feature 1", 0.0)
    assert not zone["default"]
    assert "mine.geojson" in zone["source"]


BOX, LINE = shapely.box(0, 75, 40, 80), shapely.LineString([(0, 75), (40, 80)])


@pytest.mark.parametrize(
    ("shape", "columns", "named"),
    [
        (BOX, {"kind": "icebergs"}, "kind 'icebergs'; did you mean 'iceberg'"),
        (BOX, {"kind": "Trawling"}, "did you mean 'trawl'"),
        (BOX, {"intensity": 1.5}, "intensity 1.5; give a share from 0 to 1"),
        (BOX, {"intensity": None}, "intensity"),
        (BOX, {"intensity": "high"}, "intensity is 'high'; give a number"),
        (BOX, {"kind": "iceberg"}, "draft_m nan"),
        (BOX, {"accuracy_km": -1.0}, "accuracy_km -1"),
        (BOX, {"half_width_km": 20.0}, "a polygon with half_width_km"),
        (LINE, {}, "a line with half_width_km nan"),
        (shapely.Point(0, 80), {}, "feature 1: Point; give polygons or lines"),
    ],
)
def test_a_zone_that_makes_no_sense_is_refused_and_named(write_zones, shape, columns, named):
    with pytest.raises(DataError, match=named) as refusal:
        read_zones(write_zones(shape, **columns))
    assert "mine.geojson" in str(refusal.value)


def test_a_file_without_the_columns_is_refused(tmp_path):
    path = tmp_path / "bare.geojson"
    gpd.GeoDataFrame({"name": ["x"]}, geometry=[BOX], crs=4326).to_file(path)
    with pytest.raises(DataError, match=r"bare\.geojson: no column kind, intensity"):
        read_zones(path)


def test_a_negative_taper_is_refused(zones):
    with pytest.raises(UsageError, match="fade over -1 km"):
        derive_zone_intensity(zones, POLAR, taper_km=-1)


def test_a_zone_is_valid_from_birth():
    with pytest.raises(DataError, match="zone x: intensity 2"):
        HazardZone("x", "x", ZoneKind.SLIDE, 2.0, "test")
