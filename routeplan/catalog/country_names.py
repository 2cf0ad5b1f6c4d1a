"""Countries as people name them: English names and ISO 3166-1 codes."""

from __future__ import annotations

from functools import cache

import pyogrio

from routeplan.catalog.states import alpha_2_of, state_of
from routeplan.errors import UsageError
from routeplan.io.name_search import fold_name, nearest_names
from routeplan.io.sources import embedded

# Full and short names that Natural Earth abbreviates or has under another country, and initials in common use.
_OTHER_NAMES = {
    "America": "US",
    "Bosnia and Herzegovina": "BA",
    "Britain": "GB",
    "Czech Republic": "CZ",
    "Faroe Islands": "FO",
    "Faroes": "FO",
    "Great Britain": "GB",
    "Holland": "NL",
    "Jan Mayen": "SJ",
    "Korea": "KR",
    "North Macedonia": "MK",
    "Republic of Korea": "KR",
    "Russian Federation": "RU",
    "Saint Pierre and Miquelon": "PM",
    "Svalbard": "SJ",
    "Svalbard and Jan Mayen": "SJ",
    "Türkiye": "TR",
    "U.A.E.": "AE",
    "U.K.": "GB",
    "U.S.": "US",
    "U.S.A.": "US",
    "United States": "US",
    "Western Sahara": "EH",
}


def find_country(text: str) -> str:
    """Find the ISO 3166-1 alpha-2 code of a country north of 25N.

    Parameters
    ----------
    text : str
        English name, or alpha-2, alpha-3 or numeric code; in any case, with or without accents.

    Raises
    ------
    UsageError
        If no country has that name or code.

    Examples
    --------
    >>> find_country("norway"), find_country("NOR"), find_country("no"), find_country("Svalbard")
    ('NO', 'NO', 'NO', 'SJ')
    >>> find_country("Norwai")
    Traceback (most recent call last):
    routeplan.errors.UsageError: no country "Norwai" north of 25N; did you mean Norway? Give an English name or an
    ISO 3166-1 code such as NO
    """
    names = _countries()
    by_fold = {fold_name(name): code for name, code in names.items()}
    code = by_fold.get(fold_name(text))
    if code is None and (alpha_2 := alpha_2_of(text.strip().upper())) in names.values():
        code = alpha_2
    if code is None:
        near = " or ".join(nearest_names(text, names, likeness=0.7))
        meant = f"did you mean {near}? " if near else ""
        raise UsageError(
            f'no country "{text.strip()}" north of 25N; {meant}'
            f"{'Give' if near else 'give'} an English name or an ISO 3166-1 code such as NO"
        )
    return code


@cache
def _countries() -> dict[str, str]:
    """Alpha-2 codes by name."""
    table = pyogrio.read_dataframe(
        embedded("boundaries").path, columns=["name", "iso_n3"], read_geometry=False
    )
    labels = {
        str(row.name): state_of(str(row.name), str(row.iso_n3)).label for row in table.itertuples(index=False)
    }
    return {name: label for name, label in labels.items() if len(label) == 2} | _OTHER_NAMES
