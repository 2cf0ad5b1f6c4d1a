"""What a network takes of a line: length, faults, repair times, jurisdictions, and points along it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from routeplan.cost.breakdown import Breakdown, derive_breakdown
from routeplan.cost.network_assumptions import NetworkAssumptions
from routeplan.geo.geodesy import FloatArray
from routeplan.geo.track import Line
from routeplan.io.sources import embedded
from routeplan.planning.planner import Planner
from routeplan.planning.preconditions import check_inside
from routeplan.planning.route import Route
from routeplan.runtime.disk_cache import Arrays, keep
from routeplan.runtime.progress import track_items
from routeplan.seabed.months import MONTHS_PER_YEAR

# Points represent the line between them: with this step a disc of 100 km radius misses a line by at most 30 m.
POINT_EVERY_KM = 5.0
PER_KM = 1e-3
_NUMBERS = ("length_km", "cable_km", "faults_per_year", "build_usd")


@dataclass(frozen=True, slots=True, eq=False)
class LineFigures:
    """Figures of a line.

    Attributes
    ----------
    length_km, cable_km : float
        Length of the line, and of the cable with slack.
    faults_per_year, build_usd : float
    repair_days : (12,) array
        Repair time by the month of the fault.
    jurisdiction_km : mapping of str to float
        Kilometres in each jurisdiction and on the high seas, longest first.
    lon, lat, depth_m : (n,) arrays
        Points along the line at most ``POINT_EVERY_KM`` apart, and the depth there.
    """

    length_km: float
    cable_km: float
    faults_per_year: float
    build_usd: float
    repair_days: FloatArray
    jurisdiction_km: Mapping[str, float]
    lon: FloatArray
    lat: FloatArray
    depth_m: FloatArray


def figures_of_route(planner: Planner, route: Route) -> LineFigures:
    """Take the figures of a route; the planner values a route without a breakdown."""
    if route.breakdown is None:
        return value_line(planner, route.line, route.name)
    return _figures(planner, route.line, route.cable_km, route.breakdown)


def value_line(planner: Planner, line: Line, name: str) -> LineFigures:
    """Value a line that a planner drew at sea.

    Raises
    ------
    UsageError
        If the line leaves the data.
    """
    samples = planner.surface.along(line)
    check_inside(planner, samples, name)
    cable_km = planner.valuer.cable_rates.cable_km(samples.lengths_km, samples.depth_m)
    return _figures(planner, line, cable_km, derive_breakdown(samples, planner.valuer))


def figures_of_existing(planner: Planner) -> tuple[LineFigures, ...]:
    """Value the lines of ``planner.existing``, in their order; kept on disk.

    Raises
    ------
    UsageError
        If a line leaves the data.
    """
    lines = planner.existing
    made_from = (
        planner.valuer.made_from,
        [(line.lon, line.lat) for _, line in lines],
        [embedded(key).path for key in ("cable-systems", "cable-types")],
    )

    def value() -> Arrays:
        with track_items(lines, "valuing existing cables") as followed:
            return _as_arrays([value_line(planner, line, system.name) for system, line in followed])

    return _from_arrays(keep("network-lines", made_from, value))


def cells_at(
    planner: Planner, lon: FloatArray, lat: FloatArray
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Rows and columns of the cells at positions; of the nearest cell where a position is off the grid."""
    row, col = planner.grid.cell_of(lon, lat)
    rows, cols = planner.grid.shape
    return (
        np.rint(row).astype(np.intp).clip(0, rows - 1),
        np.rint(col).astype(np.intp).clip(0, cols - 1),
    )


def _figures(planner: Planner, line: Line, cable_km: float, breakdown: Breakdown) -> LineFigures:
    points = line.densified(every_km=POINT_EVERY_KM)
    depth: npt.NDArray[np.float32] = planner.depth.to_numpy()
    faults, days = _faults(breakdown, line.length_km, planner.assumptions.network)
    return LineFigures(
        length_km=line.length_km,
        cable_km=cable_km,
        faults_per_year=faults,
        build_usd=float(sum(breakdown.build_terms_usd.values())),
        repair_days=days,
        jurisdiction_km=dict(breakdown.jurisdiction_km),
        lon=points.lon,
        lat=points.lat,
        depth_m=np.asarray(np.nan_to_num(depth[cells_at(planner, points.lon, points.lat)]), dtype=np.float64),
    )


def _faults(breakdown: Breakdown, length_km: float, assumed: NetworkAssumptions) -> tuple[float, FloatArray]:
    """Faults per year and repair days by month.

    A coarse grid takes a fjord for land, so that a short cable in it has no faults there. Such a cable gets the fault
    rate of cables beyond the domain, because no cable is free of faults.
    """
    exposure = breakdown.exposure
    if exposure.total_per_year == 0:
        days = np.full(MONTHS_PER_YEAR, assumed.beyond_repair_days)
        return assumed.beyond_faults * PER_KM * length_km, days
    return exposure.total_per_year, np.asarray(exposure.repair_days_by_month, dtype=np.float64)


def _as_arrays(figures: Sequence[LineFigures]) -> Arrays:
    """Give figures as arrays for the cache: numbers and repair times by line, the rest end to end with its counts."""
    return {
        "numbers": np.array([[getattr(line, name) for name in _NUMBERS] for line in figures]).reshape(-1, 4),
        "repair_days": np.array([line.repair_days for line in figures]).reshape(-1, MONTHS_PER_YEAR),
        "labels": np.array([label for line in figures for label in line.jurisdiction_km], dtype=np.str_),
        "label_km": np.array([km for line in figures for km in line.jurisdiction_km.values()]),
        "label_counts": np.array([len(line.jurisdiction_km) for line in figures], dtype=np.int64),
        "points": np.concatenate(
            [np.zeros((0, 3)), *(np.column_stack([line.lon, line.lat, line.depth_m]) for line in figures)]
        ),
        "point_counts": np.array([len(line.lon) for line in figures], dtype=np.int64),
    }


def _from_arrays(kept: Arrays) -> tuple[LineFigures, ...]:
    def of_each(name: str, counts: str) -> list[npt.NDArray[Any]]:
        return np.split(kept[name], np.cumsum(kept[counts])[:-1]) if len(kept[counts]) else []

    lines = zip(
        kept["numbers"].tolist(),
        kept["repair_days"],
        of_each("labels", "label_counts"),
        of_each("label_km", "label_counts"),
        of_each("points", "point_counts"),
        strict=True,
    )
    return tuple(
        LineFigures(
            **dict(zip(_NUMBERS, numbers, strict=True)),
            repair_days=np.array(days),
            jurisdiction_km=dict(zip(labels.tolist(), km.tolist(), strict=True)),
            lon=points[:, 0].copy(),
            lat=points[:, 1].copy(),
            depth_m=points[:, 2].copy(),
        )
        for numbers, days, labels, km, points in lines
    )
