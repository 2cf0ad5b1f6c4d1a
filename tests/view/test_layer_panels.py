"""Layers on paper: every layer has its map, its colours where they belong, and its legend."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb

import routeplan as rp
from routeplan.errors import UsageError
from routeplan.geo.geodesy import PolarStereographic
from routeplan.planning.planner import Planner
from routeplan.view.figures import figure_layers
from routeplan.view.maps.raster_image import DEPTH_COLOURS


@pytest.fixture(scope="module")
def planner() -> Planner:
    return rp.open_planner(spacing_km=25)


def colour_at(figure, axes, lon, lat):
    """Colour of the drawn picture at a place on the Earth, 0-1."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    x, y = axes.transData.transform([float(each) for each in PolarStereographic().forward(lon, lat)])
    pixels = np.asarray(canvas.buffer_rgba())
    return pixels[pixels.shape[0] - 1 - round(y), round(x), :3] / 255


def test_each_layer_has_a_map_that_says_what_it_is_and_in_which_unit(planner):
    figure = figure_layers([planner.layer(name) for name in ("depth", "ice_month_03", "jurisdiction")])
    titles = [axes.get_title(loc="left") for axes in figure.axes]
    assert titles == ["Sea depth, m", "Sea ice in March, share", "Jurisdiction", ""]
    assert figure.axes[2].get_legend().get_texts()[-1].get_text() == "jurisdiction of non-partners"


def test_places_have_the_colour_of_what_is_known_of_them(planner):
    figure = figure_layers([planner.layer("depth")])
    # North of Hawaii the Pacific is deeper than 5,000 m; the Bering Strait is shallower than 60 m.
    for place, colour in (((-145.0, 36.0), DEPTH_COLOURS[-1]), ((-168.5, 66.8), DEPTH_COLOURS[0])):
        np.testing.assert_allclose(colour_at(figure, figure.axes[0], *place), to_rgb(colour), atol=0.02)


def test_what_lies_south_of_the_rim_is_not_drawn(planner):
    figure = figure_layers([planner.layer("depth")], south_deg=60)
    west, east = figure.axes[0].get_xlim()
    rim_m = np.hypot(*PolarStereographic().forward(0.0, 60.0))
    assert (west, east) == pytest.approx((-1.01 * rim_m, 1.01 * rim_m))
    corner = colour_at(figure, figure.axes[0], 135.0, 52.0)  # beyond the circle, within the square
    np.testing.assert_allclose(corner, 1.0, atol=0.01)


@pytest.mark.parametrize(
    ("layers", "options", "complaint"),
    [
        (0, {}, "0 layers"),
        (1, {"columns": 0}, "0 columns"),
        (1, {"south_deg": 20}, "20N"),
        (1, {"south_deg": 85}, "85N"),
    ],
)
def test_a_figure_that_cannot_be_is_refused(planner, layers, options, complaint):
    with pytest.raises(UsageError, match=complaint):
        figure_layers([planner.layer("depth")] * layers, **options)
