"""Checksum of the inputs of a plan: the values of a scenario, and the bytes of its files."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from routeplan.cost.branching_rules import DEFAULT_BRANCHING
from routeplan.cost.scenario import Scenario
from routeplan.io.sources import FileSource

# A shapefile is several files; the named one has only part of the data.
_SHAPEFILE = (".shp", ".dbf", ".prj", ".cpg")


def scenario_sha256(scenario: Scenario) -> str:
    """Checksum of the inputs of a plan: every value, and the bytes of every named file.

    Labels, those of layers among them, pairs of a briefing, systems, uncertainty, comments, the order of keys and
    folders of files have no effect on it.

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
    content = scenario.model_dump(exclude={"name", "description", "pairs", "systems", "uncertainty"})
    for table, key in (
        ("policy", "partners"), ("policy", "avoid"), ("repair", "iceberg_months"), ("laying", "months"),
    ):  # fmt: skip
        content[table][key] = sorted(set(content[table][key]))
    # What a scenario does not choose has no part in it: checksums are those from before there was the choice.
    if not content["data"]["surveys"]:
        del content["data"]["surveys"]
    if scenario.branching == DEFAULT_BRANCHING:
        del content["branching"]
    if not scenario.policy.non_partner_soft:
        del content["policy"]["non_partner_soft"]
    for layer in content["data"]["layers"]:
        del layer["name"]
        for key in ("only", "fade_km", "soft"):
            if not layer[key]:
                del layer[key]
    text = json.dumps(_canonical(content), sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _canonical(value: Any) -> Any:
    """Give equal contents equal text: numbers as floats without negative zero, files as checksums."""
    match value:
        case dict():
            return {key: _canonical(content) for key, content in value.items()}
        case list() | tuple():
            return [_canonical(content) for content in value]
        case Path():
            return _checksum(value)
        case bool():
            return value
        case int() | float():
            return float(value) + 0.0
    return value


def _checksum(path: Path) -> str | list[str]:
    if path.is_dir():
        return [FileSource(tile, "").sha256 for tile in sorted(path.iterdir()) if tile.is_file()]
    whole = [path]
    if path.suffix.lower() == ".shp":
        whole += [part for suffix in _SHAPEFILE[1:] if (part := path.with_suffix(suffix)).is_file()]
    sums = [FileSource(part, "").sha256 for part in whole]
    return sums[0] if len(sums) == 1 else sums
