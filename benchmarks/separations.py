"""Time pairs of routes at six separations, and print the table for docs/redundancy.md.

python -m benchmarks.separations                 Galway - Halifax on cells of 5 km
python -m benchmarks.separations --spacing 10    on coarser ones
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from time import perf_counter

import routeplan as rp

ENDS = ("galway", "halifax")
SEPARATIONS_KM = (5, 10, 50, 100, 200, 500)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print how long each pair takes, how far apart it is and what that costs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--spacing", type=float, default=5.0, help="km")
    planner = rp.open_planner(spacing_km=parser.parse_args(arguments).spacing)
    planner.route(*ENDS, prove=False)  # what is made once: the surface, compiled kernels
    print("| separation km | seconds | least km | more km | more million USD |\n|--:|--:|--:|--:|--:|")
    together = 0.0
    for km in SEPARATIONS_KM:
        began = perf_counter()
        pair = planner.diverse(*ENDS, separation_km=km, prove=False)
        seconds = perf_counter() - began
        together += seconds
        price = pair.price
        print(f"| {km} | {seconds:.1f} | {pair.least_km:.1f} | {price.km:,.0f} | {price.usd / 1e6:.1f} |")
    print(f"\ntogether {together:.1f} s")


if __name__ == "__main__":
    main()
