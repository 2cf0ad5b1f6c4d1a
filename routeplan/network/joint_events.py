"""Joint events, each of which can cut several links: their rates, the links they cut, and how long links stay cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from routeplan.catalog.states import PARTNERS_TRUSTED, State, isos_of
from routeplan.cost.network_assumptions import NetworkAssumptions
from routeplan.geo.geodesy import FloatArray, chord_km, in_space_km
from routeplan.network.cuts import TerminalPair, stop_together
from routeplan.network.event_centres import EventCentres
from routeplan.network.links import Link
from routeplan.network.risk_groups import GroupKind, RiskGroup
from routeplan.seabed.hazard_zones import ZoneKind

_SEED = 1929
_SUBSETS = 200  # sampled losses of an event that takes a share of its links
_SLIDE_KINDS = (ZoneKind.SLIDE, ZoneKind.TURBIDITY_FAN)
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
    loss_share : float or (n, links) array
        Probability that an event takes each link of its cut, independently of the others. 1 for all of them.
    """

    kind: EventKind
    per_year: float
    cuts: npt.NDArray[np.bool_]
    probability: FloatArray
    days: float | None = None
    loss_share: float | FloatArray = 1.0

    def lose(self, which: npt.NDArray[np.intp], generator: np.random.Generator) -> npt.NDArray[np.bool_]:
        """Draw the links that events take of their cuts, (events, links); ``which`` gives the row of each event."""
        cut = self.cuts[which]
        share = np.asarray(self.loss_share)
        if share.min() >= 1.0:
            return cut
        probability = share[which][cut] if share.ndim else share
        cut[cut] = generator.random(np.count_nonzero(cut)) < probability
        return cut

    def __repr__(self) -> str:
        return f"<EventClass {self.kind}: {self.per_year:.3g} per year, {len(self.cuts)} different>"


@dataclass(frozen=True, slots=True, eq=False)
class JointLosses:
    """The links that single joint events take, with their rates.

    Attributes
    ----------
    cuts : (n, links) array of bool
    per_year : (n,) array
    """

    cuts: npt.NDArray[np.bool_]
    per_year: FloatArray


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
        of(
            EventKind.SLIDE,
            assumed.slide_events_per_year,
            _group_cuts(slides, len(links)),
            loss_share=assumed.slide_loss_share,
        ),
        of(
            EventKind.ANCHOR_DRAG,
            assumed.drag_events_per_year,
            drag,
            len(drag),
            loss_share=assumed.drag_loss_share,
        ),
        of(EventKind.LANDING_LOST, assumed.landing_events_per_year, landings, days=assumed.landing_days),
        of(
            EventKind.STRAIT_CUT,
            assumed.strait_events_per_year,
            _group_cuts(straits, len(links)),
            relative_rates=strait_rates,
            loss_share=assumed.strait_loss_share,
        ),
        of(
            EventKind.JURISDICTION_CLOSED,
            assumed.closure_events_per_year,
            _group_cuts(closing, len(links)),
            days=assumed.closure_days,
            loss_share=_closure_shares(closing, links, assumed.closure_line_km, partners),
        ),
    )
    return tuple(event for event in classes if event is not None)


def sample_losses(
    events: Sequence[EventClass], links: int, *, together: Sequence[Sequence[int]] = ()
) -> JointLosses:
    """List what joint events take; those that take a share of their links are sampled with a fixed seed.

    Parameters
    ----------
    events : sequence of EventClass
    links : int
        Number of links of the network.
    together : sequence of sequence of int
        Links that are out of service together.
    """
    generator = np.random.default_rng(_SEED)
    losses = [_sampled_losses(event, generator) for event in events]
    cuts = np.concatenate([np.zeros((0, links), dtype=np.bool_), *(cut for cut, _ in losses)])
    return JointLosses(
        stop_together(cuts, together),
        np.concatenate([np.zeros(0), *(rate for _, rate in losses)]),
    )


def derive_surviving_paths(
    losses: JointLosses,
    terminal_pair: TerminalPair,
    present: npt.NDArray[np.bool_],
    with_candidates: npt.NDArray[np.bool_],
) -> SurvivingPaths:
    """Derive the mean number of paths that joint events leave, of the events that cut two or more of today's paths.

    Every event counts once, weighted by its rate and not by its duration.

    Parameters
    ----------
    losses : JointLosses
    terminal_pair : TerminalPair
    present, with_candidates : (links,) arrays of bool
        Links of today, and with candidates.
    """
    none = SurvivingPaths(0.0, float("nan"), float("nan"))
    if not len(losses.per_year):
        return none
    cuts, per_year = losses.cuts, losses.per_year
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
            points = cKDTree(in_space_km(link.lon[shallow], link.lat[shallow]))
            # Farther points need not be found; the bound itself would be left out.
            near, _ = points.query(centres, distance_upper_bound=2.0 * reach)
            cut[:, at] = near <= reach
    return cut


def _event_class(  # noqa: PLR0913 - one keyword for each fact it is given
    kind: EventKind,
    per_year: float,
    cuts: npt.NDArray[np.bool_],
    samples: int = 1,
    *,
    relative_rates: FloatArray | None = None,
    days: float | None = None,
    loss_share: float | FloatArray = 1.0,
) -> EventClass | None:
    """Merge events that cut the same links. Events that cut no link are dropped with their part of the rate.

    ``per_year`` is the rate of each row of ``cuts``, times its relative rate. If the rows are samples of one event,
    ``samples`` is their number and ``per_year`` is the rate of all of them together.
    """
    losses = cuts * np.asarray(loss_share)
    hits = losses.any(axis=1)
    if per_year == 0 or not hits.any():
        return None
    weights = np.ones(len(cuts)) if relative_rates is None else relative_rates
    different, which = np.unique(losses[hits], axis=0, return_inverse=True)
    weight = np.bincount(which.ravel(), weights[hits])
    rate = per_year * float(weight.sum()) / samples
    return EventClass(
        kind,
        rate,
        different > 0,
        weight / weight.sum(),
        days,
        loss_share if isinstance(loss_share, float) else different,
    )


def _sampled_losses(
    event: EventClass, generator: np.random.Generator
) -> tuple[npt.NDArray[np.bool_], FloatArray]:
    """Give the links that the events of a class take, (n, links), and the rate of each, (n,)."""
    rate = event.per_year * event.probability
    if np.min(event.loss_share) >= 1.0:
        return event.cuts, rate
    which = np.repeat(np.arange(len(event.cuts)), _SUBSETS)
    # Few of the losses differ: an event of two links has four.
    packed = np.packbits(event.lose(which, generator), axis=1)
    different, same = np.unique(packed, axis=0, return_inverse=True)
    lost = np.unpackbits(different, axis=1, count=event.cuts.shape[1]).astype(np.bool_)
    return lost, np.bincount(same.ravel(), rate[which]) / _SUBSETS


def _closure_shares(
    closing: Sequence[RiskGroup], links: Sequence[Link], line_km: float, partners: frozenset[str]
) -> FloatArray:
    """Give the probability that each link truly passes the waters of each state, (states, links).

    Lines are drawn, not surveyed: one that clips a boundary may lie outside, one far inside hardly. A link that lands
    in the state, or whose line is not known, passes for certain. Of disputed waters only a claimant that is no partner
    closes them: a cable to Japan is no cable to Russia because both claim the Southern Kurils.
    """
    shares = np.ones((len(closing), len(links)))
    for row, group in enumerate(closing):
        states = set(isos_of(group.id)) - partners
        for at in group.members:
            link = links[at]
            km = link.jurisdiction_km.get(group.id)
            if km is not None and not {link.start.area.country, link.end.area.country} & states:
                shares[row, at] = km / (km + line_km)
    return shares


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
