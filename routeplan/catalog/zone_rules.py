"""The table of waters that the nearest coast alone gets wrong: disputed coasts, rocks, zones with priority, remarks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated

import numpy as np
import numpy.typing as npt
from pydantic import Field

from routeplan.geo.geodesy import FloatArray
from routeplan.geo.lonlat_box import is_in_box
from routeplan.io.csv_rows import CountryCode, CsvRow, Key, Latitude, Longitude, OrNone, Text, read_rows
from routeplan.io.sources import embedded


class RuleKind(StrEnum):
    """What a rule changes."""

    COAST = "coast"  # the label and reach of the coasts of a state within a box
    PRIORITY = "priority"  # a zone that is 200 nautical miles wide, whoever has the nearest coast
    CLAIMED = "claimed"  # the label of the waters of a state within a box
    REMARK = "remark"  # nothing: a remark on the waters of a state, or on the high seas, within a box


class ZoneRuleRow(CsvRow):
    """A row of the table of zone rules."""

    id: Key
    rule: Annotated[RuleKind, Field(description="coast, priority, claimed or remark")]
    of: OrNone[CountryCode]
    west: Longitude
    south: Latitude
    east: Longitude
    north: Latitude
    label: Text
    reach_nm: Annotated[float, Field(ge=0.0, le=200.0)]
    over: OrNone[str]
    remark: OrNone[str]
    source: Text


@dataclass(frozen=True, slots=True)
class ZoneRule:
    """A rule for waters that the nearest coast alone gets wrong.

    Attributes
    ----------
    id : str
    kind : RuleKind
    of : str, optional
        ISO 3166-1 alpha-2 code of the state by the nearest coast; None for the high seas.
    bounds : tuple of float
        West, south, east, north, degrees.
    label : str
        Label of the waters, as in `State`.
    reach_nm : float
        Width of the zone of a coast, nautical miles.
    over : str, optional
        Label over which the zone has priority.
    remark : str, optional
        What a user should know of a route through these waters.
    """

    id: str
    kind: RuleKind
    of: str | None
    bounds: tuple[float, float, float, float]
    label: str
    reach_nm: float
    over: str | None
    remark: str | None

    def contains(self, lon: FloatArray, lat: FloatArray) -> npt.NDArray[np.bool_]:
        """Whether positions are within the bounds."""
        return is_in_box(lon, lat, self.bounds)


def read_zone_rules(path: Path | None = None) -> tuple[ZoneRule, ...]:
    """Read the rules.

    Parameters
    ----------
    path : Path, optional
        CSV with the columns id, rule, of, west, south, east, north, label, reach_nm, over, remark, source.
        Default: the embedded table.

    Raises
    ------
    DataError
        If the file cannot be read or a value is not valid.

    Examples
    --------
    Rockall has no zone of 200 nautical miles:

    >>> [rule.reach_nm for rule in read_zone_rules() if rule.id == "rockall"]
    [12.0]
    """
    return _rules(path or embedded("zone-rules").path)


def find_remarks(labels: npt.NDArray[np.str_], lon: FloatArray, lat: FloatArray) -> tuple[str, ...]:
    """Find what a user should know of the waters that a line passes.

    Parameters
    ----------
    labels : (n,) of str
        Jurisdiction of each position, as in `State`.
    lon, lat : (n,) arrays, degrees

    Returns
    -------
    tuple of str
        Each starts with the label of the waters.

    Examples
    --------
    >>> find_remarks(np.array(["RU", "JP / RU (Southern Kurils)"]), np.array([150.0, 147.0]), np.array([50.0, 44.0]))
    ('JP / RU (Southern Kurils): held by Russia, claimed by Japan',)
    """
    return tuple(
        f"{rule.label}: {rule.remark}"
        for rule in read_zone_rules()
        if rule.remark and _applies(rule, labels, lon, lat)
    )


def _applies(rule: ZoneRule, labels: npt.NDArray[np.str_], lon: FloatArray, lat: FloatArray) -> bool:
    named = labels == rule.label
    if rule.kind is RuleKind.REMARK:
        named &= rule.contains(lon, lat)
    return bool(named.any())


@cache
def _rules(path: Path) -> tuple[ZoneRule, ...]:
    rows: Sequence[ZoneRuleRow] = read_rows(path, ZoneRuleRow, unique="id")
    return tuple(
        ZoneRule(
            row.id,
            row.rule,
            row.of,
            (row.west, row.south, row.east, row.north),
            row.label,
            row.reach_nm,
            row.over,
            row.remark,
        )
        for row in rows
    )
