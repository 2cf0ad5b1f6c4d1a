"""Many polygons as plain arrays: mapped from a file, and made into shapes only where they are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from routeplan.geo.geodesy import FloatArray

Polygons = npt.NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class StoredPolygons:
    """Polygons by number, as an array of shapely polygons has them.

    Attributes
    ----------
    wkb : (bytes,) uint8
        All polygons as well-known binary, one after another.
    ends : (n,) int64
        Where each ends.
    bounds_m : (n, 4) float64
        West, south, east and north of each.

    Examples
    --------
    >>> stored = StoredPolygons.of(np.array([shapely.box(0, 0, 1, 1), shapely.box(2, 0, 3, 1)]))
    >>> stored[np.array([1])][0].bounds
    (2.0, 0.0, 3.0, 1.0)
    """

    wkb: npt.NDArray[np.uint8]
    ends: npt.NDArray[np.int64]
    bounds_m: FloatArray

    @classmethod
    def of(cls, polygons: Polygons) -> StoredPolygons:
        """Store an array of polygons."""
        wkb = shapely.to_wkb(polygons).tolist()
        ends = np.cumsum([len(polygon) for polygon in wkb], dtype=np.int64)
        return cls(np.frombuffer(b"".join(wkb), dtype=np.uint8), ends, shapely.bounds(polygons))

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, npt.NDArray[Any]]) -> StoredPolygons:
        """Take up what :meth:`as_arrays` gave."""
        return cls(**{field.name: arrays[field.name] for field in fields(cls)})

    def as_arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Give the arrays by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, which: npt.NDArray[np.integer] | slice) -> Polygons:
        """Make the polygons of some numbers."""
        ends, begins = self.ends[which], np.concatenate([[0], self.ends[:-1]])[which]
        whole = self.wkb.data
        parts = [bytes(whole[begin:end]) for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)]
        return np.asarray(shapely.from_wkb(np.array(parts, dtype=object)))
