import geopandas as gpd
import numpy as np
import pytest
import shapely
from coast_kit import coast_distance_km

from routeplan.catalog.countries import SOUTH_DEG, read_countries, read_land
from routeplan.geo.geodesy import PolarStereographic
from routeplan.io.sources import embedded

PLANE = PolarStereographic()


@pytest.fixture(scope="module")
def countries() -> gpd.GeoDataFrame:
    return read_countries()


@pytest.fixture(scope="module")
def land() -> shapely.MultiPolygon:
    return read_land().geometry.iloc[0]


def holds(geometry, lon, lat) -> list[bool]:
    return shapely.contains_xy(geometry, *PLANE.forward(lon, lat)).tolist()


def test_the_file_is_the_one_that_was_published():
    embedded("boundaries").check()


def test_the_columns_are_name_number_and_polygons_on_the_arctic_plane(countries):
    assert list(countries.columns) == ["name", "iso_n3", "geometry"]
    assert countries.crs.to_epsg() == 3995
    assert countries["iso_n3"].str.fullmatch(r"(\d{3})?").all()
    assert countries.geometry.is_valid.all()
    assert set(countries.geometry.geom_type) == {"MultiPolygon"}


@pytest.mark.parametrize(
    ("lon", "lat", "name"),
    [
        (10.0, 61.5, "Norway"),
        (16.0, 78.5, "Norway"),  # Svalbard
        (-40.0, 72.0, "Greenland"),
        (-19.0, 64.8, "Iceland"),
        (-160.0, 66.0, "United States of America"),
        (-113.0, 53.5, "Canada"),
        (143.0, 43.5, "Japan"),
        (135.0, 70.0, "Russia"),
        (-176.0, 66.5, "Russia"),
    ],
)
def test_well_known_places_lie_in_their_country(countries, lon, lat, name):
    inside = shapely.contains_xy(countries.geometry.to_numpy(), *PLANE.forward(lon, lat))
    assert countries["name"][inside].tolist() == [name]


def test_neighbours_neither_overlap_nor_leave_a_gap(countries):
    assert shapely.coverage_is_valid(countries.geometry.to_numpy())


def test_the_forty_ninth_parallel_is_the_border_all_the_way(countries):
    by_name = countries.set_index("name").geometry
    lon = np.arange(-122.0, -96.0, 0.5)
    assert all(holds(by_name["Canada"], lon, np.full_like(lon, 49.03)))
    assert all(holds(by_name["United States of America"], lon, np.full_like(lon, 48.97)))


@pytest.mark.parametrize("lon", [-179.999, 179.999, 180.0])
def test_no_sliver_of_sea_splits_russia_along_the_antimeridian(land, lon):
    lat = np.concatenate([np.arange(65.2, 68.9, 0.01), np.arange(71.0, 71.5, 0.01)])
    assert all(holds(land, np.full_like(lat, lon), lat))


def test_no_sliver_of_land_crosses_the_strait_between_chukotka_and_wrangel_island(land):
    lat = np.arange(69.1, 70.9, 0.01)
    assert not any(holds(land, np.full_like(lat, 180.0), lat))


@pytest.mark.parametrize(
    ("lon", "lat"),
    [
        (-8.3, 71.0),
        (19.0, 74.45),
        (-6.9, 62.15),
        (-25.5, 37.78),
        (-31.11, 39.70),
        (-16.95, 32.75),
        (173.0, 52.9),
    ],
    ids=["Jan Mayen", "Bear Island", "Faroes", "Sao Miguel", "Corvo", "Madeira", "Attu"],
)
def test_small_islands_survive_the_simplification(land, lon, lat):
    assert holds(land, [lon], [lat]) == [True]


def test_the_channels_of_the_northwest_passage_stay_open(land):
    # Lancaster Sound, Barrow Strait, Bellot's neighbour Peel Sound, Queen Maud Gulf, Dolphin and Union Strait
    lon = [-83.0, -95.5, -96.5, -102.0, -114.8]
    lat = [74.1, 74.4, 73.0, 68.3, 68.9]
    assert not any(holds(land, lon, lat))


def test_land_ends_on_the_southern_parallel(land):
    _, lat = PLANE.inverse(*shapely.get_coordinates(land).T)
    assert lat.min() == pytest.approx(SOUTH_DEG, abs=0.01)


def test_a_table_may_be_changed_without_changing_the_next_one():
    first = read_countries()
    first["name"] = "mine"
    assert "Norway" in set(read_countries()["name"])


def test_iceland_has_the_area_that_its_statistics_give(countries):
    iceland = countries[countries["name"] == "Iceland"].to_crs(6931).area.iloc[0] / 1e6  # equal area, km²
    assert iceland == pytest.approx(103_000, rel=0.03)  # Statistics Iceland: 103 000 km²


def test_the_width_of_bering_strait_is_found_from_its_middle():
    # Little Diomede to Cape Prince of Wales: the strait's eastern half is about 40 km wide
    assert 15 < coast_distance_km([-168.5], [65.7])[0] < 22
