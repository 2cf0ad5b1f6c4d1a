"""Scenarios: one TOML file describes one reproducible plan."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, TypeAlias, get_args

from pydantic import Field, ValidationError, model_validator

from routeplan.catalog.country_names import find_coastal_state
from routeplan.cost.assumption_group import AssumptionGroup
from routeplan.cost.assumptions import Assumptions, Build, Faults, Life, Policy, Repair, Weights
from routeplan.cost.branching_rules import BranchingRules
from routeplan.cost.crossing_rules import CrossingRules
from routeplan.cost.data_choice import DATA_FILES, DataChoice, LayerUse
from routeplan.cost.engineering_rules import EngineeringRules
from routeplan.cost.laying import Laying
from routeplan.cost.network_assumptions import NetworkAssumptions
from routeplan.cost.prices import REPLACED_KEYS, Prices
from routeplan.cost.soft_order import split_soft
from routeplan.cost.system_choice import SystemChoice
from routeplan.cost.uncertainty import Uncertainty
from routeplan.errors import ScenarioError, UsageError, check_type
from routeplan.io.data_sets import SetKind, file_of_choice
from routeplan.io.toml import comment_lines, key_lines, merge_tables, read_toml, toml_value
from routeplan.io.validation_messages import explain_mistake, name_nearest, shorten
from routeplan.runtime.files import atomic_write, is_file_name, path_of

Preset: TypeAlias = Literal["balanced", "cheapest", "resilient", "trusted", "low-latency"]
PRESETS: tuple[str, ...] = get_args(Preset)

_PRESET_FOLDER = Path(__file__).parent / "presets"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_MOST_EXTENDED = 50  # files; a thousand are beyond Python's limit of calls


class GridChoice(AssumptionGroup):
    """Cells of the cost grid."""

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


class Scenario(AssumptionGroup):
    """All inputs of a plan.

    Attributes
    ----------
    name, description : str
        Labels without effect on a plan.
    pairs : tuple of str
        Pairs of landings of a briefing, each ``FROM:TO``; without effect on a plan.
    grid : GridChoice
        The cells.
    data : DataChoice
        Files that replace embedded data, and user layers.
    prices, build, laying, faults, repair, life, policy, weights, network
        The groups of `Assumptions`.
    crossings, engineering, branching, systems
        Rules for crossings of other cables, for position lists and for branching units; systems to plan, without
        effect on a plan of one route.
    uncertainty : Uncertainty
        What ensembles vary; without effect on a plan.

    Examples
    --------
    The value of a shorter route differs between presets; the cost of a repair does not:

    >>> balanced, fast = Scenario.preset("balanced"), Scenario.preset("low-latency")
    >>> balanced.policy.latency_usd_per_km, fast.policy.latency_usd_per_km
    (0.0, 30000.0)
    >>> balanced.repair == fast.repair
    True
    """

    name: str = Field(min_length=1, description="name in tables; without it the name of the file")
    description: str = Field(default="", description="purpose of the scenario")
    pairs: tuple[str, ...] = Field(
        default=(), description="pairs of landings of a briefing, each FROM:TO; without effect on a plan"
    )
    grid: GridChoice = GridChoice()
    data: DataChoice = DataChoice()
    prices: Prices = Prices()
    build: Build = Build()
    laying: Laying = Laying()
    faults: Faults = Faults()
    repair: Repair = Repair()
    life: Life = Life()
    policy: Policy = Policy()
    weights: Weights = Weights()
    network: NetworkAssumptions = NetworkAssumptions()
    crossings: CrossingRules = CrossingRules()
    engineering: EngineeringRules = EngineeringRules()
    branching: BranchingRules = BranchingRules()
    systems: tuple[SystemChoice, ...] = Field(
        default=(),
        description="systems to plan, each a table [[systems]]; without effect on a plan of one route",
    )
    uncertainty: Uncertainty = Uncertainty()

    @model_validator(mode="after")
    def _knows_its_partners_by_code(self) -> Scenario:
        for number, code in enumerate(self.policy.partners):
            if not re.fullmatch("[A-Z]{2}", code):
                raise ValueError(
                    f"policy.partners[{number}] = {toml_value(code)}; give ISO 3166 alpha-2 in capitals, such as NO"
                )
        return self

    @model_validator(mode="after")
    def _names_its_systems_apart(self) -> Scenario:
        names = [system.name for system in self.systems]
        for number, name in enumerate(names):
            if name in names[:number]:  # files and tables tell systems apart by their names
                raise ValueError(
                    f"systems[{number}].name = {toml_value(name)} is the name of another system; give each its own"
                )
        return self

    @model_validator(mode="after")
    def _avoids_states_with_waters(self) -> Scenario:
        for number, spelled in enumerate(self.policy.avoid):
            key = f"policy.avoid[{number}] = {toml_value(spelled)}"
            try:
                code, _ = split_soft(spelled)
                known = find_coastal_state(code)
            except UsageError as error:
                raise ValueError(f"{key}: {error}") from None
            if known != code:
                raise ValueError(f"{key}; give ISO 3166 alpha-2 in capitals: {known}")
        return self

    @model_validator(mode="after")
    def _varies_numbers_that_it_has(self) -> Scenario:
        self.uncertainty.check(self.assumptions)
        return self

    @classmethod
    def preset(cls, name: Preset | str) -> Scenario:
        """Read one of `PRESETS`.

        Raises
        ------
        ScenarioError
            If there is none of that name.
        """
        check_type(name, str, "preset", "its name")
        if name not in PRESETS:
            raise ScenarioError(f"no preset {name!r}; {name_nearest(name, PRESETS)}")
        return read_scenario(name)

    @property
    def assumptions(self) -> Assumptions:
        """The numbers that costs and risks are derived from."""
        return Assumptions(
            prices=self.prices, build=self.build, laying=self.laying, faults=self.faults, repair=self.repair,
            life=self.life, policy=self.policy, weights=self.weights, network=self.network,
        )  # fmt: skip


def read_scenario(source: Preset | str | Path) -> Scenario:
    """Read a scenario from the name of a preset or from a TOML file.

    Parameters
    ----------
    source : str or Path
        A name of `PRESETS`, or a file. A file has the values that differ from the defaults, or from the preset or
        file that it names with ``extends``. Tables are merged, lists are replaced.

    Raises
    ------
    ScenarioError
        If the file cannot be read, is not TOML, or has an unknown key or a value that is not allowed.

    Examples
    --------
    Two presets: one puts no price on anybody's waters, one closes those of states that are not partners:

    >>> read_scenario("balanced").policy.non_partner_waters.value
    'ignored'
    >>> read_scenario("trusted").policy.non_partner_waters.value
    'closed'
    """
    check_type(source, (str, os.PathLike), "scenario", "the name of a preset or a TOML file")
    if str(source) in ("", "."):  # a path without a name is the folder it is in
        raise ScenarioError('scenario "" names nothing; give a preset such as balanced, or a TOML file')
    path = _locate(source, Path())
    return _scenario_of(_read_content(path, ()), path)


def to_toml(scenario: Scenario) -> str:
    """Write every key with its description, defaults marked; it reads back to an equal scenario."""
    lines = ["# A routeplan scenario, written out in full.", "", *key_lines(scenario)]
    for table in Scenario.model_fields:
        part = getattr(scenario, table)
        if isinstance(part, AssumptionGroup):
            lines += ["", *comment_lines(type(part)), f"[{table}]", *key_lines(part)]
        if isinstance(part, DataChoice):
            for layer in part.layers:
                lines += ["", "[[data.layers]]", *key_lines(layer)]
        if isinstance(part, Uncertainty):
            for value in part.values:
                lines += ["", "[[uncertainty.values]]", *key_lines(value)]
    for system in scenario.systems:
        lines += ["", "[[systems]]", *key_lines(system)]
        for branch in system.branches:
            lines += ["", "[[systems.branches]]", *key_lines(branch)]
    return "\n".join(lines) + "\n"


def write_scenario(scenario: Scenario, path: str | Path) -> None:
    """Write a scenario as a TOML file with all keys and absolute paths.

    Raises
    ------
    OutputError
        If the file cannot be written.

    Examples
    --------
    What is written is read again as the same scenario:

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_scenario(read_scenario("resilient"), f"{folder}/mine.toml")
    ...     again = read_scenario(f"{folder}/mine.toml")
    >>> again.assumptions == read_scenario("resilient").assumptions
    True
    """
    with atomic_write(path_of(path)) as temporary:
        temporary.write_text(to_toml(scenario), encoding="utf-8")


def json_schema() -> dict[str, Any]:
    """Describe scenario files in JSON Schema, for editors and other programs."""
    schema = Scenario.model_json_schema()
    extends = {"type": "string", "minLength": 1, "description": "preset or file that this one changes"}
    schema["properties"] = {"extends": extends, **schema["properties"]}
    del schema["required"]  # the name: a file without one takes its file name
    return {
        **schema,
        "$schema": _DIALECT,
        "title": "routeplan scenario",
        "description": "All inputs of a plan.",
    }


def _locate(source: str | Path, folder: Path) -> Path:
    if isinstance(source, str) and source in PRESETS:
        return _PRESET_FOLDER / f"{source}.toml"
    path = folder / source
    # os.path.exists is False for a name that is too long; Path.exists raises.
    if path.suffix or os.path.exists(path) or path.parent != folder:
        return path
    raise ScenarioError(f"no preset and no file {str(source)!r}; {name_nearest(str(source), PRESETS)}")


def _read_content(path: Path, extending: tuple[Path, ...]) -> dict[str, Any]:
    """Read a file merged into the one that it extends, with absolute paths."""
    try:
        resolved = path.resolve()
    except (OSError, ValueError, RuntimeError) as error:  # links in a ring, a name with a NUL
        raise ScenarioError(f"cannot read {str(path)!r}: {error}; give a TOML file or a preset") from error
    if resolved in extending:
        raise ScenarioError(
            f"{extending[-1]}: extends {path}, which extends it in turn; take one of them out"
        )
    if len(extending) >= _MOST_EXTENDED:
        raise ScenarioError(
            f"{path}: more than {_MOST_EXTENDED} files extend one another; merge some of them"
        )
    content = read_toml(path)
    try:
        _place_files(content, path.parent)
    except UsageError as error:  # a data set of another kind
        raise ScenarioError(f"{path}: {error}") from None
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
    extended = _read_content(base_path, (*extending, resolved))
    _scenario_of(extended, base_path)  # so that a message names the file with the mistake
    del extended["name"]
    extended.pop("description", None)
    return merge_tables(extended, content)


def _place_files(content: dict[str, Any], folder: Path) -> None:
    avoid = _list_of_avoided(content)
    for number, name in enumerate(avoid):
        if isinstance(name, str) and is_file_name(split_soft(name)[0]):
            avoid[number] = str(folder.absolute() / name)
    data = content.get("data")
    if not isinstance(data, dict):
        return
    surveys = data.get("surveys")
    if isinstance(surveys, list):
        data["surveys"] = [_place(name, SetKind.BATHYMETRY, folder) for name in surveys]
    layers = data.get("layers")
    tables = [data, *(layers if isinstance(layers, list) else ())]
    for table in tables:
        for key in DATA_FILES if table is data else ("path",):
            if isinstance(table, dict) and isinstance(table.get(key), str) and table[key]:
                kind = SetKind(key) if key in set(SetKind) else SetKind.LAYER
                table[key] = _place(table[key], kind, folder)


def _place(name: Any, kind: SetKind, folder: Path) -> Any:
    """Find the file of a name in a scenario; what is no name is refused later, with its key."""
    if not isinstance(name, str) or not name or "\0" in name:
        return name
    return str(file_of_choice(name, kind, folder=folder.absolute()))


def _list_of_avoided(content: Mapping[str, Any]) -> list[Any]:
    policy = content.get("policy")
    avoid = policy.get("avoid") if isinstance(policy, dict) else None
    return avoid if isinstance(avoid, list) else []


def _with_avoided_files_as_layers(content: Mapping[str, Any]) -> Mapping[str, Any]:
    """Make files under ``policy.avoid`` layers with use = no_go, as ``--avoid`` does; all other mistakes stay."""
    avoid, data = _list_of_avoided(content), content.get("data", {})
    files = [name for name in avoid if isinstance(name, str) and is_file_name(split_soft(name)[0])]
    layers = data.get("layers", []) if isinstance(data, dict) else None
    if not files or not isinstance(layers, list):
        return content
    orders = [split_soft(name) for name in files]
    closed = [{"path": path, "use": LayerUse.NO_GO.value, "soft": soft} for path, soft in orders]
    return {
        **content,
        "policy": {**content["policy"], "avoid": [name for name in avoid if name not in files]},
        "data": {**data, "layers": [*layers, *closed]},
    }


def _scenario_of(content: Mapping[str, Any], path: Path) -> Scenario:
    _refuse_replaced_keys(content, path)
    content = _with_avoided_files_as_layers(content)
    try:
        # Strict JSON: numbers and text are not converted, but lists and names of choices are accepted.
        return Scenario.model_validate_json(json.dumps(content, default=str), strict=True)
    except ValidationError as error:
        raise ScenarioError(f"{path}: {explain_mistake(error, json_schema())}") from None


def _refuse_replaced_keys(content: Mapping[str, Any], path: Path) -> None:
    for key, successor in REPLACED_KEYS.items():
        table, _, name = key.partition(".")
        if isinstance(content.get(table), dict) and name in content[table]:
            raise ScenarioError(f"{path}: {key} is replaced by {successor}")
