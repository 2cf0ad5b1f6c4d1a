"""The layer of bottlenecks: where the separation of a diverse set is not kept."""

from __future__ import annotations

from shapely import Point

from routeplan.planning.diverse import Diverse
from routeplan.view.files.feature_record import FileLayer, FileLayerName, make_layer


def bottleneck_layer(found: Diverse) -> tuple[FileLayer, ...]:
    """Make the layer, a point for each bottleneck of each pair of routes; none where all separations are kept."""
    places = [(pair, bottleneck) for pair in found.pairs for bottleneck in pair.bottlenecks]
    rows = [
        {
            "number": number,
            "routes": " and ".join(pair.names),
            "lon": bottleneck.lon,
            "lat": bottleneck.lat,
            "separation_km": bottleneck.separation_km,
            "missing_km": bottleneck.missing_km,
        }
        for number, (pair, bottleneck) in enumerate(places, start=1)
    ]
    shapes = [Point(bottleneck.lon, bottleneck.lat) for _, bottleneck in places]
    return make_layer(FileLayerName.BOTTLENECKS, rows, shapes)
