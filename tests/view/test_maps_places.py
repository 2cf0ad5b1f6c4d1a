"""Known places are where PROJ puts them, in page and static map, as points and as cells, in every projection."""

import re
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from maps_kit import BERING, BODO, DOTS, POLE, browsing, straight
from PIL import Image
from pyproj import Transformer

from routeplan.catalog.models import Landing
from routeplan.errors import UsageError
from routeplan.geo.grid import Grid
from routeplan.geo.track import Line
from routeplan.view.maps import map_layer, map_routes, write_map
from routeplan.view.maps.backdrop import start_map
from routeplan.view.maps.colour_classes import derive_classes
from routeplan.view.maps.overlays import LandingMarkers
from routeplan.view.maps.places import Connection
from routeplan.view.maps.projections import MapProjection, choose_projection
from routeplan.view.maps.raster_image import derive_image
from routeplan.view.maps.static import FOOTER_PX, HEADER_PX, HEIGHT_PX, WIDTH_PX, static_bounds

FAREWELL = Landing("farewell", "Cape Farewell", "GL", -43.9, 59.77)
PLACES = (POLE, BODO, BERING, FAREWELL)
# The authorities: the codes themselves, and Mercator's own formula text turned to a meridian.
CRS = {3995: "EPSG:3995", 3413: "EPSG:3413", 3575: "EPSG:3575", 3395: None}


def authority(projection):
    """From degrees to metres, as PROJ has it, without a word of ours."""
    text = CRS[projection.epsg] or f"+proj=merc +lon_0={projection.central_lon} +ellps=WGS84 +units=m"
    return Transformer.from_crs("EPSG:4326", text, always_xy=True)


def shown_on(projection):
    return [place for place in PLACES if place.lat <= projection.north_deg]


def places_on(crs, *, named=True):
    """A map with the known places on it and nothing that could hide them."""
    drawn = start_map(None, "Places", crs, [np.array([place.lon for place in PLACES[1:]])])
    shown = [replace(place, name=place.name if named else "") for place in shown_on(drawn.projection)]
    connections = [
        Connection(a, b, Line(np.array([a.lon, b.lon]), np.array([a.lat, b.lat]))) for a, b in pairwise(shown)
    ]
    LandingMarkers(connections, drawn.projection, layer_name="Landings").add_to(drawn)
    return drawn


def marked(spacing_km=20):
    """A sea in two classes: three by three cells round each known place, and all others."""
    grid = Grid.arctic(spacing_km=spacing_km)
    cells = np.full(grid.shape, 2.0, dtype=np.float32)
    for place in PLACES:
        row, col = (int(np.rint(at)) for at in grid.cell_of(place.lon, place.lat))
        cells[row - 1 : row + 2, col - 1 : col + 2] = 1.0
    layer = grid.array(cells, name="mine", units="", source="made up")
    return grid, layer.assign_attrs(flag_values=[1, 2], flag_meanings="place sea")


@browsing
@pytest.mark.parametrize("crs", CRS)
def test_places_in_a_browser_are_within_a_kilometre_at_full_zoom(show, crs):
    drawn = places_on(crs)
    page = show(drawn)
    project = authority(drawn.projection)
    for place in shown_on(drawn.projection):
        resolution, centre, size = page.evaluate(
            """([name, lat, lon]) => {
                const map = window[name];
                map.setView([lat, lon], map.getMaxZoom(), {animate: false});
                const at = map.getCenter(), size = map.getSize();
                return [1 / map.options.crs.scale(map.getZoom()), [at.lng, at.lat], [size.x, size.y]];
            }""",
            [drawn.get_name(), place.lat, place.lon],
        )
        assert resolution < 460.0
        east_0, north_0 = project.transform(*centre)
        for seen in shown_on(drawn.projection):
            x, y = page.evaluate(DOTS)[seen.name]
            east, north = project.transform(seen.lon, seen.lat)
            off_m = np.hypot(
                (x - size[0] / 2) * resolution - (east - east_0),
                (size[1] / 2 - y) * resolution - (north - north_0),
            )
            assert off_m < 1000.0, (place.name, seen.name)


@browsing
@pytest.mark.parametrize("crs", CRS)
def test_cells_in_a_browser_lie_under_their_places(show, crs):
    _, layer = marked()
    drawn = map_layer(layer, onto=places_on(crs))
    page = show(drawn)
    colours = page.evaluate(
        """() => {
            const image = document.querySelector("img.rp-raster"), box = image.getBoundingClientRect();
            const canvas = document.createElement("canvas"), pen = canvas.getContext("2d", {willReadFrequently: true});
            canvas.width = image.naturalWidth;
            canvas.height = image.naturalHeight;
            pen.drawImage(image, 0, 0);
            const found = {};
            document.querySelectorAll(".rp-landing").forEach(node => {
                const dot = node.querySelector(".rp-dot").getBoundingClientRect();
                const x = (dot.left + dot.width / 2 - box.left) / box.width * canvas.width;
                const y = (dot.top + dot.height / 2 - box.top) / box.height * canvas.height;
                const near = pen.getImageData(x - 1, y - 1, 3, 3).data;
                found[node.querySelector(".rp-label").textContent] = Array.from(near);
            });
            return found;
        }"""
    )
    place, sea = (bytes.fromhex(colour[1:]) for colour in derive_classes(layer).colours[:2])
    assert len(colours) == len(shown_on(drawn.projection))
    for name, flat in colours.items():
        near = {bytes(pixel[:3]) for pixel in np.reshape(flat, (9, 4)).astype(np.uint8)}
        assert bytes(flat[16:19]) == place, name  # the pixel in the middle, under the dot
        assert near <= {place, sea}, name


@pytest.mark.parametrize("crs", CRS)
def test_every_pixel_has_the_class_of_the_cell_under_its_centre(crs):
    projection = choose_projection(crs, [np.array([150.0, -150.0])])
    grid = Grid.arctic(spacing_km=50)
    numbers = np.arange(grid.rows * grid.cols, dtype=np.float32).reshape(grid.shape) % 7 + 1
    layer = grid.array(numbers, name="mine", units="", source="x").assign_attrs(
        flag_values=list(range(1, 8)), flag_meanings="a b c d e f g"
    )
    classes = derive_classes(layer)
    image = derive_image(layer, classes, projection=projection)
    high, wide = image.pixels.shape[:2]
    west, south, east, north = image.bounds_m
    rows, cols = np.random.default_rng(1).integers(0, (high, wide), (3_000, 2)).T
    lon, lat = authority(projection).transform(
        west + (cols + 0.5) * (east - west) / wide,
        north - (rows + 0.5) * (north - south) / high,
        direction="INVERSE",
    )
    x, y = Transformer.from_crs("EPSG:4326", "EPSG:3995", always_xy=True).transform(lon, lat)
    inside = (lat >= 30.0) & (lat <= projection.north_deg)
    row = ((grid.north_m - y[inside]) / grid.spacing_m).astype(int)
    col = ((x[inside] - grid.west_m) / grid.spacing_m).astype(int)
    expected = [bytes.fromhex(classes.colours[int(numbers[at]) - 1][1:]) for at in zip(row, col, strict=True)]
    got = [bytes(pixel[:3]) for pixel in image.pixels[rows[inside], cols[inside]]]
    assert inside.sum() > 1_500
    assert (
        np.mean([a == b for a, b in zip(got, expected, strict=True)]) > 0.999
    )  # centres on the side of a cell


def static_of(drawn, tmp_path):
    write_map(drawn, tmp_path / "static.png")
    return np.asarray(Image.open(tmp_path / "static.png").convert("RGB")).astype(int)


def middle_of(found):
    rows, cols = np.nonzero(found)
    return cols.mean() + 0.5, rows.mean() + 0.5


@pytest.mark.parametrize("crs", CRS)
def test_places_in_a_picture_are_within_a_pixel(tmp_path, crs):
    drawn = places_on(crs, named=False)
    drawn.include_backdrop(drawn.projection.bounds_m)
    pixels = static_of(drawn, tmp_path)
    assert pixels.shape[:2] == (HEIGHT_PX, WIDTH_PX)
    project = authority(drawn.projection)
    west, _, east, north = static_bounds(drawn)
    for place in shown_on(drawn.projection):
        x, y = project.transform(place.lon, place.lat)
        col, row = (x - west) / (east - west) * WIDTH_PX, HEADER_PX + (north - y) / (east - west) * WIDTH_PX
        top, left = int(row) - 7, int(col) - 7
        ring = np.abs(pixels[top : top + 15, left : left + 15] - [0x22, 0x2B, 0x33]).sum(axis=2) < 60
        assert ring.sum() > 8, place.name
        found_col, found_row = middle_of(ring)
        assert (left + found_col, top + found_row) == pytest.approx((col, row), abs=1.0), place.name


@pytest.mark.parametrize("crs", CRS)
def test_cells_in_a_picture_are_within_a_pixel_of_the_picture(tmp_path, crs):
    grid, layer = marked(spacing_km=50)
    drawn = map_layer(layer, crs=crs)
    for child in list(drawn._children.values()):
        child.show = getattr(child, "kind", "") == "layer"
    pixels = static_of(drawn, tmp_path)
    project = authority(drawn.projection)
    west, _, east, north = static_bounds(drawn)
    m_per_px = (east - west) / WIDTH_PX
    colour = list(bytes.fromhex(derive_classes(layer).colours[0][1:]))
    found = (np.abs(pixels - colour).sum(axis=2) == 0)[HEADER_PX : HEIGHT_PX - FOOTER_PX]
    for place in shown_on(drawn.projection):
        row, col = (np.rint(at) for at in grid.cell_of(place.lon, place.lat))
        x, y = project.transform(*grid.lonlat_of(row, col))
        at_col, at_row = (x - west) / m_per_px, HEADER_PX + (north - y) / m_per_px
        reach = int(np.ceil(3 * grid.spacing_m / m_per_px)) + 2
        top, left = int(at_row) - HEADER_PX - reach, int(at_col) - reach
        seen_col, seen_row = middle_of(found[top : top + 2 * reach, left : left + 2 * reach])
        image_px = (drawn.projection.bounds_m[2] - drawn.projection.bounds_m[0]) / layer.shape[1] / m_per_px
        off = np.hypot(left + seen_col - at_col, top + HEADER_PX + seen_row - at_row)
        assert off <= max(1.0, image_px), place.name


# ---- projections -------------------------------------------------------------------------------------------


def test_a_projection_that_is_not_offered_names_those_that_are():
    with pytest.raises(UsageError, match=r"EPSG:3857; give crs as one of 3995 .* 3395 \(Mercator\)"):
        MapProjection(3857)


def test_mercator_refuses_what_passes_75_north_and_names_the_way_out():
    with pytest.raises(UsageError, match=r"route North Pole – Bering Strait reaches 90.0N .* crs=3995"):
        map_routes([straight(POLE, BERING)], crs=3395)


@pytest.mark.parametrize(
    ("lines", "middle"),
    [([[141.6, 179.0], [-179.0, -124.0]], -170.0), ([[-75.0, -5.0]], -40.0), ([[10.0, 20.0]], 20.0)],
)
def test_mercator_is_cut_where_no_line_is(lines, middle):
    found = choose_projection(3395, [np.array(line) for line in lines]).central_lon
    assert abs((found - middle + 180.0) % 360.0 - 180.0) <= 10.0
    assert choose_projection(3413, [np.array(line) for line in lines]).central_lon == 0.0


def test_a_line_over_the_seam_comes_in_two_parts_that_end_on_it():
    projection = MapProjection(3395, 0.0)
    line = Line(np.array([170.0, -170.0]), np.array([50.0, 50.0]))
    west, east = projection.bounds_m[0], projection.bounds_m[2]
    first, second = projection.lines(line)
    assert east - first[:, 0].max() < 63_000  # a step of 40 km, and Mercator's scale at 50N
    assert second[:, 0].min() - west < 63_000  # a step of 40 km, and Mercator's scale at 50N
    with pytest.raises(UsageError, match="crosses the seam"):
        projection.line(line, "route A")


def test_a_map_keeps_its_projection():
    drawn = map_routes([straight(BODO, FAREWELL)], crs=3413)
    assert map_layer(marked()[1], onto=drawn, crs=3413) is drawn
    with pytest.raises(UsageError, match="crs=3575 for a map in EPSG:3413"):
        map_layer(marked()[1], onto=drawn, crs=3575)


def test_a_picture_needs_no_browser_and_its_suffix_chooses(tmp_path):
    drawn = map_routes([straight(BODO, FAREWELL)])
    for suffix, start in {".png": b"\x89PNG", ".svg": b"<?xml", ".pdf": b"%PDF"}.items():
        path = tmp_path / f"map{suffix}"
        write_map(drawn, path)
        assert path.read_bytes().startswith(start)
    with pytest.raises(
        UsageError, match=re.escape("cannot write a map as map.jpg; use .html, .png, .svg, .pdf")
    ):
        write_map(drawn, tmp_path / "map.jpg")


def test_a_picture_takes_dollars_for_dollars(tmp_path):
    """Two of them would begin mathematics, in which this is a mistake."""
    name = "a $x_{$ b"
    write_map(map_routes([straight(BODO, FAREWELL, name=name)], title=name), tmp_path / "map.png")
    assert (tmp_path / "map.png").stat().st_size > 10_000
