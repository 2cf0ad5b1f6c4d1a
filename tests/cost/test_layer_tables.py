"""Layers in figures: areas against those of the ellipsoid, means against a few cells counted by hand."""

import numpy as np
import pytest
from pyproj import Geod

from routeplan.cost.layer_tables import ask_place, derive_area_km2, measure_area_km2, tabulate_by_depth
from routeplan.errors import UsageError
from routeplan.geo.grid import Grid

GRID = Grid.arctic(spacing_km=50)


def layer(name, values, units="m"):
    cells = np.broadcast_to(np.asarray(values, dtype=np.float32), GRID.shape)
    made = GRID.array(cells, name=name, units=units, source="made up")
    made.attrs["long_name"] = name.capitalize()
    return made


def latitudes():
    rows, cols = np.indices(GRID.shape)
    return GRID.lonlat_of(rows, cols)[1]


@pytest.mark.parametrize("south_deg", [50.0, 60.0, 75.0])
def test_areas_of_cells_add_up_to_the_cap_of_the_ellipsoid(south_deg):
    lon = np.arange(0.0, 360.0, 0.1)
    cap_km2 = abs(Geod(ellps="WGS84").polygon_area_perimeter(lon, np.full_like(lon, south_deg))[0]) / 1e6
    everywhere = layer("depth", 1000.0)
    assert measure_area_km2(GRID, everywhere, least=0, north_of_deg=south_deg) == pytest.approx(
        cap_km2, rel=0.01
    )


def test_an_area_takes_both_its_limits_and_nothing_unknown():
    values = np.full(GRID.shape, np.nan)
    values[0, 0], values[100, 100], values[100, 101] = 4.0, 4.0, 5.0
    area = derive_area_km2(GRID)
    classes = layer("jurisdiction", values)
    assert measure_area_km2(GRID, classes, least=4, most=4, north_of_deg=-90) == pytest.approx(
        area[0, 0] + area[100, 100]
    )
    assert measure_area_km2(GRID, classes, least=4.5, north_of_deg=-90) == pytest.approx(area[100, 101])


def test_bands_average_by_area_and_leave_out_land_and_the_south():
    lat = latitudes()
    depth = np.where(lat > 75, 4000.0, np.where(lat > 65, 100.0, -5.0))
    depth = np.where(depth > 0, depth, np.nan)  # as layers have land
    table = tabulate_by_depth(GRID, [layer("depth", depth), layer("ice_mean", lat)], north_of_deg=70)
    assert table.index.tolist() == ["to 200 m", "over 3,000 m"]
    area = derive_area_km2(GRID)
    shelf = (lat > 70) & (lat <= 75)
    assert table.loc["to 200 m", "million_km2"] == pytest.approx(area[shelf].sum() / 1e6)
    assert table.loc["to 200 m", "ice_mean"] == pytest.approx(
        np.average(lat[shelf], weights=area[shelf]), rel=1e-5
    )


def test_a_place_is_asked_in_its_own_cell():
    lat = latitudes()
    asked = ask_place(GRID, [layer("depth", lat, units="degrees")], 30.0, 72.0)
    assert asked["value"].tolist() == [pytest.approx(72.0, abs=0.4)]
    assert asked[["layer", "unit"]].to_numpy().tolist() == [["Depth", "degrees"]]
    with pytest.raises(UsageError, match="is off the grid"):
        ask_place(GRID, [], 0.0, -40.0)


def test_bands_need_depth():
    with pytest.raises(UsageError, match="need the layer depth"):
        tabulate_by_depth(GRID, [layer("ice_mean", 1.0)])
