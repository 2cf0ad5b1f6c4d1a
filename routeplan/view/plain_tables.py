"""Tables for readers: headings in words with their units, numbers as fine as their size asks, blanks for nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import pandas as pd

from routeplan.errors import UsageError

# How columns of this package say their unit; the first that a name ends with is it.
_UNITS = (
    ("_kusd_per_km", "thousand USD/km"),
    ("_usd_per_km", "USD/km"),
    ("_hours_per_year", "hours a year"),
    ("_days_per_year", "days a year"),
    ("_km2", "km²"),
    ("_musd", "M USD"),
    ("_usd", "USD"),
    ("_hours", "hours"),
    ("_days", "days"),
    ("_pct", "%"),
    ("_deg", "°"),
    ("_km", "km"),
    ("_kb", "kB"),
    ("_ms", "ms"),
    ("_m", "m"),
)
# What a name without its unit is called, where that is not plain English.
_STEMS = {
    "objective": "minimised",
    "rtt": "round trip",
    "non_partner": "waters of non-partners",
    "exposure": "waters of non-partners",
    "max_depth": "deepest",
    "build": "building",
    "ice": "with sea ice",
}
_WORDS = {
    "from_km": "from km",
    "repair_days_mean": "repair, days",
    "faults_per_year": "faults a year",
    "top_risk": "most faults by",
}
_OURS = re.compile(r"[A-Za-z0-9]+(_[A-Za-z0-9]+)*")
_KEY = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
_WATERS = "waters_"  # then a state
# From so much on a column needs no decimals, one, or two.
_DECIMALS = ((100.0, 0), (10.0, 1), (0.0, 2))


def plain_table(table: pd.DataFrame, *, decimals: Mapping[str, int] | None = None) -> pd.DataFrame:
    """Write a table out for readers.

    Parameters
    ----------
    table : DataFrame
        Its columns are named as this package does: ``length_km``, ``build_cost_musd``. Rows that are only numbered
        lose their numbers.
    decimals : mapping of str to int, optional
        Of columns that are to have others than their size asks: none from 100 on, one from 10 on, two below.

    Returns
    -------
    DataFrame of str
        As many rows and columns. Not for reckoning.

    Raises
    ------
    UsageError
        If two columns would be called the same.

    Examples
    --------
    >>> routes = pd.DataFrame({"length_km": [10052.99, 4486.1], "rtt_ms": [107.2, float("nan")]}, index=["a", "b"])
    >>> plain_table(routes)
      length, km round trip, ms
    a     10,053            107
    b      4,486
    """
    decimals = decimals or {}
    written: dict[str, list[str]] = {}
    for name, column in table.items():
        words = heading(str(name))
        if words in written:
            raise UsageError(f'table with two columns "{words}"; rename one')
        places = decimals.get(str(name), _decimals(column))
        written[words] = [_write(value, places) for value in column]
    index = table.index
    if index.nlevels == 1:
        numbered = pd.api.types.is_integer_dtype(index) and index.name is None
        labels = [""] * len(table) if numbered else [_label(each) for each in index]
        corner = (
            heading(str(index.name)) if index.name not in (None, "name") else None
        )  # names need no heading
        return pd.DataFrame(written, index=pd.Index(labels)).rename_axis(columns=corner)
    return pd.DataFrame(written, index=index.set_names([heading(str(each)) for each in index.names]))


def heading(name: str) -> str:
    """Write a column's name in words, with its unit; one that is not named as this package does stays as it is.

    Examples
    --------
    >>> heading("down_hours_per_year"), heading("build_kusd_per_km"), heading("from_km"), heading("Halifax")
    ('down, hours a year', 'building, thousand USD/km', 'from km', 'Halifax')
    """
    if name in _WORDS:
        return _WORDS[name]
    if not _OURS.fullmatch(name):
        return name
    for ending, unit in _UNITS:
        stem = name.removesuffix(ending)
        if stem != name:
            words = stem.replace(_WATERS, "waters of ").replace("_", " ")
            return f"{_STEMS.get(stem, words)}, {unit}"
    return name.replace("_", " ").replace(" per year", " a year")


def _decimals(column: pd.Series) -> int:
    if not pd.api.types.is_float_dtype(column):
        return 0
    most = float(np.nanmax(np.abs(column), initial=0.0))
    if most == 0.0:
        return 0
    return next(count for least, count in _DECIMALS if most >= least)


def _write(value: object, decimals: int) -> str:
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, int | float | np.number):
        if np.isnan(value):
            return ""
        return f"{round(float(value), decimals) + 0.0:,.{decimals}f}"  # nought has no sign
    return "" if value is None else _label(value)


def _label(value: object) -> str:
    """Write a key of this package, ``ice_scour``, in words, and all else as it is."""
    text = str(value)
    return text.replace("_", " ") if _KEY.fullmatch(text) else text
