"""Look at a user's file before it is trusted: what it is taken for, what it covers, its range, what is odd about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from routeplan.errors import DataError
from routeplan.io.column_names import columns_of, has_columns
from routeplan.io.osm_ways import is_osm, read_osm_cables
from routeplan.io.raster_files import is_raster
from routeplan.runtime.files import refuse_virtual
from routeplan.runtime.notices import collected_notices
from routeplan.seabed.bathymetry import check_depths, open_bathymetry, read_bathymetry
from routeplan.seabed.bathymetry.depth_check import at_same_positions
from routeplan.seabed.earthquakes import is_catalogue, read_earthquakes
from routeplan.seabed.point_density import known_layout
from routeplan.seabed.protected_areas import is_wdpa
from routeplan.seabed.sea_ice import read_ice
from routeplan.seabed.type_identifier import is_type_identifier, open_type_identifiers

if TYPE_CHECKING:
    from routeplan.seabed.bathymetry import Bathymetry
    from routeplan.seabed.bathymetry.latlon_grid import LatLonGrid

_SOUTH_DEG = 30.0  # of the domain
_LOOK_KM = 20.0  # cells at which heights are looked at
_EEZ_COLUMNS = columns_of("GEONAME", "POL_TYPE", "ISO_SOV1")  # of Marine Regions
_HEAD = 4096  # bytes by which an answer of Overpass is recognised
_SHOWN = 8  # names of cables
_ANY_KIND = "Unknown"  # GDAL's name for a layer that holds several kinds of shapes, or none
_TABLES = (".csv", ".txt", ".tsv", ".xlsx", ".ods")


@dataclass(frozen=True, slots=True)
class FileLook:
    """What was found in a file.

    Attributes
    ----------
    path : Path
    taken_for : str
        What a planner would take it for.
    facts : mapping of str to str
        Format, coordinates, cells, coverage, range and the like, in reading order.
    remarks : tuple of str
        What is odd, and what to do; empty if nothing is.
    depths : Bathymetry, optional
        Of a file of heights: its depths, to draw.
    """

    path: Path
    taken_for: str
    facts: Mapping[str, str]
    remarks: tuple[str, ...]
    depths: Bathymetry | None = None


def look_at_file(path: Path) -> FileLook:
    """Look at a raster, a folder of tiles, or a vector file.

    Raises
    ------
    DataError
        If it cannot be read as anything that a planner uses; the message is the one that the planner would give.
    """
    if not path.exists():
        raise DataError(f"cannot read {path}: no such file; give a file")
    if not path.is_dir() and not is_raster(path):
        return _look_at_shapes(path)
    with collected_notices() as remarks:
        if is_type_identifier(path):
            return _look_at_type_identifiers(path, remarks)
        try:
            return _look_at_heights(path, remarks)
        except DataError as as_heights:
            try:
                return _look_at_ice(path, remarks)
            except DataError as as_ice:
                reasons = [str(error).removeprefix(f"{path}: ") for error in (as_heights, as_ice)]
                raise DataError(
                    f"{path}: neither heights ({reasons[0]}) nor sea ice ({reasons[1]})"
                ) from None


def _look_at_heights(path: Path, remarks: list[str]) -> FileLook:
    with open_bathymetry(path) as file:
        grid = file.latlon_grid
        south_deg = max(_SOUTH_DEG, grid.south_deg)
        depths = file.read(south_deg=south_deg, spacing_km=_LOOK_KM)
    embedded = read_bathymetry()
    check_depths(depths, embedded, path, south_deg=_SOUTH_DEG)
    known = depths.values_m[np.isfinite(depths.values_m)]
    weight = np.cos(np.radians(depths.depth_m["lat"].to_numpy()))[:, None] * np.ones(depths.values_m.shape)
    sea = weight[depths.values_m > 0].sum() / max(weight[np.isfinite(depths.values_m)].sum(), 1e-9)
    within = f"north of {south_deg:.4g}N, averaged over {_LOOK_KM / 2:g} km"
    facts = {
        **_place(grid),
        "heights": f"{-known.max():,.0f} to {-known.min():,.0f} m {within}",
        "sea": f"{sea:.0%} of the area with data",
        "no data": f"{weight[~np.isfinite(depths.values_m)].sum() / weight.sum():.1%} of the area",
        **_difference(depths, embedded),
    }
    return FileLook(path, "bathymetry: heights in metres, positive up", facts, _about(path, remarks), depths)


def _look_at_type_identifiers(path: Path, remarks: list[str]) -> FileLook:
    shares = open_type_identifiers(path).shares()
    facts = {
        **_place(shares.latlon_grid),
        "land": f"{shares.land:.0%} of the area",
        "measured": f"{shares.measured:.1%} of the sea: soundings",
        "predicted": f"{shares.predicted:.1%} of the sea: from gravity, interpolated, contours",
        "other": f"{shares.other:.1%} of the sea: mixed grids, unknown, steering points",
    }
    if shares.looked_at_rows < shares.latlon_grid.rows:
        remarks.append(
            f"shares are those of {shares.looked_at_rows:,} of {shares.latlon_grid.rows:,} rows, spread over the file"
        )
    taken = "type identifiers of depths: data.type_identifier, or --tid"
    return FileLook(path, taken, facts, _about(path, remarks))


def _place(grid: LatLonGrid) -> dict[str, str]:
    """Say how many values a raster has, and what it covers."""
    steps = f"{grid.lat_step_deg * 3600:.4g} x {grid.lon_step_deg * 3600:.4g} arc-seconds"
    south, west = grid.south_deg - grid.lat_step_deg / 2, grid.west_deg - grid.lon_step_deg / 2
    north, east = south + grid.rows * grid.lat_step_deg, west + grid.cols * grid.lon_step_deg
    return {
        "cells": f"{grid.rows:,} x {grid.cols:,}, {steps}",
        "covers": (
            f"latitudes {south:.5g} to {north:.5g}, longitudes {round(west, 6):.5g} to {round(east, 6) + 0.0:.5g}"
        ),
    }


def _difference(depths: Bathymetry, embedded: Bathymetry) -> dict[str, str]:
    """Compare with the embedded depths where both are sea."""
    here, there = at_same_positions(depths, embedded)
    both = (here > 0) & (there > 0)
    if both.sum() < 2:
        return {}
    off = float(np.median(np.abs(here[both] - there[both])))
    return {"beside ETOPO1": f"median difference {off:,.0f} m at {both.sum():,} positions at sea"}


def _look_at_ice(path: Path, remarks: list[str]) -> FileLook:
    ice = read_ice(path)
    by_month = ice.concentration.mean(dim=[name for name in ice.concentration.dims if name != "month"])
    facts = {
        "grid": " x ".join(
            f"{ice.concentration.sizes[name]:,}" for name in ice.concentration.dims if name != "month"
        ),
        "months": f"{ice.concentration.sizes['month']} of the year",
        "concentration": f"{float(ice.concentration.min()):.2f} to {float(ice.concentration.max()):.2f}; mean "
        f"{float(by_month.max()):.2f} in the iciest month, {float(by_month.min()):.2f} in the least icy",
    }
    return FileLook(path, "sea ice by month: share of the surface", facts, _about(path, remarks))


def _look_at_shapes(path: Path) -> FileLook:
    import pyogrio

    if path.suffix.casefold() in _TABLES:
        return _look_at_table(path)
    if is_osm(path.read_bytes()[:_HEAD]):
        return _look_at_cables(path)
    refuse_virtual(path)
    try:
        layers = pyogrio.list_layers(path)
        about = [pyogrio.read_info(path, layer=name, force_total_bounds=True) for name, _ in layers]
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        raise DataError(f"cannot read {path}; give a raster, or polygons and lines") from error
    facts = {}
    remarks = []
    held: set[str] = set()
    for (name, named), layer in zip(layers, about, strict=True):
        kind = _name_kinds(path, str(name)) if named == _ANY_KIND else named
        held.add(str(kind or ""))
        bounds = layer["total_bounds"]
        where = (
            ""
            if bounds is None
            else f", from {bounds[0]:.5g} {bounds[1]:.5g} to {bounds[2]:.5g} {bounds[3]:.5g}"
        )
        facts[str(name)] = (
            f"{layer['features']:,} x {kind or 'rows'}, {layer['crs'] or 'no coordinate system'}{where}"
        )
        facts[f"{name}, columns"] = ", ".join(map(str, layer["fields"])) or "none"
        if not layer["crs"] and kind:
            remarks.append(f"layer {name} names no coordinate system; save it with one")
    columns = {str(name) for layer in about for name in layer["fields"]}
    if has_columns(columns, _EEZ_COLUMNS):
        taken = "maritime zones of Marine Regions: data.eez"
    elif is_wdpa(columns):
        taken = "protected areas of WDPA: areas to avoid, or a layer; points stand for areas"
    elif any("Polygon" in kind for kind in held):
        taken = "polygons: areas to avoid, or a layer"
    elif any("Line" in kind for kind in held):
        taken = "lines: routes to score, or a layer"
    elif not any(held):
        taken = "nothing: it has no shapes"
    else:
        taken = "points: a route, if they are in order, or a layer"
    return FileLook(path, taken, facts, tuple(remarks))


def _name_kinds(path: Path, layer: str) -> str:
    """Name the shapes of a layer that may hold several kinds, such as lines and landings of one GeoJSON."""
    import pyogrio

    shapes = pyogrio.read_dataframe(path, layer=layer, columns=[]).geometry
    return " and ".join(sorted(set(shapes.geom_type.dropna())))


def _look_at_table(path: Path) -> FileLook:
    """Look at a CSV: a catalogue of earthquakes, or positions with an effort or sightings."""
    with collected_notices() as remarks:
        try:
            shocks = read_earthquakes(path)
        except DataError as as_earthquakes:
            if (layout := known_layout(path)) is not None:
                facts = {"from": layout.credit, "columns": ", ".join(layout.columns), "value": layout.unit}
                return FileLook(path, "positions: a layer", facts, ())
            if is_catalogue(path):
                raise
            raise DataError(
                f"{path} is a table; routeplan score {path} says what is read from it as a route"
            ) from as_earthquakes
    times, magnitudes, depths = shocks["time"], shocks["magnitude"], shocks["depth_km"]
    facts = {
        "earthquakes": f"{len(shocks):,}, {times.min():%Y-%m-%d} to {times.max():%Y-%m-%d}",
        "magnitude": f"{magnitudes.min():g} to {magnitudes.max():g}",
        "depth": f"{depths.min():g} to {depths.max():g} km, unknown of {int(depths.isna().sum()):,}",
        "covers": f"latitudes {shocks['lat'].min():g} to {shocks['lat'].max():g}, longitudes "
        f"{shocks['lon'].min():g} to {shocks['lon'].max():g}",
    }
    return FileLook(path, "catalogue of earthquakes: data.earthquakes", facts, _about(path, remarks))


def _look_at_cables(path: Path) -> FileLook:
    ways, told = read_osm_cables(path)
    names = list(dict.fromkeys(way.name or f"way {way.id}" for way in ways))
    facts = {
        "cables": ", ".join(names[:_SHOWN])
        + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""),
        "ways": f"{len(ways):,}, {sum(len(part) for way in ways for part in way.parts):,} positions",
    }
    return FileLook(path, "cables of OpenStreetMap: routes to score, lines to cross", facts, told)


def _about(path: Path, remarks: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(remark.removeprefix(f"{path}: ") for remark in remarks))
