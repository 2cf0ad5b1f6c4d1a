"""What candidates add to existing cables, and diverse pairs in their place."""

import re
from dataclasses import replace
from types import SimpleNamespace

import pytest

from routeplan.briefing import redundancy as redundancy_module
from routeplan.briefing.redundancy import derive_redundancy
from routeplan.errors import NoRouteError, UsageError


def test_the_preferred_candidate_of_each_connection_has_a_diverse_pair(briefing):
    connections = briefing.record["connections"]
    assert [pair.candidate for pair in briefing.redundancy.diverse_pairs] == [
        connection["preferred"] for connection in connections
    ]
    for pair in briefing.redundancy.diverse_pairs:
        ends = briefing.routes[pair.candidate]
        assert pair.reason == ""
        assert len(pair.routes) == 2
        for route in pair.routes:
            assert (route.start, route.end) == (ends.start, ends.end)
    assert {pair["found"]["separation_km"] for pair in briefing.record["redundancy"]["apart"]} == {100.0}


@pytest.mark.parametrize("error", [NoRouteError, UsageError])
def test_a_pair_that_does_not_exist_gives_its_reason(monkeypatch, briefing, error):
    def diverse(start, end, *, separation_km, prove):
        assert (separation_km, prove) == (100.0, False)
        raise error(f"no second route {start.id} -> {end.id}")

    monkeypatch.setattr(redundancy_module, "open_network", lambda planner, routes: "network")
    monkeypatch.setattr(redundancy_module, "rank_candidates", lambda network, *, states: (network, states))
    planner = SimpleNamespace(diverse=diverse, grid=SimpleNamespace(spacing_m=20_000.0))
    found = derive_redundancy(planner, briefing.routes, [2])
    assert found.spacing_km == 20.0
    assert found.ranking == ("network", 2_500)
    (pair,) = found.diverse_pairs
    assert (pair.candidate, pair.routes) == (2, None)
    assert pair.reason == "no second route sopelana -> virginia-beach"


def test_a_pair_without_a_route_is_told_on_the_page(briefing):
    failed = replace(briefing.redundancy.diverse_pairs[0], routes=None, reason="no second <b>route</b>")
    others = briefing.redundancy.diverse_pairs[1:]
    page = replace(briefing, redundancy=replace(briefing.redundancy, diverse_pairs=(failed, *others))).html(
        interactive=False
    )
    assert "none: no second &lt;b&gt;route&lt;/b&gt;" in page
    assert re.search(r"a separation of at least <data[^>]*>100</data>\xa0km", page)
