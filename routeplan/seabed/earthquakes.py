"""Earthquakes: read a catalogue of the USGS or of ISC, and find the independent ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import numpy as np
import numpy.typing as npt
from pydantic import AwareDatetime, Field

from routeplan.errors import DataError
from routeplan.geo.geodesy import chord_km, in_space_km
from routeplan.io.column_names import find_column
from routeplan.io.csv_rows import CsvRow, Latitude, Longitude, OrNone, read_rows
from routeplan.seabed.isc_catalogue import (
    Earthquake,
    is_isc_bulletin,
    is_isc_gem,
    read_isc_bulletin,
    read_isc_gem,
)

if TYPE_CHECKING:
    import pandas as pd

DEEPEST_SHALLOW_KM = 70.0  # shallow, as the USGS divides earthquakes; deeper ones do not break cables
_MOST_ROWS = 20_000
_CATALOGUES = "CSV of USGS ComCat, of the ISC Bulletin (with EVENTID) or of ISC-GEM (with its comments)"
_EARTHQUAKE = "earthquake"  # the others in ComCat are explosions, nuclear tests, collapses
_WINDOW_SWITCH = 6.5  # magnitude from which the window in time grows more slowly


class _Event(CsvRow):
    """A row of a ComCat file."""

    time: Annotated[AwareDatetime, Field(description="a time such as 2011-03-11T05:46:24.120Z")]
    latitude: Latitude
    longitude: Longitude
    depth: OrNone[float]
    mag: OrNone[float]
    type: str


def read_earthquakes(path: Path) -> pd.DataFrame:
    """Read earthquakes from a catalogue as CSV, told apart by what is in it: USGS ComCat, ISC Bulletin or ISC-GEM.

    Parameters
    ----------
    path : Path

    Returns
    -------
    DataFrame
        As `read_comcat` gives it.

    Raises
    ------
    DataError
        If the file cannot be read, is of none of these, or has no earthquake.
    """
    lines = _lines_of(path)
    if is_isc_gem(lines):
        return _table_of(path, list(read_isc_gem(path, lines)))
    if is_isc_bulletin(lines):
        return _table_of(path, list(read_isc_bulletin(path, lines)))
    if any(find_column(_columns_of(lines), name) for name in ("time", "latitude")):
        return read_comcat(path)
    raise DataError(f"{path} is no catalogue of earthquakes that is known; give {_CATALOGUES}")


def is_catalogue(path: Path) -> bool:
    """Say whether a file looks like one of these catalogues, read well or not."""
    lines = _lines_of(path)
    is_comcat = all(find_column(_columns_of(lines), name) for name in ("time", "latitude", "mag"))
    return is_isc_gem(lines) or is_isc_bulletin(lines) or is_comcat


def read_comcat(path: Path) -> pd.DataFrame:
    """Read earthquakes from a CSV file of USGS ComCat, as its search page and its feeds write them.

    Explosions and other events that are no earthquakes, and events without a magnitude, are left out.

    Parameters
    ----------
    path : Path
        CSV with the columns ``time`` (ISO 8601, UTC), ``latitude``, ``longitude``, ``depth`` (km), ``mag`` and ``type``
        among others.

    Returns
    -------
    DataFrame
        ``time`` (UTC), ``lon``, ``lat`` (degrees), ``depth_km`` (NaN if unknown) and ``magnitude``, earliest first.

    Raises
    ------
    DataError
        If the file cannot be read, lacks a column, has a value that is not allowed, has no earthquake, or is cut off at
        the 20,000 rows that the USGS gives at once.

    References
    ----------
    U.S. Geological Survey, ANSS Comprehensive Earthquake Catalog (ComCat), doi:10.5066/F7MS3QZH.
    """
    rows = read_rows(path, _Event)
    if len(rows) == _MOST_ROWS:
        raise DataError(
            f"{path} has {_MOST_ROWS:,} rows, the most that the USGS gives at once, so that the rest is missing; "
            "ask for M 6 and more"
        )
    events = [
        Earthquake(
            event.time,
            event.longitude,
            event.latitude,
            float("nan") if event.depth is None else event.depth,
            event.mag,
        )
        for event in rows
        if event.type.lower() == _EARTHQUAKE and event.mag is not None
    ]
    return _table_of(path, events)


def _lines_of(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as error:
        raise DataError(f"cannot read {path}: {error.strerror}; give {_CATALOGUES}") from error


def _columns_of(lines: Sequence[str]) -> list[str]:
    return lines[0].lstrip("\ufeff").split(",") if lines else []


def _table_of(path: Path, events: Sequence[Earthquake]) -> pd.DataFrame:
    """Lay out earthquakes as a table, the earliest first."""
    import pandas as pd

    if not events:
        raise DataError(f"{path} has no earthquake; give {_CATALOGUES}")
    time: list[datetime] = [event.time for event in events]
    table = pd.DataFrame(
        {
            "time": pd.to_datetime(time, utc=True),
            "lon": [event.lon for event in events],
            "lat": [event.lat for event in events],
            "depth_km": np.array([event.depth_km for event in events], dtype=np.float64),
            "magnitude": np.array([event.magnitude for event in events], dtype=np.float64),
        }
    )
    return table.sort_values("time", kind="stable", ignore_index=True)


def find_mainshocks(earthquakes: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Find the earthquakes that are no aftershock or foreshock of a larger one, by windows in space and time.

    Around each earthquake, the largest first, weaker ones belong to it within 10^(0.1238 M + 0.983) km and, before or
    after, within 10^(0.032 M + 2.7389) days; below M 6.5 within 10^(0.5409 M - 0.547) days.

    Parameters
    ----------
    earthquakes : DataFrame
        As `read_comcat` gives them: ``time``, ``lon``, ``lat``, ``magnitude``.

    Returns
    -------
    (n,) array of bool

    References
    ----------
    Gardner and Knopoff (1974), Is the sequence of earthquakes in southern California, with aftershocks removed,
    Poissonian?, Bulletin of the Seismological Society of America 64:1363-1367; windows as fitted by van Stiphout,
    Zhuang and Marsan (2012), Seismicity declustering, doi:10.5078/corssa-52382934.

    Examples
    --------
    >>> import pandas as pd
    >>> days = pd.to_datetime(["2011-03-09", "2011-03-11", "2011-03-12", "2021-02-13"], utc=True)
    >>> shocks = pd.DataFrame({"time": days, "magnitude": [7.3, 9.1, 6.5, 7.1],
    ...                        "lon": [142.8, 142.4, 142.0, 141.8], "lat": [38.4, 38.3, 38.0, 37.7]})
    >>> find_mainshocks(shocks).tolist()
    [False, True, False, True]
    """
    from scipy.spatial import cKDTree

    magnitude = earthquakes["magnitude"].to_numpy()
    days = (earthquakes["time"] - earthquakes["time"].min()).dt.total_seconds().to_numpy() / 86_400.0
    reach_km = 10.0 ** (0.1238 * magnitude + 0.983)
    window_days = np.where(
        magnitude >= _WINDOW_SWITCH,
        10.0 ** (0.032 * magnitude + 2.7389),
        10.0 ** (0.5409 * magnitude - 0.547),
    )
    place = in_space_km(earthquakes["lon"].to_numpy(), earthquakes["lat"].to_numpy())
    near = cKDTree(place)
    independent = np.ones(len(magnitude), dtype=np.bool_)
    for at in np.argsort(-magnitude, kind="stable"):
        if independent[at]:
            around = np.array(near.query_ball_point(place[at], chord_km(reach_km[at])))
            others = around[(np.abs(days[around] - days[at]) <= window_days[at]) & (around != at)]
            independent[others] = False
    return independent
