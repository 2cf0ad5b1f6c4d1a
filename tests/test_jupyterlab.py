"""A notebook in a real JupyterLab: it opens, runs, shows live map and figure, and requests nothing from the network."""

from __future__ import annotations

import shutil
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import nbformat
import pytest
from PIL import Image

pytest.importorskip("jupyterlab", reason="JupyterLab is not installed")
pytest.importorskip("playwright", reason="playwright is not installed")
from lab_kit import open_notebook, outputs, run_all, running_lab, take_screenshot

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
# Libraries of the kernel close their sockets late.
pytestmark = [pytest.mark.long, pytest.mark.browser, pytest.mark.filterwarnings("ignore")]


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lab")
    shutil.copy(NOTEBOOKS / "01_first_route.ipynb", folder)
    failing = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell("1 / 0")],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )
    nbformat.write(failing, folder / "failing.ipynb")
    with running_lab(folder) as running:
        yield running
    with pytest.raises(URLError):
        urlopen(running.url, timeout=5)


def test_the_first_notebook_runs_and_shows_its_live_map_without_a_network(lab, browser, tmp_path):
    with open_notebook(lab, browser, "01_first_route.ipynb") as opened:
        run_all(opened.page)
        given = outputs(opened.page)
        assert not [output for output in given if output["output_type"] == "error"]
        assert not [output for output in given if output.get("name") == "stderr"]
        figures = opened.page.locator(".jp-OutputArea-output img")
        assert figures.evaluate_all("images => images.map(image => image.naturalWidth > 500)") == [True]
        live = opened.page.frame_locator(".jp-OutputArea-output iframe")
        assert live.locator("path.rp-route").count() == 1
        assert live.locator(".rp-landing").count() == 2
        take_screenshot(opened.page, tmp_path / "seen.png")
        cells = opened.page.locator(".jp-Cell")
        last = cells.last.bounding_box()
    assert opened.blocked == []
    assert (lab.folder / "out" / "route.geojson").is_file()
    with Image.open(tmp_path / "seen.png") as seen:
        # From the first heading to the last sentence, and not much more.
        assert last["y"] + last["height"] < seen.height < last["y"] + last["height"] + 200
        assert seen.height > 2500


def test_a_cell_that_fails_is_told_with_its_traceback(lab, browser):
    with (
        open_notebook(lab, browser, "failing.ipynb") as opened,
        pytest.raises(AssertionError, match="ZeroDivisionError: division by zero"),
    ):
        run_all(opened.page, seconds=60)


def test_what_is_blocked_is_refused_and_known(lab, browser):
    with open_notebook(lab, browser, "failing.ipynb") as opened:
        refused = opened.page.evaluate("fetch('https://example.org/tile.png').then(() => false, () => true)")
        assert refused
        assert opened.page.evaluate(f"fetch('{lab.url}/api/status').then(response => response.ok)")
    assert opened.blocked == ["https://example.org/tile.png"]
