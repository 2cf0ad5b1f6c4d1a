"""Maps of routes, corridors and layers: interactive pages in one file without network, and static maps."""

from __future__ import annotations

from routeplan.view.maps.backdrop import (
    DEFAULT_LAYERS,
    map_existing,
    map_jurisdictions,
    map_layer,
    map_months,
    map_zones,
)
from routeplan.view.maps.page import PolarMap
from routeplan.view.maps.route_maps import map_corridor, map_routes
from routeplan.view.maps.writing import write_map

__all__ = [
    "DEFAULT_LAYERS",
    "PolarMap",
    "map_corridor",
    "map_existing",
    "map_jurisdictions",
    "map_layer",
    "map_months",
    "map_routes",
    "map_zones",
    "write_map",
]
