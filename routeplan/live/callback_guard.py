"""Guard that tells programmatic updates of widgets from those of a user."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class CallbackGuard:
    """Suppress callbacks on programmatic updates.

    Attributes
    ----------
    is_on : bool
        Whether code is updating widgets now; callbacks then return at once.
    """

    def __init__(self) -> None:
        self.is_on = False

    @contextmanager
    def suppressed(self) -> Iterator[None]:
        """Suppress callbacks within the block."""
        self.is_on = True
        try:
            yield
        finally:
            self.is_on = False
