"""Names as people type them: folded so that spellings compare equal, and the known names nearest to an unknown one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache

# Letters that Unicode does not split into a plain letter and an accent.
_PLAIN = str.maketrans({
    "ø": "o", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ß": "ss", "ł": "l", "đ": "d", "ħ": "h", "ı": "i", "ŋ": "n",
    "ə": "e",
})  # fmt: skip
_LEFT_OUT = re.compile(r"[.'’‘ʻʼ`]")
_BETWEEN_WORDS = re.compile(r"[\s_‐–-]+")


@lru_cache(maxsize=1 << 16)  # a landing is looked up by comparing all names, hundreds of times for a network
def fold_name(text: str) -> str:
    """Fold case, accents, hyphens, apostrophes and full stops.

    Examples
    --------
    >>> fold_name("Þorlákshöfn"), fold_name(" St. John's"), fold_name("Saint-Malo")
    ('thorlakshofn', 'st johns', 'saint malo')
    """
    letters = unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _BETWEEN_WORDS.sub(" ", _LEFT_OUT.sub("", plain)).strip()


def slug_of(text: str) -> str:
    """Make a key of a name: lower-case letters a-z and digits, joined by hyphens.

    Examples
    --------
    >>> slug_of("Arkhangel’sk"), slug_of("L'Isle (Vaud)")
    ('arkhangelsk', 'lisle-vaud')
    """
    return re.sub(r"[^a-z0-9]+", "-", fold_name(text)).strip("-")


def nearest_names(name: str, known: Iterable[str], *, count: int = 3, likeness: float = 0.6) -> list[str]:
    """Find the known names that are most like an unknown one.

    Parameters
    ----------
    name : str
    known : iterable of str
    count : int
        How many at most.
    likeness : float
        Least likeness, 0 to 1: twice the matching letters over all letters of both names (difflib's ratio).

    Returns
    -------
    list of str
        As written in `known`, most alike first.

    Examples
    --------
    >>> nearest_names("halifx", ["Galway", "Halifax", "Bodø"])
    ['Halifax']
    """
    by_fold: dict[str, str] = {}
    for spelling in known:
        by_fold.setdefault(fold_name(spelling), spelling)
    return [by_fold[key] for key in get_close_matches(fold_name(name), by_fold, n=count, cutoff=likeness)]
