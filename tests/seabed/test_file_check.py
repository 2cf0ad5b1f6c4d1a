"""Files that people really have: each is read right, or what is odd is said, or it is refused in one line."""

import re
import warnings
from pathlib import Path

import netCDF4
import numpy as np
import pytest
import rasterio
from cli_kit import assert_one_clear_line, run_in_shell
from rasterio import Affine
from rasterio.errors import NotGeoreferencedWarning

from routeplan.errors import DataError
from routeplan.seabed.bathymetry import check_depths, read_bathymetry

LAT, LON = np.arange(30.5, 90.0), np.arange(-179.5, 180.0)
FROM_THE_NORTH = Affine(1, 0, -180, 0, -1, 90)
BISCAY = (
    -7.5,
    45.5,
)  # the abyssal plain is flat: a degree from it, depth is the same within some hundred metres


@pytest.fixture(scope="module")
def embedded():
    return read_bathymetry()


@pytest.fixture(scope="module")
def heights(embedded):
    """Heights of the Earth, one a degree."""
    return -embedded.at(*np.meshgrid(LON, LAT))


@pytest.fixture
def look(embedded, caplog):
    """Look at a file as a plan does: its depths and what was said, one line each."""

    def look_at(path):
        caplog.clear()
        depths = read_bathymetry(path)
        check_depths(depths, embedded, path, south_deg=30.0)
        lines = caplog.messages
        assert all(line.startswith(str(path)) and "\n" not in line for line in lines)
        return depths, [line.removeprefix(f"{path}: ") for line in lines]

    return look_at


@pytest.fixture
def netcdf(tmp_path):
    def write(
        values, lat=LAT, lon=LON, *, dims=("lat", "lon"), name="elevation", format_="NETCDF4", **attributes
    ):
        path = tmp_path / "mine.nc"
        with netCDF4.Dataset(path, "w", format=format_) as file:
            for axis, at in (("lat", lat), ("lon", lon)):
                file.createDimension(axis, len(at))
                file.createVariable(axis, "f8", (axis,))[:] = at
            variable = file.createVariable(name, values.dtype, dims, zlib=format_ == "NETCDF4")
            variable.set_auto_maskandscale(False)
            variable[:] = values
            variable.setncatts(attributes)
        return path

    return write


@pytest.fixture
def geotiff(tmp_path):
    def write(values, transform=FROM_THE_NORTH, crs="EPSG:4326", units=None, tags=None, **profile):
        path = tmp_path / "mine.tif"
        rows, cols = values.shape
        shape = {"height": rows, "width": cols, "count": 1, "dtype": values.dtype}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            file = rasterio.open(path, "w", driver="GTiff", crs=crs, transform=transform, **shape, **profile)
        with file:
            file.write(values[::-1], 1)
            file.units = (units,)
            file.update_tags(1, **(tags or {}))
        return path

    return write


def with_hole(heights, code, dtype):
    """A code for no data between 50 and 55N, 40 and 20W."""
    values = np.rint(heights).astype(dtype)
    values[20:25, 140:160] = code
    return values


def test_a_plain_file_has_nothing_odd(netcdf, geotiff, heights, look):
    whole = np.rint(heights).astype(np.int16)
    for path in (netcdf(whole, units="m"), geotiff(whole)):
        depths, said = look(path)
        assert said == []
        assert depths.at(*BISCAY) == pytest.approx(-heights[15, 172], abs=1)


@pytest.mark.parametrize(
    ("code", "dtype"),
    [(-32768, "i2"), (32767, "i2"), (9999, "i2"), (-99999, "i4"), (-2147483648, "i4"), (9999.0, "f4"), (1e20, "f4"),
     (9.96921e36, "f4"), (-3.4028235e38, "f4"), (np.inf, "f4"), (-np.inf, "f8"), (1e308, "f8")],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["netcdf", "geotiff"])
def test_no_data_that_is_not_declared_is_no_data_and_said(request, kind, heights, look, code, dtype):
    depths, said = look(request.getfixturevalue(kind)(with_hole(heights, code, dtype)))
    assert np.isnan(depths.at(-30.0, 52.5))
    assert depths.at(*BISCAY) == pytest.approx(-heights[15, 172], abs=1)
    hole = said[
        -1
    ]  # 100 of 360 x 60 squares of a degree; their area as 100 cos 52.5 to 360 (1 - sin 30) 180/pi
    assert re.fullmatch(
        r"no data in 0\.59% of its area, between 50\.5N and 54\.5N, .* -39\.5 to -20\.5: .*", hole
    )
    declared = (code, dtype) == (9.96921e36, "f4") and kind == "netcdf"  # NetCDF's own default for no data
    assert len(said) == 1 + (not declared)
    assert declared or re.match(r"100 values \(\S+\) are no heights and are taken as no data", said[0])


@pytest.mark.parametrize("kind", ["netcdf", "geotiff"])
def test_holes_of_nan_are_said(request, kind, heights, look):
    _, said = look(request.getfixturevalue(kind)(with_hole(heights, np.nan, "f4")))
    assert [line[:13] for line in said] == ["no data in 0."]


@pytest.mark.parametrize("nodata", [-3.4028234663852886e38, -32768.0, -9999.0, 1e20, np.nan])
def test_no_data_that_a_geotiff_declares_is_a_hole_and_no_more(geotiff, heights, look, nodata):
    _, said = look(geotiff(with_hole(heights, nodata, "f4"), nodata=nodata))
    assert [line[:13] for line in said] == ["no data in 0."]


@pytest.mark.parametrize("kind", ["netcdf", "geotiff"])
def test_minus_9999_could_be_a_depth_and_is_refused(request, kind, heights, look):
    path = request.getfixturevalue(kind)(with_hole(heights, -9999, "i2"))
    with pytest.raises(DataError, match=r"mine\.\w+: -9999 is 0\.5% of all values and is not declared"):
        look(path)


@pytest.mark.parametrize(
    ("units", "metres"),
    [("feet", 0.3048), ("ft", 0.3048), ("Fathoms", 1.8288), ("km", 1000.0), ("cm", 0.01)],
)
@pytest.mark.parametrize("kind", ["netcdf", "geotiff"])
def test_other_units_are_converted_and_said(request, kind, heights, look, units, metres):
    depths, said = look(request.getfixturevalue(kind)((heights / metres).astype(np.float32), units=units))
    assert said == [f"heights are in {units.casefold()}; converted to metres"]
    assert depths.at(*BISCAY) == pytest.approx(-heights[15, 172], rel=1e-4)


def test_a_code_for_no_data_is_none_in_feet_either(netcdf, heights, look):
    depths, said = look(netcdf(with_hole(heights / 0.3048, -32768, "i2"), units="feet"))
    assert np.isnan(depths.at(-30.0, 52.5))
    assert len(said) == 3


@pytest.mark.parametrize("units", ["m", "metres", "Meters", "m above mean sea level", "metre, positive up"])
def test_metres_in_many_words_are_metres(netcdf, heights, look, units):
    assert look(netcdf(heights.astype(np.float32), units=units))[1] == []


def test_unknown_units_are_said(netcdf, heights, look):
    assert look(netcdf(heights.astype(np.float32), units="degC"))[1] == [
        "units 'degc' are unknown; heights are read as metres"
    ]


@pytest.mark.parametrize(
    "attributes",
    [{"positive": "down"}, {"positive": "Down", "units": "m"},
     {"standard_name": "sea_floor_depth_below_mean_sea_level"}],
)  # fmt: skip
def test_depths_that_say_so_are_turned_and_said(netcdf, geotiff, heights, look, attributes):
    values = np.rint(-heights).astype(np.int16)
    for path in (netcdf(values, **attributes), geotiff(values, tags=attributes)):
        depths, said = look(path)
        assert len(said) == 1
        assert said[0].startswith("values are depths (")
        assert depths.at(*BISCAY) == pytest.approx(-heights[15, 172], abs=1)


def test_depths_that_do_not_say_so_are_refused(netcdf, geotiff, heights, look):
    for path in (netcdf(np.rint(-heights).astype(np.int16)), geotiff((-heights).astype(np.float32))):
        with pytest.raises(DataError, match="land where the sea is deep, sea where land is high"):
            look(path)


@pytest.mark.parametrize("dtype", ["u2", "i2", "f4"])
def test_depths_without_a_sign_are_refused(netcdf, heights, look, dtype):
    with pytest.raises(DataError, match="no value is sea; give heights in metres, positive up"):
        look(netcdf(np.maximum(-heights, 0).astype(dtype)))


def test_heights_in_feet_that_do_not_say_so_are_refused(netcdf, heights, look):
    with pytest.raises(DataError, match=r"heights from -2\d,\d+ to .*; the sea is at most 11,100 m deep"):
        look(netcdf((heights / 0.3048).astype(np.float32)))


@pytest.mark.parametrize("factor", [0.5, 0.1, 1e-3])
def test_heights_in_larger_units_that_do_not_say_so_are_refused(netcdf, heights, look, factor):
    with pytest.raises(DataError, match=rf"depths are {factor:g} times those of the embedded seabed"):
        look(netcdf((heights * factor).astype(np.float32)))


def test_a_single_spike_below_11_100_m_is_no_data_and_said(netcdf, heights, look):
    values = heights.astype(np.float32)
    values[20, 150] = -12_000
    said = look(netcdf(values))[1]
    assert said[0].startswith("1 values (-12000) are no heights")


def test_parts_of_the_domain_that_a_file_does_not_cover_are_said(netcdf, heights, look):
    assert look(netcdf(heights[:55], lat=LAT[:55]))[1] == ["ends at 85N: routes keep south of that"]
    assert look(netcdf(heights[20:], lat=LAT[20:]))[1] == [
        "begins at 50N, not at 30N: routes keep north of that"
    ]
    assert look(netcdf(heights[:, 90:270], lon=LON[90:270]))[1] == [
        "covers longitudes -90 to 90 only: routes keep inside"
    ]


def test_a_file_on_the_lines_of_degrees_up_to_the_pole_has_no_gap(netcdf, embedded, look):
    lat, lon = np.arange(30.0, 91.0), np.arange(0.0, 361.0)
    assert look(netcdf(-embedded.at(*np.meshgrid(lon, lat)), lat=lat, lon=lon))[1] == []


def test_a_file_of_sea_alone_is_said_and_one_of_land_or_nothing_is_refused(netcdf, heights, look):
    assert look(netcdf(np.full(heights.shape, -4000, np.int16)))[1] == [
        "averaged over cells, no value is land, every value is sea"
    ]
    with pytest.raises(DataError, match="no value is sea"):
        look(netcdf(np.full(heights.shape, 100, np.int16)))
    with pytest.raises(DataError, match="no heights, only no data"):
        look(netcdf(np.full(heights.shape, np.nan, np.float32)))


def test_rows_in_the_other_order_than_the_axis_says_are_said(netcdf, heights, look):
    said = look(netcdf(heights[::-1].astype(np.float32)))[1]
    assert len(said) == 1
    assert re.match(r"depths are unlike those of the embedded seabed \(correlation -?0\.\d+\)", said[0])


def test_values_outside_the_valid_range_of_a_file_are_holes_and_said(netcdf, heights, look):
    depths, said = look(netcdf(np.rint(heights).astype("i2"), valid_range=np.array([-4000, 9000], "i2")))
    assert np.isnan(depths.at(*BISCAY))
    assert len(said) == 1
    assert said[0].startswith("no data in ")


# Files that cannot be used: what they are, and what their one line says.


def test_axes_that_are_no_axes_are_refused(netcdf, heights, look):
    broken = LAT.copy()
    broken[10] = np.nan
    for lat, said in (
        (broken, "latitude has 1 values that are no numbers"),
        (LAT + 5, "latitude from 35.5 to 94.5 is not in degrees"),
        (LAT * 50_000 - 3e6, "latitude from -1.475e+06 to 1.475e+06 is not in degrees"),
    ):
        with pytest.raises(DataError, match=re.escape(said)):
            look(netcdf(heights, lat=lat))
    with pytest.raises(DataError, match=re.escape("longitude from -538.5 to 538.5 is not in degrees")):
        look(netcdf(heights, lon=LON * 3))


def _empty_axis(file):
    file.createDimension("lat", None)
    file.createDimension("lon", 10)
    file.createVariable("lat", "f8", ("lat",))
    file.createVariable("lon", "f8", ("lon",))[:] = np.arange(10.0)
    file.createVariable("elevation", "i2", ("lat", "lon"))


def _two_dimensional_axes(file):
    file.createDimension("y", 10)
    file.createDimension("x", 10)
    for name in ("lat", "lon", "z"):
        file.createVariable(name, "f8", ("y", "x"))[:] = np.ones((10, 10))


def _scalar_axis(file):
    file.createDimension("lon", 10)
    file.createVariable("lat", "f8", ())[:] = 60.0
    file.createVariable("lon", "f8", ("lon",))[:] = np.arange(10.0)
    file.createVariable("z", "f8", ("lon",))[:] = np.arange(10.0)


def _axes(file, lat=10, lon=10):
    for name, count in (("lat", lat), ("lon", lon)):
        file.createDimension(name, count)
        file.createVariable(name, "f8", (name,))[:] = 40.0 + np.arange(float(count)) * 1e-4


def _scalar_heights(file):
    _axes(file)
    file.createVariable("z", "f8", ())[:] = -100.0


def _text_heights(file):
    _axes(file)
    file.createVariable("z", str, ("lat", "lon"))[:] = np.full((10, 10), "deep", dtype=object)


def _letters(file):
    _axes(file)
    file.createVariable("z", "S1", ("lat", "lon"))[:] = np.full((10, 10), b"d")


def _records(file):
    _axes(file)
    kind = file.createCompoundType(np.dtype([("height", "f4"), ("error", "f4")]), "sounding")
    file.createVariable("z", kind, ("lat", "lon"))


def _text_axis(file):
    _axes(file)
    file.renameVariable("lat", "old")
    file.createVariable("lat", str, ("lat",))[:] = np.array(["north"] * 10, dtype=object)
    file.createVariable("z", "f4", ("lat", "lon"))


def _by_time(file):
    _axes(file)
    file.createDimension("time", 2)
    file.createVariable("z", "f4", ("time", "lat", "lon"))


def _huge(file):
    _axes(file, 200_000, 200_000)
    file.createVariable("z", "f4", ("lat", "lon"), chunksizes=(1000, 1000))


def _one_huge_chunk(file):
    _axes(file, 30_000, 30_000)
    file.createVariable("z", "f4", ("lat", "lon"), chunksizes=(30_000, 30_000))


@pytest.mark.parametrize(
    ("fill", "said"),
    [
        (_empty_axis, "latitude has 0 values"),
        (_two_dimensional_axes, "latitude has 2 dimensions; resample it"),
        (_scalar_axis, "latitude has 0 dimensions"),
        (_scalar_heights, r"heights are \(\); give"),
        (_text_heights, "z is of type .*; give integers or floating-point numbers"),
        (_letters, "z is of type .*; give integers or floating-point numbers"),
        (_records, "z is of type .*; give integers or floating-point numbers"),
        (_text_axis, "latitude is of type .*; give integers or floating-point numbers"),
        (_by_time, r"heights are \(2, 10, 10\)"),
        (_huge, "200,000 x 200,000 values are too many"),
        (_one_huge_chunk, "900,000,000 values would have to be read at once"),
    ],
)
def test_netcdf_files_that_hold_no_grid_of_heights_are_refused(tmp_path, look, fill, said):
    with netCDF4.Dataset(tmp_path / "odd.nc", "w") as file:
        fill(file)
    with pytest.raises(DataError, match=rf"odd\.nc: {said}"):
        look(tmp_path / "odd.nc")


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.95])
@pytest.mark.parametrize("format_", ["NETCDF4", "NETCDF3_CLASSIC"])
def test_a_netcdf_file_that_was_cut_off_is_refused(netcdf, heights, look, share, format_):
    path = netcdf(np.rint(heights).astype("i2"), format_=format_)
    content = path.read_bytes()
    path.write_bytes(content[: int(share * len(content))])
    with pytest.raises(DataError, match=r"mine\.nc"):
        look(path)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.95])
def test_a_geotiff_that_was_cut_off_is_refused(geotiff, heights, look, share):
    path = geotiff(np.rint(heights).astype("i2"), compress="deflate")
    content = path.read_bytes()
    path.write_bytes(content[: int(share * len(content))])
    with pytest.raises(DataError, match=r"mine\.tif.*(damaged|no raster)"):
        look(path)


@pytest.mark.parametrize("kind", ["netcdf", "geotiff"])
def test_a_file_with_damage_in_the_middle_is_refused(request, kind, heights, look):
    options = {"compress": "deflate"} if kind == "geotiff" else {}
    path = request.getfixturevalue(kind)(np.rint(heights).astype("i2"), **options)
    content = bytearray(path.read_bytes())
    middle = len(content) * 2 // 3
    content[middle : middle + 400] = b"\xff" * 400
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"mine\.\w+.*(damaged|heights from -3\d,\d+ to 3\d,\d+ m)"):
        look(path)


def test_geotiffs_that_hold_no_grid_of_heights_are_refused(geotiff, heights, look, tmp_path):
    for values, options, said in (
        (heights, {"transform": Affine.identity(), "crs": None}, "is not georeferenced"),
        (
            heights,
            {"transform": Affine(1, 0, -180, 0, -1, 95)},
            r": latitude from 35\.5 to 94\.5 is not in degrees",
        ),
        (heights.astype("c8"), {}, ": height is of type complex64"),
    ):
        with pytest.raises(DataError, match=rf"mine\.tif ?{said}"):
            look(geotiff(values, **options))
    with rasterio.open(
        tmp_path / "huge.tif", "w", driver="GTiff", width=200_000, height=200_000, count=1, dtype="float32", tiled=True,
        sparse_ok=True, crs="EPSG:4326", transform=Affine(1e-4, 0, 0, 0, -1e-4, 80), BIGTIFF="YES",
    ):  # fmt: skip
        pass
    with pytest.raises(DataError, match=r"huge\.tif: 200,000 x 200,000 values are too many"):
        look(tmp_path / "huge.tif")


VIRTUAL = """<VRTDataset rasterXSize="20" rasterYSize="20"><SRS>EPSG:4326</SRS>
<GeoTransform>0, 1, 0, 60, 0, -1</GeoTransform><VRTRasterBand dataType="Int16" band="1"><SimpleSource>
<SourceFilename>/vsicurl/http://127.0.0.1:9/depths.tif</SourceFilename><SourceBand>1</SourceBand></SimpleSource>
</VRTRasterBand></VRTDataset>"""


@pytest.mark.parametrize("name", ["virtual.tif", "virtual.nc", "virtual.vrt"])
def test_a_virtual_data_set_is_not_opened_whatever_its_name(tmp_path, look, name):
    (tmp_path / name).write_text(VIRTUAL)
    with pytest.raises(
        DataError, match=rf"cannot read .*{name}: it is no GeoTIFF, NetCDF, BAG or ESRI ASCII grid"
    ):
        look(tmp_path / name)


@pytest.mark.parametrize("path", ["/vsicurl/http://127.0.0.1:9/depths.tif", "/vsimem/depths.tif"])
def test_a_path_into_the_network_is_no_file(path):
    with pytest.raises(DataError, match=r"cannot read /vsi.*No such file"):
        read_bathymetry(Path(path))


# From the command line.


def test_a_file_that_is_refused_ends_a_command_with_one_line_and_exit_code_4(netcdf, heights):
    path = netcdf(np.rint(-heights).astype(np.int16))
    outcome = run_in_shell("plan", "galway", "halifax", "--spacing-km", "50", "--bathymetry", str(path))
    assert_one_clear_line(outcome, 4, "mine.nc", "land where the sea is deep")


def test_what_is_odd_is_said_on_stderr_before_the_plan(netcdf, heights):
    path = netcdf(with_hole(heights / 0.3048, np.nan, "f4")[:55], lat=LAT[:55], units="feet")
    outcome = run_in_shell(
        "plan",
        "tromso",
        "reykjavik",
        "--spacing-km",
        "50",
        "--landfall-km",
        "100",
        "--json",
        "--bathymetry",
        str(path),
    )
    assert outcome.code == 0, outcome.err
    lines = outcome.err.splitlines()
    assert [line.split("mine.nc: ")[1][:13] for line in lines] == [
        "heights are i",
        "ends at 85N: ",
        "no data in 0.",
    ]
    assert all(line.startswith(str(path)) for line in lines)
    assert '"max_depth_m"' in outcome.out
