"""A briefing of real routes on coarse cells: its numbers, its page, its paper, and what it does with bad questions."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest
import shapely
from briefing_kit import DAY, PAIRS
from maps_kit import HOSTILE, browsing

import routeplan as rp
from routeplan.briefing.briefing import Briefing, _coarse_planner, report, write_report
from routeplan.briefing.candidates import DEFAULT_PAIRS, find_pairs, group_by_connection
from routeplan.briefing.language import read_language
from routeplan.briefing.pdf import print_pdf
from routeplan.briefing.sensitivity import ASSUMPTION_CHANGES, derive_sensitivity
from routeplan.catalog.models import Landing
from routeplan.cost.build_items import Item
from routeplan.cost.data_choice import DataChoice
from routeplan.cost.scenario import Scenario
from routeplan.cost.scenario_checksum import scenario_sha256
from routeplan.cost.terms import LAND
from routeplan.errors import OutputError, UsageError
from routeplan.planning.compare import non_partner_km
from routeplan.view.colours import ROUTE_COLOURS

VOID = {"meta", "link", "img", "br", "hr", "input"}


class Tree(HTMLParser):
    """Elements of a page in order, with their attributes and their text; of frames the outside alone."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None], list[str]]] = []
        self.open: list[tuple[str, dict[str, str | None], list[str]]] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        element = (tag, dict(attrs), [])
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        for _, _, text in self.open:
            text.append(data)

    def all(self, *tags):
        return [(attrs, "".join(text).strip()) for tag, attrs, text in self.elements if tag in tags]


def at(record, path):
    for key in path.split("."):
        record = record[int(key)] if isinstance(record, list) else record[key]
    return record


def count_pages(paper):
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", paper))


# ---- numbers -----------------------------------------------------------------------------------------------


def test_the_record_is_json_and_its_candidates_are_those_of_the_planner(briefing, planner):
    record = json.loads(json.dumps(briefing.record, allow_nan=False))
    for candidate, pair in zip(record["candidates"], PAIRS, strict=True):
        route = planner.route(*pair.split(":"))
        assert candidate["length_km"] == pytest.approx(route.length_km)
        assert candidate["build_cost_usd"] == pytest.approx(route.build_cost_usd)
        assert sum(candidate["objective_terms_usd"].values()) == pytest.approx(candidate["objective_usd"])
        assert sum(candidate["life_terms_usd"].values()) == pytest.approx(candidate["life_cost_usd"])
        assert sum(candidate["jurisdictions"].values()) == pytest.approx(candidate["length_km"], rel=1e-6)


def test_every_number_of_the_page_is_the_records(briefing, page):
    numbers = Tree(page).all("data")
    assert len(numbers) > 400
    for attrs, text in numbers:
        stands = at(briefing.record, attrs["data-path"])
        assert float(attrs["value"]) == stands
        written = float(text.replace(",", "").replace("−", "-").replace("+", ""))
        digits = len(text.partition(".")[2])
        scales = [
            scale for scale in (1.0, 1e-6, 100.0) if abs(written - stands * scale) <= 0.5000001 * 10**-digits
        ]
        assert scales or written == abs(round(stands, digits)), (attrs, text)


def test_the_first_sentence_names_the_cheapest_of_the_two_atlantic_candidates(briefing):
    record = briefing.record
    costs = [candidate["life_cost_usd"] for candidate in record["candidates"]]
    atlantic = next(
        connection for connection in record["connections"] if connection["name"] == "Europe – North America"
    )
    assert atlantic["candidates"] == [1, 2]
    assert costs[atlantic["preferred"]] == min(costs[1:])
    assert atlantic["lead_pct"] == pytest.approx(100 * (max(costs[1:]) / min(costs[1:]) - 1))
    assert record["candidates"][atlantic["preferred"]]["name"] in record["answer"][0]["text"]


def test_each_connection_has_its_candidates_and_what_lies_on_the_way_is_one_of_its_own(planner):
    routes = [planner.route(*pair.split(":"), prove=False) for pair in DEFAULT_PAIRS]
    found = {connection.name: connection.candidates for connection in group_by_connection(routes)}
    assert found == {"Europe – Asia": (0,), "Europe – North America": (1, 3), "Greenland – Iceland": (2,)}


def test_a_dearer_world_costs_more_and_a_cheaper_one_less(briefing):
    """Whatever the route: the best of a world in which every term is as dear or dearer cannot be cheaper."""
    dearer = {
        "twice the price of icebreakers": 1,
        "half the price of icebreakers": -1,
        "twice the price of cable ships": 1,
        "twice as many faults from ice keels": 1,
        "half as many faults from ice keels": -1,
        "twice as many faults from anchors": 1,
        "twice the repair cost": 1,
        "twice the wait for a repair ship": 1,
        "outages at no cost": -1,
        "five times the outage cost": 1,
        "no allowance for route development": -1,
        "a price on non-partner jurisdictions": 1,
    }
    moves = {move["words"]: move for move in briefing.record["sensitivity"]["moves"]}
    for words, sign in dearer.items():
        for outcome in moves[words]["outcomes"]:
            # Coarse lines are straightened to some tenths of a per cent.
            assert sign * outcome["objective_pct"] > -0.5, words
    polar = moves["twice the price of icebreakers"]["outcomes"]
    assert polar[0]["life_cost_pct"] > 1.0
    assert polar[1]["life_cost_pct"] == pytest.approx(0.0, abs=1e-9)


def test_a_moved_planner_is_the_planner_of_a_scenario_so_changed(planner):
    move = next(change for change in ASSUMPTION_CHANGES if change.words == "five times the outage cost")
    moved = derive_sensitivity(planner, find_pairs(["galway:halifax"]), changes=[move]).effects[0].outcomes[0]
    life = planner.assumptions.life.model_copy(update={"outage_usd_per_day": 500_000.0})
    fresh = rp.open_planner(Scenario(name="dear", life=life), spacing_km=40).route("galway", "halifax")
    assert moved.objective_usd == pytest.approx(fresh.objective_usd, rel=1e-9)
    assert moved.length_km == pytest.approx(fresh.length_km, rel=1e-9)


def test_moves_that_change_nothing_are_left_out(planner):
    free = replace(
        planner,
        assumptions=planner.assumptions.model_copy(
            update={"life": planner.assumptions.life.model_copy(update={"outage_usd_per_day": 0.0})}
        ),
    )
    found = derive_sensitivity(free, find_pairs(["galway:halifax"]))
    assert not any(effect.change.key == "life.outage_usd_per_day" for effect in found.effects)


def test_candidates_are_put_beside_todays_cables_and_doubled(briefing):
    redundancy = briefing.record["redundancy"]
    assert {case["candidate"] for case in redundancy["ranking"]} == {0, 1, 2}
    for case in redundancy["ranking"]:
        for today, region in zip(redundancy["today"]["regions"], case["regions"], strict=True):
            assert region["disjoint_paths"] == today["disjoint_paths"] + region["disjoint_paths_added"]
    (polar,) = [pair for pair in redundancy["apart"] if pair["candidate"] == 0]
    assert len(polar["found"]["routes"]) == 2


def test_a_record_names_no_folder_of_this_machine(tmp_path):
    scenario = Scenario(name="own", data=DataChoice(ice=tmp_path / "ice.csv"))
    from routeplan.briefing.record import assumption_records

    values = {row["key"]: row["value"] for row in assumption_records(scenario) if row["table"] == "data"}
    assert values["ice"] == "ice.csv"
    assert str(tmp_path) not in json.dumps(values)


def test_items_add_up_to_the_build_cost_and_its_range(briefing, page):
    shown = {attrs["data-path"] for attrs, _ in Tree(page).all("data")}
    for number, candidate in enumerate(briefing.record["candidates"]):
        for level, total in candidate["build_cost_range_usd"].items():
            items = [usd[level] for usd in candidate["build_items_usd"].values()]
            assert sum(items) == pytest.approx(total)
            for table in ("build_items_usd", "yearly_items_usd"):
                assert {f"candidates.{number}.{table}.{item}.{level}" for item in candidate[table]} <= shown
        assert candidate["build_cost_range_usd"]["likely"] == pytest.approx(candidate["build_cost_usd"])


@pytest.mark.parametrize("code", ["en", "fr"])
def test_every_item_of_a_cost_has_a_name(briefing, code):
    words = read_language(code).words
    items = {item.value for item in Item} - {Item.CABLE.value} | {LAND}
    yearly = {item for candidate in briefing.record["candidates"] for item in candidate["yearly_items_usd"]}
    assert {f"item {item}" for item in items | yearly} <= words.keys()


def test_policy_has_a_column_only_where_the_scenario_sets_a_price(planner, page):
    priced = planner.scenario.assumptions.changed("policy.non_partner_waters", "costly")
    scenario = planner.scenario.model_copy(update={"policy": priced.policy})
    route = replace(planner.reassumed(priced), scenario=scenario).route("galway", "halifax", prove=False)
    brief = Briefing(replace(planner, scenario=scenario), (route,), {}, None, None, DAY)
    heads = [text for _, text in Tree(brief.html(interactive=False)).all("th")]
    assert [head for head in heads if head.startswith("policy")] == ["policy M USD", "policy"]
    assert not [text for _, text in Tree(page).all("th") if text.startswith("policy")]
    assert "objective" not in re.sub(r"<section aria-labelledby=\"assumed\">.*", "", page, flags=re.DOTALL)


# ---- the question ------------------------------------------------------------------------------------------


def test_a_scenario_may_say_what_its_briefing_asks_and_rests_on_the_same(planner):
    asking = Scenario(name="asking", pairs=("galway:halifax",))
    assert scenario_sha256(asking) == scenario_sha256(Scenario(name="x"))
    brief = report(
        replace(planner, scenario=planner.scenario.model_copy(update={"pairs": asking.pairs})),
        sensitivity=False,
        redundancy=False,
    )
    assert [route.name for route in brief.routes] == ["Galway – Halifax"]
    assert "What would a submarine cable from Galway to Halifax cost" in brief.record["question"]["text"]
    assert "What would change the answer" not in brief.html()


@pytest.mark.parametrize(
    ("pairs", "words"),
    [
        ("galway:halifax", "one text"),
        (["galway"], "colon between them"),
        (["galway:atlantis"], "atlantis"),
        (["galway:halifax", "halifax:galway"], "given twice"),
        (["galway:halifax"] * 13, "at most 12"),
    ],
)
def test_a_pair_that_cannot_be_asked_about_is_refused(planner, pairs, words):
    with pytest.raises(UsageError, match=words):
        report(planner, pairs)


def test_a_planner_of_no_scenario_has_nothing_to_brief_on(planner):
    with pytest.raises(UsageError, match="without scenario"):
        report(planner.reassumed(planner.assumptions), PAIRS)


# ---- the page ----------------------------------------------------------------------------------------------


def test_the_page_has_a_language_a_title_and_headings_in_order(page):
    tree = Tree(page)
    assert tree.all("html")[0][0]["lang"] == "en"
    assert tree.all("title")[0][1]
    levels = [int(tag[1]) for tag, _, _ in tree.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_picture_has_words_and_every_table_a_caption_and_heads(page):
    tree = Tree(page)
    assert len(tree.all("img")) == 3 + len(PAIRS) + 2
    assert all(len(attrs["alt"]) > 30 for attrs, _ in tree.all("img"))
    assert len(tree.all("table")) == len(tree.all("caption"))
    assert all(attrs.get("scope") in {"col", "row", "rowgroup"} for attrs, _ in tree.all("th"))
    for attrs, _ in tree.all("iframe"):
        assert attrs["title"]


def test_the_page_says_what_a_briefing_must(briefing, page):
    words = re.sub(r"<[^>]+>", "", re.sub(r"<(style|iframe).*?</\1>", "", page, flags=re.DOTALL))
    text = " ".join(words.split())  # spaces that do not break among them
    for sentence in briefing.answer:
        assert sentence.text.replace("'", "&#39;") in text
    for must in ("geodesic", "shortest sea path", "not for navigation", "editable default", "2026-11-25"):
        assert must in text
    assert briefing.record["scenario_sha256"] in text
    for source in briefing.record["sources"]:
        assert source["sha256"] in text
        assert source["licence"].replace("'", "&#39;") in text


def test_a_route_keeps_its_colour_throughout_the_page(page):
    flags = re.findall(r'class="flag" style="background:(#\w+)"[^>]*></span>([^<]+)', page)
    assert {name.strip(): colour for colour, name in flags} == dict(
        zip(
            ("Bodø – Tomakomai", "Galway – Halifax", "Sopelana – Virginia Beach"), ROUTE_COLOURS, strict=False
        )
    )


def test_nothing_in_the_page_is_fetched(page):
    assert not re.search(
        r"""(?:src|href)=["'](?!data:|#)""", re.sub(r"<iframe.*?</iframe>", "", page, flags=re.DOTALL)
    )
    assert "default-src 'none'" in page
    assert len(page.encode()) < 4e6


def test_a_briefing_is_written_as_its_suffix_says_and_nothing_else_is(briefing, tmp_path):
    with pytest.raises(UsageError, match=r"\.html or \.pdf"):
        write_report(briefing, tmp_path / "briefing.docx")
    briefing.write(tmp_path / "briefing.html")
    assert (tmp_path / "briefing.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert [path.name for path in tmp_path.iterdir()] == ["briefing.html"]


def test_without_a_browser_paper_is_refused_in_one_line(briefing, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(OutputError, match="no Chromium") as refusal:
        print_pdf("<p>", tmp_path / "briefing.pdf")
    assert refusal.value.exit_code == 1
    assert list(tmp_path.iterdir()) == []


def test_every_route_that_is_drawn_lists_its_waters(briefing, page):
    """Candidates and both routes of every pair, in the record and in the table."""
    waters = briefing.record["waters"]
    drawn = [route.name for route in briefing.routes]
    pairs = [route for pair in briefing.redundancy.diverse_pairs if pair.routes for route in pair.routes]
    assert [row["name"] for row in waters] == [*drawn, *(route.name for route in pairs)]
    shown = {attrs["data-path"] for attrs, _ in Tree(page).all("data")}
    for number, (row, route) in enumerate(zip(waters, [*briefing.routes, *pairs], strict=True)):
        assert row["length_km"] == route.length_km
        assert {state["state"]: state["km"] for state in row["states"]} == route.breakdown.jurisdiction_km
        assert row["non_partner_km"] == pytest.approx(non_partner_km(route))
        assert {f"waters.{number}.states.{place}.km" for place in range(len(row["states"]))} <= shown
        assert f"waters.{number}.non_partner_km" in shown


def test_a_term_is_explained_where_it_first_occurs(page):
    body = page[page.index('<section aria-labelledby="compared">') :]
    blocks = re.findall(
        r"<(?:p|th|td|caption|h2|h3|figcaption|li|dd)\b.*?(?=<(?:p|th|td|caption|h2|h3|figcaption|li|dd)\b)",
        body,
        re.S,
    )
    terms = re.findall(r"<dfn>(.*?)</dfn>", body)
    assert len(terms) >= 20
    assert len(terms) == len(set(terms))
    for term in terms:
        first = next(
            block
            for block in blocks
            if re.search(rf"(?<!\w){re.escape(term)}(?!\w)", re.sub(r"<[^>]*>", "", block))
        )
        assert f"<dfn>{term}</dfn>" in first or first.startswith("<h2"), term
    glossary = body[body.index('<dl class="glossary">') :]
    for term in terms:
        assert f"<dt>{term}</dt>" in glossary


def test_the_short_page_has_the_answer_the_main_figures_and_all_waters(briefing):
    short = briefing.html(short=True)
    tree = Tree(short)
    words = " ".join(
        re.sub(r"<[^>]+>", "", re.sub(r"<style>.*?</style>", "", short, flags=re.DOTALL)).split()
    )
    for sentence in briefing.answer:
        assert sentence.text in words
    for attrs, _ in tree.all("data"):
        assert float(attrs["value"]) == at(briefing.record, attrs["data-path"])
    assert len(tree.all("li")) == len(briefing.record["waters"])
    assert len(tree.all("img")) == 1
    assert not tree.all("script", "iframe")
    assert len(tree.all("table")) == len(tree.all("caption"))


def test_a_french_page_has_the_same_numbers_in_the_french_form(briefing, page):
    french = replace(briefing, language=read_language("fr"))
    translated = french.html(interactive=False)
    numbers, others = (
        sorted((attrs["data-path"], attrs["value"]) for attrs, _ in Tree(text).all("data"))
        for text in (page, translated)
    )
    outside_the_answer = [
        [n for n in found if not n[0].startswith("connections")] for found in (numbers, others)
    ]
    assert outside_the_answer[0] == outside_the_answer[1]
    for attrs, text in Tree(translated).all("data"):
        assert re.fullmatch(r"[−+]?\d{1,3}(\u202f\d{3})*(,\d+)?", text), (attrs, text)
    words = re.sub(
        r"<[^>]+>",
        " ",
        re.sub(
            # Names of zones, and descriptions of assumptions and data sets, are English in every language.
            r"<style>.*?</style>|<section aria-labelledby=\"(assumed|provenance)\">.*?</section>"
            r"|<td class=\"word prose\">.*?</td>|<details>.*?</details>",
            "",
            translated,
            flags=re.DOTALL,
        ),
    )
    for english in (
        " the ",
        " route of ",
        "length",
        "repair time",
        "downtime",
        "January",
        "high seas",
        "Norway",
        "candidate ",
    ):
        assert english not in words, english


# ---- in a browser, with the network cut --------------------------------------------------------------------


@browsing
@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_fits_its_window_and_its_map_shows_every_route(show, page, width):
    opened = show(page, width, 844)
    opened.locator("iframe").scroll_into_view_if_needed()
    frame = opened.frame_locator("iframe")
    frame.locator("path.rp-route").first.wait_for(state="attached")
    assert frame.locator("path.rp-route").count() == len(PAIRS)
    assert opened.evaluate("document.documentElement.scrollWidth") <= width
    broken = opened.evaluate("[...document.images].filter(image => !image.naturalWidth).length")
    assert broken == 0


@browsing
def test_on_paper_the_map_is_a_picture_and_every_table_is_open(show, page):
    opened = show(page)
    opened.emulate_media(media="print")
    assert not opened.locator("iframe").is_visible()
    assert opened.locator("figure.paper img").is_visible()
    assert opened.evaluate(
        "[...document.querySelectorAll('details table')].every(table => table.offsetHeight > 0)"
    )


@browsing
def test_a_hostile_landing_is_read_and_not_run(show, planner):
    evil = Landing("evil", HOSTILE, "IE", -9.05, 53.27)
    route = planner.route(evil, "halifax", prove=False)
    scenario = planner.scenario.model_copy(update={"name": HOSTILE, "description": HOSTILE})
    brief = Briefing(replace(planner, scenario=scenario), (route,), {}, None, None, DAY)
    opened = show(brief.html())
    opened.locator("iframe").scroll_into_view_if_needed()
    opened.frame_locator("iframe").locator("path.rp-route").first.wait_for(state="attached")
    assert opened.evaluate("window.caught") is None
    assert opened.frames[1].evaluate("window.caught") is None
    assert HOSTILE in opened.locator("h1").text_content()
    assert opened.locator("img[src='x']").count() == 0


@browsing
@pytest.mark.parametrize("copies", [1, 4])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_short_page_is_one_sheet_of_a4_whatever_the_number_of_candidates(
    briefing, tmp_path, language, copies
):
    routes = [
        replace(route, name=f"{route.name} {copy}".strip())
        for copy in ["", *range(2, copies + 1)]
        for route in briefing.routes
    ]
    many = Briefing(
        briefing.planner,
        tuple(routes),
        {},
        None,
        None,
        DAY,
        read_language(language),
        "A title of some length",
        "Name",
    )
    write_report(many, tmp_path / "page.pdf", short=True)
    paper = (tmp_path / "page.pdf").read_bytes()
    assert count_pages(paper) == 1


@browsing
def test_the_paper_is_tagged_and_has_an_outline(briefing, tmp_path):
    write_report(briefing, tmp_path / "page.pdf", short=True)
    paper = (tmp_path / "page.pdf").read_bytes()
    assert b"/StructTreeRoot" in paper
    assert b"/Outlines" in paper


@browsing
def test_the_paper_has_pages(briefing, tmp_path):
    briefing.write(tmp_path / "briefing.pdf")
    paper = (tmp_path / "briefing.pdf").read_bytes()
    assert paper.startswith(b"%PDF-")
    assert 5 <= count_pages(paper) <= 25
    assert [path.name for path in tmp_path.iterdir()] == ["briefing.pdf"]


# ---- at a glance -------------------------------------------------------------------------------------------


def test_in_a_notebook_it_shows_its_question_its_answer_and_every_candidate(briefing):
    shown = briefing._repr_html_()
    tree = Tree(shown)
    assert len(shown) < 10_000
    assert not tree.all("script", "style", "img")
    assert briefing.record["question"]["text"] in [text for _, text in tree.all("b")]
    assert [text for _, text in tree.all("li")] == [
        f"{sentence.subject}. {sentence.text}" for sentence in briefing.answer
    ]
    cells = [text for _, text in tree.all("th", "td")]
    for route in briefing.routes:
        row = cells[cells.index(route.name) + 1 :]
        assert row[0] == f"{route.length_km:,.0f}"
        assert row[1] == f"{route.build_cost_usd / 1e6:,.0f}"
    assert "not for navigation" in shown


def test_what_a_hostile_scenario_is_called_is_read_there_and_not_run(briefing, planner):
    scenario = planner.scenario.model_copy(update={"name": HOSTILE})
    hostile = replace(briefing, planner=replace(planner, scenario=scenario))
    shown = hostile._repr_html_()
    assert "<script" not in shown
    assert "<img" not in shown


def test_an_area_that_is_closed_after_opening_stays_closed_for_the_sensitivity(monkeypatch):
    monkeypatch.setattr("routeplan.briefing.briefing._SENSITIVITY_KM", 150.0)
    opened = rp.open_planner(spacing_km=100)
    closed = opened.avoiding([shapely.box(-60.0, 45.0, -20.0, 65.0)])
    assert _coarse_planner(opened).grid.spacing_m == 150_000.0
    assert _coarse_planner(closed).closed_areas == closed.closed_areas
