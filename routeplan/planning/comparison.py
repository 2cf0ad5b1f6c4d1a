"""The table that compares routes: it shows the columns that matter, and has all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

# What is shown: heading by column. All others are in the table.
SHOWN = {
    "length_km": ("km", "{:,.0f}"),
    "build_cost_musd": ("build, M USD", "{:,.1f}"),
    "life_cost_musd": ("life cost, M USD", "{:,.1f}"),
    "rtt_ms": ("round trip, ms", "{:,.1f}"),
    "faults_per_year": ("faults a year", "{:,.2f}"),
    "down_hours_per_year": ("downtime, h a year", "{:,.0f}"),
}


class Comparison(pd.DataFrame):
    """A DataFrame of routes that prints six columns; selections of it are plain DataFrames.

    Every column is there as in any DataFrame: ``table["ice_km"]``, ``table.columns``. :attr:`full` prints all.
    """

    @property
    def _constructor(self) -> Callable[..., pd.DataFrame]:
        return pd.DataFrame

    @property
    def full(self) -> pd.DataFrame:
        """The same table as a DataFrame that prints all its columns."""
        return pd.DataFrame(self)

    @property
    def shown(self) -> pd.DataFrame:
        """What is printed: text, by the names of the routes and, where there are several, their ends."""
        several = len(self["ends"].unique()) > 1
        index = [
            f"{ends}: {name}" if several and name != ends else name
            for ends, name in self[["ends", "name"]].to_numpy()
        ]
        columns: dict[str, Any] = {
            heading: [("" if pd.isna(value) else style.format(value)) for value in self[column]]
            for column, (heading, style) in SHOWN.items()
            if column in self.columns
        }
        return pd.DataFrame(columns, index=pd.Index(index, name=None))

    @property
    def _rest(self) -> str:
        count = len(self.columns) - len(SHOWN.keys() & set(self.columns))
        return f"{count} more columns: table.full, table.columns"

    def __repr__(self) -> str:
        return f"{self.shown.to_string()}\n{self._rest}"

    def _repr_html_(self) -> str:
        return f"{self.shown.to_html(escape=True)}<p>{self._rest}</p>"
