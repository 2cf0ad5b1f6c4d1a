"""Cable and burial schedule: type by depth and hazard, burial with its target, and slack, in stretches for laying."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from routeplan.catalog.cable_types import read_cable_types
from routeplan.catalog.models import CableType
from routeplan.cost.engineering_rules import DEFAULT_RULES, EngineeringRules
from routeplan.cost.faults import Cause
from routeplan.engineering.stretches import Stretch, cut_out, find_stretches, lengthen, levels_at, snap
from routeplan.geo.geodesy import FloatArray
from routeplan.planning.route import Route

TERRESTRIAL = "land"
"""In the column of the cable type: a terrestrial cable, where a line that others drew runs over land."""
SCHEDULE_COLUMNS = (
    "from_km", "to_km", "km", "cable_type", "buried", "burial_m", "slack_pct", "cable_km", "least_depth_m",
    "greatest_depth_m",
)  # fmt: skip
# What armour protects from.
_OUTSIDE = frozenset({Cause.FISHING, Cause.ANCHORING, Cause.ICE_SCOUR, Cause.ICEBERG})
_SLACK_DECIMALS = 2  # per cent


def derive_laid_steps(
    profile: pd.DataFrame,
    cable_types: Sequence[CableType],
    rules: EngineeringRules = DEFAULT_RULES,
    *,
    joints_km: FloatArray | None = None,
    joint_within_km: float = 0.0,
    crossings_km: Sequence[float] = (),
) -> pd.DataFrame:
    """Say how each step of a line is laid.

    Parameters
    ----------
    profile : DataFrame
        Of a route with its breakdown.
    cable_types : sequence of CableType
        The shallowest first.
    rules : EngineeringRules
    joints_km : (n,) array, optional
        Kilometre points, such as alter courses, to which a change of type or burial moves if one is near.
    joint_within_km : float
        What is near.
    crossings_km : sequence of float
        Kilometre points of crossings of other cables: burial stops before each, and starts again after it.

    Returns
    -------
    DataFrame
        The steps of the profile, divided where type or burial changes: ``from_km``, ``to_km``, ``km``, ``step`` (row
        of the profile), ``depth_m``, ``cable_type``, ``buried``, ``burial_m`` (target; NaN where not buried),
        ``slack_pct``, ``stretch`` (number of the stretch of one type and burial).
    """
    kp = profile["kp_km"].to_numpy()
    edges = np.append(kp, kp[-1] + profile["step_km"].iloc[-1])
    shortest_km, joints = rules.shortest_stretch_km, np.zeros(0) if joints_km is None else joints_km
    types = lengthen(find_stretches(edges, _type_levels(profile, cable_types, rules)), shortest_km)
    # Level 0 is not buried: burial that would be too short is left out, a gap in it is made wide enough for a plough.
    burial = lengthen(find_stretches(edges, profile["buried"].to_numpy().astype(int)), shortest_km)
    if len(joints):
        types, burial = (snap(found, joints, joint_within_km) for found in (types, burial))
    # Last, so that neither a joint nor the shortest stretch moves the plough nearer to another cable.
    burial = cut_out(burial, crossings_km, rules.crossing_clear_km, shortest_km)
    return _steps(profile, edges, types, burial, cable_types, rules)


def derive_schedule(steps: pd.DataFrame) -> pd.DataFrame:
    """Sum the steps of each stretch of one cable type and burial.

    Returns
    -------
    DataFrame
        In order along the line: ``from_km``, ``to_km``, ``km``, ``cable_type``, ``buried``, ``burial_m`` (target below
        the seabed; NaN where not buried), ``slack_pct`` (mean), ``cable_km``, ``least_depth_m``, ``greatest_depth_m``
        (of the water).
    """
    table = steps.assign(cable_km=steps["km"] * (1.0 + steps["slack_pct"] / 100.0)).groupby("stretch")
    schedule = table.agg(
        from_km=("from_km", "first"), to_km=("to_km", "last"), km=("km", "sum"),
        cable_type=("cable_type", "first"), buried=("buried", "first"), burial_m=("burial_m", "first"),
        cable_km=("cable_km", "sum"), least_depth_m=("depth_m", "min"), greatest_depth_m=("depth_m", "max"),
    ).reset_index(drop=True)  # fmt: skip
    schedule["slack_pct"] = 100.0 * (schedule["cable_km"] / schedule["km"] - 1.0)
    depths = ["least_depth_m", "greatest_depth_m"]
    schedule[depths] = schedule[depths].clip(lower=0.0)
    return schedule[list(SCHEDULE_COLUMNS)]


def laid_cable_types(route: Route) -> Sequence[CableType]:
    """Give the cable types that a route was valued with, the shallowest first."""
    laid = route.breakdown.laid_line if route.breakdown else None
    return read_cable_types() if laid is None else tuple(laid.type_km)


def _type_levels(
    profile: pd.DataFrame, cable_types: Sequence[CableType], rules: EngineeringRules
) -> npt.NDArray[np.intp]:
    """(n,) number of the cable type of each step: by depth, one heavier where hazards or slopes ask for it."""
    numbers = {cable.name: number for number, cable in enumerate(cable_types)}
    by_depth = np.array([numbers[name] for name in profile["cable_type"]], dtype=np.intp)
    exposed = (
        profile["top_risk"].isin([cause.value for cause in _OUTSIDE])
        & (1000.0 * profile["faults_per_km_year"] >= rules.armour_faults_per_1000_km_year)
        & ~profile["buried"]
    )
    steep = profile["slope_deg"] >= rules.armour_slope_deg
    return np.maximum(by_depth - (exposed | steep).to_numpy(), 0)


def _steps(
    profile: pd.DataFrame,
    edges: FloatArray,
    types: Sequence[Stretch],
    burial: Sequence[Stretch],
    cable_types: Sequence[CableType],
    rules: EngineeringRules,
) -> pd.DataFrame:
    inner = [stretch.from_km for stretch in (*types, *burial)]
    cuts = np.unique(np.concatenate([edges, inner]))
    cuts = cuts[np.append(True, np.diff(cuts) > 1e-9)]
    middle = (cuts[:-1] + cuts[1:]) / 2.0
    step = np.clip(np.searchsorted(edges, middle, side="right") - 1, 0, len(profile) - 1)
    level = levels_at(types, middle)
    names = np.array([cable.name for cable in cable_types], dtype=object)[level]
    terrestrial = (profile["ice"] == TERRESTRIAL).to_numpy()[step]
    steps = pd.DataFrame(
        {
            "from_km": cuts[:-1],
            "to_km": cuts[1:],
            "km": np.diff(cuts),
            "step": step,
            "depth_m": profile["depth_m"].to_numpy()[step],
            "cable_type": np.where(terrestrial, TERRESTRIAL, names),
            "buried": (levels_at(burial, middle) == 1) & ~terrestrial,
        }
    )
    slack = np.array([100.0 * cable.slack_share for cable in cable_types])[level]
    steep = profile["slope_deg"].to_numpy()[step] >= rules.slack_slope_deg
    slack = np.where(steep, np.maximum(slack, rules.steep_slack_pct), slack)
    steps["slack_pct"] = np.where(steps["buried"], rules.buried_slack_pct, slack)
    kind = steps[["cable_type", "buried"]]
    steps["stretch"] = (kind != kind.shift()).any(axis=1).cumsum()
    steps["burial_m"] = _burial_targets(steps, rules)
    return steps


def _burial_targets(steps: pd.DataFrame, rules: EngineeringRules) -> FloatArray:
    """(n,) target by the mean depth of the stretch, so that it changes with type or burial only."""
    of_water = (steps["depth_m"].clip(lower=0.0) * steps["km"]).groupby(steps["stretch"]).transform("sum")
    mean_m = of_water / steps["km"].groupby(steps["stretch"]).transform("sum")
    target = np.where(mean_m < rules.shallow_to_m, rules.shallow_burial_m, rules.deep_burial_m)
    return np.where(steps["buried"], target, np.nan)


def mean_slack_pct(steps: pd.DataFrame, from_km: float, to_km: float) -> float:
    """Mean slack of the steps between two kilometre points, rounded as it is printed."""
    over = steps["to_km"].clip(upper=to_km) - steps["from_km"].clip(lower=from_km)
    over = over.clip(lower=0.0)
    return round(float((over * steps["slack_pct"]).sum() / over.sum()), _SLACK_DECIMALS)
