"""The live planner without a browser: tests set its widgets as a user would, and read what they show."""

import gc
import importlib
import io
import re
import time
import weakref
import zipfile
from dataclasses import replace
from threading import Event

import ipywidgets
import numpy as np
import pandas as pd
import pytest
import shapely
from ensemble_kit import ensemble_of
from live_kit import ATLANTIC, OFF_REYKJANES, TO_PLANE, WGS84, ring

import routeplan as rp
from routeplan.catalog.landings import find_landing, read_landings
from routeplan.cost.data_choice import DataChoice
from routeplan.cost.scenario import PRESETS, Scenario
from routeplan.errors import DataError, OutputError, ScenarioError, UsageError
from routeplan.live import live_planner, solver_threads
from routeplan.live import route_solver as live_solver
from routeplan.live.map_widget import MapView
from routeplan.planning import open as planning_open

live_package = importlib.import_module("routeplan.live")  # the attribute of `routeplan` is the function
PATIENCE = 60.0  # seconds; nothing here takes ten
COARSE_KM, FINE_KM = 40.0, 25.0
ATTRIBUTE = re.compile(r'data-(\w+)="([^"]*)"')


class Page:
    """A live planner as its user has it: widgets found by what stands on them."""

    def __init__(self, planner) -> None:
        self.planner = planner
        self.news = Event()
        self.status.observe(lambda _: self.news.set(), "value")

    def widgets(self, kind):
        waiting = [self.planner.widget]
        while waiting:
            widget = waiting.pop()
            if isinstance(widget, kind):
                yield widget
            waiting += getattr(widget, "children", ())

    @property
    def status(self):
        return next(widget for widget in self.widgets(ipywidgets.HTML) if "routeplan-status" in widget.value)

    @property
    def map(self):
        """What the browser is sent for the map."""
        return next(self.widgets(MapView))

    def by_hand(self, what: str, **more) -> None:
        """Do something on the map, as its script tells it."""
        self.map._handle_custom_msg({"do": what, **more}, [])

    def drop(self, end: str, lat: float, lon: float) -> None:
        self.by_hand("end", end=end, lon=lon, lat=lat)

    def draw(self, *, closed=(), via=()) -> None:
        self.by_hand("drawn", closed=[[list(corner) for corner in ring] for ring in closed], via=list(via))

    @property
    def lines(self):
        return self.map.routes

    def box(self, word: str):
        return next(
            widget
            for widget in self.widgets(ipywidgets.DOMWidget)
            if getattr(widget, "description", "") == word
        )

    @property
    def facts(self) -> str:
        return next(
            (widget.value for widget in self.widgets(ipywidgets.HTML) if "<caption>Facts" in widget.value), ""
        )

    @property
    def terms(self) -> str:
        return next(
            widget.value for widget in self.widgets(ipywidgets.HTML) if "routeplan-terms" in widget.value
        )

    @property
    def stage(self) -> str:
        return dict(ATTRIBUTE.findall(self.status.value))["stage"]

    @property
    def refused(self) -> list[str]:
        """Every line in red."""
        return re.findall(r'is-refused"[^>]*>(?:<span>)?([^<]+)<', self.status.value)

    def wait(self, is_so) -> None:
        """Wait until the status says so."""
        while not is_so():
            assert self.news.wait(PATIENCE), self.status.value
            self.news.clear()

    def wait_refined(self) -> None:
        """Wait until what is asked is answered on the finest cells, or refused."""
        cells = f'data-cells="{FINE_KM:g}"'
        self.wait(lambda: self.stage == "refused" or (self.stage == "all" and cells in self.status.value))


@pytest.fixture(scope="module", autouse=True)
def without_a_loop():
    """Shown in the thread that answers: the loop of a browser that other tests have open runs only for the browser."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(live_planner, "main_thread_runner", lambda: lambda function: function())
        yield


@pytest.fixture(scope="module")
def opened():
    """One for all tests, with no second of quiet before it refines."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(solver_threads, "_QUIET_SECONDS", 0.0)
        planner = rp.live("galway", "st-johns", spacing_km=COARSE_KM, refined_km=FINE_KM)
    page = Page(planner)
    page.wait_refined()
    yield page
    planner.close()
    assert planner.join(PATIENCE)


@pytest.fixture
def page(opened):
    """As it opened: all that a test before it did is undone."""
    first = [opened.planner.request, *reversed(opened.planner._session.history.past)][-1]
    for request in (replace(first, within_pct=6.0), first):  # the first may be what stands
        opened.planner.ask(request)
    opened.wait_refined()
    while opened.planner.pinned:
        opened.box("Remove").click()
    assert opened.refused == []
    return opened


def line_of(route) -> shapely.LineString:
    return shapely.LineString(np.column_stack(TO_PLANE.transform(route.lon, route.lat)))


# --- opening ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("missing", ["anywidget", "ipywidgets"])
def test_without_its_libraries_it_says_what_to_install(monkeypatch, missing):
    monkeypatch.setattr(live_package, "find_spec", lambda name: None if name == missing else name)
    with pytest.raises(UsageError) as refused:
        rp.live()
    assert missing in str(refused.value)
    assert "pip install 'routeplan[live]'" in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("choices", "error", "why"),
    [
        ({"spacing_km": 1.0}, UsageError, "on cells of 1 km: use 2 km or more"),
        ({"refined_km": 0.5}, UsageError, r"on cells of 0\.5 km: use 2 km or more"),
        ({"spacing_km": float("nan")}, UsageError, "on cells of nan km"),
        ({"start": "galwey"}, UsageError, r"galway \(Galway, IE\)"),
        ({"end": "1,2,3"}, UsageError, "not a position"),
        ({"scenario": "balenced"}, ScenarioError, "balanced"),
        ({"scenario": Scenario(name="x", data=DataChoice(bathymetry="none.nc"))}, DataError, r"none\.nc"),
    ],
)
def test_what_cannot_be_opened_is_told_in_one_line(choices, error, why):
    with pytest.raises(error, match=why) as refused:
        rp.live(**({"spacing_km": COARSE_KM} | choices))
    assert "\n" not in str(refused.value)


def test_it_can_be_opened_more_than_once():
    """Nothing that the first one imports takes the place of the function."""
    for _ in range(2):
        rp.live("galway", "st-johns", spacing_km=COARSE_KM, refined_km=None).close()


@pytest.mark.long
def test_a_cell_that_is_run_again_closes_what_it_opened_and_lets_it_go(monkeypatch):
    """Seabed and layers are a gigabyte on cells of 5 km: nothing may hold those of a planner that nobody sees."""
    laid_out, unwatched = [], planning_open.open_planner

    def open_planner(*given, **more):
        laid_out.append(weakref.ref(planner := unwatched(*given, **more)))
        return planner

    monkeypatch.setattr(planning_open, "open_planner", open_planner)
    monkeypatch.setattr(live_solver, "open_planner", open_planner)
    monkeypatch.setattr(solver_threads, "_QUIET_SECONDS", 0.0)
    opened = []
    for cell in ("one", "two", "one"):
        monkeypatch.setattr(live_package, "_running_cell", lambda cell=cell: cell)
        opened.append(rp.live("galway", "st-johns", spacing_km=COARSE_KM, refined_km=FINE_KM))
        Page(opened[-1]).wait_refined()
    assert opened[0].join(PATIENCE)
    gc.collect()
    assert [ref() is not None for ref in laid_out] == [False, False, True, True, True, True]
    assert not opened[1].join(0.0)
    for planner in opened[1:]:
        planner.close()
        assert planner.join(PATIENCE)


def test_it_refines_only_on_cells_that_are_finer():
    planner = rp.live("galway", "st-johns", spacing_km=COARSE_KM, refined_km=COARSE_KM)
    page = Page(planner)
    page.wait(lambda: page.stage == "all")
    assert planner.route.spacing_km == COARSE_KM
    assert "refining" not in page.status.value
    planner.close()
    assert planner.join(PATIENCE)


# --- what it answers ----------------------------------------------------------------------------------------------


def test_what_it_shows_is_what_a_planner_plans(page):
    expected = rp.open_planner(spacing_km=FINE_KM).route("galway", "st-johns", prove=False)
    route = page.planner.route
    assert route.spacing_km == FINE_KM
    assert route.lon == pytest.approx(expected.lon, abs=1e-9)
    assert route.objective_usd == pytest.approx(expected.objective_usd, rel=1e-9)
    assert page.planner.is_answered
    assert f"{expected.length_km:,.0f} km" in page.facts
    assert f"{expected.length_km:,.0f} km" in page.status.value


def test_the_line_on_the_map_is_the_route(page):
    """Points of the drawn line lie on the geodesics between the vertices, to the digits that are sent."""
    (line,) = page.lines
    lon, lat = np.reshape(line["lonlat"], (-1, 2)).T
    route = page.planner.route
    assert WGS84.line_length(lon, lat) / 1000 == pytest.approx(route.length_km, rel=1e-4)
    for end in (0, -1):
        assert (lon[end], lat[end]) == pytest.approx((route.lon[end], route.lat[end]), abs=1e-4)


def test_it_can_be_asked_by_code(page):
    page.planner.ask(replace(page.planner.request, via=(OFF_REYKJANES,)))
    page.wait_refined()
    assert [point.id for point in page.planner.route.via] == ["61.3,-27.2"]
    assert page.map.drawn["via"] == [[-27.2, 61.3]]


def test_a_slider_is_one_step_however_far_it_is_dragged(page):
    slider = page.box("Corridor, %")
    before = page.planner.request
    weights = next(
        slider
        for slider in page.widgets(ipywidgets.FloatSlider)
        if "routeplan-weight-slope" in slider._dom_classes
    )
    for weight in (1.5, 2.0, 2.5, 3.0):
        weights.value = weight
    assert page.planner.scenario.weights.slope == 3.0
    page.box("Undo").click()
    assert page.planner.request == before
    assert weights.value == before.scenario.weights.slope
    page.box("Redo").click()
    assert page.planner.scenario.weights.slope == weights.value == 3.0
    slider.value = 8
    weights.value = 1.0
    page.box("Undo").click()
    assert (page.planner.request.within_pct, page.planner.scenario.weights.slope) == (8.0, 3.0)


@pytest.mark.parametrize("is_answered", [False, True])
def test_pieces_of_a_move_that_a_busy_kernel_hears_late_are_one_step(page, monkeypatch, is_answered):
    """Until the first of them is answered; after it, another move is another step."""
    weights = next(
        slider
        for slider in page.widgets(ipywidgets.FloatSlider)
        if "routeplan-weight-slope" in slider._dom_classes
    )
    before, clock = weights.value, iter(range(0, 1000, 10))
    monkeypatch.setattr(live_planner, "monotonic", lambda: float(next(clock)))
    with monkeypatch.context() as deaf:
        deaf.setattr(page.planner._threads, "ask", lambda request: None)
        weights.value = 2.0
    if is_answered:
        page.planner._threads.ask(page.planner.request)
        page.wait_refined()
    weights.value = 3.0
    page.box("Undo").click()
    assert page.planner.scenario.weights.slope == (2.0 if is_answered else before)


def test_a_step_after_undo_is_a_step_of_its_own(page):
    """Within the second in which a slider still moves."""
    weights = next(
        slider
        for slider in page.widgets(ipywidgets.FloatSlider)
        if "routeplan-weight-slope" in slider._dom_classes
    )
    page.planner.ask(replace(page.planner.request, within_pct=7.0))
    weights.value = 2.0
    page.box("Undo").click()
    weights.value = 4.0
    page.box("Undo").click()
    assert (page.planner.request.within_pct, page.planner.scenario.weights.slope) == (7.0, 1.0)


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_puts_every_slider_where_it_has_it(page, preset):
    page.box("Scenario").value = preset
    assert page.planner.scenario.assumptions == Scenario.preset(preset).assumptions
    for slider in page.widgets(ipywidgets.FloatSlider):
        (term,) = [
            name.removeprefix("routeplan-weight-")
            for name in slider._dom_classes
            if "routeplan-weight" in name
        ] or [""]
        assert not term or slider.value == getattr(Scenario.preset(preset).weights, term)


def test_an_end_that_is_dropped_beside_a_landing_is_that_landing(page):
    nuuk = find_landing("nuuk")
    page.drop("end", nuuk.lat + 0.1, nuuk.lon - 0.1)
    assert page.planner.request.end == nuuk
    assert page.map.stops["end"] == {"name": "Nuuk", "lon": nuuk.lon, "lat": nuuk.lat}
    assert page.box("To").value == "Nuuk, GL"


def test_an_end_that_is_dropped_beside_where_it_was_goes_back(page, monkeypatch):
    """The browser is told that it was heard, and draws the end where the request has it."""
    sent = []
    monkeypatch.setattr(page.map, "send", lambda content, buffers=None: sent.append(content))
    halifax = page.planner.request.end
    page.drop("end", halifax.lat + 0.1, halifax.lon)
    assert page.planner.request.end == halifax
    assert sent == [{"do": "heard"}]


def test_an_end_that_is_dropped_far_from_any_landing_stays_there(page):
    page.drop("start", 74.5, 181.0)
    start = page.planner.request.start
    assert (start.lat, start.lon) == (74.5, -179.0)
    assert page.box("From").value == start.id


def test_a_position_can_be_typed_and_stays_exact(page):
    page.box("From").value = "71.2906123,-156.7886123"
    start = page.planner.request.start
    assert (start.lat, start.lon) == (71.2906123, -156.7886123)
    page.box("To").value = "Nuuk, GL"
    assert page.planner.request.start == start
    assert page.planner.request.end == find_landing("nuuk")


def test_the_nearer_end_goes_to_a_landing_that_is_clicked(page):
    assert len(page.map.landings) == len(read_landings())
    for landing, end in (("bodo", "start"), ("nuuk", "end")):
        page.by_hand("landing", id=landing)
        assert getattr(page.planner.request, end) == find_landing(landing)


def test_a_landing_is_in_the_list_with_and_without_its_accents(page):
    assert "Tromsø, NO (tromso)" in page.box("To").options
    page.box("To").value = "Tromsø, NO (tromso)"
    assert page.planner.request.end == find_landing("tromso")
    assert page.box("To").value == "Tromsø, NO"


def test_keys_of_undo_and_redo_do_what_the_buttons_do(page):
    before = page.planner.request
    page.planner.ask(before.swapped())
    page.by_hand("undo")
    assert page.planner.request == before
    page.by_hand("redo")
    assert page.planner.request == before.swapped()


def test_an_area_that_is_drawn_is_gone_round_and_comes_and_goes_with_undo(page):
    before = page.planner.route
    page.draw(closed=[ring(*ATLANTIC)])
    page.wait_refined()
    inner = shapely.box(*ATLANTIC).buffer(-FINE_KM * 1000 / 2**0.5)
    assert line_of(before).intersects(inner)
    assert not line_of(page.planner.route).intersects(inner)
    page.box("Undo").click()
    assert page.map.drawn["closed"] == []
    page.box("Redo").click()
    assert page.map.drawn["closed"] == [[list(corner) for corner in ring(*ATLANTIC)]]
    page.wait_refined()
    assert not line_of(page.planner.route).intersects(inner)


def test_swapping_the_ends_turns_the_route_round(page):
    before = page.planner.route
    page.box("Swap ends").click()
    page.wait_refined()
    assert np.array_equal(page.planner.route.lon, before.lon[::-1])
    assert page.map.stops["start"]["name"] == before.end.name


def test_a_month_shows_its_ice_and_moves_no_route(page):
    before = page.planner.route
    page.box("Month of ice").value = 3
    assert page.map.month == 3
    assert "in March" in page.facts
    page.map.month = 4  # the slider on the map
    assert page.box("Month of ice").value == 4
    assert "in April" in page.facts
    page.box("Month of ice").value = 0
    assert page.map.month == 0
    assert "in April" not in page.facts
    assert page.planner.route is before


def test_layers_come_after_the_first_answer(opened):
    for key in ("depth", "waters", "slope", "ice", "limits", "zones", "cables"):
        until = time.monotonic() + PATIENCE
        while not getattr(opened.map, key):
            assert time.monotonic() < until, key
            time.sleep(0.05)
    assert len(opened.map.ice["data"]["urls"]) == 12
    assert [key for key in ("depth", "waters", "slope", "ice") if getattr(opened.map, key)["choice"]] == [
        "waters", "slope", "ice",
    ]  # fmt: skip


# --- pins and files -----------------------------------------------------------------------------------------------


def test_pins_are_drawn_named_and_removed_singly(page):
    page.box("Pin").click()
    page.planner.ask(replace(page.planner.request, via=(OFF_REYKJANES,)))
    page.wait_refined()
    page.box("Pin").click()
    names = [route.name for route in page.planner.pinned]
    assert [name.partition(": ")[2] for name in names] == ["Galway – St. John's, balanced"] * 2
    assert [line["name"] for line in page.lines] == ["Galway – St. John's", *names]
    assert len({line["colour"] for line in page.lines}) == 3
    next(box for box in page.widgets(ipywidgets.Text) if box.value == names[0]).value = "the short one"
    assert [route.name for route in page.planner.pinned] == ["the short one", names[1]]
    removals = [button for button in page.widgets(ipywidgets.Button) if button.tooltip == "Remove pin 1"]
    for button in removals or pytest.fail("no button to remove the first pin"):
        button.click()
    assert [route.name for route in page.planner.pinned] == [names[1]]


def test_a_pin_is_compared_term_by_term(page):
    page.box("Pin").click()
    pinned = page.planner.pinned[0]
    page.planner.ask(replace(page.planner.request, via=(OFF_REYKJANES,)))
    page.wait_refined()
    page.box("Compare with").value = page.planner._session.pins[0].number
    page.wait_refined()
    route = page.planner.route
    cells = re.findall(r"<td[^>]*>([^<]*)</td>", page.terms.partition("is-sum")[2])
    sums = [float(cell.replace(",", "")) for cell in cells]
    expected = [
        route.life_cost_usd, route.objective_usd, pinned.life_cost_usd, pinned.objective_usd,
        route.life_cost_usd - pinned.life_cost_usd, route.objective_usd - pinned.objective_usd,
    ]  # fmt: skip
    assert sums == pytest.approx([usd / 1e6 for usd in expected], abs=0.051)
    page.box("Remove").click()
    assert len(re.findall("<th scope=.col.", page.terms)) == 2


def test_files_go_to_the_browser(page, monkeypatch):
    sent = []
    monkeypatch.setattr(page.map, "send", lambda content, buffers=None: sent.append((content, buffers)))
    page.box("Download").click()
    page.box("Share").click()
    (archive, (zipped,)), (shared, (html,)) = sent
    assert (archive["name"], shared["name"]) == ("routeplan-live.zip", "routeplan-live.html")
    names = zipfile.ZipFile(io.BytesIO(zipped)).namelist()
    assert sorted(re.sub(r"\d+", "N", name) for name in names) == ["routes.geojson", "scenario-N.toml"]
    assert b"Current: Galway" in html
    assert page.refused == []


def test_what_is_shown_is_written_where_nothing_is_pinned(page, tmp_path):
    written = page.planner.write(tmp_path)
    assert [path.suffix for path in written] == [".toml", ".geojson"]
    assert {path.parent for path in written} == {tmp_path}
    assert page.planner.pinned == []


def test_to_pin_twice_is_one_red_line(page):
    page.box("Pin").click()
    page.box("Pin").click()
    assert page.refused == ["this route is pinned already; change the request first"]
    assert len(page.planner.pinned) == 1
    page.box("Remove").click()
    assert page.refused == []


def test_a_folder_that_cannot_be_made_is_refused(page, tmp_path):
    (tmp_path / "taken").write_text("")
    with pytest.raises(OutputError, match="cannot create folder"):
        page.planner.write(tmp_path / "taken")


# --- what has no answer -------------------------------------------------------------------------------------------


def inland(page) -> None:
    page.drop("start", 66.0, 100.0)  # the middle of Siberia


def unreadable(page) -> None:
    page.box("From").value = "no such place"


def closed_over_a_landing(page) -> None:
    around = ((-12.0, 52.0), (-7.0, 52.0), (-7.0, 55.0), (-12.0, 55.0), (-12.0, 52.0))
    page.draw(closed=[around])


def one_place(page) -> None:
    page.box("To").value = "Galway, IE"


@pytest.mark.parametrize(
    ("act", "why"),
    [
        (inland, "66.0000,100.0000 is on land"),
        (unreadable, "no landing or town &quot;no such place&quot;"),
        (closed_over_a_landing, "Galway is in a closed area"),
        (one_place, "two consecutive stops are the same place"),
    ],
)
def test_what_has_no_answer_is_one_red_line_and_nothing_is_lost(page, act, why):
    page.box("Pin").click()
    route, pinned, request = page.planner.route, page.planner.pinned, page.planner.request
    act(page)
    page.wait(lambda: page.refused)
    (line,) = page.refused
    assert why in line
    if page.planner.request == request:
        assert page.planner.route is route
    else:  # nothing of the route that answers another request is left
        assert page.planner.route is None
        assert [line["name"] for line in page.lines] == [pinned[0].name]
        assert page.map.corridor == {}
        assert "routeplan-figure" not in "".join(widget.value for widget in page.widgets(ipywidgets.HTML))
        page.box("Undo").click()
    assert len(page.planner.pinned) == 1
    assert page.planner.request == request
    assert page.planner.is_answered
    page.wait_refined()
    assert page.planner.route is route


def test_a_red_line_stays_while_the_answer_is_refined(opened, page):
    """What was typed wrongly is not forgotten because a finer route came meanwhile."""
    page.planner.ask(replace(page.planner.request, via=(OFF_REYKJANES,)))
    unreadable(page)
    page.wait_refined()
    (line,) = page.refused
    assert "no such place" in line
    page.planner.ask(replace(page.planner.request, via=()))
    page.wait_refined()
    assert page.refused == []


def test_nothing_is_pinned_before_there_is_a_route(page):
    page.planner.ask(replace(page.planner.request, start=find_landing("galway"), end=find_landing("galway")))
    page.wait_refined()
    page.box("Pin").click()
    assert any("no route to pin yet" in line for line in page.refused)
    assert page.planner.pinned == []


def test_what_fails_unforeseen_is_told_and_the_next_question_answered(page, monkeypatch):
    def fail(*_: object) -> None:
        raise ZeroDivisionError("by <b>zero</b>")

    monkeypatch.setattr(live_planner, "corridor_image", fail)
    page.planner.ask(replace(page.planner.request, within_pct=9.0))
    page.wait(lambda: page.refused)
    assert "ZeroDivisionError: by &lt;b&gt;zero&lt;/b&gt;" in page.status.value
    monkeypatch.undo()
    page.planner.ask(replace(page.planner.request, within_pct=11.0))
    page.wait_refined()
    assert page.planner.is_answered


# --- the end ------------------------------------------------------------------------------------------------------


def test_closed_it_ends_its_threads_and_says_so_when_asked():
    planner = rp.live("galway", "st-johns", spacing_km=COARSE_KM, refined_km=None)
    page = Page(planner)
    page.wait(lambda: page.stage == "all")
    planner.close()
    assert planner.join(PATIENCE)
    route = planner.route
    planner.ask(planner.request.swapped())
    assert planner.route is route
    assert page.refused == ["this live planner is closed; run its cell again"]


def test_the_probability_of_an_ensemble_is_a_layer_to_choose(opened):
    values = pd.DataFrame({"x": np.linspace(0, 1, 10)})
    opened.planner.show_probability(ensemble_of({"A": np.full(10, 1e6)}, values), within_km=200)
    shown = opened.map.probability
    assert shown["choice"]
    assert shown["show"]
    assert shown["title"] == "Probability of the best route"
