"""The door to TOML: read a file, merge one into another, write the keys of a model with what they mean."""

from __future__ import annotations

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


def read_toml(path: Path) -> dict[str, Any]:
    """Read a file.

    Raises
    ------
    ScenarioError
        If it cannot be read, or is no TOML: with the line where it goes wrong.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ScenarioError(f"cannot read {path}: {error.strerror}; give a TOML file or a preset") from error
    except ValueError as error:
        raise ScenarioError(f"cannot read {path}: no text in UTF-8; give a TOML file") from error
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        last_line = text.rstrip().count("\n") + 1
        reason = str(error).replace("at end of document", f"at line {last_line}, the end")
        raise ScenarioError(f"{path} is no TOML: {reason}") from error


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
    """Give each key of a table with its description above it, marked where it is the default.

    Tables within it are left to the caller, and so is a number that is not given: TOML has no word for that.
    """
    for key, field in type(table).model_fields.items():
        value = getattr(table, key)
        if _holds_tables(value) or (value is None and _is_number(field.annotation)):
            continue
        mark = "" if field.is_required() or value != field.default else "  # default"
        yield from _wrap(field.description or "")
        yield f"{key} = {toml_value(value)}{mark}"


def comment_lines(table: type[BaseModel]) -> list[str]:
    """Give what a table is for, to stand above it."""
    return _wrap((table.__doc__ or "").splitlines()[0])


def toml_value(value: Any) -> str:
    """Write a value; of nothing, an empty text.

    Examples
    --------
    >>> toml_value([1_500.0, "Bodø", True])
    '[1_500.0, "Bodø", true]'
    """
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
            return f"{{{', '.join(f'{key} = {toml_value(each)}' for key, each in value.items())}}}"
    text = "" if value is None else str(value)
    # JSON's escapes are TOML's, but for one character that only TOML wants escaped.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _holds_tables(value: Any) -> bool:
    return isinstance(value, BaseModel) or (
        isinstance(value, tuple) and any(isinstance(each, BaseModel) for each in value)
    )


def _is_number(annotation: Any) -> bool:
    return bool(annotation == float | None)


def _wrap(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent="# ", subsequent_indent="# ")
