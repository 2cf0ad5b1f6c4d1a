"""HTML of a briefing: a template filled from the record, with embedded images and no network access."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup, escape

from routeplan.briefing.answer import derive_answer
from routeplan.briefing.images import Drawings
from routeplan.briefing.language import read_language
from routeplan.briefing.preferred import preferred_of
from routeplan.briefing.traceable_numbers import PLACEHOLDER, NumberTracer, Phrase, TracedNumber, join_phrases
from routeplan.briefing.waters_table import derive_waters_parts
from routeplan.cost.build_items import Item
from routeplan.planning.compare import compare
from routeplan.planning.system import Valued
from routeplan.seabed.months import MONTH_NAMES
from routeplan.view.figures.cost_bars import TERM_COLOURS
from routeplan.view.plain_tables import plain_table

_SUMMARY_COLUMNS = [
    "length_km",
    "build_cost_musd",
    "life_cost_musd",
    "faults_per_year",
    "down_hours_per_year",
    "rtt_ms",
]
_UNIT = re.compile(r"_?(usd_per_km_per_deg|usd_per_\w+|km_per_day|usd|km|m|deg|days|years|share|months)$")
_CROSSING_ROW_KM = 10.0
_SAME_HOURS = 0.5  # a year: the page shows whole hours
_CABLE_ITEM = f"{Item.CABLE}_"
_FOOTER = "FOOTER OF EVERY PAGE"  # in the style sheet, where templates do not reach
_NO_BREAK = "\N{NO-BREAK SPACE}"


def render_page(record: Mapping[str, Any], drawings: Drawings) -> str:
    """Render the page.

    Parameters
    ----------
    record : mapping
        Source of every number on the page.
    drawings : Drawings
    """
    return _Page(record, drawings).render("briefing.html.jinja")


def render_short(record: Mapping[str, Any], map_image: str) -> str:
    """Render one page of A4: answer, map, main figures and waters.

    Parameters
    ----------
    record : mapping
        Source of every number on the page.
    map_image : str
        Data URL.
    """
    return _Page(record, Drawings.of_map(map_image)).render("short.html.jinja")


def render_summary(record: Mapping[str, Any], routes: Sequence[Valued]) -> str:
    """Render question, answer and candidates as plain HTML, for a notebook.

    Parameters
    ----------
    record : mapping
        Record of the briefing.
    routes : sequence of Route or System
        Its candidates.
    """
    language = read_language(record["language"])
    sentences = "".join(
        f"<li><b>{escape(sentence['subject'])}.</b> {escape(sentence['text'])}</li>"
        for sentence in record["answer"]
    )
    compared = compare(routes)
    candidates = compared[compared["kind"] == "route"].set_index("name")[_SUMMARY_COLUMNS]
    table = plain_table(candidates).rename_axis(columns=language.text("redundancy.candidate")).to_html()
    provenance = language.text(
        "page.summary",
        scenario=record["scenario"]["name"],
        km=f"{record['spacing_km']:g}",
        date=record["date"],
    )
    return (
        f"<p><b>{escape(record['question']['text'])}</b></p><ul>{sentences}</ul>{table}"
        f"<p><small>{escape(provenance)}</small></p>"
    )


class _Page:
    """What a template may call: messages, numbers, words and tables of one record in its language."""

    def __init__(self, record: Mapping[str, Any], drawings: Drawings) -> None:
        self._record, self._drawings = record, drawings
        self._language = read_language(record["language"])
        self._tracer = NumberTracer(record, self._language.number_format)
        self._explained: set[str] = set()

    def render(self, template: str) -> str:
        """Fill a template."""
        language, drawings = self._language, self._drawings
        return (
            _environment()
            .get_template(template)
            .render(
                record=_with_indices(self._record),
                language=language,
                names=", ".join(candidate["name"] for candidate in self._record["candidates"]),
                terms=_terms(self._record),
                months=[name[:3] for name in MONTH_NAMES],
                decimals_of=decimals_of,
                name_of_key=name_of_key,
                t=self.text,
                counted=self.counted,
                number=self.number,
                word=language.word,
                state=language.state,
                regions=language.connection,
                code=lambda text: Markup("<code>{}</code>").format(text),
                explain=self.explain,
                answer=[
                    self.text(
                        "answer.sentence",
                        subject=Markup("<b>{}</b>").format(sentence.subject),
                        sentence=phrase_markup(sentence.phrase),
                    )
                    for sentence in derive_answer(self._record, language)
                ],
                glossary=language.glossary().values(),
                waters_tables=derive_waters_parts(self._record["waters"]),
                waters_of=self.waters_of,
                build_range=self.build_range,
                item_name=self.item_name,
                has_policy=any("policy_usd" in candidate for candidate in self._record["candidates"]),
                preferred=preferred_of(self._record),
                systems=_systems(self._record),
                share_of=self.share_of,
                part_name=self.part_name,
                least_available=self.least_available,
                shown_name=self.shown_name,
                pair_waters=self.pair_waters,
                style=Markup(_text("briefing.css").replace(_FOOTER, language.text("page.footer"))),
                drawings=drawings,
                # The map escapes its own texts.
                map=Markup(drawings.map) if drawings.map else None,
            )
        )

    def number(self, path: str, digits: int = 0, **options: Any) -> Markup:
        """Markup of the number at a path."""
        return number_markup(self._tracer.number(path, digits, **options))

    def text(self, key: str, **parts: Any) -> Markup:
        """Markup of a message; parts that are no markup are escaped, and numbers keep their units beside them."""
        pieces = PLACEHOLDER.split(self._language.messages[key])
        filled = [parts[piece] if at % 2 else piece for at, piece in enumerate(pieces)]
        for at, piece in enumerate(filled):
            before = filled[at - 1] if at else ""
            if at % 2 == 0 and isinstance(before, Markup) and piece.startswith(" "):
                filled[at] = f"{_NO_BREAK}{piece[1:]}"
        return Markup("").join(escape(piece) for piece in filled)

    def counted(self, key: str, number: int, /, **parts: Any) -> Markup:
        """Markup of the singular or the plural of a message."""
        return self.text(self._language.counted(key, number), **({"count": str(number)} | parts))

    def explain(self, *keys: str) -> Markup:
        """Explain the terms that no earlier part of the page has explained."""
        new = [key for key in keys if key not in self._explained]
        self._explained.update(new)
        if not new:
            return Markup("")
        glossary = self._language.glossary()
        explained = [
            self.text("glossary.entry", term=Markup("<dfn>{}</dfn>").format(term), text=text)
            for term, text in (glossary[key] for key in new)
        ]
        return Markup('<p class="terms">{}.</p>').format(self.text("page.separator").join(explained))

    def waters_of(self, route: int) -> Markup:
        """Markup of the states whose waters a route passes, each with its kilometres."""
        states = self._record["waters"][route]["states"]
        listed = [
            self._language.phrase(
                "waters.state_km",
                state=self._language.state(state["state"]),
                km=self._tracer.number(f"waters.{route}.states.{place}.km"),
            )
            for place, state in enumerate(states)
        ]
        return phrase_markup(join_phrases(listed, ", "))

    def build_range(self, candidate: int) -> Markup:
        """Markup of the low and the high build cost of a candidate in million USD."""
        path = f"candidates.{candidate}.build_cost_range_usd"
        low, high = (self.number(f"{path}.{end}", scale=1e-6) for end in ("low", "high"))
        return self.text("page.range", low=low, high=high)

    def item_name(self, item: str) -> str:
        """Name an item of cost; cable is listed by type, as ``cable_DA``."""
        kind = item.removeprefix(_CABLE_ITEM)
        if kind != item:
            return self._language.text("items.cable", type=kind)
        words = self._language.words
        return words.get(f"item {item}", self._language.word(item))  # an item may be a term of the build cost

    def share_of(self, candidate: int, landing: str) -> int | None:
        """Index of the share of the cost of a landing; None of one that is on the trunk by its stops."""
        shares = self._record["candidates"][candidate]["cost_shares"]
        return next((at for at, share in enumerate(shares) if share["landing"] == landing), None)

    def part_name(self, candidate: int, part: int) -> str:
        """Name the trunk, a branch by its landings, or the second way of a ring."""
        system = self._record["candidates"][candidate]
        if part == 0:
            return self._language.text("systems.trunk")
        named = {landing["id"]: landing["name"] for landing in system["landings"]}
        names = ", ".join(named[landing] for landing in system["parts"][part]["landings"])
        if not names:
            return self._language.text("systems.second_way")
        return self._language.text("systems.branch", names=names)

    def least_available(self, candidate: int) -> int | None:
        """Index of the landing of a system that is cut off longest; None where all are cut off equally long."""
        served = self._record["candidates"][candidate]["availability"]
        hours = [float(landing["down_hours_per_year"]) for landing in served]
        return hours.index(max(hours)) if max(hours) - min(hours) >= _SAME_HOURS else None

    def shown_name(self, route: int) -> Markup:
        """Name of a route whose waters are shown: a candidate, another way for it, or a route of its pair."""
        waters = self._record["waters"][route]
        name = self._record["candidates"][waters["candidate"]]["name"]
        if waters["pair_route"] is not None:
            return self.text("waters.pair_route", name=name, number=str(waters["pair_route"]))
        if waters["other_way"] is not None:
            path = f"other_ways.{waters['other_way']}.life_cost_pct"
            return self.text("waters.other_way", name=name, percent=self.number(path, 1, sign=True))
        return escape(name)

    def pair_waters(self, candidate: int) -> list[int]:
        """Find the waters of the pair in place of a candidate, as indices of the record."""
        return [
            number
            for number, waters in enumerate(self._record["waters"])
            if waters["candidate"] == candidate and waters["pair_route"] is not None
        ]


def decimals_of(value: float) -> int:
    """Count the decimals of an assumption, six at most.

    Examples
    --------
    >>> [decimals_of(value) for value in (7_500_000.0, 0.07, 1.5)]
    [0, 2, 1]
    """
    text = f"{value:.6f}".rstrip("0")
    return len(text) - text.index(".") - 1


def name_of_key(key: str) -> str:
    """Write the key of an assumption in words, its unit last.

    Examples
    --------
    >>> name_of_key("outage_usd_per_day"), name_of_key("discount_rate_share"), name_of_key("fishing")
    ('outage, USD per day', 'discount rate, share', 'fishing')
    """
    match = _UNIT.search(key)
    if match is None:
        return key.replace("_", " ")
    unit = match[0].strip("_").replace("_", " ").replace("usd", "USD").replace("deg", "°")
    name = key[: match.start()].replace("_", " ")
    return f"{name}, {unit}" if name else unit


def number_markup(number: TracedNumber) -> Markup:
    """Markup of a number with its exact value and its path in the record."""
    if number.value is None:
        return Markup('<span class="none">{}</span>').format(number.text)
    return Markup('<data value="{}" data-path="{}">{}</data>').format(
        repr(number.value), number.path, number.text
    )


def phrase_markup(phrase: Phrase) -> Markup:
    """Markup of a phrase; a no-break space follows each number, so that it stays with its unit."""
    parts: list[Markup] = []
    for before, part in zip((None, *phrase), phrase, strict=False):
        if isinstance(part, str):
            follows_number = isinstance(before, TracedNumber) and part.startswith(" ")
            parts.append(escape(f"{_NO_BREAK}{part[1:]}" if follows_number else part))
        else:
            parts.append(number_markup(part))
    return Markup("").join(parts)


@cache
def _environment() -> Environment:
    # Undefined names are errors of the template. All text is escaped unless it is Markup.
    return Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=FunctionLoader(_text),
    )


@cache
def _text(name: str) -> str:
    return files("routeplan.briefing").joinpath(name).read_text(encoding="utf-8")


def _with_indices(record: Mapping[str, Any]) -> dict[str, Any]:
    """Add to candidates, comparison rows and assumptions the index that their paths need."""
    index_of = {candidate["name"]: index for index, candidate in enumerate(record["candidates"])}
    return {
        **record,
        "candidates": [
            {"fibre_pairs": None}
            | candidate
            | {
                "index": index,
                "crossing_groups": group_crossings(
                    [crossing["kp_km"] for crossing in candidate["cable_crossings"]]
                ),
            }
            for index, candidate in enumerate(record["candidates"])
        ],
        "comparison": [row | {"index": index_of.get(row["name"])} for row in record["comparison"]],
        "assumptions": [row | {"index": index} for index, row in enumerate(record["assumptions"])],
    }


def _systems(record: Mapping[str, Any]) -> list[int]:
    """Find the candidates with more landings than the two ends of a line, by index."""
    return [
        index
        for index, candidate in enumerate(record["candidates"])
        if len(candidate.get("landings", ())) > 2 and candidate["availability"]
    ]


def group_crossings(kp_km: Sequence[float]) -> list[list[int]]:
    """Group crossings into rows of less than 10 km each, a new one where KP begins again; give their indices."""
    groups: list[list[int]] = []
    for index, kp in enumerate(kp_km):
        if groups and kp_km[index - 1] <= kp < kp_km[groups[-1][0]] + _CROSSING_ROW_KM:
            groups[-1].append(index)
        else:
            groups.append([index])
    return groups


def _terms(record: Mapping[str, Any]) -> list[str]:
    """Terms of the life cost of any candidate, in the order of the costs figure, others last."""
    terms = {term for candidate in record["candidates"] for term in candidate["life_terms_usd"]}
    return [term for term in TERM_COLOURS if term in terms] + sorted(terms - TERM_COLOURS.keys())
