"""Names of columns as services change them: in lower case, under an alias, cut to ten characters."""

import pytest

from routeplan.errors import DataError
from routeplan.io.column_names import PublishedColumn, columns_of, find_column, find_columns, has_columns

SITE = PublishedColumn("WDPAID", ("SITE_ID",))


@pytest.mark.parametrize(
    "found", ["WDPAID", "wdpaid", " WdpaId ", "wdpa:WDPAID", "site_id", "Site ID", "SITE-ID"]
)
def test_a_column_is_found_in_any_case_under_an_alias_and_with_a_namespace(found):
    assert find_column(["name", found], SITE) == found


def test_the_name_as_published_comes_before_other_spellings_and_aliases():
    assert find_column(["site_id", "wdpaid", "WDPAID"], SITE) == "WDPAID"
    assert find_column(["site_id", "wdpaid"], SITE) == "wdpaid"


def test_a_shapefile_cuts_names_to_ten_characters_and_no_others():
    assert find_column(["folk_5cl_t"], "Folk_5cl_txt") == "folk_5cl_t"
    assert find_column(["folk_5cl"], "Folk_5cl_txt") is None
    assert find_column(["WDPA"], SITE) is None


def test_what_is_missing_is_named_in_one_line():
    wanted = (SITE, *columns_of("NAME", "STATUS"), PublishedColumn("REP_AREA", is_needed=False))
    assert find_columns(["site_id", "name", "status"], wanted, path="a.gpkg", give="WDPA") == {
        "WDPAID": "site_id", "NAME": "name", "STATUS": "status",
    }  # fmt: skip
    with pytest.raises(DataError, match=r"^a\.gpkg has no column WDPAID, STATUS; give WDPA$"):
        find_columns(["name"], wanted, path="a.gpkg", give="WDPA")
    assert not has_columns(["name"], wanted)
    assert has_columns(["NAME", "Status", "wdpaid"], wanted)
