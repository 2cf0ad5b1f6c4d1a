"""Positions that are valid and may be wrong: exchanged axes and lost signs, where only the coast can tell."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from routeplan.geo.geodesy import FloatArray, legs_km
from routeplan.geo.position_text import format_position
from routeplan.io.imported_line import ImportedLine
from routeplan.planning.system_groups import IsShore

Change = Callable[[FloatArray, FloatArray], tuple[FloatArray, FloatArray]]

_ENDS = 2
_FAR = 3.0  # an end leg so many times longer than any other is doubtful if a sign makes it as much shorter


def warn_of_doubtful(line: ImportedLine, is_shore: IsShore) -> ImportedLine:
    """Add a warning to a line whose ends lie on a shore only if axes are exchanged, or a sign is turned."""
    warning = _exchanged(line, is_shore) or _lost_sign(line, is_shore)
    return line.warned(warning) if warning else line


def _exchanged(line: ImportedLine, is_shore: IsShore) -> str:
    """Say which change of all positions would bring both ends to a shore."""
    if _landed(line.lon, line.lat, is_shore) == _ENDS:
        return ""
    for what, change in _whole_changes():
        lon, lat = change(np.asarray(line.lon), np.asarray(line.lat))
        if (np.abs(lat) <= 90.0).all() and _landed(lon, lat, is_shore) == _ENDS:
            read, other = (_ends(*axes) for axes in ((line.lon, line.lat), (lon, lat)))
            return f"the line runs {read}; {what} it would run from shore to shore, {other}: check headings and signs"
    return ""


def _whole_changes() -> Iterator[tuple[str, Change]]:
    yield "with latitude and longitude exchanged", lambda lon, lat: (lat, lon)
    yield "with longitudes of the other sign", lambda lon, lat: (-lon, lat)
    yield "with latitudes of the other sign", lambda lon, lat: (lon, -lat)
    yield "with both exchanged and longitudes of the other sign", lambda lon, lat: (-lat, lon)


def _lost_sign(line: ImportedLine, is_shore: IsShore) -> str:
    """Say at which end another sign would make sense of a leg."""
    km = legs_km(line.lon, line.lat)
    if len(km) < 2:
        return ""
    for word, end, leg, others in (("first", 0, km[0], km[1:]), ("last", -1, km[-1], km[:-1])):
        is_landed = is_shore(float(line.lon[end]), float(line.lat[end]))
        for turn_lon, turn_lat in ((-1.0, 1.0), (1.0, -1.0)):
            lon, lat = np.array(line.lon, dtype=np.float64), np.array(line.lat, dtype=np.float64)
            lon[end], lat[end] = turn_lon * lon[end], turn_lat * lat[end]
            shorter = float(legs_km(lon, lat)[end])
            is_far = leg > _FAR * others.max() and shorter * _FAR < leg
            would_land = is_shore(float(lon[end]), float(lat[end])) and not is_landed
            if shorter < leg / 2.0 and (is_far or would_land):
                where, there = (
                    format_position(float(x[end]), float(y[end]), decimals=4)
                    for x, y in ((line.lon, line.lat), (lon, lat))
                )
                return (
                    f"the {word} position, {where}, makes a leg of {leg:,.0f} km; at {there} it would be "
                    f"{shorter:,.0f} km: check its sign"
                )
    return ""


def _landed(lon: FloatArray, lat: FloatArray, is_shore: IsShore) -> int:
    return sum(is_shore(float(lon[at]), float(lat[at])) for at in (0, -1))


def _ends(lon: FloatArray, lat: FloatArray) -> str:
    first, last = (format_position(float(lon[at]), float(lat[at]), decimals=2) for at in (0, -1))
    return f"from {first} to {last}"
