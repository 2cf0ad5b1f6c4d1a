"""Waters of every route that a briefing shows, those of pairs and other ways too: kilometres by state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from routeplan.catalog.states import State, isos_of


def waters_records(
    candidates: Sequence[Mapping[str, Any]],
    redundancy: Mapping[str, Any] | None,
    partners: frozenset[str],
    other_ways: Sequence[Mapping[str, Any]] = (),
) -> list[dict[str, Any]]:
    """List the waters that each route passes: candidates, then their other ways, then the routes of their pairs.

    Parameters
    ----------
    candidates : sequence of mapping
        Records with ``name``, ``length_km`` and ``jurisdictions``.
    redundancy : mapping, optional
        With the pairs of routes in ``apart``.
    partners : frozenset of str
        ISO 3166-1 alpha-2.
    other_ways : sequence of mapping
        With ``candidate`` and ``jurisdictions``.

    Returns
    -------
    list of dict
        ``name``; ``candidate``, its index, also of a route of its pair; ``pair_route``, 1 or 2 in a pair, else None;
        ``other_way``, its index, else None;
        ``length_km``; ``non_partner_km``, where at least one claimant is no partner; ``states``, each with ``state``,
        ``km`` and ``partner``, the longest first.
    """
    records = [_route_record(index, route, partners) for index, route in enumerate(candidates)]
    records += [
        _route_record(way["candidate"], way, partners) | {"other_way": number}
        for number, way in enumerate(other_ways)
    ]
    for pair in redundancy["apart"] if redundancy else ():
        routes = pair["found"]["routes"] if pair["found"] else ()
        records += [
            _route_record(pair["candidate"], route, partners) | {"pair_route": number}
            for number, route in enumerate(routes, start=1)
        ]
    return records


def _route_record(candidate: int, route: Mapping[str, Any], partners: frozenset[str]) -> dict[str, Any]:
    states = [
        {"state": label, "km": km, "partner": State(label, isos_of(label)).is_among(partners)}
        for label, km in sorted(route["jurisdictions"].items(), key=lambda item: -item[1])
    ]
    return {
        "name": route["name"],
        "candidate": candidate,
        "pair_route": None,
        "other_way": None,
        "length_km": route["length_km"],
        "non_partner_km": sum(state["km"] for state in states if not state["partner"]),
        "states": states,
    }
