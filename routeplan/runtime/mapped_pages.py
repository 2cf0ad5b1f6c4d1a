"""Give back memory of arrays that are mapped from files: they are read again where they are needed again."""

from __future__ import annotations

import dataclasses
import mmap
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress

import numpy as np

# Reclaims pages that nobody has changed, and keeps those that were (Linux 5.4, `man 2 madvise`). Python's mmap does not
# name it.
_MADV_PAGEOUT = 21


def give_back_pages(*holders: object) -> None:
    """Give back the pages of all mapped arrays in arrays, mappings, sequences and dataclasses.

    Values stay what they are. Elsewhere than on Linux nothing is done.

    Parameters
    ----------
    *holders : object
        Of dataclasses, fields and cached properties count.
    """
    if sys.platform != "linux":
        return
    for mapped in {id(found): found for holder in holders for found in _mapped_in(holder)}.values():
        with suppress(OSError):  # an older kernel
            mapped.madvise(_MADV_PAGEOUT)


def _mapped_in(holder: object) -> Iterator[mmap.mmap]:
    """Find the maps behind the arrays that something holds."""
    if isinstance(holder, np.ndarray):
        base: object = holder
        while isinstance(base, np.ndarray):
            base = base.base
        if isinstance(base, mmap.mmap):
            yield base
    elif isinstance(holder, Mapping):
        for part in holder.values():
            yield from _mapped_in(part)
    elif isinstance(holder, list | tuple):
        for part in holder:
            yield from _mapped_in(part)
    elif dataclasses.is_dataclass(holder) and hasattr(holder, "__dict__"):
        for part in vars(holder).values():
            yield from _mapped_in(part)
