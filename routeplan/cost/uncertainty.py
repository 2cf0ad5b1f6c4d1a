"""What ensembles vary: a distribution for any number of a scenario, and the errors of depths."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field, model_validator

from routeplan.cost.assumption_group import AssumptionGroup
from routeplan.cost.assumptions import Assumptions
from routeplan.cost.estimate import Estimate
from routeplan.cost.prices import Prices
from routeplan.errors import UsageError

ICE_FACTOR = "ice.concentration_factor"
"""Path of the multiplier of the ice concentration in every month: no number of a scenario, but as uncertain."""


class Distribution(StrEnum):
    """Shape of the distribution of a value."""

    TRIANGULAR = "triangular"
    UNIFORM = "uniform"
    LOGNORMAL = "lognormal"
    LIST = "list"


class UncertainValue(AssumptionGroup):
    """One uncertain number of a scenario."""

    path: str = Field(
        min_length=1,
        description=f"table.key of a number of the scenario, or {ICE_FACTOR}: multiplier of the ice concentration",
    )
    distribution: Distribution = Field(
        default=Distribution.TRIANGULAR,
        description="triangular (low, likely, high), uniform (low, high), lognormal (median, spread_factor) or "
        "list (choices)",
    )
    low: float | None = Field(default=None, description="lowest value; without it, of a price, its low")
    likely: float | None = Field(
        default=None, description="peak of a triangular distribution; without it the value of the scenario"
    )
    high: float | None = Field(default=None, description="highest value; without it, of a price, its high")
    median: float | None = Field(
        default=None, gt=0.0, description="of a lognormal distribution; without it the value of the scenario"
    )
    spread_factor: float | None = Field(
        default=None,
        gt=1.0,
        description="of a lognormal distribution: 90 % are between median / spread_factor and median x spread_factor",
    )
    choices: tuple[float, ...] = Field(default=(), description="of a list: equally likely values")

    @model_validator(mode="after")
    def _has_what_its_distribution_needs(self) -> UncertainValue:
        needed = {
            Distribution.LOGNORMAL: ("spread_factor", self.spread_factor),
            Distribution.LIST: ("choices", self.choices or None),
        }.get(self.distribution)
        if needed and needed[1] is None:
            raise ValueError(f"{self.path} is {self.distribution.value}, and {needed[0]} is missing; give it")
        return self

    def placed_in(self, assumptions: Assumptions) -> UncertainValue:
        """Fill in what is left out from the value of the scenario, and of a price from its range.

        Raises
        ------
        UsageError
            If there is no such number, or the range is incomplete or not in rising order.
        """
        scenario_value, low, high = _range_of(self.path, assumptions)
        if self.distribution is Distribution.LIST:
            return self
        if self.distribution is Distribution.LOGNORMAL:
            median = self.median or scenario_value
            if median <= 0.0:
                raise UsageError(
                    f"{self.path} = {median:g} has no lognormal distribution; give a median above 0"
                )
            return self.model_copy(update={"median": median})
        low, high = (
            given if given is not None else own for given, own in ((self.low, low), (self.high, high))
        )
        likely = self.likely if self.likely is not None else scenario_value
        if low is None or high is None:
            raise UsageError(f"{self.path} has no range of its own; give low and high")
        is_uniform = self.distribution is Distribution.UNIFORM
        if not (low < high and (is_uniform or low <= likely <= high)):
            between = "" if is_uniform else f", likely {likely:g}"
            raise UsageError(
                f"{self.path}: low {low:g}{between}, high {high:g} are not in rising order; sort them"
            )
        return self.model_copy(
            update={"low": low, "high": high, **({} if is_uniform else {"likely": likely})}
        )


def _range_of(path: str, assumptions: Assumptions) -> tuple[float, float | None, float | None]:
    """Value of a path in a scenario, and its own low and high if it is a price."""
    if path == ICE_FACTOR:
        return 1.0, None, None
    value = assumptions.value(path)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise UsageError(f"{path} = {value} is not a number; give the path of a number")
    table, _, key = path.partition(".")
    price = getattr(getattr(assumptions, table), key)
    if isinstance(price, Estimate):
        return float(value), price.low, price.high
    return float(value), None, None


class Uncertainty(AssumptionGroup):
    """What ensembles vary; without effect on a plan."""

    depth_error_factor: float = Field(
        default=1.0,
        ge=0.0,
        le=10.0,
        description="multiplier of the depth errors: 1 % of the depth down to 200 m; deeper, where depth is predicted "
        "from gravity or interpolated, 150 m (Tozer et al. 2019), at most a quarter of the depth; 0: exact depths",
    )
    depth_correlation_km: float = Field(
        default=50.0,
        gt=0.0,
        le=2000.0,
        description="distance at which depth errors correlate by 1/e; editable default",
    )
    values: tuple[UncertainValue, ...] = Field(
        default=(),
        description="uncertain numbers, each a table [[uncertainty.values]]; without any, those of docs/uncertainty.md",
    )

    def check(self, assumptions: Assumptions) -> None:
        """Check that every value is a number of a scenario, once.

        Raises
        ------
        ValueError
            If it is not, or a distribution is incomplete; the message names the entry.
        """
        seen: set[str] = set()
        for number, value in enumerate(self.values):
            if value.path in seen:
                raise ValueError(
                    f"uncertainty.values[{number}].path = {value.path!r} a second time; leave one out"
                )
            seen.add(value.path)
            try:
                value.placed_in(assumptions)
            except UsageError as error:
                raise ValueError(f"uncertainty.values[{number}]: {error}") from None

    def placed_in(self, assumptions: Assumptions) -> tuple[UncertainValue, ...]:
        """List the values with complete distributions: those of the scenario, or the default ones.

        Default values whose number is 0 in the scenario stay as they are.
        """
        if self.values:
            return tuple(value.placed_in(assumptions) for value in self.values)
        varied = (value for value in DEFAULT_VALUES if _range_of(value.path, assumptions)[0] > 0.0)
        return tuple(value.placed_in(assumptions) for value in varied if _has_range(value, assumptions))


def _has_range(value: UncertainValue, assumptions: Assumptions) -> bool:
    """Whether a price has a range: one that is known exactly, low = high, is not varied."""
    _, low, high = _range_of(value.path, assumptions)
    return value.distribution is not Distribution.TRIANGULAR or value.low is not None or low != high


def _fault(cause: str) -> UncertainValue:
    return UncertainValue(path=f"faults.{cause}", distribution=Distribution.LOGNORMAL, spread_factor=2.0)


_IN_NO_TOTAL = ("maintenance_usd_per_km_year", "branching_unit_usd")
DEFAULT_VALUES: tuple[UncertainValue, ...] = (
    *(UncertainValue(path=f"prices.{key}") for key in Prices.model_fields if key not in _IN_NO_TOTAL),
    *(
        _fault(cause)
        for cause in (
            "fishing",
            "anchoring",
            "abrasion",
            "seismic",
            "ice_scour",
            "iceberg",
            "component",
            "other",
        )
    ),
    UncertainValue(
        path="repair.usd_per_repair", distribution=Distribution.UNIFORM, low=1_500_000.0, high=2_000_000.0
    ),
    UncertainValue(path="repair.work_days", distribution=Distribution.UNIFORM, low=7.0, high=14.0),
    UncertainValue(path=ICE_FACTOR, distribution=Distribution.LIST, choices=(0.4, 0.6, 0.8, 1.0)),
)
"""What an ensemble varies where a scenario says nothing: prices by their ranges, fault rates by a factor of 2 either
way (editable default), a repair by the ranges of its sources, ice from today's to 40 % of it (editable default)."""
