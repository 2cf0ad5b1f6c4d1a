"""WDPA as it is published: columns of two versions, points with an area, three zipped parts, what is not in force."""

import zipfile

import geopandas as gpd
import numpy as np
import pytest
import shapely

from routeplan.errors import DataError
from routeplan.geo.grid import Grid
from routeplan.runtime.notices import collected_notices
from routeplan.seabed.protected_areas import read_protected_areas
from routeplan.seabed.user_layer import derive_user_layer

GRID = Grid.arctic(spacing_km=25, south_deg=60)
ROWS, COLS = np.indices(GRID.shape)
LON, LAT = GRID.lonlat_of(ROWS, COLS)
NEW_NAMES = {"WDPAID": "SITE_ID", "NAME": "NAME_ENG", "MARINE": "REALM"}
NEW_REALMS = {"0": "Terrestrial", "1": "Coastal", "2": "Marine"}


def area(
    number, shape, *, status="Designated", marine="2", category="Ia", designation="Nature Reserve", km2=0.0
):
    return {
        "WDPAID": float(number), "WDPA_PID": str(number), "PA_DEF": "1", "NAME": f"Area {number}",
        "DESIG_ENG": designation,
        "IUCN_CAT": category, "MARINE": marine, "REP_M_AREA": km2, "REP_AREA": km2, "STATUS": status, "ISO3": "NOR",
        "geometry": shape,
    }  # fmt: skip


POLYGONS = (
    area(1, shapely.box(0, 70, 10, 75)),
    area(2, shapely.box(20, 70, 30, 75), category="VI", marine="1"),
    area(3, shapely.box(40, 70, 50, 75), marine="0"),
    area(4, shapely.box(60, 70, 70, 75), status="Proposed"),
    area(5, shapely.box(80, 70, 90, 75), designation="UNESCO-MAB Biosphere Reserve"),
    area(6, shapely.box(0, -70, 10, -60)),
)
POINTS = (
    area(7, shapely.MultiPoint([(-30, 72)]), km2=90_000.0),
    area(8, shapely.MultiPoint([(-60, 72)]), km2=0.0),
)


def frame(areas):
    return gpd.GeoDataFrame(list(areas), geometry="geometry", crs=4326)


def covered(layer, lon, lat):
    row, col = (int(np.rint(float(each))) for each in GRID.cell_of(lon, lat))
    return float(layer[row, col])


def test_a_geopackage_of_polygons_and_points_gives_areas_in_force_at_sea(tmp_path):
    path = tmp_path / "WDPA_WDOECM_Nov2025_Public_marine.gpkg"
    frame(POLYGONS).to_file(path, layer="WDPA_WDOECM_poly_Nov2025_marine")
    frame(POINTS).to_file(path, layer="WDPA_WDOECM_point_Nov2025_marine", mode="a")
    with collected_notices() as told:
        layer = derive_user_layer(path, GRID).to_numpy()
    assert covered(layer, 5, 72.5) == covered(layer, 25, 72.5) == 1
    for lon in (45, 65, 85, -60, 15):
        assert covered(layer, lon, 72.5) == 0
    assert "3 marine areas in force; 3 on land, proposed" in told[0]
    assert "1 points without an area" in told[0]


def test_a_point_covers_its_reported_area(tmp_path):
    path = tmp_path / "points.gpkg"
    frame(POINTS).to_file(path)
    layer = derive_user_layer(path, GRID).to_numpy()
    covered_km2 = (GRID.true_spacing_km(LAT) ** 2)[layer > 0].sum()
    assert covered_km2 == pytest.approx(90_000, rel=0.03)


def test_several_points_of_a_site_have_its_area_together(tmp_path):
    path = tmp_path / "points.gpkg"
    frame([area(7, shapely.MultiPoint([(-30, 72), (60, 72), (150, 72)]), km2=90_000.0)]).to_file(path)
    layer = derive_user_layer(path, GRID).to_numpy()
    assert (GRID.true_spacing_km(LAT) ** 2)[layer > 0].sum() == pytest.approx(90_000, rel=0.05)


@pytest.mark.parametrize("suffix", ["gpkg", "geojson", "shp"])
@pytest.mark.parametrize("lower", [False, True])
def test_columns_of_both_versions_are_read_in_any_case(tmp_path, suffix, lower):
    areas = frame(POLYGONS)
    areas["MARINE"] = areas["MARINE"].map(NEW_REALMS)
    areas = areas.rename(columns=NEW_NAMES)
    if lower:
        areas.columns = areas.columns.str.lower()
    areas.to_file(tmp_path / f"new.{suffix}")
    read = read_protected_areas(tmp_path / f"new.{suffix}")
    assert read["WDPAID"].tolist() == [1, 2]
    assert read["NAME"].tolist() == ["Area 1", "Area 2"]


# Columns of the release of September 2026, in their order, as programs that read it list them.
WDPCA = (
    "SITE_ID SITE_PID SITE_TYPE NAME_ENG NAME DESIG DESIG_ENG DESIG_TYPE IUCN_CAT INT_CRIT REALM REP_M_AREA "
    "GIS_M_AREA REP_AREA GIS_AREA NO_TAKE NO_TK_AREA STATUS STATUS_YR GOV_TYPE GOVSUBTYPE OWN_TYPE OWNSUBTYPE "
    "MANG_AUTH MANG_PLAN VERIF METADATAID PRNT_ISO3 ISO3 SUPP_INFO CONS_OBJ INLND_WTRS OECM_ASMT"
)


def test_a_shapefile_of_2026_is_read_with_both_names_of_its_sites_and_chosen_by_its_own_columns(tmp_path):
    sites = frame(POLYGONS).rename(columns={**NEW_NAMES, "WDPA_PID": "SITE_PID", "PA_DEF": "SITE_TYPE"})
    sites["REALM"], sites["NAME"] = sites["REALM"].map(NEW_REALMS), "Område"
    path = tmp_path / "WDPA_Sep2026_Public_shp-polygons.shp"
    sites.reindex(columns=[*WDPCA.split(), "geometry"]).astype(
        dict.fromkeys(set(WDPCA.split()) - set(sites.columns), str)
    ).to_file(path, encoding="utf-8")
    with collected_notices():
        read = read_protected_areas(path)
        coastal = derive_user_layer(path, GRID, only=["REALM = Coastal"]).to_numpy()
    assert read["SITE_ID"].tolist() == read["WDPAID"].tolist() == [1, 2]
    assert read["NAME_ENG"].tolist() == ["Area 1", "Area 2"]
    assert set(read["NAME"]) == {"Område"}
    assert (covered(coastal, 5, 72.5), covered(coastal, 25, 72.5)) == (0, 1)


def parts(folder, *, named="WDPA_WDOECM_Nov2025_Public_all"):
    """The archive of the publisher: three archives, each with a Shapefile of points and one of polygons."""
    outer = folder / f"{named}_shp.zip"
    with zipfile.ZipFile(outer, "w") as archive:
        for number, (polygons, points) in enumerate(
            ((POLYGONS[:1], POINTS), (POLYGONS[1:2], ()), (POLYGONS[2:], ()))
        ):
            inner = folder / f"{named}_shp_{number}.zip"
            with zipfile.ZipFile(inner, "w") as part:
                for kind, areas in (("polygons", polygons), ("points", points)):
                    if areas:
                        stem = folder / f"{named}_shp-{kind}"
                        frame(areas).to_file(stem.with_suffix(".shp"))
                        for file in folder.glob(f"{stem.name}.*"):
                            part.write(file, file.name)
                            file.unlink()
            archive.write(inner, inner.name)
            inner.unlink()
        archive.writestr("Resources_in_English/WDPA_Manual.pdf", b"%PDF")
    return outer


def test_the_archive_with_three_zipped_parts_is_read_whole(tmp_path):
    assert sorted(read_protected_areas(parts(tmp_path))["WDPAID"]) == [1, 2, 7]


def test_a_folder_of_unpacked_parts_is_read_whole_and_one_part_alone_says_so(tmp_path):
    archive = parts(tmp_path)
    folder = tmp_path / "unpacked"
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(folder)
    for other in ("Resources_in_English/WDPA_Manual.pdf",):
        (folder / other).unlink()
    assert sorted(read_protected_areas(folder)["WDPAID"]) == [1, 2, 7]
    with collected_notices() as told:
        assert read_protected_areas(next(iter(sorted(folder.glob("*_0.zip")))))["WDPAID"].tolist() == [1, 7]
    assert "one part of several" in told[-1]


def test_a_virtual_data_set_in_an_archive_is_refused_however_deep_it_lies(tmp_path):
    virtual = b"<OGRVRTDataSource><OGRVRTLayer name='a'></OGRVRTLayer></OGRVRTDataSource>"
    with zipfile.ZipFile(tmp_path / "inner.zip", "w") as inner:
        inner.writestr("a.shp", virtual)
    with zipfile.ZipFile(tmp_path / "outer.zip", "w") as outer:
        outer.write(tmp_path / "inner.zip", "inner.zip")
    for name in ("inner.zip", "outer.zip"):
        with pytest.raises(DataError, match=r"a\.shp in .*inner\.zip.* is a virtual data set"):
            read_protected_areas(tmp_path / name)


def test_strict_reserves_alone_are_chosen_by_their_category(tmp_path):
    frame(POLYGONS).to_file(tmp_path / "a.gpkg")
    layer = derive_user_layer(tmp_path / "a.gpkg", GRID, only=["iucn_cat = Ia|Ib|II"]).to_numpy()
    assert covered(layer, 5, 72.5) == 1
    assert covered(layer, 25, 72.5) == 0


def test_what_is_not_wdpa_or_has_nothing_in_force_is_refused_in_one_line(tmp_path):
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("readme.txt", b"words")
    with pytest.raises(
        DataError, match=r"other\.zip has no area north of the equator; give WDPA as GeoPackage"
    ):
        read_protected_areas(tmp_path / "other.zip")
    (tmp_path / "cut.zip").write_bytes(b"PK\x03\x04 cut")
    with pytest.raises(DataError, match=r"cannot read .*cut\.zip"):
        read_protected_areas(tmp_path / "cut.zip")
    frame(POLYGONS[2:5]).to_file(tmp_path / "none.gpkg")
    with pytest.raises(DataError, match="no marine protected area in force north of the equator"):
        read_protected_areas(tmp_path / "none.gpkg")
    frame(POLYGONS).to_crs(3995).to_file(tmp_path / "polar.gpkg")
    with pytest.raises(DataError, match=r"is in EPSG:3995; give WDPA in longitude and latitude"):
        read_protected_areas(tmp_path / "polar.gpkg")


def test_a_virtual_data_set_is_refused_in_an_archive_too(tmp_path):
    virtual = "<OGRVRTDataSource><OGRVRTLayer name='a'><SrcDataSource>http://127.0.0.1/a.gpkg</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
    plain, archive = tmp_path / "areas.gpkg", tmp_path / "areas.zip"
    plain.write_text(virtual, encoding="utf-8")
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("areas.gpkg", virtual)
    for path in (plain, archive):
        with pytest.raises(DataError, match="virtual data set"):
            read_protected_areas(path)
