"""One group of numbers that a scenario can change, and the kinds of numbers in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from routeplan.errors import UsageError
from routeplan.io.validation_messages import explain_mistake

Usd = Annotated[float, Field(ge=0.0, allow_inf_nan=False)]
# A dozen trans-ocean cables are worth about 1e9 USD. A price per km above that would hide every other cost from the
# search, whose sums have a limited number of digits; closing an area is a barrier, not a price.
UsdPerKm = Annotated[float, Field(ge=0.0, le=1e9, allow_inf_nan=False)]
Rate = Annotated[float, Field(ge=0.0, le=1000.0)]
Share = Annotated[float, Field(ge=0.0, le=1.0)]
PerDegree = Annotated[float, Field(ge=0.0, le=10.0)]
Multiplier = Annotated[float, Field(ge=0.0, le=1e6)]


class AssumptionGroup(BaseModel):
    """Numbers of one subject: immutable, and unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Copy with changed values, checked like those of a file: pydantic alone would take any value as it is.

        Raises
        ------
        UsageError
            If a key is unknown or a value not allowed.

        Examples
        --------
        >>> class Price(AssumptionGroup):
        ...     usd: Usd = 1.0
        >>> Price().model_copy(update={"usd": "2"}).usd
        2.0
        """
        if not update:
            return super().model_copy(deep=deep)
        kept = {name: getattr(self, name) for name in self.model_fields_set}
        try:
            return type(self).model_validate(kept | dict(update))
        except ValidationError as error:
            raise UsageError(explain_mistake(error, type(self).model_json_schema())) from error
