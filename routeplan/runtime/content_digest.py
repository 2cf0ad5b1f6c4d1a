"""Digests: a hash of what something is made of, and of the code that can have made it.

An array that is mapped from an entry of the cache counts by the name of its file, which is a hash already: nothing that
follows from it needs to read it.
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

LAYERS = (
    "errors",
    "runtime",
    "geo",
    "io",
    "catalog",
    "seabed",
    "cost",
    "solver",
    "planning",
    "engineering",
    "network",
    "ensemble",
    "view",
    "briefing",
    "live",
    "cli",
)
"""Packages from the bottom up; each imports only from those before it, which a test of the architecture proves."""

# Name of an entry of the cache, whole or not.
_ENTRY = re.compile(r"\.?[a-z0-9-]+-[0-9a-f]{32}(\.[0-9a-f]{8}\.part)?")
_PACKAGE = Path(__file__).resolve().parents[1]
_BEHIND = ("numpy", "scipy", "numba", "shapely", "pyproj", "rasterio")


def is_entry(name: str) -> bool:
    """Tell entries of the cache from other folders."""
    return _ENTRY.fullmatch(name) is not None


def digest(value: object) -> str:
    """Hash what something is made of, the same in every process.

    Raises
    ------
    TypeError
        If it holds something whose content is not known to be the same.

    Examples
    --------
    >>> digest((1, "Nuuk")) == digest((1, "Nuuk")), digest((1, "Nuuk")) == digest(("1", "Nuuk"))
    (True, False)
    """
    hasher = hashlib.blake2b(digest_size=20)
    _feed(hasher, value)
    return hasher.hexdigest()


def digest_of_code(maker: Callable[..., object]) -> str:
    """Hash the code that a function can reach, and the versions of what it computes with.

    That is its own layer and all layers below, because imports go downward only: a change of a map or of a command
    leaves the layers of the sea where they are.

    Examples
    --------
    >>> from routeplan.geo.grid import Grid
    >>> digest_of_code(Grid.arctic) == digest_of_code(digest_of_code)
    False
    """
    package, _, path = (getattr(maker, "__module__", None) or "").partition(".")
    layer = path.partition(".")[0]
    return _digest_up_to(layer if package == _PACKAGE.name and layer in LAYERS else LAYERS[-1])


@lru_cache(maxsize=len(LAYERS))
def _digest_up_to(layer: str) -> str:
    reached = LAYERS[: LAYERS.index(layer) + 1]
    code = [
        file
        for name in reached
        for file in (_PACKAGE / f"{name}.py", *sorted((_PACKAGE / name).rglob("*.py")))
        if file.is_file()
    ]
    hashes = [hashlib.blake2b(file.read_bytes()).hexdigest() for file in code]
    return digest([[metadata.version(package) for package in _BEHIND], hashes])


def _feed(hasher: hashlib.blake2b, value: object) -> None:
    """Hash a value with its type, and its parts in order."""
    hasher.update(f"<{type(value).__name__}>".encode())
    if value is None or isinstance(value, bool | int | float | str | np.generic):
        hasher.update(repr(value).encode())
    elif isinstance(value, bytes | bytearray):
        hasher.update(value)
    elif isinstance(value, np.ndarray):
        _feed_array(hasher, value)
    elif isinstance(value, list | tuple):
        for part in value:
            _feed(hasher, part)
    else:
        _feed(hasher, _parts_of(value))
    hasher.update(b"</>")


def _feed_array(hasher: hashlib.blake2b, values: npt.NDArray[Any]) -> None:
    hasher.update(f"{values.dtype} {values.shape}".encode())
    kept = _file_behind(values)
    if kept is not None:
        hasher.update(f"{kept.parent.name}/{kept.name}".encode())
    elif values.dtype == object:
        _feed(hasher, values.tolist())
    else:
        hasher.update(np.ascontiguousarray(values).data)


def _file_behind(values: npt.NDArray[Any]) -> Path | None:
    """File of the cache that an array is a map of, from its first value to its last; None if it is none."""
    mapped = values.base
    if not isinstance(mapped, np.memmap) or mapped.filename is None:
        return None
    whole = mapped.shape == values.shape and mapped.dtype == values.dtype and mapped.strides == values.strides
    same = mapped.__array_interface__["data"] == values.__array_interface__["data"]
    file = Path(mapped.filename)
    return file if whole and same and is_entry(file.parent.name) else None


def _parts_of(value: object) -> list[object]:  # noqa: PLR0911 - a line for each type
    """Say what decides a value: its content, and of a file its size and time of change.

    Types of packages that take long to import are told by their package: who has one has imported it.
    """
    package = type(value).__module__.partition(".")[0]
    if isinstance(value, Path):
        return [_about(file) for file in _files_of(value)]
    if isinstance(value, Mapping):
        return [list(item) for item in value.items()]
    if isinstance(value, frozenset):
        return sorted(value)
    if dataclasses.is_dataclass(value):
        return [[field.name, getattr(value, field.name)] for field in dataclasses.fields(value) if field.init]
    held: Any = value
    if package == "shapely":
        return [held.wkb]
    if package == "xarray":
        return [held.dims, held.to_numpy(), {key: at.to_numpy() for key, at in held.coords.items()}]
    if package in ("pandas", "geopandas"):
        return [[str(name), held[name].to_numpy(dtype=object)] for name in held.columns]
    if hasattr(held, "model_dump"):
        return [held.model_dump()]
    raise TypeError(f"no digest of {type(value).__name__}")


def _files_of(path: Path) -> list[Path]:
    """Give a file; a folder and all it holds, which may change in place; a Shapefile and the files beside it."""
    if path.is_dir():
        return [path, *sorted(path.rglob("*"))]
    if path.suffix.casefold() == ".shp":
        return [path, *sorted(file for file in path.parent.iterdir() if file.stem == path.stem)]
    return [path]


def _about(file: Path) -> list[object]:
    about = file.stat()
    return [str(file.resolve()), about.st_size, about.st_mtime_ns]
