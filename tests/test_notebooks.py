"""Every notebook runs from a clean kernel, answers its question, and is committed with its current numbers."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path

import nbformat
import pytest

FOLDER = Path(__file__).parents[1] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
# Kernels speak through sockets that their libraries close late.
pytestmark = pytest.mark.filterwarnings("ignore")


def load_execute():
    spec = importlib.util.spec_from_file_location("execute_notebooks", FOLDER / "execute.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.execute


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda path: path.stem)
def run(request, tmp_path_factory):
    workdir = tmp_path_factory.mktemp(request.param.stem)
    return request.param, load_execute()(request.param, workdir), workdir


def answer(notebook):
    return notebook.cells[-1].outputs[0].data["text/markdown"]


def test_there_are_notebooks():
    assert NOTEBOOKS


def test_it_answers_from_its_numbers_and_says_what_is_committed(run):
    path, fresh, _ = run
    assert answer(nbformat.read(path, as_version=4)) == answer(fresh)


def test_it_runs_without_a_word_on_stderr(run):
    _, fresh, _ = run
    outputs = [output for cell in fresh.cells if cell.cell_type == "code" for output in cell.outputs]
    assert outputs
    assert not [output for output in outputs if output.output_type == "error"]
    assert not [output for output in outputs if output.get("name") == "stderr"]


def test_it_is_small_and_carries_no_path_of_a_machine(run):
    path, _, _ = run
    text = path.read_text(encoding="utf-8")
    assert len(text) < 300_000
    assert not re.search(r"/(home|root|tmp|Users|work)/", text)
    assert json.loads(text)["metadata"]["kernelspec"]["name"] == "python3"


def test_its_parameters_come_first(run):
    path, _, _ = run
    code = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    assert code[0].metadata["tags"] == ["parameters"]


def test_the_first_route_is_as_long_as_an_arctic_cable(run):
    path, fresh, workdir = run
    if path.stem != "01_first_route":
        pytest.fail("say here what this notebook must find")
    assert {file.name for file in (workdir / "out").iterdir()} == {"route.geojson", "route.html"}
    length_km = float(re.search(r"\*\*([\d,]+) km", answer(fresh))[1].replace(",", ""))
    # Between the geodesic and Polar Connect's announced 10,000 km from northern Europe to Japan.
    assert 7_033 < length_km < 10_500
