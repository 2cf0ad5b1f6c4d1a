"""Suppress the callbacks of widgets while code updates them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class CallbackGuard:
    """Suppresses callbacks on programmatic updates; those of a user pass.

    Attributes
    ----------
    is_on : bool
        Whether code is updating widgets now.
    """

    def __init__(self) -> None:
        self.is_on = False

    @contextmanager
    def suppressed(self) -> Iterator[None]:
        """Update widgets without calling anyone back."""
        self.is_on = True
        try:
            yield
        finally:
            self.is_on = False
