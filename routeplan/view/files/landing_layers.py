"""The layer of landings, of a result or of a search."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd
from shapely import Point

from routeplan.catalog.models import Landing
from routeplan.io.sources import embedded
from routeplan.view.files.feature_record import FeatureRecord, FileLayer, FileLayerName, make_layer
from routeplan.view.files.provenance import provenance_of


def landing_layer(landings: Iterable[Landing], units: Iterable[Landing] = ()) -> tuple[FileLayer, ...]:
    """Make the layer of landings, with the branching units of systems."""
    found, at_sea = list(landings), list(units)
    rows: list[dict[str, Any]] = [
        {
            "id": landing.id,
            "name": landing.name,
            "country": landing.country,
            "lon": landing.lon,
            "lat": landing.lat,
            "status": str(landing.status),
        }
        for landing in found
    ]
    rows += [
        {"kind": "branching unit", "id": unit.id, "name": unit.name, "lon": unit.lon, "lat": unit.lat}
        for unit in at_sea
    ]
    shapes = [Point(place.lon, place.lat) for place in (*found, *at_sea)]
    return make_layer(FileLayerName.LANDINGS, rows, shapes)


def derive_landing_features(found: pd.DataFrame) -> FeatureRecord:
    """Make the record of a table of :func:`routeplan.search_landings`."""
    rows = [{str(key): value for key, value in row.items()} for row in found.to_dict("records")]
    return FeatureRecord(
        f"{len(rows)} landing points",
        make_layer(FileLayerName.LANDINGS, rows, [Point(row["lon"], row["lat"]) for row in rows]),
        provenance_of([embedded("landings").source]),
    )
