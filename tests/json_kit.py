"""What tests of JSON output share: each output has the keys that the reference of its command lists."""

from __future__ import annotations

import functools
import importlib.util
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

SCHEMAS = Path(__file__).resolve().parents[1] / "docs" / "json_schemas.py"


@functools.cache
def json_schemas() -> ModuleType:
    """Load docs/json_schemas.py."""
    spec = importlib.util.spec_from_file_location("json_schemas", SCHEMAS)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look there
    spec.loader.exec_module(module)
    return module


@functools.cache
def validator_of(command: str) -> Draft202012Validator:
    """Make what holds a record against the schema of a command."""
    return Draft202012Validator(json_schemas().schema_of(command))


def assert_as_documented(command: str, record: Any) -> None:
    """Assert that a record has the keys and types that docs/json_keys.toml gives for its command."""
    error = best_match(validator_of(command).iter_errors(record))
    assert error is None, f"{command} --json, docs/json_keys.toml: {error.json_path}: {error.message[:300]}"


def assert_printed_as_documented(arguments: Sequence[str], printed: str) -> None:
    """Assert that what a command printed with --json, if it did, is as documented."""
    if "--json" not in arguments or not printed.startswith("{"):
        return
    command = json_schemas().command_of(arguments)
    assert command is not None, f"docs/json_keys.toml has no command for {' '.join(arguments)}"
    assert_as_documented(command, json.loads(printed))
