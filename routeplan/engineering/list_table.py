"""The table of a position list: events on their positions, and the legs between these."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from routeplan.engineering import list_events
from routeplan.engineering.list_events import Event
from routeplan.engineering.schedule import mean_slack_pct
from routeplan.engineering.seabed_profile import steepest
from routeplan.geo.charted_line import ChartedLine
from routeplan.geo.degrees_minutes import round_to_minutes
from routeplan.geo.geodesy import FloatArray

LIST_COLUMNS = (
    "number", "event", "lat", "lon", "bearing_start_deg", "bearing_end_deg", "leg_km", "route_km", "slack_pct",
    "leg_cable_km", "cable_km", "cable_type", "burial_m", "depth_m", "slope_along_deg", "slope_across_deg",
    "jurisdiction", "remarks",
)  # fmt: skip
_KM_DECIMALS = 6  # a millimetre: sums of printed legs are the printed totals
_DECIMALS = {
    "bearing_start_deg": 3, "bearing_end_deg": 3, "depth_m": 1, "slope_along_deg": 2, "slope_across_deg": 2,
}  # fmt: skip


def derive_list_table(
    line: ChartedLine,
    events: Sequence[Event],
    steps: pd.DataFrame,
    profile: pd.DataFrame,
    seabed: pd.DataFrame | None,
) -> pd.DataFrame:
    """Put the events on their positions, and measure the legs between these.

    Parameters
    ----------
    line : ChartedLine
    events : sequence of Event
    steps : DataFrame
        How each step is laid.
    profile : DataFrame
        Of the route, with the kilometre points of the line.
    seabed : DataFrame or None
        Profile at the resolution of the depths; without it slopes are missing.

    Returns
    -------
    DataFrame
        The columns of :data:`LIST_COLUMNS`, as :class:`routeplan.engineering.listing.RoutePositionList` has them.
    """
    rows = list_events.in_rows(events)
    kp = np.array([at for at, _ in rows])
    lon, lat = line.at(kp)
    charted = ChartedLine(round_to_minutes(lon, "longitude"), round_to_minutes(lat, "latitude"), line.legs)
    middle = (kp[:-1] + kp[1:]) / 2.0
    of_leg = steps.iloc[_step_of(steps["from_km"], middle)]
    legs = pd.DataFrame(
        {
            "bearing_start_deg": charted.bearings_deg,
            "bearing_end_deg": charted.arrivals_deg,
            "leg_km": charted.legs_km.round(_KM_DECIMALS),
            "slack_pct": [mean_slack_pct(steps, *ends) for ends in pairwise(kp)],
            "cable_type": of_leg["cable_type"].to_numpy(),
            "burial_m": of_leg["burial_m"].to_numpy(),
            "jurisdiction": profile["waters"].to_numpy()[_step_of(profile["kp_km"], middle)],
            **{
                column: [
                    float("nan") if seabed is None else steepest(seabed, column, *ends)
                    for ends in pairwise(kp)
                ]
                for column in ("slope_along_deg", "slope_across_deg")
            },
        }
    )
    legs["leg_cable_km"] = (legs["leg_km"] * (1.0 + legs["slack_pct"] / 100.0)).round(_KM_DECIMALS)
    table = pd.DataFrame(
        {
            "number": np.arange(1, len(rows) + 1),
            "event": ["; ".join(event.text for event in group) for _, group in rows],
            "lat": charted.lat,
            "lon": charted.lon,
            "depth_m": profile["depth_m"].to_numpy()[_step_of(profile["kp_km"], kp)],
            "remarks": ["; ".join(dict.fromkeys(e.remark for e in group if e.remark)) for _, group in rows],
        }
    ).join(legs)
    for total, leg in (("route_km", "leg_km"), ("cable_km", "leg_cable_km")):
        table[total] = np.append(0.0, legs[leg].cumsum()).round(_KM_DECIMALS)
    table[["cable_type", "jurisdiction"]] = table[["cable_type", "jurisdiction"]].fillna("")
    rounded = table[list(LIST_COLUMNS)].round(_DECIMALS)
    rounded[list(_DECIMALS)] += 0.0  # no -0.0
    return rounded


def _step_of(starts_km: pd.Series[float], kp_km: FloatArray) -> npt.NDArray[np.intp]:
    """Row of the step at each kilometre point."""
    return np.clip(np.searchsorted(starts_km.to_numpy(), kp_km, side="right") - 1, 0, len(starts_km) - 1)
