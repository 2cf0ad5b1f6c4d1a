"""Execute the notebooks from a clean kernel and keep their outputs, with a still picture in place of each live map.

python execute.py [NOTEBOOK ...]
"""

from __future__ import annotations

import base64
import io
import os
import sys
from pathlib import Path
from unittest.mock import patch

import nbformat
from nbclient import NotebookClient
from PIL import Image

FOLDER = Path(__file__).parent
SECONDS = 1_800
COLOURS = 256  # of a picture: maps in classes need no more, and take a third of the room
WIDEST_PX = 1_000  # about a notebook's column
# Run before the first cell: a live map has a megabyte and more, its picture a tenth of that.
STILL_MAPS = """
from routeplan.view.maps import PolarMap

def picture(drawn):
    import tempfile
    from pathlib import Path
    from routeplan.view.maps import write_map

    with tempfile.TemporaryDirectory() as folder:
        write_map(drawn, Path(folder) / "map.png")
        return (Path(folder) / "map.png").read_bytes()

formatters = get_ipython().display_formatter.formatters
formatters["text/html"].for_type(PolarMap, lambda drawn: None)
formatters["image/png"].for_type(PolarMap, picture)
del PolarMap, formatters, picture
"""


def execute(path: Path, workdir: Path) -> nbformat.NotebookNode:
    """Run every cell from a clean kernel in a folder and return the notebook with its outputs."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=SECONDS,
        startup_timeout=SECONDS,
        kernel_name="python3",
        extra_arguments=["--log-level=ERROR"],  # that its sockets are not encrypted goes without saying here
        resources={"metadata": {"path": str(workdir)}},
    )
    notebook.cells.insert(0, nbformat.v4.new_code_cell(STILL_MAPS))
    with patch.dict(os.environ, TQDM_DISABLE="1"):  # a bar is for who waits, not for who reads
        client.execute()
    del notebook.cells[0]
    for cell in notebook.cells:
        _count_from_one(cell)
        cell.metadata.pop("execution", None)  # times of day differ at every run
        for output in cell.get("outputs", []):
            if "image/png" in output.get("data", {}):
                output.data["image/png"] = slim(output.data["image/png"])
    notebook.metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return notebook


def _count_from_one(cell: nbformat.NotebookNode) -> None:
    """Number the cells as if nothing had run before the first."""
    for counted in (cell, *cell.get("outputs", [])):
        if counted.get("execution_count"):
            counted["execution_count"] -= 1


def slim(picture: str) -> str:
    """Leave a PNG in base64 in a palette of few colours, no wider than a notebook shows it."""
    few = io.BytesIO()
    with Image.open(io.BytesIO(base64.b64decode(picture))) as full:
        paper = Image.new("RGB", full.size, "white")
        paper.paste(full, mask=full.getchannel("A") if full.mode == "RGBA" else None)
        if paper.width > WIDEST_PX:
            paper = paper.resize(
                (WIDEST_PX, round(paper.height * WIDEST_PX / paper.width)), Image.Resampling.LANCZOS
            )
        paper.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(
            few, format="PNG", optimize=True
        )
    return base64.b64encode(few.getvalue()).decode("ascii")


def main(names: list[str]) -> None:
    """Execute the notebooks named, or all, and write them back."""
    for path in [Path(name) for name in names] or sorted(FOLDER.glob("[0-9]*.ipynb")):
        notebook = execute(path, FOLDER)
        unfinished = path.with_suffix(".part")
        nbformat.write(notebook, unfinished)
        unfinished.replace(path)
        print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main(sys.argv[1:])
