"""Layers through GDAL, with the date that it writes into files fixed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio

from routeplan.errors import OutputError
from routeplan.runtime.file_date import file_date

_DATE_OPTION = "OGR_CURRENT_DATE"  # GDAL writes it in place of the present time


def write_layer(frame: gpd.GeoDataFrame | pd.DataFrame, path: Path, *, driver: str, **options: Any) -> None:
    """Write a layer with pyogrio; ``options`` are those of :func:`pyogrio.write_dataframe`.

    Raises
    ------
    OutputError
        If GDAL cannot write it.
    """
    with _fixed_date():
        try:
            pyogrio.write_dataframe(frame, path, driver=driver, **options)
        except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, RuntimeError) as error:
            raise OutputError(
                f"cannot write {path}: {error}; give a writable place in a folder that exists"
            ) from error


@contextmanager
def _fixed_date() -> Iterator[None]:
    before = pyogrio.get_gdal_config_option(_DATE_OPTION)
    date = file_date().strftime("%Y-%m-%dT%H:%M:%S.000Z")
    pyogrio.set_gdal_config_options({_DATE_OPTION: date})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({_DATE_OPTION: before})
