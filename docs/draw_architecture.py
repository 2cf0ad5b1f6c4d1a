"""Draw the packages and their imports, and list every module with its charter: docs/architecture.md and its picture.

``python docs/draw_architecture.py`` writes both; a test compares them with the code of today.
"""

from __future__ import annotations

import ast
import tomllib
from html import escape
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = "routeplan"
PAGE = ROOT / "docs" / "architecture.md"
PICTURE = ROOT / "docs" / "images" / "architecture.svg"
BEGIN, END = "<!-- modules: written by draw_architecture.py -->", "<!-- end of modules -->"

_CELL, _LEFT, _TOP, _NAME_WIDTH = 34, 20, 92, 110
_CHARTER_GAP = 18


def read_layers() -> list[str]:
    """Read the packages from the lowest to the highest, as the import contract lists them."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (contract,) = settings["tool"]["importlinter"]["contracts"]
    return list(reversed(contract["layers"]))


def count_imports(layers: list[str]) -> dict[tuple[str, str], int]:
    """Count imports between modules by (importing package, imported package)."""
    graph = grimp.build_graph(PACKAGE, cache_dir=None)
    counts: dict[tuple[str, str], int] = {}
    for importer in graph.modules:
        for imported in graph.find_modules_directly_imported_by(importer):
            pair = _package_of(importer), _package_of(imported)
            if pair[0] != pair[1] and set(pair) <= set(layers):
                counts[pair] = counts.get(pair, 0) + 1
    return counts


def read_charter(module: Path) -> str:
    """Read the first sentence of a module's docstring."""
    docstring = ast.get_docstring(ast.parse(module.read_text(encoding="utf-8"))) or ""
    return " ".join(docstring.split("\n\n")[0].split())


def draw_picture(layers: list[str], counts: dict[tuple[str, str], int]) -> str:
    """Draw the packages as a matrix: a row imports from the columns left of the diagonal, never from the right."""
    matrix_left = _LEFT + _NAME_WIDTH
    size = _CELL * len(layers)
    width, height = matrix_left + size + _CHARTER_GAP + 620, _TOP + size + 16
    shapes = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        'font-family="Helvetica, Arial, sans-serif" font-size="13" role="img" aria-labelledby="title">',
        '<title id="title">Imports between packages, below the diagonal but for methods of results</title>',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
    ]
    most = max(counts.values())
    for row, importer in enumerate(layers):
        top = _TOP + row * _CELL
        middle = top + _CELL / 2 + 4.5
        charter = read_charter(_door_of(importer)).rstrip(".")
        shapes += [
            f'<text x="{matrix_left - 10}" y="{middle}" text-anchor="end" font-weight="600">'
            f"{importer}</text>",
            f'<text x="{matrix_left + size + _CHARTER_GAP}" y="{middle}" fill="#444">'
            f"{escape(_shortened(charter))}</text>",
        ]
        for col, imported in enumerate(layers):
            left = matrix_left + col * _CELL
            count = counts.get((importer, imported), 0)
            shade = "#f4f6f8" if col < row else "#1f3b57" if col == row else "#ffffff"
            if count:
                strength = (count / most) ** 0.5
                shade = "#{:02x}{:02x}{:02x}".format(
                    *(round(255 - (255 - low) * strength) for low in (86, 160, 211))
                )
            shapes.append(
                f'<rect x="{left}" y="{top}" width="{_CELL - 2}" height="{_CELL - 2}" rx="3" fill="{shade}"/>'
            )
            if count:
                shapes.append(
                    f'<text x="{left + _CELL / 2 - 1}" y="{middle}" text-anchor="middle">{count}</text>'
                )
    for col, imported in enumerate(layers):
        left = matrix_left + col * _CELL + _CELL / 2 + 3
        shapes.append(f'<text transform="translate({left} {_TOP - 10}) rotate(-50)">{imported}</text>')
    return "\n".join([*shapes, "</svg>"]) + "\n"


def list_modules(layers: list[str]) -> str:
    """List every module under its package, highest package first, one line each."""
    blocks = []
    for layer in reversed(layers):
        door = _door_of(layer)
        blocks.append(f"### {layer}\n\n{read_charter(door)}\n")
        if door.name == "__init__.py":
            rows = [
                f"| `{module.relative_to(door.parent).with_suffix('').as_posix()}` | {read_charter(module)} |"
                for module in sorted(door.parent.rglob("*.py"))
                if module != door
            ]
            blocks.append("\n".join(["| module | what it is |", "|---|---|", *rows]) + "\n")
    return "\n".join(blocks)


def page_with(modules: str) -> str:
    """Put a list of modules in the place of the page's own."""
    page = PAGE.read_text(encoding="utf-8")
    head, _, rest = page.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}\n\n{modules}\n{END}{tail}"


def _package_of(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


def _door_of(layer: str) -> Path:
    folder = ROOT / PACKAGE / layer
    return folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")


def _shortened(charter: str, *, most: int = 92) -> str:
    return charter if len(charter) <= most else charter[: charter.rfind(" ", 0, most)] + " …"


if __name__ == "__main__":
    packages = read_layers()
    PICTURE.write_text(draw_picture(packages, count_imports(packages)), encoding="utf-8")
    PAGE.write_text(page_with(list_modules(packages)), encoding="utf-8")
