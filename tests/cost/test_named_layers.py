"""Layers: what is known of some places, unit and source, and nothing made that is not asked for."""

import numpy as np
import pytest

import routeplan as rp
from routeplan.cost.faults import Cause
from routeplan.cost.layer_names import LayerName
from routeplan.cost.named_layers import JurisdictionClass, derive_named_layer
from routeplan.errors import UsageError
from routeplan.seabed.hazard_zones import ZoneKind
from routeplan.seabed.sea_ice import IceClass


@pytest.fixture(scope="module")
def planner():
    return rp.open_planner(spacing_km=25)


@pytest.fixture(scope="module")
def view(planner):
    """One layer, at places (lon, lat)."""

    def at(name, *places):
        layer = derive_named_layer(planner.valuer, name)
        rows, cols = (np.rint(part).astype(int) for part in planner.grid.cell_of(*np.transpose(places)))
        return layer.to_numpy()[rows, cols]

    return at


POLE, SIBERIA, NORTH_SEA, SARGASSO, GREENLAND = (0, 90), (140, 77), (3, 56), (-60, 33), (-40, 72)


# These need a file of the user's.
OF_A_FILE = {LayerName.SEDIMENT_M, LayerName.MEASURED_SHARE, LayerName.DEPTH_FILE}


@pytest.mark.parametrize("name", [name for name in LayerName if name not in OF_A_FILE])
def test_every_layer_has_a_unit_a_source_a_title_and_no_land(planner, name):
    layer = derive_named_layer(planner.valuer, name)
    assert layer.dims == ("northing", "easting")
    assert layer.name == name.value
    assert all(layer.attrs[key] for key in ("units", "source", "long_name", "epsg"))
    sea = planner.depth.to_numpy() > 0
    assert np.isnan(layer.to_numpy()[~sea]).all()
    known = np.isfinite(layer.to_numpy()[sea]).mean()
    assert known == 1.0 if name is not LayerName.DEPOT_KM else known > 0.95  # no way leads to the Caspian


def test_every_kind_of_zone_and_every_cause_has_its_layer():
    assert {name.zone for name in LayerName} == {None, *ZoneKind}
    assert {name.cause for name in LayerName} == {None, *Cause} - {Cause.LAND}
    assert {name.month for name in LayerName} == {None, *range(1, 13)}


def test_a_name_that_is_none_is_answered_with_the_nearest():
    with pytest.raises(UsageError, match="no layer slope_deg; did you mean slope"):
        derive_named_layer(None, "slope_deg")


def test_ice_stays_at_the_pole_and_never_comes_to_the_sargasso_sea(view):
    assert view("ice_class", POLE, SARGASSO).tolist() == [IceClass.PERENNIAL, IceClass.OPEN_WATER]
    assert view("open_days", POLE, SARGASSO) == pytest.approx([0.0, 365.25])
    march, september = view("ice_month_03", SIBERIA)[0], view("ice_month_09", SIBERIA)[0]
    assert march > 0.8 > september


def test_waters_north_of_siberia_are_of_no_partner_and_the_pole_is_nobodys(view):
    """Partners are those of the presets; the Dogger Bank lies in a partner's zone, the Minch between its coasts."""
    waters = view("jurisdiction", SIBERIA, POLE, NORTH_SEA, (-6.0, 57.9))
    assert waters.tolist() == [
        JurisdictionClass.NON_PARTNER, JurisdictionClass.HIGH_SEAS,
        JurisdictionClass.EEZ, JurisdictionClass.TERRITORIAL_SEA,
    ]  # fmt: skip


def test_land_has_no_value(view):
    assert np.isnan(view("fault_rate", GREENLAND)).all()


def test_faults_are_the_sum_of_their_causes(planner):
    total = derive_named_layer(planner.valuer, LayerName.FAULT_RATE).to_numpy()
    parts = [derive_named_layer(planner.valuer, name).to_numpy() for name in LayerName if name.cause]
    np.testing.assert_allclose(np.sum(parts, axis=0), total, rtol=1e-5)


def test_the_objective_is_what_the_solver_sees(planner):
    layer = derive_named_layer(planner.valuer, LayerName.OBJECTIVE_USD_PER_KM).to_numpy()
    surface = planner.surface
    np.testing.assert_allclose(layer[~surface.barrier], surface.usd_per_km[~surface.barrier], rtol=1e-5)
    assert np.isnan(layer[surface.barrier]).all()


def test_a_repair_under_perennial_ice_takes_longer_than_off_virginia(view):
    pole, virginia = view("repair_days", POLE, (-74.5, 36.8))
    assert pole > 3 * virginia


def test_a_depot_lies_at_kalmar(view):
    baltic, pole = view("depot_km", (16.8, 56.5), POLE)
    assert baltic < 100
    assert pole > 2000


def test_over_a_flat_seabed_slope_and_ruggedness_are_nought(write_gebco):
    path = write_gebco(lambda lon, lat: np.full_like(lon, -4000.0))
    flat = rp.open_planner(bathymetry=path, spacing_km=25)
    for name in ("slope", "ruggedness"):
        values = derive_named_layer(flat.valuer, name).to_numpy()
        assert np.nanmax(values) < 1e-3
    assert np.nanmax(derive_named_layer(flat.valuer, "depth").to_numpy()) == 4000.0


def test_a_look_at_the_ice_makes_no_slope_no_zones_and_no_waters():
    valuer = rp.open_planner(spacing_km=100).valuer
    derive_named_layer(valuer, "ice_mean")
    assert not {"slope_deg", "_zones", "jurisdiction"} & vars(valuer.seabed).keys()
