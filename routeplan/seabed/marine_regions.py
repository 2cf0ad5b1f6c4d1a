"""Exclusive economic zones (EEZ) as Marine Regions publishes them.

References
----------
Flanders Marine Institute (2023), Maritime Boundaries Geodatabase, version 12, doi:10.14284/628.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from routeplan.catalog.states import State, alpha_2_of
from routeplan.errors import DataError
from routeplan.geo.geodesy import PolarStereographic
from routeplan.geo.shapes import project_shapes
from routeplan.io.column_names import columns_of, find_columns

if TYPE_CHECKING:
    import geopandas as gpd

EEZ_COLUMNS = columns_of(
    "MRGID", "GEONAME", "POL_TYPE", "TERRITORY1", "ISO_TER1", "SOVEREIGN1", "ISO_SOV1",
)  # fmt: skip
"""Columns that the file must have."""

_FURTHER_CLAIMS = ("ISO_SOV2", "ISO_SOV3")
# Bounds of what is read: west, south, east, north, degrees; some files count to 360.
_NORTH = (-360.0, 0.0, 360.0, 90.0)


def read_marine_regions(path: Path) -> gpd.GeoDataFrame:
    """Read the exclusive economic zones of Marine Regions from their file, a GeoPackage or Shapefile.

    Parameters
    ----------
    path : Path
        World EEZ, version 12 or of the same layout, in longitude and latitude: columns MRGID, GEONAME,
        POL_TYPE, TERRITORY1, ISO_TER1, SOVEREIGN1, ISO_SOV1 and, for overlapping claims, ISO_SOV2 and ISO_SOV3.

    Returns
    -------
    GeoDataFrame in EPSG:3995
        Zones that reach north of the equator: ``mrgid``, ``name``, ``label`` and ``isos`` as in `State`, and
        ``geometry``. Shapes are projected first, then repaired: rings that cross 180 stay whole.

    Raises
    ------
    DataError
        If the file cannot be read, lacks a column, is in another coordinate system, or has no zone in the north.
    """
    import geopandas as gpd
    import pyogrio

    try:
        table = gpd.read_file(path, engine="pyogrio", bbox=_NORTH)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, OSError) as error:
        raise DataError(f"cannot read zones from {path}: {error}; give a GeoPackage or Shapefile") from error
    wanted = (*EEZ_COLUMNS, *columns_of(*_FURTHER_CLAIMS, is_needed=False))
    give = "World EEZ of Marine Regions, version 12"
    names = find_columns(table.columns, wanted, path=path, give=give)
    table = table.rename(columns={there: published for published, there in names.items()})
    if table.crs is None or not table.crs.is_geographic:
        raise DataError(f"{path} is in {table.crs}; give the file in longitude and latitude (EPSG:4326)")
    if table.empty:
        raise DataError(f"{path} has no zone north of the equator; give a file that covers the plan")
    claims = [_claim(row) for row in table.to_dict("records")]
    projection = PolarStereographic()
    return gpd.GeoDataFrame(
        {
            "mrgid": table["MRGID"].astype("int64"),
            "name": table["GEONAME"].astype(str),
            "label": [claim.label for claim in claims],
            "isos": [claim.isos for claim in claims],
        },
        geometry=project_shapes(table.geometry, projection),
        crs=f"EPSG:{projection.epsg}",
    )


def _claim(row: dict[str, object]) -> State:
    """Find who claims a zone; the file has alpha-3 codes, and empty fields for none."""

    def iso(column: str) -> str:
        value = row.get(column)
        return alpha_2_of(value) if isinstance(value, str) else ""

    sovereigns = tuple(dict.fromkeys(filter(None, map(iso, ("ISO_SOV1", *_FURTHER_CLAIMS)))))
    if len(sovereigns) > 1:
        return State(f"{' / '.join(sovereigns)} ({str(row['POL_TYPE']).lower()})", sovereigns)
    territory = iso("ISO_TER1")
    if territory == "SJ":  # one code for two territories
        return State(f"{sovereigns[0]} ({row['TERRITORY1']})", sovereigns)
    owner = territory or (sovereigns[0] if sovereigns else str(row["GEONAME"]))
    return State(owner, (owner,))
