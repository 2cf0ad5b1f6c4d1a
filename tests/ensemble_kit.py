"""What tests of ensembles share: a question that takes seconds, and candidates whose costs are known distributions."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import LineString

import routeplan as rp
from routeplan.cost.scenario import Scenario
from routeplan.ensemble.evaluate import Workbench
from routeplan.ensemble.inquiry import draw_for
from routeplan.ensemble.outcomes import Ensemble
from routeplan.ensemble.question import (
    AS_ASSUMED,
    AssumedWorld,
    CandidateLines,
    PairOfEnds,
    Question,
    SystemOfStops,
)
from routeplan.ensemble.run import InThisProcess
from routeplan.ensemble.sampling import DEPTH_SEED, Sampling
from routeplan.geo.grid import Grid
from routeplan.geo.track import Line
from routeplan.planning.stops import landing_of
from routeplan.planning.system_planning import Branch, lay_out_stops


@cache
def coarse_scenario() -> Scenario:
    balanced = Scenario.preset("balanced")
    return balanced.model_copy(update={"grid": balanced.grid.model_copy(update={"spacing_km": 50.0})})


def small_question(samples: int = 16) -> Question:
    """Galway - Halifax on 50 km with a straight candidate, and a system with a branch to Nuuk: three parts of cases."""
    pair = PairOfEnds(landing_of("galway"), landing_of("halifax"))
    ends = (pair.start, pair.end)
    line = Line(np.array([end.lon for end in ends]), np.array([end.lat for end in ends]))
    scenario = coarse_scenario()
    drawn = draw_for(scenario, samples=samples, seed=5, sampling=Sampling.LATIN_HYPERCUBE)
    return Question(
        (AssumedWorld("balanced", scenario),), (pair,), (CandidateLines(0, "straight", (line,)),), drawn,
        "latin-hypercube", 5, 1.0, 50.0, systems=(small_system(),),
    )  # fmt: skip


@cache
def small_system() -> SystemOfStops:
    branches = [Branch("nuuk", "55.0,-38.0")]
    return SystemOfStops("Y", *lay_out_stops(coarse_planner(), ["galway", "halifax"], branches=branches))


TABLES = ("cases.parquet", "candidates.parquet", "lines.parquet")


def contents(folder: Path) -> list[bytes]:
    """The tables of a store, byte by byte."""
    return [(folder / name).read_bytes() for name in TABLES]


def in_this_process(question: Question) -> InThisProcess:
    return InThisProcess(Workbench(question, coarse_planner()))


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
    lines = gpd.GeoDataFrame(
        {"sample": [0, 1], "geometry": [LineString([(0, 80), (0, 85)]), LineString([(90, 80), (90, 85)])]},
        crs="OGC:CRS84",
    )
    return Ensemble(question, "pair", "A – B", "world", cases, pd.DataFrame(rows), lines, grid)


FIGURE_NAMES = (
    "length_km", "objective_usd", "build_cost_usd", "life_cost_usd", "rtt_ms", "faults_per_year", "down_hours_per_year",
)  # fmt: skip


@cache
def coarse_planner():
    return rp.open_planner(coarse_scenario())
