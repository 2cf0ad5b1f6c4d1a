"""Every failure raised on purpose, and the exit code each one ends a command with."""

from __future__ import annotations

from typing import ClassVar


class RouteplanError(Exception):
    """A failure with one clear line: the thing, its value, what to do."""

    exit_code: ClassVar[int] = 1


class OutputError(RouteplanError):
    """A file that cannot be written."""


class UsageError(RouteplanError):
    """A question that cannot be asked: an unknown landing, a position on land, a senseless option."""

    exit_code: ClassVar[int] = 2


class NoRouteError(RouteplanError):
    """Two landings that no sea path joins."""

    exit_code: ClassVar[int] = 3


class DataError(RouteplanError):
    """A data set that is missing or not what it should be."""

    exit_code: ClassVar[int] = 4


class ScenarioError(RouteplanError):
    """A scenario that cannot be read, or says what no plan can be made of."""

    exit_code: ClassVar[int] = 5
