"""What the package carries: each embedded data set with its file, licence and checksum."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from routeplan.domain import Source
from routeplan.errors import DataError

_MANIFEST = "sources.toml"


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
        Name, licence and the checksum it was published with.
    credit : str
        Line to print beneath a map or a table made from it.
    """

    id: str
    path: Path
    source: Source
    credit: str

    def check(self) -> None:
        """Compare the file with its checksum.

        Raises
        ------
        DataError
            If the file is missing or its bytes have changed.
        """
        if sha256_of(self.path) != self.source.sha256:
            raise DataError(
                f"data set {self.id}: {self.path} is not the file that was published (sha256 differs); "
                "reinstall routeplan or rebuild the file with the script beside it"
            )


def data_folder() -> Path:
    """Folder of the embedded data: inside an installed package, or at the top of a checkout.

    Raises
    ------
    DataError
        If neither holds it.
    """
    package = Path(__file__).parent
    for folder in (package / "data", package.parent / "data"):
        if (folder / _MANIFEST).is_file():
            return folder
    raise DataError(f"no data folder beside {package}; reinstall routeplan")


@cache
def embedded_data() -> dict[str, DataSet]:
    """Every data set the package carries, by id."""
    folder = data_folder()
    manifest = tomllib.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
    return {
        key: DataSet(
            id=key,
            path=folder / entry["file"],
            source=Source(name=entry["name"], licence=entry["licence"], sha256=entry["sha256"]),
            credit=entry["credit"],
        )
        for key, entry in manifest.items()
    }


def embedded(key: str) -> DataSet:
    """Find one embedded data set, its file present.

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
