"""The registry of published data sets: name, version, licence, citation and address of each.

References
----------
``data/published.toml``, which says where the addresses come from.
"""

from __future__ import annotations

import tomllib
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from routeplan.errors import UsageError
from routeplan.io.sources import data_folder
from routeplan.io.validation_messages import name_nearest

_FILE = "published.toml"


class SetKind(StrEnum):
    """What a planner uses a data set for: the key of ``[data]`` in a scenario that takes it, or lines of cables."""

    BATHYMETRY = "bathymetry"
    ICE = "ice"
    EEZ = "eez"
    EARTHQUAKES = "earthquakes"
    SEDIMENT = "sediment"
    TYPE_IDENTIFIER = "type_identifier"
    LAYER = "layer"
    LINES = "lines"

    @property
    def as_well(self) -> tuple[SetKind, ...]:
        """Kinds that may be given where this one is asked for."""
        return (
            (self, SetKind.SEDIMENT, SetKind.TYPE_IDENTIFIER, SetKind.LINES)
            if self is SetKind.LAYER
            else (self,)
        )


class PublishedSet(BaseModel):
    """A data set that somebody else publishes.

    Attributes
    ----------
    id : str
        Name in commands and scenarios, such as ``gebco``.
    title, version, resolution : str
    kind : SetKind
    authors : tuple of str
        ``Family, Given``, or the name of a group.
    year : int
    publisher, doi, licence, page : str
        ``doi`` is empty where there is none; ``page`` is the publisher's page about the set.
    file : str
        Name of the file that is used; with ``*`` where a name carries dates.
    url : str
        Where it is fetched from; empty if that has to be done by hand.
    archive : bool
        Whether the address gives a ZIP archive with the file in it.
    sha256 : str
        Checksum of what the address gives, where the publisher states one; otherwise empty.
    by_hand : str
        What to do where there is no address.
    unit : str
        Of a layer; empty where the file says it, or has none.
    least, most : float, optional
        Bounds of a layer; a file with values outside is another one, or in another unit.
    newer : str
        A later version that is known and not taken; otherwise empty.
    checked : str
        Document that citation, licence and address were compared with, and the day; empty if with none.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    title: str
    version: str
    kind: SetKind
    resolution: str
    authors: tuple[str, ...] = Field(min_length=1)
    year: int
    publisher: str
    licence: str
    page: str
    file: str
    doi: str = ""
    url: str = ""
    archive: bool = False
    sha256: str = ""
    by_hand: str = ""
    unit: str = ""
    least: float | None = None
    most: float | None = None
    newer: str = ""
    checked: str = ""

    @property
    def usage(self) -> str:
        """How to name it in a scenario or on the command line."""
        if self.kind is SetKind.BATHYMETRY:
            return f'--bathymetry {self.id}, or data.bathymetry = "{self.id}" in a scenario'
        if self.kind is SetKind.LAYER:
            return f'path = "{self.id}" in a table [[data.layers]] of a scenario'
        if self.kind is SetKind.LINES:
            return f"routeplan score {self.id}, --cross {self.id}, routeplan network {self.id}"
        return f'data.{self.kind} = "{self.id}" in a scenario'

    @property
    def how_checked(self) -> str:
        """What its citation was checked against.

        Examples
        --------
        >>> find_set("plate-boundaries").how_checked
        'citation checked against README of github.com/fraxen/tectonicplates; 2026-11-30'
        """
        if not self.checked:
            return "citation not checked against the publisher's page"
        return f"citation checked against {self.checked}"


@cache
def read_registry() -> dict[str, PublishedSet]:
    """Read all data sets by id."""
    return _read(data_folder() / _FILE)


def find_set(name: str) -> PublishedSet:
    """Find a data set by its id, in any case.

    Raises
    ------
    UsageError
        If there is none of that name.

    Examples
    --------
    >>> find_set("gebco").resolution
    '15 arc-seconds'
    """
    registry = read_registry()
    try:
        return registry[name.casefold()]
    except KeyError:
        raise UsageError(f"no data set {name!r}; {name_nearest(name, tuple(registry))}") from None


def _read(path: Path) -> dict[str, PublishedSet]:
    tables: dict[str, dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))
    return {key: PublishedSet.model_validate({"id": key, **table}) for key, table in tables.items()}
