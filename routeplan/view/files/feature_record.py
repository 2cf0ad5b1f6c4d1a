"""What is written: named layers of features with documented columns, and their provenance. No format is known here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import geopandas as gpd
import pandas as pd
import xarray as xr
from shapely.geometry.base import BaseGeometry

from routeplan.view.files.layer_columns import COLUMNS
from routeplan.view.files.options import Detail
from routeplan.view.files.provenance import Provenance

WGS84_EPSG = 4326


class FileLayerName(StrEnum):
    """Layers of files, in the order in which files have them."""

    CORRIDOR = "corridor"
    ROUTE = "route"
    PASSAGES = "passages"
    CABLES = "cables"
    STRETCHES = "stretches"
    LEGS = "legs"
    CROSSINGS = "crossings"
    BOTTLENECKS = "bottlenecks"
    POINTS = "points"
    LANDINGS = "landings"


# Layers of formats that have one layer only.
_MAIN = (
    FileLayerName.CORRIDOR,
    FileLayerName.ROUTE,
    FileLayerName.PASSAGES,
    FileLayerName.CABLES,
    FileLayerName.CROSSINGS,
    FileLayerName.LANDINGS,
)
# What one feature of a layer is called, in the column `kind` and in ids.
KINDS = {
    FileLayerName.CORRIDOR: "corridor",
    FileLayerName.ROUTE: "route",
    FileLayerName.PASSAGES: "passage",
    FileLayerName.CABLES: "cable",
    FileLayerName.STRETCHES: "stretch",
    FileLayerName.LEGS: "leg",
    FileLayerName.CROSSINGS: "crossing",
    FileLayerName.BOTTLENECKS: "bottleneck",
    FileLayerName.POINTS: "point",
    FileLayerName.LANDINGS: "landing",
}


@dataclass(frozen=True, slots=True, eq=False)
class FileLayer:
    """One layer of a file.

    Attributes
    ----------
    name : FileLayerName
    frame : GeoDataFrame
        In EPSG:4326, lines drawn along their geodesics and cut at 180 degrees, height in metres where it is known.
        Columns are listed in :data:`routeplan.view.files.layer_columns.COLUMNS`, rounded to what they are worth; the
        first is ``kind``.
    """

    name: FileLayerName
    frame: gpd.GeoDataFrame

    @property
    def kind(self) -> str:
        """What one feature is called."""
        return KINDS[self.name]

    @property
    def columns(self) -> list[str]:
        """Names of the columns without the geometry."""
        return [str(column) for column in self.frame.columns if column != "geometry"]

    @property
    def flat(self) -> gpd.GeoDataFrame:
        """The frame without heights."""
        return self.frame.set_geometry(self.frame.geometry.force_2d())


@dataclass(frozen=True, slots=True, eq=False)
class FeatureRecord:
    """All that is written of a result.

    Attributes
    ----------
    title : str
        One line.
    layers : tuple of FileLayer
        None is empty, no two have one name.
    provenance : Provenance
    grid : DataArray, (northing, easting), optional
        Cells of a corridor, on their projection.
    """

    title: str
    layers: tuple[FileLayer, ...]
    provenance: Provenance
    grid: xr.DataArray | None = None

    def main_layers(self, detail: Detail) -> list[FileLayer]:
        """Choose the layers of a format that has one layer only, where the column ``kind`` tells them apart."""
        wanted = {*_MAIN, *([FileLayerName.STRETCHES] if detail is Detail.STRETCHES else [])}
        return [layer for layer in self.layers if layer.name in wanted]

    def one_frame(self, detail: Detail) -> gpd.GeoDataFrame:
        """Put the main layers into one frame; a column that a layer lacks is empty there."""
        frames = [layer.flat for layer in self.main_layers(detail)]
        columns = dict.fromkeys(
            column for frame in frames for column in frame.columns if column != "geometry"
        )
        joined = {
            column: [value for frame in frames for value in frame.get(column, [None] * len(frame))]
            for column in columns
        }
        shapes = [shape for frame in frames for shape in frame.geometry]
        table = gpd.GeoDataFrame(joined, geometry=shapes, crs=WGS84_EPSG)
        for column in columns:
            table[column] = COLUMNS[column].rounded(table[column])
        return table

    def layer(self, name: FileLayerName) -> FileLayer | None:
        """Find a layer by its name; None if it has none."""
        return next((layer for layer in self.layers if layer.name is name), None)


def make_layer(
    name: FileLayerName, rows: Sequence[dict[str, Any]], shapes: Sequence[BaseGeometry]
) -> tuple[FileLayer, ...]:
    """Make a layer of rows and their shapes, its numbers rounded; none if there are no rows.

    Parameters
    ----------
    name : FileLayerName
    rows : sequence of dict
        Values by column of :data:`COLUMNS`. A column that one row has, all get: empty where it is missing. A column
        without any value is left out.
    shapes : sequence of geometry
        Degrees on WGS 84.

    Raises
    ------
    KeyError
        If a column is not in :data:`COLUMNS`.
    """
    if not rows:
        return ()
    frame = pd.DataFrame.from_records([{"kind": KINDS[name], **row} for row in rows])
    frame = frame.dropna(axis="columns", how="all")
    for column in frame.columns:
        frame[column] = COLUMNS[column].rounded(frame[column])
    return (FileLayer(name, gpd.GeoDataFrame(frame, geometry=list(shapes), crs=WGS84_EPSG)),)
