"""Lines of one's own: candidates that are valued as they are, each beside a planned route."""

import pytest
from briefing_kit import DAY

from routeplan.briefing.briefing import report
from routeplan.briefing.candidates import GivenLine, find_lines
from routeplan.briefing.sensitivity import ASSUMPTION_CHANGES, derive_sensitivity
from routeplan.errors import UsageError
from routeplan.io.lines import read_lines

# From Galway far south of the best route to Halifax.
POSITIONS = """Pos,Event,Latitude,Longitude
1,BMH,53 16.2 N,009 03.0 W
2,A/C,45 00.0 N,030 00.0 W
3,BMH,44 38.4 N,063 34.2 W
"""


@pytest.fixture(scope="module")
def lines(tmp_path_factory):
    path = tmp_path_factory.mktemp("lines") / "mine.csv"
    path.write_text(POSITIONS)
    return read_lines(path)


@pytest.fixture(scope="module")
def brief(planner, lines):
    return report(
        planner, lines=lines, on=DAY, title="Ours & theirs", author="A. <b>", language="fr", sensitivity=False,
        redundancy=False,
    )  # fmt: skip


def test_a_line_is_a_candidate_beside_a_planned_route_between_its_ends(brief, planner, lines):
    own, ours = brief.record["candidates"]
    assert own["name"] == "mine"
    assert own["length_km"] == pytest.approx(lines[0].on_geodesics.length_km)
    assert own["build_cost_usd"] == pytest.approx(
        planner.score(lines[0].on_geodesics, name="mine", surveyed=True).build_cost_usd
    )
    assert ours["objective_usd"] < own["objective_usd"]
    (connection,) = brief.record["connections"]
    assert connection["candidates"] == [0, 1]
    assert connection["preferred"] == 1


def test_the_waters_of_a_line_are_listed_too(brief):
    assert [row["name"] for row in brief.record["waters"]] == ["mine", "tracé pour mine"]
    for row in brief.record["waters"]:
        assert sum(state["km"] for state in row["states"]) == pytest.approx(row["length_km"])


def test_a_line_keeps_its_place_under_every_changed_assumption(planner, lines):
    (given,) = find_lines(lines, 0)
    dear = [change for change in ASSUMPTION_CHANGES if change.key == "repair.usd_per_repair"]
    found = derive_sensitivity(planner, [given], changes=dear)
    (before,), (after,) = found.base, found.effects[0].outcomes
    assert after.length_km == before.length_km == pytest.approx(lines[0].on_geodesics.length_km)
    assert after.objective_usd > before.objective_usd


def test_title_author_and_date_are_on_both_pages_and_escaped(brief):
    for page in (brief.html(interactive=False), brief.html(short=True)):
        assert "<title>Ours &amp; theirs</title>" in page
        assert "<h1>Ours &amp; theirs</h1>" in page
        assert "Par A. &lt;b&gt;." in page
        assert "2026-11-25" in page
        assert '<html lang="fr">' in page


def test_two_lines_of_one_name_and_too_many_candidates_are_refused(lines):
    with pytest.raises(UsageError, match="two lines have the name mine"):
        find_lines([*lines, *lines], 0)
    with pytest.raises(UsageError, match="13 candidates"):
        find_lines(lines, 11)
    assert isinstance(find_lines(lines, 10)[0], GivenLine)
    assert find_lines(lines, 10)[0].lines == (lines[0],)


def test_a_system_with_a_branch_stands_beside_the_best_segments_between_its_nodes(planner, tmp_path):
    path = tmp_path / "branched.csv"
    trunk = "53.27,-9.05,A\n51.2,-25.0,A\n44.64,-63.57,A\n"
    path.write_text(f"lat,lon,segment\n{trunk}51.2,-25.0,B\n60.0,-25.0,B\n63.4,-20.4,B\n")
    page = report(planner, lines=read_lines(path), on=DAY, sensitivity=False, redundancy=False)
    candidate, ours = page.record["candidates"]
    assert len(candidate["segments"]) == 3
    assert len(candidate["landings"]) == 3
    kinds = [row["kind"] for row in page.record["comparison"]]
    assert kinds == ["baseline", "baseline", *(["system", "segment", "segment", "segment"] * 2)]
    ends = [{(place["lon"], place["lat"]) for place in one["landings"]} for one in (candidate, ours)]
    assert ends[0] == ends[1]
    assert ours["objective_usd"] < candidate["objective_usd"]
    assert ours["survey_allowance_pct"] == candidate["survey_allowance_pct"] == 0
    row, _ = page.record["waters"]
    assert sum(state["km"] for state in row["states"]) == pytest.approx(candidate["length_km"])
    assert "branching unit 1" in page.html()
