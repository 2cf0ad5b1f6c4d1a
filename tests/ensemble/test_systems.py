"""Systems in a sweep: read as people write them, costing what a planner says, and told beside the pairs."""

from dataclasses import replace

import numpy as np
import pytest
from ensemble_kit import coarse_planner, coarse_scenario, in_this_process, small_question, small_system

import routeplan as rp
from routeplan.ensemble.evaluate import Workbench
from routeplan.ensemble.inquiry import read_ensemble
from routeplan.ensemble.question import AS_ASSUMED, CaseTask, SystemOfStops
from routeplan.ensemble.run import run_question
from routeplan.ensemble.store import EnsembleStore
from routeplan.ensemble.sweep import run_sweep
from routeplan.ensemble.sweep_question import SweepChoice, read_system
from routeplan.errors import UsageError
from routeplan.geo.geodesy import geodesic_km
from routeplan.planning.stops import landing_of
from routeplan.planning.system_planning import lay_out_stops
from routeplan.planning.system_valuation import derive_system

FIGURES = ("length_km", "objective_usd", "build_cost_usd", "life_cost_usd", "rtt_ms", "faults_per_year")


@pytest.mark.parametrize(
    ("text", "stops", "branches"),
    [
        ("bodo,nuuk,halifax", ("bodo", "nuuk", "halifax"), ()),
        ("bodo, 67.28,0.5 ,nuuk", ("bodo", "67.28,0.5", "nuuk"), ()),
        ("galway,halifax+nuuk@55.0,-38.0", ("galway", "halifax"), (("nuuk", "55.0,-38.0"),)),
        ("galway,halifax + nuuk@halifax + 64.0,-22.5@58,-30", ("galway", "halifax"),
         (("nuuk", "halifax"), ("64.0,-22.5", "58,-30"))),
    ],
)  # fmt: skip
def test_a_system_is_read_as_people_write_it(text, stops, branches):
    system = read_system(text)
    assert system.stops == stops
    assert tuple((branch.to, branch.unit) for branch in system.branches) == branches


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("galway", 'system "galway" has 1 stop; give STOP,STOP'),
        ("67.28,14.40", "has 1 stop"),
        ("galway,halifax+nuuk", 'branch "nuuk" of system "galway,halifax\\+nuuk" has no place on the trunk'),
        ("galway,nowhereville", "nowhereville"),
    ],
)
def test_what_is_no_system_is_one_clear_line(text, words):
    with pytest.raises(UsageError, match=words):
        read_system(text)


def test_a_system_of_two_stops_costs_what_their_pair_costs(tmp_path):
    stops = ("galway", "halifax")
    system = SystemOfStops("Galway – Halifax", *lay_out_stops(coarse_planner(), stops))
    question = replace(small_question(samples=1), systems=(system,))
    run_question(question, EnsembleStore.begin(tmp_path, question), in_this_process(question))
    cases = EnsembleStore(tmp_path).read_cases().set_index(["sample", "kind"])
    for sample in (AS_ASSUMED, 0):
        pair, both = (cases.loc[(sample, kind), list(FIGURES)].to_list() for kind in ("pair", "system"))
        assert both == pytest.approx(pair, rel=1e-9)
    ensembles = [read_ensemble(tmp_path, pair=number) for number in (0, 1)]
    assert [outcome.kind for outcome in ensembles] == ["pair", "system"]  # of one name, and kept apart
    assert [len(outcome.cases) for outcome in ensembles] == [2, 2]


def test_the_case_as_assumed_costs_what_a_planner_says(undisturbed):
    """Its segments valued again by the planner itself, as lines that somebody drew at sea, and joined to a system."""
    planner, system = coarse_planner(), small_system()
    case = EnsembleStore(undisturbed).read_cases().set_index(["sample", "kind"]).loc[(AS_ASSUMED, "system")]
    prepared = Workbench(small_question(), planner)._world(0)
    lines = prepared.find_segments(prepared.sampled(CaseTask(0, AS_ASSUMED, (), -1)), system)
    places = [node.place for node in system.layout.nodes]
    segments = [
        planner.score(line, name="segment", drawn_at_sea=True, ends=(places[start], places[end]))
        for line, (start, end) in zip(lines, system.layout.joins, strict=True)
    ]
    whole = derive_system(planner, system.layout, segments, name="Y", ends=system.ends)
    for figure in FIGURES[:-1]:
        assert case[figure] == pytest.approx(getattr(whole, figure), rel=1e-6)
    assert case["faults_per_year"] == pytest.approx(whole.breakdown.exposure.total_per_year, rel=1e-6)
    # From end to end: twice the cable of the trunk at 4.897 microseconds a kilometre, the branch left out.
    trunk_km = sum(segment.cable_km for segment in segments[:2])
    assert case["rtt_ms"] == pytest.approx(2.0 * trunk_km * 4.897e-3, rel=1e-4)


def test_a_case_is_near_the_plan_that_is_refined_along_the_coast(undisturbed):
    """`plan_system` refines: it is longer where cells of 50 km cut corners of the coast."""
    planned = rp.plan_system(
        coarse_planner(), ["galway", "halifax"], branches=[rp.Branch("nuuk", "55.0,-38.0")]
    )
    case = EnsembleStore(undisturbed).read_cases().set_index(["sample", "kind"]).loc[(AS_ASSUMED, "system")]
    assert case["length_km"] == pytest.approx(planned.length_km, rel=0.02)
    assert case["build_cost_usd"] == pytest.approx(planned.build_cost_usd, rel=0.05)


def test_lines_of_a_system_are_all_its_segments(undisturbed):
    lines = EnsembleStore(undisturbed).read_lines()
    (line,) = lines[(lines["sample"] == AS_ASSUMED) & (lines["kind"] == "system")]["geometry"]
    assert line.geom_type == "MultiLineString"
    ends = {tuple(np.round(part.coords[at], 3)) for part in line.geoms for at in (0, -1)}
    nuuk, galway, halifax = map(landing_of, ("nuuk", "galway", "halifax"))
    assert len(ends) == 4
    for place in (nuuk, galway, halifax):
        assert min(geodesic_km(place.lon, place.lat, *end) for end in ends) < 0.2
    assert min(geodesic_km(-38.0, 55.0, *end) for end in ends) < 0.2  # the branching unit


def test_a_question_with_systems_reads_back_from_its_text(undisturbed):
    question, read = small_question(), EnsembleStore(undisturbed).read_question()
    assert read.systems == question.systems
    assert read.systems[0].layout.landings == small_system().layout.landings


def test_a_sweep_says_what_changes_for_a_system(swept):
    table = swept.table[swept.table["kind"] == "system"].set_index("world")
    assert set(table["pair"]) == {"Galway – Halifax + Nuuk"}
    first = table.loc["balanced, as it is"]
    assert first["regret_musd"] == pytest.approx(0.0, abs=1e-6)
    assert not first["changed"]
    no_greenland = table.loc["balanced, closed:GL"]  # its branch lands there
    assert "Nuuk lies in waters of GL" in no_greenland["error"]
    assert no_greenland["changed"]
    assert no_greenland["failed_pct"] == 100.0
    assert table.loc["balanced, bering-strait-closed", "extra_musd"] == 0.0
    # Faults of all segments count: the branch adds to what the trunk alone pays for them.
    alone = swept.table[swept.table["pair"] == "Galway – Halifax"].set_index("world")
    trawled = "balanced, trawling-doubled"
    assert table.loc[trawled, "extra_musd"] > alone.loc[trawled, "extra_musd"] > 0.0


def test_samples_of_a_system_answer_as_those_of_a_pair(swept):
    outcome = swept.ensemble(pair=2)
    assert (outcome.kind, outcome.pair_name, outcome.count) == ("system", "Galway – Halifax + Nuuk", 2)
    assert outcome.wins.to_list() == [1.0]
    assert (outcome.probability() > 0.0).sum() > 3000.0 / 50.0  # cells of 50 km along 6,000 km of cable


def test_a_system_that_is_given_twice_is_refused(tmp_path):
    system = read_system("galway,halifax")
    with pytest.raises(UsageError, match="system Galway – Halifax is given twice"):
        run_sweep(SweepChoice((coarse_scenario(),), (), (), systems=(system, system)), tmp_path, workers=1)
