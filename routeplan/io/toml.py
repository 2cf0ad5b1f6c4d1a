"""TOML: read a file, merge tables, write the keys of a model with their descriptions."""

from __future__ import annotations

import dataclasses
import json
import math
import textwrap
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from routeplan.errors import ScenarioError

_WIDTH = 100
_DEEPEST = 20
_MOST_BYTES = 4_000_000  # the longest preset, written out, has 40,000


def read_toml(path: Path) -> dict[str, Any]:
    """Read a file.

    Raises
    ------
    ScenarioError
        If it cannot be read or is invalid TOML; the message names the line.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(_MOST_BYTES + 1)
        text = raw.decode("utf-8-sig")
    except OSError as error:
        raise ScenarioError(f"cannot read {path}: {error.strerror}; give a TOML file or a preset") from error
    except ValueError as error:
        raise ScenarioError(f"cannot read {path}: it is not UTF-8 text; give a TOML file") from error
    if len(raw) > _MOST_BYTES:
        raise ScenarioError(f"{path} has more than {_MOST_BYTES:,} bytes; give a scenario, or a smaller one")
    try:
        content = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        last_line = text.rstrip().count("\n") + 1
        reason = str(error).replace("at end of document", f"at line {last_line}, the end")
        raise ScenarioError(f"{path} is not valid TOML: {reason}") from error
    if _is_deeper(content, _DEEPEST):
        raise ScenarioError(f"{path} has tables more than {_DEEPEST} deep; a scenario has tables of keys")
    return content


def _is_deeper(content: dict[str, Any], levels: int) -> bool:
    """Say whether tables and lists are in one another more than so many times."""
    level: list[Any] = [content]
    for _ in range(levels):
        inner = [value for table in level for value in (table.values() if isinstance(table, dict) else table)]
        level = [value for value in inner if isinstance(value, dict | list)]
    return bool(level)


def merge_tables(base: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """Merge tables key by key; any other value is replaced.

    Examples
    --------
    >>> merge_tables({"grid": {"spacing_km": 5, "south_deg": 30}}, {"grid": {"spacing_km": 2}})
    {'grid': {'spacing_km': 2, 'south_deg': 30}}
    """
    merged = dict(base)
    for key, value in change.items():
        below = merged.get(key)
        if isinstance(below, dict) and isinstance(value, dict):
            merged[key] = merge_tables(below, value)
        else:
            merged[key] = value
    return merged


def key_lines(table: BaseModel) -> Iterator[str]:
    """Write each key of a table after its description; mark defaults.

    Tables inside it are left to the caller. A number that is not given is left out: TOML has no null.
    """
    for key, field in type(table).model_fields.items():
        value = getattr(table, key)
        if _holds_tables(value) or (value is None and _is_number(field.annotation)):
            continue
        mark = "" if field.is_required() or value != field.default else "  # default"
        yield from _wrap(field.description or "")
        yield f"{key} = {toml_value(value)}{mark}"


def comment_lines(table: type[BaseModel]) -> list[str]:
    """Write the purpose of a table as comment lines."""
    return _wrap((table.__doc__ or "").splitlines()[0])


def toml_value(value: Any) -> str:
    """Write a value; None becomes an empty text.

    Examples
    --------
    >>> toml_value([1_500.0, "Bodø", True])
    '[1_500.0, "Bodø", true]'
    """
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        value = dataclasses.asdict(value)
    match value:
        case bool():
            return str(value).lower()
        case float():
            return f"{value:_}" if math.isfinite(value) else str(value)
        case int():
            return str(value)
        case list() | tuple():
            return f"[{', '.join(map(toml_value, value))}]"
        case dict():
            return f"{{{', '.join(f'{key} = {toml_value(entry)}' for key, entry in value.items())}}}"
    text = "" if value is None else str(value)
    # TOML has the escapes of JSON, and one more character to escape.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _holds_tables(value: Any) -> bool:
    return isinstance(value, BaseModel) or (
        isinstance(value, tuple) and any(isinstance(entry, BaseModel) for entry in value)
    )


def _is_number(annotation: Any) -> bool:
    return annotation in (float | None, int | None)


def _wrap(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent="# ", subsequent_indent="# ")
