"""Legends drawn by matplotlib, on static maps and figures."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.figure import Figure
from matplotlib.legend import Legend as DrawnLegend
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.transforms import Affine2D, Transform

from routeplan.view.colours import INK
from routeplan.view.maps.legend import Legend, LineEntry
from routeplan.view.maps.map_axes import dash_pattern
from routeplan.view.maps.raster_image import DEPTH_COLOURS, DEPTH_EDGES_M

_DEEPEST_M = 11_000
_MOST_CLASS_LEGENDS = 3  # side by side beneath a static map
# Lengths on a static map, hundredths of an inch.
_STEP, _PATCH_WIDTH, _BAR_HEIGHT, _LETTER, _LEFT, _BETWEEN = 30.0, 18.0, 11.0, 6.2, 16.0, 44.0


def draw_route_legend(axes: Axes, routes: Sequence[LineEntry]) -> DrawnLegend | None:
    """List routes with their colours in the upper left corner of a static map."""
    if not routes:
        return None
    lines = [
        Line2D([], [], color=route.colour, linewidth=2.6, linestyle=dash_pattern(route.dash))
        for route in routes
    ]
    drawn = axes.legend(
        lines, [route.label.replace("$", r"\$") for route in routes], loc="upper left", fontsize=10,
        framealpha=0.92, edgecolor="#c9d0d5", fancybox=False, borderaxespad=0.8,
    )  # fmt: skip
    drawn.set_zorder(20)
    return drawn


def draw_line_legend(figure: Figure, lines: Sequence[LineEntry], top: float) -> None:
    """List thin lines beneath a static map, on the right; the top in hundredths of an inch."""
    if not lines:
        return
    figure.legend(
        [Line2D([], [], color=line.colour, linestyle=dash_pattern(line.dash)) for line in lines],
        [line.label for line in lines], loc="upper right", fontsize=8.5, frameon=False, ncols=4,
        bbox_to_anchor=(1.0, (top - 4.0) / (100.0 * figure.get_figheight())), handlelength=3.0,
    )  # fmt: skip


def draw_class_legends(figure: Figure, legends: Sequence[Legend], top: float) -> None:
    """Draw colours with their values side by side beneath a static map; the top in hundredths of an inch."""
    left, hundredths = _LEFT, Affine2D().scale(0.01) + figure.dpi_scale_trans
    for legend in legends[:_MOST_CLASS_LEGENDS]:
        left = _draw_class_legend(figure, legend, (left, top - 16.0), hundredths)


def _draw_class_legend(
    figure: Figure, legend: Legend, at: tuple[float, float], hundredths: Transform
) -> float:
    """Draw one legend; give where the next one begins."""
    classes, (left, top) = legend.classes, at
    figure.text(
        left, top, legend.title, fontsize=8.5, fontweight="bold", color=INK, va="center", parse_math=False,
        transform=hundredths,
    )  # fmt: skip
    longest = max(len(label) for label in classes.labels)
    step = max(_STEP, 12.0 + _LETTER * longest + (20.0 if classes.named else 0.0))
    width = _PATCH_WIDTH if classes.named else step
    for number, colour in enumerate(classes.colours):
        figure.add_artist(
            Rectangle(
                (left + number * step, top - 24.0), width, _BAR_HEIGHT, facecolor=colour, edgecolor="#4a5c6b",
                linewidth=0.4, transform=hundredths,
            )
        )  # fmt: skip
    for number, label in enumerate(classes.labels):
        x, y = left + number * step, top - 34.0
        if classes.named:
            x, y = x + _PATCH_WIDTH + 6.0, top - 18.5
        figure.text(
            x, y, label, fontsize=7.5, color=INK, va="center", ha="left" if classes.named or not number else "center",
            parse_math=False, transform=hundredths,
        )  # fmt: skip
    return left + max(len(classes.labels) * step, 7.0 * len(legend.title)) + _BETWEEN


def draw_depth_bar(axes: Axes) -> None:
    """Draw a bar of depth classes beneath the map of a figure."""
    colours = ListedColormap(DEPTH_COLOURS)
    classes = ScalarMappable(BoundaryNorm((*DEPTH_EDGES_M, _DEEPEST_M), colours.N), colours)
    bar = axes.figure.colorbar(
        classes, ax=axes, location="bottom", shrink=0.6, pad=0.02, aspect=45, format="{x:,.0f}"
    )
    bar.set_label("depth, m", fontsize=8)
    bar.ax.tick_params(labelsize=7.5, length=0)
    bar.outline.set_visible(False)
