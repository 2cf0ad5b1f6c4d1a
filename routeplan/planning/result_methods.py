"""Methods of results that only what is above them can carry out: drawing and writing, and systems of a planner.

This is the one module that imports from a package above its own, and only inside its methods. Without it, users of
geopandas would have to know which function of `routeplan.view` draws which result. The import contract in
pyproject.toml lists these imports one by one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import geopandas as gpd
    import xarray as xr
    from matplotlib.axes import Axes

    from routeplan.cost.branching_rules import UnitKind
    from routeplan.planning.corridor import Corridor
    from routeplan.planning.planner import Planner
    from routeplan.planning.stops import LandingLike
    from routeplan.planning.system import System, Valued
    from routeplan.planning.system_planning import Branch
    from routeplan.planning.topology import Topology
    from routeplan.view.maps import PolarMap


Rows: TypeAlias = Literal[
    "route", "stretches", "legs", "points", "corridor", "passages", "cables", "landings"
]


class PlannerMethods:
    """What a planner can do with what is above it: find systems, and show itself."""

    def system(  # type: ignore[misc]  # noqa: PLR0913 - one keyword for each choice
        self: Planner,
        stops: Sequence[LandingLike],
        *,
        branches: Sequence[LandingLike | Branch] = (),
        topology: Topology | str = "tree",
        branching_unit: UnitKind | str | None = None,
        trunk_pairs: int | None = None,
        name: str | None = None,
        prove: bool = False,
    ) -> System:
        """Find the trunk, branching units and branches that together cost least.

        Parameters
        ----------
        stops : sequence of str, (lat, lon) or Landing
            Landings of the trunk, in their order, two or more. The trunk is the way between the first and the last.
        branches : sequence of str, (lat, lon), Landing or Branch
            Landings to join: by a branch from a unit at sea, or by a segment from a landing, or the trunk lands there,
            whatever costs least. Landings are at most eight, stops included. A Branch says how many fibre pairs it has.
        topology : Topology or str
            "tree", the cheapest of all that join the landings; "star", every landing joined to one of them;
            "festoon", the trunk lands everywhere; "ring", the tree and a second way between the ends of its trunk,
            kept 100 km apart as :meth:`diverse` keeps routes.
        branching_unit : "switchable" or "passive", optional
            Whether the trunk works while a branch is cut; default: that of the scenario, or "switchable".
        trunk_pairs : int, optional
            Fibre pairs of the trunk; default: ``branching.trunk_pairs``.
        name : str, optional
            Default: the names of both ends of the trunk.
        prove : bool
            Whether to prove a lower bound on the cost of any system of the landings. It takes longer than the search.

        Raises
        ------
        UsageError
            If there are fewer than two stops or more than eight landings, or more fibre pairs than a cable or the
            trunk has; or as for a route.
        NoRouteError
            If no sea path joins the landings.
        """
        from routeplan.planning.found_system import find_system
        from routeplan.planning.system_valuation import rules_of

        rules = rules_of(self).with_unit(branching_unit).with_trunk_pairs(trunk_pairs)
        return find_system(self, stops, branches, topology=topology, rules=rules, name=name, prove=prove)

    def _repr_html_(self: Planner) -> str:  # type: ignore[misc]  # the one class that has these methods
        """Show the planner in a notebook: a small map and its summary."""
        from routeplan.view.planner_card import planner_card

        return planner_card(self)


class WriteMethod:
    """What every result can do with the packages above: write itself to a file."""

    def write(self, path: str | Path, *, detail: Literal["route", "stretches"] = "route") -> None:
        """Write to a file whose suffix names the format.

        Parameters
        ----------
        path : str or Path
            A suffix of `routeplan.view.files.FORMATS`, such as .geojson, or .xlsx; of routes also .csv. docs/files.md
            lists layers and columns. Routes are written as `routeplan plan -o` writes them.
        detail : "route" or "stretches"
            Whether formats with one layer also hold the stretches, with their costs and risks.

        Raises
        ------
        UsageError
            If no format has the suffix, or it cannot hold such a result.
        OutputError
            If the file cannot be written; an older file at ``path`` is unchanged.
        """
        from routeplan.view.files import Detail, FileOptions, write_result

        write_result(self, path, options=FileOptions(detail=Detail(detail)))


class FeatureMethods(WriteMethod):
    """What results can do besides: be a table of geopandas, and features for programs that read GeoJSON."""

    _default_rows: ClassVar[Rows] = "route"
    _feature_rows: ClassVar[Rows] = "route"

    def to_gdf(self, by: Rows | None = None) -> gpd.GeoDataFrame:
        """Make a table of geopandas, in EPSG:4326: a layer of the files that :meth:`write` leaves.

        Parameters
        ----------
        by : "route", "stretches", "legs", "points", "corridor", "passages", "cables" or "landings", optional
            What a row is. By default the stretches of a route, the routes of a set, the outline of a corridor, the
            cables of a network that have a line. docs/files.md lists the columns.

        Returns
        -------
        GeoDataFrame
            Lines have a point every 10 km at most, so that sides that are straight in degrees follow the geodesics;
            they are cut at 180.

        Raises
        ------
        UsageError
            If the result has no such rows.
        """
        from routeplan.view.files.results import derive_frame

        return derive_frame(self, self._default_rows if by is None else by)

    @property
    def __geo_interface__(self) -> dict[str, Any]:
        """Features as GeoJSON has them: one of a route or a corridor, a collection of other results."""
        collection: dict[str, Any] = self.to_gdf(self._feature_rows).__geo_interface__
        return collection


class CableMethods(FeatureMethods):
    """The same of a network: a row is a cable that has a line."""

    _default_rows: ClassVar[Rows] = "cables"
    _feature_rows: ClassVar[Rows] = "cables"


class RouteMethods(FeatureMethods):
    """What a route and a set of routes can do besides: draw themselves."""

    @property
    def _own_routes(self) -> tuple[Valued, ...]:
        """The routes to draw or write: one of a route or system, all of a set."""
        raise NotImplementedError

    def plot(
        self,
        ax: Axes | None = None,
        *,
        column: str | None = None,
        over: xr.DataArray | None = None,
        **style: Any,
    ) -> Axes:
        """Draw on a still polar map, as `GeoDataFrame.plot` does.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            Axes to draw on, in metres of EPSG:3995; by default those of a new pyplot figure with a map.
        column : str, optional
            Column of ``to_gdf("stretches")`` that colours the stretches, such as ``"waters"``.
        over : DataArray, (northing, easting) in EPSG:3995, optional
            Depth in metres, positive down, drawn beneath a new map.
        **style
            With a column: for `GeoDataFrame.plot`, such as ``cmap``, ``legend`` (True by default) or ``linewidth``.

        Returns
        -------
        matplotlib Axes

        Raises
        ------
        UsageError
            If there is no such column, or a style is given without one.
        """
        from routeplan.errors import UsageError
        from routeplan.view.figures import plot_column, plot_routes

        if column is not None:
            stretches = self.to_gdf("stretches")
            return plot_column(self._own_routes, stretches, column, ax=ax, over=over, **style)
        if style:
            raise UsageError(
                f"plot with {', '.join(style)} and no column; give a column too, or leave it out"
            )
        return plot_routes(self._own_routes, ax=ax, over=over)

    def explore(self, *, over: Planner | xr.DataArray | None = None, m: PolarMap | None = None) -> PolarMap:
        """Draw on an interactive polar map, as `GeoDataFrame.explore` does.

        Parameters
        ----------
        over : Planner or DataArray, optional
            What to draw beneath, as :func:`routeplan.map_routes` takes it.
        m : PolarMap, optional
            Map to add to; by default a new one.

        Returns
        -------
        PolarMap
            Shows itself in a notebook; `rp.write_map` leaves it as one file that needs no network.
        """
        from routeplan.view.maps import map_routes

        return map_routes(self._own_routes, over=over, onto=m)


class CorridorMethods(FeatureMethods):
    """What a corridor can do besides: draw itself."""

    _default_rows: ClassVar[Rows] = "corridor"
    _feature_rows: ClassVar[Rows] = "corridor"

    def plot(self: Corridor, ax: Axes | None = None, *, over: xr.DataArray | None = None) -> Axes:  # type: ignore[misc]  # the one class that has these methods
        """Draw its cells by their excess cost, and its passages, on a still polar map.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            Axes to draw on, in metres of EPSG:3995; by default those of a new pyplot figure with a map.
        over : DataArray, (northing, easting) in EPSG:3995, optional
            Depth in metres, positive down, drawn beneath a new map.

        Returns
        -------
        matplotlib Axes
        """
        from routeplan.view.figures import plot_corridor

        return plot_corridor(self, ax=ax, over=over)

    def explore(  # type: ignore[misc]  # as above
        self: Corridor, *, over: Planner | xr.DataArray | None = None, m: PolarMap | None = None
    ) -> PolarMap:
        """Draw its cells and passages on an interactive polar map, as `GeoDataFrame.explore` does.

        Parameters
        ----------
        over : Planner or DataArray, optional
            What to draw beneath, as :func:`routeplan.map_corridor` takes it.
        m : PolarMap, optional
            Map to add to; by default a new one.

        Returns
        -------
        PolarMap
        """
        from routeplan.view.maps import map_corridor

        return map_corridor(self, over=over, onto=m)
