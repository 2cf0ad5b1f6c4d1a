"""Names folded, and the nearest known names."""

import pytest

from routeplan.io.name_search import fold_name, nearest_names, slug_of


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Bodø", "bodo"),
        ("SEYÐISFJÖRÐUR", "seydisfjordur"),
        ("Ærøskøbing", "aeroskobing"),
        ("St. John’s", "st johns"),
        ("Mo-i-Rana", "mo i rana"),
        ("İzmir", "izmir"),
        ("  two   words ", "two words"),
    ],
)
def test_spellings_of_a_name_are_one(text, folded):
    assert fold_name(text) == folded


def test_a_slug_has_letters_digits_and_hyphens_only():
    assert slug_of("L'Anse-au-Loup (Labrador)") == "lanse-au-loup-labrador"


def test_the_most_alike_names_come_first_as_they_are_written():
    assert nearest_names("TROMSO", ["Bodø", "Tromsdalen", "Tromsø"], likeness=0.5) == ["Tromsø", "Tromsdalen"]
    assert nearest_names("xqzzk", ["Bodø", "Tromsø"]) == []
