"""The pictures of a briefing and its map, each as text that holds it whole."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matplotlib.figure import Figure

from routeplan.briefing.redundancy import Redundancy
from routeplan.planning.crossings import CableCrossing
from routeplan.planning.planner import Planner
from routeplan.planning.route import Route
from routeplan.runtime.progress import stages
from routeplan.view.colours import route_colours
from routeplan.view.figures import figure_costs, figure_map, figure_network, figure_profile, figure_risk
from routeplan.view.figures.style import save_figure
from routeplan.view.maps import map_routes

_MAP_HEIGHT = "min(74vh, 620px)"


@dataclass(frozen=True, slots=True)
class Drawings:
    """What a page shows besides words and numbers.

    Attributes
    ----------
    map : str, optional
        The interactive map, markup; None on paper.
    map_picture, costs, risk : str
        Addresses that hold pictures.
    profiles : tuple of str
        One a candidate.
    network : str, optional
    apart : str, optional
        Map of pairs of routes kept apart.
    """

    map: str | None
    map_picture: str
    costs: str
    risk: str
    profiles: tuple[str, ...]
    network: str | None
    apart: str | None


def draw_page(
    routes: Sequence[Route],
    crossings: Mapping[str, Sequence[CableCrossing]],
    planner: Planner,
    redundancy: Redundancy | None,
    *,
    interactive: bool,
) -> Drawings:
    """Draw everything.

    Parameters
    ----------
    routes : sequence of Route
        The candidates.
    crossings : mapping of str to sequence of CableCrossing
        By the route's name.
    planner : Planner
        Whose depth lies beneath the maps.
    redundancy : Redundancy, optional
    interactive : bool
        Whether there is a map that can be moved.
    """
    colours = route_colours(routes)
    with stages("drawing the page", of=4) as stage:
        stage("map")
        page = _map(routes, planner) if interactive else None
        picture = _picture(figure_map(routes, over=planner.depth), ".webp")
        stage("costs and risk")
        costs = _picture(figure_costs(routes, colours=colours, credits_below=False), ".svg")
        risk = _picture(figure_risk(routes, colours=colours, credits_below=False), ".svg")
        stage("profiles")
        profiles = tuple(
            _picture(
                figure_profile([route], crossings=crossings, colours=[colour], credits_below=False), ".svg"
            )
            for route, colour in zip(routes, colours, strict=True)
        )
        stage("network")
        network = None if redundancy is None else _network(redundancy, routes, colours)
        apart = None if redundancy is None else _apart(redundancy, planner, colours)
    return Drawings(page, picture, costs, risk, profiles, network, apart)


def _network(redundancy: Redundancy, routes: Sequence[Route], colours: Sequence[str]) -> str:
    by_name = dict(zip((route.name for route in routes), colours, strict=True))
    return _picture(figure_network(redundancy.network.graph(adding=by_name), colours=by_name), ".webp")


def _apart(redundancy: Redundancy, planner: Planner, colours: Sequence[str]) -> str | None:
    """Draw pairs kept apart, each in the colour of its candidate, the second route dashed."""
    found = [
        (route, colours[each.candidate], number)
        for each in redundancy.apart
        if each.found is not None
        for number, route in enumerate(each.found)
    ]
    if not found:
        return None
    lines, shades, numbers = zip(*found, strict=True)
    dashed = [at for at, number in enumerate(numbers) if number]
    return _picture(figure_map(lines, over=planner.depth, colours=shades, dashed=dashed), ".webp")


def _map(routes: Sequence[Route], planner: Planner) -> str:
    drawn = map_routes(routes, over=planner, months=False)
    return drawn.fragment(height=_MAP_HEIGHT)


def _picture(figure: Figure, suffix: str) -> str:
    """Draw a figure as an address that holds it whole; .svg is sharp at any size, .webp for what has pictures in it."""
    drawn = io.BytesIO()
    save_figure(figure, drawn, suffix)
    kind = {".svg": "image/svg+xml", ".webp": "image/webp"}[suffix]
    return f"data:{kind};base64,{base64.b64encode(drawn.getvalue()).decode('ascii')}"
