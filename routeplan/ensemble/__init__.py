"""Many scenarios: samples of what is uncertain, futures, local workers or Dask, and what they answer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from routeplan.catalog.models import Landing
    from routeplan.ensemble.outcomes import Ensemble
    from routeplan.planning.planner import Planner
    from routeplan.planning.route import Route


def ensemble(  # noqa: PLR0913 - one keyword for each choice
    planner: Planner,
    start: str | tuple[float, float] | Landing,
    end: str | tuple[float, float] | Landing,
    *,
    samples: int = 256,
    seed: int = 1,
    sampling: str = "latin-hypercube",
    candidates: Sequence[Route] | None = None,
    within_pct: float = 25.0,
    workers: int | None = None,
    client: Any = None,
    folder: str | Path | None = None,
    limit_memory_gb: float | None = None,
) -> Ensemble:
    """Plan a pair many times, each time with other values of what is uncertain, and value the candidates each time.

    What is uncertain is in the scenario, under ``[uncertainty]``. A script that calls this needs the guard
    ``if __name__ == "__main__":``, because worker processes import it.

    Parameters
    ----------
    planner : Planner
        As assumed.
    start, end : str, (lat, lon) or Landing
    samples : int
        How many; with ``sampling="saltelli"`` the base number N of N (d + 2) samples for d values.
    seed : int
        The same seed gives the same samples, and on any number of workers the same results.
    sampling : str
        ``latin-hypercube``, ``sobol`` or ``saltelli``, which sensitivity indices need.
    candidates : sequence of Route, optional
        Lines that compete. By default the best route through each passage that costs at most ``within_pct`` more.
    within_pct : float
    workers : int, optional
        Processes on this machine; by default one for each core. A planner that was changed after opening runs here,
        without workers.
    client : distributed.Client or str, optional
        Dask workers take the place of processes: a client, or the address of a scheduler. Without it the client that
        this session already has, if any. No cluster is started.
    folder : str or Path, optional
        Where results are stored; the same question asked again goes on where it was. By default nothing is kept.
    limit_memory_gb : float, optional
        Memory of each local worker.

    Returns
    -------
    Ensemble

    Raises
    ------
    UsageError
        If an option is out of range, a landing unknown, cells are below 2 km, or a library is missing.
    NoRouteError
        If no sea path joins the two.
    OutputError
        If the folder cannot be written, or holds another question.

    Examples
    --------
    Four samples, without worker processes. The objective of the best line differs from sample to sample:

    >>> import routeplan as rp
    >>> planner = rp.open_planner(spacing_km=100)
    >>> answer = rp.ensemble(planner, "galway", "halifax", samples=4, workers=1)
    >>> answer.count, len(answer.failed)
    (4, 0)
    >>> objective = answer.ranges().loc["best of each case"]
    >>> bool(objective["p5"] < objective["p50"] < objective["p95"])
    True
    """
    from routeplan.ensemble.inquiry import ask

    return ask(
        planner, start, end, samples=samples, seed=seed, sampling=sampling, candidates=candidates,
        within_pct=within_pct, workers=workers, client=client, folder=folder, limit_memory_gb=limit_memory_gb,
    )  # fmt: skip
