"""What takes seconds is run once: the answer that other ways of running are held against, and a sweep."""

from pathlib import Path

import pytest
from ensemble_kit import coarse_scenario, in_this_process, small_question

from routeplan.ensemble.run import run_question
from routeplan.ensemble.store import EnsembleStore
from routeplan.ensemble.sweep import FuturesSweep, run_sweep
from routeplan.ensemble.sweep_question import SweepChoice, read_system


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory) -> Path:
    """The store of the small question, run in this process without any trouble."""
    folder, question = tmp_path_factory.mktemp("undisturbed"), small_question()
    run_question(question, EnsembleStore.begin(folder, question), in_this_process(question))
    return folder


@pytest.fixture(scope="session")
def swept(tmp_path_factory) -> FuturesSweep:
    """Two pairs and a system with a branch, in four futures."""
    choice = SweepChoice(
        (coarse_scenario(),),
        ("bering-strait-closed", "trawling-doubled", "closed:RU", "closed:GL"),
        ("bodo:tomakomai", "galway:halifax"),
        samples=2,
        systems=(read_system("galway,halifax+nuuk@55.0,-38.0"),),
    )
    return run_sweep(choice, tmp_path_factory.mktemp("swept"), workers=1)
