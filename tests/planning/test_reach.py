"""Reach: at uniform cost of 1 USD per km, the cost to a landing is its distance by sea."""

from __future__ import annotations

import pytest
from pyproj import Geod

from routeplan.catalog.models import Landing
from routeplan.planning.reach import derive_reach
from routeplan.solver.cost_fields import find_field

WGS84 = Geod(ellps="WGS84")
SEA = """
~~~~~~~~~~~~~~~~~~~~~~~~~
~A~~~~~~~~B~~~~~~~~~~~~C~
~~~~~~~~~~~~~~~~~~~~~~~~~
#########################
~~~~~~~~~~D~~~~~~~~~~~~~~
"""


@pytest.fixture(scope="module")
def landings(draw):
    seabed = draw(SEA)
    return {
        letter: Landing(letter.lower(), f"Landing {letter}", "NO", *seabed.place(letter)[1:])
        for letter in "ABCD"
    }


def reach_from(seabed, landings, start, limit_km=0.01):
    field = find_field(seabed.cost_grid, seabed.place(start), landfall_limit_km=limit_km)
    return derive_reach(seabed.cost_grid, field, list(landings.values()), landfall_limit_km=limit_km)


def test_the_cost_is_the_distance_cheapest_first(draw, landings):
    table = reach_from(draw(SEA), landings, "B")
    assert table.columns.tolist() == ["id", "name", "country", "lon", "lat", "cost_usd"]
    assert table["id"].tolist() == ["b", "a", "c"]
    start = landings["B"]
    for row in table.itertuples():
        expected = landings[row.id.upper()]
        assert (row.name, row.country, row.lon, row.lat) == (
            expected.name, expected.country, expected.lon, expected.lat
        )  # fmt: skip
        km = WGS84.inv(start.lon, start.lat, row.lon, row.lat)[2] / 1000.0
        assert row.cost_usd == pytest.approx(km, rel=2e-3)


def test_what_no_route_reaches_is_left_out(draw, landings):
    """Landing D is in another sea; a landing off the grid, and one inside the wall, are nowhere."""
    seabed = draw(SEA)
    tropical = Landing("tropical", "Tropical", "", -30.0, 10.0)
    lon, lat = (float(degrees) for degrees in seabed.surface.grid.lonlat_of(3.0, 4.0))
    inland = Landing("inland", "Inland", "", lon, lat)
    others = landings | {"tropical": tropical, "inland": inland}
    assert reach_from(seabed, others, "A")["id"].tolist() == ["a", "b", "c"]
    assert reach_from(seabed, others, "D")["id"].tolist() == ["d"]


def test_a_longer_landfall_reaches_what_lies_inland(draw, landings):
    """Cells of 5 km: the middle of the wall is 5 km from the sea."""
    seabed = draw(SEA)
    lon, lat = (float(degrees) for degrees in seabed.surface.grid.lonlat_of(3.0, 4.0))
    others = landings | {"inland": Landing("inland", "Inland", "", lon, lat)}
    table = reach_from(seabed, others, "A", limit_km=8.0).set_index("id")
    assert "inland" in table.index
    assert table.loc["b", "cost_usd"] > table.loc["inland", "cost_usd"] > table.loc["a", "cost_usd"]


def test_from_nowhere_nothing_is_reached(draw):
    assert reach_from(draw(SEA), {}, "A").empty
