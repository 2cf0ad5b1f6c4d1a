import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import Geod

from routeplan.catalog.countries import read_countries
from routeplan.catalog.states import PARTNERS_TRUSTED, State
from routeplan.errors import DataError
from routeplan.geo.geodesy import (
    PolarStereographic,
    arc_km,
    chord_km,
    destination,
    geodesic_km,
    in_space_km,
)
from routeplan.geo.grid import Grid
from routeplan.seabed import coast_distance as coast
from routeplan.seabed import jurisdiction
from routeplan.seabed.jurisdiction import (
    EEZ_KM,
    TERRITORIAL_SEA_KM,
    MaritimeZone,
    derive_jurisdiction,
    derive_jurisdiction_from_eez,
)
from routeplan.seabed.marine_regions import read_marine_regions

WGS84 = Geod(ellps="WGS84")
PLANE = PolarStereographic()
ICELAND, FAROES = "352", "234"  # ISO 3166-1 numeric


def island(lon, lat, half_m=100.0):
    """A square so small that its outline and its middle are the same to 0.1 km."""
    east, north = PLANE.forward(lon, lat)
    return shapely.box(east - half_m, north - half_m, east + half_m, north + half_m)


def countries_of(**shapes):
    numbers = {"Iceland": ICELAND, "Faeroe Is.": FAROES}
    return gpd.GeoDataFrame(
        {"name": list(shapes), "iso_n3": [numbers.get(name, "") for name in shapes]},
        geometry=list(shapes.values()),
        crs="EPSG:3995",
    )


def patch(lon, lat, half_cells, spacing_km):
    """Square cells round a place."""
    east, north = PLANE.forward(lon, lat)
    spacing_m, half_m = spacing_km * 1000, half_cells * spacing_km * 1000
    return Grid(spacing_m, float(east) - half_m, float(north) + half_m, 2 * half_cells, 2 * half_cells)


def lonlat_of_cells(grid):
    return grid.lonlat_of(*np.mgrid[: grid.rows, : grid.cols])


def km_from(grid, lon, lat):
    """Geodesics from every cell to a place, by pyproj alone."""
    lons, lats = lonlat_of_cells(grid)
    return WGS84.inv(lons, lats, np.full(grid.shape, lon), np.full(grid.shape, lat))[2] / 1000


def all_sea(grid):
    return np.ones(grid.shape, dtype=bool)


@pytest.fixture(scope="module")
def arctic():
    """The real states on cells of 20 km, as if all were sea: land shows as internal waters."""
    grid = Grid.arctic(spacing_km=20)
    return grid, derive_jurisdiction(grid, read_countries(), all_sea(grid))


def who_and_what(arctic, lat, lon):
    grid, waters = arctic
    cell = [np.rint(at).astype(int) for at in grid.cell_of(np.array([lon]), np.array([lat]))]
    label, zone = waters.at(*cell)
    return label[0], MaritimeZone(zone[0])


@pytest.mark.parametrize(("south", "north"), [(75.0, 77.0), (33.0, 36.0)])
def test_between_two_islands_runs_the_median_line(south, north):
    grid = patch(10.0, (south + north) / 2, 30, 20.0)
    waters = derive_jurisdiction(
        grid,
        countries_of(**{"Iceland": island(9.0, south), "Faeroe Is.": island(11.0, north)}),
        all_sea(grid),
    )
    to_iceland, to_faroes = km_from(grid, 9.0, south), km_from(grid, 11.0, north)
    clear = np.abs(to_iceland - to_faroes) > 0.3  # the islands are not points
    near = clear & (np.minimum(to_iceland, to_faroes) < EEZ_KM - 0.2)
    expected = np.where(to_iceland < to_faroes, "IS", "FO")
    labels = waters.at(*np.nonzero(near))[0]
    assert (labels == expected[near]).all()
    assert set(labels) == {"IS", "FO"}


@pytest.mark.parametrize("lat", [31.0, 60.0, 89.0])
def test_the_zones_end_at_12_and_200_nautical_miles_along_the_geodesic(lat):
    grid = patch(-40.0, lat, 45, 10.0 if lat > 45 else 13.0)
    waters = derive_jurisdiction(grid, countries_of(Iceland=island(-40.0, lat)), all_sea(grid))
    away = km_from(grid, -40.0, lat)
    expected = np.full(grid.shape, MaritimeZone.HIGH_SEAS)
    expected[away <= EEZ_KM] = MaritimeZone.EEZ
    expected[away <= TERRITORIAL_SEA_KM] = MaritimeZone.TERRITORIAL_SEA
    clear = (np.abs(away - EEZ_KM) > 0.2) & (np.abs(away - TERRITORIAL_SEA_KM) > 0.2)
    assert (waters.zone == expected)[clear].all()
    assert set(np.unique(waters.zone)) == {
        MaritimeZone.TERRITORIAL_SEA,
        MaritimeZone.EEZ,
        MaritimeZone.HIGH_SEAS,
    }
    assert ((waters.state > 0) == (expected != MaritimeZone.HIGH_SEAS))[clear].all()


def test_distances_in_space_are_those_along_the_ellipsoid():
    lon, lat = 20.0, 30.0
    for azimuth in range(0, 360, 30):
        for km in (TERRITORIAL_SEA_KM, EEZ_KM):
            far_lon, far_lat = destination(lon, lat, azimuth, km)
            ends = in_space_km(np.array([lon, far_lon]), np.array([lat, far_lat]))
            chord = float(np.linalg.norm(ends[1] - ends[0]))
            assert arc_km(np.array([chord]))[0] == pytest.approx(km, rel=1e-5)
            assert chord_km(km) == pytest.approx(chord, rel=1e-5)


@pytest.mark.long
def test_a_real_coast_is_as_near_as_by_brute_force():
    countries = read_countries().set_index("name").loc[["Iceland", "Faeroe Is."]].reset_index()
    grid = patch(-13.0, 63.5, 12, 50.0)
    waters = derive_jurisdiction(grid, countries, all_sea(grid))
    outline = shapely.segmentize(countries.geometry.boundary.to_numpy(), 250.0)
    shore, owner = shapely.get_coordinates(outline, return_index=True)
    shore_lon, shore_lat = PLANE.inverse(shore[:, 0], shore[:, 1])
    on_land = shapely.contains_xy(countries.union_all(), *np.meshgrid(grid.easting_m, grid.northing_m))
    lons, lats = lonlat_of_cells(grid)
    compared = 0
    for row, col in zip(*np.nonzero(~on_land), strict=True):
        away = WGS84.inv(
            np.full(len(shore), lons[row, col]), np.full(len(shore), lats[row, col]), shore_lon, shore_lat
        )[2]
        nearest = int(np.argmin(away))
        km = away[nearest] / 1000
        if min(abs(km - EEZ_KM), abs(km - TERRITORIAL_SEA_KM)) < 0.1:
            continue
        others = away[owner != owner[nearest]].min() / 1000
        if others - km < 0.1:
            continue
        compared += 1
        zone = (
            MaritimeZone.TERRITORIAL_SEA
            if km < TERRITORIAL_SEA_KM
            else MaritimeZone.EEZ
            if km < EEZ_KM
            else MaritimeZone.HIGH_SEAS
        )
        label = "high seas" if zone is MaritimeZone.HIGH_SEAS else ("IS", "FO")[owner[nearest]]
        found, what = waters.at(np.array([row]), np.array([col]))
        assert (found[0], MaritimeZone(what[0])) == (label, zone)
    assert compared > 400


@pytest.mark.parametrize(
    ("place", "lat", "lon", "label", "zone"),
    [
        ("the pole", 90.0, 0.0, "high seas", MaritimeZone.HIGH_SEAS),
        ("mid-Atlantic", 45.0, -40.0, "high seas", MaritimeZone.HIGH_SEAS),
        ("Banana Hole", 69.5, 3.0, "high seas", MaritimeZone.HIGH_SEAS),
        ("Bering Strait, west", 65.8, -169.9, "RU", MaritimeZone.EEZ),
        ("Bering Strait, east", 65.8, -168.1, "US", MaritimeZone.TERRITORIAL_SEA),
        ("south of Bear Island", 73.8, 20.0, "NO (Svalbard)", MaritimeZone.EEZ),
        ("Kara Sea", 75.0, 70.0, "RU", MaritimeZone.EEZ),
        ("off Jan Mayen", 70.5, -6.5, "NO (Jan Mayen)", MaritimeZone.EEZ),
        ("Vestfjorden, near Bodø", 67.3, 14.1, "NO", MaritimeZone.TERRITORIAL_SEA),
        ("off Cape Farewell", 58.5, -43.0, "GL", MaritimeZone.EEZ),
        ("off the Faroes", 61.0, -5.5, "FO", MaritimeZone.EEZ),
        ("Denmark Strait, east", 66.3, -26.5, "IS", MaritimeZone.EEZ),
        ("off Tomakomai", 42.55, 141.6, "JP", MaritimeZone.TERRITORIAL_SEA),
        ("Bay of Biscay", 45.5, -3.5, "FR", MaritimeZone.EEZ),
        ("Siberia", 65.0, 100.0, "RU", MaritimeZone.TERRITORIAL_SEA),
    ],
)
def test_known_waters_are_known_states(arctic, place, lat, lon, label, zone):
    assert who_and_what(arctic, lat, lon) == (label, zone), place


def test_bear_island_at_74_north_20_east_is_norways(arctic):
    label, _ = who_and_what(arctic, 74.0, 20.0)
    _, waters = arctic
    (state,) = [state for state in waters.states if state.label == label]
    assert state.isos == ("NO",)


def test_high_seas_come_first_and_names_follow_codes(arctic):
    _, waters = arctic
    assert waters.names[0] == "high seas"
    assert len(set(waters.names.values())) == len(waters.states)
    assert waters.state.dtype == np.int16
    assert waters.zone.dtype == np.uint8


def test_partner_waters_leave_out_russia_and_let_the_high_seas_in(arctic):
    _, waters = arctic
    allowed = ~waters.derive_non_partner(PARTNERS_TRUSTED)
    by_name = {state.label: state.is_among(PARTNERS_TRUSTED) for state in waters.states}
    for name in (
        "high seas",
        "NO",
        "NO (Svalbard)",
        "GL",
        "FO",
        "IS",
        "CA",
        "US",
        "GB",
        "JP",
        "KR",
        "PT",
        "AX",
    ):
        assert by_name[name], name
    for name in ("RU", "CN", "KP", "TR"):
        assert not by_name[name], name
    assert allowed.shape == waters.state.shape
    assert (allowed == np.array([by_name[waters.names[code]] for code in waters.state.ravel()]).reshape(
        allowed.shape
    )).all()  # fmt: skip


def test_waters_that_one_partner_and_one_other_claim_are_not_open():
    assert not State("JP / RU (overlapping claim)", ("JP", "RU")).is_among(PARTNERS_TRUSTED)
    assert State("JP / KR (joint regime)", ("JP", "KR")).is_among(PARTNERS_TRUSTED)


def test_land_is_the_states_own_and_land_beyond_the_drawn_coast_its_neighbours():
    grid = patch(0.0, 75.0, 10, 10.0)
    sea = all_sea(grid)
    sea[8:12, 8:14] = False  # the drawn island covers cells 8-11; by depth it is two cells wider
    west, _, _, north = grid.bounds_m
    drawn = shapely.box(west + 80_000, north - 120_000, west + 120_000, north - 80_000)
    waters = derive_jurisdiction(grid, countries_of(Iceland=drawn), sea)
    assert (waters.zone[~sea] == MaritimeZone.LAND).all()
    assert (waters.zone[sea] != MaritimeZone.LAND).all()
    assert set(waters.at(*np.nonzero(~sea))[0]) == {"IS"}


def test_a_land_border_is_no_coast():
    grid = patch(0.0, 75.0, 40, 10.0)
    east, north = (float(at) for at in PLANE.forward(0.0, 75.0))
    left = shapely.box(east - 300_000, north - 200_000, east, north + 200_000)
    right = shapely.box(east, north - 200_000, east + 300_000, north + 200_000)
    sea = all_sea(grid)
    waters = derive_jurisdiction(grid, countries_of(**{"Iceland": left, "Faeroe Is.": right}), sea)
    owners, _ = jurisdiction._owners(grid, countries_of(**{"Iceland": left, "Faeroe Is.": right}), ())
    lon, lat, _ = coast._coast_points(owners, PLANE)
    points_east, points_north = PLANE.forward(lon, lat)
    on_border = (np.abs(points_east - east) < 1) & (np.abs(points_north - north) < 190_000)
    assert not on_border.any()
    assert set(waters.names.values()) == {"high seas", "IS", "FO"}


def test_a_country_without_a_code_is_called_by_its_name():
    grid = patch(0.0, 75.0, 5, 10.0)
    waters = derive_jurisdiction(grid, countries_of(Atlantis=island(0.0, 75.0)), all_sea(grid))
    assert waters.states[1] == State("Atlantis", ("Atlantis",))


def test_countries_on_another_plane_are_refused():
    grid = patch(0.0, 75.0, 5, 10.0)
    countries = countries_of(Iceland=island(0.0, 75.0)).to_crs("EPSG:4326")
    with pytest.raises(DataError, match=r"EPSG:4326; project them to EPSG:3995"):
        derive_jurisdiction(grid, countries, all_sea(grid))


def test_countries_without_codes_are_refused():
    grid = patch(0.0, 75.0, 5, 10.0)
    countries = countries_of(Iceland=island(0.0, 75.0)).drop(columns="iso_n3")
    with pytest.raises(DataError, match="no column iso_n3"):
        derive_jurisdiction(grid, countries, all_sea(grid))


def zone_row(mrgid, name, territory, iso, sovereign, iso_sov, **more):
    return {
        "MRGID": mrgid, "GEONAME": name, "MRGID_TER1": 1, "POL_TYPE": "200NM", "MRGID_SOV1": 1,
        "TERRITORY1": territory, "ISO_TER1": iso, "SOVEREIGN1": sovereign, "ISO_SOV1": iso_sov,
        "ISO_SOV2": None, "ISO_SOV3": None, "X_1": 0.0, "Y_1": 0.0, "AREA_KM2": 1,
    } | more  # fmt: skip


# As in the World EEZ, Russia's zone is cut at 180; the joint zone is one ring across it.
ROWS = [
    zone_row(5690, "Russian Exclusive Economic Zone", "Russia", "RUS", "Russia", "RUS"),
    zone_row(8463, "United States Exclusive Economic Zone (Alaska)", "Alaska", "USA", "United States", "USA"),
    zone_row(33181, "Norwegian Exclusive Economic Zone (Svalbard)", "Svalbard", "SJM", "Norway", "NOR"),
    zone_row(
        48000, "Joint regime area", "Russia", "RUS", "Russia", "RUS", POL_TYPE="Joint regime", ISO_SOV2="USA"
    ),
    zone_row(8300, "Faroe Exclusive Economic Zone", "Faeroe", "FRO", "Denmark", "DNK"),
    zone_row(9000, "New Zealand Exclusive Economic Zone", "New Zealand", "NZL", "New Zealand", "NZL"),
]
SHAPES = [
    shapely.MultiPolygon([shapely.box(160, 66, 180, 76), shapely.box(-180, 66, -168.97, 76)]),
    shapely.box(-168.97, 66, -150, 76),
    shapely.box(5, 74, 36, 84),
    shapely.Polygon([(178, 60), (-178, 60), (-178, 64), (178, 64)]),
    shapely.box(-14, 59, -0.5, 65),
    shapely.box(160, -55, 180, -25),
]


@pytest.fixture(params=["eez_v12.gpkg", "eez_v12.shp"])
def eez_file(request, tmp_path):
    path = tmp_path / request.param
    gpd.GeoDataFrame(ROWS, geometry=SHAPES, crs="EPSG:4326").to_file(path, engine="pyogrio")
    return path


def test_a_file_of_marine_regions_is_read_as_it_is_laid_out(eez_file):
    eez = read_marine_regions(eez_file)
    assert eez.crs.to_epsg() == 3995
    assert dict(zip(eez["mrgid"], eez["label"], strict=True)) == {
        5690: "RU", 8463: "US", 33181: "NO (Svalbard)", 48000: "RU / US (joint regime)", 8300: "FO",
    }  # fmt: skip
    assert eez.set_index("mrgid").loc[48000, "isos"] == ("RU", "US")


def test_the_names_of_the_web_feature_service_are_read_too(eez_file, tmp_path):
    zones = gpd.read_file(eez_file)
    zones.rename(columns=str.lower).to_file(tmp_path / "wfs.geojson")
    assert read_marine_regions(tmp_path / "wfs.geojson")["label"].tolist() == (
        read_marine_regions(eez_file)["label"].tolist()
    )


def test_zones_of_a_file_replace_the_nearest_coast(eez_file):
    grid = Grid.arctic(spacing_km=25, south_deg=55)
    waters = derive_jurisdiction_from_eez(
        grid, read_marine_regions(eez_file), read_countries(), all_sea(grid)
    )

    def at(lat, lon):
        return who_and_what((grid, waters), lat, lon)

    for lon in (175.0, 179.95, -179.95, -172.0):
        assert at(75.0, lon)[0] == "RU", lon
    assert at(75.0, -160.0) == ("US", MaritimeZone.EEZ)
    assert at(62.0, 179.98)[0] == at(62.0, -179.98)[0] == "RU / US (joint regime)"
    assert at(62.0, 175.0)[0] in {"high seas", "RU"}
    assert at(64.5, 0.0) == (
        "high seas",
        MaritimeZone.HIGH_SEAS,
    )  # Norway's by nearest coast; the file has no Norway
    assert at(62.5, -5.0) == ("FO", MaritimeZone.EEZ)
    assert at(80.0, 12.0)[0] == "NO (Svalbard)"
    assert at(65.0, 100.0)[0] == "RU"  # land keeps its state


def test_the_territorial_sea_is_measured_where_zones_come_from_a_file(eez_file):
    grid = patch(-7.0, 62.0, 20, 4.0)
    waters = derive_jurisdiction_from_eez(
        grid, read_marine_regions(eez_file), read_countries(), all_sea(grid)
    )
    zones, labels = waters.zone, waters.at(*np.mgrid[: grid.rows, : grid.cols])[0]
    assert (labels == "FO").all()
    assert set(np.unique(zones)) == {MaritimeZone.TERRITORIAL_SEA, MaritimeZone.EEZ}


def test_a_file_of_another_layout_is_refused(tmp_path):
    path = tmp_path / "other.gpkg"
    gpd.GeoDataFrame({"name": ["x"]}, geometry=[SHAPES[1]], crs="EPSG:4326").to_file(path, engine="pyogrio")
    with pytest.raises(DataError, match="has no column MRGID, GEONAME"):
        read_marine_regions(path)


def test_a_file_that_is_projected_is_refused(tmp_path):
    path = tmp_path / "projected.gpkg"
    table = gpd.GeoDataFrame(ROWS[1:2], geometry=SHAPES[1:2], crs="EPSG:4326").to_crs("EPSG:3857")
    # In metres the window of degrees finds it only at the origin of that plane.
    table.geometry = [shapely.box(-10, 10, 10, 50)]
    table.to_file(path, engine="pyogrio")
    with pytest.raises(DataError, match=r"give the file in longitude and latitude"):
        read_marine_regions(path)


def test_a_file_of_the_south_only_is_refused(tmp_path):
    path = tmp_path / "south.gpkg"
    gpd.GeoDataFrame(ROWS[-1:], geometry=SHAPES[-1:], crs="EPSG:4326").to_file(path, engine="pyogrio")
    with pytest.raises(DataError, match="no zone north of the equator"):
        read_marine_regions(path)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(DataError, match=r"nowhere\.gpkg"):
        read_marine_regions(tmp_path / "nowhere.gpkg")


def test_the_poles_nearest_shore_lies_far_outside_200_miles():
    assert geodesic_km(0.0, 90.0, -33.0, 83.6) > EEZ_KM
