import json
from dataclasses import replace

import networkx as nx
import numpy as np
import pytest
from pyproj import Geod

from benchmarks.fine import FineRoute
from benchmarks.lines import descend, step_back
from benchmarks.machine import Machine
from benchmarks.measure import Measurement, measure
from benchmarks.peers import PEERS, peer_called
from benchmarks.report import BEGIN, END, Report, put_between_marks
from benchmarks.run import main, measure_all, measure_apart
from benchmarks.sea import Sea, Verdict, judge, read_sea, write_sea
from benchmarks.waits import Wait
from routeplan.errors import DataError, NoRouteError, UsageError
from routeplan.solver.cost_grid import RIM
from routeplan.solver.graph import SeabedGraph

WGS84 = Geod(ellps="WGS84")
POLE_K = 0.972_769_012_9  # of EPSG:3995 at the pole: Snyder 1987, eq. 21-35
CELL_KM = 5 / POLE_K

SIDE, WALL, TIP = 60, 30, 40  # a wall in row 30 from the west to column 39
FROM, TO = (10, 12), (50, 18)

# Peers of 8 neighbours are up to 8.2 % too long, of 16 and 32 less. All of them go from centre to centre and round
# the tip at half a cell's distance, which makes two cells in seventy.
WIDEST = {"8": 1.082, "16": 1.027, "32": 1.013}
ROUND_THE_TIP = 1.03
# Its tracer interpolates over the corner of the wall.
CUT_CORNERS = {"fteikpy": 2 * CELL_KM}


def sea_of(seabed, start="A", end="B"):
    cells = [(row + RIM, col + RIM) for row, col in (seabed.letters[start], seabed.letters[end])]
    return Sea(seabed.surface, seabed.cost_grid, *cells)


@pytest.fixture(scope="module")
def walled(make_seabed):
    """A flat sea near the pole, 1 USD a kilometre, with a wall from the west."""
    sea = np.ones((SIDE, SIDE), dtype=bool)
    sea[WALL, :TIP] = False
    return sea_of(make_seabed(sea, {"A": FROM, "B": TO}))


@pytest.fixture(scope="module")
def taut_usd():
    """The taut string from A round the two corners of the wall's tip to B, one cell apart."""
    upper, lower, col = WALL - 0.5, WALL + 0.5, TIP - 0.5
    legs = np.hypot(upper - FROM[0], col - FROM[1]) + 1.0 + np.hypot(TO[0] - lower, col - TO[1])
    return legs * CELL_KM


@pytest.mark.filterwarnings("ignore:Use `@` matmul:PendingDeprecationWarning")  # of affine, by PYORPS
@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.name)
def test_every_peer_that_is_installed_goes_round_the_wall(peer, walled, taut_usd):
    if peer.version is None:
        pytest.skip(f"{peer.package} is not installed")
    verdict = measure(peer, walled, most_runs=1).verdict
    widest = next((widest for steps, widest in WIDEST.items() if peer.method.startswith(f"{steps} ")), 1.0)
    assert verdict.barrier_km <= CUT_CORNERS.get(peer.name, 1e-6)
    if verdict.barrier_km == 0:
        assert verdict.cost_usd >= taut_usd * 0.999  # the scale factor is the pole's to 0.1 %
    assert verdict.cost_usd <= taut_usd * widest * ROUND_THE_TIP


def test_a_straight_line_over_a_flat_sea_is_worth_its_cells(draw):
    sea = sea_of(draw("~~~~~~~~~~~~~~~ ~~A~~~~~~~~~B~~ ~~~~~~~~~~~~~~~"))
    (row, first), (_, last) = sea.start, sea.end
    verdict = judge(sea, (np.array([row, row]), np.array([first, last])))
    assert verdict.cost_usd == pytest.approx(10 * CELL_KM, rel=1e-4)
    assert verdict.length_km == pytest.approx(10 * CELL_KM, rel=1e-3)
    assert verdict.barrier_km == 0
    assert verdict.vertices == 2


def test_the_judge_counts_the_kilometres_through_a_wall(draw):
    sea = sea_of(draw("~~~~~#~~~~~~~~~ ~~A~~##~~~~~B~~ ~~~~~#~~~~~~~~~"))
    row, first, last = sea.start[0], sea.start[1], sea.end[1]
    verdict = judge(sea, (np.array([row, row]), np.array([first, last])))
    assert verdict.barrier_km == pytest.approx(2 * CELL_KM, rel=1e-3)


def test_a_line_that_stops_short_is_refused(walled):
    row, col = walled.start
    with pytest.raises(UsageError, match=f"lead it to {TO[0] + RIM},{TO[1] + RIM}"):
        judge(walled, (np.array([row, row]), np.array([col, col + 5])))


def test_descent_of_a_cone_is_a_straight_line():
    rows, cols = np.mgrid[:80, :80]
    line = descend(np.hypot(rows - 10.0, cols - 15.0), (10, 15), (70, 60))
    away = np.abs((line[0] - 10) * 45 - (line[1] - 15) * 60) / np.hypot(45, 60)
    assert away.max() < 0.5
    assert (line[0][0], line[1][0], line[0][-1], line[1][-1]) == (10, 15, 70, 60)


def test_descent_into_a_pit_that_is_not_the_start_is_refused():
    rows, cols = np.mgrid[:40, :40]
    with pytest.raises(NoRouteError, match=r"stuck at cell 30\.0,30\.0"):
        descend(np.hypot(rows - 30.0, cols - 30.0), (5, 5), (20, 25))


def test_steps_back_cost_what_the_search_accumulated(make_seabed):
    rng = np.random.default_rng(3)
    seabed = make_seabed(rng.random((25, 30)) > 0.2, {"A": (0, 0), "B": (24, 29)})
    graph = SeabedGraph.from_surface(seabed.surface, neighbours=8)
    largest = max(nx.connected_components(graph.to_networkx()), key=len)
    nodes = sorted(largest)
    cells = [(int(graph.rows[node]), int(graph.cols[node])) for node in nodes]
    sea = sea_of(replace(seabed, letters={"A": cells[0], "B": cells[-1]}))
    totals = nx.single_source_dijkstra_path_length(graph.to_networkx(), nodes[0], weight="cost_usd")
    field = np.full(sea.cell_cost.shape, np.inf)
    for node, (row, col) in zip(nodes, cells, strict=True):
        field[row + RIM, col + RIM] = totals[node]
    # Crossings in single precision against edges in double.
    assert judge(sea, step_back(field, sea.cell_cost, sea.start, sea.end)).cost_usd == pytest.approx(
        totals[nodes[-1]], rel=1e-6
    )


def test_a_sea_comes_back_from_its_folder_as_it_was(walled, tmp_path):
    write_sea(walled, tmp_path / "sea")
    back = read_sea(tmp_path / "sea")
    assert (back.start, back.end, back.surface.grid) == (walled.start, walled.end, walled.surface.grid)
    np.testing.assert_array_equal(back.cell_cost, walled.cell_cost)
    np.testing.assert_array_equal(back.surface.barrier, walled.surface.barrier)
    np.testing.assert_array_equal(back.surface.usd_per_km, walled.surface.usd_per_km)


def test_a_run_leaves_figures_as_json_and_tables_on_the_page(tmp_path, capsys):
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    options = ["--spacing", "25", "--json", str(tmp_path / "out" / "figures.json"), "--page", str(page)]
    assert main(["--peer", "scipy, 8 neighbours", *options]) == 0
    figures = json.loads((tmp_path / "out" / "figures.json").read_text(encoding="utf-8"))
    (measured,) = figures["measurements"]
    assert measured["failure"] is None
    assert measured["total_s"] >= measured["build_s"] > 0
    # Bodø and Tomakomai as gazetteers have them, landings within 50 km of them.
    geodesic_km = WGS84.inv(14.40, 67.28, 141.60, 42.63)[2] / 1000
    assert geodesic_km - 100 < measured["verdict"]["length_km"] < 1.5 * geodesic_km
    assert figures["machine"]["cores"] >= 1
    text = page.read_text(encoding="utf-8")
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "old" not in text
    assert "One question at 25 km" in text
    assert "One question at 25 km" in capsys.readouterr().out


def test_a_peer_that_is_not_installed_is_a_row_that_says_so():
    absent = replace(peer_called("scikit-fmm"), package="no-such-distribution")
    (row,) = measure_all([absent], [25.0])
    assert row.failure == "not installed"


def test_a_peer_that_fails_is_a_row_that_says_why(walled, tmp_path):
    write_sea(walled, tmp_path)
    row = measure_apart(replace(PEERS[0], name="nobody"), tmp_path, 5.0)
    assert "peer 'nobody' is unknown" in row.failure


def test_an_unknown_peer_is_one_line_and_the_exit_code_of_a_bad_question(capsys):
    assert main(["--peer", "nobody"]) == UsageError.exit_code
    assert capsys.readouterr().err.startswith(
        "benchmarks: peer 'nobody' is unknown; choose one of routeplan,"
    )


def row_of(peer, total_s, cost_usd, **others):
    verdict = Verdict(cost_usd, cost_usd, 9_670.4, 0.0, 100)
    return Measurement(
        peer, "1.0", 5.0, 7, 0.25, total_s - 0.25, total_s, total_s, 1.0, 200.0, 250.0, verdict, **others
    )


def test_the_table_is_sorted_by_time_and_compares_with_ours():
    rows = [
        row_of("scikit-fmm", 1.5, 220.0),
        row_of("routeplan", 0.5, 200.0),
        Measurement("pykonal", "", 5.0, failure="x"),
    ]
    machine = Machine("a processor", "a system", "3.11.0", "numpy 2.0", "2026-01-01", 2, 24.0, 0.1)
    fine = [
        FineRoute(
            name, 7.5, 5.0, seconds, 12.6, 3670.0, 25_000_000, 9_671.0, 3.2e8, 0.76, 70.0, 70.0, 6_000_000
        )
        for name, seconds in (("by-depth", 14.2), ("balanced", 30.4))
    ]
    text = Report(machine, rows, [Wait("a command", 1.234)], fine).to_markdown(5.0)
    first, second = ([cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines()[6:8])
    assert first[:1] + first[2:10] == [
        "**routeplan**",
        "0.250",
        "0.250",
        "0.500",
        "1.0",
        "+0.00",
        "+0.00",
        "9,670",
        "0.0",
    ]
    assert second[:1] + second[2:8] == ["scikit-fmm", "0.250", "1.25", "1.50", "3.0", "+10.00", "+10.00"]
    assert first[10:12] == ["250", "50"]
    assert "Not in the table: pykonal, x." in text
    assert "| a command | 1.23 |" in text
    told = next(line for line in text.splitlines() if "first route" in line)
    assert [cell.strip() for cell in told.split("|")[2:4]] == ["14.2 s", "30.4 s"]


def test_a_page_without_a_place_for_tables_is_left_alone(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("text\n", encoding="utf-8")
    with pytest.raises(DataError, match="no place for the tables"):
        put_between_marks(page, "table")
    assert page.read_text(encoding="utf-8") == "text\n"
