"""One TOML file <-> one reproducible plan."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, model_validator

from routeplan.cost.assumptions import (
    AssumptionGroup,
    Assumptions,
    Build,
    Faults,
    Life,
    Network,
    Policy,
    Repair,
    Weights,
)
from routeplan.errors import ScenarioError
from routeplan.io.sources import FileSource
from routeplan.io.toml import comment_lines, key_lines, merge_tables, read_toml, toml_value
from routeplan.io.validation_messages import explain_mistake, name_nearest, shorten
from routeplan.runtime.files import replacing

PRESETS = ("balanced", "cheapest", "resilient", "trusted", "low-latency")

_PRESET_FOLDER = Path(__file__).parent / "presets"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
# A shapefile is several files; the one that is named holds no numbers.
_SHAPEFILE = (".shp", ".dbf", ".prj", ".cpg")


def _resolve(path: Path) -> Path:
    if path == Path() or "\0" in str(path):
        raise ValueError(f"{str(path)!r} is no file; give its path")
    return path.resolve()


_File = Annotated[Path, AfterValidator(_resolve)]
_FileOrEmbedded = Annotated[
    Path | None,
    BeforeValidator(lambda value: None if value == "" else value),
    AfterValidator(lambda path: path and _resolve(path)),
]


class GridChoice(AssumptionGroup):
    """The cells a plan is solved on."""

    spacing_km: float = Field(
        default=5.0, ge=0.1, le=200.0, description="side of a cell; below 2 km routes are solved in corridors"
    )
    south_deg: float = Field(
        default=30.0,
        ge=0.0,
        lt=90.0,
        description="southern edge, degrees north; the embedded data begin at 30",
    )
    landfall_limit_km: float = Field(
        default=30.0, ge=0.0, le=500.0, description="how far a landing may lie from the sea of the bathymetry"
    )


class LayerUse(StrEnum):
    """What a layer of the user's own does to a plan."""

    COST = "cost"
    RISK = "risk"
    NO_GO = "no_go"


_FIGURE_OF = {LayerUse.COST: "usd_per_km", LayerUse.RISK: "faults_per_1000_km_year"}


class UserLayer(AssumptionGroup):
    """A raster or polygons of the user's own."""

    path: _File = Field(description="GeoTIFF, NetCDF, GeoJSON, GeoPackage, FlatGeobuf or Shapefile")
    column: str = Field(
        default="",
        description="column of the polygons, variable or band of the raster; empty: the only one, or 1 inside",
    )
    use: LayerUse = Field(
        description="cost and risk are what the layer holds times the figure below; no_go closes where it is above 0"
    )
    usd_per_km: float | None = Field(
        default=None, ge=0.0, description="with use = cost, where the layer is 1"
    )
    faults_per_1000_km_year: float | None = Field(
        default=None, ge=0.0, le=1000.0, description="with use = risk, where the layer is 1"
    )

    @model_validator(mode="after")
    def _has_the_figure_of_its_use(self) -> UserLayer:
        for figure in _FIGURE_OF.values():
            needed, value = _FIGURE_OF.get(self.use) == figure, getattr(self, figure)
            if needed and value is None:
                raise ValueError(f"use is {self.use}, and {figure} is missing; give it")
            if not needed and value is not None:
                raise ValueError(
                    f"{figure} = {value:g} counts for nothing where use is {self.use}; leave it out"
                )
        return self


class DataChoice(AssumptionGroup):
    """Files to plan with; relative paths start at the scenario's folder, an empty one is the embedded data."""

    bathymetry: _FileOrEmbedded = Field(
        default=None, description="NetCDF or GeoTIFF of heights, such as GEBCO's; embedded: ETOPO5"
    )
    cable_types: _FileOrEmbedded = Field(
        default=None, description="CSV of cable types with costs, slack and depths"
    )
    zones: _FileOrEmbedded = Field(
        default=None, description="polygons and lines of hazards and activity with kind and intensity"
    )
    ice: _FileOrEmbedded = Field(
        default=None,
        description="ice by month: CSV, or NetCDF of NSIDC's with all twelve months; embedded: mean of 2003-2022, "
        "NSIDC Sea Ice Index v3",
    )
    eez: _FileOrEmbedded = Field(
        default=None,
        description="exclusive economic zones of Marine Regions, GeoPackage or Shapefile; without: nearest coast of "
        "Natural Earth",
    )
    layers: tuple[UserLayer, ...] = Field(
        default=(), description="layers of one's own, each a table [[data.layers]]"
    )


class Scenario(AssumptionGroup):
    """Everything a plan rests on.

    Attributes
    ----------
    name, description : str
        Labels; they change nothing in a plan.
    pairs : tuple of str
        What a briefing asks about, each ``FROM:TO``; likewise.
    grid : GridChoice
        The cells.
    data : DataChoice
        Files in place of the embedded data, and layers of one's own.
    build, faults, repair, life, policy, weights, network
        The parts of `Assumptions`.

    Examples
    --------
    What a kilometre less is worth differs between presets; what a repair costs does not:

    >>> balanced, fast = Scenario.preset("balanced"), Scenario.preset("low-latency")
    >>> balanced.policy.latency_usd_per_km, fast.policy.latency_usd_per_km
    (0.0, 30000.0)
    >>> balanced.repair == fast.repair
    True
    """

    name: str = Field(min_length=1, description="how tables call it; without it the name of the file")
    description: str = Field(default="", description="what it is for")
    pairs: tuple[str, ...] = Field(
        default=(), description="what a briefing asks about, each FROM:TO; changes nothing in a plan"
    )
    grid: GridChoice = GridChoice()
    data: DataChoice = DataChoice()
    build: Build = Build()
    faults: Faults = Faults()
    repair: Repair = Repair()
    life: Life = Life()
    policy: Policy = Policy()
    weights: Weights = Weights()
    network: Network = Network()

    @model_validator(mode="after")
    def _knows_its_partners_by_code(self) -> Scenario:
        for number, code in enumerate(self.policy.partners):
            if not re.fullmatch("[A-Z]{2}", code):
                raise ValueError(
                    f"policy.partners[{number}] = {toml_value(code)}; give ISO 3166 alpha-2 in capitals, such as NO"
                )
        return self

    @classmethod
    def preset(cls, name: str) -> Scenario:
        """Read one of `PRESETS`.

        Raises
        ------
        ScenarioError
            If there is none of that name.
        """
        if name not in PRESETS:
            raise ScenarioError(f"no preset {name!r}; {name_nearest(name, PRESETS)}")
        return read_scenario(name)

    @property
    def assumptions(self) -> Assumptions:
        """The parts that cost and risk are derived from."""
        return Assumptions(
            build=self.build, faults=self.faults, repair=self.repair,
            life=self.life, policy=self.policy, weights=self.weights, network=self.network,
        )  # fmt: skip


def read_scenario(source: str | Path) -> Scenario:
    """Read a scenario from the name of a preset or from a TOML file.

    Parameters
    ----------
    source : str or Path
        A name of `PRESETS`, else a file. A file holds what differs from the defaults, or from the preset or
        file that it names with ``extends``; tables are merged, lists are replaced.

    Raises
    ------
    ScenarioError
        If the file cannot be read, is no TOML, or has a key or a value that it may not have.
    """
    path = _locate(source, Path())
    return _scenario_of(_read_content(path, ()), path)


def to_toml(scenario: Scenario) -> str:
    """Write out every key with what it means, marked where it is the default; reads back to an equal scenario."""
    lines = ["# A routeplan scenario, written out in full.", "", *key_lines(scenario)]
    for table in Scenario.model_fields:
        part = getattr(scenario, table)
        if isinstance(part, AssumptionGroup):
            lines += ["", *comment_lines(type(part)), f"[{table}]", *key_lines(part)]
        if isinstance(part, DataChoice):
            for layer in part.layers:
                lines += ["", "[[data.layers]]", *key_lines(layer)]
    return "\n".join(lines) + "\n"


def write_scenario(scenario: Scenario, path: Path) -> None:
    """Write a scenario as a TOML file, in full; paths in it are absolute.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    with replacing(path) as temporary:
        temporary.write_text(to_toml(scenario), encoding="utf-8")


def scenario_sha256(scenario: Scenario) -> str:
    """Checksum of what a plan rests on: every value, and the bytes of every file that is named.

    Labels, what a briefing asks about, comments, the order of keys and where files lie do not count.

    Raises
    ------
    DataError
        If a file that is named cannot be read.

    Examples
    --------
    >>> balanced = Scenario.preset("balanced")
    >>> scenario_sha256(balanced) == scenario_sha256(Scenario(name="mine"))
    True
    """
    content = scenario.model_dump(exclude={"name", "description", "pairs"})
    for table, key in (("policy", "partners"), ("repair", "iceberg_months")):
        content[table][key] = sorted(set(content[table][key]))
    text = json.dumps(_canonical(content), sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def json_schema() -> dict[str, Any]:
    """Describe scenario files in JSON Schema, for editors and other programs."""
    schema = Scenario.model_json_schema()
    extends = {"type": "string", "minLength": 1, "description": "preset or file that this one changes"}
    schema["properties"] = {"extends": extends, **schema["properties"]}
    del schema["required"]  # of the name: a file without one goes by its own
    return {
        **schema,
        "$schema": _DIALECT,
        "title": "routeplan scenario",
        "description": "What a plan rests on.",
    }


def _locate(source: str | Path, folder: Path) -> Path:
    if isinstance(source, str) and source in PRESETS:
        return _PRESET_FOLDER / f"{source}.toml"
    path = folder / source
    if path.suffix or os.path.exists(path) or path.parent != folder:  # a name too long is no accident
        return path
    raise ScenarioError(f"no preset and no file {str(source)!r}; {name_nearest(str(source), PRESETS)}")


def _read_content(path: Path, extending: tuple[Path, ...]) -> dict[str, Any]:
    """Read a file merged into what it extends, its paths made absolute."""
    if path.resolve() in extending:
        raise ScenarioError(
            f"{extending[-1]}: extends {path}, which extends it in turn; take one of them out"
        )
    content = read_toml(path)
    _place_files(content, path.parent)
    content.setdefault("name", path.stem)
    if "extends" not in content:
        return content
    base = content.pop("extends")
    if not isinstance(base, str) or not base:
        raise ScenarioError(f"{path}: extends = {shorten(base)}; give a preset or a file")
    try:
        base_path = _locate(base, path.parent)
    except ScenarioError as error:
        raise ScenarioError(f"{path}: extends: {error}") from None
    extended = _read_content(base_path, (*extending, path.resolve()))
    _scenario_of(extended, base_path)  # a mistake is told of the file that makes it
    del extended["name"]
    extended.pop("description", None)
    return merge_tables(extended, content)


def _place_files(content: dict[str, Any], folder: Path) -> None:
    data = content.get("data")
    if not isinstance(data, dict):
        return
    layers = data.get("layers")
    tables = [data, *(layers if isinstance(layers, list) else ())]
    for table in tables:
        for key in ("bathymetry", "cable_types", "zones", "ice", "eez") if table is data else ("path",):
            if isinstance(table, dict) and isinstance(table.get(key), str) and table[key]:
                table[key] = str(folder.absolute() / table[key])


def _scenario_of(content: Mapping[str, Any], path: Path) -> Scenario:
    try:
        # Through JSON: strict on numbers and text there, but lists and names of choices are accepted.
        return Scenario.model_validate_json(json.dumps(content, default=str), strict=True)
    except ValidationError as error:
        raise ScenarioError(f"{path}: {explain_mistake(error, json_schema())}") from None


def _canonical(value: Any) -> Any:
    """Make equal contents equal text: numbers as floats without a negative zero, files as their checksums."""
    match value:
        case dict():
            return {key: _canonical(each) for key, each in value.items()}
        case list() | tuple():
            return [_canonical(each) for each in value]
        case Path():
            return _checksum(value)
        case int() | float():
            return float(value) + 0.0
    return value


def _checksum(path: Path) -> str | list[str]:
    whole = [path]
    if path.suffix.lower() == ".shp":
        whole += [each for suffix in _SHAPEFILE[1:] if (each := path.with_suffix(suffix)).is_file()]
    sums = [FileSource(each, "").sha256 for each in whole]
    return sums[0] if len(sums) == 1 else sums
