"""The links of a network as a table of geopandas and as GeoJSON."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
from shapely.geometry import mapping

from routeplan.geo.drawn_line import draw_line
from routeplan.geo.track import Line
from routeplan.network.links import Link


class LinkFrame:
    """A network for programs that read tables and features."""

    links: tuple[Link, ...]  # field of the network

    def to_gdf(self) -> gpd.GeoDataFrame:
        """Make a table of geopandas of all links, in EPSG:4326.

        Columns: ``id``, ``name``, ``kind`` (existing, beyond the domain, candidate), ``start``, ``end`` (ids of
        landings), ``system``, ``length_km``, ``cable_km``, ``rtt_ms``, ``faults_per_year``, ``build_usd``, and the
        line, which is None where it is unknown.
        """
        frame = gpd.GeoDataFrame.from_features(self.__geo_interface__, crs="EPSG:4326")
        return frame[[*frame.columns.drop("geometry"), "geometry"]]

    @property
    def __geo_interface__(self) -> dict[str, Any]:
        """The links as a GeoJSON feature collection."""
        return {"type": "FeatureCollection", "features": [_feature(link) for link in self.links]}


def _feature(link: Link) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": link.id,
        "properties": {
            "id": link.id,
            "name": link.name,
            "kind": link.kind.value,
            "start": link.start.id,
            "end": link.end.id,
            "system": link.system,
            "length_km": float(link.length_km),
            "cable_km": float(link.cable_km),
            "rtt_ms": float(link.rtt_ms),
            "faults_per_year": float(link.faults_per_year),
            "build_usd": float(link.build_usd),
        },
        "geometry": mapping(draw_line(Line(link.lon, link.lat))) if len(link.lon) > 1 else None,
    }
