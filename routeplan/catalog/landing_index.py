"""The embedded landings by id, for notebooks: ``rp.landings["bodo"]``, completed by the Tab key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from routeplan.catalog.landings import find_landing, read_landings
from routeplan.catalog.models import Landing
from routeplan.errors import UsageError


class LandingIndex(Mapping[str, Landing]):
    """Landings by id.

    Examples
    --------
    >>> LandingIndex()["bodo"].name
    'Bodø'
    >>> "Bodø" in LandingIndex()  # a name finds its landing too
    True
    """

    @cached_property
    def _by_id(self) -> dict[str, Landing]:
        return {landing.id: landing for landing in read_landings()}

    def __getitem__(self, named: str) -> Landing:
        if named in self._by_id:
            return self._by_id[named]
        try:
            return find_landing(named, tuple(self._by_id.values()))
        except UsageError as error:
            raise _UnknownLandingError(str(error)) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_id)

    def __len__(self) -> int:
        return len(self._by_id)

    def _ipython_key_completions_(self) -> list[str]:
        return list(self._by_id)

    def __repr__(self) -> str:
        return f"<{len(self)} landings: rp.landings['bodo'], rp.search_landings(country='NO')>"


class _UnknownLandingError(UsageError, KeyError):
    """No landing has the name: a KeyError for whoever asks with ``in`` or ``get``."""

    def __str__(self) -> str:
        return str(self.args[0])


landings = LandingIndex()
