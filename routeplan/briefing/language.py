"""Languages of a briefing: one catalogue of messages each, with its forms of numbers, words, states and terms."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from routeplan.briefing.traceable_numbers import NumberFormat, Phrase, TracedNumber, fill_phrase, plain_text
from routeplan.catalog.states import HIGH_SEAS, isos_of
from routeplan.errors import UsageError

LANGUAGES = ("en", "fr")
_NARROW_SPACE = "\N{NARROW NO-BREAK SPACE}"
# Tables of a catalogue whose keys are no names of messages but English words and ISO codes.
_FORMAT, _WORDS, _PARTS, _STATES = "format", "words", "label_parts", "states"


@dataclass(frozen=True, slots=True)
class Language:
    """The messages of a briefing in one language.

    Attributes
    ----------
    code : str
        ISO 639-1.
    number_format : NumberFormat
    messages : mapping of str to str
        By key, such as ``map.title``; placeholders are names in braces.
    words : mapping of str to str
        Words that other packages give in English, such as causes of faults, by the English word.
    label_parts : mapping of str to str
        Parts of labels of figures, by the English part, where a name or a number is beside them.
    states : mapping of str to str
        Names of states by ISO 3166-1 alpha-2 code.
    zero_is_singular : bool
        Whether a count of 0 takes the singular, as in French.
    """

    code: str
    number_format: NumberFormat
    messages: Mapping[str, str]
    words: Mapping[str, str]
    label_parts: Mapping[str, str]
    states: Mapping[str, str]
    zero_is_singular: bool

    def text(self, key: str, **values: str) -> str:
        """Fill a message with texts."""
        return plain_text(self.phrase(key, **values))

    def phrase(self, key: str, **parts: str | TracedNumber | Phrase) -> Phrase:
        """Fill a message with texts, numbers and phrases; numbers keep their paths."""
        return fill_phrase(self.messages[key], **parts)

    def counted(self, key: str, count: int) -> str:
        """Key of the singular or the plural of a message, for a count."""
        is_singular = count == 1 or (count == 0 and self.zero_is_singular)
        return f"{key}.{'one' if is_singular else 'many'}"

    def word(self, english: str) -> str:
        """Word of this language for one that another package gives; names and unknown words stay as they are."""
        return self.words.get(english, english)

    def connection(self, name: str) -> str:
        """Name a connection or a pair of regions, ``Europe – Asia``."""
        return " – ".join(self.word(side) for side in name.split(" – "))

    def state(self, label: str) -> str:
        """Name the state or states of a jurisdiction.

        Examples
        --------
        >>> read_language("en").state("JP / RU (Southern Kurils)"), read_language("fr").state("NO")
        ('Japan / Russia (Southern Kurils)', 'Norvège')
        """
        if label == HIGH_SEAS:
            return self.word(HIGH_SEAS)
        names = " / ".join(self.states.get(iso, iso) for iso in isos_of(label))
        _, bracket, part = label.partition(" (")
        return f"{names} ({self.word(part.removesuffix(')'))})" if bracket else names

    def glossary(self) -> dict[str, tuple[str, str]]:
        """Terms and their explanations by key, in the order of the alphabet."""
        keys = {
            key.split(".")[1] for key in self.messages if key.startswith("glossary.") and key.count(".") == 2
        }
        found = {
            key: (self.messages[f"glossary.{key}.term"], self.messages[f"glossary.{key}.text"])
            for key in keys
        }
        return dict(sorted(found.items(), key=lambda item: item[1][0].casefold()))


@cache
def read_language(code: str) -> Language:
    """Read the catalogue of a language.

    Parameters
    ----------
    code : str
        One of `LANGUAGES`.

    Raises
    ------
    UsageError
        If there is no catalogue of this language.
    """
    if code not in LANGUAGES:
        raise UsageError(f"briefing in language {code!r}; use {' or '.join(LANGUAGES)}")
    source = files("routeplan.briefing").joinpath("messages", f"{code}.toml").read_text(encoding="utf-8")
    tables: dict[str, Any] = tomllib.loads(source)
    form = tables.pop(_FORMAT)
    words, parts, states = tables.pop(_WORDS), tables.pop(_PARTS), tables.pop(_STATES)
    messages = dict(_flatten(tables))
    if form["space_before_punctuation"]:
        messages = {key: _space_punctuation(text) for key, text in messages.items()}
    numbers = NumberFormat(thousands=form["thousands"], decimal=form["decimal"])
    return Language(code, numbers, messages, words, parts, states, form["zero_is_singular"])


def _flatten(table: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in table.items():
        found += (
            _flatten(value, f"{prefix}{key}.") if isinstance(value, dict) else [(f"{prefix}{key}", value)]
        )
    return found


def _space_punctuation(text: str) -> str:
    r"""Replace spaces before high punctuation and inside quotation marks by narrow no-break spaces.

    Examples
    --------
    >>> _space_punctuation("« A » : b ?") == "«\u202fA\u202f»\u202f: b\u202f?"
    True
    """
    return re.sub(r" (?=[;:!?%»])|(?<=«) ", _NARROW_SPACE, text)
