"""Numbers as text, with their paths."""

import pytest

from routeplan.briefing.traceable_numbers import (
    NumberTracer,
    TracedNumber,
    fill_phrase,
    join_phrases,
    plain_text,
)

RECORD = {
    "a": -1234.56,
    "b": -0.001,
    "c": None,
    "d": 3.0,
    "nan": float("nan"),
    "list": [{"x": 2.5}, {"x": 7e6}],
}


@pytest.mark.parametrize(
    ("path", "options", "text"),
    [
        ("a", {"digits": 1}, "−1,234.6"),
        ("a", {"digits": 1, "sign": True}, "−1,234.6"),
        ("b", {"digits": 1}, "0.0"),
        ("b", {"digits": 1, "sign": True}, "0.0"),
        ("c", {}, "–"),
        ("nan", {}, "–"),
        ("d", {"sign": True}, "+3"),
        ("d", {}, "3"),
        ("list.0.x", {"digits": 1}, "2.5"),
        ("list.1.x", {"scale": 1e-6, "digits": 2}, "7.00"),
    ],
)
def test_a_number_has_a_minus_sign_and_zero_has_no_sign(path, options, text):
    number = NumberTracer(RECORD).number(path, **options)
    assert number.text == text
    assert number.path == path


def test_the_value_is_that_of_the_record_whatever_the_scale():
    tracer = NumberTracer(RECORD)
    assert tracer.number("list.1.x", scale=1e-6).value == 7e6
    assert tracer.number("c").value is None
    assert tracer.number("nan").value is None


def test_a_magnitude_has_no_sign_and_keeps_the_value():
    magnitude = NumberTracer(RECORD).magnitude("a", 1)
    assert magnitude == TracedNumber("a", -1234.56, "1,234.6")


def test_a_phrase_refuses_a_place_without_a_part():
    with pytest.raises(KeyError, match="b"):
        fill_phrase("{a} and {b}", a="one")
    assert plain_text(fill_phrase("{b} and {a}", a="one", b="two")) == "two and one"


def test_a_phrase_within_a_phrase_keeps_its_numbers():
    number = TracedNumber("d", 3.0, "3")
    inner = fill_phrase("{n} km", n=number)
    assert fill_phrase("{a}{b}: {c}", a="", b="A", c=inner) == ("A", ": ", number, " km")


def test_phrases_are_joined_with_another_word_before_the_last():
    number = TracedNumber("d", 3.0, "3")
    phrases = [("A",), (number, " km"), ("C",)]
    assert join_phrases(phrases, ", ", " and ") == ("A", ", ", number, " km", " and ", "C")
    assert plain_text(join_phrases(phrases, "; ")) == "A; 3 km; C"
    assert plain_text(join_phrases(phrases[:2], ", ", " and ")) == "A and 3 km"
    assert join_phrases(phrases[:1], ", ", " and ") == ("A",)
