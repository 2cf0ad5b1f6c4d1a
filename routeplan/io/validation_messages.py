"""One-line messages for invalid files: key, value, what is allowed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import ValidationError

from routeplan.io.name_search import nearest_names
from routeplan.io.toml import toml_value

_LONGEST_VALUE = 60
_MOST_NAMES = 20  # in a message
_BOUNDS = {"minimum": "from", "exclusiveMinimum": "above", "maximum": "to", "exclusiveMaximum": "below"}

Location = Sequence[str | int]
Schema = dict[str, Any]


def explain_mistake(error: ValidationError, schema: Schema) -> str:
    """Explain the first mistake and count the others; a key that does not exist comes before a wrong value.

    Parameters
    ----------
    error : ValidationError
        Error of pydantic.
    schema : dict
        JSON Schema of the file, with valid keys and ranges.
    """
    mistakes = error.errors(include_url=False)
    mistake = min(mistakes, key=lambda mistake: mistake["type"] != "extra_forbidden")
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
    """Name the most similar of some names, or the first 20 of them.

    Examples
    --------
    >>> name_nearest("balancd", ("balanced", "cheapest"))
    'did you mean balanced?'
    >>> name_nearest("x", ("balanced", "cheapest"))
    'there are balanced, cheapest'
    """
    near = nearest_names(name, there, count=1)
    if near:
        return f"did you mean {near[0]}?"
    more = f" and {len(there) - _MOST_NAMES} more" if len(there) > _MOST_NAMES else ""
    return f"there are {', '.join(there[:_MOST_NAMES])}{more}"


def shorten(value: Any) -> str:
    """Write a value as in the file; cut long values."""
    text = toml_value(value)
    return text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 4]} ..."


def node_at(schema: Schema, loc: Location) -> Schema:
    """Find the node of a schema at a location: keys of tables, indices of lists."""
    node = schema
    for step in loc:
        node = _plain(schema, node["items"] if isinstance(step, int) else node["properties"][step])
    return node


def describe_allowed(schema: Schema, node: Schema) -> str:
    """Describe the values that a node of the schema allows.

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
        case ["number", "object"]:
            return f"a number, or a table with {', '.join(node['properties'])}"
    return "a path in quotes" if node.get("format") == "path" else "text in quotes"


def _key(loc: Location) -> str:
    """Write the location of a value.

    Examples
    --------
    >>> _key(("data", "layers", 0, "use"))
    'data.layers[0].use'
    """
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in loc).lstrip(".")


def _nearest_key(schema: Schema, loc: Location) -> str:
    """Suggest a key: the same name in another table, or a similar name in this one."""
    *table, name = loc
    elsewhere = [key for key in _keys(schema) if key.rpartition(".")[2] == name]
    if elsewhere:
        return f"did you mean {elsewhere[0]}?"
    there = {key: _key((*table, key)) for key in node_at(schema, table)["properties"]}
    near = nearest_names(str(name), there, count=1)
    return f"did you mean {there[near[0]]}?" if near else f"there are {', '.join(there)}"


def _keys(schema: Schema) -> Iterator[str]:
    for table, node in schema["properties"].items():
        yield table
        yield from (f"{table}.{key}" for key in _plain(schema, node).get("properties", ()))


def _plain(schema: Schema, node: Schema) -> Schema:
    """Follow a reference; for an optional value take the value."""
    node = next((option for option in node.get("anyOf", ()) if option.get("type") != "null"), node)
    return schema["$defs"][node["$ref"].rpartition("/")[2]] if "$ref" in node else node
