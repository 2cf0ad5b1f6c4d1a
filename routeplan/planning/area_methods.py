"""Planners with other areas, over the same seabed: closed, charged or preferred."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from routeplan.cost.soft_order import merge_avoided
from routeplan.errors import UsageError
from routeplan.geo.grid import FloatCells
from routeplan.planning.areas import AreaLike, is_nothing, read_areas
from routeplan.planning.prepared import Derived, Prepared


@dataclass(frozen=True, repr=False)
class AreaMethods(Prepared):
    """What a planner makes of areas. Each method gives another planner; layers of the seabed are not made again.

    Every method takes areas in the same forms: states by ISO 3166-1 code or English name, whose territorial sea and
    EEZ are meant; files of polygons or rasters; GeoDataFrame, GeoSeries and shapely polygons in any coordinate system.
    Polygons without one are taken as longitude and latitude on WGS 84 if they look like degrees, and refused if not.
    """

    def closing(self, places: Sequence[AreaLike] | AreaLike) -> Self:
        """Close areas to routes: :meth:`avoiding` under another name. An empty list gives this planner.

        Raises
        ------
        UsageError, DataError
            As for :meth:`avoiding`.
        """
        return self if is_nothing(places) else self.avoiding(places)

    def avoiding(self, places: Sequence[AreaLike] | AreaLike) -> Self:
        """Keep out of waters and areas.

        Parameters
        ----------
        places : sequence of str, Path, GeoDataFrame, GeoSeries, shapely polygon or Avoid, or one of them
            An :class:`routeplan.planning.areas.Avoid` with an order, or a text such as ``"RU:soft=3"``, may give way.
            No cable may lie in cells whose centre is inside; an area that holds no centre closes the cells that it
            touches. Waters of states are closed with the margin ``policy.boundary_margin_km``.

        Returns
        -------
        planner
            Its scenario, if there is one, has the states and files; its checksum covers polygons too.

        Raises
        ------
        UsageError
            If a state is unknown or has no sea, a geometry is no polygon, or its coordinate system cannot be told.
        DataError
            If a file cannot be read.
        """
        areas = read_areas(places)
        self._tell_of_states_without_waters(areas.states)
        avoid = merge_avoided(self.assumptions.policy.avoid, areas.avoid)
        policy = self.assumptions.policy.model_copy(update={"avoid": avoid})
        closed = areas.derive_cover(self.grid)
        seabed = self.seabed.closing(closed) if closed.any() else self.seabed
        other = replace(
            self,
            assumptions=self.assumptions.model_copy(update={"policy": policy}),
            scenario=None if self.scenario is None else areas.avoided_by(self.scenario),
            user_layers=seabed.user_layers,
            derived=Derived(self.depth_m, self.sea_distances, seabed),
            closed_areas=(*self.closed_areas, *areas.named),
        )
        barrier = self.surface.barrier | (other.valuer.derive_barrier() if areas.states else closed)
        return replace(other, derived=replace(other.derived, surface=replace(self.surface, barrier=barrier)))

    def charging(self, places: Sequence[AreaLike] | AreaLike, *, usd_per_km: float) -> Self:
        """Set a price on areas: the line goes round where that is cheaper.

        Parameters
        ----------
        places : sequence of str, Path, GeoDataFrame, GeoSeries or shapely polygon, or one of them
        usd_per_km : float
            Charged for every kilometre inside, in the objective and as policy, never in build or life cost. The
            value of a raster multiplies it, as in a user layer with use = cost. Areas that overlap add up.

        Returns
        -------
        planner
            Without a scenario.

        Raises
        ------
        UsageError
            As for :meth:`avoiding`; or if the price is below 0 or no number.
        DataError
            If a file cannot be read.
        """
        _check_price("charge", usd_per_km)
        weight = read_areas(places, use="charge").derive_weight(self.grid, self.seabed.layers.jurisdiction)
        return self._with_price(np.float32(usd_per_km) * weight)

    def preferring(self, places: Sequence[AreaLike] | AreaLike, *, usd_per_km: float) -> Self:
        """Prefer areas, such as a shared corridor: every kilometre outside all of them has a price.

        Parameters
        ----------
        places : sequence of str, Path, GeoDataFrame, GeoSeries or shapely polygon, or one of them
        usd_per_km : float
            How much a kilometre outside may cost more than one inside; in the objective and as policy, never in build
            or life cost.

        Returns
        -------
        planner
            Without a scenario. A user layer with use = prefer does the same in a scenario.

        Raises
        ------
        UsageError, DataError
            As for :meth:`charging`.
        """
        _check_price("prefer", usd_per_km)
        weight = read_areas(places, use="prefer").derive_weight(self.grid, self.seabed.layers.jurisdiction)
        return self._with_price(np.where(weight > 0, np.float32(0.0), np.float32(usd_per_km)))

    def _with_price(self, usd_per_km: FloatCells) -> Self:
        seabed = self.seabed.charging(usd_per_km)
        derived = Derived(self.depth_m, self.sea_distances, seabed)
        return replace(self, user_layers=seabed.user_layers, scenario=None, derived=derived)


def _check_price(use: str, usd_per_km: float) -> None:
    if not 0.0 <= usd_per_km < float("inf"):
        raise UsageError(f"{use}: {usd_per_km:g} USD per km; give a price of 0 or more")
