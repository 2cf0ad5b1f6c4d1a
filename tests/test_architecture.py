"""The house rules that a machine can hold: the order of packages, sizes, names, and the page that draws them."""

from __future__ import annotations

import ast
import importlib.util
import re
import sys
import tomllib
from collections import Counter
from pathlib import Path
from types import ModuleType

import grimp
import networkx as nx
import pytest

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted((ROOT / "routeplan").rglob("*.py"))
# A command's module is named after the command; what it calls is named after the same thing.
NAMED_AFTER_A_COMMAND = {path.stem for path in (ROOT / "routeplan" / "cli").glob("*.py")}
# Names that are right in two packages, with the reason.
SAME_NAME_IN_TWO_PACKAGES = {
    "record": "each package writes its own JSON record",
    "export": "each package writes its own files",
    "records": "each package writes its own JSON records",
    "files": "runtime writes whole files or none; view has a module for each format",
    "open": "opens the planner; opens the network",
}
# Methods of results that view carries out; the import contract lists what it imports from above.
LOOKS_UP = "routeplan.planning.result_methods"
MOST_LINES, MOST_PUBLIC_METHODS = 400, 20


@pytest.fixture(scope="module")
def drawing() -> ModuleType:
    path = ROOT / "docs" / "draw_architecture.py"
    spec = importlib.util.spec_from_file_location("draw_architecture", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["draw_architecture"] = module
    spec.loader.exec_module(module)
    return module


def test_the_page_lists_the_modules_of_today(drawing):
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert page == drawing.page_with(drawing.list_modules(drawing.read_layers())), (
        "run python docs/draw_architecture.py"
    )


def test_the_picture_shows_the_imports_of_today(drawing):
    layers = drawing.read_layers()
    drawn = drawing.draw_picture(layers, drawing.count_imports(layers))
    assert (ROOT / "docs" / "images" / "architecture.svg").read_text(encoding="utf-8") == drawn, (
        "run python docs/draw_architecture.py"
    )


def test_the_contract_lists_every_package(drawing):
    folders = {path.parent.name for path in (ROOT / "routeplan").glob("*/__init__.py")}
    files = {path.stem for path in (ROOT / "routeplan").glob("*.py")} - {"__init__"}
    assert sorted(drawing.read_layers()) == sorted(folders | files)


def test_every_module_that_a_page_names_exists():
    """`cost/faults` on the page is routeplan/cost/faults.py or a package."""
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:[a-z_]+/)+[a-z_]+)(?:\.[A-Za-z_.]+)?`", page.partition("## Modules")[0])
    assert len(named) > 10
    missing = [
        name
        for name in named
        if not (ROOT / "routeplan" / f"{name}.py").is_file() and not (ROOT / "routeplan" / name).is_dir()
    ]
    assert missing == []


def test_no_import_runs_in_a_circle():
    """Not even inside a package, a lazy import or one for types."""
    graph = grimp.build_graph("routeplan", cache_dir=None)
    arrows = [
        (module, imported)
        for module in graph.modules
        for imported in graph.find_modules_directly_imported_by(module)
        # A package's face imports its modules; `from package import module` names the face on the way.
        if not module.startswith(f"{imported}.") and module != LOOKS_UP
    ]
    circles = [part for part in nx.strongly_connected_components(nx.DiGraph(arrows)) if len(part) > 1]
    assert circles == []


def test_one_module_alone_looks_up_and_only_inside_its_methods():
    tree = ast.parse((ROOT / "routeplan/planning/result_methods.py").read_text(encoding="utf-8"))
    at_import = [node.module for node in tree.body if isinstance(node, ast.ImportFrom)]
    assert at_import == ["__future__", "typing"]
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (contract,) = settings["tool"]["importlinter"]["contracts"]
    assert {arrow.partition(" -> ")[0] for arrow in contract["ignore_imports"]} == {LOOKS_UP}


def test_a_module_is_short_enough_to_read():
    lines = {path.relative_to(ROOT): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {path: count for path, count in lines.items() if count > MOST_LINES} == {}


def test_a_class_has_few_public_methods():
    too_many = {}
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                public = [
                    item.name
                    for item in node.body
                    if isinstance(item, ast.FunctionDef) and not item.name.startswith("_")
                ]
                if len(public) > MOST_PUBLIC_METHODS:
                    too_many[node.name] = len(public)
    assert too_many == {}


def test_a_name_means_one_module():
    stems = Counter(path.stem for path in MODULES if path.stem != "__init__" and "cli" not in path.parts)
    packages = {path.parent.name for path in MODULES if path.stem == "__init__"}
    twice = {
        stem for stem, count in stems.items() if count > 1 and stem not in SAME_NAME_IN_TWO_PACKAGES
    } - NAMED_AFTER_A_COMMAND
    assert twice == set()
    # A package's main module may bear its name: seabed/seabed, planning/corridor/corridor.
    shadows = {
        path.stem
        for path in MODULES
        if path.stem in packages and path.parent.name != path.stem and "cli" not in path.parts
    }
    assert shadows - set(SAME_NAME_IN_TWO_PACKAGES) == set()


def test_a_class_name_is_used_once():
    names = Counter(
        node.name
        for path in MODULES
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef)
    )
    assert [name for name, count in names.items() if count > 1] == []


def test_every_public_name_can_be_imported():
    import routeplan as rp

    assert all(getattr(rp, name) is not None for name in rp.__all__)
    assert sorted(rp.__all__) == sorted(set(rp.__all__))
