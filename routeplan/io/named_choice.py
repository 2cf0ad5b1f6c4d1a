"""A choice that people name by its text: found, or refused with all that there are."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from routeplan.errors import UsageError

ChoiceT = TypeVar("ChoiceT", bound=StrEnum)


def read_choice(choices: type[ChoiceT], name: str, what: str) -> ChoiceT:
    """Find a choice by its name.

    Parameters
    ----------
    choices : type of StrEnum
    name : str
    what : str
        What is chosen, for the message.

    Raises
    ------
    UsageError
        If there is none of that name.

    Examples
    --------
    >>> class Sea(StrEnum):
    ...     BARENTS = "Barents Sea"
    ...     KARA = "Kara Sea"
    >>> read_choice(Sea, "Kara Sea", "sea").name
    'KARA'
    """
    if name not in list(choices):
        raise UsageError(f"{what} {name!r}; give one of {', '.join(choices)}")
    return choices(name)
