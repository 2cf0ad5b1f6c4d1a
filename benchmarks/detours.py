"""Find the ratio of shelf to deep cost at which planned detours are as long as real ones, and print how.

python -m benchmarks.detours CABLES.csv                 on cells of 5 km, as docs/cost.md has it
python -m benchmarks.detours CABLES.csv --spacing 25    in a fifth of the time
python -m benchmarks.detours                            the slope of the embedded cables at the defaults, measured once

The procedure, written down before its first run:

1. Cables: rows of tier A of the table with two landings north of 30N; two cables between the same ends are both kept.
2. A shelf factor multiplies the terms that a shelf costs beyond the deep sea, where the planner weighs lines only:
   0 (a shelf costs what the deep sea costs), 0.25, 0.5, 0.75, 1 (the defaults), 1.5 and 2.
3. The planned length of a cable is its route on the weighted cells, with the slack and the cable that a survey adds as
   the defaults have them.
4. Leave one out: for each cable the factor is chosen at which the mean absolute error of all others is least (of equal
   ones the factor nearest to 1), and the error of the cable at that factor counts.
5. Both null models, 1.0835 x geodesic and 1.0835 x shortest sea path, are measured on the same cables.
6. The slope is that of log(published / sea path) on log(planned / sea path) at each factor, by least squares.
7. A default moves only if leave-one-out with it is better than at factor 1.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import routeplan as rp
from routeplan.cost.assumptions import Weights
from routeplan.cost.terms import DEPTH_TERMS, Term
from routeplan.errors import RouteplanError
from routeplan.planning.hindcast import NULL_RATIO, PublishedCable, read_hindcast_table
from routeplan.planning.planner import Planner

FACTORS = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0)
DEFAULT_FACTOR = 1.0
SOUTH_DEG = 30.0


@dataclass(frozen=True)
class Detour:
    """A cable as it was published and as it is planned.

    Attributes
    ----------
    name : str
    published_km, geodesic_km, sea_km : float
    planned_km : mapping of float to float
        Length of cable by shelf factor.
    """

    name: str
    published_km: float
    geodesic_km: float
    sea_km: float
    planned_km: Mapping[float, float]

    def error_pct(self, factor: float) -> float:
        """Planned relative to published length, at a shelf factor."""
        return 100.0 * (self.planned_km[factor] / self.published_km - 1.0)

    def null_pct(self, baseline_km: float) -> float:
        """Error of the null model that lengthens a baseline."""
        return 100.0 * (NULL_RATIO * baseline_km / self.published_km - 1.0)


def shelf_weights(factor: float) -> Weights:
    """Weigh what a shelf costs beyond the deep sea."""
    return Weights(**{term.value: factor for term in DEPTH_TERMS if term is not Term.CABLE})


def plan_detours(
    planner: Planner, cables: Sequence[PublishedCable], factors: Sequence[float] = FACTORS
) -> tuple[Detour, ...]:
    """Plan every cable at every factor; cables without a route or outside the data are said and left out."""
    inside = [cable for cable in cables if min(cable.start.lat, cable.end.lat) >= SOUTH_DEG]
    planned: dict[int, dict[float, rp.Route]] = {at: {} for at in range(len(inside))}
    for factor in factors:
        weighted = planner.reweighted(shelf_weights(factor))
        for at, cable in enumerate(inside):
            try:
                planned[at][factor] = weighted.route(cable.start, cable.end, prove=False)
            except RouteplanError as error:
                print(f"{cable.name}: {error}", flush=True)
    return tuple(
        Detour(
            cable.name,
            cable.published_km,
            cable.geodesic_km,
            routes[DEFAULT_FACTOR].sea_km,
            {factor: route.cable_km for factor, route in routes.items()},
        )
        for cable, routes in zip(inside, planned.values(), strict=True)
        if len(routes) == len(factors)
    )


def mean_error_pct(detours: Sequence[Detour], factor: float) -> float:
    """Mean absolute error at a factor."""
    return float(np.mean([abs(detour.error_pct(factor)) for detour in detours]))


def best_factor(detours: Sequence[Detour]) -> float:
    """Choose the factor of the least mean absolute error; of equal ones the nearest to the default."""
    return min(
        FACTORS,
        key=lambda factor: (round(mean_error_pct(detours, factor), 6), abs(factor - DEFAULT_FACTOR)),
    )


def leave_one_out(detours: Sequence[Detour]) -> tuple[tuple[float, float], ...]:
    """Factor chosen without each cable, and the error of that cable there, %.

    Examples
    --------
    Two cables that are planned right at a factor of 0.5 choose it for each other:

    >>> planned = {factor: 100.0 + 20.0 * abs(factor - 0.5) for factor in FACTORS}
    >>> twins = [Detour(name, 100.0, 90.0, 95.0, planned) for name in ("a", "b")]
    >>> leave_one_out(twins)
    ((0.5, 0.0), (0.5, 0.0))
    """
    chosen = [best_factor([*detours[:at], *detours[at + 1 :]]) for at in range(len(detours))]
    return tuple((factor, detour.error_pct(factor)) for factor, detour in zip(chosen, detours, strict=True))


def slope(detours: Sequence[Detour], factor: float) -> float:
    """Slope of real on planned detours: above 1 planned detours fall short, below 1 they exceed.

    Examples
    --------
    Real detours of 5 and 10 % that are planned as 10 and 21 %:

    >>> planned = [dict.fromkeys(FACTORS, km) for km in (110.0, 121.0)]
    >>> real = (110.0**0.5 * 10.0, 110.0)
    >>> round(slope([Detour("", km, 90.0, 100.0, plan) for km, plan in zip(real, planned)], 1.0), 3)
    0.5
    """
    planned = [math.log(detour.planned_km[factor] / detour.sea_km) for detour in detours]
    real = [math.log(detour.published_km / detour.sea_km) for detour in detours]
    return float(np.polyfit(planned, real, 1)[0])


def to_markdown(detours: Sequence[Detour]) -> str:
    """Write what was planned, the factors, leave-one-out and the null models as Markdown."""
    left_out = leave_one_out(detours)
    head = ["cable", "published km", "sea path km", *(f"x {factor:g}" for factor in FACTORS), "left out"]
    rows = [
        [
            detour.name,
            f"{detour.published_km:,.0f}",
            f"{detour.sea_km:,.0f}",
            *(f"{detour.error_pct(factor):+.1f}" for factor in FACTORS),
            f"{error:+.1f} at x {factor:g}",
        ]
        for detour, (factor, error) in zip(detours, left_out, strict=True)
    ]
    rows.append(["mean error, %", "", "", *(f"{mean_error_pct(detours, f):.1f}" for f in FACTORS), ""])
    rows.append(["slope", "", "", *(f"{slope(detours, f):.2f}" for f in FACTORS), ""])
    lines = [head, ["---", *["--:"] * (len(head) - 1)], *rows]
    errors = np.abs([error for _, error in left_out])
    nulls = {
        "geodesic": [detour.null_pct(detour.geodesic_km) for detour in detours],
        "shortest sea path": [detour.null_pct(detour.sea_km) for detour in detours],
    }
    return "\n".join(
        [
            *(f"| {' | '.join(cells)} |" for cells in lines),
            "",
            f"Leave-one-out on {len(detours)} cables: "
            f"mean error {errors.mean():.1f} %, median {np.median(errors):.1f} %.",
            *(
                f"{NULL_RATIO} x {name}: mean {np.abs(null).mean():.1f} %, median {np.median(np.abs(null)):.1f} %."
                for name, null in nulls.items()
            ),
        ]
    )


def main() -> None:
    """Plan, choose, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("cables", type=Path, nargs="?", help="CSV as routeplan hindcast reads it")
    parser.add_argument("--spacing", type=float, default=5.0, metavar="KM")
    choice = parser.parse_args()
    planner = rp.open_planner(spacing_km=choice.spacing)
    cables = read_hindcast_table(choice.cables)
    if choice.cables is not None:
        print(to_markdown(plan_detours(planner, cables)))
        return
    detours = plan_detours(planner, cables, (DEFAULT_FACTOR,))
    print(f"{len(detours)} cables of the embedded table: slope {slope(detours, DEFAULT_FACTOR):.2f}")


if __name__ == "__main__":
    main()
