"""Round trip: twice the time of light through fibre of group index 1.468."""

import pytest

from routeplan.cost.round_trip import LATENCY_US_PER_KM, rtt_ms

LIGHT_KM_PER_S = 299_792.458


def test_latency_is_that_of_a_group_index_of_1_468():
    assert pytest.approx(1.468 / LIGHT_KM_PER_S * 1e6, abs=5e-4) == LATENCY_US_PER_KM


@pytest.mark.parametrize("fibre_km", [0.0, 1.0, 14_500.0])
def test_a_round_trip_is_twice_the_length_at_the_speed_of_light_in_fibre(fibre_km):
    assert rtt_ms(fibre_km) == pytest.approx(2 * fibre_km * 1.468 / LIGHT_KM_PER_S * 1000, rel=2e-4)
