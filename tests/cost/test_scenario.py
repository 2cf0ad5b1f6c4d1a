"""Scenarios: what a file may say, what it says when it is wrong, and that the same file is the same plan.

``python tests/cost/test_scenario.py`` writes the table of keys in docs/scenario.md anew.
"""

import dataclasses
import hashlib
import inspect
import json
import math
import tomllib
from pathlib import Path

import jsonschema
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from routeplan import cli
from routeplan.catalog.states import EEA_OUTSIDE_EU, EU_MEMBERS, PARTNERS_TRUSTED
from routeplan.cost.assumption_group import AssumptionGroup
from routeplan.cost.assumptions import Assumptions, Waters
from routeplan.cost.data_choice import DataChoice, LayerUse, UserLayer
from routeplan.cost.estimate import Estimate, Level
from routeplan.cost.scenario import (
    PRESETS,
    GridChoice,
    Scenario,
    json_schema,
    read_scenario,
    to_toml,
    write_scenario,
)
from routeplan.cost.scenario_checksum import scenario_sha256
from routeplan.cost.uncertainty import UncertainValue
from routeplan.errors import DataError, OutputError, ScenarioError, UsageError
from routeplan.geo.grid import Grid
from routeplan.planning.open import open_planner

PAGE = Path(__file__).parents[2] / "docs" / "scenario.md"
BEGIN, END = "<!-- keys: begin -->", "<!-- keys: end -->"
BUILD_TERMS = ("cable", "protection", "repeaters", "laying", "burial", "survey", "ice", "slope")


@pytest.fixture
def file(tmp_path):
    """Write a scenario file."""

    def write(text: str, name: str = "mine.toml") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def refusal(file):
    """Say why a file is refused: one line that names it."""

    def refuse(text: str) -> str:
        path = file(text)
        with pytest.raises(ScenarioError) as refused:
            read_scenario(path)
        message = str(refused.value)
        assert message.startswith(f"{path}")
        assert "\n" not in message
        return message.removeprefix(f"{path}").removeprefix(": ")

    return refuse


# --- presets ------------------------------------------------------------------------------------------------------


def test_the_presets_are_those_of_the_contract():
    assert PRESETS == ("balanced", "cheapest", "resilient", "trusted", "low-latency")


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_reads_bears_its_name_and_says_what_it_is_for(name):
    assert Scenario.preset(name) == read_scenario(name)
    assert Scenario.preset(name).name == name
    assert Scenario.preset(name).description


def test_no_two_presets_are_the_same_plan():
    assert len({scenario_sha256(Scenario.preset(name)) for name in PRESETS}) == len(PRESETS)


def test_balanced_is_every_default():
    assert Scenario.preset("balanced").assumptions == Assumptions()


def test_the_grid_of_a_scenario_is_the_grid_of_its_planner():
    scenario = Scenario.preset("balanced")
    grid = GridChoice(spacing_km=50, south_deg=60, landfall_limit_km=40)
    opened = open_planner(scenario.model_copy(update={"grid": grid}))
    assert (opened.grid.spacing_m, opened.landfall_limit_km) == (50_000.0, 40.0)
    assert opened.grid == Grid.arctic(spacing_km=50, south_deg=60)
    assert opened.scenario_sha256 == scenario_sha256(scenario.model_copy(update={"grid": grid}))
    assert open_planner("balanced", spacing_km=50).scenario.grid.spacing_km == 50.0


def test_cheapest_counts_what_is_paid_to_build_and_nothing_else():
    weights = Scenario.preset("cheapest").weights.model_dump()
    assert {term for term, weight in weights.items() if weight} == set(BUILD_TERMS)
    assert {weights[term] for term in BUILD_TERMS} == {1.0}


def test_resilient_puts_outage_before_repair_before_building():
    weights = Scenario.preset("resilient").weights
    assert (weights.outage, weights.repair) == (20.0, 5.0)
    assert {getattr(weights, term) for term in BUILD_TERMS} == {0.1}


def test_trusted_closes_all_waters_but_those_of_partners():
    policy = Scenario.preset("trusted").policy
    assert policy.non_partner_waters is Waters.CLOSED
    assert len(policy.partners) == len(set(policy.partners))
    assert set(policy.partners) == PARTNERS_TRUSTED
    assert EU_MEMBERS | EEA_OUTSIDE_EU | {"CA", "US", "GB", "JP", "KR", "GL", "FO"} <= set(policy.partners)
    assert not {"RU", "CN", "KP"} & set(policy.partners)


def test_low_latency_pays_for_length_alone():
    scenario = Scenario.preset("low-latency")
    assert scenario.policy.latency_usd_per_km == 30_000.0
    assert {term: weight for term, weight in scenario.weights.model_dump().items() if weight} == {
        "latency": 1.0
    }


def test_a_preset_that_is_none_is_met_with_the_nearest():
    with pytest.raises(ScenarioError, match="'resiliant'; did you mean resilient"):
        Scenario.preset("resiliant")
    with pytest.raises(ScenarioError, match="'ballanced'; did you mean balanced"):
        read_scenario("ballanced")
    with pytest.raises(ScenarioError, match="there are balanced"):
        read_scenario("x" * 1000)
    with pytest.raises(ScenarioError, match="there are balanced, cheapest, resilient, trusted, low-latency"):
        Scenario.preset("qqq")


# --- reading ------------------------------------------------------------------------------------------------------


def test_an_empty_file_is_balanced_under_the_name_of_the_file(file):
    scenario = read_scenario(file("", "my plan.toml"))
    assert scenario.name == "my plan"
    assert scenario.assumptions == Assumptions()


def test_a_file_says_only_what_differs(file):
    scenario = read_scenario(file("name = 'a'\n[weights]\noutage = 2\n[grid]\nspacing_km = 10\n"))
    assert (scenario.name, scenario.weights.outage, scenario.weights.repair) == ("a", 2.0, 1.0)
    assert (scenario.grid.spacing_km, scenario.grid.south_deg) == (10.0, 30.0)
    assert isinstance(scenario.grid.spacing_km, float)


def test_a_file_saved_by_a_windows_editor_is_read(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_bytes(b"\xef\xbb\xbf" + "description = 'Bodø'\r\n[weights]\r\nice = 3\r\n".encode())
    assert (read_scenario(path).description, read_scenario(path).weights.ice) == ("Bodø", 3.0)


def test_a_scenario_cannot_be_changed_once_made():
    with pytest.raises(ValueError, match="frozen"):
        Scenario.preset("balanced").name = "other"


def test_a_copy_with_changes_is_checked_like_a_file():
    """pydantic alone takes any value: waters "costly" as plain text had no price, and no word was said."""
    policy = Scenario.preset("balanced").policy
    assert policy.model_copy(update={"non_partner_waters": "costly"}).non_partner_waters is Waters.COSTLY
    with pytest.raises(
        UsageError, match=r'^non_partner_waters = "costy"; give one of ignored, costly, closed$'
    ):
        policy.model_copy(update={"non_partner_waters": "costy"})
    with pytest.raises(UsageError, match="unknown key non_partner_water = "):
        policy.model_copy(update={"non_partner_water": "costly"})


def test_a_file_that_extends_a_preset_keeps_what_it_does_not_say(file):
    scenario = read_scenario(file("extends = 'low-latency'\n[weights]\ncable = 0.5\n"))
    assert (scenario.weights.latency, scenario.weights.cable, scenario.weights.ice) == (1.0, 0.5, 0.0)
    assert scenario.policy.latency_usd_per_km == 30_000.0
    assert (scenario.name, scenario.description) == ("mine", "")


def test_a_file_extends_a_file_beside_it_and_lists_are_replaced(file):
    file("extends = 'trusted'\n[repair]\nwork_days = 12\n", "base.toml")
    scenario = read_scenario(file("extends = 'base.toml'\n[policy]\npartners = ['NO']\n"))
    assert scenario.repair.work_days == 12.0
    assert scenario.policy.partners == ("NO",)
    assert scenario.policy.non_partner_waters is Waters.CLOSED


def test_a_long_chain_of_files_and_tables_deep_in_one_another_are_refused(file):
    for at in range(200):
        file(f"extends = 'c{at + 1}.toml'\n", f"c{at}.toml")
    with pytest.raises(ScenarioError, match="more than 50 files extend one another; merge"):
        read_scenario(file("extends = 'c0.toml'\n"))
    with pytest.raises(ScenarioError, match="has tables more than 20 deep; a scenario"):
        read_scenario(file(f"[{'.'.join(['a'] * 900)}]\n"))


def test_a_mistake_in_what_is_extended_is_told_of_the_file_that_makes_it(file):
    base = file("[weights]\ncabel = 2\n", "base.toml")
    with pytest.raises(ScenarioError) as refused:
        read_scenario(file("extends = 'base.toml'\n[weights]\nice = -1\n"))
    assert str(refused.value).startswith(f"{base}: unknown key weights.cabel")


def test_files_that_extend_each_other_are_refused(file):
    file("extends = 'mine.toml'", "base.toml")
    with pytest.raises(ScenarioError, match="extends it in turn"):
        read_scenario(file("extends = 'base.toml'"))
    with pytest.raises(ScenarioError, match="extends it in turn"):
        read_scenario(file("extends = 'self.toml'", "self.toml"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("extends = 'balancd'", "extends: no preset and no file 'balancd'; did you mean balanced?"),
        ("extends = 3", "extends = 3; give a preset or a file"),
        ("extends = ''", 'extends = ""; give a preset or a file'),
    ],
)
def test_what_cannot_be_extended_is_refused(refusal, text, words):
    assert words in refusal(text)


def test_paths_start_at_the_folder_of_the_file_that_names_them(tmp_path, monkeypatch):
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "base.toml").write_text(
        "[data]\nbathymetry = 'gebco.nc'\nzones = '/charts/zones.geojson'\n"
        "[[data.layers]]\npath = '../wrecks.gpkg'\nuse = 'no_go'\n"
    )
    (tmp_path / "mine.toml").write_text("extends = 'base/base.toml'\n[data]\nice = 'ice.csv'\n")
    monkeypatch.chdir(tmp_path / "base")
    data = read_scenario(Path("../mine.toml")).data
    here = tmp_path.resolve()
    assert data.bathymetry == here / "base" / "gebco.nc"
    assert data.ice == here / "ice.csv"
    assert data.zones == Path("/charts/zones.geojson")
    assert data.layers[0].path == here / "wrecks.gpkg"
    assert data.cable_types is None


def test_an_empty_path_goes_back_to_the_embedded_data(file):
    file("[data]\nbathymetry = 'gebco.nc'\n", "base.toml")
    scenario = read_scenario(file("extends = 'base.toml'\n[data]\nbathymetry = ''\n"))
    assert scenario.data.bathymetry is None


def test_layers_of_ones_own_are_read(file):
    layers = read_scenario(
        file(
            "[[data.layers]]\npath = 'fishing.tif'\ncolumn = 'hours'\nuse = 'risk'\nfaults_per_1000_km_year = 0.2\n"
            "[[data.layers]]\npath = 'parks.gpkg'\nuse = 'no_go'\n"
            "[[data.layers]]\npath = 'rock.tif'\nuse = 'cost'\nusd_per_km = 5000\n"
        )
    ).data.layers
    assert [layer.use for layer in layers] == [LayerUse.RISK, LayerUse.NO_GO, LayerUse.COST]
    assert (layers[0].column, layers[0].faults_per_1000_km_year, layers[2].usd_per_km) == (
        "hours",
        0.2,
        5000.0,
    )


# --- mistakes -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[weights]\ncabel = 2", "unknown key weights.cabel = 2; did you mean weights.cable?"),
        ("[wieghts]\ncable = 2", "unknown key wieghts = {cable = 2}; did you mean weights?"),
        ("spacing_km = 5", "unknown key spacing_km = 5; did you mean grid.spacing_km?"),
        ("[grid]\nbathymetry = 'x'", 'unknown key grid.bathymetry = "x"; did you mean data.bathymetry?'),
        (
            "[life]\nqqq = true",
            "unknown key life.qqq = true; there are design_life_years, discount_rate_share",
        ),
        (
            "[[data.layers]]\npath = 'x'\nuse = 'no_go'\ncolum = 'y'",
            'unknown key data.layers[0].colum = "y"; did you mean data.layers[0].column?',
        ),
    ],
)
def test_an_unknown_key_is_refused_with_its_value_and_the_nearest_name(refusal, text, words):
    assert words in refusal(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[weights]\nice = -1", "weights.ice = -1; give a number from 0 to 1e+06"),
        ("[policy]\nchokepoint_usd_per_km = 1e12", "_usd_per_km = 1_000_000_000_000.0; give a number from 0 to 1e+09"),
        ("[policy]\nlatency_usd_per_km = 1e308", "give a number from 0 to 1e+09"),
        ("[build]\nland_usd_per_km = 1e10", "give a number from 0 to 1e+09"),
        ("[weights]\nice = nan", "weights.ice = nan; give a number"),
        ("[build]\nburial_to_depth_m = inf", "build.burial_to_depth_m = inf; give a number from 0"),
        ("[grid]\nsouth_deg = 90", "grid.south_deg = 90; give a number from 0 below 90"),
        ("[grid]\nspacing_km = '5'", 'grid.spacing_km = "5"; give a number from 0.1 to 200'),
        ("[grid]\nspacing_km = true", "grid.spacing_km = true; give a number"),
        ("[grid]\nspacing_km = 1979-05-27", "grid.spacing_km ="),
        ("[repair]\nship_km_per_day = 0", "repair.ship_km_per_day = 0; give a number above 0"),
        ("[repair]\niceberg_months = [7, 13]", "repair.iceberg_months[1] = 13; give a whole number from 1 to 12"),
        ("[repair]\niceberg_months = [7.5]", "repair.iceberg_months[0] = 7.5; give a whole number"),
        ("[repair]\niceberg_months = []", "repair.iceberg_months = []; give a list in brackets, at least 1, each"),
        ("[policy]\npartners = 'NO'", 'policy.partners = "NO"; give a list in brackets, each text'),
        ("[policy]\npartners = ['NO', 'gb']", 'policy.partners[1] = "gb"; give ISO 3166 alpha-2'),
        (
            "[[systems]]\nname = 'A'\nstops = ['bodo', 'nuuk']\n" * 2,
            'systems[1].name = "A" is the name of another system; give each its own',
        ),
        (
            "[policy]\nnon_partner_waters = 'shut'",
            'policy.non_partner_waters = "shut"; give one of ignored, costly, closed',
        ),
        ("weights = 3", "weights = 3; give a table with cable, protection"),
        ("name = 3", "name = 3; give text in quotes"),
        ("name = ''", 'name = ""; give text'),
        ("[data]\nice = 3", "data.ice = 3; give a path in quotes"),
        ('data.ice = "a\\u0000b"', r"a\x00b' is no file; give the path of a file"),
        ("[[data.layers]]\npath = ''\nuse = 'no_go'", "data.layers[0].path: '.' is no file; give the path of a file"),
        ("[[data.layers]]\npath = 'x'", "data.layers[0].use is missing; give one of cost, risk, no_go"),
        ("[[data.layers]]\npath = 'x'\nuse = 'cost'", "data.layers[0]: use is cost, and usd_per_km is missing"),
        ("[[data.layers]]\npath = 'x'\nuse = 'prefer'", "data.layers[0]: use is prefer, and usd_per_km is missing"),
        (
            "[[data.layers]]\npath = 'x'\nuse = 'prefer'\nusd_per_km = 5\nfaults_per_1000_km_year = 1",
            "data.layers[0]: faults_per_1000_km_year = 1 has no effect with use prefer",
        ),
        (
            "[[uncertainty.values]]\npath = 'policy.latency_usd_per_km'\ndistribution = 'lognormal'\nspread_factor = 2",
            "policy.latency_usd_per_km = 0 has no lognormal distribution; give a median above 0",
        ),
        (
            "[[data.layers]]\npath = 'x'\nuse = 'no_go'\nusd_per_km = 5",
            "data.layers[0]: usd_per_km = 5 has no effect with use no_go",
        ),
        ("data = {layers = 3}", "data.layers = 3; give a list"),
        ("data = {layers = [3]}", "data.layers[0] = 3; give a table with path, column, only, fade_km, use"),
        ("[weights]\nice = -1\nslope = -1", "(and 1 more)"),
    ],
)  # fmt: skip
def test_a_value_that_may_not_be_is_refused_with_what_may(refusal, text, words):
    assert words in refusal(text)


def test_a_long_value_is_cut_in_the_message(refusal):
    assert len(refusal(f"descripton = '{'x' * 1000}'")) < 160


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("name = 'a'\n\n[weights\n", "line 3"),
        ("[weights]\nice = \n", "line 2"),
        ("[weights]\nice = 1\nice = 2\n", "line 3"),
        ("name = 'a'\n[weights]\nice = [1,\n", "line 3"),
    ],
)
def test_a_slip_of_the_pen_is_told_with_its_line(refusal, text, line):
    message = refusal(text)
    assert "is not valid TOML" in message
    assert line in message


def test_what_is_no_text_and_what_is_no_file_are_refused(tmp_path):
    (tmp_path / "noise.toml").write_bytes(b"\xff\xfe\x00\x81")
    for name in ("noise.toml", "missing.toml"):
        with pytest.raises(ScenarioError, match=f"cannot read .*{name}"):
            read_scenario(tmp_path / name)
    with pytest.raises(ScenarioError, match="cannot read"):
        read_scenario(tmp_path)


@given(st.text(max_size=80))
def test_no_text_whatever_ends_in_an_accident(tmp_path_factory, text):
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_bytes(text.encode("utf-8", errors="replace"))
    try:
        read_scenario(path)
    except ScenarioError as error:
        assert str(path) in str(error)  # noqa: PT017


# --- writing ------------------------------------------------------------------------------------------------------


def numbers() -> list[tuple[str, str]]:
    """Every key that holds one number, with its table."""
    return [
        (table, key)
        for table, part in Scenario.preset("balanced")
        if isinstance(part, AssumptionGroup)
        for key, value in part
        if isinstance(value, float)
    ]


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """Scenarios with any few numbers changed, any labels, any partners."""
    content: dict[str, object] = {
        "name": draw(st.text(min_size=1, max_size=20)),
        "description": draw(st.text(max_size=40)),
    }
    for table, key in draw(st.lists(st.sampled_from(numbers()), max_size=8)):
        low, high = bounds(table, key)
        content.setdefault(table, {})[key] = draw(st.floats(low, high))
    codes = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=2, max_size=2)
    content.setdefault("policy", {})["partners"] = draw(st.lists(codes, max_size=4))
    return Scenario.model_validate(content)


def bounds(table: str, key: str) -> tuple[float, float]:
    """The least and the greatest that a key may hold, as its schema says."""
    schema = json_schema()
    node = schema["$defs"][schema["properties"][table]["$ref"].rpartition("/")[2]]["properties"][key]
    low = node.get("minimum", math.nextafter(node.get("exclusiveMinimum", 0.0), 1.0))
    high = node.get("maximum", math.nextafter(node.get("exclusiveMaximum", 1e12), 0.0))
    return max(low, 1e-300) if "exclusiveMinimum" in node else low, high


@settings(deadline=None)  # under load a scenario of a hundred keys takes more than 200 ms
@given(scenarios())
@example(Scenario(name="\x85", description='\x7f "\\ \u2028\t\r\n'))
def test_a_scenario_written_out_reads_back_to_itself(tmp_path_factory, scenario):
    path = tmp_path_factory.getbasetemp() / "round-trip.toml"
    path.write_text(to_toml(scenario), encoding="utf-8", newline="")
    again = read_scenario(path)
    assert again == scenario
    assert scenario_sha256(again) == scenario_sha256(scenario)


def test_files_and_layers_survive_writing(tmp_path):
    layers = (
        UserLayer(path=tmp_path / 'a "b" \\ ø.tif', use=LayerUse.COST, usd_per_km=0),
        UserLayer(path=tmp_path / "x.gpkg", column="grade", use=LayerUse.RISK, faults_per_1000_km_year=0.5),
        UserLayer(path=Path("parks.gpkg"), use=LayerUse.NO_GO),
    )
    scenario = Scenario(name="mine", data=DataChoice(bathymetry=tmp_path / "gebco.nc", layers=layers))
    write_scenario(scenario, tmp_path / "mine.toml")
    assert read_scenario(tmp_path / "mine.toml") == scenario
    assert [each.name for each in tmp_path.iterdir()] == ["mine.toml"]


@pytest.mark.parametrize("name", PRESETS)
def test_what_is_written_holds_every_key_explained_and_marked_where_it_is_the_default(name):
    scenario = Scenario.preset(name)
    text = to_toml(scenario)
    lines, found = text.splitlines(), tomllib.loads(text)
    for table, part in scenario:
        for key, value in part if isinstance(part, AssumptionGroup) else ():
            if key == "layers":
                continue
            assert key in found[table]
            start = lines.index(f"[{table}]")
            at = next(n for n in range(start, len(lines)) if lines[n].startswith(f"{key} = "))
            assert lines[at - 1].startswith("# ")
            default = type(part).model_fields[key].default
            assert lines[at].endswith("# default") == (value == default)


def test_a_place_that_cannot_be_written_is_refused(tmp_path):
    with pytest.raises(OutputError, match="cannot write"):
        write_scenario(Scenario.preset("balanced"), tmp_path / "missing" / "x.toml")


# --- checksum -----------------------------------------------------------------------------------------------------


def test_comments_order_labels_and_the_way_a_number_is_written_do_not_count(file):
    one = (
        "name = 'a'\n[weights]\nice = 2\nslope = 0.5\n"
        "[life]\ndiscount_rate_share = 0.05\n[policy]\npartners = ['NO', 'IS']\navoid = ['RU', 'CN:soft=2']\n"
        "[repair]\niceberg_months = [9, 8]\n[laying]\nmonths = [8, 7]"
    )
    two = (
        "# hello\ndescription = 'other'\nlife.discount_rate_share = 5e-2\npolicy.partners = ['IS', 'NO', 'NO']\n"
        "policy.avoid = ['CN:soft=2', 'RU']\nrepair.iceberg_months = [8, 9]\nlaying.months = [7, 8]\n"
        "[weights] # here\nslope = 0.50\nice = 2.0\n"
    )
    sums = {scenario_sha256(read_scenario(file(text, f"{len(text)}.toml"))) for text in (one, two)}
    assert len(sums) == 1


def test_saying_a_default_aloud_changes_nothing(file):
    path = file("[weights]\nice = 1.0\n[data]\nbathymetry = ''\n")
    assert scenario_sha256(read_scenario(path)) == scenario_sha256(Scenario.preset("balanced"))


@settings(deadline=None)
@given(st.sampled_from([place for place in numbers() if place[0] != "uncertainty"]), st.data())
def test_any_other_number_is_another_plan(place, data):
    table, key = place
    balanced = Scenario.preset("balanced")
    default = getattr(getattr(balanced, table), key)
    value = data.draw(st.floats(*bounds(table, key)).filter(lambda drawn: drawn != default))
    changed = Scenario.model_validate({"name": "balanced", table: {key: value}})
    assert scenario_sha256(changed) != scenario_sha256(balanced)


@pytest.mark.parametrize(
    "change",
    [
        {"policy": {"partners": ["NO"]}},
        {"policy": {"non_partner_waters": "closed"}},
        {"repair": {"iceberg_months": [8]}},
    ],
)
def test_any_other_choice_is_another_plan(change):
    changed = Scenario.model_validate({"name": "balanced", **change})
    assert scenario_sha256(changed) != scenario_sha256(Scenario.preset("balanced"))


def test_the_checksum_is_that_of_canonical_json():
    content = Scenario.preset("balanced").model_dump(
        mode="json", exclude={"name", "description", "pairs", "systems", "uncertainty"}
    )
    content["repair"]["iceberg_months"] = [7.0, 8.0, 9.0]
    content["laying"]["months"] = [8.0, 9.0]
    del content["data"]["surveys"]  # only where there are any
    del content["policy"]["non_partner_soft"]  # only where they are soft
    del content["branching"]  # only where it is another than the default
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    assert scenario_sha256(Scenario.preset("balanced")) == hashlib.sha256(text.encode()).hexdigest()


def test_a_file_counts_by_its_bytes_and_not_by_its_place(tmp_path):
    for name, text in (("a.csv", "one"), ("b.csv", "one"), ("c.csv", "two")):
        (tmp_path / name).write_text(text)
    one, same, other = (
        scenario_sha256(Scenario(name="x", data=DataChoice(ice=tmp_path / name)))
        for name in ("a.csv", "b.csv", "c.csv")
    )
    assert one == same
    assert len({one, other, scenario_sha256(Scenario(name="x"))}) == 3
    (tmp_path / "a.csv").write_text("changed")
    assert scenario_sha256(Scenario(name="x", data=DataChoice(ice=tmp_path / "a.csv"))) != one


def test_the_numbers_beside_a_shapefile_count(tmp_path):
    for suffix in (".shp", ".dbf", ".prj"):
        (tmp_path / f"parks{suffix}").write_text(suffix)
    scenario = Scenario(
        name="x", data=DataChoice(layers=(UserLayer(path=tmp_path / "parks.shp", use=LayerUse.NO_GO),))
    )
    before = scenario_sha256(scenario)
    (tmp_path / "parks.dbf").write_text("other numbers")
    assert scenario_sha256(scenario) != before


def test_a_file_that_is_missing_has_no_checksum(tmp_path):
    with pytest.raises(DataError, match=r"gone\.nc"):
        scenario_sha256(Scenario(name="x", data=DataChoice(bathymetry=tmp_path / "gone.nc")))


# --- schema -------------------------------------------------------------------------------------------------------


def test_the_schema_is_a_schema_and_accepts_every_preset_short_and_in_full():
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    presets = Path(inspect.getfile(Scenario)).parent / "presets"
    assert sorted(path.stem for path in presets.glob("*.toml")) == sorted(PRESETS)
    for name in PRESETS:
        text = (presets / f"{name}.toml").read_text(encoding="utf-8")
        for each in (text, to_toml(Scenario.preset(name)), f"extends = '{name}'"):
            jsonschema.validate(tomllib.loads(each), schema)


@pytest.mark.parametrize(
    "text", ["[weights]\ncabel = 2", "[weights]\nice = -1", "[policy]\nnon_partner_waters = 'x'", "a = 1"]
)
def test_the_schema_refuses_what_reading_refuses(text):
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(tomllib.loads(text), json_schema())


# --- commands -----------------------------------------------------------------------------------------------------


@dataclasses.dataclass
class Spoken:
    """What a command said, and the code it ended with."""

    code: int
    out: str
    err: str


@pytest.fixture
def run(capsys):
    """Run ``routeplan scenario`` in this process."""

    def command(*arguments: str) -> Spoken:
        with pytest.raises(SystemExit) as ended:
            cli.main(["scenario", *arguments])
        said = capsys.readouterr()
        return Spoken(ended.value.code or 0, said.out, said.err)

    return command


def test_list_names_every_preset_and_what_it_is_for(run):
    said = run("list")
    assert (said.code, said.err) == (0, "")
    assert [line.split()[0] for line in said.out.splitlines()] == list(PRESETS)
    listed = json.loads(run("list", "--json").out)["presets"]
    for each in listed:
        scenario = Scenario.preset(each["name"])
        assert each["description"] == scenario.description
        assert each["description"] in said.out
        assert each["scenario_sha256"] == scenario_sha256(scenario)


def test_show_prints_a_file_that_is_the_same_plan(run, file):
    said = run("show", "trusted")
    assert (said.code, said.err) == (0, "")
    assert read_scenario(file(said.out)) == Scenario.preset("trusted")
    shown = json.loads(run("show", str(file("extends = 'trusted'\n[grid]\nspacing_km = 9\n")), "--json").out)
    assert shown["grid"]["spacing_km"] == 9.0
    jsonschema.validate(shown, json_schema())


def test_schema_prints_the_schema(run):
    assert json.loads(run("schema").out) == json_schema()


def test_check_says_ok_with_the_checksum(run, file):
    path = file("extends = 'resilient'")
    said = run("check", str(path), "balanced")
    assert (said.code, said.err) == (0, "")
    assert said.out.splitlines() == [
        f"{path}: ok {scenario_sha256(Scenario.preset('resilient'))}",
        f"balanced: ok {scenario_sha256(Scenario.preset('balanced'))}",
    ]


def test_check_says_what_is_wrong_in_one_line_and_ends_with_5(run, file):
    path = file("[weights]\ncabel = 2\n")
    said = run("check", "balanced", str(path), str(path.parent / "missing.toml"))
    assert said.code == 5
    assert said.out.startswith("balanced: ok ")
    first, second = said.err.splitlines()
    assert first == f"routeplan: {path}: unknown key weights.cabel = 2; did you mean weights.cable?"
    assert second.startswith("routeplan: cannot read ")
    found = json.loads(run("check", "balanced", str(path), "--json").out)["scenarios"]
    assert [(each["file"], each["ok"]) for each in found] == [("balanced", True), (str(path), False)]
    assert "weights.cabel" in found[1]["error"]


def test_check_tells_missing_data_from_a_scenario_that_is_wrong(run, file):
    said = run("check", str(file("[data]\nbathymetry = 'gone.nc'\n")))
    assert (said.code, said.out) == (4, "")
    assert said.err.count("\n") == 1
    assert "gone.nc" in said.err
    assert "mine.toml" in said.err


@pytest.mark.parametrize(
    ("arguments", "code"), [(("show", "blanced"), 5), (("show",), 2), (("fly",), 2), (("check",), 2)]
)
def test_a_wrong_command_is_answered_with_one_line(run, arguments, code):
    said = run(*arguments)
    assert (said.code, said.out, said.err.count("\n")) == (code, "", 1)
    assert said.err.startswith("routeplan: ")


@pytest.mark.parametrize("command", [(), ("list",), ("show",), ("schema",), ("check",)])
def test_every_command_explains_itself(run, command):
    said = run(*command, "--help")
    assert (said.code, said.err) == (0, "")
    assert "Usage:" in said.out


# --- the page -----------------------------------------------------------------------------------------------------


def table_of_keys() -> str:
    """Lay out every key of every table, as docs/scenario.md shows it."""
    tables = {
        "": Scenario,
        **{key: type(part) for key, part in Scenario.preset("balanced") if isinstance(part, AssumptionGroup)},
    }
    tables |= {"data.layers": UserLayer, "uncertainty.values": UncertainValue}
    return "\n\n".join(_table(name, model) for name, model in tables.items())


def _table(name: str, model: type[BaseModel]) -> str:
    heading = f"### `[[{name}]]`" if "." in name else f"### `[{name}]`" if name else "### At the top"
    charter = (model.__doc__ or "").splitlines()[0]
    rows = [
        f"| `{key}` | {_unit(name, key)} | {_default(field)} | {field.description or ''} |"
        for key, field in model.model_fields.items()
        if not isinstance(field.default, AssumptionGroup)
    ]
    head = "| key | unit | default | what it is, and where the default comes from |\n|---|---|---|---|"
    return f"{heading}\n\n{charter}\n\n{head}\n" + "\n".join(rows)


UNIT_OF_TABLE = {"faults": "per 1,000 km and year", "weights": "times"}
UNITS = {
    "_usd_per_km_per_deg": "USD/km per degree",
    "_usd_per_km": "USD/km",
    "_usd_per_day": "USD/day",
    "_usd_per_repair": "USD",
    "_usd_per_landing": "USD",
    "_usd_per_km_year": "USD/km and year",
    "_per_1000_km": "per 1,000 km",
    "_usd": "USD",
    "_km_per_day": "km/day",
    "_per_1000_km_year": "per 1,000 km and year",
    "_days": "days",
    "_years": "years",
    "_months": "1-12",
    "_share": "0-1",
    "_factor": "times",
    "_depths": "times the depth",
    "_per_deg": "per degree",
    "_deg": "degrees",
    "_km": "km",
    "_m": "m",
}


def _unit(table: str, key: str) -> str:
    ends = (unit for end, unit in UNITS.items() if f"_{key}".endswith(end))
    return next(ends, UNIT_OF_TABLE.get(table, ""))


def _default(field: object) -> str:
    if field.is_required():
        return "file's name" if field.annotation is str else "needed"
    if isinstance(field.default, Estimate):
        return " / ".join(f"{field.default.at(level):,.10g}" for level in Level)
    match field.default:
        case None:
            return "embedded" if field.annotation != float | None else "none"
        case float():
            return f"{field.default:,.10g}"
        case tuple() | "":
            return ", ".join(map(str, field.default)) or "none"
    return f"`{field.default}`"


def test_the_page_lists_every_key_as_it_is():
    page = PAGE.read_text(encoding="utf-8")
    assert page.split(BEGIN)[1].split(END)[0].strip() == table_of_keys()


def test_the_examples_of_the_page_are_scenarios(file):
    examples = PAGE.read_text(encoding="utf-8").split("```toml\n")[1:]
    assert examples
    for each in examples:
        read_scenario(file(each.split("```")[0]))


if __name__ == "__main__":
    before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    PAGE.write_text(f"{before}{BEGIN}\n\n{table_of_keys()}\n\n{END}{rest.split(END)[1]}", encoding="utf-8")
