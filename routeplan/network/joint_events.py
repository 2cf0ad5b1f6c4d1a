"""What takes several links at once: how often it comes, which links it cuts, and for how long they stay cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from routeplan.catalog.states import PARTNERS_TRUSTED, State, isos_of
from routeplan.cost.assumptions import Network as NetworkAssumptions
from routeplan.cost.faults import Cause, derive_fault_rates
from routeplan.geo.geodesy import FloatArray, chord_km, in_space_km
from routeplan.network.links import Link
from routeplan.network.risk_groups import GroupKind, RiskGroup
from routeplan.planning.planner import Planner
from routeplan.seabed.hazard_zones import ZoneKind

_PLACES = 4_000  # where an event of no fixed place is tried
_CELLS = 200_000  # cells that its density is read from
_SEED = 1929
_SLIDING = (ZoneKind.SLIDE, ZoneKind.TURBIDITY_FAN)
_KM_A_METRE = 1e-3


class EventKind(StrEnum):
    """What happens."""

    EARTHQUAKE = "earthquake (disc)"
    SLIDE = "slide or turbidity current (zone)"
    ANCHOR_DRAG = "anchor drag or sabotage (shallow disc)"
    LANDING_LOST = "landing lost"
    STRAIT_CUT = "strait cut"
    WATERS_CLOSED = "waters closed"


@dataclass(frozen=True, eq=False)
class EventClass:
    """Events of one kind.

    Attributes
    ----------
    kind : EventKind
    per_year : float
        How often one comes that cuts a link at all.
    cuts : (n, links) array of bool
        What each of n different events cuts.
    share : (n,) array
        How likely an event is each of them; adds up to 1.
    days : float or None
        How long links stay cut; None where each waits for its own repair.
    """

    kind: EventKind
    per_year: float
    cuts: npt.NDArray[np.bool_]
    share: FloatArray
    days: float | None = None

    def __repr__(self) -> str:
        return f"<EventClass {self.kind}: {self.per_year:.3g} a year, {len(self.cuts)} different>"


@dataclass(frozen=True, eq=False)
class Places:
    """Where events of no fixed place may strike, each place as likely as any other.

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
    earthquakes: Places,
    drags: Places,
    partners: frozenset[str] = PARTNERS_TRUSTED,
) -> tuple[EventClass, ...]:
    """Derive every kind of joint event whose rate is not 0.

    Parameters
    ----------
    links : sequence of Link
    groups : sequence of RiskGroup
        Of the same links.
    assumed : NetworkAssumptions
    earthquakes, drags : Places
    partners : frozenset of str
        States that do not close their waters, ISO 3166-1 alpha-2.
    """
    disc = cut_by_discs(links, earthquakes.lon, earthquakes.lat, radius_km=assumed.disc_radius_km)
    drag = cut_by_discs(
        links, drags.lon, drags.lat, radius_km=assumed.drag_radius_km, to_depth_m=assumed.drag_to_depth_m
    )
    closing = [
        group
        for group in groups
        if group.kind is GroupKind.JURISDICTION and not State(group.id, isos_of(group.id)).is_among(partners)
    ]
    slides = [group for group in groups if group.hazard in _SLIDING]
    straits = [group for group in groups if group.kind is GroupKind.STRAIT]
    landings = _cut_by_landings(links)
    of = _class_of
    classes = (
        of(EventKind.EARTHQUAKE, assumed.disc_events_per_year, disc, len(disc)),
        of(EventKind.SLIDE, assumed.slide_events_per_year, _cut_by_groups(slides, len(links))),
        of(EventKind.ANCHOR_DRAG, assumed.drag_events_per_year, drag, len(drag)),
        of(EventKind.LANDING_LOST, assumed.landing_events_per_year, landings, days=assumed.landing_days),
        of(EventKind.STRAIT_CUT, assumed.strait_events_per_year, _cut_by_groups(straits, len(links))),
        of(
            EventKind.WATERS_CLOSED,
            assumed.closure_events_per_year,
            _cut_by_groups(closing, len(links)),
            days=assumed.closure_days,
        ),
    )
    return tuple(each for each in classes if each is not None)


def cut_by_discs(
    links: Sequence[Link],
    lon: FloatArray,
    lat: FloatArray,
    *,
    radius_km: float,
    to_depth_m: float = np.inf,
) -> npt.NDArray[np.bool_]:
    """Say which links discs cut.

    Parameters
    ----------
    links : sequence of Link
        Those without a line are cut by none.
    lon, lat : (n,) arrays
        Centres, degrees.
    radius_km : float
        Along the Earth.
    to_depth_m : float
        Only what lies shallower is cut; the last kilometres, which a coarse grid takes for land, among it.

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


def draw_places(planner: Planner, cause: Cause, *, to_depth_m: float = np.inf) -> Places:
    """Draw places as densely as faults of a cause are likely there, the same each time.

    Parameters
    ----------
    planner : Planner
    cause : Cause
    to_depth_m : float
        Only in waters shallower than this.
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
        return Places(np.zeros(0), np.zeros(0))
    chosen = generator.choice(len(sea), _PLACES, p=weight / weight.sum())
    within = generator.random((2, _PLACES)) - 0.5  # anywhere in its cell
    return Places(*planner.grid.lonlat_of(rows[chosen] + within[0], cols[chosen] + within[1]))


def _class_of(
    kind: EventKind,
    per_year: float,
    cuts: npt.NDArray[np.bool_],
    places: int = 1,
    *,
    days: float | None = None,
) -> EventClass | None:
    """Gather events that cut the same; those that cut nothing are left out, and the rate is less by as many.

    ``per_year`` is the rate of each row of ``cuts``, or of all together where they are places of one event.
    """
    hits = cuts[cuts.any(axis=1)]
    if per_year == 0 or len(hits) == 0:
        return None
    different, often = np.unique(hits, axis=0, return_counts=True)
    return EventClass(kind, per_year * len(hits) / places, different, often / often.sum(), days)


def _cut_by_groups(groups: Sequence[RiskGroup], links: int) -> npt.NDArray[np.bool_]:
    cut = np.zeros((len(groups), links), dtype=np.bool_)
    for at, group in enumerate(groups):
        cut[at, group.members] = True
    return cut


def _cut_by_landings(links: Sequence[Link]) -> npt.NDArray[np.bool_]:
    ids = sorted({node.id for link in links for node in (link.start, link.end)})
    cut = np.zeros((len(ids), len(links)), dtype=np.bool_)
    for at, link in enumerate(links):
        cut[[ids.index(link.start.id), ids.index(link.end.id)], at] = True
    return cut
