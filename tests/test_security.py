"""What the package may not do: run code from outside, start a shell, unpickle, write outside, fetch in the clear."""

import ast
import re
from pathlib import Path

import pandas as pd

import routeplan
from routeplan.io.data_sets.registry import read_registry
from routeplan.view.files.formula_text import as_plain_text, with_plain_text

PACKAGE = Path(routeplan.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
RUNS_CODE = {"eval", "exec", "compile", "__import__", "execfile", "input", "breakpoint"}
FORBIDDEN_MODULES = {
    "pickle",
    "cPickle",
    "dill",
    "marshal",
    "shelve",
    "joblib",
    "cloudpickle",
    "yaml",
    "telnetlib",
    "ftplib",
    "xmlrpc",
}
# Chromium for PDF: a list of arguments, no shell.
STARTS_PROCESSES = {PACKAGE / "briefing/pdf.py"}


def nodes(kind):
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, kind):
                yield path, node


def test_nothing_evaluates_text_as_code():
    called = [
        (path.name, node.lineno)
        for path, node in nodes(ast.Call)
        if isinstance(node.func, ast.Name) and node.func.id in RUNS_CODE
    ]
    assert called == []


def test_no_module_that_unpickles_or_speaks_in_the_clear_is_imported():
    names = [
        (path.name, name)
        for path, node in nodes((ast.Import, ast.ImportFrom))
        for name in (
            [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
        )
    ]
    assert len(names) > 1_000
    assert [one for one in names if one[1].split(".")[0] in FORBIDDEN_MODULES] == []


def test_no_shell_and_only_one_module_starts_a_process():
    starting = {
        path for path, node in nodes((ast.Import, ast.ImportFrom)) if "subprocess" in ast.unparse(node)
    }
    assert starting == STARTS_PROCESSES
    calls = [(path.name, ast.unparse(node)) for path, node in nodes(ast.Call)]
    assert [one for one in calls if re.match(r"os\.(system|popen|exec\w*|spawn\w*)\(", one[1])] == []
    assert [one for one in calls if re.search(r"shell\s*=\s*True", one[1])] == []


def test_arrays_are_read_without_objects():
    """NumPy's format can hold pickles, which run code when they are read."""
    reading = [ast.unparse(node) for _, node in nodes(ast.Call) if re.match(r"np\.load\(", ast.unparse(node))]
    assert reading
    assert [call for call in reading if "allow_pickle=True" in call] == []


def test_no_archive_is_unpacked_to_names_of_its_own():
    calls = [(path.name, ast.unparse(node)) for path, node in nodes(ast.Call)]
    assert [one for one in calls if re.search(r"\.(extractall|extract)\(|unpack_archive\(", one[1])] == []


def test_formulas_are_text_in_tables():
    hostile = ["=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(1)", "\t=1", "\r=1"]
    table = with_plain_text(pd.DataFrame({"name": hostile, "km": range(len(hostile))}))
    assert [name[0] for name in table["name"]] == ["'"] * len(hostile)
    assert list(table["km"]) == list(range(len(hostile)))
    harmless = ["Bodø", "-9.05", "+53.27", "", "a=b"]
    assert [as_plain_text(text) for text in harmless] == harmless


def test_downloads_are_by_https():
    text = "".join(path.read_text(encoding="utf-8") for path in MODULES)
    plain = set(re.findall(r"http://[\w.-]+", text))
    # Names of vocabularies, which nobody fetches.
    assert {
        one
        for one in plain
        if not re.search(r"w3\.org|opengis|topografix|google|schemas|127\.0\.0\.1|localhost|purl", one)
    } == set()
    addresses = [
        str(value) for one in read_registry().values() for value in vars_of(one) if "://" in str(value)
    ]
    assert addresses
    assert [one for one in addresses if re.search(r"\b(http|ftp)://", one)] == []


def vars_of(thing):
    return (
        [getattr(thing, name) for name in type(thing).model_fields]
        if hasattr(type(thing), "model_fields")
        else [getattr(thing, name) for name in thing.__dataclass_fields__]
    )
