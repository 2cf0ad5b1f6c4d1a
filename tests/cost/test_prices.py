"""Prices with a low, a likely and a high value: what a file may say, and what one number does."""

import pytest

from routeplan.cost.assumptions import Assumptions
from routeplan.cost.estimate import Estimate, Level
from routeplan.cost.prices import REPLACED_KEYS, Prices
from routeplan.cost.scenario import Scenario, read_scenario, to_toml
from routeplan.errors import ScenarioError, UsageError


def read(tmp_path, text, name="mine.toml"):
    (tmp_path / name).write_text(text)
    return read_scenario(tmp_path / name)


def test_a_table_fixes_all_three_values(tmp_path):
    told = read(tmp_path, "[prices]\nrepeater_usd = {low = 1.0, likely = 2.0, high = 4.0}\n")
    assert told.prices.repeater_usd == Estimate(1.0, 2.0, 4.0)


def test_one_number_moves_the_likely_value_and_the_range_in_proportion(tmp_path):
    """150, 200 and 300 thousand by default: half of each."""
    told = read(tmp_path, "[prices]\nrepeater_usd = 100_000\n")
    assert told.prices.repeater_usd == Estimate(75_000.0, 100_000.0, 150_000.0)


def test_values_out_of_order_are_refused(tmp_path):
    with pytest.raises(ScenarioError, match=r"prices\.repeater_usd.*rising order"):
        read(tmp_path, "[prices]\nrepeater_usd = {low = 3.0, likely = 2.0, high = 4.0}\n")


@pytest.mark.parametrize("value", ["-1.0", "true", "'dear'", "inf", "{low = 1.0}"])
def test_what_is_no_price_is_refused(tmp_path, value):
    with pytest.raises(ScenarioError, match=r"prices\.repeater_usd"):
        read(tmp_path, f"[prices]\nrepeater_usd = {value}\n")


def test_prices_are_written_and_read_back(tmp_path):
    scenario = Scenario(name="mine", prices=Prices(repeater_usd=Estimate(1.0, 2.0, 4.0)))
    assert read(tmp_path, to_toml(scenario)) == scenario


@pytest.mark.parametrize("key", REPLACED_KEYS)
def test_a_key_of_old_is_refused_with_the_one_that_took_its_place(tmp_path, key):
    table, name = key.split(".")
    with pytest.raises(ScenarioError, match=rf"{key} is replaced by (prices|laying)\."):
        read(tmp_path, f"[{table}]\n{name} = 1.0\n")
    with pytest.raises(UsageError, match="is replaced by"):
        Assumptions().changed(key, 1.0)


def test_what_takes_the_place_of_a_key_is_a_key():
    there = Scenario.preset("balanced")
    for words in REPLACED_KEYS.values():
        for key in words.replace(" and ", ", ").split(", "):
            table, name = key.split(".")
            assert hasattr(getattr(there, table), name), key


def test_a_changed_price_keeps_its_range():
    changed = Assumptions().changed("prices.icebreaker_usd_per_day", 50_000.0)
    assert changed.prices.icebreaker_usd_per_day == Estimate(37_500.0, 50_000.0, 100_000.0)
    assert changed.value("prices.icebreaker_usd_per_day") == 50_000.0


def test_every_default_price_has_a_range_and_says_where_it_is_from():
    for name, field in Prices.model_fields.items():
        price = field.default
        assert price.low < price.likely < price.high, name
        assert "editable default" in field.description or "20" in field.description, name


def test_prices_at_a_level_have_no_range():
    high = Prices().at(Level.HIGH)
    assert high.repeater_usd == Estimate.exactly(300_000.0)
