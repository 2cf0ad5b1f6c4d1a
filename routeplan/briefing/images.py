"""Figures and map of a briefing, embedded as data URLs and markup."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matplotlib.figure import Figure

from routeplan.briefing.figure_language import translate_figure
from routeplan.briefing.language import Language
from routeplan.briefing.redundancy import Redundancy
from routeplan.planning.crossings import CableCrossing
from routeplan.planning.planner import Planner
from routeplan.planning.system import Valued
from routeplan.runtime.progress import track_stages
from routeplan.view.colours import route_colours
from routeplan.view.figures import figure_costs, figure_map, figure_network, figure_profile, figure_risk
from routeplan.view.figures.style import save_figure
from routeplan.view.maps import map_routes

_MAP_HEIGHT = "min(74vh, 620px)"
_MAP_RATIO = 1.7  # width to height: as wide as the page beside an answer of five sentences


@dataclass(frozen=True, slots=True)
class Drawings:
    """Map and figures of a page; figures are data URLs.

    Attributes
    ----------
    map : str, optional
        Markup of the interactive map; None in print.
    map_image, costs, risk : str
    profiles : tuple of str
        One per candidate.
    network : str, optional
    diverse_pairs : str, optional
        Map of diverse pairs of routes.
    """

    map: str | None
    map_image: str
    costs: str
    risk: str
    profiles: tuple[str, ...]
    network: str | None
    diverse_pairs: str | None

    @classmethod
    def of_map(cls, image: str) -> Drawings:
        """Drawings of a page that has a static map and nothing else."""
        return cls(None, image, "", "", (), None, None)


def draw_page(
    routes: Sequence[Valued],
    crossings: Mapping[str, Sequence[CableCrossing]],
    planner: Planner,
    redundancy: Redundancy | None,
    *,
    interactive: bool,
    language: Language,
) -> Drawings:
    """Draw the map and all figures.

    Parameters
    ----------
    routes : sequence of Route or System
        The candidates.
    crossings : mapping of str to sequence of CableCrossing
        By the route's name.
    planner : Planner
        Gives the depth under the maps.
    redundancy : Redundancy, optional
    interactive : bool
        Whether to add the interactive map.
    language : Language
        Of the labels of figures.
    """
    colours = route_colours(routes)
    with track_stages("drawing the page", total=4) as stage:
        stage("map")
        interactive_map = _map(routes, planner) if interactive else None
        map_image = draw_overview(routes, planner, language)
        stage("costs and risk")
        costs = _data_url(figure_costs(routes, colours=colours, credits_below=False), ".svg", language)
        risk = _data_url(figure_risk(routes, colours=colours, credits_below=False), ".svg", language)
        stage("profiles")
        profiles = tuple(
            _data_url(
                figure_profile([route], crossings=crossings, colours=[colour], credits_below=False),
                ".svg",
                language,
            )
            for route, colour in zip(routes, colours, strict=True)
        )
        stage("network")
        network = None if redundancy is None else _network(redundancy, routes, colours, language)
        pairs = None if redundancy is None else _diverse_pairs(redundancy, planner, colours, language)
    return Drawings(interactive_map, map_image, costs, risk, profiles, network, pairs)


def draw_overview(routes: Sequence[Valued], planner: Planner, language: Language) -> str:
    """Draw the map of all candidates, a data URL."""
    return _data_url(figure_map(routes, over=planner.depth, ratio=_MAP_RATIO), ".webp", language)


def _network(
    redundancy: Redundancy, routes: Sequence[Valued], colours: Sequence[str], language: Language
) -> str:
    by_name = dict(zip((route.name for route in routes), colours, strict=True))
    return _data_url(
        figure_network(redundancy.network.graph(adding=by_name), colours=by_name), ".webp", language
    )


def _diverse_pairs(
    redundancy: Redundancy, planner: Planner, colours: Sequence[str], language: Language
) -> str | None:
    """Draw diverse pairs, each in the colour of its candidate, the second route dashed."""
    drawn = [
        (route, colours[pair.candidate], number)
        for pair in redundancy.diverse_pairs
        if pair.routes is not None
        for number, route in enumerate(pair.routes)
    ]
    if not drawn:
        return None
    lines, line_colours, numbers = zip(*drawn, strict=True)
    dashed = [index for index, number in enumerate(numbers) if number]
    return _data_url(
        figure_map(lines, over=planner.depth, colours=line_colours, dashed=dashed, ratio=_MAP_RATIO),
        ".webp",
        language,
    )


def _map(routes: Sequence[Valued], planner: Planner) -> str:
    return map_routes(routes, over=planner, months=False).fragment(height=_MAP_HEIGHT)


def _data_url(figure: Figure, suffix: str, language: Language) -> str:
    """Translate a figure and save it as a data URL: .svg for lines and text, .webp where it contains raster images."""
    translate_figure(figure, language)
    image = io.BytesIO()
    save_figure(figure, image, suffix)
    media_type = {".svg": "image/svg+xml", ".webp": "image/webp"}[suffix]
    return f"data:{media_type};base64,{base64.b64encode(image.getvalue()).decode('ascii')}"
