"""The planner: finds routes, diverse routes, corridors and passages between landings, and values existing lines."""

from __future__ import annotations

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise

from routeplan.catalog.models import Landing
from routeplan.cost.breakdown import derive_breakdown
from routeplan.cost.surface import LineSamples
from routeplan.geo.geodesy import FloatArray
from routeplan.geo.track import Line
from routeplan.planning.area_methods import AreaMethods
from routeplan.planning.areas import AreaLike, is_nothing
from routeplan.planning.corridor import (
    Corridor,
    Passage,
    check_within,
    derive_corridor,
    find_fields,
    keep_passages,
)
from routeplan.planning.data_methods import DataMethods
from routeplan.planning.diverse import (
    CandidatePath,
    Diverse,
    DiverseRoutingProblem,
    check_numbers,
    find_diverse,
    find_usable_landings,
)
from routeplan.planning.giving_way import RouteQuestion, naming_barriers, route_past_barriers
from routeplan.planning.kept_leg import keep_leg
from routeplan.planning.legs import Refine, SearchedLeg
from routeplan.planning.preconditions import (
    check_coarse,
    check_inside,
    check_no_headings,
    check_not_avoided,
    check_stops,
    tell_land_first,
)
from routeplan.planning.result_methods import PlannerMethods
from routeplan.planning.route import Route
from routeplan.planning.route_valuation import derive_route
from routeplan.planning.stops import LandingLike, landing_of, list_places, nearest_landing
from routeplan.runtime.progress import track_stages
from routeplan.seabed.coastline import LandCrossed


@dataclass(frozen=True, repr=False)
class Planner(AreaMethods, DataMethods, PlannerMethods):
    """Plan and value routes over one seabed, under one set of assumptions.

    The main trip is :meth:`route`: it finds and checks the landings, finds the cheapest path of each leg on the cost
    grid (refined at full resolution), brings the legs to the Earth as one line, and values the line item by item.
    Data and derived layers are in :class:`routeplan.planning.prepared.Prepared`.

    Examples
    --------
    Shut out of the waters of Greenland and Iceland, a line from Norway to Canada is longer:

    >>> import routeplan as rp
    >>> planner = rp.open_planner(spacing_km=100)
    >>> free, shut_out = (planner.route("bodo", "halifax", avoid=avoid) for avoid in ((), ("GL", "IS")))
    >>> free.length_km < shut_out.length_km
    True
    """

    def route(
        self,
        start: LandingLike,
        end: LandingLike,
        *,
        via: Sequence[LandingLike] = (),
        avoid: Sequence[AreaLike] | AreaLike = (),
        name: str | None = None,
        prove: bool = True,
    ) -> Route:
        """Find the cheapest route between two landings.

        Parameters
        ----------
        start, end : str, (lat, lon) or Landing
            A landing's id or name, ``"LAT,LON"``, or a pair (lat, lon).
        via : sequence of str, (lat, lon) or Landing
            Via points at sea, in this order.
        avoid : sequence of str, Path, GeoDataFrame, GeoSeries, shapely polygon or Avoid, or one of them
            States whose waters are closed to this route, files and polygons, as :meth:`avoiding` takes them.
        name : str, optional
            Name in maps and tables; by default the names of both ends.
        prove : bool
            Whether to prove a lower bound on the cost of any route. This takes longer than the search.

        Raises
        ------
        UsageError
            If a landing is unknown, outside the data, in a closed area, in waters to avoid or too far inland; or if
            two consecutive stops are the same place.
        BarredError
            If closed areas leave no way, and a hard one would have to give; soft ones give way by themselves.
        NoRouteError
            If no sea path joins them, whatever gives way.
        """
        if not is_nothing(avoid):
            return self.avoiding(avoid).route(start, end, via=via, name=name, prove=prove)
        stops = tuple(map(landing_of, (start, *list_places(via), end)))
        return route_past_barriers(RouteQuestion(self, stops, Planner._route, name, prove))

    def _route(self, stops: Sequence[Landing], *, name: str | None, prove: bool) -> Route:
        """Find the cheapest route through checked stops."""
        start, *passed, end = stops
        # The shortest sea path and the proof, which takes longest, run beside the rest.
        with (
            track_stages(f"planning {start.name} – {end.name}", total=3) as stage,
            ThreadPoolExecutor(1) as beside,
        ):
            stage("cheapest line")
            sea_path = beside.submit(self.sea_distances.shortest_km, start, end)
            legs = [self._find_leg(*ends) for ends in pairwise(stops)]
            proof = beside.submit(lambda: sum(leg.prove_bound_usd() for leg in legs)) if prove else None
            stage("shortest sea path")
            sea_km = sea_path.result()
            stage("proof" if prove else "value")
            line = Line.joined([leg.line for leg in legs])
            samples = legs[0].surface.along(line)  # several legs share one surface
            route = self._value(
                start,
                end,
                line,
                name=name or f"{start.name} – {end.name}",
                sea_km=sea_km,
                solve_seconds=sum(leg.path.seconds for leg in legs),
                samples=samples,
            )
            bound_usd = proof.result() if proof else None
        return replace(route, via=tuple(passed), cells=legs[0].bounded.open_cells, bound_usd=bound_usd)

    def score(
        self,
        line: Line,
        *,
        name: str,
        surveyed: bool = False,
        drawn_at_sea: bool = False,
        ends: tuple[Landing, Landing] | None = None,
    ) -> Route:
        """Value an existing line under the same assumptions as the routes of this planner.

        Kilometres over land beyond the landfalls count as terrestrial cable. What a landfall has over the landfall
        limit is such land.

        Parameters
        ----------
        line : Line
            Vertices joined by geodesics.
        name : str
        surveyed : bool
            Whether the line already has all its alter courses; no cable is then added for them.
        drawn_at_sea : bool
            Whether a planner drew the line, so that land it crosses is only the width of a cell.
        ends : (Landing, Landing), optional
            Ends of a segment of a system; no sea path is then sought between them. Default: the nearest landings.

        Raises
        ------
        UsageError
            If the line leaves the data, or begins or ends too far inland.
        """
        start, end = ends or (
            nearest_landing(line.lon[at], line.lat[at], f"{word} of {name}")
            for at, word in ((0, "start"), (-1, "end"))
        )
        samples = self.surface.along(line)
        check_inside(self, samples, name)
        land = self._find_land(line)
        with tell_land_first(land, name):
            sea_km = math.nan if ends else self.sea_distances.shortest_km(start, end)
        if land is not None and not drawn_at_sea:
            land = land.limited(self.landfall_limit_km, line)
        return self._value(
            start,
            end,
            line,
            name=name,
            sea_km=sea_km,
            samples=samples,
            surveyed=surveyed,
            land=land,
            land_share=None if land is None or drawn_at_sea else land.share_of(samples.points.kp_km),
        )

    def corridor(self, start: LandingLike, end: LandingLike, *, within_pct: float = 5.0) -> Corridor:
        """Find every cell on a route that costs little more than the best, and the passages through them.

        Parameters
        ----------
        start, end : str, (lat, lon) or Landing
            A landing's id or name, ``"LAT,LON"``, or a pair (lat, lon).
        within_pct : float
            Cost above the best, per cent, greater than 0 and at most 100.

        Raises
        ------
        UsageError
            If the width is out of range; or as for a route.
        NoRouteError
            If no sea path joins the two.
        """
        check_within(within_pct)
        start, end = landing_of(start), landing_of(end)
        check_stops(self, start, end)
        with naming_barriers(self, Planner._route, [start], [end]):
            fields = find_fields(self.cost_grid, start, end, landfall_limit_km=self.landfall_limit_km)
        found = derive_corridor(
            fields,
            self.surface,
            within_pct=within_pct,
            sources=self.sources,
            refine=self._refine,
            find_land=self._find_land,
        )
        passages = tuple(map(self._valued_passage, found.passages))
        return replace(found, passages=passages, avoided=self.avoided, scenario_sha256=self.scenario_sha256)

    def corridor_passages(self, start: Landing, end: Landing, *, within_pct: float) -> tuple[Passage, ...]:
        """Find the passages of :meth:`corridor` without its cells: kept on disk, they need no search again.

        Raises
        ------
        UsageError, NoRouteError
            As for :meth:`corridor`.
        """
        search = partial(self.corridor, start, end, within_pct=within_pct)
        if not self._is_kept:
            return search().passages
        found = keep_passages(self.legs, start, end, within_pct, lambda: search().passages)
        return tuple(map(self._valued_passage, found))

    def _valued_passage(self, passage: Passage) -> Passage:
        return replace(passage, breakdown=derive_breakdown(self.surface.along(passage.line), self.valuer))

    def diverse(  # noqa: PLR0913 - one keyword for each choice
        self,
        start: LandingLike | Sequence[LandingLike],
        end: LandingLike | Sequence[LandingLike],
        *,
        count: int = 2,
        separation_km: float = 100.0,
        landing_zone_km: float = 50.0,
        shared_landings: bool = False,
        prove: bool = True,
    ) -> Diverse:
        """Find routes that are kept physically apart, at the least total cost.

        Parameters
        ----------
        start, end : str, Landing or several of them
            Where routes may land: anything that :func:`routeplan.catalog.landings.find_landings` takes, such as
            ``"galway"``, ``"galway/dublin"`` or, for all landings of a country, ``"IE"``.
        count : int
            Number of routes, 2 to 6.
        separation_km : float
            Least distance on the ellipsoid between any two routes.
        landing_zone_km : float
            Routes may be closer near their landings: within the separation plus this distance.
        shared_landings : bool
            Whether two routes may use the same landing where several are given. A single landing is always shared.
        prove : bool
            Whether to prove a lower bound on the cost of any such set. This takes longer than the search.

        Raises
        ------
        UsageError
            As for a route; or if the options contradict each other, see
            :func:`routeplan.planning.diverse.check_problem`; or on cells below 2 km, because such a grid does not
            cover the whole domain.
        NoRouteError
            If no sea path joins the ends.
        """
        check_numbers(count, separation_km, landing_zone_km)
        check_coarse(self, "diverse routes need")
        check_no_headings(self, "diverse routes")
        starts, ends = (
            find_usable_landings(self.cost_grid, named, limit_km=self.landfall_limit_km)
            for named in (start, end)
        )
        check_not_avoided(self, *starts, *ends)
        problem = DiverseRoutingProblem(
            cost_grid=self.cost_grid,
            surface=self.surface,
            starts=starts,
            ends=ends,
            count=count,
            separation_km=separation_km,
            zone_km=separation_km + landing_zone_km,
            shared_landings=shared_landings,
            landfall_limit_km=self.landfall_limit_km,
            sibling_usd_per_km=self.assumptions.policy.sibling_usd_per_km,
            sibling_km=self.assumptions.policy.sibling_km,
            bounded=self.legs.coastal.coarse if self.legs.coastal else None,
            kept_along=self.legs.coastal if self._is_kept else None,
        )
        with naming_barriers(self, Planner._route, starts, ends):
            return find_diverse(
                problem, self._route_of, zones=self.seabed.layers.zones, refine=self._refine, prove=prove
            )

    def passages(
        self, start: LandingLike, end: LandingLike, *, within_pct: float = 25.0
    ) -> tuple[Route, ...]:
        """Find the best route through each distinct passage between two landings, the cheapest first.

        Parameters
        ----------
        start, end : str, (lat, lon) or Landing
            A landing's id or name, ``"LAT,LON"``, or a pair (lat, lon).
        within_pct : float
            Cost above the best, per cent, greater than 0 and at most 100.

        Returns
        -------
        tuple of Route
            Each named by the strait that distinguishes it, or by the position where it crosses.

        Raises
        ------
        UsageError, NoRouteError
            As for a corridor.
        """
        return self.value_passages(self.corridor(start, end, within_pct=within_pct))

    def value_passages(self, corridor: Corridor) -> tuple[Route, ...]:
        """Value the line of each passage of a corridor of this planner as a route, in their order."""
        ends = corridor.start, corridor.end
        sea_km = self.sea_distances.shortest_km(*ends)
        return tuple(
            self._value(
                *ends, passage.line, name=passage.name, sea_km=sea_km, solve_seconds=corridor.solve_seconds
            )
            for passage in corridor.passages
        )

    @property
    def _refine(self) -> Refine | None:
        """What refines lines of whole cells along the coast; None where no coastline is known inside the cells."""
        return None if self.legs.coastal is None else self.legs.refine

    def _route_of(self, path: CandidatePath) -> Route:
        """Value one path of a diverse set."""
        ends = path.start, path.end
        name, sea_km = f"{path.start.name} – {path.end.name}", self.sea_distances.shortest_km(*ends)
        return self._value(*ends, path.line, name=name, sea_km=sea_km, solve_seconds=path.path.seconds)

    def _value(  # noqa: PLR0913 - one keyword for each fact it is given
        self,
        start: Landing,
        end: Landing,
        line: Line,
        *,
        name: str,
        sea_km: float,
        solve_seconds: float = 0.0,
        samples: LineSamples | None = None,
        surveyed: bool = False,
        land: LandCrossed | None = None,
        land_share: FloatArray | None = None,
    ) -> Route:
        """Value a line on the cells of this planner; a surveyed line needs no additional cable."""
        valuer = self.valuer.surveyed() if surveyed else self.valuer
        samples = samples or self.surface.along(line)
        factor = round(self.grid.spacing_m / samples.surface.grid.spacing_m)  # 1 on the cells of this planner
        return derive_route(
            start,
            end,
            line,
            name=name,
            samples=samples,
            cable_rates=valuer.cable_rates,
            sea_km=sea_km,
            cells=self.cost_grid.open_cells,
            solve_seconds=solve_seconds,
            sources=self.sources,
            breakdown=derive_breakdown(samples, valuer, land_share=land_share, factor=factor),
            scenario_sha256=self.scenario_sha256,
            avoided=self.avoided,
            land=land or self._find_land(line),
            origin=self.origin,
        )

    def _find_leg(self, start: Landing, end: Landing) -> SearchedLeg:
        return keep_leg(self.legs, start, end) if self._is_kept else self.legs.find(start, end)

    def _find_land(self, line: Line) -> LandCrossed | None:
        """Hold a line against the coastline, where there is one."""
        return None if self.coast is None else self.coast.coastline.find_land(line)
