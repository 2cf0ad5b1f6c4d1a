"""Files that a scenario names: data in place of the embedded, and layers of the user."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, field_validator, model_validator

from routeplan.cost.assumption_group import AssumptionGroup
from routeplan.cost.soft_order import SOFTEST
from routeplan.errors import UsageError
from routeplan.seabed.layer_conditions import read_condition


def _resolve(path: Path) -> Path:
    if path == Path() or "\0" in str(path):
        raise ValueError(f"{str(path)!r} is no file; give the path of a file")
    return path.resolve()


_File = Annotated[Path, AfterValidator(_resolve)]
_FileOrEmbedded = Annotated[
    Path | None,
    BeforeValidator(lambda value: None if value == "" else value),
    AfterValidator(lambda path: path and _resolve(path)),
]


class LayerUse(StrEnum):
    """Effect of a user layer on a plan."""

    COST = "cost"
    RISK = "risk"
    NO_GO = "no_go"
    PREFER = "prefer"


_FIGURE_OF = {
    LayerUse.COST: "usd_per_km",
    LayerUse.PREFER: "usd_per_km",
    LayerUse.RISK: "faults_per_1000_km_year",
}


class UserLayer(AssumptionGroup):
    """A user layer: a raster or polygons."""

    path: _File = Field(
        description="GeoTIFF, NetCDF, GeoJSON, GeoPackage, FlatGeobuf or Shapefile; archive or folder of WDPA; CSV of "
        "fishing effort or icebergs"
    )
    column: str = Field(
        default="",
        description="column of the polygons, variable or band of the raster, kinds of a table such as "
        "trawlers+dredge_fishing; empty: the only one, 1 inside, or all kinds",
    )
    only: tuple[str, ...] = Field(
        default=(),
        description='conditions that all must hold: which polygons count ("IUCN_CAT = II", several values with a bar '
        'between them); of a raster or table, 1 where its values fulfil them, else 0 ("value >= 0.3")',
    )
    fade_km: float = Field(
        default=0.0,
        ge=0.0,
        le=1000.0,
        description="polygons and lines: distance at which their value has fallen to 0",
    )
    use: LayerUse = Field(
        description="cost and risk: layer values times the figure below; no_go: closed where values are above 0; "
        "prefer: the figure below where no value is above 0"
    )
    name: str = Field(
        default="",
        description="name in messages and tables; empty: that of the file; without effect on a plan",
    )
    soft: int | None = Field(
        default=None,
        ge=1,
        le=SOFTEST,
        description="with use = no_go: where closed areas leave no way, those with the highest number give way first; "
        "1 to 99; without it the area is hard and never gives",
    )
    usd_per_km: float | None = Field(
        default=None,
        ge=0.0,
        description="with use = cost, for a layer value of 1; with use = prefer, outside",
    )
    faults_per_1000_km_year: float | None = Field(
        default=None, ge=0.0, le=1000.0, description="with use = risk, for a layer value of 1"
    )

    @field_validator("only")
    @classmethod
    def _are_conditions(cls, only: tuple[str, ...]) -> tuple[str, ...]:
        try:
            for text in only:
                read_condition(text)
        except UsageError as error:
            raise ValueError(str(error)) from None
        return only

    @model_validator(mode="after")
    def _has_the_figure_of_its_use(self) -> UserLayer:
        for figure in dict.fromkeys(_FIGURE_OF.values()):
            needed, value = _FIGURE_OF.get(self.use) == figure, getattr(self, figure)
            if needed and value is None:
                raise ValueError(f"use is {self.use}, and {figure} is missing; give it")
            if not needed and value is not None:
                raise ValueError(f"{figure} = {value:g} has no effect with use {self.use}; leave it out")
        if self.soft is not None and self.use is not LayerUse.NO_GO:
            raise ValueError(f"soft = {self.soft} has no effect with use {self.use}; leave it out")
        return self


class DataChoice(AssumptionGroup):
    """Data files, or names of fetched data sets; paths start at the scenario's folder, "" is the embedded data."""

    bathymetry: _FileOrEmbedded = Field(
        default=None,
        description="NetCDF, GeoTIFF, BAG or ESRI ASCII grid of heights, or a folder of tiles; embedded: ETOPO1",
    )
    surveys: tuple[_File, ...] = Field(
        default=(),
        description="files of heights laid over the bathymetry where they have values, the best first",
    )
    cable_types: _FileOrEmbedded = Field(
        default=None, description="CSV of cable types with costs, slack and depths"
    )
    zones: _FileOrEmbedded = Field(
        default=None, description="polygons and lines of hazard and activity zones with kind and intensity"
    )
    ice: _FileOrEmbedded = Field(
        default=None,
        description="sea ice by month: CSV, a file of maps, or a folder of them; embedded: mean of 2003-2022, "
        "NSIDC Sea Ice Index v3",
    )
    eez: _FileOrEmbedded = Field(
        default=None,
        description="exclusive economic zones of Marine Regions, GeoPackage or Shapefile; embedded: treaty lines, "
        "elsewhere the nearest coast of Natural Earth",
    )
    earthquakes: _FileOrEmbedded = Field(
        default=None,
        description="catalogue of earthquakes from M 6, CSV of USGS ComCat, ISC Bulletin or ISC-GEM; embedded: rates "
        "counted in 1900-2023",
    )
    sediment: _FileOrEmbedded = Field(
        default=None,
        description="thickness of the sediment, GlobSed-v3.nc; a layer to look at, part of no cost; none is embedded",
    )
    type_identifier: _FileOrEmbedded = Field(
        default=None,
        description="which depths are measured: type identifier grid of GEBCO, file or folder of tiles; errors of "
        "depth in ensembles follow it; none is embedded",
    )
    layers: tuple[UserLayer, ...] = Field(default=(), description="user layers, each a table [[data.layers]]")


DATA_FILES = tuple(name for name in DataChoice.model_fields if name not in ("layers", "surveys"))
"""Keys of `DataChoice` that name one file each."""
