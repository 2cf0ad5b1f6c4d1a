"""The ring of buckets in which the cells of a march wait, each with the next of its bucket: constant time a cell.

A bucket holds costs of one level. The ring holds no more levels than lie between any two costs that wait.

References
----------
Yatziv, Bartesaghi and Sapiro 2006, doi:10.1016/j.jcp.2005.08.005
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from routeplan.runtime.compiled import compiled

Entries = npt.NDArray[np.int32] | npt.NDArray[np.int64]
"""(n, 2) cell, and next entry of the same bucket."""

_PER_CHEAPEST_CELL = 16
_MOST = 1 << 20
_FIRST_ENTRIES = 1 << 16
_NUMBERED_BY_4_BYTES = 1 << 31  # cells; a complement, which is negative, marks those of starts


def size_ring(cheapest: float, reach: float) -> tuple[float, int]:
    """Choose the width of a bucket and their number, a power of two.

    Parameters
    ----------
    cheapest : float
        Lowest cost of crossing a cell: a bucket is a sixteenth of it wide.
    reach : float
        Most that two costs that wait differ.
    """
    width = max(cheapest / _PER_CHEAPEST_CELL, reach / (_MOST - 2))
    return width, 1 << int(np.ceil(np.log2(reach / width + 2)))


def lay_out_entries(cells: int) -> Entries:
    """Make room for entries of a plane of so many cells: 4 bytes a number, or 8 where these are too few."""
    shape = _FIRST_ENTRIES, 2
    return np.empty(shape, np.int32) if cells < _NUMBERED_BY_4_BYTES else np.empty(shape, np.int64)


@compiled
def doubled(entry: Entries) -> Entries:
    """Make room for as many entries again. One by one: assigning a part of an array takes 3 s to compile."""
    larger = np.empty((2 * len(entry), 2), entry.dtype)
    for at in range(len(entry)):
        larger[at, 0], larger[at, 1] = entry[at, 0], entry[at, 1]
    return larger
