"""Plan cables whose length is published, and compare planned with published."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import pandas as pd
from pydantic import Field

from routeplan.catalog.cable_systems import read_systems
from routeplan.catalog.models import CableSystem, Landing
from routeplan.errors import DataError, RouteplanError
from routeplan.geo.geodesy import geodesic_km
from routeplan.io.csv_rows import CsvRow, Latitude, Longitude, OrNone, read_rows
from routeplan.planning.planner import Planner
from routeplan.runtime.progress import follow

# The model to beat knows no sea: median of published length over geodesic of 22 two-ended systems, 170 to 9,000 km.
# It was fitted to cables that it is compared on; the planner was not.
NULL_RATIO = 1.0835
# Cables no longer than this beside their geodesic pass any planner that keeps off the land.
DISCRIMINATING_RATIO = 1.2
DEFAULT_TIER = "A"
COLUMNS = (
    "name", "year", "published_km", "geodesic_km", "planned_km", "planned_cable_km", "null_km", "error_pct",
    "null_error_pct", "discriminating", "note",
)  # fmt: skip
_WHOLE = ("single", "")  # names of a segment that is all of its system


@dataclass(frozen=True, slots=True)
class PublishedCable:
    """A cable between two ends whose length is published.

    Attributes
    ----------
    name : str
        Name of the system, with its segment where it has several.
    start, end : Landing
    published_km : float
        Published length of cable.
    year : int or None
        Year it was, or will be, ready for service; None where not known.
    """

    name: str
    start: Landing
    end: Landing
    published_km: float
    year: int | None

    @property
    def geodesic_km(self) -> float:
        """Shortest line between the two ends, land or sea."""
        return geodesic_km(self.start.lon, self.start.lat, self.end.lon, self.end.lat)


class HindcastRow(CsvRow):
    """A row of a table of published cables between two ends."""

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
        """Name the segment where a system has several."""
        return PublishedCable(
            name=self.name if self.segment in _WHOLE else f"{self.name}, {self.segment}",
            start=self._end(self.from_name, self.from_lon, self.from_lat),
            end=self._end(self.to_name, self.to_lon, self.to_lat),
            published_km=math.nan if self.length_km is None else self.length_km,
            year=self.year,
        )

    def _end(self, name: str, lon: float, lat: float) -> Landing:
        return Landing(name.casefold(), name, "", lon, lat, source=self.where)


def read_hindcast_table(path: Path | None = None, *, tier: str = DEFAULT_TIER) -> tuple[PublishedCable, ...]:
    """Read cables between two ends with a published length.

    Parameters
    ----------
    path : Path, optional
        CSV in UTF-8 with the columns name, segment, from_name, from_lat, from_lon, to_name, to_lat, to_lon
        (degrees), length_km, year (may be empty) and tier. Without it: those of the embedded table of cables,
        whatever their status, that have two ends and a length.
    tier : str
        Rows of the file to take.

    Returns
    -------
    tuple of PublishedCable
        In the order of the table, at least one. Rows without a length are left out.

    Raises
    ------
    DataError
        If the file cannot be read, lacks a column, holds a value that is none, or no cable of the tier.

    Examples
    --------
    Two cables between one pair of beaches, one of them longer by 36 km: no plan agrees with both.

    >>> [each.published_km for each in read_hindcast_table() if each.end.id == "longyearbyen"]
    [1375.0, 1339.0]
    """
    if path is None:
        return tuple(
            PublishedCable(each.name, each.stops[0], each.stops[-1], each.length_km, each.ready_year)
            for each in read_systems()
            if each.length_km is not None and _has_two_ends(each)
        )
    rows = [row for row in read_rows(path, HindcastRow) if row.length_km is not None]
    cables = tuple(row.cable() for row in rows if row.tier == tier)
    if not cables:
        tiers = sorted({row.tier for row in rows})
        known = f"give one of {', '.join(tiers)}" if tiers else "add some"
        raise DataError(f"{path} holds no cable of tier {tier!r} with a length; {known}")
    return cables


def hindcast(planner: Planner, cables: Iterable[PublishedCable]) -> pd.DataFrame:
    """Plan every cable, and go on where one has no route.

    Parameters
    ----------
    planner : Planner
    cables : iterable of PublishedCable

    Returns
    -------
    DataFrame
        One row a cable: ``name``, ``year``, ``published_km``, ``geodesic_km``, ``planned_km`` (route),
        ``planned_cable_km`` (with slack), ``null_km`` (``NULL_RATIO`` times the geodesic), ``error_pct``
        (planned cable against published, positive where planned is longer), ``null_error_pct``,
        ``discriminating`` (published over geodesic above ``DISCRIMINATING_RATIO``) and ``note`` (why there is
        no route; its figures are NaN then).
    """
    with follow(cables, "planning published cables") as each:
        return pd.DataFrame([_compared(planner, cable) for cable in each], columns=list(COLUMNS))


def summarise(table: pd.DataFrame) -> pd.DataFrame:
    """Say how far planned and published lengths part, beside the model that knows no sea.

    Both models are judged on the same cables: those with a route.

    Returns
    -------
    DataFrame
        Rows ``all``, ``discriminating`` and ``others``; columns ``n`` (cables with a route), ``failed``, and the
        median, mean and largest absolute error and the bias (mean error) of both: ``median_pct``,
        ``null_median_pct``, ``mean_pct``, ``null_mean_pct``, ``max_pct``, ``null_max_pct``, ``bias_pct``,
        ``null_bias_pct``. NaN where there is no cable.

    Examples
    --------
    >>> table = pd.DataFrame({"error_pct": [-4.0, 2.0], "null_error_pct": [1.0, -9.0],
    ...                       "discriminating": [False, True], "note": ["", ""]})
    >>> summarise(table).loc["all", ["n", "mean_pct", "null_mean_pct", "bias_pct", "null_bias_pct"]].tolist()
    [2.0, 3.0, 5.0, -1.0, -4.0]
    """
    telling = table["discriminating"].astype(bool)
    groups = {"all": table, "discriminating": table[telling], "others": table[~telling]}
    summary = pd.DataFrame({name: _figures(group) for name, group in groups.items()}).T
    return summary.astype({"n": int, "failed": int}).rename_axis("cables")


def to_markdown(table: pd.DataFrame, summary: pd.DataFrame) -> str:
    """Write both tables as a page, cables in the order of the table, ends with one line break."""
    measures = (("median", "median_pct"), ("mean", "mean_pct"), ("largest", "max_pct"), ("bias", "bias_pct"))
    figures = [
        [
            str(group),
            f"{row['n']:.0f}",
            f"{row['failed']:.0f}",
            *(_fixed(row[prefix + key], 1) for _, key in measures for prefix in ("", "null_")),
        ]
        for group, row in summary.iterrows()
    ]
    headings = [text for measure, _ in measures for text in (f"{measure} %", f"null {measure} %")]
    lengths = ("published_km", "geodesic_km", "planned_km", "planned_cable_km", "null_km")
    cables = [
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
    return "\n".join(
        [
            "# Published cables, planned again",
            "",
            "Planned length of cable against published length. The null model is "
            f"{NULL_RATIO} x geodesic; a cable is discriminating where its published length is more than "
            f"{DISCRIMINATING_RATIO} x geodesic. Absolute errors, and bias as the mean of signed ones "
            "(positive: planned too long), over the cables that have a route.",
            "",
            *_table(["cables", "n", "no route", *headings], figures, left=("cables",)),
            "",
            *_table(
                ["cable", "year", *units, "discriminating", "note"],
                cables,
                left=("cable", "discriminating", "note"),
            ),
            "",
        ]
    )


def _has_two_ends(cable: CableSystem) -> bool:
    return len(cable.stops) == 2 and cable.stops[0].id != cable.stops[1].id


def _compared(planner: Planner, cable: PublishedCable) -> dict[str, object]:
    planned_km = cable_km = math.nan
    note = ""
    try:
        route = planner.route(cable.start, cable.end, prove=False)
        planned_km, cable_km = route.length_km, route.cable_km
    except RouteplanError as error:
        note = str(error)
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
        note,
    )
    return dict(zip(COLUMNS, figures, strict=True))


def _figures(table: pd.DataFrame) -> dict[str, float]:
    routed = table[table["note"] == ""]
    figures: dict[str, float] = {"n": len(routed), "failed": len(table) - len(routed)}
    errors = {"": routed["error_pct"], "null_": routed["null_error_pct"]}
    figures |= {f"{prefix}median_pct": float(error.abs().median()) for prefix, error in errors.items()}
    figures |= {f"{prefix}mean_pct": float(error.abs().mean()) for prefix, error in errors.items()}
    figures |= {f"{prefix}max_pct": float(error.abs().max()) for prefix, error in errors.items()}
    figures |= {f"{prefix}bias_pct": float(error.mean()) for prefix, error in errors.items()}
    return figures


def _fixed(value: float, digits: int) -> str:
    return "" if math.isnan(value) else f"{value:,.{digits}f}"


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]], *, left: Sequence[str]) -> list[str]:
    rule = ["---" if heading in left else "--:" for heading in headings]
    return [f"| {' | '.join(cells)} |" for cells in (headings, rule, *rows)]
