"""Cells of CSV tables that hold a place: a landing, a position, or a city with its position."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated

from pydantic import PlainValidator, WithJsonSchema

from routeplan.catalog.landings import find_landing, read_landings
from routeplan.catalog.models import Landing
from routeplan.errors import UsageError
from routeplan.geo.position_text import parse_position

_CITY = re.compile(r"(?P<name>.+) (?P<country>[A-Z]{2}) (?P<position>[^ ]+)")


def parse_city(text: str) -> Landing:
    """Read a place that is not in the table of landings.

    Raises
    ------
    UsageError
        If the text is not ``Name CC LAT,LON``.

    Examples
    --------
    >>> parse_city("Singapore SG 1.30,103.64").id
    'singapore'
    """
    match = _CITY.fullmatch(text)
    if match is None:
        raise UsageError(f'"{text}" is not a place; give a name, a country\'s two letters and LAT,LON')
    lon, lat = parse_position(match["position"])
    name = match["name"]
    return Landing(name.lower().replace(" ", "-"), name, match["country"], lon, lat, source="own position")


def _find_landing(text: str) -> Landing:
    return find_landing(text, read_landings())


def _find_city_or_landing(text: str) -> Landing:
    return parse_city(text) if "," in text else _find_landing(text)


def _cell(find: Callable[[str], Landing]) -> PlainValidator:
    """Turn an error about a place into one that pydantic reports with the cell."""

    def validate(text: str) -> Landing:
        try:
            return find(text)
        except UsageError as error:
            raise ValueError(str(error)) from error

    return PlainValidator(validate)


_TEXT = WithJsonSchema({"type": "string"})
LandingCell = Annotated[Landing, _cell(_find_landing), _TEXT]  # id, name or LAT,LON
CityCell = Annotated[Landing, _cell(parse_city), _TEXT]  # Name CC LAT,LON
CityOrLandingCell = Annotated[Landing, _cell(_find_city_or_landing), _TEXT]
