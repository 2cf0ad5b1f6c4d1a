"""Embedded data sets: file, licence, checksum and credit of each."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

import numpy as np

from routeplan.errors import DataError
from routeplan.runtime.disk_cache import keep_array

_MANIFEST = "sources.toml"
_LARGE_BYTES = 100_000_000
_OWN_AUTHORS, _OWN_YEAR = ("The routeplan developers",), 2026  # of sets that name no authors: our own tables


@dataclass(frozen=True, slots=True)
class Source:
    """A data set behind a figure.

    Attributes
    ----------
    name : str
        Name, with version.
    licence : str
        Licence of the data.
    sha256 : str
        Checksum of the file that was read.
    version, doi : str
        Of a published set; empty where there is none, as of most files of users.
    """

    name: str
    licence: str
    sha256: str = field(repr=False)  # computed lazily for large files; omitted from repr
    version: str = ""
    doi: str = ""

    @property
    def record(self) -> dict[str, str]:
        """Name, licence and checksum for JSON; version and DOI where they are known."""
        known = {"name": self.name, "version": self.version, "doi": self.doi, "licence": self.licence}
        return {key: text for key, text in known.items() if text or key in ("name", "licence")} | {
            "sha256": self.sha256
        }


@dataclass(frozen=True, slots=True)
class DataSet:
    """One embedded file and where it comes from.

    Attributes
    ----------
    id : str
        Key in ``data/sources.toml``.
    path : Path
        The file on this machine.
    source : Source
        Name, licence and published checksum.
    credit : str
        Credit line for maps and tables.
    authors : tuple of str
        ``Family, Given``, or the name of a group.
    year : int
    """

    id: str
    path: Path
    source: Source
    credit: str
    authors: tuple[str, ...] = _OWN_AUTHORS
    year: int = _OWN_YEAR

    def check(self) -> None:
        """Compare the file with its checksum.

        Raises
        ------
        DataError
            If the file is missing, truncated or altered.
        """
        if not self.path.is_file():
            raise DataError(f"data set {self.id}: {self.path} is missing; reinstall routeplan")
        if sha256_of(self.path) != self.source.sha256:
            raise DataError(
                f"data set {self.id}: {self.path} differs from the published file (sha256); "
                "reinstall routeplan or rebuild the file with the script beside it"
            )


class FileSource(Source):
    """A file given by the user; its checksum is computed on first use (seconds for a global grid).

    Parameters
    ----------
    path : Path
        The file.
    licence : str
        Licence of the data.
    name : str
        Name of the source; by default that of the file.
    version, doi : str
        Of the published set that it is of.
    """

    __slots__ = ("_path", "_state")
    _path: Path
    _state: tuple[int, int]

    def __init__(self, path: Path, licence: str, *, name: str = "", version: str = "", doi: str = "") -> None:
        known = {"name": name or path.name, "licence": licence, "version": version, "doi": doi, "_path": path}
        for key, value in known.items():
            object.__setattr__(self, key, value)
        object.__setattr__(self, "_state", _state_of(path))

    @property
    def sha256(self) -> str:
        """Checksum of the file as it was when it was opened.

        Raises
        ------
        DataError
            If the file has changed since.
        """
        if _state_of(self._path) != self._state:
            raise DataError(f"{self._path} has changed since it was opened; open it again")
        return _sha256_once(self._path, self._state)

    def __reduce__(self) -> tuple[type[Source], tuple[str, ...]]:
        # Another process, perhaps on another machine, gets the checksum instead of the path.
        return Source, (self.name, self.licence, self.sha256, self.version, self.doi)


class JoinedSource(Source):
    """Several sources behind one array; the checksum is that of their checksums.

    Parameters
    ----------
    name : str
    parts : sequence of Source
        Their licences, versions and DOIs are told one after the other.
    """

    __slots__ = ("_parts",)
    _parts: tuple[Source, ...]

    def __init__(self, name: str, parts: Sequence[Source]) -> None:
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "_parts", tuple(parts))
        for key in ("licence", "version", "doi"):
            told = dict.fromkeys(text for part in parts if (text := getattr(part, key)))
            object.__setattr__(self, key, "; ".join(told))

    @property
    def sha256(self) -> str:
        """SHA-256 over the checksums of the parts, in their order, a line each."""
        lines = "".join(f"{part.sha256}\n" for part in self._parts)
        return hashlib.sha256(lines.encode()).hexdigest()

    def __reduce__(self) -> tuple[type[Source], tuple[str, ...]]:
        return Source, (self.name, self.licence, self.sha256, self.version, self.doi)


def data_folder() -> Path:
    """Folder of the embedded data: inside an installed package, or at the top of a checkout.

    Raises
    ------
    DataError
        If neither has it.
    """
    package = Path(__file__).parents[1]
    for folder in (package / "data", package.parent / "data"):
        if (folder / _MANIFEST).is_file():
            return folder
    raise DataError(f"no data folder beside {package}; reinstall routeplan")


@cache
def embedded_data() -> dict[str, DataSet]:
    """All embedded data sets by id."""
    folder = data_folder()
    manifest = tomllib.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
    return {
        key: DataSet(
            id=key,
            path=folder / entry["file"],
            source=Source(
                entry["name"],
                entry["licence"],
                entry["sha256"],
                entry.get("version", ""),
                entry.get("doi", ""),
            ),
            credit=entry["credit"],
            authors=tuple(entry.get("authors", _OWN_AUTHORS)),
            year=entry.get("year", _OWN_YEAR),
        )
        for key, entry in manifest.items()
    }


def embedded(key: str) -> DataSet:
    """Find an embedded data set and check that its file exists.

    Raises
    ------
    DataError
        If the file is missing.
    """
    data_set = embedded_data()[key]
    if not data_set.path.is_file():
        raise DataError(f"data set {key}: {data_set.path} is missing; reinstall routeplan")
    return data_set


def sha256_of(path: Path) -> str:
    """Checksum of a file, in hexadecimal.

    Raises
    ------
    DataError
        If the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise DataError(f"cannot read {path}: {error.strerror}; give a readable file") from error


def _state_of(path: Path) -> tuple[int, int]:
    """Size and time of the last change: a cheap test of whether a file has changed."""
    try:
        state = path.stat()
    except OSError as error:
        raise DataError(f"cannot read {path}: {error.strerror}; give a readable file") from error
    return state.st_size, state.st_mtime_ns


@lru_cache(maxsize=16)
def _sha256_once(path: Path, state: tuple[int, int]) -> str:
    """Checksum of a file in this state; that of a large one is kept on disk, because it takes seconds."""
    size, _ = state
    if size < _LARGE_BYTES:
        return sha256_of(path)
    kept = keep_array("checksum", path, lambda: np.frombuffer(bytes.fromhex(sha256_of(path)), dtype=np.uint8))
    return kept.tobytes().hex()
