"""Repeaters by spacing, kept away from crossings, shallow ice and shores; none where a system can be unrepeatered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from routeplan.cost.assumptions import Build
from routeplan.cost.engineering_rules import EngineeringRules
from routeplan.geo.geodesy import FloatArray

REPEATER_COLUMNS = ("name", "kp_km", "cable_km", "section_km", "depth_m", "crossing_km", "remarks")
_EVERY_KM = 0.5  # of cable, between the places that are compared
_ROUNDING_KM = 1e-6
_ICY = ("seasonal", "perennial")
# A bad place costs more than any distance from the even spacing: repeaters are there only where no other place is.
_BAD_PLACE = 1e6


@dataclass(frozen=True, eq=False)
class RepeaterGround:
    """What decides where repeaters may be, by kilometre point.

    Attributes
    ----------
    kp_km, cable_km : (n,) arrays
        Distance along the route and along the cable, both rising from 0.
    depth_m : (n,) array
    icy : (n,) array of bool
        Whether there is sea ice in some month.
    crossings_km : (m,) array
        Kilometre points of cable crossings.
    crossing_depths : float
        Least distance of repeaters from crossings, multiples of the depth of water.
    longest_span_km : float
        Longest cable between two landings of the system; by default the cable itself.
    """

    kp_km: FloatArray
    cable_km: FloatArray
    depth_m: FloatArray
    icy: npt.NDArray[np.bool_]
    crossings_km: FloatArray
    crossing_depths: float = 3.0
    longest_span_km: float = 0.0

    @classmethod
    def of(
        cls,
        steps: pd.DataFrame,
        profile: pd.DataFrame,
        crossings_km: Sequence[float],
        *,
        crossing_depths: float,
        longest_span_km: float,
    ) -> RepeaterGround:
        """Take it from laid steps, and from the profile of the route that they divide."""
        cable = (steps["km"] * (1.0 + steps["slack_pct"] / 100.0)).cumsum().to_numpy()
        ice = profile["ice"].to_numpy()[steps["step"]]
        return cls(
            np.append(0.0, steps["to_km"].to_numpy() - steps["from_km"].iloc[0]),
            np.append(0.0, cable),
            np.append(steps["depth_m"].to_numpy(), steps["depth_m"].iloc[-1]),
            np.append(np.isin(ice, _ICY), ice[-1] in _ICY),
            np.sort(np.asarray(crossings_km, dtype=np.float64)),
            crossing_depths,
            longest_span_km,
        )

    def crossing_away_km(self, kp_km: FloatArray) -> FloatArray:
        """(m,) distance along the route to the nearest crossing; infinite where there is none."""
        if not len(self.crossings_km):
            return np.full(len(kp_km), np.inf)
        away = np.abs(kp_km[:, None] - self.crossings_km[None, :]).min(axis=1)
        return np.asarray(away, dtype=np.float64)


def derive_repeaters(ground: RepeaterGround, build: Build, rules: EngineeringRules) -> pd.DataFrame:
    """Place repeaters.

    They are evenly spaced, and moved away from crossings, shallow ice and shores as far as the longest section allows:
    of all arrangements the one with the fewest in bad places, then the most even.

    Parameters
    ----------
    ground : RepeaterGround
    build : Build
        Spacing, and the longest cable without repeaters.
    rules : EngineeringRules

    Returns
    -------
    DataFrame
        ``name`` (R1 is next to the start), ``kp_km``, ``cable_km``, ``section_km`` (cable from the repeater before, or
        from the landing), ``depth_m``, ``crossing_km`` (route to the nearest crossing; infinite where there is none),
        ``remarks`` (why the place is bad, if no better one is near). Empty where the cable can be unrepeatered.
    """
    total = float(ground.cable_km[-1])
    count = build.count_repeaters(total, max(total, ground.longest_span_km))
    if total <= min(build.repeater_spacing_km, ground.longest_span_km):
        count = 0  # a short segment of a longer system
    if count == 0:
        return pd.DataFrame(columns=list(REPEATER_COLUMNS))
    longest_km = build.repeater_spacing_km * (1.0 + rules.longest_section_pct / 100.0)
    cable_km = _arrange(ground, rules, count, longest_km)
    kp_km = np.interp(cable_km, ground.cable_km, ground.kp_km)
    depth_m = np.interp(cable_km, ground.cable_km, ground.depth_m)
    return pd.DataFrame(
        {
            "name": [f"R{number}" for number in range(1, count + 1)],
            "kp_km": kp_km,
            "cable_km": cable_km,
            "section_km": np.diff(cable_km, prepend=0.0),
            "depth_m": depth_m,
            "crossing_km": ground.crossing_away_km(kp_km),
            "remarks": ["; ".join(found) for found in _reasons(ground, rules, cable_km)],
        }
    )


def _arrange(ground: RepeaterGround, rules: EngineeringRules, count: int, longest_km: float) -> FloatArray:
    """(count,) cable kilometres with the least cost over all arrangements, by dynamic programming."""
    total = float(ground.cable_km[-1])
    section = total / (count + 1)
    reach = np.arange(-(section / 2.0 - _EVERY_KM), section / 2.0, _EVERY_KM)
    reach = np.unique(np.append(reach, 0.0))
    places = [section * (number + 1) + reach for number in range(count)]
    costs = [
        _BAD_PLACE * np.array([len(found) for found in _reasons(ground, rules, place)]) + reach**2
        for place in places
    ]
    best = np.where(places[0] <= longest_km + _ROUNDING_KM, costs[0], np.inf)
    before: list[npt.NDArray[np.intp]] = []
    for earlier, place, cost in zip(places[:-1], places[1:], costs[1:], strict=True):
        gap = place[:, None] - earlier[None, :]
        reached = np.where((gap > 0.0) & (gap <= longest_km + _ROUNDING_KM), best[None, :], np.inf)
        before.append(reached.argmin(axis=1))
        best = reached.min(axis=1) + cost
    best = np.where(total - places[-1] <= longest_km + _ROUNDING_KM, best, np.inf)
    at = int(best.argmin())
    chosen = [at]
    for came_from in reversed(before):
        at = int(came_from[at])
        chosen.append(at)
    return np.array([place[at] for place, at in zip(places, reversed(chosen), strict=True)])


def _reasons(ground: RepeaterGround, rules: EngineeringRules, cable_km: FloatArray) -> list[list[str]]:
    """Tell what speaks against each place."""
    kp = np.interp(cable_km, ground.cable_km, ground.kp_km)
    step = np.clip(np.searchsorted(ground.cable_km, cable_km, side="right") - 1, 0, len(ground.icy) - 1)
    depth = np.interp(cable_km, ground.cable_km, ground.depth_m)
    near_crossing = ground.crossing_away_km(kp) < ground.crossing_depths * np.maximum(depth, 0.0) / 1000.0
    in_ice = ground.icy[step] & (depth < rules.repeater_ice_m)
    ashore = (np.minimum(kp, ground.kp_km[-1] - kp) < rules.repeater_shore_km) | (depth <= 0.0)
    told = (
        (near_crossing, f"within {ground.crossing_depths:g} x depth of a crossing"),
        (in_ice, f"sea ice in less than {rules.repeater_ice_m:g} m"),
        (ashore, "on land or near a landing"),
    )
    return [[text for where, text in told if where[place]] for place in range(len(cable_km))]
