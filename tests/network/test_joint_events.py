"""What joint events cut, against geodesics; shared risks on lines drawn for the purpose."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import Geod

from routeplan.catalog.models import Landing
from routeplan.cost.assumptions import Network as NetworkAssumptions
from routeplan.geo.geodesy import PolarStereographic, densify
from routeplan.network.joint_events import EventCentres, EventKind, derive_events, find_disc_cuts
from routeplan.network.links import POINT_EVERY_KM, Link, LinkKind, Node
from routeplan.network.regions import Area, Region
from routeplan.network.risk_groups import GroupKind, find_risk_groups

WGS84 = Geod(ellps="WGS84")
NOWHERE = EventCentres(np.zeros(0), np.zeros(0))
EAST, WEST = (
    Area(id_, id_, "XX", region, None) for id_, region in (("e", Region.EUROPE), ("w", Region.NORTH_AMERICA))
)


def link(name, *positions, depth_m=3000.0, jurisdictions=(), chokepoints=()):
    """A link along geodesics between positions (lon, lat), all of one depth."""
    lon, lat = densify(*np.array(positions, dtype=float).T, every_km=POINT_EVERY_KM)
    start, end = (
        Node(Landing(f"{name}-{word}", f"{name} {word}", "XX", *positions[at]), area)
        for word, at, area in (("start", 0, EAST), ("end", -1, WEST))
    )
    return Link(
        name, name, LinkKind.EXISTING, start, end, 1.0, 1.0, 0.1, np.full(12, 20.0), frozenset(jurisdictions),
        frozenset(chokepoints), lon, lat, np.broadcast_to(np.asarray(depth_m, dtype=float), lon.shape),
    )  # fmt: skip


def zones(**shapes):
    """Zones by kind, a table as the file's."""
    rows = [
        {"id": f"{kind}-zone", "name": f"the {kind}", "kind": kind, "half_width_km": width, "geometry": shape}
        for kind, (shape, width) in shapes.items()
    ]  # fmt: skip
    if not rows:
        rows = [{"id": "none", "name": "none", "kind": "trawl", "half_width_km": np.nan,
                 "geometry": shapely.box(100, 40, 101, 41)}]  # fmt: skip
    return gpd.GeoDataFrame(rows, crs=4326)


def groups_of(links, table, cluster_km=10.0):
    return find_risk_groups(links, table, PolarStereographic(), cluster_km=cluster_km)


LINES = [
    link("north", (-10, 62), (-50, 62)),
    link("south", (-10, 50), (-50, 50)),
    link("over the pole", (15, 70), (-165, 70)),
    link("across 180", (170, 55), (-170, 55)),
]


@pytest.mark.parametrize("radius_km", [20.0, 100.0, 400.0])
def test_a_disc_cuts_what_comes_nearer_than_its_radius_along_the_ellipsoid(radius_km):
    generator = np.random.default_rng(4)
    lon, lat = (
        np.concatenate([generator.choice(line.__getattribute__(axis), 60) for line in LINES])
        for axis in ("lon", "lat")
    )
    # From a point of a line any way, up to twice the radius.
    lon, lat, _ = WGS84.fwd(
        lon, lat, generator.uniform(0, 360, 240), generator.uniform(0, 2000 * radius_km, 240)
    )
    cut = find_disc_cuts(LINES, lon, lat, radius_km=radius_km)
    for number, line in enumerate(LINES):
        # Points 5 km apart are at most 2.5 km from any other of the line.
        near = np.array([
            WGS84.inv(np.full(len(line.lon), x), np.full(len(line.lon), y), line.lon, line.lat)[2].min() / 1000
            for x, y in zip(lon, lat, strict=True)
        ])  # fmt: skip
        clear = np.abs(near - radius_km) > 0.01 * radius_km
        assert (cut[clear, number] == (near < radius_km)[clear]).all()
    assert cut.any(axis=0).all()
    assert not cut.all(axis=0).any()


def test_anchors_cut_only_what_lies_shallow():
    """A shelf of 100 m at the start, the deep beyond."""
    line = LINES[1]
    shelf = np.where(np.arange(len(line.lon)) < 40, 100.0, 4000.0)
    shelving = link("shelving", (-10, 50), (-50, 50), depth_m=shelf)
    places = np.array([line.lon[20], line.lon[200]]), np.array([line.lat[20], line.lat[200]])
    both = find_disc_cuts([shelving], *places, radius_km=30.0)
    shallow = find_disc_cuts([shelving], *places, radius_km=30.0, to_depth_m=200.0)
    assert both.ravel().tolist() == [True, True]
    assert shallow.ravel().tolist() == [True, False]


def test_links_that_cross_a_strait_and_a_zone_share_their_risk():
    table = zones(
        chokepoint=(shapely.LineString([(-30, 55), (-30, 65)]), 40.0),
        slide=(shapely.box(-22, 49, -20, 66), np.nan),
        seismic=(shapely.LineString([(-45, 49), (-45, 51)]), 40.0),
    )
    found = {group.id: [LINES[at].name for at in group.members] for group in groups_of(LINES, table)}
    assert found["chokepoint-zone"] == ["north"]
    assert found["slide-zone"] == ["north", "south"]
    assert found["seismic-zone"] == ["south"]


def test_a_strait_of_several_pieces_is_several_straits():
    two = shapely.MultiLineString([[(-30, 61), (-30, 65)], [(-30, 48), (-30, 52)]])
    straits = [g for g in groups_of(LINES, zones(chokepoint=(two, 20.0))) if g.kind is GroupKind.STRAIT]
    assert [[LINES[at].name for at in group.members] for group in straits] == [["north"], ["south"]]
    assert straits[0].name != straits[1].name


def test_landings_within_ten_kilometres_are_a_cluster_and_those_beyond_are_not():
    """Three beaches on a meridian, each 8 km from the next: one cluster by steps. The fourth lies 15 km off."""
    step = 8.0 / 111.0
    lines = [
        link(f"c{n}", (-10, 50 + n * step if n < 3 else 50 + 2 * step + 15.0 / 111.0), (-50, 40 + 3 * n))
        for n in range(4)
    ]
    clusters = [g for g in groups_of(lines, zones()) if g.kind is GroupKind.LANDING_CLUSTER]
    assert [set(g.members.tolist()) for g in clusters if len(g.members) > 1] == [{0, 1, 2}]
    wider = [g for g in groups_of(lines, zones(), cluster_km=20.0) if g.kind is GroupKind.LANDING_CLUSTER]
    assert [set(g.members.tolist()) for g in wider if len(g.members) > 1] == [{0, 1, 2, 3}]


def events_of(links, **assumed):
    """Events at given rates and no others."""
    none = {key: 0.0 for key in NetworkAssumptions.model_fields if key.endswith("events_per_year")}
    rates = NetworkAssumptions(**(none | assumed))
    return derive_events(
        links,
        groups_of(links, zones()),
        rates,
        earthquakes=NOWHERE,
        drags=NOWHERE,
        partners=frozenset({"NO"}),
    )


def test_a_closed_state_takes_what_passes_its_waters_and_a_partner_closes_nothing():
    links = [
        link("by RU", (-10, 62), (-50, 62), jurisdictions=("RU", "NO")),
        link("by NO", (-10, 60), (-50, 60), jurisdictions=("NO (Svalbard)",)),
        link("claimed twice", (-10, 58), (-50, 58), jurisdictions=("NO / RU (somewhere)",)),
    ]
    (closed,) = events_of(links, closure_events_per_year=0.1)
    assert closed.kind is EventKind.JURISDICTION_CLOSED
    assert sorted(closed.cuts.tolist()) == [[False, False, True], [True, False, False]]
    assert closed.per_year == pytest.approx(0.2)


def test_a_lost_landing_takes_its_cables_and_no_others():
    (lost,) = events_of(LINES, landing_events_per_year=0.01)
    assert lost.cuts.sum(axis=1).tolist() == [1] * 4  # each two landings of a link cut the same
    assert lost.per_year == pytest.approx(0.08)


def test_cables_beyond_the_domain_are_cut_with_their_strait():
    links = [
        link("a", (-10, 62), (-50, 62), chokepoints=("Red Sea and Suez",)),
        link("b", (-10, 50), (-50, 50), chokepoints=("Red Sea and Suez", "Luzon Strait")),
    ]
    (cut,) = events_of(links, strait_events_per_year=0.02)
    assert sorted(cut.cuts.tolist()) == [[False, True], [True, True]]
    assert cut.probability.sum() == pytest.approx(1.0)


def test_events_that_cut_nothing_are_left_out_and_those_of_no_fixed_place_keep_their_share():
    middle = len(LINES[0].lon) // 2
    places = EventCentres(
        np.array([LINES[0].lon[middle], 100.0, 101.0, 102.0]),
        np.array([LINES[0].lat[middle], 40.0, 40.0, 40.0]),
    )
    rates = NetworkAssumptions(
        disc_events_per_year=0.4, drag_events_per_year=0, landing_events_per_year=0, disc_radius_km=50.0
    )
    (disc,) = derive_events(LINES, groups_of(LINES, zones()), rates, earthquakes=places, drags=NOWHERE)
    assert disc.per_year == pytest.approx(0.1)
    assert disc.cuts.tolist() == [[True, False, False, False]]
