"""Compare what a kilometre costs here with what announced systems cost, and print the table for docs/cost.md.

python -m benchmarks.calibration                on cells of 10 km
python -m benchmarks.calibration --spacing 25   in half the time
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

import routeplan as rp
from routeplan.catalog.cable_systems import read_systems
from routeplan.cost.assumptions import Assumptions, Policy, Waters
from routeplan.cost.build_items import ENDS, LaidLine, derive_build_items
from routeplan.cost.cost_table import total_of

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
    used_for : str
        The number that was set with it; empty for a system that only checks.
    landings : int
        Landings, where more are known than stops.
    """

    name: str
    stops: tuple[str, ...]
    low_kusd: float
    high_kusd: float
    km: str
    source: str
    used_for: str = ""
    landings: int = 0


def _stops(system_id: str) -> tuple[str, ...]:
    """Landings of a system of the embedded table."""
    (system,) = (each for each in read_systems() if each.id == system_id)
    return tuple(stop.id for stop in system.stops)


# Prices as announced, in the money of their year. EUR at 1.1 USD, CAD at 0.75 USD: conversions of ours.
SYSTEMS = (
    # The stops of this system are not in the tables: 118 km of shelf, double armoured and buried.
    Published(
        "GCIS 2019, unrepeatered (EUR 10 M)",
        (),
        93,
        93,
        "118",
        "CommsUpdate 8-Nov-2019",
        "station_unrepeatered_usd",
        landings=5,
    ),
    Published("FASTER 2016", ("bandon", "chikura"), 26, 33, "9,000", "CommsUpdate 15-Aug-2014, RT"),
    Published("IRIS 2022 (EUR 50 M)", ("thorlakshofn", "galway"), 31, 32, "1,700-1,770", "ESA"),
    Published("C-Lion1 2016 (EUR 100 M)", ("helsinki", "rostock"), 94, 94, "1,173", "Yle 2015, Wikipedia"),
    Published(
        "AU-Aleutians 2022 (USD 58 M, local networks in)",
        ("kodiak", "larsen-bay", "chignik-bay", "sand-point", "king-cove", "akutan", "unalaska"),
        42,
        45,
        "1,290-1,380",
        "fibre-systems.com, Anchorage Press 2021",
    ),
    Published(
        "Svalbard, offers 2002, one cable", ("breivika", "longyearbyen"), 22, 30, "1,340-1,400", "Wikipedia"
    ),
    Published(
        "SednaLink, plan 2020 (CAD 107 M)",
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
    Published("Polar Express", _stops("polar-express"), 70, 70, "12,650", "submarinenetworks.com, TASS"),
    Published("Polar Connect (press)", ("bodo", "tomakomai"), 200, 220, "10,000", "wirenet.org"),
)


@dataclass(frozen=True)
class Ours:
    """What the planner makes of the same stops: length of the cable, and thousand USD per km of it."""

    cable_km: float
    low_kusd: float
    likely_kusd: float
    high_kusd: float
    ice_days: float


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
    """Plan every span of a system, and price all spans as one system; each stop is paid once."""
    routes = [planner.route(start, end, prove=False) for start, end in pairwise(system.stops)]
    spans = [route.breakdown.laid_line for route in routes if route.breakdown and route.breakdown.laid_line]
    landings = system.landings or len(system.stops)
    laid = LaidLine.joined(
        spans or [shelf_line(planner, float(system.km))],
        landings=landings,
        branching_units=max(0, landings - ENDS),
    )
    if not laid.longest_span_km > planner.assumptions.build.unrepeatered_km:
        laid = replace(laid, branching_units=0)  # spans end at landings
    total = total_of(derive_build_items(laid, planner.valuer.cable_rates.unit_costs))
    low, likely, high = (1e-3 * usd / laid.cable_km for usd in (total.low, total.likely, total.high))
    return Ours(laid.cable_km, low, likely, high, laid.ice_days)


def shelf_line(planner: rp.Planner, cable_km: float) -> LaidLine:
    """Lay so much cable of the shallowest type on open shelf, all of it buried."""
    rates = planner.valuer.cable_rates
    shallowest = rates.cable_types[0]
    km = cable_km / rates.cable_km(np.array([1.0]), np.array([1.0]))
    return LaidLine({shallowest: km}, cable_km, km, km, 0.0, 0.0, 0.0, cable_km)


def to_markdown(rows: Sequence[tuple[Published, Ours]]) -> str:
    """Lay the comparison out as a table."""
    lines = [
        "| system | used for | published km | published kUSD/km | our km | ship-days in ice | our kUSD/km (low-high) "
        "| ours / published |",
        "|---|---|---:|---:|---:|---:|---:|---:|",
    ]
    for system, ours in rows:
        middle = (system.low_kusd + system.high_kusd) / 2
        published = f"{system.low_kusd:g}" + (
            f"-{system.high_kusd:g}" if system.high_kusd > system.low_kusd else ""
        )
        lines.append(
            f"| {system.name} ({system.source}) | {system.used_for or 'nothing'} | {system.km} | {published} "
            f"| {ours.cable_km:,.0f} | {ours.ice_days:,.0f} "
            f"| {ours.likely_kusd:.0f} ({ours.low_kusd:.0f}-{ours.high_kusd:.0f}) | {ours.likely_kusd / middle:.2f} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    raise SystemExit(main())
