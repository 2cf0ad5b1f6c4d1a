"""Compare one file of heights with another, by latitude and depth.

    python compare_bathymetry.py etopo1_north.nc PATH/TO/REFERENCE.nc

Prints the table of README.md: median absolute difference in metres, at every value of the reference that is sea; the
file is interpolated between four values. Needs this package.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from routeplan.seabed.bathymetry import read_bathymetry

BANDS_DEG = ((80, 90), (72, 80), (66, 72), (60, 66), (45, 60), (30, 45))
DEPTHS_M = ((0, 12_000), (0, 200), (200, 2000), (2000, 12_000))
HEADINGS = ("sea", "0-200 m", "200-2,000 m", "deeper")


def main(file: Path, reference: Path) -> None:
    """Read both, compare, print."""
    tried, right = read_bathymetry(file), read_bathymetry(reference)
    lat = right.depth_m["lat"].to_numpy()
    lon = right.depth_m["lon"].to_numpy()
    print(f"| latitude | {' | '.join(HEADINGS)} | land in the file where the reference has sea |")
    print("|---" * (len(HEADINGS) + 2) + "|")
    for south, north in BANDS_DEG:
        rows = np.flatnonzero((lat >= south) & (lat < north))
        depth_m = right.depth_m.to_numpy()[rows].astype(np.float64)
        found_m = np.concatenate([tried.at(lon, row_lat)[None] for row_lat in lat[rows]])
        weight = np.broadcast_to(np.cos(np.radians(lat[rows]))[:, None], depth_m.shape)
        figures = []
        for least, most in DEPTHS_M:
            inside = (depth_m > least) & (depth_m <= most)
            figures.append(_weighted_median(np.abs(found_m - depth_m)[inside], weight[inside]))
        sea = depth_m > 0
        closed = float((weight * (sea & (found_m <= 0))).sum() / (weight * sea).sum())
        print(f"| {south}-{north}N | {' | '.join(f'{figure:.3g}' for figure in figures)} | {closed:.1%} |")


def _weighted_median(values: np.ndarray, weight: np.ndarray) -> float:
    order = np.argsort(values)
    total = np.cumsum(weight[order])
    return float(values[order][np.searchsorted(total, total[-1] / 2)])


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
