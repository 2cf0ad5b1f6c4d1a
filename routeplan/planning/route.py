"""A route: its line with profile, length, cost by term, depth, latency and risk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from routeplan.catalog.models import Landing
from routeplan.cost.breakdown import Breakdown, derive_stretches
from routeplan.cost.round_trip import rtt_ms
from routeplan.errors import UsageError
from routeplan.geo.geodesy import FloatArray, geodesic_km
from routeplan.geo.track import Line
from routeplan.io.sources import Source
from routeplan.planning.avoid import NOTHING_AVOIDED, Avoided
from routeplan.planning.figures_record import figures_record
from routeplan.planning.gave_way import NOTHING_GAVE_WAY, GaveWay
from routeplan.planning.records import describe_gap, landing_record, provenance_record, rounded_up_gap
from routeplan.planning.result_methods import RouteMethods, Rows
from routeplan.planning.route_figures import RouteFigures
from routeplan.planning.route_origin import RouteOrigin
from routeplan.seabed.coastline import LandCrossed

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, repr=False)
class Route(RouteFigures, RouteMethods):
    """A cable route between two landings, with its profile and its cost.

    Attributes
    ----------
    name : str
        Its name in maps and tables.
    start, end : Landing
        Landings at its ends.
    line : Line
        Vertices from start to end, joined by geodesics.
    profile : DataFrame
        One row for each step along the route, a fraction of a cell: ``kp_km`` (kilometre point where the step
        begins), ``step_km``, ``lon``, ``lat``, ``depth_m`` (positive down, land negative), ``cable_type``,
        ``cost_usd_per_km``, ``on_land``, and with a breakdown its steps. ``step_km`` adds up to the length,
        ``step_km * cost_usd_per_km`` to the build cost less the landings.
    build_terms_usd : mapping
        Build cost by term.
    cable_km : float
        Length of cable, slack included.
    landfall_km : (float, float)
        Kilometres over land at the start and at the end.
    sea_km : float
        Shortest sea path between the two landings on the same grid; NaN for a segment of a system.
    spacing_km : float
        Cell size of the grid it was solved on.
    cells : int
        Sea cells of that grid; at full resolution, those of the corridor.
    bound_usd : float, optional
        Proven least cost of any route between the two on that grid; None where nothing was proven.
    solve_seconds : float
        Time the solver took, without the proof.
    sources : tuple of Source
        The data behind it.
    breakdown : Breakdown, optional
        Faults, repairs, jurisdictions and the objective; None where only the surface is known.
    scenario_sha256 : str
        Checksum of its scenario; empty without one.
    via : tuple of Landing
        Via points, in this order.
    land : LandCrossed, optional
        What the line crosses of the land by the coastline; None where only the cells are known.
    avoided : Avoided
        Waters and areas that were closed to it by name.
    gave_way : GaveWay
        Those of them that it passes, because they leave no other way.
    origin : RouteOrigin, optional
        What it was planned or valued on: position lists and crossings are made of it. Not pickled, because it holds the
        data of the planner.

    Examples
    --------
    A route is longer than the shortest sea path, and light in its fibre covers some 200 km per millisecond:

    >>> import routeplan as rp
    >>> planner = rp.open_planner(spacing_km=100)
    >>> route = planner.route("galway", "halifax")
    >>> bool(route.geodesic_km < route.sea_km < route.length_km < route.cable_km)
    True
    >>> round(2 * route.cable_km / route.rtt_ms, -2)  # there and back, km per ms
    200.0
    """

    name: str
    start: Landing
    end: Landing
    line: Line
    profile: pd.DataFrame
    build_terms_usd: Mapping[str, float]
    cable_km: float
    landfall_km: tuple[float, float]
    sea_km: float
    spacing_km: float
    cells: int
    bound_usd: float | None
    solve_seconds: float
    sources: tuple[Source, ...]
    breakdown: Breakdown | None = None
    scenario_sha256: str = ""
    via: tuple[Landing, ...] = ()
    land: LandCrossed | None = None
    avoided: Avoided = NOTHING_AVOIDED
    gave_way: GaveWay = NOTHING_GAVE_WAY
    origin: RouteOrigin | None = field(default=None, compare=False)

    _default_rows: ClassVar[Rows] = "stretches"

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"origin": None}

    @property
    def _own_routes(self) -> tuple[Route, ...]:
        return (self,)

    @property
    def land_km(self) -> float | None:
        """Kilometres over land by the coastline, landfalls apart; None where no coastline is known."""
        return None if self.land is None else self.land.land_km

    @property
    def lon(self) -> FloatArray:
        """(n,) longitudes of the vertices, degrees."""
        return self.line.lon

    @property
    def lat(self) -> FloatArray:
        """(n,) latitudes of the vertices, degrees."""
        return self.line.lat

    @property
    def length_km(self) -> float:
        """Length on the WGS 84 ellipsoid."""
        return self.line.length_km

    @property
    def geodesic_km(self) -> float:
        """Shortest line between the two landings, land or sea."""
        return geodesic_km(self.start.lon, self.start.lat, self.end.lon, self.end.lat)

    @property
    def optimality_gap_pct(self) -> float | None:
        """Proven bound on how much cheaper any route on its grid can be, per cent of the cost without landings.

        None if nothing was proven.
        """
        if self.bound_usd is None:
            return None
        line_usd = self.breakdown.objective_usd_per_line if self.breakdown else self.build_cost_usd
        return 100.0 * max(0.0, 1.0 - self.bound_usd / line_usd)

    @property
    def rtt_ms(self) -> float:
        """Round trip through the fibre, milliseconds."""
        return rtt_ms(self.cable_km)

    @property
    def __geo_interface__(self) -> dict[str, Any]:
        """The route as a GeoJSON feature: what shapely, geopandas and other programs read."""
        return dict(super().__geo_interface__["features"][0])

    def record(self, *, month: int | None = None) -> dict[str, Any]:
        """Describe the route as ``routeplan plan --json`` prints it.

        A ``month``, 1 to 12, adds its ice and repairs.
        """
        return {
            "from": landing_record(self.start),
            "to": landing_record(self.end),
            **({"via": [landing_record(point) for point in self.via]} if self.via else {}),
            **figures_record(self, month),
            "optimality_gap_pct": rounded_up_gap(self.optimality_gap_pct),
            "spacing_km": self.spacing_km,
            "cells": self.cells,
            "solve_seconds": round(self.solve_seconds, 3),
            "scenario_sha256": self.scenario_sha256,
            **self.avoided.record,
            **self.gave_way.record,
            **provenance_record(self.sources),
        }

    def __repr__(self) -> str:
        return f"<Route {self.name}: {self.length_km:,.0f} km, {self.build_cost_usd / 1e6:,.1f} M USD>"

    def _repr_html_(self) -> str:
        """Show the route as a small table in a notebook."""
        return str(self.summary.to_frame(name=self.name).to_html(header=True, escape=True))

    @property
    def summary(self) -> pd.Series[str]:
        """The main figures as text with units."""
        import pandas as pd

        return pd.Series(
            {
                "length": f"{self.length_km:,.0f} km",
                "cable": self._cable,
                "geodesic": f"{self.geodesic_km:,.0f} km",
                "shortest sea path": f"{self.sea_km:,.0f} km",
                **({"via": "; ".join(point.name for point in self.via)} if self.via else {}),
                "build cost": f"{self.build_cost_usd / 1e6:,.1f} M USD",
                **{f"… {term}": f"{usd / 1e6:,.1f} M USD" for term, usd in self.build_terms_usd.items()},
                **self._build_range,
                **self._money,
                "round trip": f"{self.rtt_ms:.1f} ms",
                **self._risk,
                "deepest, mean": f"{self.max_depth_m:,.0f} m, {self.mean_depth_m:,.0f} m",
                **self._depths,
                **self._slopes,
                **self._proof,
                "landfall over land": " and ".join(f"{km:.1f}" for km in self.landfall_km) + " km",
                **({"other land": self.land.text} if self.land and self.land.text else {}),
                **({"avoided": self.avoided.text} if self.avoided else {}),
                **self.gave_way.summary,
            }
        )

    @property
    def stretches(self) -> pd.DataFrame:
        """Stretches of one jurisdiction, ice class and depth band: :func:`routeplan.cost.breakdown.derive_stretches`.

        Raises
        ------
        UsageError
            If the route has no breakdown.
        """
        if self.breakdown is None:
            raise UsageError(f"route {self.name} has no breakdown; plan or score it with a planner")
        return derive_stretches(self.profile)

    @property
    def _depths(self) -> dict[str, str]:
        known = None if self.breakdown is None else self.breakdown.depth_known
        if known is None:
            return {}
        files = ", ".join(f"{name} {km:,.0f} km" for name, km in known.file_km.items())
        share = known.measured_share
        return {
            **({} if share is None else {"measured depths": f"{share:.0%}"}),
            **({"depths from": files} if files else {}),
        }

    @property
    def _proof(self) -> dict[str, str]:
        gap = self.optimality_gap_pct
        return {} if gap is None else {"optimality gap": describe_gap(gap)}
