"""Conditions on a user layer: which of its polygons count, or where its values do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from routeplan.errors import UsageError
from routeplan.io.column_names import find_column

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from routeplan.geo.grid import FloatCells

VALUE = "value"
"""What a condition calls the values of a raster or of a table of positions."""

_FORM = re.compile(r"\s*(?P<column>[^=<>!|]+?)\s*(?P<sign>!=|<=|>=|=|<|>)\s*(?P<allowed>.+?)\s*")
_FORMS = 'give such as "IUCN_CAT = Ia|Ib|II", "value >= 0.3"'
_COMPARISONS = {"<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal}


@dataclass(frozen=True, slots=True)
class Condition:
    """A comparison of a column.

    Attributes
    ----------
    column : str
    sign : str
        One of ``= != < <= > >=``.
    allowed : tuple of str
        Values; several only after ``=`` and ``!=``.
    """

    column: str
    sign: str
    allowed: tuple[str, ...]

    def holds_for(self, values: FloatCells) -> npt.NDArray[np.bool_]:
        """Say where numbers fulfil it; NaN never does."""
        numbers = [float(text) for text in self.allowed]
        if self.sign in _COMPARISONS:
            return np.asarray(_COMPARISONS[self.sign](values, numbers[0]), dtype=np.bool_)
        within = np.isin(
            values, np.asarray(numbers, dtype=values.dtype)
        )  # as precise as the values: 0.3 is 0.3
        return within if self.sign == "=" else ~within & np.isfinite(values)

    def chosen_of(self, column: pd.Series) -> npt.NDArray[np.bool_]:
        """Say which rows of a column fulfil it, as numbers where both sides are, else as text in any case."""
        import pandas as pd

        if self.sign in _COMPARISONS:
            return self.holds_for(pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64))
        allowed = {_comparable(text) for text in self.allowed}
        within = np.array([_comparable(value) in allowed for value in column], dtype=np.bool_)
        return within if self.sign == "=" else ~within


def read_condition(text: str) -> Condition:
    """Read a condition as a scenario has it.

    Raises
    ------
    UsageError
        If it is none.

    Examples
    --------
    >>> read_condition("IUCN_CAT = Ia|Ib")
    Condition(column='IUCN_CAT', sign='=', allowed=('Ia', 'Ib'))
    >>> read_condition("value > deep")
    Traceback (most recent call last):
    ...
    routeplan.errors.UsageError: "value > deep" is no condition: deep is no number; give such as "IUCN_CAT = ...
    """
    form = _FORM.fullmatch(text)
    if form is None:
        raise UsageError(f'"{text}" is no condition; {_FORMS}')
    condition = Condition(
        form["column"], form["sign"], tuple(part.strip() for part in form["allowed"].split("|"))
    )
    needs_numbers = condition.sign in _COMPARISONS or condition.column == VALUE
    wrong = [part for part in condition.allowed if needs_numbers and not _is_number(part)]
    if wrong:
        raise UsageError(f'"{text}" is no condition: {wrong[0]} is no number; {_FORMS}')
    if condition.sign in _COMPARISONS and len(condition.allowed) > 1:
        raise UsageError(f'"{text}" is no condition: one number after {condition.sign}; {_FORMS}')
    return condition


def choose_shapes(shapes: gpd.GeoDataFrame, only: Sequence[str], *, named: str) -> gpd.GeoDataFrame:
    """Keep the shapes that fulfil all conditions.

    Raises
    ------
    UsageError
        If there is no such column, or none is left.
    """
    for text in only:
        condition = read_condition(text)
        columns = [str(column) for column in shapes.columns if column != shapes.geometry.name]
        name = find_column(columns, condition.column)
        if name is None:
            there = ", ".join(columns) or "none"
            raise UsageError(f"{named}: no column {condition.column!r} for {text!r}; there are {there}")
        kept = shapes[condition.chosen_of(shapes[name])]
        if kept.empty:
            few = ", ".join(sorted({str(value) or "an empty text" for value in shapes[name]})[:8])
            raise UsageError(f"{named}: no shape has {text!r}; there are {few}")
        shapes = kept
    return shapes


def choose_values(values: FloatCells, only: Sequence[str], *, named: str) -> FloatCells:
    """Give 1 where values fulfil all conditions, 0 where they do not, NaN where there are none; values without any.

    Raises
    ------
    UsageError
        If a condition is about a column: a raster has values only.
    """
    if not only:
        return values
    holds = np.isfinite(values)
    for text in only:
        condition = read_condition(text)
        if condition.column.casefold() != VALUE:
            raise UsageError(
                f'{named} has no columns for {text!r}; compare "{VALUE}", such as "value >= 0.3"'
            )
        if not all(map(_is_number, condition.allowed)):
            raise UsageError(f"{named} has numbers, not what {text!r} names; {_FORMS}")
        holds &= condition.holds_for(values)
    return np.where(np.isfinite(values), holds, np.nan).astype(np.float32)


def _comparable(value: object) -> float | str:
    text = str(value).strip().casefold()
    return float(text) if _is_number(text) else text


def _is_number(text: str) -> bool:
    try:
        return bool(np.isfinite(float(text)))
    except ValueError:
        return False
