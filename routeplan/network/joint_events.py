"""Joint events, each of which can cut several links: their rates, the links they cut, and how long links stay cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from routeplan.catalog.states import PARTNERS_TRUSTED, State, isos_of
from routeplan.cost.faults import Cause, derive_fault_rates
from routeplan.cost.network_assumptions import NetworkAssumptions
from routeplan.geo.geodesy import FloatArray, chord_km, in_space_km
from routeplan.network.cuts import TerminalPair
from routeplan.network.links import Link
from routeplan.network.risk_groups import GroupKind, RiskGroup
from routeplan.planning.planner import Planner
from routeplan.seabed.hazard_zones import ZoneKind

_CENTRES = 4_000  # sampled centres of events without a fixed place
_CELLS = 200_000  # cells that they are sampled from
_SEED = 1929
_SLIDE_KINDS = (ZoneKind.SLIDE, ZoneKind.TURBIDITY_FAN)
_KM_A_METRE = 1e-3
_JOINT_LOSS = 2  # paths lost at once


class EventKind(StrEnum):
    """Kind of a joint event."""

    EARTHQUAKE = "earthquake (disc)"
    SLIDE = "slide or turbidity current (zone)"
    ANCHOR_DRAG = "anchor drag or sabotage (shallow disc)"
    LANDING_LOST = "landing lost"
    STRAIT_CUT = "strait cut"
    JURISDICTION_CLOSED = "jurisdiction closed"


@dataclass(frozen=True, eq=False)
class EventClass:
    """Joint events of one kind.

    Attributes
    ----------
    kind : EventKind
    per_year : float
        Rate of the events that cut at least one link.
    cuts : (n, links) array of bool
        Links that each of n different events cuts.
    probability : (n,) array
        Probability that an event is each of them; the sum is 1.
    days : float or None
        How long links stay cut; None if each link takes its own repair time.
    """

    kind: EventKind
    per_year: float
    cuts: npt.NDArray[np.bool_]
    probability: FloatArray
    days: float | None = None

    def __repr__(self) -> str:
        return f"<EventClass {self.kind}: {self.per_year:.3g} per year, {len(self.cuts)} different>"


@dataclass(frozen=True, slots=True)
class SurvivingPaths:
    """Mean number of paths left by the joint events that cut two or more of today's paths.

    Attributes
    ----------
    events_per_year : float
        Rate of such events.
    today, with_candidates : float
        Mean paths left; NaN if there are no such events.
    """

    events_per_year: float
    today: float
    with_candidates: float


@dataclass(frozen=True, eq=False)
class EventCentres:
    """Sampled centres of events without a fixed place. All have the same probability.

    Attributes
    ----------
    lon, lat : (n,) arrays
    """

    lon: FloatArray
    lat: FloatArray


def derive_events(
    links: Sequence[Link],
    groups: Sequence[RiskGroup],
    assumed: NetworkAssumptions,
    *,
    earthquakes: EventCentres,
    drags: EventCentres,
    partners: frozenset[str] = PARTNERS_TRUSTED,
) -> tuple[EventClass, ...]:
    """Derive the joint events of every kind whose rate is not 0.

    Parameters
    ----------
    links : sequence of Link
    groups : sequence of RiskGroup
        Groups of the same links.
    assumed : NetworkAssumptions
    earthquakes, drags : EventCentres
    partners : frozenset of str
        States that do not close their jurisdictions, ISO 3166-1 alpha-2.
    """
    disc = find_disc_cuts(links, earthquakes.lon, earthquakes.lat, radius_km=assumed.disc_radius_km)
    drag = find_disc_cuts(
        links, drags.lon, drags.lat, radius_km=assumed.drag_radius_km, to_depth_m=assumed.drag_to_depth_m
    )
    closing = [
        group
        for group in groups
        if group.kind is GroupKind.JURISDICTION and not State(group.id, isos_of(group.id)).is_among(partners)
    ]
    slides = [group for group in groups if group.hazard in _SLIDE_KINDS]
    straits = [group for group in groups if group.kind is GroupKind.STRAIT]
    strait_rates = np.array([group.relative_rate for group in straits])
    landings = _landing_cuts(links)
    of = _event_class
    classes = (
        of(EventKind.EARTHQUAKE, assumed.disc_events_per_year, disc, len(disc)),
        of(EventKind.SLIDE, assumed.slide_events_per_year, _group_cuts(slides, len(links))),
        of(EventKind.ANCHOR_DRAG, assumed.drag_events_per_year, drag, len(drag)),
        of(EventKind.LANDING_LOST, assumed.landing_events_per_year, landings, days=assumed.landing_days),
        of(
            EventKind.STRAIT_CUT,
            assumed.strait_events_per_year,
            _group_cuts(straits, len(links)),
            relative_rates=strait_rates,
        ),
        of(
            EventKind.JURISDICTION_CLOSED,
            assumed.closure_events_per_year,
            _group_cuts(closing, len(links)),
            days=assumed.closure_days,
        ),
    )
    return tuple(event for event in classes if event is not None)


def derive_surviving_paths(
    events: Sequence[EventClass],
    terminal_pair: TerminalPair,
    present: npt.NDArray[np.bool_],
    with_candidates: npt.NDArray[np.bool_],
) -> SurvivingPaths:
    """Derive the mean number of paths that joint events leave, of the events that cut two or more of today's paths.

    Not simulated: every event counts once, weighted by its rate and not by its duration.

    Parameters
    ----------
    events : sequence of EventClass
    terminal_pair : TerminalPair
    present, with_candidates : (links,) arrays of bool
        Links of today, and with candidates.
    """
    none = SurvivingPaths(0.0, float("nan"), float("nan"))
    if not events:
        return none
    cuts = np.concatenate([event.cuts for event in events])
    per_year = np.concatenate([event.per_year * event.probability for event in events])
    today = terminal_pair.count(present[None, :])[0]
    left = terminal_pair.count(present & ~cuts)
    joint = today - left >= _JOINT_LOSS
    rate = float(per_year[joint].sum())
    if rate == 0:
        return none
    left_with_candidates = terminal_pair.count(with_candidates & ~cuts[joint])
    mean = [float(per_year[joint] @ paths) / rate for paths in (left[joint], left_with_candidates)]
    return SurvivingPaths(rate, mean[0], mean[1])


def find_disc_cuts(
    links: Sequence[Link],
    lon: FloatArray,
    lat: FloatArray,
    *,
    radius_km: float,
    to_depth_m: float = np.inf,
) -> npt.NDArray[np.bool_]:
    """Find the links that pass through discs.

    Parameters
    ----------
    links : sequence of Link
        A link without a line is in no disc.
    lon, lat : (n,) arrays
        Centres of the discs, degrees.
    radius_km : float
        Along the surface of the Earth.
    to_depth_m : float
        Only points of a link in shallower water count. Points that a coarse grid takes for land count as shallow.

    Returns
    -------
    (n, links) array of bool

    References
    ----------
    Neumayer, Zussman, Cohen and Modiano (2011), Assessing the vulnerability of the fiber infrastructure to disasters,
    IEEE/ACM Transactions on Networking 19(6).
    """
    cut = np.zeros((len(lon), len(links)), dtype=np.bool_)
    centres = in_space_km(lon, lat)
    reach = float(chord_km(radius_km))
    for at, link in enumerate(links):
        shallow = link.depth_m < to_depth_m
        if shallow.any():
            near, _ = cKDTree(in_space_km(link.lon[shallow], link.lat[shallow])).query(centres)
            cut[:, at] = near <= reach
    return cut


def sample_centres(planner: Planner, cause: Cause, *, to_depth_m: float = np.inf) -> EventCentres:
    """Sample event centres with a density proportional to the fault rate of a cause. The seed is fixed.

    Parameters
    ----------
    planner : Planner
    cause : Cause
    to_depth_m : float
        Only in shallower water.
    """
    generator = np.random.default_rng(_SEED)
    depth_m = planner.depth.to_numpy()
    sea = np.flatnonzero((depth_m > 0) & (depth_m < to_depth_m))
    if len(sea) > _CELLS:
        sea = generator.choice(sea, _CELLS, replace=False)
    rows, cols = np.divmod(sea, planner.grid.cols)
    conditions = planner.seabed.at(rows, cols)
    rates = derive_fault_rates(conditions, planner.assumptions.faults, planner.assumptions.build)[cause]
    side_km = planner.grid.spacing_m * _KM_A_METRE / planner.grid.derive_scale_factor()[rows, cols]
    weight = np.asarray(rates, dtype=np.float64) * side_km**2
    if not weight.sum() > 0:
        return EventCentres(np.zeros(0), np.zeros(0))
    chosen = generator.choice(len(sea), _CENTRES, p=weight / weight.sum())
    within = generator.random((2, _CENTRES)) - 0.5  # uniform in the cell
    return EventCentres(*planner.grid.lonlat_of(rows[chosen] + within[0], cols[chosen] + within[1]))


def _event_class(
    kind: EventKind,
    per_year: float,
    cuts: npt.NDArray[np.bool_],
    samples: int = 1,
    *,
    relative_rates: FloatArray | None = None,
    days: float | None = None,
) -> EventClass | None:
    """Merge events that cut the same links. Events that cut no link are dropped with their part of the rate.

    ``per_year`` is the rate of each row of ``cuts``, times its relative rate. If the rows are samples of one event,
    ``samples`` is their number and ``per_year`` is the rate of all of them together.
    """
    hits = cuts.any(axis=1)
    if per_year == 0 or not hits.any():
        return None
    weights = np.ones(len(cuts)) if relative_rates is None else relative_rates
    different, which = np.unique(cuts[hits], axis=0, return_inverse=True)
    weight = np.bincount(which.ravel(), weights[hits])
    return EventClass(kind, per_year * float(weight.sum()) / samples, different, weight / weight.sum(), days)


def _group_cuts(groups: Sequence[RiskGroup], links: int) -> npt.NDArray[np.bool_]:
    cut = np.zeros((len(groups), links), dtype=np.bool_)
    for at, group in enumerate(groups):
        cut[at, group.members] = True
    return cut


def _landing_cuts(links: Sequence[Link]) -> npt.NDArray[np.bool_]:
    ids = sorted({node.id for link in links for node in (link.start, link.end)})
    cut = np.zeros((len(ids), len(links)), dtype=np.bool_)
    for at, link in enumerate(links):
        cut[[ids.index(link.start.id), ids.index(link.end.id)], at] = True
    return cut
