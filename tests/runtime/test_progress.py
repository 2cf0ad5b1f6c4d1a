"""Long work tells how far it has come, costs nothing to tell, and can be stopped and asked again."""

import io
import os
import subprocess
import sys
import threading
from contextlib import redirect_stderr
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import routeplan as rp
from routeplan.network.open import open_network
from routeplan.network.ranking import rank_candidates
from routeplan.runtime import files
from routeplan.runtime.progress import count_item, progress, track_count, track_items, track_stages

# The package has a function of the same name as the module.
module = sys.modules["routeplan.runtime.progress"]
COARSE = {"spacing_km": 50.0, "landfall_limit_km": 100.0}


class Terminal(io.StringIO):
    """A stderr that says it is a terminal, and what would stand on its last line."""

    encoding = "utf-8"

    def isatty(self):
        return True

    @property
    def line(self):
        shown = ""
        for part in self.getvalue().split("\r"):
            shown = part + shown[len(part) :]
        return shown.strip()


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    """What the cache has is not made again: there would be no progress to tell."""
    monkeypatch.setenv("ROUTEPLAN_CACHE", "off")


@pytest.fixture
def at_once(monkeypatch):
    """Bars are drawn at once and each time."""
    monkeypatch.setattr(module, "_DELAY_S", 0.0)
    monkeypatch.setattr(module, "_REDRAW_S", 0.0)


class Told(list):
    """What was told, and an end to it after so many steps."""

    def __init__(self, *, stop_after=None):
        super().__init__()
        self._stop_after = stop_after

    def __call__(self, step):
        self.append(step)
        if len(self) == self._stop_after:
            raise KeyboardInterrupt

    @property
    def shares(self):
        return [step.share for step in self]

    @property
    def texts(self):
        return [step.text for step in self]


# ---- reporting ----------------------------------------------------------------------------------------------


def test_a_loop_says_what_it_does_and_how_far_it_is():
    told = Told()
    with progress(told), track_items(range(4000), "joint failures", unit="states") as states:
        assert list(states) == list(range(4000))
    assert told[1200].text == "joint failures: 1,200 of 4,000 states"
    assert told[1200].share == pytest.approx(0.3)


def test_work_inside_work_fills_its_part_of_it():
    told = Told()
    with progress(told), track_stages("a briefing", total=2) as stage:
        stage("candidates")
        with track_items("ab", "planning") as pairs:
            list(pairs)
        stage("redundancy")
    assert told.texts == [
        "a briefing: 0 of 2",
        "a briefing: candidates",
        "a briefing: candidates · planning: 0 of 2",
        "a briefing: candidates · planning: 1 of 2",
        "a briefing: candidates · planning: 2 of 2",
        "a briefing: redundancy",
    ]
    assert told.shares == pytest.approx([0.0, 0.0, 0.0, 0.25, 0.5, 0.5])


def test_however_deep_work_is_nested_the_whole_and_what_is_at_work_are_told():
    told = Told()
    with progress(told), track_count("a"), track_count("b"), track_count("c"), track_count("d"):
        pass
    assert told.texts == ["a", "a · b", "a · c", "a · d"]


def test_work_without_a_known_end_is_counted_from_where_it_is_done():
    told = Told()
    with progress(told), track_count("tried", unit="lines"):
        for _ in range(3):
            count_item()
    assert told.texts[-1] == "tried: 3 lines"
    assert set(told.shares) == {0.0}


def test_an_item_of_unknown_work_is_not_counted_as_a_stage():
    told = Told()
    with progress(told), track_stages("a proof", total=2) as stage:
        stage("of the best")
        count_item()
    assert told.shares[-1] == 0.0


TREES = st.recursive(st.just([]), lambda children: st.lists(children, min_size=1, max_size=4), max_leaves=25)


@given(TREES, st.integers(0, 3))
def test_the_share_never_falls_and_ends_at_one(tree, surplus):
    """Whatever is nested in what, and though more pieces come than were announced."""

    def work(children):
        if not children:
            return
        with track_items(children, "work", total=max(1, len(children) - surplus)) as each:
            for child in each:
                work(child)
                work(child)  # two pieces of work in the place of one

    told = Told()
    with progress(told), track_items([tree], "all") as whole:
        for each in whole:
            work(each)
    assert all(0.0 <= share <= 1.0 for share in told.shares)
    assert told.shares == sorted(told.shares)
    assert told.shares[-1] == 1.0


def test_a_route_tells_of_its_surface_its_line_and_its_proof():
    told = Told()
    planner = rp.open_planner(**COARSE)
    with progress(told):
        planner.route("galway", "halifax")
    assert told.shares == sorted(told.shares)
    texts = " | ".join(told.texts)
    for words in ("Galway – Halifax: cheapest line", "costing the seabed", "shortest sea path", "proof"):
        assert words in texts


def test_a_listener_that_is_gone_hears_nothing_more():
    told = Told()
    with progress(told):
        pass
    with track_items("ab", "work") as each:
        list(each)
    assert told == []


# ---- silence --------------------------------------------------------------------------------------------------


def test_nothing_is_drawn_in_a_pipe(capsys):
    with track_items(range(3), "work") as each:
        list(each)
    assert capsys.readouterr() == ("", "")


def test_where_nobody_listens_a_loop_is_the_plain_loop():
    things = [1, 2, 3]
    with track_items(things, "work") as each:
        assert type(each) is type(iter(things))


def test_silence_is_silence_on_a_terminal_too(at_once):
    with redirect_stderr(Terminal()) as terminal:
        with progress(False), track_items(range(3), "work") as each:
            list(each)
        assert terminal.getvalue() == ""


def test_threads_draw_nothing(at_once):
    with redirect_stderr(Terminal()) as terminal:

        def work():
            with track_items(range(3), "work") as each:
                list(each)

        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        assert terminal.getvalue() == ""


def test_telling_nobody_reads_no_clock_and_writes_no_text(monkeypatch):
    """A planner tells some hundred times a second of work."""

    def refuse(*_):
        raise AssertionError("work that nobody watches")

    monkeypatch.setattr(module, "perf_counter", refuse)
    monkeypatch.setattr(module.Task, "text", property(refuse))
    monkeypatch.setattr(module.Task, "_share_with_item", refuse)
    with progress(False), track_items(range(3), "work") as each:
        assert list(each) == [0, 1, 2]
    with pytest.raises(AssertionError), progress([].append), track_items(range(3), "work") as each:
        list(each)


# ---- bars -----------------------------------------------------------------------------------------------------


def test_a_bar_says_what_is_done_and_vanishes(at_once):
    with redirect_stderr(Terminal()) as terminal:
        with track_items(range(3), "existing cables") as each:
            for number in each:
                assert f"existing cables: {number} of 3" in terminal.line
        assert "existing cables: 3 of 3" in terminal.getvalue()
        assert terminal.line == ""
        assert "\n" not in terminal.getvalue()


def test_nested_work_has_one_bar(at_once):
    with redirect_stderr(Terminal()) as terminal:
        with track_stages("a briefing", total=1) as stage:
            stage("candidates")
            with track_items("ab", "planning") as each:
                list(each)
                assert terminal.line.endswith("a briefing: candidates · planning: 2 of 2")
        assert "\n" not in terminal.getvalue()
        assert "\x1b[A" not in terminal.getvalue()  # tqdm's way to a second line


def test_an_interrupt_passes_through_and_closes_the_bar_though_its_traceback_lives_on(at_once):
    with redirect_stderr(Terminal()) as terminal:

        def interrupted():
            with track_items(range(3), "work") as each:
                for _ in each:
                    raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt) as kept:
            interrupted()
        assert terminal.line == ""
        assert kept.traceback is not None
        told = Told()
        with progress(told), track_items("a", "later") as each:
            list(each)
        assert told.texts == ["later: 0 of 1", "later: 1 of 1"]


def test_short_work_draws_no_bar():
    with redirect_stderr(Terminal()) as terminal, track_items(range(3), "work") as each:
        list(each)
    assert terminal.getvalue() == ""


def test_tqdm_is_told_by_its_own_variable_to_draw_nothing():
    program = """
import io, sys, time
from routeplan.runtime.progress import progress, track_items
with progress(True), track_items(range(3), "work") as each:
    for _ in each:
        time.sleep(0.3)
"""
    said = {}
    for disable in ("", "1"):
        done = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, encoding="utf-8", check=True, timeout=600,
            env=os.environ | {"TQDM_DISABLE": disable, "PYTHONPATH": str(Path(files.__file__).parents[2])},
        )  # fmt: skip
        said[disable] = done.stderr
    assert "work: 2 of 3" in said[""]
    assert said["1"] == ""


# ---- stopped and asked again ----------------------------------------------------------------------------------


def moments(task):
    """Steps at which to stop a task: the first, the last, and some between."""
    told = Told()
    with progress(told):
        task()
    return sorted({1, *np.linspace(1, len(told), 6).astype(int).tolist()})


def interrupt(task, at_step):
    with progress(Told(stop_after=at_step)), pytest.raises(KeyboardInterrupt):
        task()


@pytest.fixture(scope="module")
def undisturbed():
    return rp.open_planner("resilient", **COARSE)


@pytest.mark.long
def test_a_planner_that_was_interrupted_while_planning_finds_the_same_route(undisturbed):
    expected = undisturbed.route("galway", "halifax")
    fresh = [rp.open_planner("resilient", **COARSE) for _ in range(7)]
    for at, planner in zip(moments(lambda: fresh[0].route("galway", "halifax")), fresh[1:], strict=False):
        interrupt(lambda planner=planner: planner.route("galway", "halifax"), at)
        again = planner.route("galway", "halifax")
        np.testing.assert_array_equal(again.lon, expected.lon)
        np.testing.assert_array_equal(again.lat, expected.lat)
        assert again.objective_usd == expected.objective_usd
        assert again.optimality_gap_pct == expected.optimality_gap_pct


@pytest.mark.long
def test_existing_cables_whose_drawing_was_interrupted_are_drawn_whole(undisturbed):
    planner = rp.open_planner(**COARSE)
    for at in (1, 40, 131):
        interrupt(lambda: planner.existing, at)
        assert "existing" not in vars(planner)
    for mine, theirs in zip(planner.existing, undisturbed.existing, strict=True):
        assert mine[0] == theirs[0]
        np.testing.assert_array_equal(mine[1].lon, theirs[1].lon)


@pytest.mark.long
def test_a_network_whose_opening_or_ranking_was_interrupted_is_the_same_when_asked_again(undisturbed):
    def answer():
        network = open_network(undisturbed)
        return network.summary(), rank_candidates(network, states=200).today.by_regions[
            0
        ].availability.short_hours

    steps = moments(answer)
    expected = answer()
    for at in steps[1:-1]:
        interrupt(answer, at)
    table, hours = answer()
    assert table.equals(expected[0])
    assert hours == expected[1]


@pytest.mark.long
def test_in_a_kernel_a_bar_comes_and_goes_and_an_interrupt_leaves_a_planner_that_works():
    pytest.importorskip("ipykernel", reason="the extra notebooks is not installed")
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    cells = [
        f"import sys; sys.path.insert(0, {str(Path(files.__file__).parents[2])!r})\n"
        "sys.modules['ipywidgets'] = None  # as where it is not installed\n"
        "import routeplan as rp, signal, time\nfrom routeplan.runtime.progress import track_items",
        "with track_items(range(3), 'cables') as each:\n    for _ in each: time.sleep(0.4)",
        "planner = rp.open_planner(spacing_km=50, landfall_limit_km=100)\n"
        "def stop(step):\n    if 'costing' in step.text: signal.raise_signal(signal.SIGINT)\n"
        "with rp.progress(stop): planner.route('galway', 'halifax')",
        "round(planner.route('galway', 'halifax').length_km)",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(each) for each in cells])
    nbclient.NotebookClient(notebook, timeout=1_200, kernel_name="python3", allow_errors=True).execute()
    ready, bar, stopped, asked = (cell.outputs for cell in notebook.cells)
    assert ready == []
    drawn = "".join(each.text for each in bar)
    assert {each.name for each in bar} == {"stderr"}
    assert "cables: 2 of 3" in drawn
    assert "IProgress" not in drawn
    assert drawn.rsplit("\r", 2)[1].strip() == ""  # blanked at the end
    assert [each.ename for each in stopped if each.output_type == "error"] == ["KeyboardInterrupt"]
    assert 4_000 < int(asked[-1].data["text/plain"]) < 5_500


def test_in_a_kernel_with_widgets_no_bar_is_left_behind_where_none_is_wanted():
    """tqdm itself does not heed TQDM_DISABLE there; committed notebooks rest on it."""
    pytest.importorskip("ipywidgets", reason="the extra live is not installed")
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    drawing = "with track_items(range(3), 'cables') as each:\n    for _ in each: time.sleep(0.4)"
    cells = [
        f"import os, sys, time; sys.path.insert(0, {str(Path(files.__file__).parents[2])!r})\n"
        "from routeplan.runtime.progress import track_items\nos.environ.pop('TQDM_DISABLE', None)",
        drawing,
        "os.environ['TQDM_DISABLE'] = '1'",
        drawing,
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(each) for each in cells])
    nbclient.NotebookClient(notebook, timeout=1_200, kernel_name="python3").execute()
    _, watched, _, unwatched = (cell.outputs for cell in notebook.cells)
    assert ["application/vnd.jupyter.widget-view+json" in each.data for each in watched] == [True]
    assert unwatched == []
