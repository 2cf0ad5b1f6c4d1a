"""The sensitivity of a briefing, kept on disk: sixty routes that the same candidates need only once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, replace

import numpy as np

from routeplan.briefing.candidates import CandidateQuestion
from routeplan.briefing.sensitivity import (
    ASSUMPTION_CHANGES,
    AssumptionChange,
    ChangeEffect,
    Outcome,
    Sensitivity,
    derive_sensitivity,
)
from routeplan.geo.track import Line
from routeplan.planning.planner import Planner
from routeplan.runtime.disk_cache import Arrays, keep

Outcomes = tuple[Outcome | None, ...]


def keep_sensitivity(planner: Planner, questions: Sequence[CandidateQuestion]) -> Sensitivity:
    """Derive the sensitivity as :func:`routeplan.briefing.sensitivity.derive_sensitivity` does, or read it.

    Parameters
    ----------
    planner : Planner
    questions : sequence of CandidateQuestion
    """
    if planner.fine_depths is not None:  # its cells are too many to be hashed
        return derive_sensitivity(planner, questions)
    changes = _changes_made(planner)
    cells = planner.coast
    coast = None if cells is None else (cells.sea, cells.shore, cells.walls)
    made_from = planner.valuer.made_from, coast, planner.landfall_limit_km, list(questions), list(changes)
    kept = keep("sensitivity", made_from, lambda: _as_arrays(derive_sensitivity(planner, questions)))
    base, *outcomes = _outcomes(kept)
    effects = [
        ChangeEffect(change, change.before(planner.assumptions), change.after(planner.assumptions), of_change)
        for change, of_change in zip(changes, outcomes, strict=True)
    ]
    return Sensitivity(planner.grid.spacing_m / 1000.0, base, tuple(effects))


def _changes_made(planner: Planner) -> tuple[AssumptionChange, ...]:
    """List the changes that change something."""
    assumptions = planner.assumptions
    return tuple(
        change for change in ASSUMPTION_CHANGES if change.before(assumptions) != change.after(assumptions)
    )


def _as_arrays(sensitivity: Sensitivity) -> Arrays:
    """Give all outcomes as arrays, the base first: figures, and the vertices of all lines end to end."""
    rows = [sensitivity.base, *(effect.outcomes for effect in sensitivity.effects)]
    outcomes = [outcome for row in rows for outcome in row]
    found = [outcome for outcome in outcomes if outcome is not None]
    lines = [outcome.line for outcome in found if outcome.line is not None]
    return {
        "found": np.array([outcome is not None for outcome in outcomes]).reshape(len(rows), -1),
        "figures": np.array([astuple(replace(outcome, line=None))[:-1] for outcome in found]),
        "vertices": np.array([len(line.lon) for line in lines], dtype=np.int64),
        "lon": np.concatenate([np.zeros(0), *(line.lon for line in lines)]),
        "lat": np.concatenate([np.zeros(0), *(line.lat for line in lines)]),
    }


def _outcomes(kept: Arrays) -> list[Outcomes]:
    """Read the outcomes of the base and of every change; None where there is no route."""
    ends = np.cumsum(kept["vertices"])[:-1]
    lines = zip(np.split(kept["lon"], ends), np.split(kept["lat"], ends), strict=True)
    found = (
        replace(Outcome(*figures), line=Line(lon, lat))
        for figures, (lon, lat) in zip(kept["figures"].tolist(), lines, strict=False)
    )
    return [tuple(next(found) if is_found else None for is_found in row) for row in kept["found"].tolist()]
