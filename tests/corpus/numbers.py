"""Numbers of options: not numbers, out of range, tiny, huge, in other scripts, very long."""

from corpus.entry import DATA, DONE, USAGE, Entry, spread

PLAN = ("plan", "galway", "halifax")
COARSE = (*PLAN, "--spacing-km", "200")
NO_NUMBERS = (
    "",
    " ",
    "x",
    "nan",
    "NaN",
    "-nan",
    "1,5",
    "1e",
    "0x10",
    "١e",
    "½",
    "five",
    "--",
    "1;2",
    "9" * 5_000 + "x",
)
NO_INTEGERS = ("٣", "", "x", "nan", "inf", "1.5", "1e3", "0x1", "½", "9" * 10_000)

SPACING = spread(
    "spacing", (*PLAN, "--spacing-km", "{}"), USAGE, (),
    (*NO_NUMBERS, "0", "-0.0", "-5", "1e-9", "0.0999", "200.1", "1000", "1e38", "1e308", "1e309", "inf", "-inf",
     "9" * 400, "1e-400"),
)  # fmt: skip
LANDFALL = spread(
    "landfall",
    (*COARSE, "--landfall-km", "{}"),
    USAGE,
    (),
    (*NO_NUMBERS, "-1", "-1e-9", "500.1", "1e38", "1e308", "inf", "-inf"),
)
MEMORY = spread(
    "memory", (*COARSE, "--memory-gb", "{}"), USAGE, (), (*NO_NUMBERS, "0", "-1", "-inf", "1e-9", "1e-308", "1e-400"),
)  # fmt: skip
MEMORY_TOO_LITTLE = tuple(
    Entry(f"memory-{spacing}-{limit}", (*PLAN, "--spacing-km", spacing, "--memory-gb", limit), USAGE, ("GB",))
    for spacing, limit in (
        ("2", "0.5"),
        ("2", "2"),
        ("5", "0.1"),
        ("0.5", "0.01"),
        ("0.1", "0.1"),
        ("50", "0.001"),
    )
)
TOLERANCE = (
    *spread("rpl-tolerance", (*COARSE, "-o", "r.csv", "--rpl-tolerance", "{}"), USAGE, (),
            (*NO_NUMBERS, "0", "-1", "1e-9", "1e308", "inf", "-inf")),
    *spread("rpl-cost-tolerance", (*COARSE, "-o", "r.csv", "--rpl-cost-tolerance", "{}"), USAGE, (),
            (*NO_NUMBERS, "-1", "1e308", "inf", "-inf")),
)  # fmt: skip
MONTH = spread(
    "month", (*COARSE, "--month", "{}"), USAGE, (), (*NO_INTEGERS, "0", "13", "-1", "99999999999999999999")
)
DIVERSE = (
    *spread("count", ("diverse", "galway", "halifax", "--spacing-km", "200", "--count", "{}"), USAGE, (),
            (*NO_INTEGERS, "0", "1", "-2", "7", "1000000")),
    *spread("separation", ("diverse", "galway", "halifax", "--spacing-km", "200", "--separation-km", "{}"), USAGE, (),
            (*NO_NUMBERS, "0", "-1", "1e-9", "1e308", "inf", "-inf")),
    *spread("landing-zone", ("diverse", "galway", "halifax", "--spacing-km", "200", "--landing-zone-km", "{}"), USAGE, (),
            (*NO_NUMBERS, "-1", "1e308", "inf", "-inf")),
)  # fmt: skip
WITHIN = (
    *spread("within", ("corridor", "galway", "halifax", "--spacing-km", "200", "--within", "{}"), USAGE, (),
            (*NO_NUMBERS, "-1", "1e308", "inf", "-inf")),
    *spread("passages-within", ("compare", "galway:halifax", "--spacing-km", "200", "--passages", "--within", "{}"), USAGE, (),
            (*NO_NUMBERS, "-1", "1e308", "inf", "-inf")),
)  # fmt: skip
NETWORK = (
    *spread("states", ("network", "--spacing-km", "200", "--states", "{}"), USAGE, (), (*NO_INTEGERS, "0", "-1", "10" * 20)),
    *spread("network-seed", ("network", "--spacing-km", "200", "--seed", "{}"), USAGE, (), (*NO_INTEGERS, "-1")),
)  # fmt: skip
SWEEP = (
    *spread("samples", ("sweep", "--pair", "galway:halifax", "-o", "out", "--samples", "{}"), USAGE, (),
            (*NO_INTEGERS, "-1", "10" * 20)),
    *spread("seed", ("sweep", "--pair", "galway:halifax", "-o", "out", "--samples", "2", "--seed", "{}"), USAGE, (), (*NO_INTEGERS, "-1")),
    *spread("workers", ("sweep", "--pair", "galway:halifax", "-o", "out", "--workers", "{}"), USAGE, (),
            (*NO_INTEGERS, "0", "-1", "10" * 20)),
    *spread("sweep-within", ("sweep", "--pair", "galway:halifax", "-o", "out", "--within", "{}"), USAGE, (),
            (*NO_NUMBERS, "-1", "1e308", "inf")),
    *spread("limit-memory", ("sweep", "--pair", "galway:halifax", "-o", "out", "--limit-memory", "{}"), USAGE, (),
            (*NO_NUMBERS, "0", "-1", "inf", "1e308")),
    *spread("future", ("sweep", "--pair", "galway:halifax", "-o", "out", "--future", "{}"), USAGE, (),
            ("", "+", "x", "\x00", "x" * 100_000, "+".join("x" * 1000), "x+x", "no-ice+")),
    *spread("sampling", ("sweep", "--pair", "galway:halifax", "-o", "out", "--sampling", "{}"), USAGE, (), ("", "x", "SOBOL2")),
)  # fmt: skip
HINDCAST = (
    *spread("tier", ("hindcast", "--spacing-km", "200", "--tier", "{}"), USAGE, (), ("ZZ", "", "\x00", "x" * 100_000)),
    *spread("hindcast-spacing", ("hindcast", "--spacing-km", "{}"), USAGE, (), ("0", "nan", "inf", "-1", "1e308", "x", "")),
)  # fmt: skip
SERVE = (
    *spread("port", ("serve", "--no-browser", "--port", "{}"), USAGE, (), (*NO_INTEGERS, "0", "-1", "65536", "99999999")),
    *spread("serve-spacing", ("serve", "--no-browser", "--spacing-km", "{}"), USAGE, (),
            (*NO_NUMBERS, "0", "-1", "inf", "1e-9", "1e308")),
    *spread("serve-refined", ("serve", "--no-browser", "--refined-km", "{}"), USAGE, (),
            (*NO_NUMBERS, "0", "-1", "inf", "1e-9", "1e308")),
)  # fmt: skip
NUL = tuple(
    Entry(f"nul-{arguments[0]}-{arguments[-2]}", arguments, USAGE, ("null byte",))
    for arguments in (
        (*COARSE, "--bathymetry", "a\x00b.nc"), (*COARSE, "--survey", "\x00"), (*COARSE, "--cable-types", "\x00"),
        ("score", "--spacing-km", "200", "--", "\x00"), (*COARSE, "--cross", "\x00"), ("hindcast", "--table", "\x00"),
    )
)  # fmt: skip
CHOICES = (
    *spread("detail", (*COARSE, "--detail", "{}"), USAGE, (), ("", "x", "ROUTE ", "\x00")),
    *spread("figure", (*COARSE, "-o", "f.png", "--figure", "{}"), USAGE, (), ("", "x", "\x00", "x" * 100_000)),
    *spread("map-layer", (*COARSE, "-o", "m.html", "--map-layer", "{}"), USAGE, (), ("", "x", "\x00", "x" * 100_000, "__class__")),
    *spread("map-crs", (*COARSE, "-o", "m.html", "--map-crs", "{}"), USAGE, (), ("", "x", "0", "4326", "-1", "3857", "1e3", "9" * 10_000)),
    *spread("legs", ("score", "x.geojson", "--legs", "{}"), USAGE, (), ("", "x", "great circle")),
    *spread("scenario", (*COARSE, "--scenario", "{}"), 5, (), (
        "", " ", "x", "balancd", "none.toml", ".", "..", "/", "/dev/null/x", "\x00", "a\x00b.toml", "x" * 100_000,
        "x/" * 3_000, "/vsimem/x.toml", "http://127.0.0.1:9/x.toml", "~/none.toml", "*.toml", "Balanced",
    )),
    *spread("bathymetry", (*COARSE, "--bathymetry", "{}"), DATA, (), (
        " ", "x", "none.nc", "/dev/null", "/dev/zero", "/dev/stdin", "x" * 100_000, "x/" * 3_000,
        "/vsimem/x.tif", "/vsicurl/http://127.0.0.1:9/x.tif", "/vsizip//etc/passwd", "NETCDF:x.nc:z", "<VRTDataset/>",
        "http://127.0.0.1:9/x.nc", "WMS:http://127.0.0.1:9/", "GTIFF_DIR:1:x.tif", "https://127.0.0.1:9/x.nc#mode=bytes",
    )),
    *spread("survey", (*COARSE, "--survey", "{}"), DATA, (), ("x", "none.nc", "/dev/null", "/vsicurl/http://127.0.0.1:9/x.tif")),
    *spread("cable-types", (*COARSE, "--cable-types", "{}"), DATA, (), ("x", "none.csv", "/dev/null", "x" * 100_000, "/vsimem/x")),
    *spread("candidate", ("network", "--spacing-km", "200", "--candidate", "{}"), DATA, (), ("x", "none.geojson", ".")),
    *spread("cross", (*COARSE, "--crossings", "--cross", "{}"), DATA, (), ("x", "none.geojson", ".", "x" * 100_000)),
    *spread("score-path", ("score", "{}", "--spacing-km", "200"), DATA, (), (
        "x", "none.geojson", ".", "..", "/", "/dev/null", "/dev/zero", "/dev/zero.csv", "x" * 100_000, "/vsimem/x.geojson",
        "/vsicurl/http://127.0.0.1:9/x.geojson", "http://127.0.0.1:9/x.kml", "WFS:http://127.0.0.1:9/", "PG:dbname=x",
        '{"type":"Point"}', "MySQL:x", "/vsizip/{x.zip}/y.shp",
    )),
    *spread("ensemble-folder", ("compare", "galway:halifax", "--spacing-km", "200", "--ensemble", "{}"), DATA, (), ("x", "none", "/dev/null")),
    *spread("hindcast-table", ("hindcast", "--spacing-km", "200", "--table", "{}"), DATA, (), ("x", "none.csv", ".", "/dev/null")),
    *spread("data-info", ("data", "info", "{}"), USAGE, (), ("", "x", "\x00", "../etopo", "x" * 100_000)),
    *spread("data-fetch", ("data", "fetch", "{}"), USAGE, (), ("", "x", "\x00", "../etopo", "http://127.0.0.1:9/")),
    *spread("data-check", ("data", "check", "{}"), USAGE, (), ("", "x", "\x00", "../etopo")),
    *spread("data-cite", ("data", "cite", "{}"), USAGE, (), ("", "x", "\x00", "../etopo")),
    *spread("data-clean", ("data", "clean", "{}"), USAGE, (), ("", "x", "\x00", "../etopo", "/", "..", "*")),
    *spread("data-look", ("data", "look", "{}"), DATA, (), ("x", "none.nc", "/dev/null", "/vsimem/x.tif")),
    *spread("scenario-show", ("scenario", "show", "{}"), 5, (), ("", "x", "none.toml", "\x00", "/", "/dev/null/x")),
    *spread("scenario-check", ("scenario", "check", "{}"), 5, (), ("", "x", "none.toml", "\x00", "/")),
)  # fmt: skip
READ = (
    *spread("spacing-read", (*PLAN, "--spacing-km", "{}"), DONE, ("length",), ("200", "2e2", "+200.0", "2_00")),
    *spread("memory-read", (*COARSE, "--memory-gb", "{}"), DONE, ("length",), ("1e308", "inf", "0.1")),
    *spread("month-read", (*COARSE, "--month", "{}"), DONE, ("length",), ("1", "12")),
)  # fmt: skip

ENTRIES = (
    *SPACING, *LANDFALL, *MEMORY, *MEMORY_TOO_LITTLE, *TOLERANCE, *MONTH, *DIVERSE, *WITHIN, *NETWORK, *SWEEP,
    *HINDCAST, *SERVE, *NUL, *CHOICES, *READ,
)  # fmt: skip
