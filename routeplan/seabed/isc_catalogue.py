"""Catalogues of the International Seismological Centre: its Bulletin as CSV, and ISC-GEM.

References
----------
International Seismological Centre, On-line Bulletin, doi:10.31905/D808B830.
International Seismological Centre, ISC-GEM Earthquake Catalogue, doi:10.31905/D808B825.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from routeplan.errors import DataError
from routeplan.io.column_names import columns_of, find_columns
from routeplan.runtime.notices import tell

_HEADING, _END = "EVENTID", "STOP"
_WEB_PAGE = ("<", "DATA_TYPE")  # a file with these, as the service writes it, ends with STOP
_PER_MAGNITUDE = 3  # author, type, value; as many times as there are magnitudes
# Types of events in the Bulletin: known, suspected, felt and damaging earthquakes, unknown. The others are explosions,
# tests, mining, rock bursts, landslides.
_EARTHQUAKES = frozenset({"", "ke", "se", "fe", "de", "uk"})
_NO_TYPE = "-"
# Families of magnitudes by what they saturate at, the best first; authors of the best first.
_FAMILIES = ("mw", "ms", "mb", "ml")
_AUTHORS = ("isc-gem", "gcmt", "isc")
_GEM_COLUMNS = columns_of("date", "lat", "lon", "depth", "mw")


@dataclass(frozen=True, slots=True)
class Earthquake:
    """An event of a catalogue.

    Attributes
    ----------
    time : datetime
        UTC.
    lon, lat : float
        Degrees.
    depth_km : float
        NaN if unknown.
    magnitude : float
    """

    time: datetime
    lon: float
    lat: float
    depth_km: float
    magnitude: float


def is_isc_bulletin(lines: Sequence[str]) -> bool:
    """Say whether lines hold the heading of a Bulletin as CSV, wherever it is: a saved page begins with words."""
    return any(map(_is_heading, lines))


def is_isc_gem(lines: Sequence[str]) -> bool:
    """Say whether lines begin as ISC-GEM does: with comments, the last of which names the columns."""
    return _gem_heading(lines) is not None


def read_isc_bulletin(path: Path, lines: Sequence[str]) -> Iterator[Earthquake]:
    """Read the earthquakes of a Bulletin (``CATCSV``): fields padded with blanks, magnitudes three fields each.

    Of several magnitudes the moment magnitude counts, else Ms, mb, ML, in this order; of several authors ISC-GEM, GCMT,
    ISC, else the first. Explosions and events without magnitude are left out.

    Parameters
    ----------
    path : Path
    lines : sequence of str
        Of the file.

    Raises
    ------
    DataError
        If a row cannot be read, or the file breaks off before ``STOP``.
    """
    start = next(number for number, line in enumerate(lines) if _is_heading(line))
    heading = [name.strip() for name in lines[start].split(",")]
    # AUTHOR and TYPE occur twice: of the event, and of its magnitude.
    first = heading.index("MAG") - 2
    wanted = columns_of("EVENTID", "DATE", "TIME", "LAT", "LON", "DEPTH")
    at = {
        name: heading.index(there)
        for name, there in find_columns(heading[:first], wanted, path=path, give="the CSV of ISC").items()
    }
    kind_at = heading[:first].index("TYPE") if "TYPE" in heading[:first] else None
    if kind_at is None:
        tell(f"{path}: names no types of events; explosions in it count as earthquakes")
    ended = False
    for number, line in enumerate(lines[start + 1 :], start=start + 2):
        if line.strip() == _END:
            ended = True
            break
        if not line.strip() or line.lstrip().startswith("<"):
            continue
        cells = [cell.strip() for cell in line.split(",")]
        where = f"{path.name}, row {number}"
        if len(cells) < first:
            raise DataError(f"{where}: {len(cells)} fields, {first} are needed; get the file again")
        if kind_at is not None and cells[kind_at].casefold() not in _EARTHQUAKES:
            continue
        magnitude = _best_magnitude(cells[first:], where)
        if magnitude is not None:
            yield _event(
                [cells[at[name]] for name in ("DATE", "TIME", "LAT", "LON", "DEPTH")], magnitude, where
            )
    if not ended and _is_as_served(lines):
        raise DataError(f"{path} breaks off before {_END}; get the file again")


def read_isc_gem(path: Path, lines: Sequence[str]) -> Iterator[Earthquake]:
    """Read the earthquakes of ISC-GEM: comments, then date and time in one field, moment magnitude in ``mw``.

    Raises
    ------
    DataError
        If a row cannot be read.
    """
    heading = _gem_heading(lines) or []
    names = find_columns(heading, _GEM_COLUMNS, path=path, give="the ISC-GEM catalogue as CSV")
    at = {name: heading.index(there) for name, there in names.items()}
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        cells, where = [cell.strip() for cell in line.split(",")], f"{path.name}, row {number}"
        if len(cells) <= max(at.values()):
            raise DataError(
                f"{where}: {len(cells)} fields, {max(at.values()) + 1} are needed; get the file again"
            )
        if not cells[at["mw"]]:
            continue
        day, _, time = cells[at["date"]].partition(" ")
        magnitude = _number(cells[at["mw"]], "mw", where, (-2.0, 10.0))
        yield _event([day, time, *(cells[at[name]] for name in ("lat", "lon", "depth"))], magnitude, where)


def _is_heading(line: str) -> bool:
    names = [name.strip() for name in line.split(",")]
    return names[0] == _HEADING and {"DATE", "TIME", "LAT", "LON", "DEPTH", "MAG"} <= set(names)


def _is_as_served(lines: Sequence[str]) -> bool:
    beginning = next((line.strip() for line in lines if line.strip()), "")
    return beginning.startswith(_WEB_PAGE)


def _gem_heading(lines: Sequence[str]) -> list[str] | None:
    for line in lines:
        if line.strip() and not line.lstrip().startswith("#"):
            return None
        names = [name.strip() for name in line.lstrip("# ").split(",")]
        if {"date", "lat", "lon", "mw"} <= set(names):
            return names
    return None


def _best_magnitude(cells: Sequence[str], where: str) -> float | None:
    found: list[tuple[int, int, float]] = []
    for start in range(0, len(cells), _PER_MAGNITUDE):
        triple = cells[start : start + _PER_MAGNITUDE]
        if len(triple) < _PER_MAGNITUDE or not triple[2]:
            continue
        author, kind = triple[0].casefold(), triple[1].casefold()
        value = _number(triple[2], "MAG", where, (-4.0, 10.0))
        family = next((at for at, name in enumerate(_FAMILIES) if kind.startswith(name)), len(_FAMILIES))
        rank = _AUTHORS.index(author) if author in _AUTHORS else len(_AUTHORS)
        found.append((family, rank, value))
    return min(found, key=lambda ranked: ranked[:2])[2] if found else None


def _event(cells: Sequence[str], magnitude: float, where: str) -> Earthquake:
    day, time, lat, lon, depth = cells
    return Earthquake(
        _time(day, time, where),
        _number(lon, "LON", where, (-180.0, 180.0)),
        _number(lat, "LAT", where, (-90.0, 90.0)),
        _number(depth, "DEPTH", where, (-10.0, 1000.0)) if depth else float("nan"),
        magnitude,
    )


def _time(day: str, time: str, where: str) -> datetime:
    """Read a day and a time of it; seconds may be missing, or 60."""
    try:
        hours, minutes, seconds = (float(part or 0) for part in (time or "0:0:0").split(":"))
        start = datetime.fromisoformat(day.replace("/", "-")).replace(tzinfo=UTC)
        return start + timedelta(hours=hours, minutes=minutes, seconds=seconds)
    except (ValueError, OverflowError):
        raise DataError(f'{where}: "{day} {time}" is no time; give such as 2011-03-11 05:46:23.41') from None


def _number(text: str, name: str, where: str, allowed: tuple[float, float]) -> float:
    least, most = allowed
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not least <= value <= most:
        raise DataError(
            f'{where}, column {name}: "{text}" is not valid; give a number from {least:g} to {most:g}'
        )
    return value
