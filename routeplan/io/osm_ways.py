"""Submarine cables of OpenStreetMap: what Overpass answers as JSON, and files in OSM's own XML.

References
----------
OpenStreetMap contributors, ODbL 1.0; tags as https://wiki.openstreetmap.org/wiki/Tag:communication=line has them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np

from routeplan.errors import DataError
from routeplan.geo.geodesy import FloatArray

CREDIT = "OpenStreetMap contributors, ODbL 1.0"
_ASK = "ask Overpass for [out:json]; ... out geom;"
_NAMES = ("name", "name:en", "official_name", "ref", "operator")
_UNDER_WATER = {("submarine", "yes"), ("location", "underwater"), ("location", "underground;underwater")}
# Values of seamark:cable_submarine:category that carry signals; the others are power, chains and transport.
_SIGNALS = (
    "",
    "telephone",
    "telegraph",
    "fibre_optic",
    "optical_fibre",
    "communication",
    "telecommunications",
)


@dataclass(frozen=True, slots=True)
class OsmWay:
    """A way of OpenStreetMap.

    Attributes
    ----------
    id : int
    parts : tuple of (n, 2) arrays
        Longitude and latitude; several where positions between them are missing.
    tags : mapping of str to str
    system : str
        Name of the relation that it belongs to, else its own; empty if neither has one.
    is_broken : bool
        Whether positions are missing.
    """

    id: int
    parts: tuple[FloatArray, ...]
    tags: Mapping[str, str]
    system: str
    is_broken: bool

    @property
    def name(self) -> str:
        """Its own name, else that of its system."""
        return _name(self.tags) or self.system

    @property
    def is_cable(self) -> bool:
        """Whether its tags say that it is a submarine cable for signals, in use."""
        tags = self.tags
        if tags.get("communication") == "line":
            return bool(_UNDER_WATER & set(tags.items()))
        if tags.get("seamark:type") == "cable_submarine":
            return tags.get("seamark:cable_submarine:category", "") in _SIGNALS and "power" not in tags
        return tags.get("man_made") == "submarine_cable" and "power" not in tags


def is_osm(head: bytes) -> bool:
    """Say whether a file begins as an answer of Overpass, or as OSM XML."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"{"):
        return b'"osm3s"' in head or (b'"elements"' in head and b'"features"' not in head)
    return start.startswith(b"<") and b"<osm" in head


def read_osm_cables(path: Path) -> tuple[list[OsmWay], tuple[str, ...]]:
    """Read the submarine cables of a file, and what is to be told of it.

    Ways with positions of their own (``out geom``), ways that name nodes, and members of relations are read. Where
    positions are missing, because Overpass was asked for less, a way is in parts.

    Raises
    ------
    DataError
        If the file cannot be read, is an answer that Overpass broke off, or has no submarine cable.
    """
    elements = (
        _read_xml(path)
        if path.read_bytes()[:512].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<"
        else _read_json(path)
    )
    try:
        ways = list(_ways_of(elements, path))
    except (TypeError, KeyError, ValueError, AttributeError) as error:
        raise DataError(f"{path}: elements are not laid out as Overpass does ({error!r}); {_ASK}") from error
    cables = [way for way in ways if way.is_cable]
    if not cables:
        raise DataError(
            f"{path} has {len(ways)} ways and no submarine cable among them; "
            "ask Overpass for way[communication=line][submarine=yes]; out geom;"
        )
    whole = [way for way in cables if way.parts]
    if not whole:
        raise DataError(f"{path} has ways without positions; {_ASK}")
    told = [f"{CREDIT}: {len(whole)} submarine cables"]
    if len(ways) > len(cables):
        told.append(f"{len(ways) - len(cables)} ways that are no submarine cables for signals are left out")
    broken = [way for way in cables if way.is_broken]
    if broken:
        told.append(
            f"{len(broken)} ways lack positions, the first is way {broken[0].id}: they are read in parts, or left out; "
            f"{_ASK}"
        )
    return whole, tuple(told)


def _read_json(path: Path) -> list[dict[str, Any]]:
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
        elements = content["elements"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise DataError(f"cannot read {path} as an answer of Overpass: {error}; get it again") from error
    remark = content.get("remark", "")
    if "error" in str(remark).casefold():
        raise DataError(
            f"{path} is incomplete, says Overpass ({' '.join(str(remark).split())[:120]}); get it again"
        )
    if not isinstance(elements, list) or not all(isinstance(element, dict) for element in elements):
        raise DataError(f"{path}: elements are no list of objects; {_ASK}")
    return elements


def _read_xml(path: Path) -> list[dict[str, Any]]:
    """Read OSM XML as the same elements that JSON has."""
    found: list[dict[str, Any]] = []
    try:
        root = ElementTree.parse(path).getroot()
    except (OSError, ElementTree.ParseError) as error:
        raise DataError(f"cannot read {path} as OSM XML: {error}; get it again") from error
    for element in root:
        if element.tag not in ("node", "way", "relation") or element.get("action") == "delete":
            continue
        about: dict[str, Any] = {"type": element.tag, "id": element.get("id")}
        about["tags"] = {tag.get("k", ""): tag.get("v", "") for tag in element.iter("tag")}
        if element.tag == "node":
            about |= {"lat": element.get("lat"), "lon": element.get("lon")}
        elif element.tag == "way":
            about |= _positions_of(list(element.iter("nd")))
        else:
            about["members"] = [
                {
                    "type": member.get("type"),
                    "ref": member.get("ref"),
                    **_positions_of(list(member.iter("nd"))),
                }
                for member in element.iter("member")
            ]
        found.append(about)
    return found


def _positions_of(nodes: Sequence[ElementTree.Element]) -> dict[str, Any]:
    if any(node.get("lat") for node in nodes):
        return {"geometry": [dict(node.attrib) if node.get("lat") else None for node in nodes]}
    return {"nodes": [node.get("ref") for node in nodes]} if nodes else {}


def _ways_of(elements: Iterable[Mapping[str, Any]], path: Path) -> Iterator[OsmWay]:
    """Bring together ways, positions of nodes, and names of relations."""
    nodes: dict[int, tuple[float, float]] = {}
    ways: dict[int, dict[str, Any]] = {}
    systems: dict[int, str] = {}
    for element in elements:
        if element["type"] == "node" and element.get("lat") is not None:
            nodes[int(element["id"])] = float(element["lon"]), float(element["lat"])
        elif element["type"] == "way":
            way = ways.setdefault(int(element["id"]), {"tags": {}})
            way |= {key: element[key] for key in ("tags", "geometry", "nodes") if element.get(key)}
        elif element["type"] == "relation":
            tags = element.get("tags") or {}
            for member in element.get("members") or ():
                if member["type"] == "way":
                    way = ways.setdefault(int(member["ref"]), {"tags": dict(tags)})
                    if member.get("geometry") and not way.get("geometry"):
                        way["geometry"] = member["geometry"]
                    systems.setdefault(int(member["ref"]), _name(tags))
    for number, way in ways.items():
        places = _places(way, nodes)
        _check(places, number, path)
        parts = _parts(places)
        yield OsmWay(
            number, parts, way["tags"], systems.get(number) or _name(way["tags"]), None in places or not parts
        )


def _places(
    way: Mapping[str, Any], nodes: Mapping[int, tuple[float, float]]
) -> list[tuple[float, float] | None]:
    if way.get("geometry"):
        return [None if at is None else (float(at["lon"]), float(at["lat"])) for at in way["geometry"]]
    return [nodes.get(int(node)) for node in way.get("nodes") or ()]


def _check(places: Sequence[tuple[float, float] | None], number: int, path: Path) -> None:
    for place in places:
        if place is not None and not (abs(place[0]) <= 180.0 and abs(place[1]) <= 90.0):
            raise DataError(
                f"{path}, way {number}: {place[1]:g}, {place[0]:g} is not a position; get it again"
            )


def _parts(places: Sequence[tuple[float, float] | None]) -> tuple[FloatArray, ...]:
    """Cut a way where positions are missing; a single position is no part."""
    parts: list[list[tuple[float, float]]] = [[]]
    for place in places:
        if place is None:
            parts.append([])
        else:
            parts[-1].append(place)
    return tuple(np.array(part, dtype=np.float64) for part in parts if len(part) > 1)


def _name(tags: Mapping[str, str]) -> str:
    return next((tags[key] for key in _NAMES if tags.get(key)), "")
