"""The cache on disk: arrays that follow from data, kept by the hash of what they were made from.

An entry is a folder of ``.npy`` files, which readers map into memory. Its name is a hash of the inputs and of the
code, so that an entry is never out of date; it is written beside its place and renamed, so that it is whole or not
there. Where nothing can be written, nothing is kept.
"""

from __future__ import annotations

import dataclasses
import hashlib
import os
import secrets
import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import platformdirs
import shapely
import xarray as xr

Arrays = Mapping[str, npt.NDArray[Any]]

FOLDER_VARIABLE = "ROUTEPLAN_CACHE"
"""Environment variable with the folder of the cache; ``off`` keeps nothing."""

LIMIT_BYTES = 4_000_000_000
"""Entries that were used least recently are removed above this."""

_SMALL_BYTES = 65_536  # read at once; an array of no values could not be mapped
_PACKAGE = Path(__file__).resolve().parents[1]
_BEHIND = ("numpy", "scipy", "numba", "shapely", "pyproj", "rasterio")


def cache_folder() -> Path | None:
    """Folder of the cache; None if nothing is to be kept."""
    chosen = os.environ.get(FOLDER_VARIABLE)
    if chosen == "off":
        return None
    return Path(chosen) if chosen else Path(platformdirs.user_cache_path("routeplan"))


def cache_size() -> tuple[int, int]:
    """Count entries and bytes in the cache."""
    entries = _entries()
    return len(entries), sum(size for _, size, _ in entries)


def empty_cache() -> tuple[int, int]:
    """Remove all entries; gives their number and bytes."""
    removed = cache_size()
    for _, _, entry in _entries():
        shutil.rmtree(entry, ignore_errors=True)
    return removed


def keep(name: str, made_from: object, make: Callable[[], Arrays]) -> Arrays:
    """Read arrays from the cache; make and keep them if they are not there.

    Parameters
    ----------
    name : str
        What they are, in letters and hyphens.
    made_from : object
        All that they depend on besides the code: numbers, texts, paths, arrays, tables, and dataclasses, tuples and
        mappings of these. Of a path, the file's size and time of change count.
    make : callable
        Makes the arrays.

    Returns
    -------
    mapping of str to array
        Arrays from the cache are mapped into memory: a change of them stays in this process.
    """
    folder = cache_folder()
    if folder is None:
        return make()
    entry = folder / f"{name}-{digest((_digest_of_code(), made_from))[:32]}"
    kept = _read(entry)
    if kept is not None:
        return kept
    made = make()
    with suppress(OSError):  # a full disk or a read-only folder: the arrays are there all the same
        _write(entry, made)
        _remove_oldest(keep_entry=entry)
    # From the file from now on, as in the next process: what was made needs no memory beside it.
    return _read(entry) or made


def keep_array(name: str, made_from: object, make: Callable[[], npt.NDArray[Any]]) -> npt.NDArray[Any]:
    """Read one array from the cache, or make and keep it, as :func:`keep` does."""
    return keep(name, made_from, lambda: {"values": make()})["values"]


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


def _feed(hasher: hashlib.blake2b, value: object) -> None:  # noqa: PLR0912 - a line for each type
    """Hash a value with its type, and its parts in order."""
    hasher.update(f"<{type(value).__name__}>".encode())
    if value is None or isinstance(value, bool | int | float | str | np.generic):
        hasher.update(repr(value).encode())
    elif isinstance(value, Path):
        about = value.stat()
        hasher.update(f"{value.resolve()} {about.st_size} {about.st_mtime_ns}".encode())
    elif isinstance(value, np.ndarray):
        hasher.update(f"{value.dtype} {value.shape}".encode())
        if value.dtype == object:
            _feed(hasher, value.tolist())
        else:
            hasher.update(np.ascontiguousarray(value).data)
    elif isinstance(value, shapely.Geometry):
        hasher.update(shapely.to_wkb(value))
    elif isinstance(value, xr.DataArray):
        _feed(
            hasher, [value.dims, value.to_numpy(), {key: at.to_numpy() for key, at in value.coords.items()}]
        )
    elif isinstance(value, pd.DataFrame):
        _feed(hasher, {str(name): value[name].to_numpy(dtype=object) for name in value.columns})
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        _feed(
            hasher, {each.name: getattr(value, each.name) for each in dataclasses.fields(value) if each.init}
        )
    elif isinstance(value, Mapping):
        _feed(hasher, [list(item) for item in value.items()])
    elif isinstance(value, list | tuple):
        for part in value:
            _feed(hasher, part)
    else:
        raise TypeError(f"no digest of {type(value).__name__}")
    hasher.update(b"</>")


@lru_cache(maxsize=1)
def _digest_of_code() -> str:
    """Hash this package's code and the versions of what it computes with."""
    code = sorted(_PACKAGE.rglob("*.py"))
    versions = [metadata.version(package) for package in _BEHIND]
    return digest([*versions, *(hashlib.blake2b(file.read_bytes()).hexdigest() for file in code)])


def _read(entry: Path) -> Arrays | None:
    """Map an entry into memory; None if there is none, or it is damaged."""
    try:
        kept = {file.stem: _load(file) for file in sorted(entry.iterdir())}
        os.utime(entry)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, EOFError):
        shutil.rmtree(entry, ignore_errors=True)
        return None
    return kept or None


def _load(file: Path) -> npt.NDArray[Any]:
    if file.stat().st_size < _SMALL_BYTES:
        return np.asarray(np.load(file, allow_pickle=False))
    # Changes are this process's own; arrays that cannot be written to would need kernels of their own.
    return np.asarray(np.load(file, mmap_mode="c", allow_pickle=False))


def _write(entry: Path, arrays: Arrays) -> None:
    """Write an entry beside its place, and rename it; another process may have been first."""
    entry.parent.mkdir(parents=True, exist_ok=True)
    unfinished = entry.with_name(f".{entry.name}.{secrets.token_hex(4)}.part")
    try:
        unfinished.mkdir()
        for name, values in arrays.items():
            np.save(unfinished / f"{name}.npy", values, allow_pickle=False)
        unfinished.rename(entry)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _remove_oldest(*, keep_entry: Path) -> None:
    """Remove what is above the limit, and what a process that was killed has left."""
    total = 0
    for _, size, entry in sorted(_entries(), reverse=True):
        total += size
        if total > LIMIT_BYTES and entry != keep_entry:
            shutil.rmtree(entry, ignore_errors=True)


def _entries() -> list[tuple[float, int, Path]]:
    """Time of the last use, size in bytes and folder of every entry."""
    folder, found = cache_folder(), []
    if folder is None or not folder.is_dir():
        return []
    for entry in folder.iterdir():
        with suppress(OSError):  # another process may remove it
            size = sum(file.stat().st_size for file in entry.iterdir())
            found.append((entry.stat().st_mtime, size, entry))
    return found
