"""GeoParquet: the main layers as one table, told apart by `kind`, with the provenance in the metadata of the file."""

from __future__ import annotations

from pathlib import Path

from routeplan.runtime.files import atomic_write
from routeplan.view.files.feature_record import FeatureRecord
from routeplan.view.files.options import FileOptions


def write(record: FeatureRecord, path: Path, options: FileOptions) -> None:
    """Write the main layers; ``options.detail`` adds the stretches."""
    import pyarrow.parquet as pq

    with atomic_write(path) as temporary:
        record.one_frame(options.detail).to_parquet(temporary, index=False)
        # GeoPandas writes the metadata of the standard, and takes none of ours.
        table = pq.read_table(temporary)
        about = {**(table.schema.metadata or {}), b"routeplan": record.provenance.to_json().encode()}
        pq.write_table(table.replace_schema_metadata(about), temporary)
