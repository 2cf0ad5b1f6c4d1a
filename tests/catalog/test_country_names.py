"""Countries by English name and ISO 3166-1 code."""

import pytest

from routeplan.catalog.country_names import find_country
from routeplan.catalog.landings import read_landings
from routeplan.errors import UsageError


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Norway", "NO"),
        (" norway ", "NO"),
        ("no", "NO"),
        ("NOR", "NO"),
        ("578", "NO"),
        ("United States", "US"),
        ("United States of America", "US"),
        ("usa", "US"),
        ("U.K.", "GB"),
        ("Faroe Islands", "FO"),
        ("Åland", "AX"),
        ("aland", "AX"),
        ("Türkiye", "TR"),
        ("turkey", "TR"),
        ("Svalbard", "SJ"),
        ("South Korea", "KR"),
        ("St Pierre and Miquelon", "PM"),
    ],
)
def test_a_country_is_found_by_its_english_name_or_code(text, code):
    assert find_country(text) == code


def test_every_country_with_a_landing_is_found_by_its_code():
    for country in {landing.country for landing in read_landings()}:
        assert find_country(country) == country


@pytest.mark.parametrize("text", ["Norwai", "ZZ", "", "Brazil"])
def test_an_unknown_country_is_refused(text):
    with pytest.raises(UsageError, match=f'no country "{text}" north of 25N; .*ISO 3166-1 code such as NO'):
        find_country(text)
