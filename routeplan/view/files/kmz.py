"""KMZ: a KML document in a ZIP."""

from __future__ import annotations

from pathlib import Path

from routeplan.runtime.files import atomic_write
from routeplan.view.files.feature_record import FeatureRecord
from routeplan.view.files.kml import kml_document
from routeplan.view.files.options import FileOptions
from routeplan.view.files.zip_archive import write_zip

_DOCUMENT = "doc.kml"  # Google Earth opens the document of this name


def write(record: FeatureRecord, path: Path, options: FileOptions) -> None:
    """Write all layers, whatever the detail."""
    with atomic_write(path) as temporary:
        write_zip(temporary, {_DOCUMENT: kml_document(record, typed=False)})
