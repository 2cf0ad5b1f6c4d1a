"""Compare what a kilometre costs here with what announced systems cost, and print the table for docs/cost.md.

python -m benchmarks.calibration                on cells of 10 km
python -m benchmarks.calibration --spacing 25   in half the time
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import routeplan as rp
from routeplan.catalog.cable_systems import read_systems
from routeplan.cost.assumptions import Assumptions, Policy, Waters
from routeplan.cost.terms import LANDING

SPACING_KM = 10.0


@dataclass(frozen=True)
class Published:
    """An announced system.

    Attributes
    ----------
    name : str
    stops : tuple of str
        Landings or positions that the planner joins, one after another.
    low_kusd, high_kusd : float
        Thousand USD per km of cable, as published or by division; equal where there is one figure.
    km : str
        Published length.
    source : str
    """

    name: str
    stops: tuple[str, ...]
    low_kusd: float
    high_kusd: float
    km: str
    source: str


def _stops(system_id: str) -> tuple[str, ...]:
    """Landings of a system of the embedded table."""
    (system,) = (each for each in read_systems() if each.id == system_id)
    return tuple(stop.id for stop in system.stops)


# Prices as announced, of whole systems: stations, repeaters, survey and margin are in them to an unknown degree.
SYSTEMS = (
    Published("FASTER 2016", ("bandon", "chikura"), 26, 33, "9,000", "CommsUpdate 15-Aug-2014, RT"),
    Published(
        "Svalbard, offers 2002, one cable", ("breivika", "longyearbyen"), 22, 30, "1,340-1,400", "Wikipedia"
    ),
    Published(
        "SednaLink, plan 2020 (CAD 51 thousand)",
        ("milton", "iqaluit"),
        38,
        38,
        "2,104",
        "nunavutnews, SubTel Forum",
    ),
    Published("AEC-1 2016", ("shirley", "killala"), 54, 56, "5,400-5,521", "wiredInUSA Sep-2015"),
    Published("Hibernia Express 2015", ("halifax", "brean"), 65, 65, "4,600", "silicon.co.uk, SubTel Forum"),
    Published(
        "Far North Fiber",
        ("chikura", "nome", "prudhoe-bay", "cambridge-bay", "galway", "bodo"),
        69,
        82,
        "14,000-17,000",
        "Euractiv, submarinenetworks.com",
    ),
    Published(
        "Polar Express",
        _stops("polar-express"),
        70,
        70,
        "12,650",
        "submarinenetworks.com, TASS",
    ),
    # EUR 200,000 per km as the press gives it; about USD 1.1 a euro.
    Published("Polar Connect (press)", ("bodo", "tomakomai"), 200, 220, "10,000", "wirenet.org"),
)


@dataclass(frozen=True)
class Ours:
    """What the planner makes of the same ends: length of the cable, and thousand USD per km of it, landings in."""

    cable_km: float
    kusd_per_km: float
    ice_km: float
    perennial_km: float


def main(words: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--spacing", type=float, default=SPACING_KM, help="side of a cell, km")
    planner = rp.open_planner(spacing_km=parser.parse_args(words).spacing)
    # Systems lie where their owners put them, whosever waters those are.
    planner = replace(planner, assumptions=Assumptions(policy=Policy(non_partner_waters=Waters.IGNORED)))
    print(to_markdown([(system, price(planner, system)) for system in SYSTEMS]))
    return 0


def price(planner: rp.Planner, system: Published) -> Ours:
    """Plan every leg of a system, and sum up; every stop is paid once."""
    routes = [planner.route(start, end, prove=False) for start, end in pairwise(system.stops)]
    cable_km = sum(route.cable_km for route in routes)
    ice = [route.profile.groupby("ice")["step_km"].sum() for route in routes]
    at_sea_usd = sum(route.build_cost_usd - route.build_terms_usd[LANDING] for route in routes)
    landings_usd = len(system.stops) * planner.assumptions.build.landing_usd
    return Ours(
        cable_km,
        (at_sea_usd + landings_usd) / cable_km / 1000.0,
        sum(float(km.get("seasonal", 0.0) + km.get("perennial", 0.0)) for km in ice),
        sum(float(km.get("perennial", 0.0)) for km in ice),
    )


def to_markdown(rows: Sequence[tuple[Published, Ours]]) -> str:
    """Lay the comparison out as a table."""
    lines = [
        "| system | published km | published kUSD/km | our km | in ice, perennial | our kUSD/km | ours / published |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for system, ours in rows:
        middle = (system.low_kusd + system.high_kusd) / 2
        published = f"{system.low_kusd:g}" + (
            f"-{system.high_kusd:g}" if system.high_kusd > system.low_kusd else ""
        )
        lines.append(
            f"| {system.name} ({system.source}) | {system.km} | {published} | {ours.cable_km:,.0f} "
            f"| {ours.ice_km:,.0f}, {ours.perennial_km:,.0f} "
            f"| {ours.kusd_per_km:.0f} | {ours.kusd_per_km / middle:.2f} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    raise SystemExit(main())
