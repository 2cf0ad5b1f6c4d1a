"""Labels of figures in the language of a briefing: drawn in English, translated before a figure is saved."""

from __future__ import annotations

import re
import textwrap
from typing import Any

from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.ticker import Formatter

from routeplan.briefing.language import Language

_CAPTION_LETTERS = 60  # of a line; labels are shorter
# A number of an English label: with groups of three digits, or with decimals; no version such as 4.1.0 or CC BY 4.0.
_NUMBER = re.compile(
    r"(?<![\w.,/:-])(?<!CC BY )[−-]?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+)(?![\w/:-]|\.\d)"
)


def translate_figure(figure: Figure, language: Language) -> None:
    """Replace labels and numbers of a figure by those of a language; names and unknown texts stay as they are."""
    if language.code == "en":
        return
    for text in figure.findobj(Text):
        text.set_text(_translate_text(text.get_text(), language))
    for axes in figure.get_axes():
        for axis in (axes.xaxis, axes.yaxis):
            _translate_ticks(axis, language)


def translate_label(label: str, language: Language) -> str:
    r"""Translate each line of a label, or else the parts of it that the catalogue has, and write its numbers.

    Examples
    --------
    >>> from routeplan.briefing.language import read_language
    >>> french = read_language("fr")
    >>> translate_label("depth, m", french), translate_label("1,234.5", french)
    ('profondeur, m', '1\u202f234,5')
    >>> translate_label("Land: Natural Earth 4.1.0 (CC BY 4.0)", french)
    'Terres : Natural Earth 4.1.0 (CC BY 4.0)'
    """
    return "\n".join(_translate_line(line, language) for line in label.split("\n"))


def _translate_text(text: str, language: Language) -> str:
    """Translate a label, or a caption, whose lines are broken anew: a translation may be longer."""
    longest = max(map(len, text.split("\n")))
    if longest < _CAPTION_LETTERS:
        return translate_label(text, language)
    return textwrap.fill(translate_label(text.replace("\n", " "), language), longest)


def _translate_line(label: str, language: Language) -> str:
    text = language.word(label)
    if text == label:
        for english, other in language.label_parts.items():
            text = text.replace(english, other)
    return _NUMBER.sub(lambda match: language.number_format.rewritten(match[0]), text)


class _TranslatedTicks(Formatter):
    """Labels of ticks of another formatter, in a language."""

    def __init__(self, inner: Formatter, language: Language) -> None:
        self._inner, self._language = inner, language

    def __call__(self, value: float, at: int | None = None) -> str:
        return translate_label(self._inner(value, at), self._language)

    def set_axis(self, axis: Any) -> None:
        super().set_axis(axis)
        self._inner.set_axis(axis)

    def set_locs(self, locs: Any) -> None:
        super().set_locs(locs)
        self._inner.set_locs(locs)

    def get_offset(self) -> str:
        return self._inner.get_offset()


def _translate_ticks(axis: Axis, language: Language) -> None:
    axis.set_major_formatter(_TranslatedTicks(axis.get_major_formatter(), language))
