"""Make JSON Schemas and the reference page of what commands print with ``--json``, from ``docs/json_keys.toml``."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from routeplan.cost.scenario import json_schema as scenario_schema

KEYS_FILE = Path(__file__).with_name("json_keys.toml")
DIALECT = "https://json-schema.org/draft/2020-12/schema"
PLAIN_TYPES = ("number", "integer", "string", "boolean", "null")
INTRODUCTION = """# JSON

`--json` prints one object to stdout; everything else goes to stderr. Texts are UTF-8, numbers are finite: what is not
known is null. Depths are positive down, longitudes positive east.

Tables below are those of this version, and a test holds every output of the command tests against them. Later versions
may have more keys, so programs should ignore those that they do not know. A key with `?` may be missing; *map of* is an
object with free keys, such as names of jurisdictions. Each command has a JSON Schema (draft 2020-12) to download."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key of an object: its type in words, unit, meaning, and when it is there (empty: always)."""

    name: str
    type: str
    unit: str
    meaning: str
    when: str = ""

    @property
    def is_open(self) -> bool:
        """Whether the name stands for several."""
        return "<" in self.name

    @property
    def text(self) -> str:
        """Meaning, and when the key is there."""
        return f"{self.meaning}; only {self.when}" if self.when else self.meaning


@dataclass(frozen=True, slots=True)
class Shape:
    """A shared object, or what a command prints: its own keys, and the objects whose keys it has too, first or last."""

    name: str
    about: str
    parts: tuple[str, ...]
    keys: tuple[Key, ...]
    is_own_first: bool = False
    is_scenario: bool = False


@dataclass(frozen=True, slots=True)
class Shapes:
    """All shared objects, and all commands, by name."""

    objects: Mapping[str, Shape]
    commands: Mapping[str, Shape]

    def keys_of(self, shape: Shape, *, apart: frozenset[str] = frozenset()) -> dict[str, Key]:
        """Collect the keys of a shape with those of its parts, except parts that are told apart."""
        found: dict[str, Key] = {}
        for part in shape.parts:
            if part not in apart:
                found |= self.keys_of(self.objects[part], apart=apart)
        own = {key.name: key for key in shape.keys}
        return own | found | own if shape.is_own_first else found | own

    def types_of(self, shape: Shape) -> set[str]:
        """Find the objects that are values in a shape."""
        texts = " ".join(
            key.type for key in self.keys_of(shape).values() if not key.type.startswith("one of ")
        )
        return set(re.findall(r"[a-z_]+", texts)) & self.objects.keys()

    @property
    def values(self) -> frozenset[str]:
        """Objects that are values anywhere; the others are parts only."""
        return frozenset().union(
            *(self.types_of(shape) for shape in (*self.objects.values(), *self.commands.values()))
        )


@cache
def read_shapes() -> Shapes:
    """Read the file of keys; an unknown type stops whoever asks."""
    content = tomllib.loads(KEYS_FILE.read_text(encoding="utf-8"))
    objects, commands = (
        {name: _shape(name, table) for name, table in content[kind].items()}
        for kind in ("objects", "commands")
    )
    for shape in (*objects.values(), *commands.values()):
        for part in shape.parts:
            if part not in objects:
                raise SystemExit(f"{KEYS_FILE.name}: {shape.name} has the keys of {part}, which is no object")
        for key in shape.keys:
            _check_names(_schema_of_type(key.type), objects, f"{shape.name}.{key.name}")
    return Shapes(objects, commands)


def command_of(arguments: Sequence[str]) -> str | None:
    """Find the command that some arguments call, as in the file; the most special one, or None."""
    given = [name for name in read_shapes().commands if _is_called(name.split(), arguments)]
    return max(given, key=lambda name: len(name.split()), default=None)


@cache
def schema_of(command: str) -> dict[str, Any]:
    """Make the JSON Schema of what a command prints."""
    shapes = read_shapes()
    shape = shapes.commands[command]
    if shape.is_scenario:
        return scenario_schema()
    needed: set[str] = set()
    left = shapes.types_of(shape)
    while left:
        needed |= left
        left = set().union(*(shapes.types_of(shapes.objects[name]) for name in left)) - needed
    return {
        "$schema": DIALECT,
        "title": f"routeplan {command} --json",
        **_object_schema(shapes, shape),
        "$defs": {name: _object_schema(shapes, shapes.objects[name]) for name in sorted(needed)},
    }


def write_json_reference(page: Path, schemas: Path) -> None:
    """Write the reference page, and the schema of every command to a folder."""
    page.write_text(json_page(), encoding="utf-8")
    schemas.mkdir(parents=True, exist_ok=True)
    for command in read_shapes().commands:
        text = json.dumps(schema_of(command), ensure_ascii=False, indent=2)
        (schemas / _file_name(command)).write_text(text + "\n", encoding="utf-8")


def json_page() -> str:
    """Describe what every command prints, then the shared objects."""
    shapes = read_shapes()
    sections = [INTRODUCTION]
    for command, shape in shapes.commands.items():
        link = f'Schema: <a href="schemas/{_file_name(command)}">{_file_name(command)}</a>.'
        sections += [f"## `routeplan {command}`", f"{_marked(shape.about)} {link}", *_tables(shapes, shape)]
    sections.append("## Objects")
    for name in sorted(shapes.values):
        shape = shapes.objects[name]
        sections += [f"### {name}", _marked(shape.about), *_tables(shapes, shape)]
    return "\n\n".join(sections) + "\n"


def _shape(name: str, table: Mapping[str, Any]) -> Shape:
    keys = []
    for key, described in table.items():
        if key in ("about", "with", "schema"):
            continue
        kind, unit, meaning, *when = described
        keys.append(Key(key, kind, unit, meaning, *(text.removeprefix("? ") for text in when)))
    is_own_first = list(table)[-1] == "with"
    return Shape(
        name, table["about"], tuple(table.get("with", ())), tuple(keys), is_own_first, "schema" in table
    )


def _is_called(words: Sequence[str], arguments: Sequence[str]) -> bool:
    """Tell whether arguments call a command: options are anywhere, NAME is any argument after the command."""
    command = [word for word in words if word.islower() and not word.startswith("-")]
    options = [word for word in words if word.startswith("-")]
    rest = arguments[len(command) :]
    return (
        list(arguments[: len(command)]) == command
        and all(option in rest for option in options)
        and ("NAME" not in words or any(not word.startswith("-") for word in rest))
    )


def _object_schema(shapes: Shapes, shape: Shape) -> dict[str, Any]:
    keys = shapes.keys_of(shape).values()
    others = [key for key in keys if key.name.startswith("<")]
    patterns = {_pattern(key.name): _key_schema(key) for key in keys if key.is_open and key not in others}
    return {
        "description": shape.about,
        "type": "object",
        "properties": {key.name: _key_schema(key) for key in keys if not key.is_open},
        **({"patternProperties": patterns} if patterns else {}),
        "required": [key.name for key in keys if not key.is_open and not key.when],
        "additionalProperties": _key_schema(others[0]) if others else False,
    }


def _key_schema(key: Key) -> dict[str, Any]:
    unit = f" ({key.unit})" if key.unit else ""
    return {"description": f"{key.text}{unit}", **_schema_of_type(key.type)}


def _schema_of_type(text: str) -> dict[str, Any]:
    """Translate a type in words."""
    choices = [text] if text.startswith("one of ") else list(_choices(text))
    if len(choices) == 1:
        return _schema_of_choice(text)
    if all(choice in PLAIN_TYPES for choice in choices):
        return {"type": choices}
    return {"anyOf": [_schema_of_choice(choice) for choice in choices]}


def _schema_of_choice(text: str) -> dict[str, Any]:
    """Translate a type without `or` outside brackets."""
    if text.startswith("one of "):
        return {"enum": text.removeprefix("one of ").split(", ")}
    if text.startswith("("):
        return _schema_of_type(text[1:-1])
    if listed := re.fullmatch(r"list of (\d+ )?(.+)", text):
        length = {"minItems": int(listed[1]), "maxItems": int(listed[1])} if listed[1] else {}
        return {"type": "array", "items": _schema_of_type(listed[2]), **length}
    if text.startswith("map of "):
        return {"type": "object", "additionalProperties": _schema_of_type(text.removeprefix("map of "))}
    if text in PLAIN_TYPES:
        return {"type": text}
    return {} if text == "any" else {"$ref": f"#/$defs/{text}"}


def _choices(text: str) -> Iterator[str]:
    """Split at each `or` outside brackets."""
    depth = begin = 0
    for at, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if depth == 0 and text.startswith(" or ", at):
            yield text[begin:at]
            begin = at + len(" or ")
    yield text[begin:]


def _check_names(schema: Any, objects: Mapping[str, Shape], place: str) -> None:
    for name in re.findall(r"'#/\$defs/([^']*)'", str(schema)):
        if name not in objects:
            raise SystemExit(f"{KEYS_FILE.name}: {place} has type {name!r}, which is no type and no object")


def _pattern(name: str) -> str:
    return f"^{re.sub(r'<[^>]*>', '.+', name)}$"


def _file_name(command: str) -> str:
    return f"{re.sub('[^a-z]+', '-', command.lower())}.schema.json"


def _tables(shapes: Shapes, shape: Shape) -> list[str]:
    """Lay out keys as a table; a part with a section of its own is a link."""
    linked = [part for part in shape.parts if part in shapes.values]
    said = [f"All keys of {' and '.join(_link(part) for part in linked)}, and:"] if linked else []
    rows = [
        f"| `{key.name}{'?' if key.when else ''}` | {_linked(shapes, key.type)} | {key.unit} | {_marked(key.text)} |"
        for key in shapes.keys_of(shape, apart=shapes.values).values()
    ]
    if not rows:
        return [sentence.replace(", and:", ".") for sentence in said]
    return [*said, "\n".join(("| key | type | unit | meaning |", "|---|---|---|---|", *rows))]


def _linked(shapes: Shapes, kind: str) -> str:
    if kind.startswith("one of "):
        return ", ".join(f"`{word}`" for word in kind.removeprefix("one of ").split(", "))
    return re.sub(r"[a-z_]+", lambda word: _link(word[0]) if word[0] in shapes.objects else word[0], kind)


def _link(name: str) -> str:
    return f"[{name}](#{name})"


def _marked(text: str) -> str:
    """Mark options and names of files as code, where they are not."""
    return re.sub(r"(?<![`\w-])(--[a-z]+)", r"`\1`", text)
