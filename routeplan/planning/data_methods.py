"""What a planner hands to other programs: landings, layers, cost fields, the graph; and what it says of itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from routeplan.catalog.landings import read_landings
from routeplan.catalog.models import Landing
from routeplan.cost.layer_names import LayerName
from routeplan.errors import UsageError
from routeplan.planning.corridor import Corridor
from routeplan.planning.prepared import Prepared
from routeplan.planning.reach import derive_reach
from routeplan.planning.stops import LandingLike, landing_of, place_of
from routeplan.solver.cell_edges import Neighbours
from routeplan.solver.cost_fields import find_field
from routeplan.solver.graph import SeabedGraph
from routeplan.solver.multiresolution import COARSE_FACTOR

if TYPE_CHECKING:
    import geopandas as gpd
    import networkx as nx
    import pandas as pd
    import xarray as xr

_LANDING_COLUMNS = ("name", "country", "status", "accuracy_km", "source")


@dataclass(frozen=True, repr=False)
class DataMethods(Prepared):
    """Data of a planner as geopandas, xarray and networkx have them, and its summary."""

    @cached_property
    def landings(self) -> gpd.GeoDataFrame:
        """Landings of the embedded table in the domain, EPSG:4326: ``name``, ``country``, ``status``, ... by ``id``."""
        import geopandas as gpd
        import pandas as pd

        there = [
            landing
            for landing in read_landings()
            if self.grid.contains(*(float(at) for at in self.grid.cell_of(landing.lon, landing.lat)))
        ]
        return gpd.GeoDataFrame(
            [[str(getattr(landing, column)) if column == "status" else getattr(landing, column)
              for column in _LANDING_COLUMNS] for landing in there],
            columns=list(_LANDING_COLUMNS),
            index=pd.Index([landing.id for landing in there], name="id"),
            geometry=gpd.points_from_xy(
                [landing.lon for landing in there], [landing.lat for landing in there]
            ),
            crs="EPSG:4326",
        )  # fmt: skip

    @cached_property
    def layers(self) -> xr.Dataset:
        """All layers, each derived when its values are read: :func:`routeplan.planning.layer_dataset.lay_out_layers`.

        ``planner.layers["slope"].plot()``; ``planner.layers[["depth", "slope"]].to_netcdf(path)``.
        """
        from routeplan.planning.layer_dataset import lay_out_layers  # takes xarray

        return lay_out_layers(self.valuer, scenario=self.scenario, bathymetry=self.bathymetry.source)

    def graph(self, corridor: Corridor, *, neighbours: Neighbours = 8) -> nx.Graph[int]:
        """Show the cells of a corridor to networkx: :meth:`routeplan.solver.graph.SeabedGraph.to_networkx`.

        Parameters
        ----------
        corridor : Corridor
            Of this planner, or of another on the same cells.
        neighbours : 4, 8, 16 or 32
            Most edges of a node.

        Returns
        -------
        networkx.Graph
            Nodes with ``lon``, ``lat``, ``depth_m``; edges with ``cost_usd``, ``length_km`` and each cost term.

        Raises
        ------
        UsageError
            If it is no corridor, is on other cells, or has too many cells for networkx.
        """
        if not isinstance(corridor, Corridor):
            raise UsageError(
                f"graph of a {type(corridor).__name__}; give a corridor, such as planner.corridor('bodo', 'nuuk')"
            )
        within = np.isfinite(corridor.excess_pct.to_numpy())
        return SeabedGraph.from_surface(self.surface, within=within, neighbours=neighbours).to_networkx()

    def field(self, *starts: LandingLike) -> xr.DataArray:
        """Find the cost of the cheapest route to every cell from the nearest of the given landings.

        Returns
        -------
        (northing, easting) float32 DataArray
            USD; infinite in cells that no route reaches.
        """
        places = [place_of(landing_of(start)) for start in starts]
        cost_usd = find_field(self.cost_grid, *places, landfall_limit_km=self.landfall_limit_km)
        return self.grid.array(cost_usd, name="cost", units="USD", source=self.bathymetry.source.name)

    def reach(self, *starts: LandingLike, landings: Sequence[Landing] | None = None) -> pd.DataFrame:
        """Find the cost of the cheapest route to each landing, all from one cost field.

        Parameters
        ----------
        starts : str or Landing
            Where routes begin: each at the nearest of these.
        landings : sequence of Landing, optional
            Where routes may end; by default the embedded table.

        Returns
        -------
        DataFrame
            ``id``, ``name``, ``country``, ``lon``, ``lat``, ``cost_usd``; cheapest first, without landings that
            no route reaches. The cost comes from the cost field: at 5 km it is some tenths of a per cent above the
            cost of the planned route, on rough shelves up to 1.5 %.
        """
        return derive_reach(
            self.cost_grid,
            self.field(*starts).to_numpy(),
            read_landings() if landings is None else landings,
            landfall_limit_km=self.landfall_limit_km,
        )

    @property
    def summary(self) -> pd.Series[str]:
        """What the planner plans with, as text with units."""
        import pandas as pd

        assumptions, avoided = self.assumptions, self.avoided.text
        partners = (
            f"{assumptions.policy.non_partner_waters.value}, {len(assumptions.policy.partners)} partners"
        )
        return pd.Series(
            {
                "scenario": self.scenario.name if self.scenario else "changed in this session",
                "domain": f"north of {self.bathymetry.south_deg:.0f}N, {self._cells}",
                "depth": self.bathymetry.source.name,
                "coastline": "inside the cells" if self.coast else "from the depth of cells",
                "cable types": ", ".join(cable.name for cable in self.cable_types),
                "waters of non-partners": partners,
                "avoided": avoided or "nothing",
                "landings": f"{len(self.landings):,}, such as bodo: rp.landings",
                "layers": f"{len(LayerName)}, derived when read: planner.layers",
                "ask": "planner.route('bodo', 'tomakomai'), .diverse, .corridor, .passages, .score",
            }
        )

    @property
    def _cells(self) -> str:
        """Size and number of the cells."""
        spacing_km, at_sea = self.grid.spacing_m / 1000.0, np.count_nonzero(self.depth_m > 0)
        if self.fine_depths is None:
            return f"cells of {spacing_km:g} km, {at_sea:,} at sea"
        return (
            f"cells of {spacing_km / COARSE_FACTOR:g} km where routes can pass; of those of {spacing_km:g} km "
            f"{at_sea:,} have sea"
        )

    def __repr__(self) -> str:
        rows = ["<Planner>", *(f"  {what:<24}{fact}" for what, fact in self.summary.items())]
        return "\n".join(rows)
