"""GRASS as a peer: a database of its own, modules as processes, no session."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.sea import Line, Sea
from routeplan.errors import RouteplanError
from routeplan.geo.geodesy import FloatArray

_MEMORY_MB = 4096
# A process counts the memory of the one it was forked from, so a small one must fork the search to weigh it.
_WATCH = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
sys.exit(done.returncode)
"""


def build_grass(sea: Sea) -> Grass:
    """Make a database without a projection, and import the cells; closed ones are null."""
    grass = Grass.create()
    rows, cols = sea.cell_cost.shape
    cells = grass.folder / "cost.bin"
    np.where(sea.open, sea.cell_cost, np.nan).astype("<f4").tofile(cells)
    edges = f"north={rows}", "south=0", f"east={cols}", "west=0"
    grass.run("g.region", f"n={rows}", "s=0", f"e={cols}", "w=0", "res=1")
    size = f"rows={rows}", f"cols={cols}"
    grass.run("r.in.bin", "-f", f"input={cells}", "output=cost", "bytes=4", "anull=nan", *edges, *size)
    return grass


def solve_grass(sea: Sea, grass: Grass) -> Line:
    """Run r.cost with knight's moves, 16 neighbours, until the end is reached, and r.path back."""
    rows = sea.cell_cost.shape[0]
    start, end = (f"{col + 0.5},{rows - row - 0.5}" for row, col in (sea.start, sea.end))
    ends = f"start_coordinates={start}", f"stop_coordinates={end}"
    outputs = "output=total", "outdir=course", f"memory={_MEMORY_MB}"
    grass.run_watched("r.cost", "-k", "input=cost", *outputs, *ends)
    grass.run("r.path", "input=course", "format=degree", "vector_path=way", f"start_coordinates={end}")
    text = grass.run("v.out.ascii", "input=way", "type=line", "format=standard", "layer=-1")
    shutil.rmtree(grass.folder)
    points = _read_line(text)[::-1]
    return rows - points[:, 1] - 0.5, points[:, 0] - 0.5


@dataclass
class Grass:
    """A GRASS database in a folder of its own.

    Attributes
    ----------
    folder : Path
        Where it lies.
    home : str
        Where the modules are.
    peak_mb : float
        Memory of the largest search so far.
    """

    folder: Path
    home: str
    peak_mb: float = 0.0

    @classmethod
    def create(cls) -> Grass:
        """Create an empty one."""
        folder = Path(tempfile.mkdtemp())
        asked = subprocess.run(["grass", "--config", "path"], check=True, capture_output=True, text=True)
        subprocess.run(["grass", "-c", "XY", "-e", str(folder / "sea")], check=True, capture_output=True)
        return cls(folder, asked.stdout.strip())

    def run(self, *words: str) -> str:
        """Run a module and return what it prints."""
        return self._run(words).stdout

    def run_watched(self, *words: str) -> None:
        """Run a module and keep its peak memory."""
        done = self._run((sys.executable, "-S", "-c", _WATCH, *words))
        self.peak_mb = max(self.peak_mb, float(done.stderr.splitlines()[-1]) / 1024)

    def _run(self, words: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
        settings = self.folder / "settings"
        settings.write_text(
            f"GISDBASE: {self.folder}\nLOCATION_NAME: sea\nMAPSET: PERMANENT\nGUI: text\n", encoding="utf-8"
        )
        path = os.pathsep.join([f"{self.home}/bin", f"{self.home}/scripts", os.environ["PATH"]])
        places = {"GISBASE": self.home, "GISRC": str(settings), "PATH": path}
        environment = os.environ | places | {"LD_LIBRARY_PATH": f"{self.home}/lib"}
        done = subprocess.run(words, check=False, capture_output=True, text=True, env=environment)
        if done.returncode:
            raise RouteplanError(f"{' '.join(words)}: {done.stderr.strip()}; run it by hand")
        return done


def _read_line(text: str) -> FloatArray:
    """(n, 2) eastings and northings of the one line in the text of v.out.ascii: "L", how many, and so many points."""
    lines = text.splitlines()
    head = next(at for at, line in enumerate(lines) if line.startswith("L "))
    count = int(lines[head].split()[1])
    return np.array([line.split()[:2] for line in lines[head + 1 : head + 1 + count]], dtype=np.float64)
