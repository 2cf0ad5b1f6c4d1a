"""All deliberate errors, and the exit code of a command for each."""

from __future__ import annotations

from typing import ClassVar


class RouteplanError(Exception):
    """An error with a one-line message: what is wrong, the value, what to do."""

    exit_code: ClassVar[int] = 1


class OutputError(RouteplanError):
    """A file that cannot be written."""


class UsageError(RouteplanError):
    """A request that cannot be answered: an unknown landing, a position on land, an invalid option."""

    exit_code: ClassVar[int] = 2


class NoRouteError(RouteplanError):
    """Two landings without a sea path between them."""

    exit_code: ClassVar[int] = 3


class DataError(RouteplanError):
    """A data set that is missing or invalid."""

    exit_code: ClassVar[int] = 4


class ScenarioError(RouteplanError):
    """A scenario that cannot be read, or has invalid values."""

    exit_code: ClassVar[int] = 5
