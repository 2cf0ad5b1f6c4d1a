"""Geometries as plain arrays and back, to the last bit: how the cache on disk holds them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

Geometries = npt.NDArray[np.object_]


def geometries_as_arrays(name: str, geometries: Geometries) -> dict[str, npt.NDArray[Any]]:
    """Write geometries as well-known binary, one after another, and where each ends.

    Parameters
    ----------
    name : str
        What they are; several may stand in one mapping.
    geometries : (n,) array of shapely geometries

    Examples
    --------
    >>> kept = geometries_as_arrays("places", np.array([shapely.Point(1.0, 2.0), shapely.Point(3.0, 4.0)]))
    >>> [point.wkt for point in geometries_from_arrays("places", kept)]
    ['POINT (1 2)', 'POINT (3 4)']
    """
    parts = [bytes(part) for part in shapely.to_wkb(geometries)]
    return {
        f"{name}_wkb": np.frombuffer(b"".join(parts), dtype=np.uint8),
        f"{name}_ends": np.cumsum([len(part) for part in parts], dtype=np.int64),
    }


def geometries_from_arrays(name: str, kept: Mapping[str, npt.NDArray[Any]]) -> Geometries:
    """Read (n,) geometries as :func:`geometries_as_arrays` wrote them."""
    written = kept[f"{name}_wkb"].tobytes()
    ends = [0, *kept[f"{name}_ends"].tolist()]
    return np.asarray(
        shapely.from_wkb([written[begin:end] for begin, end in pairwise(ends)]), dtype=np.object_
    )
