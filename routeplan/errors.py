"""All deliberate errors, and the exit code of a command for each."""

from __future__ import annotations

import re
from typing import ClassVar

_LONGEST_QUOTE = 300
_SHOWN = 60
# A word, or what stands in quotes; an apostrophe within a word opens no quotes.
_QUOTED = re.compile(
    rf"""(?<![^\s(])(["'])(?:(?!\1).){{{_LONGEST_QUOTE},}}\1|\S{{{_LONGEST_QUOTE},}}""", re.DOTALL
)


def cut_quotes(message: str) -> str:
    """Cut words and quoted values of more than 300 characters, such as a file given as a name.

    Examples
    --------
    >>> cut_quotes("no landing 'x'"), len(cut_quotes(f"no landing '{'x ' * 50_000}'")) < 100
    ("no landing 'x'", True)
    """
    return _QUOTED.sub(lambda found: f"{found[0][:_SHOWN]} ...{found[1] or ''}", message)


class RouteplanError(Exception):
    """An error with a one-line message: what is wrong, the value, what to do."""

    exit_code: ClassVar[int] = 1

    def __str__(self) -> str:
        return cut_quotes(super().__str__())


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
