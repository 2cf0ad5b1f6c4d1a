"""What tests of ensembles share: a question that takes seconds, and candidates whose costs are known distributions."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

import routeplan as rp
from routeplan.cost.scenario import Scenario
from routeplan.ensemble.inquiry import draw_for
from routeplan.ensemble.outcomes import Ensemble
from routeplan.ensemble.question import AS_ASSUMED, AssumedWorld, CandidateLine, PairOfEnds, Question
from routeplan.ensemble.sampling import DEPTH_SEED, Sampling
from routeplan.geo.grid import Grid
from routeplan.geo.track import Line
from routeplan.planning.stops import landing_of


@cache
def coarse_scenario() -> Scenario:
    balanced = Scenario.preset("balanced")
    return balanced.model_copy(update={"grid": balanced.grid.model_copy(update={"spacing_km": 50.0})})


def small_question(samples: int = 20) -> Question:
    """Galway - Halifax on 50 km, with a straight candidate."""
    pair = PairOfEnds(landing_of("galway"), landing_of("halifax"))
    ends = (pair.start, pair.end)
    line = Line(np.array([end.lon for end in ends]), np.array([end.lat for end in ends]))
    scenario = coarse_scenario()
    drawn = draw_for(scenario, samples=samples, seed=5, sampling=Sampling.LATIN_HYPERCUBE)
    return Question(
        (AssumedWorld("balanced", scenario),), (pair,), (CandidateLine(0, "straight", line),), drawn,
        "latin-hypercube", 5, 1.0, 50.0,
    )  # fmt: skip


def ensemble_of(
    objective: dict[str, np.ndarray], values: pd.DataFrame, *, sampling="latin-hypercube"
) -> Ensemble:
    """Make an ensemble of candidates whose objectives are given."""
    count = len(values)
    question = Question((), (), (), values.assign(**{DEPTH_SEED: -1}), sampling, 1, 0.0, 50.0)
    rows = [
        {"sample": sample, "candidate": name, **dict.fromkeys(FIGURE_NAMES, usd)}
        for name, costs in objective.items()
        for sample, usd in [(AS_ASSUMED, float(np.mean(costs))), *enumerate(costs)]
    ]
    cases = values.assign(sample=range(count), error="", passage="Gap A", **dict.fromkeys(FIGURE_NAMES, 1.0))
    grid = Grid.arctic(spacing_km=100)
    return Ensemble(question, "A – B", "world", cases, pd.DataFrame(rows), None, grid)


FIGURE_NAMES = (
    "length_km", "objective_usd", "build_cost_usd", "life_cost_usd", "rtt_ms", "faults_per_year", "down_hours_per_year",
)  # fmt: skip


@cache
def coarse_planner():
    return rp.open_planner(coarse_scenario())
