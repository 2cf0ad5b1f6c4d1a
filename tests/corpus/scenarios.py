"""Scenario files: syntax, encodings, unknown keys, values out of range, files that extend one another, odd files."""

from __future__ import annotations

from pathlib import Path

from corpus.entry import DONE, SCENARIO, Entry, files, raw, text

CHECK = ("scenario", "check", "{file}")


def _lines(contents: dict[str, str]) -> tuple[Entry, ...]:
    return files(
        CHECK, SCENARIO, (), {f"odd-{name}.toml": text(content) for name, content in contents.items()}
    )


SYNTAX = _lines(
    {
        "no-toml": "this is no TOML",
        "open-text": 'name = "x',
        "open-table": "[build",
        "open-list": "pairs = [",
        "twice": 'name = "a"\nname = "b"',
        "table-twice": "[build]\n[build]",
        "json": '{"name": "x"}',
        "ini": "[build]\nkey: value",
        "yaml": "build:\n  key: 1",
        "xml": '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
        "python": "__import__('os').system('id')",
        "nul": "name = \"a\x00b\"",
        "control": "name = \"a\x07b\"",
        "escape": 'name = "\\ud800"',
        "escape-far": 'name = "\\UFFFFFFFF"',
        "brackets": "pairs = " + "[" * 100_000,
        "braces": "build = " + "{a=" * 5_000,
        "deep": "[" + ".".join(["a"] * 1_000) + "]\n",
        "deep-lists": "pairs = " + "[" * 900 + "]" * 900,
        "long-key": "x" * 100_000 + " = 1",
        "long-line": "a" * 1_000_000,
        "many-keys": "\n".join(f"k{number} = 1" for number in range(20_000)),
        "many-tables": "\n".join(f"[t{number}]" for number in range(5_000)),
        "time-of-spacing": "[grid]\nspacing_km = 12:00:00",
        "price-too-large": "[prices]\nspares_share = 6e306",
        "price-of-400-digits": f"[prices]\nspares_share = 1{0:0400d}",
    }
)  # fmt: skip
ENCODINGS = files(
    CHECK, SCENARIO, (),
    {
        "odd-utf16.toml": text('name = "x"', "utf-16"),
        "odd-utf32.toml": text('name = "x"', "utf-32"),
        "odd-latin1.toml": text('name = "Bodø"', "latin-1"),
        "odd-bytes.toml": raw(bytes(range(256))),
        "odd-zip.toml": raw(b"PK\x03\x04" + b"\x00" * 100),
        "odd-gzip.toml": raw(b"\x1f\x8b\x08" + b"\x00" * 100),
        "odd-nuls.toml": raw(b"\x00" * 10_000),
        "odd-two-boms.toml": raw(b"\xef\xbb\xbf\xef\xbb\xbfname = 'x'"),
        "odd-cr.toml": raw(b"name = 'x'\rdescription = 'y'"),
    },
)  # fmt: skip
UNKNOWN = _lines(
    {
        "key": "nonsense = 1",
        "key-in-table": "[build]\nnonsense = 1",
        "table": "[nonsense]\nx = 1",
        "key-control": '"a\\u0007b" = 1',
        "key-newline": '"a\\nb" = 1',
        "key-html": '"<script>" = 1',
        "key-empty": '"" = 1',
        "key-dunder": "__class__ = 1",
        "key-proto": "__proto__ = 1",
        "key-long-value": 'nonsense = "' + "x" * 100_000 + '"',
        "table-for-number": "grid = 5",
        "list-for-table": "grid = [1]",
        "layer-key": '[[data.layers]]\npath = "x.tif"\nuse = "cost"\nnonsense = 1',
        "layer-no-path": '[[data.layers]]\nuse = "cost"',
        "layer-use": '[[data.layers]]\npath = "x.tif"\nuse = "nonsense"',
        "layers-no-list": "[data]\nlayers = 1",
        "layers-of-numbers": "[data]\nlayers = [1]",
        "layers-nested": "[data]\nlayers = [[1]]",
        "uncertain-unknown": '[[uncertainty.values]]\nkey = "build.nonsense"\nlow = 1\nhigh = 2',
        "system-empty": "[[systems]]",
        "system-one-stop": '[[systems]]\nname = "x"\nstops = ["galway"]',
    }
)  # fmt: skip
_NUMBERS = ("nan", "inf", "-inf", "1e38", "1e308", "-1", "true", '"5"', "[5]", "{}", "9" * 400, "1e-400")
OUT_OF_RANGE = tuple(
    entry
    for key in ("grid.spacing_km", "grid.south_deg", "grid.landfall_limit_km")
    for entry in _lines(
        {f"{key}-{value[:8]}": f"{key} = {value}" for value in (*_NUMBERS[:6], *_NUMBERS[6:11])}
    )
)
LABELS = _lines(
    {
        "name-empty": 'name = ""',
        "name-number": "name = 1",
        "name-list": "name = []",
        "description-number": "description = 1",
        "pairs-text": 'pairs = "galway:halifax"',
        "pairs-numbers": "pairs = [1, 2]",
        "partners-small": '[policy]\npartners = ["no"]',
        "partners-long": '[policy]\npartners = ["NOR"]',
        "partners-number": "[policy]\npartners = [1]",
        "avoid-unknown": '[policy]\navoid = ["Atlantis"]',
        "avoid-number": "[policy]\navoid = [1]",
        "avoid-empty": '[policy]\navoid = [""]',
        "avoid-text": '[policy]\navoid = "RU"',
        "avoid-nul": '[policy]\navoid = ["\\u0000"]',
        "extends-number": "extends = 1",
        "extends-empty": 'extends = ""',
        "extends-list": 'extends = ["balanced"]',
        "extends-none": 'extends = "none"',
        "extends-missing": 'extends = "none.toml"',
        "extends-itself": 'extends = "odd-extends-itself.toml"',
        "extends-folder": 'extends = "."',
        "extends-device": 'extends = "/dev/null/x.toml"',
        "extends-nul": 'extends = "a\\u0000b.toml"',
        "extends-long": 'extends = "' + "x" * 10_000 + '"',
        "extends-network": 'extends = "http://127.0.0.1:9/x.toml"',
    }
)  # fmt: skip
DATA_PATHS = tuple(
    Entry(entry.name, entry.arguments, 4, (), entry.file, entry.make)
    for entry in _lines(
        {
            f"{key}-{number}": f'[data]\n{key} = "{path}"'
            for key in ("bathymetry", "ice", "eez", "earthquakes", "sediment", "zones", "cable_types")
            for number, path in enumerate(
                ("none.nc", "/dev/null", "/vsicurl/http://127.0.0.1:9/x.tif", "x" * 5_000)
            )
        }
    )
)


def _chain(path: Path) -> None:
    for number in range(60):
        (path.parent / f"link{number}.toml").write_text(
            f'extends = "link{number + 1}.toml"', encoding="utf-8"
        )
    (path.parent / "link60.toml").write_text("", encoding="utf-8")
    path.write_text('extends = "link0.toml"', encoding="utf-8")


def _ring(path: Path) -> None:
    (path.parent / "other.toml").write_text(f'extends = "{path.name}"', encoding="utf-8")
    path.write_text('extends = "other.toml"', encoding="utf-8")


def _loop_of_links(path: Path) -> None:
    (path.parent / "back.toml").symlink_to(path)
    path.symlink_to(path.parent / "back.toml")


def _link_to_itself_by_another_name(path: Path) -> None:
    (path.parent / "other.toml").symlink_to(path)
    path.write_text('extends = "other.toml"', encoding="utf-8")


def _broken_link(path: Path) -> None:
    path.symlink_to(path.parent / "gone.toml")


def _folder(path: Path) -> None:
    path.mkdir()


def _endless(path: Path) -> None:
    path.symlink_to("/dev/zero")


ODD_FILES = files(
    CHECK, SCENARIO, (),
    {
        "odd-chain.toml": _chain, "odd-ring.toml": _ring, "odd-loop.toml": _loop_of_links,
        "odd-alias.toml": _link_to_itself_by_another_name, "odd-broken-link.toml": _broken_link,
        "odd-folder.toml": _folder, "odd-endless.toml": _endless,
    },
)  # fmt: skip
READ = files(
    CHECK, DONE, (),
    {
        "odd-empty.toml": raw(b""), "odd-bom.toml": raw(b"\xef\xbb\xbfname = 'x'"), "odd-crlf.toml": raw(b"name = 'x'\r\n"),
        "odd-date.toml": text("name = 2024-01-01"), "odd-comment.toml": text("# nothing"), "odd-name.toml": text('name = "<script>alert(1)</script>"'),
        "odd-emoji.toml": text('name = "😀 \u202e"'),
    },
)  # fmt: skip
ENTRIES = (*SYNTAX, *ENCODINGS, *UNKNOWN, *OUT_OF_RANGE, *LABELS, *DATA_PATHS, *ODD_FILES, *READ)
