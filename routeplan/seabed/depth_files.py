"""Which file each cell has its depth from, where several are laid over each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any

import numpy as np

from routeplan.errors import DataError
from routeplan.geo.grid import FloatCells, Grid
from routeplan.seabed.bathymetry.file import open_bathymetry
from routeplan.seabed.bathymetry.height_files import tiles_of
from routeplan.seabed.class_shares import derive_class_shares

EMBEDDED = "ETOPO1"


@dataclass(frozen=True, slots=True)
class DepthFiles:
    """Files of heights over each other.

    Attributes
    ----------
    bathymetry : Path, optional
        Below all; without it the embedded depths.
    surveys : tuple of Path
        The best first.
    """

    bathymetry: Path | None
    surveys: tuple[Path, ...]

    @classmethod
    def among(cls, bathymetry: Path | None, surveys: tuple[Path, ...]) -> DepthFiles | None:
        """Give the files of a plan; None where there is one only, which tells nothing."""
        files = cls(bathymetry, surveys)
        return files if len(files.names) > 1 else None

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the files, in the order of their numbers; a folder of tiles below surveys is one."""
        over = [tile.name for survey in self.surveys for tile in tiles_of(survey)]
        if self.bathymetry is None:
            return _told_apart([*over, EMBEDDED])
        if over:
            return _told_apart([*over, self.bathymetry.name])
        return _told_apart([tile.name for tile in tiles_of(self.bathymetry)])

    @property
    def kinds(self) -> type[IntEnum]:
        """The files as classes of a layer, by number."""
        make: Any = IntEnum  # with members that are known when it runs, which its type does not foresee
        kinds: type[IntEnum] = make(
            "DepthFile", {name.replace(" ", "_"): at for at, name in enumerate(self.names, 1)}
        )
        return kinds

    def over(self, grid: Grid) -> FloatCells:
        """(rows, cols) number of the file, from 1, that most of a cell's values come from; NaN where none has any."""
        with open_bathymetry(self.bathymetry, surveys=self.surveys) as file:
            if file.layers is None:
                raise DataError(f"{file.path} is one file; give surveys, or a folder of tiles")
            shares = derive_class_shares(
                file.layers.read_origin, file.latlon_grid, grid, classes=len(self.names)
            )
        number = 1.0 + shares.argmax(axis=0)
        return np.where(shares.any(axis=0), number, np.nan).astype(np.float32)


def _told_apart(names: Sequence[str]) -> tuple[str, ...]:
    """Add a number to names that came before, as files of two folders may have them."""
    seen: Counter[str] = Counter()
    told = []
    for name in names:
        seen[name] += 1
        told.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(told)
