"""A network small enough to count by hand, and the parts it is made of."""

import numpy as np

from routeplan.catalog.models import Landing
from routeplan.cost.assumptions import Network as NetworkAssumptions
from routeplan.geo.geodesy import densify
from routeplan.network.links import POINT_EVERY_KM, Link, LinkKind, Node
from routeplan.network.network import Network
from routeplan.network.regions import Area, Backhaul, Region
from routeplan.network.risk_groups import GroupKind, RiskGroup

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
