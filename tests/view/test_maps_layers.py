"""What a map is made of: packed land, pictures in classes, corridors, existing cables."""

import numpy as np
import pytest
import shapely
import xarray as xr
from maps_kit import (
    GALWAY,
    HALIFAX,
    HOSTILE,
    along_of,
    arctic_corridor,
    bowl,
    cable,
    layer_of,
    markup_of,
    over_the_pole,
    page_of,
    pixels_of,
    unpack,
)

from routeplan.catalog.models import CableStatus
from routeplan.errors import UsageError
from routeplan.geo.geodesy import PolarStereographic
from routeplan.view.maps import map_corridor, map_existing, map_layer, map_routes, write_map
from routeplan.view.maps.colour_classes import GROUND, ICE, MONEY, RISK, TIME, derive_classes, even_floors
from routeplan.view.maps.land import pack, packed_land
from routeplan.view.maps.legend import legend_title
from routeplan.view.maps.overlays import ExistingCables
from routeplan.view.maps.projections import ARCTIC
from routeplan.view.maps.raster_image import (
    BENEATH_LAND_PX,
    DEPTH,
    DEPTH_COLOURS,
    DEPTH_EDGES_M,
    EXCESS_COLOURS,
    derive_excess_classes,
    derive_image,
)

# ---- land and depth ----------------------------------------------------------------------------------------


def test_packed_vertices_come_back_to_within_half_a_step():
    walk = np.cumsum(np.random.default_rng(1).normal(0, 40_000, (500, 2)), axis=0)
    assert np.abs(unpack(pack(walk)) - walk).max() <= 125.0


def test_packed_land_is_small_and_greenland_is_where_it_should_be():
    land = packed_land()
    assert sum(len(ring) for rings in land.polygons for ring in rings) < 300_000
    corners = [unpack(rings[0]) for rings in land.polygons]
    middle = np.array(PolarStereographic().forward(-41.0, 75.0))
    around = [
        line for line in corners if (line.min(axis=0) < middle).all() and (line.max(axis=0) > middle).all()
    ]
    assert any(len(line) > 200 for line in around)
    assert len(land.borders) > 100


def test_depth_takes_exactly_the_colours_of_its_legend():
    pixels = pixels_of(shade_depth(bowl()))
    seen = {"#" + bytes(colour[:3].tolist()).hex() for colour in pixels[pixels[..., 3] == 255]}
    assert seen == set(DEPTH_COLOURS)
    assert "#" + bytes(pixels[143, 143, :3].tolist()).hex() == DEPTH_COLOURS[-1]
    assert pixels[0, 0, 3] == 0
    assert len(DEPTH_EDGES_M) == len(DEPTH_COLOURS)


def test_a_large_grid_is_shown_by_block_means_within_its_own_bounds():
    shaded = shade_depth(bowl(5))
    assert pixels_of(shaded).shape == (1433, 1433, 4)
    assert shaded.bounds_m == (-7_165_000.0, -7_165_000.0, 7_165_000.0, 7_165_000.0)


def test_depth_upside_down_gives_the_same_picture():
    depth = bowl()
    depth[10:40, 100:150] = 100.0
    once, turned = shade_depth(depth), shade_depth(depth[::-1])
    assert once.bounds_m == turned.bounds_m
    assert np.array_equal(once.pixels, turned.pixels)


def test_depth_on_another_plane_is_refused():
    with pytest.raises(UsageError, match="northing"):
        shade_depth(xr.DataArray(np.ones((3, 3)), dims=("lat", "lon")))
    with pytest.raises(UsageError, match="3413"):
        shade_depth(bowl().assign_attrs(epsg=3413))


def test_excess_takes_exactly_the_colours_of_its_legend_dark_where_it_is_cheap():
    pixels = pixels_of(shade_excess(arctic_corridor().excess_pct, 10.0))
    seen = {"#" + bytes(colour[:3].tolist()).hex() for colour in pixels[pixels[..., 3] == 255]}
    assert seen == set(EXCESS_COLOURS)
    row = pixels[143, :, :3].astype(int).sum(axis=1)[pixels[143, :, 3] == 255]
    assert (np.diff(row) >= 0).all()
    assert pixels[0, 0, 3] == 0


def test_the_classes_of_excess_reach_from_nothing_to_the_width():
    assert derive_excess_classes(2.5).labels == ("0", "0.5", "1", "1.5", "2", "2.5")


def test_excess_on_another_plane_is_refused():
    with pytest.raises(UsageError, match=r"excess.*3413"):
        shade_excess(arctic_corridor().excess_pct.assign_attrs(epsg=3413), 5.0)


def test_a_corridor_joins_a_map_of_routes_and_is_whole_in_one_file():
    drawn = map_routes([over_the_pole()], over=bowl())
    assert map_corridor(arctic_corridor(gate=HOSTILE), onto=drawn) is drawn
    page = page_of(drawn)
    assert drawn.label.endswith("Bodø – Tomakomai, Bodø – Bering Strait")
    assert "Costs: a disc" in page
    assert "<img" not in page
    assert "<link" not in markup_of(page)


def test_a_single_passage_needs_no_mark_to_be_told_by():
    assert '"kind":"Passage"' not in page_of(map_corridor(arctic_corridor(passages=1)))
    assert page_of(map_corridor(arctic_corridor())).count('"kind":"Passage"') == 2


def shade_depth(depth):
    return derive_image(depth.where(depth > 0), DEPTH, beyond_px=BENEATH_LAND_PX)


def shade_excess(excess_pct, within_pct):
    return derive_image(excess_pct, derive_excess_classes(within_pct))


# ---- layers and existing cables ----------------------------------------------------------------------------


def luminance(colour):
    red, green, blue = bytes.fromhex(colour[1:])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("ramp", [GROUND, RISK, TIME, MONEY, ICE])
def test_a_ramp_grows_darker_step_by_step_and_begins_apart_from_the_paper(ramp):
    light = [luminance(colour) for colour in ramp]
    assert (np.diff(light) < -5).all()
    assert np.abs(np.subtract(list(bytes.fromhex(ramp[0][1:])), [0xF3, 0xF2, 0xEE])).max() > 20


def test_a_known_layer_has_its_own_classes_and_a_zone_of_zero_is_transparent():
    slope = derive_classes(layer_of(bowl(), "slope"))
    assert slope.labels == ("0", "0.1", "0.2", "0.5", "1", "2", "5")
    zone = derive_classes(layer_of(bowl(), "zone_trawl"))
    assert zone.labels == ("0", "0.2", "0.4", "0.6", "0.8", "1")
    assert zone.of(np.array([0.0, 0.1, 1.0, np.nan])).tolist() == [-1, 0, 4, -1]
    ice = derive_classes(layer_of(bowl(), "ice_month_03"))
    assert ice.of(np.array([0.14, 0.15, 0.95])).tolist() == [-1, 0, 4]


def test_classes_of_a_users_layer_are_round_and_about_equally_full():
    values = np.random.default_rng(1).lognormal(1.0, 1.5, 20_000)
    floors = even_floors(values)
    assert all(f"{floor:.0e}"[0] in "125" for floor in floors)
    full = np.histogram(values, [*floors, np.inf])[0] / len(values)
    assert full.sum() == 1.0
    assert full.max() < 0.35


def test_a_layer_of_one_value_has_one_class():
    assert even_floors(np.full(9, 5.0)) == (5.0,)
    assert even_floors(np.zeros(9)) == (0.0,)


def test_values_that_mostly_agree_are_told_apart_all_the_same():
    values = np.concatenate([np.full(900, 25_500.0), np.linspace(30_000.0, 230_000.0, 100)])
    assert len(even_floors(values)) >= 5


def test_a_legend_counts_in_thousands_where_numbers_are_long():
    layer = layer_of(bowl() * 100.0, "cost", long_name="Build cost", units="USD per km")
    classes = derive_classes(layer)
    assert legend_title(layer, classes) == "Build cost, thousand USD per km"
    assert max(map(len, classes.labels)) <= 3


def test_named_classes_take_only_their_own_values_and_are_never_mixed():
    layer = (bowl(5) * 0.0 + 1.0).rename("mine")
    layer[:, ::2] = 3.0
    layer = layer.assign_attrs(epsg=3995, flag_values=[1, 3], flag_meanings="shut_in_may open")
    classes = derive_classes(layer)
    assert classes.labels == ("shut in may", "open")
    assert classes.of(np.array([1.0, 2.0, 3.0, 0.0])).tolist() == [0, -1, 1, -1]
    assert (
        pixels_of(derive_image(layer, classes))[..., 3] == 255
    ).all()  # means of 1 and 3 would be no class


def test_flags_without_their_meanings_are_refused():
    with pytest.raises(UsageError, match="2 flag_values and 1 flag_meanings"):
        derive_classes(layer_of(bowl(), "mine", flag_values=[1, 2], flag_meanings="one"))


def test_a_layer_without_a_value_is_refused():
    with pytest.raises(UsageError, match="slope has no value"):
        map_layer((bowl() * np.nan).rename("slope"))


def test_the_first_layer_shows_and_the_others_wait():
    drawn = map_layer(layer_of(bowl(), "slope", long_name="Slope", units="degrees"))
    assert map_layer(layer_of(bowl(), "mine"), onto=drawn) is drawn
    shown = {
        each.layer_name: each.show for each in drawn._children.values() if not getattr(each, "overlay", True)
    }
    assert shown == {"No layer": False, "Slope": True, "Mine": False}
    page = page_of(drawn)
    assert '"title":"Slope, degrees"' in page
    assert "Slope, degrees, from light to dark: 0, 0.1, 0.2, 0.5, 1, 2, 5 and more" in page
    assert "Slope: a bowl" in page


def test_depth_among_layers_has_the_classes_it_always_has():
    page = page_of(map_layer(bowl()))
    assert '"title":"Sea depth, metres"' in page
    assert f'"colours":["{DEPTH_COLOURS[0]}"' in page


def test_eight_layers_and_all_cables_stay_below_a_megabyte_and_a_half(tmp_path):
    rough = bowl(5)
    noise = np.random.default_rng(1)
    drawn = None
    for number in range(8):
        # Smooth over some 50 km, as slopes are.
        coarse = noise.lognormal(0.0, 1.5, (288, 288)).astype(np.float32)
        layer = rough.copy(
            data=np.kron(coarse, np.ones((10, 10), dtype=np.float32))[: rough.shape[0], : rough.shape[1]]
        )
        drawn = map_layer(layer.rename(f"layer {number}"), onto=drawn)
    map_existing(along_of(*(cable(f"cable {number}") for number in range(131))), onto=drawn)
    write_map(drawn, tmp_path / "eight.html")
    assert (tmp_path / "eight.html").stat().st_size < 1_500_000


def test_parts_of_a_cable_are_one_cable_and_packed_ends_come_back():
    systems = along_of(cable(), cable(), cable("Other", year=None, status=CableStatus.PLANNED))
    data = ExistingCables(systems, ARCTIC, layer_name="x").data
    assert [(each["name"], each["year"], len(each["lines"])) for each in data["cables"]] == [
        ("Test Cable", "2015", 2),
        ("Other", "year unknown", 1),
    ]
    assert list(data["dashes"]) == ["in service", "planned"]
    line = unpack(data["cables"][0]["lines"][0])
    ends = np.column_stack(PolarStereographic().forward([GALWAY.lon, HALIFAX.lon], [GALWAY.lat, HALIFAX.lat]))
    assert np.abs(line[[0, -1]] - ends).max() <= 125.0


def test_no_cable_is_no_map():
    with pytest.raises(UsageError, match="0 existing cables"):
        map_existing(())


@pytest.mark.long
def test_what_a_planner_closes_is_outlined_on_its_maps():
    """A box on the plane of the grid, closed: the outline has its area to a cell along its sides."""
    import geopandas as gpd

    import routeplan as rp
    from routeplan.view.maps.closed_areas import ClosedAreas, closed_cells

    planner = rp.open_planner(spacing_km=50)
    box = shapely.box(-400_000.0, 200_000.0, 400_000.0, 1_000_000.0)  # the deep Arctic Ocean beside the pole
    closing = planner.closing(gpd.GeoSeries([box], crs=3995))
    drawn = rp.map_routes(
        planner.route("bodo", "halifax", prove=False), over=closing, layers=[], months=False
    )
    (layer,) = (child for child in drawn._children.values() if isinstance(child, ClosedAreas))
    ((_, polygons),) = layer.outlines
    assert shapely.area(polygons).sum() == pytest.approx(box.area, rel=0.15)
    assert not closed_cells(planner).any()
