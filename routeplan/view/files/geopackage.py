"""GeoPackage: every layer with its style for QGIS, and the provenance as a table and as metadata."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pandas as pd

from routeplan.runtime.file_date import file_date
from routeplan.runtime.files import atomic_write
from routeplan.view.files.feature_record import FeatureRecord, FileLayer
from routeplan.view.files.gdal_layers import write_layer
from routeplan.view.files.options import FileOptions
from routeplan.view.files.qgis_styles import qgis_style

_DRIVER = "GPKG"
_VERSION = {"VERSION": "1.2"}  # what programs of ten years ago read too
_GEOMETRY = "geom"
_PROVENANCE, _STYLES = "provenance", "layer_styles"


def write(record: FeatureRecord, path: Path, options: FileOptions) -> None:
    """Write all layers, whatever the detail."""
    with atomic_write(path) as temporary:
        temporary.unlink()  # SQLite makes the file itself
        for number, layer in enumerate(record.layers):
            write_layer(
                layer.flat,
                temporary,
                driver=_DRIVER,
                layer=layer.name.value,
                append=number > 0,
                dataset_options=_VERSION if number == 0 else None,
                layer_options={"GEOMETRY_NAME": _GEOMETRY},
                promote_to_multi="Point" not in layer.frame.geom_type.iloc[0],
                dataset_metadata={"routeplan": record.provenance.to_json()} if number == 0 else None,
            )
        for table, rows, key in (
            (_PROVENANCE, _provenance_table(record), "fid"),
            (_STYLES, _style_table(record), "id"),
        ):
            write_layer(rows, temporary, driver=_DRIVER, layer=table, append=True, layer_options={"FID": key})
        _fix_dates(temporary)


def _provenance_table(record: FeatureRecord) -> pd.DataFrame:
    return pd.DataFrame(record.provenance.rows(), columns=["subject", "text"])


def _style_table(record: FeatureRecord) -> pd.DataFrame:
    """Make the table that QGIS looks styles up in, with the columns that it gives it."""
    return pd.DataFrame([_style_row(layer) for layer in record.layers])


def _style_row(layer: FileLayer) -> dict[str, object]:
    return {
        "f_table_catalog": "",
        "f_table_schema": "",
        "f_table_name": layer.name.value,
        "f_geometry_column": _GEOMETRY,
        "styleName": "routeplan",
        "styleQML": qgis_style(layer),
        "styleSLD": "",
        "useAsDefault": True,
        "description": f"{layer.name.value} as routeplan draws it",
        "owner": "",
        "ui": None,
        "update_time": pd.Timestamp(file_date()),
    }


def _fix_dates(path: Path) -> None:
    """Set every date that SQLite's defaults have put into the tables of the standard."""
    date = file_date().strftime("%Y-%m-%dT%H:%M:%S.000Z")
    with sqlite3.connect(path) as database:
        database.execute("UPDATE gpkg_contents SET last_change = ?", (date,))
        tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if "gpkg_metadata_reference" in tables:
            database.execute("UPDATE gpkg_metadata_reference SET timestamp = ?", (date,))
    database.close()
