"""The door to depth: metres, positive down, land negative, no data NaN; a whole file, or windows of a larger one."""

from routeplan.bathymetry.depths import Bathymetry, derive_depth
from routeplan.bathymetry.file import BathymetryFile, open_bathymetry, read_bathymetry
from routeplan.bathymetry.lattice import Lattice
from routeplan.bathymetry.survey import Survey, derive_depth_range

__all__ = [
    "Bathymetry",
    "BathymetryFile",
    "Lattice",
    "Survey",
    "derive_depth",
    "derive_depth_range",
    "open_bathymetry",
    "read_bathymetry",
]
