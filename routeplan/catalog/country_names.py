"""Countries as people name them: English names and ISO 3166-1 codes."""

from __future__ import annotations

from functools import cache

from routeplan.catalog.states import LANDLOCKED, alpha_2_of, state_of, waters_code_of
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

# States with long coasts in the domain, suggested where a code of two letters is unknown.
_OFTEN_MEANT = frozenset({"CA", "CN", "DK", "GB", "GL", "IE", "IS", "JP", "KP", "KR", "NO", "RU", "US"})


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


def find_coastal_state(text: str) -> str:
    """Find the ISO 3166-1 alpha-2 code of a state that has waters north of 25N.

    Parameters
    ----------
    text : str
        As for :func:`find_country`. The waters of Svalbard and Jan Mayen are those of Norway.

    Raises
    ------
    UsageError
        If no country north of 25N has that name or code, or it has no sea.

    Examples
    --------
    >>> find_coastal_state("Russia"), find_coastal_state("CHN"), find_coastal_state("Svalbard")
    ('RU', 'CN', 'NO')
    >>> find_coastal_state("CH")
    Traceback (most recent call last):
    routeplan.errors.UsageError: CH (Switzerland) has no sea, so no waters to avoid; leave it out. Did you mean CA
    (Canada) or CN (China)?
    """
    try:
        code = find_country(text)
    except UsageError:
        near = _nearest_states(text)
        meant = f"; did you mean {near}? If" if near else "; if"
        raise UsageError(
            f'no state "{text.strip()}" north of 25N, where the data begin{meant} it lies further south, '
            "leave it out: no route gets there"
        ) from None
    if code in LANDLOCKED:
        near = _nearest_states(code)
        raise UsageError(
            f"{code} ({_name_of(code)}) has no sea, so no waters to avoid; leave it out"
            + (f". Did you mean {near}?" if near else "")
        )
    return waters_code_of(code)


def _nearest_states(text: str) -> str:
    """Name the coastal states that are most like a text: codes with the same letters, or names."""
    codes = sorted(set(_countries().values()) - LANDLOCKED)
    asked = text.strip().upper()
    if len(asked) == 2:
        swapped = [code for code in codes if code == asked[::-1]]
        alike = swapped or [code for code in codes if code in _OFTEN_MEANT and code[0] == asked[0]]
    else:
        names = {name: code for name, code in _countries().items() if code not in LANDLOCKED}
        alike = [names[name] for name in nearest_names(text, names, likeness=0.7)]
    return " or ".join(f"{code} ({_name_of(code)})" for code in dict.fromkeys(alike))


def _name_of(code: str) -> str:
    return next(name for name, of in _countries().items() if of == code)


@cache
def _countries() -> dict[str, str]:
    """Alpha-2 codes by name."""
    import pyogrio

    table = pyogrio.read_dataframe(
        embedded("boundaries").path, columns=["name", "iso_n3"], read_geometry=False
    )
    labels = {
        str(row.name): state_of(str(row.name), str(row.iso_n3)).label for row in table.itertuples(index=False)
    }
    return {name: label for name, label in labels.items() if len(label) == 2} | _OTHER_NAMES
