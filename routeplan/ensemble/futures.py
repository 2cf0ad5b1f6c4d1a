"""Futures: named changes of the world that combine, each with its source. They are experiments, not forecasts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce

from shapely import Polygon

from routeplan.catalog.country_names import find_coastal_state
from routeplan.catalog.landings import read_landings
from routeplan.catalog.models import Landing
from routeplan.errors import UsageError
from routeplan.io.validation_messages import name_nearest
from routeplan.planning.planner import Planner
from routeplan.planning.stops import landing_of
from routeplan.planning.what_if import with_assumption, with_ice

EDITABLE = "editable default"
_CLOSED, _LOST = "closed:", "lost:"
_BESIDE_KM = 25.0  # a landing nearer than this to a lost one is lost with it
_JOINED = "+"


@dataclass(frozen=True)
class Future:
    """A change of the world.

    Attributes
    ----------
    name : str
    text : str
        What changes.
    source : str
        Where the change comes from.
    ice_factor : mapping of int to float
        Multiplier of the ice concentration by month, 1 to 12; 1 where it is not named.
    assumption_factor : mapping of str to float
        Multiplier of numbers of the scenario by their path.
    avoided : tuple of str or Polygon
        States whose waters are closed, and areas in longitude and latitude.
    lost_landing : Landing, optional
        Cables that would end there end at the nearest other landing.
    """

    name: str
    text: str
    source: str = EDITABLE
    ice_factor: Mapping[int, float] = field(default_factory=dict)
    assumption_factor: Mapping[str, float] = field(default_factory=dict)
    avoided: tuple[str | Polygon, ...] = ()
    lost_landing: Landing | None = None

    def applied_to(self, planner: Planner) -> Planner:
        """Return the planner in this future: ice first, assumptions next, then what is closed."""
        for factor in sorted(set(self.ice_factor.values())):
            months = [month for month, value in self.ice_factor.items() if value == factor]
            planner = with_ice(planner, times=factor, months=months)
        for path, factor in self.assumption_factor.items():
            planner = with_assumption(planner, path, times=factor)
        return planner.avoiding(self.avoided) if self.avoided else planner

    def moved(self, landing: Landing) -> Landing:
        """Return the landing at which a cable ends in this future."""
        lost = self.lost_landing
        if lost is None or lost.away_km(landing) >= _BESIDE_KM:
            return landing
        others = [other for other in read_landings() if lost.away_km(other) >= _BESIDE_KM]
        return min(others, key=lost.away_km)


FUTURES: tuple[Future, ...] = (
    Future(
        "short-ice-2035",
        "ice season of 2035: 30 % less ice from July to October, 10 % less in June and November",
        "trend of the September extent, about 12 % a decade (NSIDC Sea Ice Index), from the mean of 2003-2022 to 2035; "
        + EDITABLE,
        ice_factor={6: 0.9, 7: 0.7, 8: 0.7, 9: 0.7, 10: 0.7, 11: 0.9},
    ),
    Future(
        "ice-free-2050",
        "no ice in September, 70 % less in August and October, 40 % less in July and November, else 10 % less",
        "practically ice-free Septembers before 2050 in most simulations (Notz and SIMIP Community 2020, "
        "doi:10.1029/2019GL086749); other months: " + EDITABLE,
        ice_factor=dict.fromkeys((1, 2, 3, 4, 5, 6, 12), 0.9) | {7: 0.6, 8: 0.3, 9: 0.0, 10: 0.3, 11: 0.6},
    ),
    Future(
        "bering-strait-closed",
        "no cable through Bering Strait",
        avoided=(Polygon([(-171.5, 65.4), (-171.5, 66.2), (-166.0, 66.2), (-166.0, 65.4)]),),
    ),
    Future(
        "red-sea-closed",
        "no cable through the Red Sea; no cell of a grid that begins north of 30N changes",
        avoided=(Polygon([(32.0, 30.0), (35.5, 30.0), (44.5, 12.0), (42.5, 12.0)]),),
    ),
    Future("trawling-doubled", "twice as many faults by fishing", assumption_factor={"faults.fishing": 2.0}),
    Future(
        "repair-fleet-halved",
        "half as many repair ships: twice the time until one is free",
        assumption_factor={"repair.queue_days": 2.0},
    ),
)


def find_futures(text: str) -> tuple[Future, ...]:
    """Find futures by name; several are joined by a plus sign.

    Parameters
    ----------
    text : str
        Names of `FUTURES`; ``closed:RU`` for the waters of a state, ``lost:bodo`` for a landing.

    Raises
    ------
    UsageError
        If there is none of a name.

    Examples
    --------
    >>> [future.text for future in find_futures("trawling-doubled+closed:RU")]
    ['twice as many faults by fishing', 'waters of RU closed']
    """
    return tuple(_find_future(name.strip()) for name in text.split(_JOINED))


def _find_future(name: str) -> Future:
    if name.startswith(_CLOSED):
        state = find_coastal_state(name.removeprefix(_CLOSED))
        return Future(f"{_CLOSED}{state}", f"waters of {state} closed", avoided=(state,))
    if name.startswith(_LOST):
        lost = landing_of(name.removeprefix(_LOST))
        return Future(
            f"{_LOST}{lost.id}", f"landing {lost.name} lost: the nearest other one", lost_landing=lost
        )
    by_name = {future.name: future for future in FUTURES}
    if name not in by_name:
        raise UsageError(
            f"no future {name!r}; {name_nearest(name, tuple(by_name))}, {_CLOSED}STATE or {_LOST}LANDING"
        )
    return by_name[name]


def apply_futures(planner: Planner, futures: Sequence[Future]) -> Planner:
    """Return the planner in all of some futures at once."""
    return reduce(lambda changed, future: future.applied_to(changed), futures, planner)


def move_landing(landing: Landing, futures: Sequence[Future]) -> Landing:
    """Return the landing at which a cable ends in all of some futures at once."""
    return reduce(lambda moved, future: future.moved(moved), futures, landing)
