"""Depths: metres, positive down, land negative, no data NaN; of a whole file or of windows of a larger one."""

from routeplan.seabed.bathymetry.bathymetry import DEPTH_UNITS, Bathymetry, derive_depth, derive_depth_m
from routeplan.seabed.bathymetry.depth_check import check_depths
from routeplan.seabed.bathymetry.depth_range import DepthSummary, derive_depth_range
from routeplan.seabed.bathymetry.embedded import read_filled_bathymetry
from routeplan.seabed.bathymetry.file import BathymetryFile, open_bathymetry, read_bathymetry
from routeplan.seabed.bathymetry.land_fill import fill_land, fill_land_from
from routeplan.seabed.bathymetry.latlon_grid import LatLonGrid

__all__ = [
    "DEPTH_UNITS",
    "Bathymetry",
    "BathymetryFile",
    "DepthSummary",
    "LatLonGrid",
    "check_depths",
    "derive_depth",
    "derive_depth_m",
    "derive_depth_range",
    "fill_land",
    "fill_land_from",
    "open_bathymetry",
    "read_bathymetry",
    "read_filled_bathymetry",
]
