"""The table of straits: boxes, and links that enter them."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from network_kit import line, link

from routeplan.cost.network_assumptions import NetworkAssumptions
from routeplan.geo.geodesy import PolarStereographic
from routeplan.network.links import read_links_beyond_domain
from routeplan.network.regions import read_areas
from routeplan.network.reported_straits import LUZON, RED_SEA, REPORTED_STRAITS, ReportedStrait
from routeplan.network.risk_groups import GroupKind, find_risk_groups

BERING = ReportedStrait(
    "bering", "Bering Strait", "Bering", (175.0, 64.0, -165.0, 67.0), "b", "b", 0.5, "by hand"
)
NO_ZONES = gpd.GeoDataFrame(
    [
        {
            "id": "none",
            "name": "none",
            "kind": "trawl",
            "half_width_km": np.nan,
            "geometry": shapely.box(1, 2, 3, 4),
        }
    ],
    crs=4326,
)


@pytest.mark.parametrize(
    ("lon", "lat", "inside"),
    [
        (-170.0, 66.0, True), (179.0, 66.0, True), (175.0, 64.0, True), (-165.0, 67.0, True),
        (174.9, 66.0, False), (-164.9, 66.0, False), (-170.0, 67.1, False), (-170.0, 63.9, False), (10.0, 66.0, False),
    ],
)  # fmt: skip
def test_a_box_may_cross_the_antimeridian(lon, lat, inside):
    assert BERING.contains(np.array([lon]), np.array([lat])).tolist() == [inside]


def test_known_positions_lie_in_the_boxes():
    """Bab el-Mandeb, Jeddah; the Bashi Channel."""
    for strait, lon, lat in ((RED_SEA, 43.3, 12.6), (RED_SEA, 38.9, 21.5), (LUZON, 121.5, 21.5)):
        assert [row.contains(np.array([lon]), np.array([lat]))[0] for row in REPORTED_STRAITS] == [
            row is strait for row in REPORTED_STRAITS
        ]


def test_cables_pass_a_strait_by_name_or_by_their_line():
    links = [
        link("named", "e1", "a", 1.0, chokepoints=frozenset({"Red Sea and Suez"})),
        link("drawn", "e1", "a", 1.0, **line((38.0, 20.0), (38.5, 21.0))),
        link("elsewhere", "e1", "a", 1.0, **line((-10.0, 50.0), (-20.0, 50.0))),
        link("bering", "e1", "a", 1.0, **line((-169.0, 60.0), (-169.0, 70.0))),
    ]
    groups = {
        group.id: group
        for group in find_risk_groups(
            links, NO_ZONES, PolarStereographic(), cluster_km=10.0, straits=(*REPORTED_STRAITS, BERING)
        )
        if group.kind is GroupKind.STRAIT
    }
    assert {key: group.members.tolist() for key, group in groups.items()} == {
        RED_SEA.id: [0, 1],
        "bering": [3],
    }
    # Three events in 2020-2025, against the 0.02 per year of any strait.
    assert groups[RED_SEA.id].relative_rate == pytest.approx(3 / 6 / 0.02)
    assert groups["bering"].relative_rate == 0.5


def test_every_reported_strait_is_one_of_the_table_of_cables():
    named = {
        name
        for each in read_links_beyond_domain(read_areas(), NetworkAssumptions())
        for name in each.chokepoints
    }
    for strait in (RED_SEA, LUZON):
        assert strait.name in named
        assert strait.id == strait.name.lower().replace(" ", "-")
