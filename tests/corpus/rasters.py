"""Rasters as bathymetry, looked at and planned with: damaged, without a place, with odd axes and types, too large."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import netCDF4
import numpy as np
import rasterio
from corpus.entry import DATA, DONE, Entry, Make, files, raw, text
from rasterio import Affine

LOOK = ("data", "look", "{file}")
PLAN = ("plan", "galway", "halifax", "--spacing-km", "200", "--bathymetry", "{file}")
LAT, LON = np.arange(31.0, 90.0, 2.0), np.arange(-179.0, 180.0, 2.0)
HEIGHTS = np.where((LAT[:, None] > 60) & (LON > -100), 300.0, -2500.0).astype("f4")


def netcdf(change: Callable[[dict[str, Any]], None] | None = None, **made: Any) -> Make:
    """Make a NetCDF file of heights, one thing about it changed."""

    def write(path: Path) -> None:
        about = {
            "lat": LAT, "lon": LON, "values": HEIGHTS, "dims": ("lat", "lon"), "name": "elevation", "attributes": {},
            "format": "NETCDF4", "axis_type": "f8",
        } | made  # fmt: skip
        if change is not None:
            change(about)
        with netCDF4.Dataset(path, "w", format=about["format"]) as file:
            for axis in ("lat", "lon"):
                file.createDimension(axis, len(about[axis]))
                file.createVariable(axis, about["axis_type"], (axis,))[:] = about[axis]
            values = about["values"]
            variable = file.createVariable(about["name"], values.dtype, about["dims"])
            variable.set_auto_maskandscale(False)
            variable[:] = values
            variable.setncatts(about["attributes"])

    return write


def geotiff(
    values: Any = HEIGHTS, transform: Affine | None = None, crs: str | None = "EPSG:4326", **profile: Any
) -> Make:
    """Make a GeoTIFF file of heights."""

    def write(path: Path) -> None:
        rows, cols = values.shape
        placed = Affine(2, 0, -180, 0, -2, 90) if transform is None else transform
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with rasterio.open(
                path, "w", driver="GTiff", crs=crs, transform=placed, height=rows, width=cols, count=1,
                dtype=values.dtype, **profile,
            ) as file:  # fmt: skip
                file.write(values[::-1], 1)

    return write


def claimed(rows: int, cols: int, **profile: Any) -> Make:
    """Make a GeoTIFF file that claims a size and has nothing stored."""

    def write(path: Path) -> None:
        with rasterio.open(
            path, "w", driver="GTiff", width=cols, height=rows, count=1, dtype="float32", sparse_ok=True,
            crs="EPSG:4326", transform=Affine(360 / cols, 0, -180, 0, -60 / rows, 90), BIGTIFF="YES", **profile,
        ):  # fmt: skip
            pass

    return write


def cut(make: Make, share: float) -> Make:
    """Cut a file off."""

    def write(path: Path) -> None:
        make(path)
        content = path.read_bytes()
        path.write_bytes(content[: int(share * len(content))])

    return write


def damaged(make: Make, first: float) -> Make:
    """Write over a part of a file."""

    def write(path: Path) -> None:
        make(path)
        content = bytearray(path.read_bytes())
        start = int(first * len(content))
        content[start : start + 300] = b"\xff" * 300
        path.write_bytes(content)

    return write


def _with(axis: str, at: int, value: float) -> Callable[[dict[str, Any]], None]:
    def change(about: dict[str, Any]) -> None:
        about[axis] = about[axis].copy()
        about[axis][at] = value

    return change


def _empty(path: Path) -> None:
    with netCDF4.Dataset(path, "w"):
        pass


def _zero_length(path: Path) -> None:
    with netCDF4.Dataset(path, "w") as file:
        file.createDimension("lat", None)
        file.createDimension("lon", 10)
        file.createVariable("lat", "f8", ("lat",))
        file.createVariable("lon", "f8", ("lon",))[:] = np.arange(10.0)
        file.createVariable("elevation", "f4", ("lat", "lon"))


def _two_dimensional(path: Path) -> None:
    with netCDF4.Dataset(path, "w") as file:
        for axis in ("y", "x"):
            file.createDimension(axis, 10)
        for name in ("lat", "lon", "elevation"):
            file.createVariable(name, "f8", ("y", "x"))[:] = np.ones((10, 10))


def _scalar(path: Path) -> None:
    with netCDF4.Dataset(path, "w") as file:
        for axis in ("lat", "lon"):
            file.createDimension(axis, 10)
            file.createVariable(axis, "f8", (axis,))[:] = np.arange(40.0, 50.0)
        file.createVariable("elevation", "f8", ())[:] = -100.0


def _records(path: Path) -> None:
    with netCDF4.Dataset(path, "w") as file:
        for axis in ("lat", "lon"):
            file.createDimension(axis, 10)
            file.createVariable(axis, "f8", (axis,))[:] = np.arange(40.0, 50.0)
        kind = file.createCompoundType(np.dtype([("height", "f4"), ("error", "f4")]), "sounding")
        file.createVariable("elevation", kind, ("lat", "lon"))


def _words(path: Path) -> None:
    with netCDF4.Dataset(path, "w") as file:
        for axis in ("lat", "lon"):
            file.createDimension(axis, 3)
            file.createVariable(axis, "f8", (axis,))[:] = np.arange(40.0, 43.0)
        file.createVariable("elevation", str, ("lat", "lon"))[:] = np.full((3, 3), "deep", dtype=object)


def _claimed_netcdf(path: Path) -> None:
    with netCDF4.Dataset(path, "w") as file:
        for axis in ("lat", "lon"):
            file.createDimension(axis, 200_000)
            file.createVariable(axis, "f8", (axis,), zlib=True)[:] = np.linspace(40, 41, 200_000)
        file.createVariable("elevation", "f4", ("lat", "lon"), chunksizes=(1000, 1000))


VRT = """<VRTDataset rasterXSize="180" rasterYSize="30"><SRS>EPSG:4326</SRS><GeoTransform>-180, 2, 0, 90, 0, -2</GeoTransform>
<VRTRasterBand dataType="Int16" band="1"><SimpleSource><SourceFilename>/vsicurl/http://127.0.0.1:9/d.tif</SourceFilename>
<SourceBand>1</SourceBand></SimpleSource></VRTRasterBand></VRTDataset>"""
WMS = '<GDAL_WMS><Service name="TMS"><ServerUrl>http://127.0.0.1:9/</ServerUrl></Service></GDAL_WMS>'

NO_RASTERS: dict[str, Make] = {
    "empty.nc": raw(b""), "empty.tif": raw(b""), "one-byte.tif": raw(b"I"), "head.tif": raw(b"II*\x00"),
    "head.nc": raw(b"\x89HDF\r\n\x1a\n"), "classic-head.nc": raw(b"CDF\x01"), "text.tif": text("not a raster"),
    "text.nc": text("not a raster"), "zeros.tif": raw(b"\x00" * 5_000), "ff.nc": raw(b"\xff" * 5_000),
    "virtual.tif": text(VRT), "virtual.nc": text(VRT), "virtual.vrt": text(VRT), "wms.tif": text(WMS), "wms.xml": text(WMS),
    "loop.tif": raw(b"II*\x00\x08\x00\x00\x00\x00\x00\x08\x00\x00\x00"), "zip.tif": raw(b"PK\x03\x04" + b"\x00" * 200),
    "gzip.nc": raw(b"\x1f\x8b\x08" + b"\x00" * 200), "png.tif": raw(b"\x89PNG\r\n\x1a\n" + b"\x00" * 100),
    "no-variable.nc": _empty, "zero-length.nc": _zero_length, "2d.nc": _two_dimensional, "scalar.nc": _scalar,
    "records.nc": _records, "words.nc": _words, "claimed.nc": _claimed_netcdf,
    "claimed.tif": claimed(200_000, 200_000, tiled=True), "claimed-rows.tif": claimed(2_000_000, 2, blockysize=1000),
    **{f"cut-{share}.nc": cut(netcdf(), share) for share in (0.01, 0.1, 0.5, 0.9, 0.99)},
    **{f"cut-classic-{share}.nc": cut(netcdf(format="NETCDF3_CLASSIC"), share) for share in (0.01, 0.1, 0.5, 0.9, 0.99)},
    **{f"cut-{share}.tif": cut(geotiff(compress="deflate"), share) for share in (0.01, 0.3, 0.6, 0.9)},
    **{f"damaged-{first}.tif": damaged(geotiff(compress="deflate"), first) for first in (0.3, 0.6)},
}  # fmt: skip
ODD_AXES: dict[str, Make] = {
    "nan-lat.nc": netcdf(_with("lat", 3, np.nan)), "nan-lon.nc": netcdf(_with("lon", 3, np.nan)),
    "inf-lat.nc": netcdf(_with("lat", 3, np.inf)), "lat-twice.nc": netcdf(_with("lat", 3, LAT[2])),
    "lat-jump.nc": netcdf(_with("lat", -1, 1e300)), "beyond-90.nc": netcdf(lat=LAT + 5), "metres.nc": netcdf(lat=LAT * 1e5),
    "lon-far.nc": netcdf(lon=LON * 3), "one-lat.nc": netcdf(lat=LAT[:1], values=HEIGHTS[:1]),
    "one-lon.nc": netcdf(lon=LON[:1], values=HEIGHTS[:, :1]), "lat-equal.nc": netcdf(lat=LAT * 0 + 50),
    "south.nc": netcdf(lat=LAT - 120), "unordered.nc": netcdf(_with("lat", 5, 80.5)),
    "no-axis.nc": netcdf(name="other"), "no-place.tif": geotiff(transform=Affine.identity(), crs=None),
    "beyond-90.tif": geotiff(transform=Affine(2, 0, -180, 0, -2, 95)), "no-size.tif": geotiff(transform=Affine(0, 0, -180, 0, 0, 90)),
    "nan-place.tif": geotiff(transform=Affine(float("nan"), 0, -180, 0, -2, 90)), "metres.tif": geotiff(transform=Affine(2e5, 0, -1e7, 0, -2e5, 9e6)),
}  # fmt: skip
ODD_VALUES: dict[str, Make] = {
    "all-land.nc": netcdf(values=np.full_like(HEIGHTS, 100)), "all-nan.nc": netcdf(values=np.full_like(HEIGHTS, np.nan)),
    "all-inf.nc": netcdf(values=np.full_like(HEIGHTS, np.inf)), "all-zero.nc": netcdf(values=HEIGHTS * 0),
    "huge.nc": netcdf(values=HEIGHTS.astype("f8") * 1e300),
    "tiny.nc": netcdf(values=HEIGHTS.astype("f8") * 1e-300), "code.nc": netcdf(values=np.full_like(HEIGHTS, -9999)),
    "complex.tif": geotiff(HEIGHTS.astype("c8")), "bytes.tif": geotiff((HEIGHTS > 0).astype("u1")),
    "all-nan.tif": geotiff(np.full_like(HEIGHTS, np.nan)), "all-nodata.tif": geotiff(np.full_like(HEIGHTS, -32768), nodata=-32768),
    "times.nc": netcdf(attributes={"scale_factor": 1e30}), "nan-scale.nc": netcdf(attributes={"scale_factor": float("nan")}),
    "zero-scale.nc": netcdf(attributes={"scale_factor": 0.0}), "text-scale.nc": netcdf(attributes={"scale_factor": "two"}),
    "range-none.nc": netcdf(attributes={"valid_range": np.array([5.0, -5.0], dtype="f4")}),
}  # fmt: skip
READ: dict[str, Make] = {
    "plain.nc": netcdf(), "plain.tif": geotiff(), "falling.nc": netcdf(lat=LAT[::-1].copy(), values=HEIGHTS[::-1].copy()),
    "to-360.nc": netcdf(lon=LON + 180), "classic.nc": netcdf(format="NETCDF3_CLASSIC"),
    "text-fill.nc": netcdf(attributes={"missing_value": np.float32(9999)}),
    "html-units.nc": netcdf(attributes={"units": "<script>alert(1)</script>"}),
}  # fmt: skip
ENTRIES: tuple[Entry, ...] = (
    *files(LOOK, DATA, (), NO_RASTERS),
    *files(LOOK, DATA, (), ODD_AXES),
    *files(PLAN, DATA, (), ODD_VALUES),
    *files(LOOK, DONE, (), READ),
)
