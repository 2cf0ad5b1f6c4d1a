"""Rows of a plane in bands, a thread to a core: numba need not compile parallel kernels then.

A loop that numba runs in parallel takes three times as long to compile as the same loop over some rows.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

_BANDS_PER_CORE = 4  # rows differ in work: a core that is done early takes another band


def run_in_bands(kernel: Callable[..., None], rows: int, *arguments: Any) -> None:
    """Run a kernel over all rows.

    Parameters
    ----------
    kernel : callable
        Compiled with ``nogil``. Takes the first row, the row behind the last, and the arguments; writes into these.
        No row depends on what is written to another.
    rows : int
    *arguments
        Arrays and numbers.
    """
    import numba as nb

    cores: int = nb.get_num_threads()  # one in the workers of an ensemble
    count = min(rows, cores * _BANDS_PER_CORE) if cores > 1 else 1
    edges = [band * rows // max(count, 1) for band in range(count + 1)]
    if count <= 1:
        kernel(0, rows, *arguments)
        return
    # The first band alone, in this thread: it compiles, and an error is raised here.
    kernel(edges[0], edges[1], *arguments)
    with ThreadPoolExecutor(cores) as threads:
        for done in [threads.submit(kernel, *band, *arguments) for band in pairwise(edges[1:])]:
            done.result()
