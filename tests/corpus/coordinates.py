"""Positions and names of landings on the command line."""

from corpus.entry import DONE, USAGE, Entry, spread

PLAN = ("plan", "{}", "halifax", "--spacing-km", "200")
TO = ("plan", "galway", "{}", "--spacing-km", "200")
LONG = 100_000

NO_POSITIONS = spread(
    "position", PLAN, USAGE, (), (
        "91,0", "-91,0", "90.0001,0", "0,181", "0,-181", "53.27", "53.27,", ",53.27", ",", ",,", "1,2,3", "nan,0",
        "0,nan", "inf,0", "0,-inf", "1e308,0", "0,1e308", "1e999,1", "1e-9,1e309", "53.27;-9.05", "53.27/-9.05",
        "53 60N 9 3W", "53 16 60N 9 3W", "53 16.2N 9 63W", "53N 9N", "53E 9W", "9W 53N", "53.27N", "53 16.2N",
        "-53.27N,9W", "53,27,-9,05", "53.27,-9.05,0", "++53,9", "--53,9", "53..2,9", "53.2.2,9", "0x35,9", "1_0,2_0,3",
        "53.27,-9.05E", "53°,9°,", "°,°", "N,W", "NN53,9", "53 NW,9", "½,9", "五三,九", "²,³", "53\x00,9",
        "53.27,-9.05\u202e", "(53.27,-9.05)", "[53.27,-9.05]", "{53},{9}", "53.27,-9.05 OR 1=1", "$(id),1", "`id`,1",
        "%s,%d", "{0.__class__},1", "../../etc/passwd", "/etc/passwd", "/dev/zero", "file:///etc/passwd",
        "http://127.0.0.1:9/", "1" * LONG, "1," * LONG, "-" * LONG, "9" * LONG + ",1", "0," + "0" * LONG + "1e9",
        "." * LONG, "53 " * 30_000, "°" * LONG, "N" * LONG, "1.5 " * 3 + ",1", "١٢٣,٤", "53,27 N; 9,05 W",
    ),
)  # fmt: skip
ON_LAND_OR_OUTSIDE = spread(
    "outside", PLAN, USAGE, (), (
        "0,0", "-90,0", "29.9,-40", "10,100", "-33.9,18.4", "51.5,30", "60,100", "75,-40", "48.8,2.3", "39,-105",
        "55,37",
    ),
)  # fmt: skip
NO_NAMES = spread(
    "name", TO, USAGE, (), (
        "", " ", "\t", "\n", "\r\n", "x", "no such place", "galwayy", "GALWAYHALIFAX", "galway;halifax",
        "galway:halifax:bodo", "galway/halifax", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>",
        "'; DROP TABLE landings; --", "=cmd|' /C calc'!A0", "@SUM(1)", "\x00", "a\x00b", "\x1b[31mred", "\x07bell",
        "\u202egro.live", "\ufeff", "\u200b", "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
        "😀" * 50, "Ω" * 1000, "é" * 5000, "x" * LONG, "no such place " * 8_000, "'" * LONG, '"' * LONG,
        "(" * LONG, "[" * LONG, "*" * LONG, "\\" * 1000, "%00", "%n%n%n%n", "${HOME}", "~root", "$HOME", "*", "?",
        "None", "null", "true", "0", "-", "--", "NaN", "__class__", "con", "nul.txt", ".", "..", "/", "\u0301",
        "a" + "\u0301" * 5000, "İstanbul nowhere", "ﬀ", "ß", "ſ" * 40, "\udce9", "Bod\udcf8",
    ),
)  # fmt: skip
SAME_TWICE = spread("same", TO, USAGE, ("Galway",), ("galway", "GALWAY", " Galway ", "53.2724,-9.051"))
READ = spread(
    "read", PLAN, DONE, ("length",), (
        "53.27,-9.05", " 53.27 , -9.05 ", "53 16.2N 9 3W", "53°16.2'N 9°03'W", "53°16'12\"N 9°3'0\"W", "+53.27,-9.05",
        "53.27,−9.05", "N53.27 W9.05", "Galway", "GALWAY", " galway ", "٥٣.٢٧,-٩.٠٥", "53.27,\n-9.05",
    ),
)  # fmt: skip
OTHER_DOORS = (
    *spread("near", ("landings", "--near", "{}"), USAGE, (), ("91,0", "nan,0", "x", "", "1e308,1", "0,inf", "1" * LONG)),
    *spread("via", ("plan", "galway", "halifax", "--spacing-km", "200", "--via", "{}"), USAGE, (),
            ("91,0", "x", "", "nan,nan", "0,0", "53.3,-8", "1" * LONG)),
    *spread("pair", ("compare", "{}", "--spacing-km", "200"), USAGE, (),
            ("galway", "galway:", ":halifax", ":", "::", "galway:halifax:bodo", "galway:galway", "x:y", "", "a:" * LONG)),
    *spread("stop", ("system", "galway", "{}", "--spacing-km", "200"), USAGE, (),
            ("", "x", "galway", "91,0", "nan,nan", "\x00")),
    *spread("branch", ("system", "galway", "halifax", "--spacing-km", "200", "--branch", "{}"), USAGE, (),
            ("", "x", "@", "x@y", "nuuk@", "nuuk@91,0", "@55,-30", "nuuk@55,-30@1,1", "nuuk@nan,nan")),
    *spread("state", ("plan", "galway", "halifax", "--spacing-km", "200", "--avoid", "{}"), USAGE, (),
            ("", "XX", "Atlantis", "IE", "\x00", "x" * LONG, "1", "NaN")),
    *spread("country", ("landings", "--country", "{}"), USAGE, (), ("", "XX", "Atlantis", "\x00", "x" * LONG, "1")),
    *spread("diverse", ("diverse", "{}", "halifax", "--spacing-km", "200"), USAGE, (),
            ("", "/", "x/galway", "//", "XX", "galway//dublin", "91,0")),
    *spread("from", ("report", "balanced", "--pair", "{}", "-o", "b.html"), USAGE, (), ("", "x:y", ":", "galway")),
    *spread("sweep", ("sweep", "balanced", "--pair", "{}", "-o", "out"), USAGE, (), ("", "x:y", ":", "galway")),
    *spread("system-of-sweep", ("sweep", "balanced", "--system", "{}", "-o", "out"), USAGE, (),
            ("", "x,y", ",", "galway", "galway,halifax,+", "galway,halifax,+nuuk", "galway,halifax,+nuuk@91,0")),
)  # fmt: skip
FLAGS = (
    Entry("no-command", ("nonsense",), USAGE, ("nonsense",)),
    Entry("no-command-empty", ("",), USAGE),
    Entry("no-command-long", ("x" * LONG,), USAGE),
    Entry("unknown-option", ("plan", "a", "b", "--nonsense"), USAGE, ("--nonsense",)),
    Entry("unknown-option-long", ("plan", "a", "b", "--" + "x" * LONG), USAGE),
    Entry("one-end", ("plan", "galway"), USAGE, ("TO",)),
    Entry("no-end", ("plan",), USAGE, ("FROM",)),
    Entry("three-ends", ("plan", "galway", "halifax", "bodo"), USAGE, ("bodo",)),
    Entry("option-without-value", ("plan", "galway", "halifax", "--scenario"), USAGE),
    Entry("json-with-value", ("plan", "galway", "halifax", "--json=maybe"), USAGE),
    Entry("negative-position-as-option", ("plan", "-53.27,9", "halifax"), USAGE),
    Entry("no-pairs", ("compare",), USAGE),
    Entry("no-file", ("score",), USAGE),
)

ENTRIES = (*NO_POSITIONS, *ON_LAND_OR_OUTSIDE, *NO_NAMES, *SAME_TWICE, *READ, *OTHER_DOORS, *FLAGS)
