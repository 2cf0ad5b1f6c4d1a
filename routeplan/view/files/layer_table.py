"""The main table of a result as CSV: passages of a corridor, cables of a network, landings."""

from __future__ import annotations

from pathlib import Path

from routeplan.view.files.feature_record import FeatureRecord, FileLayerName
from routeplan.view.files.formula_text import write_table
from routeplan.view.files.options import FileOptions

_MAIN_TABLES = (FileLayerName.PASSAGES, FileLayerName.CABLES)


def write(record: FeatureRecord, path: Path, options: FileOptions) -> None:
    """Write the table of one layer without shapes."""
    by_name = {layer.name: layer for layer in record.layers}
    layer = next((by_name[name] for name in _MAIN_TABLES if name in by_name), record.layers[0])
    write_table(layer.frame[layer.columns], path)
