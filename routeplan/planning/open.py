"""Open a planner: read the data that a scenario names, and check that the grid fits in memory."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from routeplan.catalog.cable_types import read_cable_types
from routeplan.catalog.models import CableType
from routeplan.cost.data_choice import LayerUse, UserLayer
from routeplan.cost.faults import PER_1000_KM
from routeplan.cost.scenario import Preset, Scenario, read_scenario
from routeplan.errors import DataError, UsageError, check_number, check_type
from routeplan.geo.grid import Grid
from routeplan.io.data_sets import SetKind, file_of_choice
from routeplan.planning.areas import tell_if_empty
from routeplan.planning.avoid import areas_of
from routeplan.planning.planner import Planner
from routeplan.planning.read_depths import open_fine_depths, read_whole_depths
from routeplan.seabed.bathymetry import read_filled_bathymetry
from routeplan.seabed.coast_cells import CoastCells
from routeplan.seabed.depth_files import DepthFiles
from routeplan.seabed.depth_origin import DepthOrigin
from routeplan.seabed.hazard_zones import read_zones
from routeplan.seabed.marine_regions import read_marine_regions
from routeplan.seabed.sea_ice import read_ice
from routeplan.seabed.seabed import UserLayers
from routeplan.seabed.sediment import open_sediment
from routeplan.seabed.seismicity import read_seismicity
from routeplan.seabed.type_identifier import open_type_identifiers
from routeplan.seabed.user_layer import derive_user_layer
from routeplan.solver.multiresolution import COARSE_FACTOR

# Finer grids are solved in corridors only: at 2 km the whole domain has 51 million cells.
_WHOLE_FROM_KM, _FINEST_KM = 2.0, 0.1
DEFAULT_MEMORY_LIMIT_GB = 8.0
# Per cell: depth, slope, ice, zones, about eight terms, crossings, basins, two cost fields. The coast is mapped from
# the cache on disk: its pages are given back when memory is short.
_BYTES_PER_CELL = 150


def open_planner(  # noqa: PLR0913 - one keyword for each choice
    scenario: Scenario | Preset | str | Path = "balanced",
    *,
    bathymetry: str | Path | None = None,
    surveys: Sequence[str | Path] = (),
    type_identifier: str | Path | None = None,
    spacing_km: float | None = None,
    south_deg: float | None = None,
    cable_types: Sequence[CableType] | None = None,
    landfall_limit_km: float | None = None,
    memory_limit_gb: float = DEFAULT_MEMORY_LIMIT_GB,
) -> Planner:
    """Open a planner for the seas north of a parallel.

    Parameters
    ----------
    scenario : Scenario, str or Path
        A scenario, the name of a preset, or a TOML file. The keywords below replace its values.
    bathymetry : str or Path, optional
        NetCDF or GeoTIFF file of heights, such as GEBCO's, or the name of a fetched data set (``gebco``); by default
        the embedded ETOPO1. What is odd about a file is told in notices.
    surveys : sequence of str or Path
        Files of heights laid over the bathymetry where they have values, the best first.
    type_identifier : str or Path, optional
        Which depths are measured: a type identifier grid of GEBCO, or the name of a fetched data set (``gebco-types``).
    spacing_km : float, optional
        Cell size on the projection. Below 2 km the grid does not cover the whole domain: the bathymetry is summarised
        once, and each route is solved on fine cells where it can run.
    south_deg : float, optional
        Southern edge of the domain, degrees north.
    cable_types : sequence of CableType, optional
        By default the embedded table.
    landfall_limit_km : float, optional
        How far a landing may be from the sea of this bathymetry.
    memory_limit_gb : float
        A grid or a corridor that needs more memory is refused before it is allocated.

    Raises
    ------
    UsageError
        If the grid needs more memory than the limit, or the spacing is out of range.
    ScenarioError
        If the preset is unknown, or the file is not a scenario.
    DataError
        If a file cannot be read, or is not what it says.

    Examples
    --------
    A coarse plan from Ireland to Nova Scotia is some per cent longer than the geodesic:

    >>> planner = open_planner(spacing_km=20)
    >>> route = planner.route("galway", "halifax")
    >>> bool(4000 < route.geodesic_km < route.sea_km < route.length_km < 5000)
    True
    """
    assumed = scenario if isinstance(scenario, Scenario) else read_scenario(scenario)
    check_number(memory_limit_gb, "memory limit in GB")
    given = ([] if bathymetry is None else [bathymetry], surveys)
    for path in (path for paths in given for path in paths):
        check_type(path, (str, Path), "bathymetry", "the path of a file, or the name of a data set")
    heights = file_of_choice(bathymetry, SetKind.BATHYMETRY) if bathymetry else None
    over = [file_of_choice(survey, SetKind.BATHYMETRY) for survey in surveys]
    if type_identifier:
        identifiers = file_of_choice(type_identifier, SetKind.TYPE_IDENTIFIER)
        with_types = assumed.data.model_copy(update={"type_identifier": identifiers})
        assumed = assumed.model_copy(update={"data": with_types})
    chosen = _with_choices(assumed, heights, over, spacing_km, south_deg, landfall_limit_km)
    types = tuple(cable_types) if cable_types is not None else read_cable_types(chosen.data.cable_types)
    grid, data = chosen.grid, chosen.data
    spacing = grid.spacing_km
    if not spacing >= _FINEST_KM:
        raise UsageError(f"grid spacing {spacing:g} km; give a spacing from {_FINEST_KM:g} to 200 km")
    whole = spacing >= _WHOLE_FROM_KM
    cells = Grid.arctic(spacing_km=spacing if whole else spacing * COARSE_FACTOR, south_deg=grid.south_deg)
    _check_memory(cells, memory_limit_gb)
    fine_depths, coast = None, CoastCells.embedded(cells)
    if not whole:
        depths, fine_depths = open_fine_depths(
            data, coast, south_deg=grid.south_deg, memory_limit_gb=memory_limit_gb
        )
    elif data.bathymetry is None and not data.surveys:
        depths = read_filled_bathymetry(south_deg=grid.south_deg, spacing_km=spacing)
    else:
        depths, coast = read_whole_depths(data, coast, south_deg=grid.south_deg)
    return Planner(
        cells,
        depths,
        types,
        grid.landfall_limit_km,
        fine_depths,
        assumptions=chosen.assumptions,
        coast=coast,
        zones=read_zones(data.zones) if data.zones else None,
        ice=read_ice(data.ice) if data.ice else None,
        eez=read_marine_regions(data.eez) if data.eez else None,
        seismicity=read_seismicity(data.earthquakes) if data.earthquakes else None,
        sediment=open_sediment(data.sediment) if data.sediment else None,
        depth_origin=DepthOrigin(
            cells,
            open_type_identifiers(data.type_identifier) if data.type_identifier else None,
            DepthFiles.among(data.bathymetry, data.surveys),
        ),
        user_layers=_derive_user_layers(data.layers, cells) if data.layers else None,
        scenario=chosen,
        closed_areas=areas_of(chosen),
    )


def can_be_reopened(planner: Planner) -> bool:
    """Whether the scenario of a planner says all that it was opened with: not if it was changed after opening."""
    scenario = planner.scenario
    return (
        scenario is not None
        and planner.cable_types == read_cable_types(scenario.data.cable_types)
        and planner.closed_areas == areas_of(scenario)
    )


def _with_choices(
    scenario: Scenario,
    bathymetry: Path | None,
    surveys: Sequence[Path],
    spacing_km: float | None,
    south_deg: float | None,
    landfall_limit_km: float | None,
) -> Scenario:
    """Replace values of a scenario by those given as keywords."""
    for key, value in (("spacing", spacing_km), ("landfall limit", landfall_limit_km), ("south", south_deg)):
        if value is not None:
            check_number(value, key)
            if not np.isfinite(value):
                raise UsageError(f"{key} {value:g}; give a number")
    files: dict[str, object] = {"bathymetry": bathymetry} if bathymetry else {}
    if surveys:
        files["surveys"] = tuple(surveys)
    grid = {"spacing_km": spacing_km, "south_deg": south_deg, "landfall_limit_km": landfall_limit_km}
    return scenario.model_copy(
        update={
            "grid": scenario.grid.model_copy(update={k: v for k, v in grid.items() if v is not None}),
            "data": scenario.data.model_copy(update=files),
        }
    )


def _derive_user_layers(layers: Sequence[UserLayer], grid: Grid) -> UserLayers:
    """Rasterise the user layers, and add up layers of the same use."""
    usd, faults = (np.zeros(grid.shape, dtype=np.float32) for _ in range(2))
    closed = np.zeros(grid.shape, dtype=np.bool_)
    for layer in layers:
        values = np.nan_to_num(
            derive_user_layer(
                layer.path, grid, column=layer.column or None, only=layer.only, fade_km=layer.fade_km
            ).to_numpy()
        )
        if layer.use in (LayerUse.COST, LayerUse.RISK) and (values < 0).any():
            raise DataError(
                f"{layer.path} has values down to {values.min():g}, a negative {layer.use}; turn its sign, "
                'or choose cells by only = ["value > ..."]'
            )
        use = "avoid" if layer.use is LayerUse.NO_GO else str(layer.use)
        tell_if_empty(values, use, layer.path.name)
        if layer.use is LayerUse.COST:
            usd += np.float32(layer.usd_per_km or 0.0) * values
        elif layer.use is LayerUse.PREFER:
            usd += np.where(values > 0, np.float32(0), np.float32(layer.usd_per_km or 0.0))
        elif layer.use is LayerUse.RISK:
            faults += np.float32((layer.faults_per_1000_km_year or 0.0) * PER_1000_KM) * values
        else:
            closed |= values > 0
    return UserLayers(usd, faults, closed)


def _check_memory(grid: Grid, limit_gb: float) -> None:
    needed_gb = grid.rows * grid.cols * _BYTES_PER_CELL / 1e9
    if not needed_gb <= limit_gb:  # nan is no limit
        raise UsageError(
            f"{grid.rows * grid.cols / 1e6:,.0f} million cells of {grid.spacing_m / 1000:g} km need "
            f"{needed_gb:.1f} GB, the limit is {limit_gb:g} GB; choose larger cells (--spacing-km) or "
            "allow more memory (--memory-gb)"
        )
