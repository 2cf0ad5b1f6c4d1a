"""The embedded seabed against depths that are published elsewhere, with what 6 arc-minutes can know of them."""

import numpy as np
import pytest
from scipy.ndimage import label

from routeplan.io.sources import data_folder
from routeplan.seabed.bathymetry import fill_land, read_bathymetry

STEP_DEG = 0.1
REFERENCE = data_folder().parents[1] / "shared" / "data" / "bathymetry" / "gebco2023_north30_135s.nc"


@pytest.fixture(scope="module")
def embedded():
    return read_bathymetry()


def depths_in(bathymetry, west, south, east, north):
    lon, lat = np.arange(west, east + 0.01, STEP_DEG), np.arange(south, north + 0.01, STEP_DEG)
    return bathymetry.at(*np.meshgrid(lon, lat))


def sill_m(bathymetry, bounds, one, other):
    """Depth of the deepest way between two places in a box: whole metres at which they part."""
    depth_m = depths_in(bathymetry, *bounds)
    west, south = bounds[:2]
    ends = [(round((lat - south) / STEP_DEG), round((lon - west) / STEP_DEG)) for lon, lat in (one, other)]
    shallow, deep = 0, int(np.nanmax(depth_m)) + 1
    while deep - shallow > 1:
        middle = (shallow + deep) // 2
        basins, _ = label(depth_m > middle, np.ones((3, 3)))
        first, second = (basins[end] for end in ends)
        shallow, deep = (middle, deep) if first and first == second else (shallow, middle)
    return shallow


# The deepest thread of a sill is narrower than a cell, so the grid shows it shallower by some per cent.
@pytest.mark.parametrize(
    ("bounds", "one", "other", "least_m", "most_m"),
    [
        # Bering Strait: about 50 m (Woodgate 2018, doi:10.1016/j.pocean.2017.12.007).
        ((-173, 63, -165, 68), (-172.0, 63.5), (-168.5, 67.5), 38, 55),
        # Denmark Strait: 620 to 650 m (Jochumsen et al. 2017, doi:10.1002/2017JC012803).
        ((-36, 63, -18, 70), (-33.0, 64.0), (-20.0, 69.0), 585, 660),
        # Fram Strait: 2,545 m (Klenke and Schenke 2002, doi:10.1023/A:1025764206736).
        ((-15, 76, 15, 84), (0.0, 77.0), (0.0, 83.0), 2450, 2640),
        # Irbe Strait: charts, some 20 m in a fairway narrower than a cell.
        ((20.5, 57.2, 23.5, 58.2), (20.8, 57.7), (23.3, 57.8), 5, 25),
    ],
    ids=["Bering Strait", "Denmark Strait", "Fram Strait", "Irbe Strait"],
)
def test_known_sills_are_as_deep_as_published(embedded, bounds, one, other, least_m, most_m):
    assert least_m <= sill_m(embedded, bounds, one, other) <= most_m


@pytest.mark.parametrize(
    ("bounds", "least_m", "most_m"),
    [
        # Molloy Hole: 5,550 m (Klenke and Schenke 2002); it is 10 km wide.
        ((1.5, 78.9, 4.0, 79.4), 5400, 5600),
        # Rift valley of Gakkel Ridge, west of 40E: about 5,000 m (Jakobsson et al. 2012, IBCAO,
        # doi:10.1029/2012GL052219).
        ((0, 84, 40, 87), 4600, 5500),
        # Kuril-Kamchatka Trench: charts, about 9,600 m.
        ((145, 42, 158, 48), 9200, 9850),
    ],
    ids=["Molloy Hole", "Gakkel Ridge", "Kuril-Kamchatka Trench"],
)
def test_known_deeps_are_as_deep_as_published(embedded, bounds, least_m, most_m):
    assert least_m <= depths_in(embedded, *bounds).max() <= most_m


def test_the_lomonosov_ridge_rises_above_1500_m_on_both_sides_of_the_pole(embedded):
    """Its crest is at 1,000 to 1,500 m and less (Jakobsson et al. 2012, doi:10.1029/2012GL052219)."""
    for bounds in ((-70, 87.5, -50, 89), (140, 85, 170, 88.5)):
        assert 500 < depths_in(embedded, *bounds).min() < 1500


# Charts and handbooks; PAP is an ocean observatory in 4,850 m.
@pytest.mark.parametrize(
    ("place", "lon", "lat", "least_m", "most_m"),
    [
        ("Porcupine Abyssal Plain, PAP", -16.5, 49.0, 4750, 4900),
        ("Amundsen Basin at the pole", 0.0, 90.0, 4150, 4300),  # 4,261 m: Mir submersible, 2007
        ("Japan Trench", 144.3, 39.0, 6500, 8100),
        ("Dogger Bank", 2.5, 54.8, 15, 35),
        ("Siberia", 105.0, 62.0, -1000, -100),
    ],
)
def test_known_places_are_as_deep_as_charts_say(embedded, place, lon, lat, least_m, most_m):
    assert least_m <= float(embedded.at(lon, lat)) <= most_m


# 700 m, 2 km wide: the grid has their shores or a mean of both. Charts: Bosporus 35 m on its sill, Bellot Strait 24 m.
@pytest.mark.parametrize(
    ("lon", "lat", "charted_m"), [(29.06, 41.08, 35), (-94.5, 71.99, 24)], ids=["Bosporus", "Bellot Strait"]
)
def test_of_a_strait_narrower_than_a_cell_the_grid_knows_only_that_it_is_shallow(
    embedded, lon, lat, charted_m
):
    assert embedded.at(lon, lat) < 0
    assert 1 <= fill_land(embedded).at(lon, lat) <= 2 * charted_m


def test_the_bed_under_the_ice_of_greenland_is_near_sea_level(embedded):
    """The ice surface is at 3,000 m there (Morlighem et al. 2017, BedMachine, doi:10.1002/2017GL074954)."""
    assert abs(float(embedded.at(-40.0, 72.0))) < 500


def test_the_pole_has_one_depth_and_the_grid_closes_at_greenwich(embedded):
    lon = np.arange(-180.0, 180.0, 7.0)
    assert np.ptp(embedded.at(lon, 90.0)) == 0
    assert np.ptp(embedded.at(lon, 89.999)) < 5
    assert embedded.latlon_grid.closed
    beside = embedded.at([359.95, 359.999, 0.0, 0.001, 0.05], [49.9] * 5)
    assert np.abs(np.diff(beside)).max() < 10


def test_the_published_errors_are_those_against_gebco(embedded):
    if not REFERENCE.is_file():
        pytest.skip(f"{REFERENCE.name} is not beside the checkout: reference data does not ship")
    right = read_bathymetry(REFERENCE)
    part = right.depth_m[::20, ::20]
    lat = np.broadcast_to(part["lat"].to_numpy()[:, None], part.shape)
    error = np.abs(embedded.at(*np.meshgrid(part["lon"], part["lat"])) - part.to_numpy())
    sea = part.to_numpy() > 0
    shelf = sea & (part.to_numpy() <= 200)
    for south, north, sea_m, shelf_m in (
        (80, 90, 21, 11),
        (72, 80, 6.7, 1.6),
        (66, 72, 5.6, 2.0),
        (45, 60, 27, 4.9),
    ):
        inside = (lat >= south) & (lat < north)
        for where, published_m in ((inside & sea, sea_m), (inside & shelf, shelf_m)):
            assert median_by_area(error[where], lat[where]) == pytest.approx(published_m, rel=0.1)


def median_by_area(values, lat):
    """Every position counts for the area of its cell: meridians are near each other at the pole."""
    order = np.argsort(values)
    area = np.cumsum(np.cos(np.radians(lat[order])))
    return values[order][np.searchsorted(area, area[-1] / 2)]
