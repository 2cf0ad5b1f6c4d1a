"""FlatGeobuf: the main layers as one, told apart by `kind`, with the provenance in the header."""

from __future__ import annotations

from pathlib import Path

from routeplan.runtime.files import atomic_write
from routeplan.view.files.feature_record import FeatureRecord
from routeplan.view.files.gdal_layers import write_layer
from routeplan.view.files.options import FileOptions


def write(record: FeatureRecord, path: Path, options: FileOptions) -> None:
    """Write the main layers; ``options.detail`` adds the stretches."""
    with atomic_write(path) as temporary:
        write_layer(
            record.one_frame(options.detail),
            temporary,
            driver="FlatGeobuf",
            # GDAL would take the name of the temporary file.
            layer="routeplan",
            geometry_type="Unknown",
            layer_options={
                "TITLE": record.title,
                "DESCRIPTION": record.provenance.to_json(),
                # An index sorts the features, and so few need none.
                "SPATIAL_INDEX": "NO",
            },
        )
