"""Shapefiles in a ZIP, one for each layer, with the meaning of their short column names and the provenance beside."""

from __future__ import annotations

import tempfile
from pathlib import Path

from routeplan.runtime.files import atomic_write
from routeplan.view.files.dbase_table import dbase_table
from routeplan.view.files.feature_record import FeatureRecord, FileLayer
from routeplan.view.files.gdal_layers import write_layer
from routeplan.view.files.layer_columns import COLUMNS
from routeplan.view.files.options import FileOptions
from routeplan.view.files.zip_archive import write_zip

_FROM_GDAL = (".shp", ".shx", ".prj")


def write(record: FeatureRecord, path: Path, options: FileOptions) -> None:
    """Write all layers, whatever the detail; they are made in a folder of their own and zipped from there."""
    files: dict[str, bytes] = {}
    with tempfile.TemporaryDirectory() as folder:
        for layer in record.layers:
            files |= _shapefile(layer, Path(folder))
    files["columns.txt"] = _describe_columns(record).encode()
    files["provenance.txt"] = (record.provenance.text() + "\n").encode()
    with atomic_write(path) as temporary:
        write_zip(temporary, files)


def _shapefile(layer: FileLayer, folder: Path) -> dict[str, bytes]:
    """Make the files of a layer: shapes and coordinate system by GDAL, the table by us."""
    frame = layer.flat
    path = folder / f"{layer.name.value}.shp"
    write_layer(frame[["geometry"]], path, driver="ESRI Shapefile")
    files = {f"{path.stem}{suffix}": path.with_suffix(suffix).read_bytes() for suffix in _FROM_GDAL}
    # GDAL gives numbers 15 decimals whatever they are worth.
    return files | {f"{path.stem}.dbf": dbase_table(frame, layer.columns), f"{path.stem}.cpg": b"UTF-8"}


def _describe_columns(record: FeatureRecord) -> str:
    """Say what each short name means."""
    names = dict.fromkeys(name for layer in record.layers for name in layer.columns)
    columns = [COLUMNS[name] for name in names]
    lines = [f"{column.short:<11}{column.name:<30}{column.unit:<18}{column.meaning}" for column in columns]
    return "\n".join([f"{'here':<11}{'elsewhere':<30}{'unit':<18}meaning", *lines]) + "\n"
