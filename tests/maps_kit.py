"""Places, routes, seas and corridors for tests of maps, and how to look at a drawn map."""

import base64
import io
import re
import shutil

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from routeplan.catalog.models import CableStatus, CableSystem, Landing
from routeplan.geo.geodesy import legs_km
from routeplan.geo.grid import Grid
from routeplan.geo.track import Line
from routeplan.planning.corridor import Corridor, Passage
from routeplan.planning.route import Route

BODO = Landing("bodo", "Bodø", "NO", 14.40, 67.28)
TOMAKOMAI = Landing("tomakomai", "Tomakomai", "JP", 141.60, 42.63)
POLE = Landing("pole", "North Pole", "", 0.0, 90.0)
BERING = Landing("bering", "Bering Strait", "", -168.9, 65.9)
GALWAY = Landing("galway", "Galway", "IE", -9.05, 53.27)
HALIFAX = Landing("halifax", "Halifax", "CA", -63.57, 44.65)
HOSTILE = "</script><img src=x onerror='window.caught=1'>{{ 7 * 7 }}{% raw %}"


def trough(length_km):
    """200 even steps that deepen evenly to 3,210 m in the middle, and rise again."""
    share = np.arange(200) / 200
    return pd.DataFrame(
        {
            "kp_km": share * length_km,
            "step_km": length_km / 200,
            "depth_m": 3_210.0 * (1.0 - np.abs(2.0 * share - 1.0)),
            "ice": np.where(share < 0.25, "open", "perennial"),
            "waters": np.where(share < 0.5, "NO", "high seas"),
        }
    )


def straight(start, end, *, by=(), name=None):
    """A route of geodesics through given positions (lon, lat)."""
    line = np.array([(start.lon, start.lat), *by, (end.lon, end.lat)], dtype=float)
    length_km = float(legs_km(line[:, 0], line[:, 1]).sum())
    return Route(
        name=name or f"{start.name} – {end.name}",
        start=start,
        end=end,
        line=Line(line[:, 0], line[:, 1]),
        profile=trough(length_km),
        build_terms_usd={"cable": 20_000.0 * length_km, "protection": 5_000.0 * length_km},
        cable_km=1.02 * length_km,
        landfall_km=(1.2, 3.4),
        sea_km=length_km,
        spacing_km=5.0,
        cells=1_000,
        bound_usd=None,
        solve_seconds=0.1,
        sources=(),
    )


def over_the_pole():
    return straight(
        BODO, TOMAKOMAI, by=[(10, 80), (0, 89), (-168.9, 74), (-168.9, 65.9), (178, 60), (165, 50)]
    )


def page_of(drawn):
    return drawn.get_root().render()


def markup_of(page):
    """The page without what its scripts and styles hold."""
    return re.sub(r"(<(script|style)[^>]*>).*?(</\2>)", r"\1\3", page, flags=re.DOTALL)


def bowl(spacing_km=50):
    """A round sea that deepens by the kilometre towards the pole, with land round it."""
    grid = Grid.arctic(spacing_km=spacing_km)
    east, north = np.meshgrid(grid.easting_m, grid.northing_m)
    depth_m = 6_000.0 - np.hypot(east, north) / 800.0
    return grid.array(depth_m.astype(np.float32), name="depth", units="m, positive down", source="a bowl")


def unpack(text):
    digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    numbers, value, shift = [], 0, 0
    for digit in map(digits.index, text):
        value |= (digit & 31) << shift
        shift += 5
        if digit < 32:
            numbers.append(-(value >> 1) if value & 1 else value >> 1)
            value = shift = 0
    return np.cumsum(np.reshape(numbers, (-1, 2)), axis=0) * 250.0


def passage(*straits, at, excess_pct):
    """Bodø to the Bering Strait by one position (lon, lat)."""
    lon, lat = np.array([(BODO.lon, BODO.lat), at, (BERING.lon, BERING.lat)], dtype=float).T
    return Passage(straits, *at, excess_pct, 3e8, Line(lon, lat))


def arctic_corridor(within_pct=10.0, *, gate="Fram Strait", passages=2):
    """All cells within 2,500 projected km of the pole, more expensive from west to east."""
    grid = Grid.arctic(spacing_km=50)
    east, north = np.meshgrid(grid.easting_m, grid.northing_m)
    excess = within_pct * (east / 2.5e6 + 1.0) / 2.0
    excess[np.hypot(east, north) > 2.5e6] = np.nan
    ways = (passage(gate, at=(5.0, 80.0), excess_pct=0.0), passage(at=(-60.0, 83.5), excess_pct=7.25))
    return Corridor(
        start=BODO,
        end=BERING,
        within_pct=within_pct,
        excess_pct=grid.array(excess.astype(np.float32), name="excess", units="%", source="a disc"),
        area_km2=2e7,
        passages=ways[:passages],
        cells=int(np.isfinite(excess).sum()),
        spacing_km=50.0,
        solve_seconds=0.1,
        sources=(),
    )


def layer_of(depth, name, **attrs):
    """A layer with the values of depth under another name, NaN on land."""
    made = depth.where(depth > 0).rename(name)
    return made.assign_attrs(depth.attrs | attrs)


def cable(name="Test Cable", *, year=2015, status=CableStatus.IN_SERVICE):
    return CableSystem(
        re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "x",
        name, "x", (GALWAY, HALIFAX), None, year, status, "us", "made up",
    )  # fmt: skip


def along_of(*systems):
    line = Line(np.array([GALWAY.lon, HALIFAX.lon]), np.array([GALWAY.lat, HALIFAX.lat]))
    return tuple((system, line) for system in systems)


def discs():
    """Twelve months of ice, a disc round the pole that shrinks from month to month."""
    grid = Grid.arctic(spacing_km=50)
    east, north = np.meshgrid(grid.easting_m, grid.northing_m)
    from_pole = np.hypot(east, north)
    return [
        grid.array(
            np.where(from_pole < 4.0e6 - 2.5e5 * month, 0.95, 0.0).astype(np.float32),
            name=f"ice_month_{month + 1:02d}",
            units="share",
            source="a disc",
        )
        for month in range(12)
    ]


def pixels_of(image):
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(image.url.partition(",")[2]))).convert("RGBA"))


# ---- in a browser ------------------------------------------------------------------------------------------

CHROMIUM = shutil.which("chromium")
BROWSER = [
    pytest.mark.long,
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine"),
]
DOTS = """() => Object.fromEntries(Array.from(document.querySelectorAll(".rp-landing")).map(node => {
    const r = node.querySelector(".rp-dot").getBoundingClientRect();
    return [node.querySelector(".rp-label").textContent, [r.left + r.width / 2, r.top + r.height / 2]];
}))"""
BOXES = """selector => Array.from(document.querySelectorAll(selector)).map(node => {
    const r = node.getBoundingClientRect();
    return [r.left, r.top, r.right, r.bottom];
})"""


def browsing(test):
    for mark in BROWSER:
        test = mark(test)
    return test


def overlap(a, b):
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
