"""Landings: the table of places where cables come ashore, and searches in it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from routeplan.catalog.country_names import find_country
from routeplan.catalog.models import Landing, LandingStatus
from routeplan.catalog.town_ends import describe_town, town_as_landing
from routeplan.catalog.towns import find_towns, find_towns_beginning, read_towns
from routeplan.errors import UsageError, check_type
from routeplan.geo.geodesy import geodesic_km
from routeplan.geo.position_text import format_position, is_position, parse_position
from routeplan.io.csv_rows import CountryCode, CsvRow, Key, Latitude, Longitude, Text, read_rows
from routeplan.io.name_search import fold_name, nearest_names
from routeplan.io.sources import embedded
from routeplan.runtime.notices import tell

if TYPE_CHECKING:
    import pandas as pd

_SHOWN = ("id", "name", "country", "lat", "lon", "status", "accuracy_km", "source")
_COUNTRY = re.compile(r"[A-Z]{2}")
_NEAR_MATCHES = 3
_LIKENESS = 0.7  # lets bodoe find bodo (0.89), not bude (0.67)
_TOWN_LIKENESS = 0.8  # among so many towns something is always a little alike


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


def read_landings(path: str | Path | None = None) -> tuple[Landing, ...]:
    """Read the embedded landings, or a table of yours with the same columns.

    Parameters
    ----------
    path : str or Path, optional
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

    >>> in_service = [landing for landing in read_landings() if landing.status is LandingStatus.IN_SERVICE]
    >>> max(in_service, key=lambda landing: landing.lat).name
    'Ny-Ålesund'
    """
    return _read(Path(path) if path else embedded("landings").path)


def find_landing(text: str, landings: tuple[Landing, ...] | None = None) -> Landing:
    """Find a landing by its id, its name in any case and with or without accents, or a position.

    Where no landing has the name, a coastal town of the gazetteer is taken, and a notice says so.

    Parameters
    ----------
    text : str
        ``bodo``, ``Bodø``, ``Bergen, NL``, or latitude and longitude in the order of charts: ``67.28,14.40``,
        ``57.1N 2.1W``, ``53 16.2N 9 3W``.
    landings : tuple of Landing, optional
        Table to search, and nothing else. Default: the embedded one, then the gazetteer.

    Returns
    -------
    Landing
        A town has the status ``town``.

    Raises
    ------
    UsageError
        If nothing has that name, several have it, the town is inland, or the position is invalid.

    Examples
    --------
    >>> find_landing("thorlakshofn").name
    'Þorlákshöfn'
    >>> find_landing("71.29,-156.79").id  # not in the table: the position itself
    '71.29,-156.79'
    >>> str(find_landing("Sapporo").status)
    'town'
    >>> find_landing("tomakomay")
    Traceback (most recent call last):
    routeplan.errors.UsageError: no landing or town "tomakomay"; did you mean tomakomai (Tomakomai, JP)? See routeplan
    landings, or give LAT,LON
    """
    check_type(text, str, "landing", "an id or a name such as 'bodo', or 'LAT,LON'")
    if is_position(text):
        return landing_at(*parse_position(text))
    table = read_landings() if landings is None else landings
    name, country = _split_country(text)
    found = _called(name, country, table)
    if len(found) == 1:
        return found[0]
    if found:
        ids = " or ".join(_titled(landing) for landing in found)
        raise UsageError(f'{len(found)} landings are called "{text}"; give the id: {ids}')
    towns = find_towns(name, country) if landings is None else ()
    if not towns:
        raise UsageError(_explain_unknown(text, name, landings))
    town = town_as_landing(towns, text, table)
    tell(describe_town(town, table))
    return town


def landing_at(lon: float, lat: float) -> Landing:
    """Make a landing of a position, named as charts print it, so that a reader sees which angle is which.

    Raises
    ------
    UsageError
        If an angle is out of range.

    Examples
    --------
    >>> landing_at(-156.79, 71.29).name
    '71.29N 156.79W'
    """
    name = format_position(lon, lat, decimals=None)
    return Landing(id=f"{lat:g},{lon:g}", name=name, country="", lon=lon, lat=lat)


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
    check_type(text, str, "landing", "an id or a name such as 'bodo', or 'LAT,LON'")
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
        Part of an id or a name, in any case, with or without accents. Towns of the gazetteer that have this name are
        listed after the landings; if there is neither, towns whose name begins with it.
    near : (lon, lat), degrees, optional
        Add the distance from there and sort by it.
    country : str, optional
        English name or ISO 3166-1 code, in any case. Svalbard and Jan Mayen are SJ, Greenland GL, the Faroes FO.
    landings : tuple of Landing, optional
        Table to search, and nothing else. Default: the embedded one, then the gazetteer.

    Returns
    -------
    DataFrame
        Columns id, name, country, lat, lon, status, accuracy_km, source and, with `near`, distance_km
        (geodesic). Empty where nothing matches; a notice then names what is most alike.

    Raises
    ------
    UsageError
        If there is no such country.

    Examples
    --------
    The landings nearest to the middle of Fram Strait are all on Svalbard:

    >>> search_landings(near=(0.0, 79.0))["name"].head(3).tolist()
    ['Ny-Ålesund', 'Barentsburg', 'Longyearbyen']
    """
    import pandas as pd

    for given in (text, country):
        check_type(given, (str, type(None)), "text to search", "a name, or a country code")
    known = read_landings() if landings is None else landings
    code = None if country is None else find_country(country)
    found = known
    if text is not None:
        part = fold_name(text)
        found = tuple(
            landing for landing in known if part in fold_name(landing.id) or part in fold_name(landing.name)
        )
        if landings is None:
            found += _search_towns(text, code, known, landings_found=bool(found))
    if code is not None:
        found = tuple(landing for landing in found if landing.country == code)
    if text is not None and not found:
        tell(_explain_unknown(text, text, landings))
    table = pd.DataFrame(
        [[getattr(landing, key) for key in _SHOWN] for landing in found], columns=list(_SHOWN)
    )
    table["status"] = [landing.status.value for landing in found]
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


def _split_country(text: str) -> tuple[str, str | None]:
    """Split ``Bergen, NL`` into the name and the code of the country."""
    name, comma, country = text.rpartition(",")
    if not (comma and country.strip()):
        return text, None
    try:
        return name, find_country(country)
    except UsageError as error:
        raise UsageError(f'"{text}": {error}') from error


def _called(name: str, country: str | None, landings: tuple[Landing, ...]) -> tuple[Landing, ...]:
    """Find the landings with this id, or else with this name."""
    wanted = fold_name(name)
    there = [landing for landing in landings if country in (None, landing.country)]
    by_id = tuple(landing for landing in there if fold_name(landing.id) == wanted)
    return by_id or tuple(landing for landing in there if fold_name(landing.name) == wanted)


def _search_towns(
    text: str, country: str | None, landings: tuple[Landing, ...], *, landings_found: bool
) -> tuple[Landing, ...]:
    """Find coastal towns as landings, and tell what they are if no landing was found."""
    towns = [town for town in find_towns(text, country) if town.is_coastal]
    if not towns and not landings_found:
        towns = [town for town in find_towns_beginning(text) if country in (None, town.country)]
    found = tuple(town_as_landing([town], text, landings) for town in towns)
    if found and not landings_found:
        for town in found[:_NEAR_MATCHES]:
            tell(describe_town(town, landings))
    return found


def _explain_unknown(text: str, name: str, landings: tuple[Landing, ...] | None) -> str:
    """Say in one line that nothing has this name, what is most alike, and where to look."""
    table = read_landings() if landings is None else landings
    titles = {key: _titled(landing) for landing in table for key in (landing.name, landing.id)}
    near = [titles[key] for key in nearest_names(name, titles, count=2 * _NEAR_MATCHES, likeness=_LIKENESS)]
    what = "landing"
    if landings is None:
        what = "landing or town"
        towns = {
            town.name: f"{town.id} ({town.name}, {town.country})" for town in read_towns() if town.is_coastal
        }
        near += [
            towns[key] for key in nearest_names(name, towns, count=_NEAR_MATCHES, likeness=_TOWN_LIKENESS)
        ]
    near = list(dict.fromkeys(near))[:_NEAR_MATCHES]
    meant = f"did you mean {' or '.join(near)}? See" if near else "see"
    return f'no {what} "{text}"; {meant} routeplan landings, or give LAT,LON'


def _titled(landing: Landing) -> str:
    return f"{landing.id} ({landing.name}, {landing.country})"
