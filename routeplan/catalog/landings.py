"""Landings: the table of places where cables come ashore, and searches in it."""

from __future__ import annotations

import re
import unicodedata
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Annotated

import pandas as pd
from pydantic import Field

from routeplan.catalog.models import Landing, LandingStatus
from routeplan.errors import UsageError
from routeplan.geo.geodesy import geodesic_km
from routeplan.geo.position_text import parse_position
from routeplan.io.csv_rows import CountryCode, CsvRow, Key, Latitude, Longitude, Text, read_rows
from routeplan.io.sources import embedded

_SHOWN = ("id", "name", "country", "lat", "lon", "status", "accuracy_km", "source")
_COUNTRY = re.compile(r"[A-Z]{2}")
# Letters that Unicode does not split into a plain letter and an accent.
_PLAIN = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ß": "ss", "ł": "l", "đ": "d", "’": "'"}
)
_NEAR_MATCHES = 3
_NEAR_ENOUGH = 0.7  # difflib's ratio: lets bodoe find bodo (0.89), not bude (0.67)


class LandingRow(CsvRow):
    """A row of the table of landings."""

    id: Key
    name: Annotated[Text, Field(description="a name")]
    country: CountryCode
    lon: Longitude
    lat: Latitude
    status: LandingStatus
    accuracy_km: Annotated[float, Field(ge=0.0)]
    source: Annotated[Text, Field(description="where the position comes from")]


def read_landings(path: Path | None = None) -> tuple[Landing, ...]:
    """Read the embedded landings, or a table of yours with the same columns.

    Parameters
    ----------
    path : Path, optional
        CSV in UTF-8 with the columns id, name, country (ISO 3166-1 alpha-2), lon, lat (degrees), status
        (in service, planned or candidate), accuracy_km and source. Default: the embedded table.

    Returns
    -------
    tuple of Landing
        In the order of the file.

    Raises
    ------
    DataError
        If the file cannot be read, lacks a column, repeats an id, or has an invalid value.

    Examples
    --------
    The northernmost landing in service is a research village, not a town:

    >>> max((x for x in read_landings() if x.status is LandingStatus.IN_SERVICE), key=lambda x: x.lat).name
    'Ny-Ålesund'
    """
    return _read(path or embedded("landings").path)


def find_landing(text: str, landings: tuple[Landing, ...] | None = None) -> Landing:
    """Find a landing by its id, its name in any case and with or without accents, or a position.

    Parameters
    ----------
    text : str
        ``bodo``, ``Bodø``, ``SEYÐISFJÖRÐUR``, or ``LAT,LON`` in the order of charts: ``67.28,14.40``.
    landings : tuple of Landing, optional
        Table to search. Default: the embedded one.

    Raises
    ------
    UsageError
        If no landing or more than one has that name, or the position is invalid.

    Examples
    --------
    >>> find_landing("thorlakshofn").name
    'Þorlákshöfn'
    >>> find_landing("71.29,-156.79").id  # not in the table: the position itself
    '71.29,-156.79'
    >>> find_landing("bodoe")
    Traceback (most recent call last):
    routeplan.errors.UsageError: no landing "bodoe"; did you mean bodo (Bodø, NO)? see: routeplan landings
    """
    if "," in text:
        lon, lat = parse_position(text)
        label = f"{lat:g},{lon:g}"
        return Landing(id=label, name=label, country="", lon=lon, lat=lat)
    landings = read_landings() if landings is None else landings
    wanted = _plain(text)
    by_id = [landing for landing in landings if landing.id == wanted.replace(" ", "-")]
    found = by_id or [landing for landing in landings if _plain(landing.name) == wanted]
    if len(found) == 1:
        return found[0]
    if found:
        ids = " or ".join(_titled(landing) for landing in found)
        raise UsageError(f'{len(found)} landings are called "{text}"; give the id: {ids}')
    raise UsageError(f'no landing "{text}"; {_near_matches(wanted, landings)}see: routeplan landings')


def find_landings(text: str, landings: tuple[Landing, ...] | None = None) -> tuple[Landing, ...]:
    """Find all landings that a text names: of a country, or one or more separated by ``/``.

    Parameters
    ----------
    text : str
        An ISO 3166-1 alpha-2 code in capitals, ``IE``; or what :func:`find_landing` takes, ``galway/dublin``.
    landings : tuple of Landing, optional
        Table to search. Default: the embedded one.

    Raises
    ------
    UsageError
        If a country has none, or see :func:`find_landing`.

    Examples
    --------
    >>> [landing.name for landing in find_landings("galway/Halifax")]
    ['Galway', 'Halifax']
    >>> len(find_landings("GL")) > 1
    True
    """
    if _COUNTRY.fullmatch(text):
        table = read_landings() if landings is None else landings
        found = tuple(landing for landing in table if landing.country == text)
        if not found:
            raise UsageError(f'no landing in country "{text}"; see: routeplan landings')
        return found
    return tuple(find_landing(part, landings) for part in text.split("/"))


def search_landings(
    text: str | None = None,
    *,
    near: tuple[float, float] | None = None,
    country: str | None = None,
    landings: tuple[Landing, ...] | None = None,
) -> pd.DataFrame:
    """List the landings that match all conditions.

    Parameters
    ----------
    text : str, optional
        Part of an id or a name, in any case, with or without accents.
    near : (lon, lat), degrees, optional
        Add the distance from there and sort by it.
    country : str, optional
        ISO 3166-1 alpha-2 code, in any case. Svalbard and Jan Mayen are SJ, Greenland GL, the Faroes FO.
    landings : tuple of Landing, optional
        Table to search. Default: the embedded one.

    Returns
    -------
    DataFrame
        Columns id, name, country, lat, lon, status, accuracy_km, source and, with `near`, distance_km
        (geodesic). Empty where nothing matches.

    Examples
    --------
    The landings nearest to the middle of Fram Strait are all on Svalbard:

    >>> search_landings(near=(0.0, 79.0))["name"].head(3).tolist()
    ['Ny-Ålesund', 'Barentsburg', 'Longyearbyen']
    """
    found = read_landings() if landings is None else landings
    if text is not None:
        part = _plain(text)
        found = tuple(x for x in found if part in x.id or part in _plain(x.name))
    if country is not None:
        if not re.fullmatch(r"\s*[A-Za-z]{2}\s*", country):
            raise UsageError(
                f"country {country!r} is not an ISO 3166-1 alpha-2 code; give two letters such as NO"
            )
        found = tuple(x for x in found if x.country == country.strip().upper())
    table = pd.DataFrame(
        [[str(getattr(x, key)) if key == "status" else getattr(x, key) for key in _SHOWN] for x in found],
        columns=list(_SHOWN),
    )
    if near is None:
        return table
    table["distance_km"] = [geodesic_km(*near, landing.lon, landing.lat) for landing in found]
    return table.sort_values("distance_km", ignore_index=True)


def split_pair(pair: str) -> tuple[str, str]:
    """Split ``FROM:TO``.

    Raises
    ------
    UsageError
        If there is no colon with text on both sides.

    Examples
    --------
    >>> split_pair("bodo:42.63,141.60")
    ('bodo', '42.63,141.60')
    """
    start, colon, end = pair.partition(":")
    if not (start and colon and end):
        raise UsageError(
            f"cannot read {pair!r}; give two landings with a colon between them, such as bodo:tomakomai"
        )
    return start, end


@cache
def _read(path: Path) -> tuple[Landing, ...]:
    return tuple(Landing(**row.values()) for row in read_rows(path, LandingRow, unique="id"))


def _plain(text: str) -> str:
    """Fold case and accents: Þorlákshöfn becomes thorlakshofn."""
    folded = unicodedata.normalize("NFKD", text.strip().casefold().translate(_PLAIN))
    return "".join(letter for letter in folded if not unicodedata.combining(letter))


def _near_matches(wanted: str, landings: tuple[Landing, ...]) -> str:
    keys = {key: landing for landing in landings for key in (_plain(landing.name), landing.id)}
    close = get_close_matches(wanted, keys, n=2 * _NEAR_MATCHES, cutoff=_NEAR_ENOUGH)
    titles = list(dict.fromkeys(_titled(keys[key]) for key in close))[:_NEAR_MATCHES]
    return f"did you mean {' or '.join(titles)}? " if titles else ""


def _titled(landing: Landing) -> str:
    return f"{landing.id} ({landing.name}, {landing.country})"
