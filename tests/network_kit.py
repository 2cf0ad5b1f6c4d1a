"""A network small enough to count by hand, and the parts it is made of."""

import geopandas as gpd
import numpy as np
import shapely

from routeplan.catalog.models import Landing
from routeplan.cost.network_assumptions import NetworkAssumptions
from routeplan.geo.geodesy import PolarStereographic, densify
from routeplan.network.line_figures import POINT_EVERY_KM
from routeplan.network.links import Link, LinkKind, Node
from routeplan.network.network import Network
from routeplan.network.regions import Area, Backhaul, Region
from routeplan.network.risk_groups import GroupKind, RiskGroup, find_risk_groups

AREAS = {
    "west-europe": Area("west-europe", "West Europe", "XE", Region.EUROPE, (-12.0, 48.0, -5.0, 56.0)),
    "north-europe": Area("north-europe", "North Europe", "XE", Region.EUROPE, None),
    "america": Area("america", "America", "XA", Region.NORTH_AMERICA, None),
    "asia": Area("asia", "Asia", "XJ", Region.ASIA, None),
    "island": Area("island", "Island", "XI", None, None),
}
PLACES = {
    "e1": ("west-europe", -10.0, 52.0),
    "e2": ("north-europe", 0.0, 60.0),
    "w1": ("america", -60.0, 46.0),
    "w2": ("america", -70.0, 42.0),
    "a": ("asia", 140.0, 40.0),
    "i": ("island", -22.0, 64.0),
}


def node(place):
    area, lon, lat = PLACES[place]
    return Node(Landing(place, place.upper(), AREAS[area].country, lon, lat), AREAS[area])


def link(name, start, end, length_km, kind=LinkKind.EXISTING, **facts):
    """A link without a line unless one is given."""
    facts = {"faults_per_year": 1.0, "repair_days": np.full(12, 20.0)} | facts
    return Link(name, name, kind, node(start), node(end), length_km, length_km, **facts)


def line(*positions, depth_m=3000.0):
    """Points along geodesics between positions (lon, lat), all at one depth."""
    lon, lat = densify(*np.array(positions, dtype=float).T, every_km=POINT_EVERY_KM)
    return {"lon": lon, "lat": lat, "depth_m": np.full(len(lon), depth_m)}


def small_network(**facts):
    """Three paths over the Atlantic, one by Suez, one over the Pacific; two candidates.

    Between Europe and North America: north + ring (by the island), atlantic, south.
    """
    candidate = LinkKind.CANDIDATE
    links = (
        link("north", "e2", "i", 1000.0),
        link("ring", "i", "w1", 2000.0),
        link("atlantic", "e1", "w1", 4000.0),
        link("south", "e1", "w2", 5000.0),
        link("suez", "e1", "a", 20_000.0, LinkKind.BEYOND, chokepoints=frozenset({"Red Sea and Suez"})),
        link("pacific", "w2", "a", 9000.0),
        link("polar", "e2", "a", 12_000.0, candidate, build_usd=800e6),
        link("direct", "e2", "w2", 5500.0, candidate, build_usd=200e6),
    )
    groups = (
        RiskGroup(GroupKind.STRAIT, "red-sea-and-suez", "Red Sea and Suez", np.array([4])),
        RiskGroup(GroupKind.STRAIT, "gap", "the gap", np.array([0, 1, 7])),
        RiskGroup(GroupKind.HAZARD_ZONE, "ridge", "the ridge", np.array([1, 2, 3])),
        RiskGroup(GroupKind.LANDING_CLUSTER, "w1", "W1", np.array([1, 2])),
    )
    backhaul = (
        Backhaul("west-europe", "north-europe", 1.5),
        Backhaul("america", "america", 1.25),
    )
    london, boston = (
        Landing(name.lower(), name, country, lon, lat)
        for name, country, lon, lat in (("London", "XE", -6.0, 51.5), ("Boston", "XA", -71.0, 42.4))
    )
    given = {
        "links": links,
        "backhaul": backhaul,
        "areas": tuple(AREAS.values()),
        "groups": groups,
        "events": (),
        "assumptions": NetworkAssumptions(no_ship_share=0.0),
        "city_pairs": ((london, boston),),
    }
    return Network(**(given | facts))


EAST, WEST = (
    Area(id_, id_, "XX", region, None) for id_, region in (("e", Region.EUROPE), ("w", Region.NORTH_AMERICA))
)


def drawn_link(name, *positions, depth_m=3000.0, jurisdictions=(), chokepoints=()):
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
    drawn_link("north", (-10, 62), (-50, 62)),
    drawn_link("south", (-10, 50), (-50, 50)),
    drawn_link("over the pole", (15, 70), (-165, 70)),
    drawn_link("across 180", (170, 55), (-170, 55)),
]


def days(*values):
    """One repair time a link, the same in all months."""
    return np.repeat(np.array(values, dtype=float)[:, None], 12, axis=1)
