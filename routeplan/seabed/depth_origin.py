"""What the depths of cells rest on: measured or predicted, and from which file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from routeplan.geo.grid import FloatCells, Grid
from routeplan.runtime.disk_cache import keep_array
from routeplan.seabed.depth_files import DepthFiles
from routeplan.seabed.type_identifier import TypeIdentifiers


@dataclass(frozen=True)
class DepthOrigin:
    """What is known of the depths on a grid, each derived on first use and kept.

    Attributes
    ----------
    grid : Grid
    types : TypeIdentifiers, optional
        Which depths are measured.
    files : DepthFiles, optional
        Where they come from several files.
    """

    grid: Grid
    types: TypeIdentifiers | None = None
    files: DepthFiles | None = None

    @cached_property
    def measured_share(self) -> FloatCells | None:
        """(rows, cols) share of the depths that are measured, NaN where not known; None without a grid of types."""
        types = self.types
        if types is None:
            return None
        return keep_array("measured-share", (types, self.grid), lambda: types.over(self.grid))

    @cached_property
    def file_number(self) -> FloatCells | None:
        """(rows, cols) number of the file that depths come from, from 1, NaN where none; None where there is one."""
        files = self.files
        if files is None:
            return None
        return keep_array("depth-file", (files, self.grid), lambda: files.over(self.grid))
