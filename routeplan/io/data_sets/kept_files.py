"""Files of published data sets on this machine: where each belongs, whether it is there, whether it is as fetched.

Each set has a folder of its own by name and version, so that a path in a scenario tells the version. A fetched file
has a record beside it with its size, checksum, address and day; a file that was put there by hand has none until it is
checked.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

import platformdirs

from routeplan.errors import DataError
from routeplan.io.data_sets.registry import PublishedSet, read_registry
from routeplan.io.sources import FileSource, JoinedSource, Source, sha256_of
from routeplan.runtime.files import atomic_write

FOLDER_VARIABLE = "ROUTEPLAN_DATA"
"""Environment variable with the folder of fetched data sets."""

USER_LICENCE = "as its owner states (file given by the user)"

_RECORD = "fetched.json"
_BESIDE_SHP = (".shx", ".dbf", ".prj", ".cpg")


class SetState(StrEnum):
    """Whether a data set is on this machine."""

    FETCHED = "fetched"
    BY_HAND = "put there by hand"
    ABSENT = "not here"

    @property
    def is_absent(self) -> bool:
        """Whether there is no file."""
        return self is SetState.ABSENT


@dataclass(frozen=True, slots=True)
class FetchRecord:
    """What is known of a file since it was fetched, or first checked.

    Attributes
    ----------
    file : str
        Name of the file.
    size_bytes : int
    sha256 : str
    url : str
        Where it came from; empty for a file put there by hand.
    day : str
        ISO date.
    """

    file: str
    size_bytes: int
    sha256: str
    url: str
    day: str


def data_root() -> Path:
    """Folder of all fetched data sets."""
    chosen = os.environ.get(FOLDER_VARIABLE)
    return Path(chosen).absolute() if chosen else Path(platformdirs.user_data_path("routeplan"))


def data_set_folder(data_set: PublishedSet) -> Path:
    """Folder of a data set; it need not exist."""
    return data_root() / data_set.id / data_set.version


def find_set_file(data_set: PublishedSet) -> Path | None:
    """Find the file of a data set; None if it is not here.

    Raises
    ------
    DataError
        If several files in its folder could be meant.
    """
    folder = data_set_folder(data_set)
    found = sorted(path for path in folder.glob(data_set.file) if path.is_file())
    if len(found) > 1:
        raise DataError(
            f"{len(found)} files in {folder} could be {data_set.id}: {found[0].name}, {found[1].name}; keep one"
        )
    return found[0] if found else None


def require_set_file(data_set: PublishedSet) -> Path:
    """Find the file of a data set.

    Raises
    ------
    DataError
        If it is not here; the message says how to get it.
    """
    file = find_set_file(data_set)
    if file is None:
        raise DataError(f"{data_set.id} ({data_set.title}) is not on this machine; {how_to_get(data_set)}")
    return file


def how_to_get(data_set: PublishedSet) -> str:
    """Say how to get a data set that is not here."""
    if data_set.url:
        return f"routeplan data fetch {data_set.id}"
    return place_by_hand(data_set)


def place_by_hand(data_set: PublishedSet) -> str:
    """Say which file to get, where, and where to put it."""
    how = f", {data_set.by_hand}," if data_set.by_hand else ""
    return f"get {data_set.file} from {data_set.page}{how} and put it in {data_set_folder(data_set)}"


def state_of(data_set: PublishedSet) -> SetState:
    """Whether a data set is here, without reading it."""
    file = find_set_file(data_set)
    if file is None:
        return SetState.ABSENT
    record = read_record(data_set)
    return SetState.FETCHED if record and record.file == file.name and record.url else SetState.BY_HAND


def read_record(data_set: PublishedSet) -> FetchRecord | None:
    """Read the record of a data set; None if there is none, or it is damaged."""
    try:
        content = json.loads((data_set_folder(data_set) / _RECORD).read_text(encoding="utf-8"))
        return FetchRecord(**content)
    except (OSError, ValueError, TypeError):
        return None


def write_record(data_set: PublishedSet, record: FetchRecord) -> None:
    """Write the record of a data set."""
    with atomic_write(data_set_folder(data_set) / _RECORD) as temporary:
        temporary.write_text(json.dumps(asdict(record), indent=2) + "\n", encoding="utf-8")


def check_set(data_set: PublishedSet) -> None:
    """Compare the file of a data set with its record, byte for byte.

    Raises
    ------
    DataError
        If it is missing, truncated or altered.
    """
    file, record = find_set_file(data_set), read_record(data_set)
    if file is None:
        was = " any more" if record else ""
        raise DataError(f"{data_set.id}: not on this machine{was}; {how_to_get(data_set)}")
    if record is None or record.file != file.name:
        _record_as_found(data_set, file)
        return
    again = f"remove it with routeplan data clean {data_set.id}, then {how_to_get(data_set)}"
    size = file.stat().st_size
    if size < record.size_bytes:
        raise DataError(f"{data_set.id}: {file} has {size:,} of {record.size_bytes:,} bytes; {again}")
    if size != record.size_bytes or sha256_of(file) != record.sha256:
        raise DataError(f"{data_set.id}: {file} is not what was fetched on {record.day} (sha256); {again}")


def _record_as_found(data_set: PublishedSet, file: Path) -> None:
    """Record a file that was put there by hand: later changes are noticed."""
    day = datetime.now(UTC).date().isoformat()
    write_record(data_set, FetchRecord(file.name, file.stat().st_size, sha256_of(file), "", day))


def set_of_file(path: Path) -> PublishedSet | None:
    """Say which data set a file in their folder belongs to; None for any other file."""
    try:
        name, version, *_ = path.absolute().relative_to(data_root()).parts
    except ValueError:
        return None
    data_set = read_registry().get(name)
    return data_set if data_set and data_set.version == version else None


def source_of(path: Path) -> Source:
    """Name the source of a user's file: the data set it belongs to with its licence, or the file itself.

    The checksum of a folder is that of its files, the one of a Shapefile that of all its parts.
    """
    parts = _parts_of(path)
    data_set = set_of_file(path)
    if data_set is None:
        sources = [FileSource(part, USER_LICENCE) for part in parts]
        return sources[0] if parts == [path] else JoinedSource(path.name, sources)
    name = f"{data_set.title}, version {data_set.version}"
    sources = [
        FileSource(part, data_set.licence, name=name, version=data_set.version, doi=data_set.doi)
        for part in parts
    ]
    return sources[0] if parts == [path] else JoinedSource(name, sources)


def _parts_of(path: Path) -> list[Path]:
    """Files that are read for a path: itself, all in a folder, or what belongs to a Shapefile."""
    if path.is_dir():
        return sorted(file for file in path.iterdir() if file.is_file())
    if path.suffix.casefold() == ".shp":
        others = (path.with_suffix(suffix) for suffix in _BESIDE_SHP)
        return [path, *(other for other in others if other.is_file())]
    return [path]
