"""Every result as a feature record: which layers it has and where its figures come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeAlias

import geopandas as gpd

from routeplan.engineering.crossings import Crossing
from routeplan.engineering.listing import RoutePositionList
from routeplan.errors import UsageError
from routeplan.network.network import Network
from routeplan.planning.corridor import Corridor
from routeplan.planning.diverse import Diverse
from routeplan.planning.result_methods import WriteMethod
from routeplan.planning.route import Route
from routeplan.planning.system import System, Valued
from routeplan.view.files.bottleneck_layer import bottleneck_layer
from routeplan.view.files.corridor_layers import corridor_layers
from routeplan.view.files.feature_record import FeatureRecord
from routeplan.view.files.network_layers import derive_network_features
from routeplan.view.files.provenance import provenance_of
from routeplan.view.files.route_layers import route_layers

Result: TypeAlias = (
    WriteMethod | Sequence[Valued] | FeatureRecord | RoutePositionList | Sequence[RoutePositionList]
)
"""What is written: everything as layers, but position lists, which are tables."""


def derive_feature_record(result: Result, crossings: Sequence[Crossing] = ()) -> FeatureRecord:
    """Make the layers and the provenance of a result, with its crossings of other cables.

    Raises
    ------
    UsageError
        If it is nothing that files hold, or an empty sequence.
    """
    match result:
        case FeatureRecord():
            return result
        case Route() | System():
            return _record_of_routes([result], crossings)
        case Network():
            return derive_network_features(result)
        case Diverse():
            record = _record_of_routes(result.routes, crossings)
            return replace(record, layers=(*record.layers, *bottleneck_layer(result)))
        case Corridor():
            return FeatureRecord(
                f"{result.name} within {result.within_pct:g} %",
                corridor_layers(result, crossings),
                provenance_of(result.sources, result.scenario_sha256),
                grid=result.excess_pct,
            )
        case [Route() | System(), *_] if all(isinstance(route, Route | System) for route in result):
            return _record_of_routes(
                [route for route in result if isinstance(route, Route | System)], crossings
            )
        case RoutePositionList() | [RoutePositionList(), *_]:
            raise UsageError("a position list is written as .csv or .xlsx; write its route in this format")
    raise UsageError(
        f"cannot write {type(result).__name__}: give a route, several, a system, a diverse set, a corridor or a network"
    )


def has_position_lists(result: Result) -> bool:
    """Whether a result is written row by row as position lists, where a format has both."""
    return isinstance(result, Route | System | Diverse | RoutePositionList | Sequence)


def derive_frame(result: Result, name: str) -> gpd.GeoDataFrame:
    """Make the table of one layer of a result, without heights.

    Raises
    ------
    UsageError
        If it has no such layer.
    """
    layers = {str(layer.name): layer for layer in derive_feature_record(result).layers}
    if name not in layers:
        raise UsageError(
            f"{type(result).__name__} has no rows by {name!r}; give {' or '.join(map(repr, layers))}"
        )
    return layers[name].flat


def _record_of_routes(routes: Sequence[Valued], crossings: Sequence[Crossing]) -> FeatureRecord:
    title = routes[0].name if len(routes) == 1 else f"{len(routes)} routes"
    return FeatureRecord(
        title,
        route_layers(routes, crossings),
        provenance_of(
            [source for route in routes for source in route.sources],
            *(route.scenario_sha256 for route in routes),
        ),
    )
