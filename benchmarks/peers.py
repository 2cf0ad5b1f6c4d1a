"""Who takes part: each peer's adapter, licence, and what it was given."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from typing import Any

from benchmarks import fields, graphs, grass, ours
from benchmarks.sea import Line, Sea
from routeplan.errors import UsageError


@dataclass(frozen=True)
class Peer:
    """A library, one way of using it, and how that is run.

    Attributes
    ----------
    name : str
        How commands and tables call it.
    package : str
        Distribution it is installed as; for GRASS the command.
    licence : str
    method : str
        What it solves.
    given : str
        How it was used, and what it was given beyond the array.
    build : callable
        From a sea to whatever the library wants to have ready before a question.
    solve : callable
        From that to a line.
    finest_km : float
        Finest spacing it is asked to solve.
    """

    name: str
    package: str
    licence: str
    method: str
    given: str
    build: Callable[[Sea], Any]
    solve: Callable[[Sea, Any], Line]
    finest_km: float = 0.0

    @property
    def version(self) -> str | None:
        """Version installed, None where it is not."""
        if self.package == "grass":
            if shutil.which("grass") is None:
                return None
            asked = subprocess.run(
                ["grass", "--config", "version"], check=False, capture_output=True, text=True
            )
            return asked.stdout.strip() or None
        try:
            return metadata.version(self.package)
        except metadata.PackageNotFoundError:
            return None


OURS = Peer(
    "routeplan",
    "routeplan",
    "BSD-3-Clause",
    "eikonal, second order, point to point",
    "its defaults; the sea is new to it in every run",
    ours.build_ours,
    ours.solve_ours,
)

PEERS = (
    OURS,
    Peer(
        "routeplan, sea kept",
        "routeplan",
        "BSD-3-Clause",
        "eikonal, second order, point to point",
        "the second question of a planner: the cost_grid and what it keeps are there",
        ours.build_ours_once,
        ours.solve_ours,
    ),
    Peer(
        "scikit-fmm",
        "scikit-fmm",
        "BSD-3-Clause",
        "eikonal, second order, whole sea",
        "`travel_time`, `order=2`, closed cells masked; it has no path, so its field is descended by "
        "`benchmarks/lines.py`",
        fields.build_scikit_fmm,
        fields.solve_scikit_fmm,
    ),
    Peer(
        "eikonalfm",
        "eikonalfm",
        "MIT",
        "eikonal, second order, whole array",
        "`fast_marching`, `order=2`; knows no barriers: closed cells a hundredth as fast; line by the same descent",
        fields.build_eikonalfm,
        fields.solve_eikonalfm,
    ),
    Peer(
        "eikonalfm, factored",
        "eikonalfm",
        "MIT",
        "factored eikonal, second order, whole array",
        "`factored_fast_marching`, `order=2`; otherwise as above",
        fields.build_eikonalfm,
        fields.solve_eikonalfm_factored,
    ),
    Peer(
        "pykonal",
        "pykonal",
        "GPL-3.0",
        "eikonal, second order, whole sea",
        "`EikonalSolver` on a layer one cell thick, closed cells of speed zero; line by the same descent, for its own "
        "`trace_ray` fails beside closed cells, and with numpy 2 everywhere",
        fields.build_pykonal,
        fields.solve_pykonal,
    ),
    Peer(
        "fteikpy",
        "fteikpy",
        "BSD-3-Clause",
        "eikonal, fast sweeping, whole array",
        "`Eikonal2D.solve`, two sweeps (more change nothing here), line by its own `raytrace`; knows no barriers: "
        "closed cells a hundredth as fast",
        fields.build_fteikpy,
        fields.solve_fteikpy,
    ),
    Peer(
        "xarray-spatial",
        "xarray-spatial",
        "MIT",
        "8 neighbours, whole sea",
        "`cost_distance`, closed cells NaN; it has no path, so its steps are followed back",
        fields.build_xarray_spatial,
        fields.solve_xarray_spatial,
    ),
    Peer(
        "scikit-image",
        "scikit-image",
        "BSD-3-Clause",
        "8 neighbours, point to point",
        "`route_through_array` (`MCP_Geometric`), closed cells negative",
        fields.build_scikit_image,
        fields.solve_scikit_image,
    ),
    Peer(
        "PYORPS",
        "pyorps",
        "MIT",
        "32 neighbours, point to point",
        "`PathFinder`, neighbourhood `r3`, Dijkstra, costs in 16 bits, closed cells 65535, the window as wide as "
        "the raster: the corridor it would guess is 4 km wide at most",
        graphs.build_pyorps,
        graphs.solve_pyorps,
    ),
    Peer(
        "PYORPS, delta-stepping",
        "pyorps",
        "MIT",
        "32 neighbours, point to point",
        "as above, by delta-stepping with buckets as wide as the cheapest crossing and all its threads",
        graphs.build_pyorps,
        graphs.solve_pyorps_stepping,
    ),
    Peer(
        "GRASS r.cost",
        "grass",
        "GPL-2.0-or-later",
        "16 neighbours, point to point",
        "`r.cost -k` with 4 GB, closed cells null, stopped at the end, then `r.path`; build is a database and "
        "`r.in.bin`; memory is that of `r.cost`",
        grass.build_grass,
        grass.solve_grass,
    ),
    Peer(
        "scipy, 8 neighbours",
        "scipy",
        "BSD-3-Clause",
        "8 neighbours, whole sea",
        "`csgraph.dijkstra` on the matrix of our `SeabedGraph`, whose edges are exact integrals",
        graphs.csr_builder(8),
        graphs.solve_scipy,
    ),
    Peer(
        "scipy, 32 neighbours",
        "scipy",
        "BSD-3-Clause",
        "32 neighbours, whole sea",
        "as above; at 2.5 km the matrix would not fit, so it stops at 5 km",
        graphs.csr_builder(32),
        graphs.solve_scipy,
        finest_km=5.0,
    ),
    Peer(
        "rustworkx",
        "rustworkx",
        "Apache-2.0",
        "8 neighbours, point to point",
        "`astar_shortest_path` on a `PyGraph` of the same edges, towards the end; its Dijkstra is three times slower, "
        "for it keeps the paths to all cells; 5 km at the finest, for memory",
        graphs.build_rustworkx,
        graphs.solve_rustworkx,
        finest_km=5.0,
    ),
    Peer(
        "networkx",
        "networkx",
        "BSD-3-Clause",
        "8 neighbours, point to point",
        "`bidirectional_dijkstra` on `SeabedGraph.to_networkx`; 20 km only",
        graphs.build_networkx,
        graphs.solve_networkx,
        finest_km=20.0,
    ),
)


def peer_called(name: str) -> Peer:
    """Find a peer by name.

    Raises
    ------
    UsageError
        If nobody is called so.
    """
    for peer in PEERS:
        if peer.name == name:
            return peer
    raise UsageError(f"peer '{name}' is unknown; choose one of {', '.join(peer.name for peer in PEERS)}")
