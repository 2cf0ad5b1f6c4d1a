"""Tables for readers: headings in words with units, rounded numbers, blanks for missing values."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import pandas as pd

from routeplan.errors import UsageError

# Unit of a column by the ending of its name; the first ending that fits counts.
_UNITS = (
    ("_kusd_per_km", "thousand USD/km"),
    ("_usd_per_km", "USD/km"),
    ("_hours_per_year", "h/yr"),
    ("_days_per_year", "days/yr"),
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
# Words for the name of a column without its unit, if the name itself is not plain.
_STEMS = {
    "rtt": "round-trip time",
    "non_partner": "jurisdiction of non-partners",
    "exposure": "jurisdiction of non-partners",
    "max_depth": "max depth",
    "build": "build cost",
    "extra_life": "extra life cost",
    "ice": "sea ice",
    "down": "downtime",
    "optimality_gap": "optimality gap",
}
_WORDS = {
    "from_km": "from km",
    "repair_days_mean": "mean repair time, days",
    "faults_per_year": "faults per year",
    "top_risk": "main cause of faults",
}
_COLUMN = re.compile(r"[A-Za-z0-9]+(_[A-Za-z0-9]+)*")
_KEY = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
_JURISDICTION = "waters_"  # followed by a state
# Decimals of a column by its largest value.
_DECIMALS = ((100.0, 0), (10.0, 1), (0.0, 2))


def plain_table(table: pd.DataFrame, *, decimals: Mapping[str, int] | None = None) -> pd.DataFrame:
    """Write a table in words for readers.

    Parameters
    ----------
    table : DataFrame
        Its columns have names such as ``length_km``, ``build_cost_musd``. Plain row numbers are left out.
    decimals : mapping of str to int, optional
        By column; the default depends on the largest value: none from 100 on, one from 10 on, else two.

    Returns
    -------
    DataFrame of str
        Same rows and columns; for reading, not for computing.

    Raises
    ------
    UsageError
        If two columns would have the same heading.

    Examples
    --------
    >>> routes = pd.DataFrame({"length_km": [10052.99, 4486.1], "rtt_ms": [107.2, float("nan")]}, index=["a", "b"])
    >>> plain_table(routes)
      length, km round-trip time, ms
    a     10,053                 107
    b      4,486
    """
    decimals = decimals or {}
    written: dict[str, list[str]] = {}
    for name, column in table.items():
        title = heading(str(name))
        if title in written:
            raise UsageError(f'two columns have the same heading "{title}"; rename one')
        places = decimals.get(str(name), _decimals(column))
        written[title] = [_write(value, places) for value in column]
    index = table.index
    if index.nlevels == 1:
        numbered = pd.api.types.is_integer_dtype(index) and index.name is None
        labels = [""] * len(table) if numbered else [_label(key) for key in index]
        corner = (
            heading(str(index.name)) if index.name not in (None, "name") else None
        )  # a column of names needs no heading
        return pd.DataFrame(written, index=pd.Index(labels)).rename_axis(columns=corner)
    return pd.DataFrame(written, index=index.set_names([heading(str(name)) for name in index.names]))


def heading(name: str) -> str:
    """Write the name of a column in words, with its unit; any other name stays as it is.

    Examples
    --------
    >>> heading("down_hours_per_year"), heading("build_kusd_per_km"), heading("from_km"), heading("Halifax")
    ('downtime, h/yr', 'build cost, thousand USD/km', 'from km', 'Halifax')
    """
    if name in _WORDS:
        return _WORDS[name]
    if not _COLUMN.fullmatch(name):
        return name
    for ending, unit in _UNITS:
        stem = name.removesuffix(ending)
        if stem != name:
            words = stem.replace(_JURISDICTION, "jurisdiction ").replace("_", " ")
            return f"{_STEMS.get(stem, words)}, {unit}"
    return name.replace("_", " ")


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
        return f"{round(float(value), decimals) + 0.0:,.{decimals}f}"  # no sign before zero
    return "" if value is None else _label(value)


def _label(value: object) -> str:
    """Write a key such as ``ice_scour`` in words; any other value stays as it is."""
    text = str(value)
    return text.replace("_", " ") if _KEY.fullmatch(text) else text
