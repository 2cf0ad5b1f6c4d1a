"""All deliberate errors, and the exit code of a command for each."""

from __future__ import annotations

import re
from numbers import Integral, Real
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


def on_one_line(message: str) -> str:
    r"""Write a message on one line, and what a terminal would obey, or turn round, as an escape.

    Examples
    --------
    >>> on_one_line("no landing 'x\n\x1b[31m'")
    "no landing 'x \\x1b[31m'"
    """
    return "".join(
        letter if letter.isprintable() else repr(letter)[1:-1] for letter in " ".join(message.split())
    )


class RouteplanError(Exception):
    """An error with a one-line message: what is wrong, the value, what to do."""

    exit_code: ClassVar[int] = 1

    def __str__(self) -> str:
        return cut_quotes(super().__str__())


def check_type(given: object, kinds: type | tuple[type, ...], what: str, give: str) -> None:
    """Refuse a value of another type, where people give texts, paths or areas.

    Raises
    ------
    UsageError
        Names the type and what to give.

    Examples
    --------
    >>> check_type(b"bodo", str, "landing", "an id such as 'bodo'")
    Traceback (most recent call last):
    routeplan.errors.UsageError: landing is bytes: b'bodo'; give an id such as 'bodo'
    """
    if not isinstance(given, kinds):
        raise _wrong_type(given, what, give)


def _wrong_type(given: object, what: str, give: str) -> UsageError:
    return UsageError(f"{what} is {type(given).__name__}: {repr(given)[:_SHOWN]}; give {give}")


def check_number(given: object, what: str, *, whole: bool = False) -> None:
    """Refuse what is no number; a truth value is none, and neither is a number in quotes.

    Raises
    ------
    UsageError
        Names the type and what to give.

    Examples
    --------
    >>> check_number("5", "spacing")
    Traceback (most recent call last):
    routeplan.errors.UsageError: spacing is str: '5'; give a number
    """
    if isinstance(given, bool) or not isinstance(given, Integral if whole else Real):
        raise _wrong_type(given, what, "a whole number" if whole else "a number")


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
