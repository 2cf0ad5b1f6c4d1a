"""Methods of results that only the packages above planning can carry out: drawing and writing.

This is the one module that imports from a package above its own, and only inside its methods. Without it, users of
geopandas would have to know which function of `routeplan.view` draws which result. The import contract in
pyproject.toml lists these imports one by one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pathlib import Path

    import xarray as xr
    from matplotlib.axes import Axes

    from routeplan.planning.planner import Planner
    from routeplan.planning.route import Route
    from routeplan.view.maps import PolarMap


class WriteMethod:
    """What every result can do with the packages above: write itself to a file."""

    def write(self, path: str | Path, *, detail: Literal["route", "stretches"] = "route") -> None:
        """Write to a file whose suffix names the format.

        Parameters
        ----------
        path : str or Path
            A suffix of `routeplan.view.files.FORMATS`, such as .geojson; docs/files.md lists layers and columns.
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


class RouteMethods(WriteMethod):
    """What a route and a set of routes can do besides: draw themselves."""

    @property
    def _own_routes(self) -> tuple[Route, ...]:
        """The routes to draw or write: one of a route, all of a set."""
        raise NotImplementedError

    def plot(self, ax: Axes | None = None, *, over: xr.DataArray | None = None) -> Axes:
        """Draw on a still polar map, as `GeoDataFrame.plot` does.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            Axes to draw on, in metres of EPSG:3995; by default those of a new pyplot figure with a map.
        over : DataArray, (northing, easting) in EPSG:3995, optional
            Depth in metres, positive down, drawn beneath.

        Returns
        -------
        matplotlib Axes
        """
        from routeplan.view.figures import plot_routes

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
