"""Straight-line diagram as a table: the system as a chain of sections between landings, repeaters and joints."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd

from routeplan.engineering.listing import RoutePositionList

SECTION_COLUMNS = (
    "section", "from_point", "to_point", "from_km", "to_km", "cable_type", "route_km", "cable_km", "buried_km",
    "least_depth_m", "greatest_depth_m",
)  # fmt: skip
_ONE_POINT_KM = 0.001


def derive_straight_line(listed: RoutePositionList) -> pd.DataFrame:
    """Derive the sections of a straight-line diagram (SLD).

    Parameters
    ----------
    listed : RoutePositionList

    Returns
    -------
    DataFrame
        One row a section of one cable type between two points of the assembly, in order: ``section`` (from 1),
        ``from_point``, ``to_point`` (landing, repeater, joint of two cable types), ``from_km``, ``to_km`` (along the
        route), ``cable_type``, ``route_km``, ``cable_km``, ``buried_km`` (of the route), ``least_depth_m``,
        ``greatest_depth_m``.

    Examples
    --------
    The cable is double-armoured (DA) at the shore and lightweight (LW) in the deepest water:

    >>> import routeplan as rp
    >>> planner = rp.open_planner(spacing_km=100)
    >>> sections = rp.derive_straight_line(rp.derive_position_list(planner.route("galway", "halifax")))
    >>> sections["cable_type"].iloc[0], sections.set_index("cable_type")["greatest_depth_m"].idxmax()
    ('DA', 'LW')
    """
    points, steps = _points(listed), listed.steps
    route_km, cable_km = (listed.table[column].to_numpy() for column in ("route_km", "cable_km"))
    rows = []
    for number, ((start, from_point), (end, to_point)) in enumerate(pairwise(points), start=1):
        over = (steps["to_km"].clip(upper=end) - steps["from_km"].clip(lower=start)).clip(lower=0.0)
        laid = steps[over > _ONE_POINT_KM]
        depth_m = laid["depth_m"].clip(lower=0.0)
        cable_from, cable_to = np.interp([start, end], route_km, cable_km)
        rows.append(
            (
                number, from_point, to_point, start, end, laid["cable_type"].iloc[0], end - start,
                cable_to - cable_from, float(over[steps["buried"]].sum()), depth_m.min(), depth_m.max(),
            )
        )  # fmt: skip
    return pd.DataFrame(rows, columns=list(SECTION_COLUMNS))


def _points(listed: RoutePositionList) -> list[tuple[float, str]]:
    """Points of the assembly by kilometre point; a joint at a repeater is part of it."""
    schedule, repeaters = listed.schedule, listed.repeaters
    joints = [
        (float(kp), f"joint {before}/{after}")
        for kp, before, after in zip(
            schedule["from_km"].iloc[1:],
            schedule["cable_type"],
            schedule["cable_type"].iloc[1:],
            strict=False,
        )
        if before != after
    ]
    placed = [(float(kp), str(name)) for name, kp in zip(repeaters["name"], repeaters["kp_km"], strict=True)]
    points = [(0.0, listed.route.start.name)]
    for kp, name in sorted([*placed, *joints], key=lambda point: point[0]):
        if kp - points[-1][0] > _ONE_POINT_KM:
            points.append((kp, name))
    return [*points, (listed.length_km, listed.route.end.name)]
