"""Widgets that are moved by code, and not by a user, tell nobody."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class Placing:
    """Whether things are being put in their places.

    Attributes
    ----------
    is_on : bool
    """

    def __init__(self) -> None:
        self.is_on = False

    @contextmanager
    def quietly(self) -> Iterator[None]:
        """Move things about without telling anyone."""
        self.is_on = True
        try:
            yield
        finally:
            self.is_on = False
