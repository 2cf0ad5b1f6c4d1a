"""Words for cost terms and causes of faults: the same in figures, maps and controls."""

from __future__ import annotations

_TERMS = {
    "land": "terrestrial cable",
    "non_partner": "jurisdiction of non-partners",
    "landing": "landings",
    "directional_slope": "slope by direction",
    "user": "user layers",
}
_CAUSES = {"land": "on land", "user": "user layers"}


def term_label(term: str) -> str:
    """Write a cost term in words.

    Examples
    --------
    >>> term_label("land"), term_label("burial")
    ('terrestrial cable', 'burial')
    """
    return _TERMS.get(term, _plain(term))


def cause_label(cause: str) -> str:
    """Write a cause of faults in words.

    Examples
    --------
    >>> cause_label("land"), cause_label("ice_scour")
    ('on land', 'ice scour')
    """
    return _CAUSES.get(cause, _plain(cause))


def _plain(key: str) -> str:
    return key.replace("_", " ")
