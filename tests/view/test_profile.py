"""The profile figure: strips, limits and crossings are where the route has them."""

import dataclasses

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from maps_kit import over_the_pole
from matplotlib.colors import to_hex

from routeplan.briefing.figure_language import translate_figure
from routeplan.briefing.language import read_language
from routeplan.cost.breakdown import Breakdown
from routeplan.cost.faults import Cause, Exposure
from routeplan.cost.terms import BUILD_TERMS, DIRECTIONAL_SLOPE, LAND, LANDING, LIFE_TERMS, Term
from routeplan.view.figures import figure_costs, figure_profile, figure_risk
from routeplan.view.figures.cost_bars import CAUSE_COLOURS, TERM_COLOURS

KP_KM = np.array([10.0, 60.0, 400.0])  # of crossings: the first two share a mark


@pytest.fixture
def route():
    """Norway, the high seas, then Russia; armoured and buried at both ends."""
    plain = over_the_pole()
    share = np.arange(200) / 200
    profile = plain.profile.assign(
        waters=np.where(share < 0.25, "NO", np.where(share < 0.75, "high seas", "RU")),
        cable_type=np.where(plain.profile["depth_m"] < 500, "DA", "LW"),
        buried=plain.profile["depth_m"] < 500,
        slope_deg=np.where(share == 0.5, 4.0, 0.5),
        side_slope_deg=np.where(share == 0.25, 5.0, 0.25),
    )
    breakdown = Breakdown(
        build_terms_usd={"cable": 4e8},
        objective_terms_usd={"cable": 4e8, "outage": 1e8},
        upkeep_terms_usd={"outage": 1e8},
        exposure=Exposure({Cause.FISHING: 0.5}, np.full(12, 30.0)),
        jurisdiction_km={},
        partners=frozenset({"NO"}),
        ice_km=0.0,
        ice_km_by_month=np.zeros(12),
        repair_usd_per_year=0.0,
        steps=pd.DataFrame(),
    )
    return dataclasses.replace(
        plain, profile=profile, breakdown=breakdown, build_terms_usd=breakdown.build_terms_usd
    )


def with_breakdown(route, **changes):
    return dataclasses.replace(route, breakdown=dataclasses.replace(route.breakdown, **changes))


def axes_of(figure):
    """Axes from top to bottom: crossings, if there are any, depth, strips, slope."""
    return figure.findobj(mpl.axes.Axes)


def strip(axes, row):
    """Parts of a strip: from km, to km, colour."""
    bars = [bar for bar in axes.patches if abs(bar.get_y() + 0.43 - row) < 0.1]
    return [(bar.get_x(), bar.get_x() + bar.get_width(), to_hex(bar.get_facecolor())) for bar in bars]


def test_jurisdictions_have_their_lengths_and_the_colour_of_whom_they_belong_to(route):
    _, strips, _ = axes_of(figure_profile([route]))
    norway, high_seas, russia = strip(strips, 0)
    length_km = route.length_km
    assert norway[:2] == pytest.approx((0.0, 0.25 * length_km))
    assert high_seas[:2] == pytest.approx((0.25 * length_km, 0.75 * length_km))
    assert russia[:2] == pytest.approx((0.75 * length_km, length_km))
    assert [part[2] for part in (norway, high_seas, russia)] == ["#dfe8dc", "#f1f5f7", "#e8b08c"]


def test_burial_is_dark_and_the_shallow_type_is_darker_than_the_deep_one(route):
    _, strips, _ = axes_of(figure_profile([route]))
    assert [part[2] for part in strip(strips, 3)] == ["#6b5b3e", "#f1f5f7", "#6b5b3e"]
    shallow, deep, _ = (int(part[2][1:], 16) for part in strip(strips, 2))
    assert shallow < deep


def test_depth_grows_downward_and_land_is_zero(route):
    raised = route.profile.assign(depth_m=route.profile["depth_m"].where(route.profile.index > 3, -50.0))
    depth, _, slope = axes_of(figure_profile([dataclasses.replace(route, profile=raised)]))
    bottom, top = depth.get_ylim()
    assert bottom > 3_210 > top == 0
    line = depth.lines[0].get_ydata()
    assert line.min() == 0.0
    assert line.max() == pytest.approx(3_210.0)
    assert slope.get_ylim()[1] > 4.0


def test_a_long_profile_keeps_its_extremes(route):
    count = 20_000
    step_km = route.length_km / count
    depth = np.full(count, 2_000.0)
    depth[[7, 12_345]] = 5_555.0, 11.0
    one = route.profile.iloc[[0] * count].reset_index(drop=True)
    long = one.assign(depth_m=depth, kp_km=np.arange(count) * step_km, step_km=step_km)
    drawn = axes_of(figure_profile([dataclasses.replace(route, profile=long)]))[0].lines[0]
    assert len(drawn.get_xdata()) < 1_000
    assert (drawn.get_ydata().min(), drawn.get_ydata().max()) == (11.0, 5_555.0)


@dataclasses.dataclass
class Crossing:
    kp_km: float


def test_close_crossings_share_a_mark_at_their_mean(route):
    crossings = {route.name: [Crossing(kp_km) for kp_km in KP_KM]}
    top = axes_of(figure_profile([route], crossings=crossings))[0]
    assert [text.get_text() for text in top.texts] == ["2", "1"]
    assert [float(mark.get_xdata()[0]) for mark in top.lines] == [35.0, 400.0]


def test_limits_of_jurisdictions_are_dashed_lines_where_they_are(route):
    depth = axes_of(figure_profile([route]))[0]
    limits = [float(line.get_xdata()[0]) for line in depth.lines if len(line.get_xdata()) == 2]
    assert limits == pytest.approx([0.25 * route.length_km, 0.75 * route.length_km])


def test_no_type_of_submarine_cable_is_named_on_land(route):
    """The first quarter is land."""
    share = np.arange(200) / 200
    inland = route.profile.assign(ice=np.where(share < 0.25, "land", "open"))
    figure = figure_profile([dataclasses.replace(route, profile=inland)])
    strips, length_km = axes_of(figure)[1], route.length_km
    for row in (1, 2):  # sea ice, cable type
        assert strip(strips, row)[0] == (0.0, pytest.approx(0.25 * length_km), "#d9cfbf")
    (legend,) = figure.findobj(mpl.legend.Legend)
    assert "on land" in [text.get_text() for text in legend.get_texts()]


def test_a_bar_of_costs_ends_at_the_life_cost_and_its_mark_is_at_the_build_cost(route):
    axes = figure_costs([route]).axes[0]
    assert max(bar.get_x() + bar.get_width() for bar in axes.patches) == pytest.approx(500.0)
    mark = axes.lines[0]
    assert mark.get_xdata()[0] == pytest.approx(400.0)
    assert [text.get_text() for text in axes.texts] == ["500"]


def test_policy_prices_are_hatched_beyond_the_life_cost_and_told_apart_from_it(route):
    priced = with_breakdown(route, policy_terms_usd={"non_partner": 3e7, "latency": 5e6})
    axes = figure_costs([priced]).axes[0]
    hatched = [(bar.get_x(), bar.get_width()) for bar in axes.patches if bar.get_hatch()]
    assert hatched == [pytest.approx((500.0, 30.0)), pytest.approx((530.0, 5.0))]
    assert [text.get_text() for text in axes.texts] == ["500 + 35"]


def test_what_the_bars_show_is_written_within_the_figure(route):
    """With policy prices and weights the text is longest."""
    figure = figure_costs([with_breakdown(route, policy_terms_usd={"latency": 3e7}, is_weighted=True)])
    figure.canvas.draw()
    label = figure.axes[0].xaxis.label
    assert all(word in label.get_text() for word in ("life cost", "policy prices", "unweighted"))
    assert "objective" not in label.get_text()
    box = label.get_window_extent()
    assert 0 <= box.x0 < box.x1 <= figure.bbox.width


def test_every_term_and_every_cause_has_a_colour_of_its_own():
    for palette, kinds in ((TERM_COLOURS, [*Term, LAND, LANDING]), (CAUSE_COLOURS, Cause)):
        colours = [palette[kind] for kind in kinds]
        assert len(set(colours)) == len(colours)


def test_parts_of_a_bar_follow_the_order_build_life_policy():
    groups = [BUILD_TERMS, (LAND, LANDING), LIFE_TERMS, [term for term in Term if term.group == "policy"]]
    groups.append([DIRECTIONAL_SLOPE])
    order = [kind for group in groups for kind in group]
    assert list(TERM_COLOURS) == order


def test_faults_of_a_terrestrial_cable_are_called_on_land(route):
    exposure = Exposure({Cause.FISHING: 0.5, Cause.LAND: 2.0}, np.full(12, 30.0))
    figure = figure_risk([with_breakdown(route, exposure=exposure)])
    words = {text.get_text() for text in figure.findobj(mpl.text.Text)}
    assert "on land" in words
    assert not {"land", "terrestrial cable"} & words


def test_slope_across_the_line_is_drawn_over_the_slope_and_named(route):
    figure = figure_profile([route])
    slope = axes_of(figure)[-1]
    (across,) = slope.lines
    kp_km, side_deg = across.get_data()
    assert kp_km[np.argmax(side_deg)] == pytest.approx(0.25 * route.length_km, rel=0.01)
    assert max(side_deg) == 5.0 < slope.get_ylim()[1]
    named = {text.get_text() for legend in figure.findobj(mpl.legend.Legend) for text in legend.get_texts()}
    assert "slope across the line" in named


def test_what_depths_rest_on_is_a_strip_where_a_grid_of_types_tells_it(route):
    """A depth counts as measured where most of its cell is: half, a quarter and nothing of the line here."""
    share = np.arange(200) / 200
    measured = np.select([share < 0.5, share < 0.75], [0.9, 0.2], default=np.nan)
    typed = dataclasses.replace(route, profile=route.profile.assign(measured_share=measured))
    figure = figure_profile([typed])
    parts = strip(axes_of(figure)[-2], 4)
    ends = [round(end / route.length_km, 2) for _, end, _ in parts]
    assert ends == pytest.approx([0.5, 0.75, 1.0], abs=0.011)
    assert len({colour for _, _, colour in parts}) == 3
    named = {text.get_text() for legend in figure.findobj(mpl.legend.Legend) for text in legend.get_texts()}
    assert {"depth measured", "depth predicted", "depth not known"} <= named
    assert not strip(axes_of(figure_profile([route]))[-2], 4)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_legend_of_every_kind_of_strip_is_within_the_figure(route, language):
    share = np.arange(200) / 200
    ice = np.where(share < 0.2, "open", np.where(share < 0.6, "perennial", "seasonal"))
    icy = dataclasses.replace(route, profile=route.profile.assign(ice=ice))
    figure = figure_profile([icy], crossings={route.name: [Crossing(400.0)]}, credits_below=False)
    translate_figure(figure, read_language(language))
    figure.canvas.draw()
    (legend,) = figure.findobj(mpl.legend.Legend)
    assert len(legend.get_texts()) == 7
    box = legend.get_window_extent()
    assert 0 <= box.x0 < box.x1 <= figure.bbox.width
    assert box.y0 >= 0
