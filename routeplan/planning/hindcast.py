"""Hindcast: plan cables of published length, and compare planned with published length."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
from pydantic import Field

from routeplan.catalog.cable_systems import read_systems
from routeplan.catalog.models import Landing
from routeplan.errors import DataError, RouteplanError, UsageError
from routeplan.geo.geodesy import geodesic_km
from routeplan.io.csv_rows import CsvRow, Latitude, Longitude, OrNone, read_rows
from routeplan.planning.planner import Planner
from routeplan.planning.route import Route
from routeplan.runtime.progress import track_items

# Null model, which knows no sea: median of published length over geodesic of 22 two-ended systems, 170 to 9,000 km.
# It was fitted to cables on which it is compared; the planner was not.
NULL_RATIO = 1.0835
# Shorter cables, relative to their geodesic, tell little: any planner that avoids land finds their length.
DISCRIMINATING_RATIO = 1.2
DEFAULT_TIER = "A"
COLUMNS = (
    "name", "year", "published_km", "geodesic_km", "planned_km", "planned_cable_km", "null_km", "error_pct",
    "null_error_pct", "discriminating", "note",
)  # fmt: skip
_WHOLE = ("single", "")  # segment names that mean the whole system


@dataclass(frozen=True, slots=True)
class PublishedCable:
    """A cable of published length between two landings.

    Attributes
    ----------
    name : str
        Name of the system, with its segment where it has several.
    start, end : Landing
    published_km : float
        Published length of cable.
    year : int or None
        Year ready for service, past or planned; None if not known.
    """

    name: str
    start: Landing
    end: Landing
    published_km: float
    year: int | None

    @property
    def geodesic_km(self) -> float:
        """Geodesic between the two landings, over land or sea."""
        return geodesic_km(self.start.lon, self.start.lat, self.end.lon, self.end.lat)


@dataclass(frozen=True, slots=True)
class PlannedCable:
    """A published cable, planned again.

    Attributes
    ----------
    cable : PublishedCable
    route : Route or None
        None where there is no route.
    note : str
        Why there is none.
    """

    cable: PublishedCable
    route: Route | None
    note: str = ""


class HindcastRow(CsvRow):
    """A row of a CSV table of published cables."""

    name: str
    segment: str
    from_name: str
    from_lat: Latitude
    from_lon: Longitude
    to_name: str
    to_lat: Latitude
    to_lon: Longitude
    length_km: OrNone[Annotated[float, Field(ge=1.0)]]
    year: OrNone[Annotated[int, Field(ge=1850)]]
    tier: str

    def cable(self) -> PublishedCable:
        """Make a cable; its name includes the segment if the system has several."""
        return PublishedCable(
            name=self.name if self.segment in _WHOLE else f"{self.name}, {self.segment}",
            start=self._end(self.from_name, self.from_lon, self.from_lat),
            end=self._end(self.to_name, self.to_lon, self.to_lat),
            published_km=math.nan if self.length_km is None else self.length_km,
            year=self.year,
        )

    def _end(self, name: str, lon: float, lat: float) -> Landing:
        """Make a landing of one end."""
        return Landing(name.casefold(), name, "", lon, lat, source=self.where)


def read_hindcast_table(path: Path | None = None, *, tier: str | None = None) -> tuple[PublishedCable, ...]:
    """Read cables of published length between two landings.

    Parameters
    ----------
    path : Path, optional
        CSV in UTF-8 with the columns name, segment, from_name, from_lat, from_lon, to_name, to_lat, to_lon
        (degrees), length_km, year (may be empty) and tier. By default, all cables of the embedded table that have
        two landings and a length, whatever their status.
    tier : str, optional
        Tier of the rows to read from the file, by default ``DEFAULT_TIER``. The embedded table has no tiers.

    Returns
    -------
    tuple of PublishedCable
        At least one, in the order of the table. Rows without a length are left out.

    Raises
    ------
    UsageError
        If a tier is given without a file.
    DataError
        If the file cannot be read, lacks a column, has an invalid value, or has no cable of the tier.

    Examples
    --------
    Two cables between the same beaches differ by 36 km, so no plan can match both:

    >>> [cable.published_km for cable in read_hindcast_table() if cable.end.id == "longyearbyen"]
    [1375.0, 1339.0]
    """
    if path is None:
        if tier is not None:
            raise UsageError(
                f"tier {tier!r}: the embedded table has no tiers; leave it out for all cables of that table, or give a "
                "table with a column tier"
            )
        return tuple(
            PublishedCable(
                system.name, system.stops[0], system.stops[-1], system.length_km, system.ready_year
            )
            for system in read_systems()
            if system.length_km is not None and len(system.stops) == 2
        )
    rows = [row for row in read_rows(path, HindcastRow) if row.length_km is not None]
    wanted = DEFAULT_TIER if tier is None else tier
    cables = tuple(row.cable() for row in rows if row.tier == wanted)
    if not cables:
        tiers = sorted({row.tier for row in rows})
        remedy = f"pass one of {', '.join(tiers)}" if tiers else "add rows with a length"
        raise DataError(f"{path} has no cable of tier {wanted!r} with a length: {remedy}")
    return cables


def hindcast(planner: Planner, cables: Iterable[PublishedCable]) -> pd.DataFrame:
    """Plan every cable; a cable without a route gets a note.

    Parameters
    ----------
    planner : Planner
    cables : iterable of PublishedCable

    Returns
    -------
    DataFrame
        One row per cable: ``name``, ``year``, ``published_km``, ``geodesic_km``, ``planned_km`` (route),
        ``planned_cable_km`` (with slack), ``null_km`` (``NULL_RATIO`` times the geodesic), ``error_pct``
        (planned cable relative to published, positive if planned is longer), ``null_error_pct``,
        ``discriminating`` (published over geodesic above ``DISCRIMINATING_RATIO``) and ``note`` (why there is no
        route; planned figures are then NaN).
    """
    return compare_cables(plan_cables(planner, cables))


def plan_cables(planner: Planner, cables: Iterable[PublishedCable]) -> tuple[PlannedCable, ...]:
    """Plan every cable."""
    with track_items(cables, "planning published cables") as followed:
        return tuple(_plan(planner, cable) for cable in followed)


def compare_cables(planned: Iterable[PlannedCable]) -> pd.DataFrame:
    """Make the table of :func:`hindcast`."""
    return pd.DataFrame([compare_cable(cable) for cable in planned], columns=list(COLUMNS))


def summarise(table: pd.DataFrame) -> pd.DataFrame:
    """Summarise the errors of the planner and of the null model.

    Both are compared on the same cables: those with a route.

    Returns
    -------
    DataFrame
        Rows ``all``, ``discriminating`` and ``others``; columns ``n`` (cables with a route), ``failed``, and the
        median, mean and largest absolute error and the bias (mean error) of both: ``median_pct``,
        ``null_median_pct``, ``mean_pct``, ``null_mean_pct``, ``max_pct``, ``null_max_pct``, ``bias_pct``,
        ``null_bias_pct``. NaN for a group without cables.

    Examples
    --------
    >>> table = pd.DataFrame({"error_pct": [-4.0, 2.0], "null_error_pct": [1.0, -9.0],
    ...                       "discriminating": [False, True], "note": ["", ""]})
    >>> summarise(table).loc["all", ["n", "mean_pct", "null_mean_pct", "bias_pct", "null_bias_pct"]].tolist()
    [2.0, 3.0, 5.0, -1.0, -4.0]
    """
    discriminating = table["discriminating"].astype(bool)
    groups = {"all": table, "discriminating": table[discriminating], "others": table[~discriminating]}
    summary = pd.DataFrame({name: _figures(group) for name, group in groups.items()}).T
    return summary.astype({"n": int, "failed": int}).rename_axis("cables")


def to_markdown(table: pd.DataFrame, summary: pd.DataFrame) -> str:
    """Write both tables as a Markdown page that ends with a line break."""
    return "\n".join(
        [
            "# Published cables, planned again",
            "",
            "Planned cable length against published length. The null model is "
            f"{NULL_RATIO} x geodesic. A cable is discriminating if its published length is more than "
            f"{DISCRIMINATING_RATIO} x geodesic. Errors are absolute; bias is the mean of signed errors "
            "(positive: planned too long). Both are over the cables that have a route.",
            "",
            *_summary_lines(summary),
            "",
            *_cable_lines(table),
            "",
        ]
    )


def _summary_lines(summary: pd.DataFrame) -> list[str]:
    """Lines of the Markdown table of errors by group of cables."""
    measures = (("median", "median_pct"), ("mean", "mean_pct"), ("largest", "max_pct"), ("bias", "bias_pct"))
    rows = [
        [
            str(group),
            f"{row['n']:.0f}",
            f"{row['failed']:.0f}",
            *(_fixed(row[prefix + key], 1) for _, key in measures for prefix in ("", "null_")),
        ]
        for group, row in summary.iterrows()
    ]
    headings = [heading for measure, _ in measures for heading in (f"{measure} %", f"null {measure} %")]
    return _table(["cables", "n", "no route", *headings], rows, left=("cables",))


def _cable_lines(table: pd.DataFrame) -> list[str]:
    """Lines of the Markdown table of cables."""
    lengths = ("published_km", "geodesic_km", "planned_km", "planned_cable_km", "null_km")
    rows = [
        [
            str(row["name"]).replace("|", "/"),
            "" if pd.isna(row["year"]) else f"{row['year']:.0f}",
            *(_fixed(row[key], 0) for key in lengths),
            *(_fixed(row[key], 1) for key in ("error_pct", "null_error_pct")),
            "yes" if row["discriminating"] else "",
            " ".join(str(row["note"]).replace("|", "/").split()),
        ]
        for _, row in table.iterrows()
    ]
    units = ["published km", "geodesic km", "route km", "cable km", "null km", "error %", "null error %"]
    return _table(
        ["cable", "year", *units, "discriminating", "note"], rows, left=("cable", "discriminating", "note")
    )


def _plan(planner: Planner, cable: PublishedCable) -> PlannedCable:
    try:
        return PlannedCable(cable, planner.route(cable.start, cable.end, prove=False))
    except RouteplanError as error:
        return PlannedCable(cable, None, str(error))


def compare_cable(planned: PlannedCable) -> dict[str, Any]:
    """Make the row of a cable in the table of :func:`hindcast`."""
    cable, route = planned.cable, planned.route
    planned_km, cable_km = (math.nan, math.nan) if route is None else (route.length_km, route.cable_km)
    null_km = NULL_RATIO * cable.geodesic_km
    figures = (
        cable.name,
        math.nan if cable.year is None else cable.year,
        cable.published_km,
        cable.geodesic_km,
        planned_km,
        cable_km,
        null_km,
        100.0 * (cable_km / cable.published_km - 1.0),
        100.0 * (null_km / cable.published_km - 1.0),
        cable.published_km > DISCRIMINATING_RATIO * cable.geodesic_km,
        planned.note,
    )
    return dict(zip(COLUMNS, figures, strict=True))


def _figures(table: pd.DataFrame) -> dict[str, float]:
    """Row of the summary for some cables."""
    routed = table[table["note"] == ""]
    figures: dict[str, float] = {"n": len(routed), "failed": len(table) - len(routed)}
    errors = {"": routed["error_pct"], "null_": routed["null_error_pct"]}
    figures |= {f"{prefix}median_pct": float(error.abs().median()) for prefix, error in errors.items()}
    figures |= {f"{prefix}mean_pct": float(error.abs().mean()) for prefix, error in errors.items()}
    figures |= {f"{prefix}max_pct": float(error.abs().max()) for prefix, error in errors.items()}
    figures |= {f"{prefix}bias_pct": float(error.mean()) for prefix, error in errors.items()}
    return figures


def _fixed(value: float, digits: int) -> str:
    """Format a number with a fixed number of digits; empty for NaN."""
    return "" if math.isnan(value) else f"{value:,.{digits}f}"


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]], *, left: Sequence[str]) -> list[str]:
    """Lines of a Markdown table; columns are right-aligned except those in ``left``."""
    rule = ["---" if heading in left else "--:" for heading in headings]
    return [f"| {' | '.join(cells)} |" for cells in (headings, rule, *rows)]
