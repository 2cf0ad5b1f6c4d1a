"""Open files of heights of any format, folders of tiles, and surveys laid over a chart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from routeplan.errors import DataError
from routeplan.io.data_sets import source_of
from routeplan.io.raster_files import check_size, is_netcdf, open_raster
from routeplan.io.sources import JoinedSource, Source
from routeplan.seabed.bathymetry.file_check import convert_to_metres
from routeplan.seabed.bathymetry.geotiff import GeotiffHeights, is_latlon
from routeplan.seabed.bathymetry.height_file import HeightFile
from routeplan.seabed.bathymetry.merged import merge_heights
from routeplan.seabed.bathymetry.netcdf import HEIGHT_NAMES, NetcdfHeights, find_projected_heights
from routeplan.seabed.bathymetry.warped import WarpedHeights

_TILES = (".tif", ".tiff", ".nc", ".asc", ".bag")


def open_heights(path: Path) -> HeightFile:
    """Open a file of heights, or a folder of tiles, in metres, positive up.

    Raises
    ------
    DataError
        If it cannot be read, is of no known format, has no regular grid of heights, or is too large.
    """
    tiles = tiles_of(path)
    if len(tiles) == 1:
        return _open_file(tiles[0])
    return merge_heights(_open_all(tiles, _open_file), fade=False)


def lay_surveys_over(chart: HeightFile, surveys: Sequence[Path]) -> HeightFile:
    """Lay surveys over a chart, the best first; where they have no heights the chart's count.

    Raises
    ------
    DataError
        If a survey cannot be read; the chart is closed then.
    """
    if not surveys:
        return chart
    with ExitStack() as closing:
        closing.callback(chart.close)
        opened = _open_all([tile for survey in surveys for tile in tiles_of(survey)], _open_file)
        closing.pop_all()
    return merge_heights([*opened, chart])


def source_of_heights(path: Path) -> Source:
    """Source of a file of heights, or of all tiles in a folder."""
    tiles = tiles_of(path)
    return source_of(path) if path.is_file() else JoinedSource(path.name, [source_of(tile) for tile in tiles])


def tiles_of(path: Path) -> list[Path]:
    """List the files that are meant: a file itself, or all rasters in a folder.

    Raises
    ------
    DataError
        If a folder has none.
    """
    if not path.is_dir():
        return [path]
    tiles = sorted(tile for tile in path.iterdir() if tile.suffix.casefold() in _TILES)
    if not tiles:
        raise DataError(
            f"{path}: no raster in this folder; give a file, or a folder with {', '.join(_TILES)} files"
        )
    return tiles


def _open_all(paths: Sequence[Path], open_one: Callable[[Path], HeightFile]) -> list[HeightFile]:
    """Open all files, or none."""
    with ExitStack() as closing:
        opened = []
        for path in paths:
            opened.append(open_one(path))
            closing.callback(opened[-1].close)
        closing.pop_all()  # all are open: they stay so
        return opened


def _open_file(path: Path) -> HeightFile:
    """Open a file of heights, told apart by content, not by suffix; on another grid than even degrees it is warped."""
    heights = _open_format(path)
    try:
        check_size(heights.latlon_grid.rows, heights.latlon_grid.cols, heights.stored_block, path)
    except DataError:
        heights.close()
        raise
    return convert_to_metres(heights, path)


def open_codes(path: Path, names: tuple[str, ...]) -> HeightFile:
    """Open a file of codes in place of heights, or a folder of tiles of it; NetCDF has them under one of some names.

    Raises
    ------
    DataError
        As for :func:`open_heights`.
    """
    opened = _open_all(tiles_of(path), lambda tile: _open_format(tile, names))
    return opened[0] if len(opened) == 1 else merge_heights(opened, fade=False, codes=True)


def _open_format(path: Path, names: tuple[str, ...] = HEIGHT_NAMES) -> HeightFile:
    projected = None
    if is_netcdf(path):
        projected = find_projected_heights(path, names)
        if projected is None:
            return NetcdfHeights.open(path, names)
    raster = open_raster(path, projected and projected.name)
    try:
        if is_latlon(raster):
            return GeotiffHeights.of(raster, path)
        return WarpedHeights.of(
            raster, path, metres=projected.metres if projected else 1.0, codes=names != HEIGHT_NAMES
        )
    except DataError:
        raster.close()
        raise
