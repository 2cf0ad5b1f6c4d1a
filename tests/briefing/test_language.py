"""Languages: the same messages in each, every string of the page from them, numbers as a language writes them."""

import re
from importlib.resources import files
from pathlib import Path

import pytest

import routeplan.briefing
from routeplan.briefing.language import LANGUAGES, read_language
from routeplan.briefing.sensitivity import ASSUMPTION_CHANGES
from routeplan.briefing.traceable_numbers import PLACEHOLDER, NumberTracer
from routeplan.cost.assumption_group import AssumptionGroup
from routeplan.cost.faults import Cause
from routeplan.cost.scenario import Scenario
from routeplan.cost.terms import DIRECTIONAL_SLOPE, LAND, LANDING, SIBLING, Term
from routeplan.errors import UsageError
from routeplan.network.regions import Region
from routeplan.seabed.hazard_zones import ZoneKind
from routeplan.seabed.months import MONTH_NAMES

ENGLISH = read_language("en")
FOLDER = files("routeplan.briefing")
TEMPLATES = [path for path in FOLDER.iterdir() if path.name.endswith(".jinja")]
OTHERS = [code for code in LANGUAGES if code != "en"]
NO_WORDS = {"routeplan"}  # the name of the program


@pytest.mark.parametrize("code", OTHERS)
def test_every_language_has_the_same_messages_words_and_states(code):
    language = read_language(code)
    assert language.messages.keys() == ENGLISH.messages.keys()
    assert language.words.keys() == ENGLISH.words.keys()
    assert language.states.keys() == ENGLISH.states.keys()


@pytest.mark.parametrize("code", OTHERS)
def test_every_message_has_the_same_placeholders_in_every_language(code):
    language = read_language(code)
    for key, text in ENGLISH.messages.items():
        assert sorted(PLACEHOLDER.findall(language.messages[key])) == sorted(PLACEHOLDER.findall(text)), key


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.name)
def test_a_template_has_no_text_of_its_own(template):
    source = re.sub(
        r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", "", template.read_text(encoding="utf-8"), flags=re.DOTALL
    )
    visible = re.findall(r"(?:alt|aria-label|title)=\"([^\"]*)\"", source)
    visible += re.sub(r"<[^>]*>", "\n", re.sub(r"<style>.*?</style>", "", source, flags=re.DOTALL)).split(
        "\n"
    )
    words = {text.strip() for text in visible if re.search(r"[^\W\d_]", text)}
    assert words <= NO_WORDS


def test_every_message_is_used_and_every_used_one_exists():
    code = "".join(
        path.read_text(encoding="utf-8") for path in Path(routeplan.briefing.__file__).parent.glob("*.py")
    )
    code += "".join(template.read_text(encoding="utf-8") for template in TEMPLATES)
    used = set(re.findall(r"\b(?:t|head|counted|text|phrase)\(\s*\"([a-z]\w*\.[\w.]*\w)\"", code))
    exist = {re.sub(r"\.(one|many)$", "", key) for key in ENGLISH.messages} | set(ENGLISH.messages)
    assert used <= exist
    for key in ENGLISH.messages:
        if key.startswith("assumptions.tables."):
            continue  # chosen by the table of the scenario
        last = re.sub(r"\.(one|many)$", "", key).rpartition(".")[2]
        assert re.search(rf"\b{last.removeprefix('next_')}\b", code), key


@pytest.mark.parametrize("code", LANGUAGES)
def test_words_that_other_packages_give_are_in_the_catalogue(code):
    given = [
        *Cause,
        *Term,
        LANDING,
        LAND,
        DIRECTIONAL_SLOPE,
        SIBLING,
        *Region,
        *ZoneKind,
        *MONTH_NAMES,
        *(name[:3] for name in MONTH_NAMES),
    ]
    given += [change.words for change in ASSUMPTION_CHANGES]
    given += ["geodesic", "shortest sea path", "high seas", "in service", "planned", "retired"]
    assert {str(word) for word in given} <= read_language(code).words.keys()


def test_every_table_of_a_scenario_has_a_title():
    tables = {name for name, part in Scenario(name="x") if isinstance(part, AssumptionGroup)}
    assert tables <= {
        key.rpartition(".")[2] for key in ENGLISH.messages if key.startswith("assumptions.tables.")
    }


def test_french_numbers_have_narrow_spaces_and_decimal_commas():
    tracer = NumberTracer({"km": -12345.678}, read_language("fr").number_format)
    assert tracer.number("km", 1).text == "−12\u202f345,7"
    assert tracer.number("km").text == "−12\u202f346"


def test_french_punctuation_has_narrow_no_break_spaces():
    for key, text in read_language("fr").messages.items():
        assert not re.search(r" [;:!?%»]|« |[^\s\u202f\d][;!?»]", text), key
        assert '"' not in text, key


def test_a_count_of_zero_is_plural_in_english_and_singular_in_french():
    forms = {
        code: [
            read_language(code).counted("profiles.crossings", count).rpartition(".")[2] for count in (0, 1, 2)
        ]
        for code in ("en", "fr")
    }
    assert forms == {"en": ["many", "one", "many"], "fr": ["one", "one", "many"]}


def test_states_have_the_names_of_the_language():
    assert read_language("en").state("JP / RU (Southern Kurils)") == "Japan / Russia (Southern Kurils)"
    assert read_language("fr").state("JP / RU (Southern Kurils)") == "Japon / Russie (Kouriles du Sud)"
    assert read_language("fr").state("NO (Svalbard)") == "Norvège (Svalbard)"
    assert read_language("fr").state("high seas") == "haute mer"


def test_a_language_without_a_catalogue_is_refused():
    with pytest.raises(UsageError, match="'de'; use en or fr"):
        read_language("de")
