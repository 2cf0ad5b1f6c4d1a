"""The cache on disk: arrays that follow from data, kept by the hash of what they were made from.

An entry is a folder of ``.npy`` files, which readers map into memory, and a list of their sizes. Its name is a hash of
the inputs and of the code, so that an entry is never out of date; it is written beside its place and renamed, so that
it is whole or not there. Where nothing can be written, nothing is kept.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import platformdirs

from routeplan.runtime.content_digest import digest, digest_of_code, is_entry

Arrays = Mapping[str, npt.NDArray[Any]]

FOLDER_VARIABLE = "ROUTEPLAN_CACHE"
"""Environment variable with the folder of the cache; ``off`` keeps nothing."""

LIMIT_BYTES = 4_000_000_000
"""Entries that were used least recently are removed above this."""

_SMALL_BYTES = 65_536  # read at once; an array of no values could not be mapped
_SIZES = "sizes.json"
_ABANDONED_S = 3600.0  # an unfinished entry this old belongs to a process that was killed
_SURVEYED = ".surveyed"  # its time is that of the last look at all entries
_SURVEY_S = 60.0
_LARGE_SHARE = 0.02  # of the limit


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
        _remove(entry)
    folder = cache_folder()
    if folder is not None:
        (folder / _SURVEYED).unlink(missing_ok=True)
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
        Arrays from the cache are mapped into memory. They must not be changed: what is made from them is kept by
        the name of their file.
    """
    return _keep(name, (digest_of_code(make), made_from), make)


def keep_array(name: str, made_from: object, make: Callable[[], npt.NDArray[Any]]) -> npt.NDArray[Any]:
    """Read one array from the cache, or make and keep it, as :func:`keep` does."""
    return _keep(name, (digest_of_code(make), made_from), lambda: {"values": make()})["values"]


def _keep(name: str, made_from: tuple[str, object], make: Callable[[], Arrays]) -> Arrays:
    """Read or make an entry that the code decides too."""
    folder = cache_folder()
    if folder is None:
        return make()
    entry = folder / f"{name}-{digest(made_from)[:32]}"
    kept = _read(entry)
    if kept is not None:
        return kept
    made = make()
    with suppress(OSError):  # a full disk or a read-only folder: the arrays are there all the same
        _write(entry, made)
        if _is_due(folder, entry):
            _remove_oldest(keep_entry=entry)
    # From the file from now on, as in the next process: what was made needs no memory beside it.
    return _read(entry) or made


def _read(entry: Path) -> Arrays | None:
    """Map an entry into memory; None if there is none, or it is damaged."""
    try:
        sizes = json.loads((entry / _SIZES).read_text(encoding="utf-8"))
        kept = {Path(name).stem: _load(entry / name, size) for name, size in sizes.items()}
    except FileNotFoundError:
        if entry.is_dir():  # a file of it is missing
            _remove(entry)
        return None
    except (OSError, ValueError, EOFError):
        _remove(entry)
        return None
    with suppress(OSError):  # a read-only folder
        os.utime(entry)
    return kept


def _load(file: Path, size: int) -> npt.NDArray[Any]:
    if file.stat().st_size != size:
        raise ValueError(f"{file} is cut short")
    if size < _SMALL_BYTES:
        return np.asarray(np.load(file, allow_pickle=False))
    # Changes are this process's own; arrays that cannot be written to would need kernels of their own.
    return np.asarray(np.load(file, mmap_mode="c", allow_pickle=False))


def _write(entry: Path, arrays: Arrays) -> None:
    """Write an entry beside its place, and rename it; another process may have been first."""
    entry.parent.mkdir(parents=True, exist_ok=True)
    unfinished = _hidden(entry)
    try:
        unfinished.mkdir()
        sizes = {}
        for name, values in arrays.items():
            file = unfinished / f"{name}.npy"
            with file.open("wb") as written:
                np.save(written, values, allow_pickle=False)
                written.flush()
                os.fsync(written.fileno())  # the name must not outlive the content when power fails
            sizes[file.name] = file.stat().st_size
        (unfinished / _SIZES).write_text(json.dumps(sizes), encoding="utf-8")
        unfinished.rename(entry)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _remove(entry: Path) -> None:
    """Remove an entry: renamed first, so that no process reads half of it."""
    unfinished = _hidden(entry)
    with suppress(OSError):  # a read-only folder, or another process was first
        entry.rename(unfinished)
    shutil.rmtree(unfinished, ignore_errors=True)


def _hidden(entry: Path) -> Path:
    """Name an entry that is not whole."""
    return entry.with_name(f".{entry.name.lstrip('.').split('.')[0]}.{secrets.token_hex(4)}.part")


def _is_due(folder: Path, entry: Path) -> bool:
    """Whether to look at all entries now: once a minute, and after every large entry.

    To look at thousands of entries takes longer than to write a small one.
    """
    surveyed = folder / _SURVEYED
    with suppress(OSError):
        is_large = sum(file.stat().st_size for file in entry.iterdir()) > _LARGE_SHARE * LIMIT_BYTES
        if not is_large and 0.0 <= time.time() - surveyed.stat().st_mtime < _SURVEY_S:
            return False
    surveyed.touch()
    return True


def _remove_oldest(*, keep_entry: Path) -> None:
    """Remove what is above the limit, and what a process that was killed has left."""
    total, abandoned = 0, time.time() - _ABANDONED_S
    for used, size, entry in sorted(_entries(), reverse=True):
        total += size
        left = entry.name.endswith(".part") and used < abandoned
        if left or (total > LIMIT_BYTES and entry != keep_entry):
            _remove(entry)


def _entries() -> list[tuple[float, int, Path]]:
    """Time of the last use, size in bytes and folder of every entry, unfinished ones too."""
    folder, found = cache_folder(), []
    if folder is None or not folder.is_dir():
        return []
    for entry in folder.iterdir():
        if is_entry(entry.name):  # somebody may name a folder that holds other things
            with suppress(OSError):  # another process may remove it
                size = sum(file.stat().st_size for file in entry.iterdir())
                found.append((entry.stat().st_mtime, size, entry))
    return found
