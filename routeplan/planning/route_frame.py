"""Routes as tables of geopandas: a row for each stretch with its line, or one for the whole route."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeAlias

import geopandas as gpd
import pandas as pd

from routeplan.errors import UsageError
from routeplan.geo.track import Line
from routeplan.planning.geojson import cut_line

RowsBy: TypeAlias = Literal["stretch", "route"]

_WGS84 = "EPSG:4326"


def stretch_frame(name: str, line: Line, stretches: pd.DataFrame) -> gpd.GeoDataFrame:
    """Give every stretch of a route its part of the line.

    Parameters
    ----------
    name : str
        Of the route; the first column, ``route``.
    line : Line
    stretches : DataFrame
        As :func:`routeplan.cost.breakdown.derive_stretches` gives them.

    Returns
    -------
    GeoDataFrame, EPSG:4326
        Lines with a point every 10 km at most, so that straight sides in degrees follow the geodesics; cut at 180.
    """
    parts = [
        cut_line(line.between(*ends)) for ends in zip(stretches["from_km"], stretches["to_km"], strict=True)
    ]
    return gpd.GeoDataFrame(stretches.assign(route=name), geometry=parts, crs=_WGS84)[
        ["route", *stretches.columns, "geometry"]
    ]


def feature_frame(features: Sequence[Mapping[str, Any]]) -> gpd.GeoDataFrame:
    """Make a table of GeoJSON features, EPSG:4326, the geometry in the last column."""
    frame = gpd.GeoDataFrame.from_features(features, crs=_WGS84)
    return frame[[*frame.columns.drop("geometry"), "geometry"]]


def refuse_rows(by: object, *, allowed: Sequence[str]) -> UsageError:
    """Word the refusal of another kind of rows."""
    return UsageError(f"rows by {by!r}; give {' or '.join(repr(kind) for kind in allowed)}")
