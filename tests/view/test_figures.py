"""Figures for paper: each format is what its suffix says, and every name can be read."""

import re
import warnings
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Annotation

import routeplan as rp
from routeplan.errors import OutputError, UsageError
from routeplan.planning.planner import Planner
from routeplan.planning.route import Route
from routeplan.view.colours import ROUTE_COLOURS
from routeplan.view.figures import figure_pareto, figure_routes, write_figure

DEMO = (("bodo", "tomakomai"), ("galway", "halifax"), ("landeyjar", "nuuk"), ("sopelana", "virginia-beach"))
NAMES = ("Bodø", "Tomakomai", "Galway", "Halifax", "Landeyjar", "Nuuk", "Sopelana", "Virginia Beach")
MAGIC = {".png": b"\x89PNG\r\n\x1a\n", ".svg": b"<?xml", ".pdf": b"%PDF-"}


@pytest.fixture(scope="session")
def planner() -> Planner:
    return rp.open_planner(spacing_km=25)


@pytest.fixture(scope="session")
def routes(planner: Planner) -> list[Route]:
    return [planner.route(*pair) for pair in DEMO]


@pytest.fixture(scope="session")
def figure(planner: Planner, routes: list[Route]) -> Figure:
    """The figure of make demo."""
    return figure_routes(routes, over=planner.depth)


def texts_of(figure: Figure) -> list[str]:
    return [each.get_text() for each in figure.findobj(mpl.text.Text)]


def sizes_of(figure: Figure) -> dict[str, set[float]]:
    """Font sizes of every text; a tick of a depth bar may have the text of a tick of a profile."""
    found: dict[str, set[float]] = {}
    for text in figure.findobj(mpl.text.Text):
        if text.get_text():
            found.setdefault(text.get_text(), set()).add(text.get_fontsize())
    return found


def landing_labels(figure: Figure) -> dict[str, Annotation]:
    return {each.get_text(): each for each in figure.findobj(Annotation)}


@pytest.mark.parametrize("suffix", [*MAGIC, ".PNG"])
def test_a_file_begins_as_its_suffix_says(figure, tmp_path, suffix):
    path = tmp_path / f"routes{suffix}"
    write_figure(figure, path)
    assert path.read_bytes().startswith(MAGIC[suffix.lower()])
    assert list(tmp_path.iterdir()) == [path]


def test_every_landing_is_named_on_the_map(figure):
    assert sorted(landing_labels(figure)) == sorted(NAMES)


def test_an_svg_keeps_its_titles_as_text_when_asked(figure, routes, tmp_path):
    """Landing names have a halo, which matplotlib draws as outlines; titles have none."""
    with mpl.rc_context({"svg.fonttype": "none"}):
        write_figure(figure, tmp_path / "routes.svg")
    text = (tmp_path / "routes.svg").read_text(encoding="utf-8")
    for route in routes:
        assert re.search(rf">{re.escape(route.name)}(<|  )", text)


def test_every_route_has_a_profile_that_tells_its_figures(figure, routes):
    texts = texts_of(figure)
    for route in routes:
        (title,) = [text for text in texts if text.startswith(route.name)]
        assert f"{route.length_km:,.0f} km" in title
        assert f"{route.rtt_ms:.1f} ms" in title


def test_a_route_has_one_colour_in_map_and_profile(figure, routes):
    for route, colour in zip(routes, ROUTE_COLOURS, strict=False):
        (title,) = [each for each in figure.findobj(mpl.text.Text) if each.get_text().startswith(route.name)]
        assert title.get_color() == colour
        lines = [each for each in figure.findobj(mpl.lines.Line2D) if each.get_color() == colour]
        assert len(lines) == 2


@pytest.mark.parametrize("chosen", [DEMO, *((pair,) for pair in DEMO)], ids=lambda pairs: pairs[0][0])
def test_no_landing_name_leaves_the_frame_of_the_map(planner, routes, chosen):
    drawn = figure_routes([routes[DEMO.index(pair)] for pair in chosen], over=planner.depth)
    canvas = FigureCanvasAgg(drawn)
    canvas.draw()
    for name, label in landing_labels(drawn).items():
        frame = label.axes.get_window_extent()
        box = label.get_window_extent(canvas.get_renderer())
        assert frame.x0 <= box.x0, name
        assert box.x1 <= frame.x1, name
        assert frame.y0 <= box.y0, name
        assert box.y1 <= frame.y1, name


def test_landing_names_do_not_cover_each_other(figure):
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    labels = list(landing_labels(figure).values())
    assert {each.get_text() for each in labels} == set(NAMES)
    boxes = [each.get_window_extent(canvas.get_renderer()) for each in labels]
    assert all(not one.overlaps(other) for i, one in enumerate(boxes) for other in boxes[:i])


def test_a_landing_of_two_routes_is_named_once(planner):
    both = [planner.route("galway", "halifax"), planner.route("galway", "nuuk")]
    assert texts_of(figure_routes(both)).count("Galway") == 1


def test_a_figure_says_what_it_is_not_for_and_whom_to_credit(figure):
    text = " ".join(texts_of(figure))
    assert "not for navigation" in text
    assert "Natural Earth" in text
    assert "ETOPO1" in text
    assert re.search(r"depth, m", text)


def test_a_figure_without_depth_can_be_drawn(routes, tmp_path):
    write_figure(figure_routes(routes[:1]), tmp_path / "plain.png")
    assert (tmp_path / "plain.png").stat().st_size > 10_000


def test_drawing_leaves_nothing_open_in_pyplot(routes):
    plt = pytest.importorskip("matplotlib.pyplot", reason="pyplot is not installed")
    figure_routes(routes[:1])
    assert plt.get_fignums() == []


def test_a_figure_draws_without_warnings(figure):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        FigureCanvasAgg(figure).draw()


def test_a_figure_of_nothing_is_refused():
    with pytest.raises(UsageError, match="0 routes"):
        figure_routes([])


def test_a_smaller_figure_has_letters_as_large_and_its_titles_whole(planner, routes):
    small = figure_routes(routes, over=planner.depth, size_in=(9.0, 6.4))
    FigureCanvasAgg(small).draw()
    assert tuple(small.get_size_inches()) == (9.0, 6.4)
    sizes, full_sizes = sizes_of(small), sizes_of(figure_routes(routes, over=planner.depth))
    for text in sizes.keys() & full_sizes.keys():
        assert sizes[text] == full_sizes[text], text
    paper = small.bbox
    for route in routes:
        (title,) = [each for each in small.findobj(mpl.text.Text) if each.get_text().startswith(route.name)]
        box = title.get_window_extent()
        assert paper.x0 <= box.x0
        assert box.x1 <= paper.x1
    with pytest.raises(UsageError, match="figure of 1 by 9 inches"):
        figure_routes(routes, size_in=(1.0, 9.0))


def test_an_unknown_suffix_is_refused_and_leaves_nothing(figure, tmp_path):
    with pytest.raises(UsageError, match=r"\.png, \.svg, \.pdf"):
        write_figure(figure, tmp_path / "routes.gif")
    assert list(tmp_path.iterdir()) == []


def test_a_figure_that_cannot_be_written_leaves_nothing(figure, tmp_path):
    with pytest.raises(OutputError):
        write_figure(figure, tmp_path / "missing" / "routes.png")
    assert list(Path(tmp_path).iterdir()) == []


def trade_offs(names: list[str], numbers: list[tuple[float, float, float, float, bool]]) -> pd.DataFrame:
    columns = ["build_cost_musd", "down_hours_per_year", "rtt_ms", "exposure_km", "dominated"]
    table = pd.DataFrame(numbers, columns=columns)
    table.insert(0, "name", names)
    return table


@pytest.fixture(scope="session")
def trades() -> pd.DataFrame:
    """Three that crowd together, one alone, one that is dominated."""
    return trade_offs(
        ["cheapest", "latency", "risk ×3, waters ×3, latency ×3", "trusted", "beaten"],
        [
            (700.0, 4300.0, 105.0, 8000.0, False),
            (701.0, 4302.0, 104.0, 7900.0, False),
            (702.0, 4299.0, 106.0, 400.0, False),
            (910.0, 1800.0, 99.0, 0.0, False),
            (930.0, 3000.0, 107.0, 0.0, True),
        ],
    )


def labels_of(figure: Figure) -> dict[str, Annotation]:
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return landing_labels(figure)


def test_every_trade_off_is_named_inside_the_axes_and_no_name_covers_another(trades):
    figure = figure_pareto(trades)
    labels = labels_of(figure)
    assert sorted(labels) == sorted(trades["name"])
    boxes = {name: mpl.text.Text.get_window_extent(label) for name, label in labels.items()}
    frame = figure.axes[0].get_window_extent()
    for name, box in boxes.items():
        assert frame.x0 <= box.x0 <= box.x1 <= frame.x1, name
        assert frame.y0 <= box.y0 <= box.y1 <= frame.y1, name
        assert not any(box.overlaps(other) for key, other in boxes.items() if key != name), name
        markers = figure.axes[0].transData.transform(trades[["build_cost_musd", "down_hours_per_year"]])
        assert not any(box.contains(x, y) for x, y in markers), name


def test_twenty_trade_offs_in_a_crowd_are_named_without_overlaps():
    rng = np.random.default_rng(7)
    numbers = [
        (float(x), float(y), 100.0, 0.0, False) for x, y in rng.normal((900, 2000), (40, 300), (20, 2))
    ]
    labels = labels_of(figure_pareto(trade_offs([f"risk ×{n}, waters" for n in range(20)], numbers)))
    boxes = [mpl.text.Text.get_window_extent(label) for label in labels.values()]
    assert not any(one.overlaps(other) for i, one in enumerate(boxes) for other in boxes[:i])


def test_a_dominated_trade_off_is_hollow_and_exposure_shows_in_the_shape(trades):
    axes = figure_pareto(trades).axes[0]
    lines = [line for line in axes.lines if len(line.get_xdata()) == 1]
    marks = {float(line.get_xdata()[0]): line for line in lines}
    hollow = {cost: np.array_equal(mark.get_markerfacecolor(), "white") for cost, mark in marks.items()}
    assert hollow == {700.0: False, 701.0: False, 702.0: False, 910.0: False, 930.0: True}
    assert marks[910.0].get_marker() != marks[702.0].get_marker() != marks[700.0].get_marker()


def test_the_stair_joins_what_no_other_beats_in_cost_and_outage(trades):
    (stair,) = [line for line in figure_pareto(trades).axes[0].lines if len(line.get_xdata()) > 1]
    assert stair.get_xdata().tolist() == [700.0, 702.0, 910.0]


def test_a_figure_of_trade_offs_says_units_and_what_it_is_not_for(trades):
    text = " ".join(texts_of(figure_pareto(trades, title="Bodø – Tomakomai")))
    for words in (
        "million USD",
        "downtime, h/yr",
        "ms",
        "orridor-level",
        "not for navigation",
        "Bodø – Tomakomai",
    ):
        assert words in text


def test_one_trade_off_alone_can_be_drawn_and_none_is_refused(trades, tmp_path):
    write_figure(figure_pareto(trades.iloc[:1]), tmp_path / "one.png")
    assert (tmp_path / "one.png").stat().st_size > 5_000
    with pytest.raises(UsageError, match="0 routes"):
        figure_pareto(trades.iloc[:0])
