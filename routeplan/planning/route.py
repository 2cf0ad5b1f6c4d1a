"""A route: its line with profile, length, cost by term, depth, latency and risk."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from routeplan.catalog.models import Landing
from routeplan.cost.breakdown import Breakdown, derive_stretches
from routeplan.cost.cost_table import derive_cost_table, total_of
from routeplan.cost.faults import describe_days
from routeplan.cost.round_trip import rtt_ms
from routeplan.errors import UsageError
from routeplan.geo.geodesy import FloatArray, geodesic_km
from routeplan.geo.track import Line
from routeplan.io.sources import Source
from routeplan.planning.avoid import NOTHING_AVOIDED, Avoided
from routeplan.planning.records import (
    breakdown_record,
    landing_record,
    money_record,
    month_record,
    provenance_record,
    rounded_up_gap,
)
from routeplan.planning.result_methods import RouteMethods, Rows
from routeplan.planning.route_money import RouteMoney
from routeplan.seabed.coastline import LandCrossed
from routeplan.seabed.months import month_name


@dataclass(frozen=True, repr=False)
class Route(RouteMoney, RouteMethods):
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
        Shortest sea path between the two landings on the same grid.
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

    _default_rows: ClassVar[Rows] = "stretches"

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
    def build_cost_usd(self) -> float:
        """Sum of the build terms."""
        return float(sum(self.build_terms_usd.values()))

    @property
    def objective_terms_usd(self) -> Mapping[str, float]:
        """The objective by term: what the solver minimised."""
        return self.breakdown.objective_terms_usd if self.breakdown else self.build_terms_usd

    @property
    def objective_usd(self) -> float:
        """The objective: what the solver minimised."""
        return float(sum(self.objective_terms_usd.values()))

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
    def max_depth_m(self) -> float:
        """Deepest water on the way."""
        return float(self.profile["depth_m"].max())

    @property
    def mean_depth_m(self) -> float:
        """Mean depth by length, landfall legs over land apart."""
        at_sea = self.profile[~self.profile["on_land"]]
        return float(np.average(at_sea["depth_m"], weights=at_sea["step_km"]))

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
    def cost_table(self) -> pd.DataFrame:
        """Items of build cost and of a year, low, likely and high, with source.

        Columns as in :func:`routeplan.cost.cost_table.derive_cost_table`.

        Raises
        ------
        UsageError
            If the route has no breakdown.
        """
        if self.breakdown is None:
            raise UsageError(f"route {self.name} has no breakdown; plan or score it with a planner")
        return derive_cost_table(self.breakdown.build_items, self.breakdown.yearly_items)

    @property
    def __geo_interface__(self) -> dict[str, Any]:
        """The route as a GeoJSON feature: what shapely, geopandas and other programs read."""
        return dict(super().__geo_interface__["features"][0])

    def record(self, *, month: int | None = None) -> dict[str, Any]:
        """Describe the route as ``routeplan plan --json`` prints it.

        A ``month``, 1 to 12, adds its ice and repairs.
        """
        breakdown = self.breakdown
        return {
            "from": landing_record(self.start),
            "to": landing_record(self.end),
            **({"via": [landing_record(point) for point in self.via]} if self.via else {}),
            "length_km": self.length_km,
            "cable_km": round(self.cable_km, 3),
            "geodesic_km": round(self.geodesic_km, 3),
            "sea_km": round(self.sea_km, 3),
            "landfall_km": {"from": round(self.landfall_km[0], 3), "to": round(self.landfall_km[1], 3)},
            **({} if self.land is None else {"land_km": round(self.land.land_km, 3)}),
            "build_cost_usd": self.build_cost_usd,
            "build_terms_usd": dict(self.build_terms_usd),
            **(money_record(breakdown) if breakdown else {}),
            "objective_usd": self.objective_usd,
            "objective_terms_usd": dict(self.objective_terms_usd),
            "rtt_ms": round(self.rtt_ms, 3),
            "max_depth_m": round(self.max_depth_m, 1),
            "mean_depth_m": round(self.mean_depth_m, 1),
            **(breakdown_record(breakdown) if breakdown else {}),
            **({"month": month_record(breakdown, month)} if breakdown and month else {}),
            "optimality_gap_pct": rounded_up_gap(self.optimality_gap_pct),
            "spacing_km": self.spacing_km,
            "cells": self.cells,
            "solve_seconds": round(self.solve_seconds, 3),
            "scenario_sha256": self.scenario_sha256,
            **self.avoided.record,
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
        return pd.Series(
            {
                "length": f"{self.length_km:,.0f} km",
                "cable": f"{self.cable_km:,.0f} km, with slack and what surveys add",
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
                **self._proof,
                "landfall over land": " and ".join(f"{km:.1f}" for km in self.landfall_km) + " km",
                **({"other land": self.land.text} if self.land and self.land.text else {}),
                **({"avoided": self.avoided.text} if self.avoided else {}),
            }
        )

    def derive_month_summary(self, month: int) -> dict[str, str]:
        """Give ice and repairs of a month, 1 to 12, as text with units; empty without a breakdown."""
        if self.breakdown is None:
            return {}
        name, days = month_name(month), self.breakdown.exposure.repair_days_by_month[month - 1]
        return {
            f"ice in {name}": f"{self.breakdown.ice_km_by_month[month - 1]:,.0f} km",
            f"fault in {name}": f"repaired in {describe_days(days)}",
        }

    @property
    def _money(self) -> dict[str, str]:
        """Life cost; policy and objective only where they are something else."""
        if self.breakdown is None:
            return {}
        rows = {"life cost": f"{self.life_cost_usd / 1e6:,.1f} M USD: build, repairs and outages"}
        if self.policy_usd is not None:
            priced = " and ".join(term.replace("_", " ") for term in self.policy_terms_usd)
            rows["policy"] = f"{self.policy_usd / 1e6:,.1f} M USD: price set on {priced}; no money is paid"
        if self.objective_words:
            rows["objective"] = f"{self.objective_usd / 1e6:,.1f} M USD: {self.objective_words}"
        return rows

    @property
    def _build_range(self) -> dict[str, str]:
        if self.breakdown is None or not self.breakdown.build_items:
            return {}
        total = total_of(self.breakdown.build_items)
        return {
            "build cost range": f"{total.low / 1e6:,.0f} to {total.high / 1e6:,.0f} M USD, all prices low or all high"
        }

    @property
    def _risk(self) -> dict[str, str]:
        if self.breakdown is None:
            return {}
        exposure = self.breakdown.exposure
        return {
            "faults": f"{exposure.total_per_year:.2f} a year, repaired in {describe_days(exposure.repair_days_mean)} "
            f"for {self.breakdown.repair_usd_per_year / 1e6:,.1f} M USD a year",
            "downtime": f"{exposure.unavailability_hours_per_year:,.0f} hours a year; slowest repairs after faults in "
            f"{month_name(exposure.worst_month)}",
            "jurisdictions": self.jurisdictions_text,
            **({"remarks": "; ".join(remarks)} if (remarks := self.breakdown.jurisdiction_remarks) else {}),
            "ice": f"{self.breakdown.ice_km:,.0f} km in waters with sea ice",
        }

    @property
    def _proof(self) -> dict[str, str]:
        gap = self.optimality_gap_pct
        return (
            {} if gap is None else {"optimality gap": f"at most {math.ceil(gap * 100) / 100:.2f} % (proven)"}
        )
