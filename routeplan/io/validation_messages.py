"""Say in one line what is wrong in a file that a person wrote: the key, its value, what may stand there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from routeplan.io.toml import toml_value

_LONGEST_VALUE = 60
_BOUNDS = {"minimum": "from", "exclusiveMinimum": "above", "maximum": "to", "exclusiveMaximum": "below"}

Location = Sequence[str | int]
Schema = dict[str, Any]


def explain_mistake(error: ValidationError, schema: Schema) -> str:
    """Explain the first mistake and count the others; a key that does not exist comes before a wrong value.

    Parameters
    ----------
    error : ValidationError
        What pydantic found.
    schema : dict
        JSON Schema of the file: where the valid keys and ranges stand.
    """
    mistakes = error.errors(include_url=False)
    mistake = min(mistakes, key=lambda each: each["type"] != "extra_forbidden")
    loc, value = mistake["loc"], shorten(mistake["input"])
    key = _key(loc)
    match mistake["type"]:
        case "extra_forbidden":
            reason = f"unknown key {key} = {value}; {_nearest_key(schema, loc)}"
        case "missing":
            reason = f"{key} is missing; give {describe_allowed(schema, node_at(schema, loc))}"
        case "value_error":
            reason = f"{key}: {mistake['ctx']['error']}" if key else str(mistake["ctx"]["error"])
        case _:
            reason = f"{key} = {value}; give {describe_allowed(schema, node_at(schema, loc))}"
    return f"{reason} (and {len(mistakes) - 1} more)" if len(mistakes) > 1 else reason


def name_nearest(name: str, there: Sequence[str]) -> str:
    """Name the nearest of what there is, or all of it.

    Examples
    --------
    >>> name_nearest("balancd", ("balanced", "cheapest"))
    'did you mean balanced?'
    >>> name_nearest("x", ("balanced", "cheapest"))
    'there are balanced, cheapest'
    """
    near = get_close_matches(name, there, n=1)
    return f"did you mean {near[0]}?" if near else f"there are {', '.join(there)}"


def shorten(value: Any) -> str:
    """Write a value as it stood in the file, cut where it is long."""
    text = toml_value(value)
    return text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 4]} ..."


def node_at(schema: Schema, loc: Location) -> Schema:
    """Find the schema of what stands at a location: keys of tables, numbers of list items."""
    node = schema
    for step in loc:
        node = _plain(schema, node["items"] if isinstance(step, int) else node["properties"][step])
    return node


def describe_allowed(schema: Schema, node: Schema) -> str:
    """Say what may stand at a node.

    Examples
    --------
    >>> describe_allowed({}, {"type": "number", "exclusiveMinimum": 0.0, "maximum": 1.0})
    'a number above 0 to 1'
    """
    if "enum" in node:
        return f"one of {', '.join(node['enum'])}"
    match node.get("type"):
        case "number" | "integer" as kind:
            bounds = [f" {word} {node[bound]:g}" for bound, word in _BOUNDS.items() if bound in node]
            return ("a whole number" if kind == "integer" else "a number") + "".join(bounds)
        case "array":
            least = f"at least {node['minItems']}, " if "minItems" in node else ""
            return (
                f"a list in brackets, {least}each {describe_allowed(schema, _plain(schema, node['items']))}"
            )
        case "object":
            return f"a table with {', '.join(node['properties'])}"
    return "a path in quotes" if node.get("format") == "path" else "text in quotes"


def _key(loc: Location) -> str:
    """Write where a value stands.

    Examples
    --------
    >>> _key(("data", "layers", 0, "use"))
    'data.layers[0].use'
    """
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in loc).lstrip(".")


def _nearest_key(schema: Schema, loc: Location) -> str:
    """Name the key that was meant: the same name in another table, or a name like it in this one."""
    *table, name = loc
    elsewhere = [key for key in _keys(schema) if key.rpartition(".")[2] == name]
    if elsewhere:
        return f"did you mean {elsewhere[0]}?"
    there = {each: _key((*table, each)) for each in node_at(schema, table)["properties"]}
    near = get_close_matches(str(name), there, n=1)
    return f"did you mean {there[near[0]]}?" if near else f"there are {', '.join(there)}"


def _keys(schema: Schema) -> Iterator[str]:
    for table, node in schema["properties"].items():
        yield table
        yield from (f"{table}.{key}" for key in _plain(schema, node).get("properties", ()))


def _plain(schema: Schema, node: Schema) -> Schema:
    """Follow a reference, and take of a value or nothing the value."""
    node = next((each for each in node.get("anyOf", ()) if each.get("type") != "null"), node)
    return schema["$defs"][node["$ref"].rpartition("/")[2]] if "$ref" in node else node
