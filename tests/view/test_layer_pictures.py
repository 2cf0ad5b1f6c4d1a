"""Pictures of layers: the same from the planner, from the cache and made anew; new ones where the layer is another."""

import numpy as np
import pytest

import routeplan as rp
from routeplan.planning.planner import Planner
from routeplan.runtime.disk_cache import FOLDER_VARIABLE
from routeplan.view.maps.layer_pictures import LayerPicture, depth_of, ice_months_of, layer_of
from routeplan.view.maps.projections import ARCTIC, MapProjection

SLOPE, FAULTS, WATERS = "slope", "fault_rate_fishing", "jurisdiction"


@pytest.fixture(scope="module", autouse=True)
def cache(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(FOLDER_VARIABLE, str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture
def no_layer_is_derived(monkeypatch):
    """Once called, refuses to derive a layer."""

    def refuse(self, name):
        raise AssertionError(f"{name} is derived again")

    return lambda: monkeypatch.setattr(Planner, "layer", refuse)


def small_planner():
    return rp.open_planner(spacing_km=100)


def contents_of(picture):
    return (
        picture.kind,
        [(i.webp, i.bounds_m) for i in picture.images],
        picture.legend,
        picture.title,
        picture.source,
    )


@pytest.mark.parametrize("name", ["depth", SLOPE, FAULTS, WATERS])
def test_a_picture_comes_back_from_its_arrays_with_legend_and_pixels(name):
    drawn = layer_of(small_planner(), name, ARCTIC)
    back = LayerPicture.from_arrays(drawn.as_arrays())
    assert contents_of(back) == contents_of(drawn)
    assert np.array_equal(back.image.pixels, drawn.image.pixels)
    assert set(np.unique(drawn.image.pixels[..., 3])) == {0, 255}


def test_another_planner_over_the_same_data_takes_its_pictures_from_the_cache(no_layer_is_derived):
    first = contents_of(layer_of(small_planner(), SLOPE, ARCTIC))
    no_layer_is_derived()
    assert contents_of(layer_of(small_planner(), SLOPE, ARCTIC)) == first


def test_a_second_map_of_one_planner_derives_no_layer_without_a_cache_either(
    monkeypatch, no_layer_is_derived
):
    monkeypatch.setenv(FOLDER_VARIABLE, "off")
    planner = small_planner()
    first = layer_of(planner, SLOPE, ARCTIC)
    no_layer_is_derived()
    assert layer_of(planner, SLOPE, ARCTIC) is first


def test_pictures_are_the_same_with_and_without_a_cache(monkeypatch):
    def draw():
        planner = small_planner()
        pictures = [
            depth_of(planner, ARCTIC),
            ice_months_of(planner, ARCTIC),
            layer_of(planner, FAULTS, ARCTIC),
        ]
        return [contents_of(picture) for picture in pictures]

    made, kept = draw(), draw()
    monkeypatch.setenv(FOLDER_VARIABLE, "off")
    assert made == kept == draw()


def test_an_assumption_changes_the_pictures_of_the_layers_that_it_decides(no_layer_is_derived):
    planner = small_planner()
    slope, faults, waters = (layer_of(planner, name, ARCTIC) for name in (SLOPE, FAULTS, WATERS))
    other = planner.reassumed(planner.assumptions.changed("faults.fishing", 50.0))
    assert layer_of(other, FAULTS, ARCTIC).image.webp != faults.image.webp
    alone = planner.reassumed(planner.assumptions.changed("policy.partners", ("NO",)))
    assert layer_of(alone, WATERS, ARCTIC).image.webp != waters.image.webp
    no_layer_is_derived()
    assert contents_of(layer_of(other, SLOPE, ARCTIC)) == contents_of(slope)


def test_each_projection_has_its_picture():
    planner = small_planner()
    north_america = layer_of(planner, SLOPE, MapProjection(3413))
    assert north_america.image.bounds_m != layer_of(planner, SLOPE, ARCTIC).image.bounds_m
