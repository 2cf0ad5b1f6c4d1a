"""Waters divided by treaty lines, on drawn coasts and at real places."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from routeplan.catalog.countries import read_countries
from routeplan.catalog.states import PARTNERS_TRUSTED, State
from routeplan.catalog.treaty_lines import TreatyLine
from routeplan.geo.geodesy import PolarStereographic, in_space_km
from routeplan.geo.grid import Grid
from routeplan.seabed.boundaries import divide_waters
from routeplan.seabed.coast_distance import Coast
from routeplan.seabed.jurisdiction import Jurisdiction, MaritimeZone, derive_jurisdiction

PLANE = PolarStereographic()
HIGH_SEAS, NORWAY, RUSSIA = 0, 1, 2
STATES = (State("high seas", ()), State("NO", ("NO",)), State("RU", ("RU",)))


def strip(lat=75.0, half_cells=40, spacing_km=10.0):
    """Square cells round a place on the prime meridian, where north is straight down the columns or up."""
    east, north = (float(at) for at in PLANE.forward(0.0, lat))
    half_m = half_cells * spacing_km * 1000
    return Grid(spacing_km * 1000, east - half_m, north + half_m, 2 * half_cells, 2 * half_cells)


def line_of(lon, lat, left="NO", right="RU", special=()):
    joined = ("geodesic",) * len(lon)
    return TreatyLine(
        "drawn", (left,), (right,), np.array(lon), np.array(lat), joined, special, "drawn", 2000
    )


def two_coasts(west_lon, east_lon, lat):
    """Norway is a point in the west, Russia one in the east."""
    return Coast(
        in_space_km(np.array([west_lon, east_lon]), np.array([lat, lat])), np.array([1, 2], np.int16)
    )


def divided(grid, coast, line, reach_km=370.4):
    sea = np.ones(grid.shape, dtype=bool)
    nearest, _ = coast.nearest(grid, sea, reach_km)
    return nearest, divide_waters(grid, nearest, sea, STATES, coast, [line])


def test_a_line_east_of_the_middle_moves_the_boundary_to_it():
    grid = strip()
    nearest, waters = divided(grid, two_coasts(-8.0, 8.0, 75.0), line_of([2.0, 2.0], [72.5, 77.5]))
    lon, lat = grid.lonlat_of(*np.mgrid[: grid.rows, : grid.cols])
    beside = (lat > 73) & (lat < 77) & (nearest != HIGH_SEAS)
    clear = beside & (np.abs(lon - 2.0) > 0.01)
    given_up = (nearest == RUSSIA) & (lon < 2.0)  # Russia's by the nearest coast, Norway's by treaty
    assert (given_up & clear).sum() > 50
    assert (waters.state[clear & (lon > 2.0)] == RUSSIA).all()
    assert (waters.state[clear & (lon < 2.0)] == NORWAY).all()
    assert waters.by_treaty[clear & (np.abs(lon - 2.0) < 1.0)].all()


def test_beyond_the_ends_of_a_line_the_nearest_coast_decides():
    grid = strip()
    nearest, waters = divided(grid, two_coasts(-8.0, 8.0, 75.0), line_of([2.0, 2.0], [74.5, 75.5]))
    _, lat = grid.lonlat_of(*np.mgrid[: grid.rows, : grid.cols])
    beyond = (lat < 74.2) | (lat > 75.8)
    assert (waters.state == nearest)[beyond].all()
    assert not waters.by_treaty[beyond].any()


@pytest.mark.parametrize(("special", "expected"), [((), HIGH_SEAS), (("RU",), NORWAY)])
def test_what_a_state_gives_up_beyond_the_others_reach_is_high_seas_or_a_special_area(special, expected):
    grid = strip(half_cells=45)
    coast = two_coasts(-13.5, 5.0, 75.0)  # the line is more than 200 nautical miles from Norway
    _, waters = divided(grid, coast, line_of([2.0, 2.0], [73.0, 77.0], special=special))
    lon, lat = grid.lonlat_of(*np.mgrid[: grid.rows, : grid.cols])
    row, col = np.unravel_index(np.argmin(np.hypot((lon - 1.5) * 0.26, lat - 75.0)), lon.shape)
    assert waters.state[row, col] == expected


def test_a_corner_is_cut_by_neither_leg():
    grid = strip()
    corner = line_of(
        [-3.0, 0.0, 3.0], [76.5, 74.5, 76.5], left="RU", right="NO"
    )  # a V that opens to the north
    _, waters = divided(grid, two_coasts(-2.0, 2.0, 75.0), corner)
    lon, lat = grid.lonlat_of(*np.mgrid[: grid.rows, : grid.cols])

    def at(want_lon, want_lat):
        cell = np.argmin(np.hypot((lon - want_lon) * 0.26, lat - want_lat))
        return waters.state.ravel()[cell]

    assert at(0.0, 75.2) == RUSSIA  # inside the V
    assert at(0.0, 74.0) == NORWAY  # straight below its point
    assert at(-2.5, 74.9) == at(2.5, 74.9) == NORWAY  # below either leg


def test_a_claim_by_two_states_is_no_side_of_a_line():
    grid = strip()
    states = (STATES[0], STATES[1], State("JP / RU (drawn)", ("JP", "RU")))
    coast, sea = two_coasts(-8.0, 8.0, 75.0), np.ones(grid.shape, dtype=bool)
    nearest, _ = coast.nearest(grid, sea, 370.4)
    waters = divide_waters(grid, nearest, sea, states, coast, [line_of([2.0, 2.0], [72.5, 77.5])])
    assert (waters.state == nearest).all()


@pytest.fixture(scope="module")
def world():
    grid = Grid.arctic(spacing_km=20)
    return grid, derive_jurisdiction(grid, read_countries(), np.ones(grid.shape, dtype=bool))


def label_at(world, lat, lon):
    grid, waters = world
    cell = [np.rint(at).astype(int) for at in grid.cell_of(np.array([lon]), np.array([lat]))]
    return str(waters.at(*cell)[0][0])


@pytest.mark.parametrize(
    ("place", "lat", "lon", "label"),
    [
        ("west of the line of 2010, nearer to Russia", 72.0, 33.9, "NO"),
        ("east of the line of 2010", 71.5, 36.0, "RU"),
        ("Barents Sea, Svalbard's side", 78.0, 37.0, "NO (Svalbard)"),
        ("Barents Loophole", 75.0, 38.0, "high seas"),
        ("Banana Hole", 69.5, 3.0, "high seas"),
        ("Donut Hole", 57.5, 178.5, "high seas"),
        ("Peanut Hole", 54.0, 149.5, "high seas"),
        ("Central Arctic", 87.0, 160.0, "high seas"),
        ("Bering Sea, east of the line of 1990", 60.3, -178.3, "US"),
        ("Bering Sea, west of the line of 1990", 61.5, -179.0, "RU"),
        ("Chukchi Sea, west of the meridian", 70.0, -169.8, "RU"),
        ("Chukchi Sea, east of the meridian", 70.0, -168.0, "US"),
        ("north of Iceland, nearer to Jan Mayen", 69.0, -12.5, "IS"),
        ("west of Jan Mayen, by the judgment of 1993", 72.5, -14.5, "GL"),
        ("Davis Strait, Greenland's side", 66.0, -56.5, "GL"),
        ("Davis Strait, Canada's side", 66.0, -59.0, "CA"),
        ("100 km from Rockall, over 200 nautical miles from St Kilda", 57.2, -15.3, "high seas"),
        ("off Iturup", 44.3, 149.0, "JP / RU (Southern Kurils)"),
        ("off Sevastopol", 44.0, 33.0, "RU / UA (Crimea)"),
        ("Beaufort Sea, west of 141 W", 71.0, -143.0, "US"),
        ("Beaufort Sea, between the claims", 71.2, -139.8, "CA / US (Beaufort Sea)"),
        ("North Sea, Netherlands' side of the line of 1965 and 1971", 55.5, 3.6, "NL"),
        ("North Sea, United Kingdom's side of it", 55.5, 2.9, "GB"),
        ("North Sea, the tip of Germany's zone", 55.7, 4.1, "DE"),
        ("North Sea, Denmark's side", 56.0, 4.0, "DK"),
        ("Norwegian Sea, Norway's side of the line of 1978", 62.8, 1.2, "NO"),
        ("Norwegian Sea, United Kingdom's side of it", 62.8, 0.2, "GB"),
        ("Western Channel, United Kingdom's side of the award of 1977", 48.9, -7.0, "GB"),
        ("Western Channel, France's side of it", 48.3, -7.0, "FR"),
        ("off St Pierre", 46.7, -56.4, "PM"),
        ("south of St Pierre, beyond 24 nautical miles", 45.6, -56.9, "CA"),
        ("off Akrotiri, beyond its territorial sea", 34.2, 33.0, "CY"),
    ],
)
def test_waters_are_what_treaties_and_rules_say(world, place, lat, lon, label):
    assert label_at(world, lat, lon) == label, place


def test_every_rule_for_a_coast_finds_its_coast(world):
    from routeplan.catalog.zone_rules import RuleKind, read_zone_rules

    labels = {state.label for state in world[1].states}
    for rule in read_zone_rules():
        if rule.kind is RuleKind.COAST:
            assert rule.label in labels, rule.id


def test_rockall_has_twelve_nautical_miles():
    east, north = (float(at) for at in PLANE.forward(-13.69, 57.6))
    grid = Grid(2_000.0, east - 60_000, north + 60_000, 60, 60)
    waters = derive_jurisdiction(grid, read_countries(), np.ones(grid.shape, dtype=bool))
    rockall = waters.at(*np.mgrid[: grid.rows, : grid.cols])[0] == "GB (Rockall)"
    area_km2 = rockall.sum() * (2.0 / float(PLANE.scale_factor(57.6))) ** 2
    assert area_km2 == pytest.approx(np.pi * (12 * 1.852) ** 2, rel=0.05)
    assert (waters.zone[rockall] == MaritimeZone.TERRITORIAL_SEA).all()


def kept_clear(text, by_treaty, margin_km=25.0):
    """Cells kept clear of R (Russia's zone); n and N are Norway's zone, N on the line, t its territorial sea."""
    rows = [list(row) for row in text.split()]
    drawn = np.array(rows)
    state = np.select([drawn == "R", np.isin(drawn, ["n", "N", "t"])], [RUSSIA, NORWAY], 0).astype(np.int16)
    zone = np.select([drawn == "~", drawn == "t"], [3, 1], 2).astype(np.uint8)
    grid = Grid(10_000.0, 0.0, -1_500_000.0, *drawn.shape)
    known = np.full(drawn.shape, by_treaty)
    waters = Jurisdiction(state, zone, STATES, "drawn", known, drawn == "N")
    closed = waters.derive_kept_clear(waters.derive_non_partner(PARTNERS_TRUSTED), grid, margin_km)
    return ["".join("x" if cell else "." for cell in row) for row in closed]


def test_the_cells_that_a_treaty_line_passes_are_kept_clear():
    assert kept_clear("nnnnNRR nnnnnRR", by_treaty=True) == ["....xxx", ".....xx"]


def test_a_line_between_partners_keeps_nothing_clear():
    assert kept_clear("nnNnnnnR", by_treaty=True) == [".......x"]


def test_bering_strait_stays_open_to_partners_on_cells_of_25_km():
    grid = Grid.arctic(spacing_km=25)
    waters = derive_jurisdiction(grid, read_countries(), np.ones(grid.shape, dtype=bool))
    closed = waters.derive_kept_clear(waters.derive_non_partner(PARTNERS_TRUSTED), grid, 12.0)
    row, col = (np.rint(at).astype(int) for at in grid.cell_of(np.array([-168.4]), np.array([65.7])))
    assert not closed[row[0] - 1 : row[0] + 2, col[0] - 1 : col[0] + 2].all()


def test_elsewhere_the_margin_is_kept_clear():
    # 25 km and half a cell on either side: cells whose centre is less than 35 km from a cell of Russia.
    assert kept_clear("nnnnnRR ~~~~~RR", by_treaty=False) == ["..xxxxx"] * 2


def test_the_territorial_sea_of_a_partner_stays_open_where_no_line_is_known():
    assert kept_clear("ntttttR", by_treaty=False) == ["......x"]


def test_no_margin_where_all_are_partners():
    assert kept_clear("nnnn", by_treaty=False) == ["...."]


def test_trusted_keeps_out_of_every_cell_that_the_line_of_1990_touches():
    east, north = (float(at) for at in PLANE.forward(-173.0, 63.7))
    grid = Grid(5_000.0, east - 150_000, north + 150_000, 60, 60)
    waters = derive_jurisdiction(grid, read_countries(), np.ones(grid.shape, dtype=bool))
    closed = waters.derive_kept_clear(waters.derive_non_partner(PARTNERS_TRUSTED), grid, 12.0)
    ends = PLANE.forward([-172 - 18 / 60 - 39 / 3600, -173 - 14 / 60 - 7 / 3600], [63.990833, 63.566944])
    line = shapely.LineString(np.stack(ends, axis=1))  # points 10 and 13 of the annex
    row, col = np.nonzero(~closed)
    half_m = grid.spacing_m / 2
    easting, northing = grid.easting_m[col], grid.northing_m[row]
    boxes = shapely.box(easting - half_m, northing - half_m, easting + half_m, northing + half_m)
    assert not shapely.intersects(boxes, line).any()
    assert (~closed).any()


def test_countries_alone_still_divide_by_the_nearest_coast():
    grid = strip()
    land = [shapely.Point(*PLANE.forward(lon, 75.0)).buffer(5_000.0) for lon in (-8.0, 8.0)]
    countries = gpd.GeoDataFrame(
        {"name": ["Iceland", "Faeroe Is."], "iso_n3": ["352", "234"]}, geometry=land, crs="EPSG:3995"
    )
    waters = derive_jurisdiction(grid, countries, np.ones(grid.shape, dtype=bool))
    assert not waters.by_treaty.any()
