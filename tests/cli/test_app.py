"""The command line as a whole: help, exit codes, one clear line for each mistake, and how a shell sees it."""

import json
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from cli_kit import COARSE, GALWAY_HALIFAX, KEYS, MAGIC, assert_one_clear_line, run_in_shell

from routeplan.planning import open as opening

COMMANDS = (
    "plan", "compare", "diverse", "corridor", "score", "network", "report", "hindcast", "landings", "doctor",
    "scenario",
)  # fmt: skip


@pytest.mark.parametrize(
    "command",
    [
        (),
        *((name,) for name in COMMANDS),
        *(("scenario", name) for name in ("list", "show", "schema", "check")),
    ],
    ids=" ".join,
)
def test_every_command_explains_itself(run, command):
    said = run(*command, "--help")
    assert said.code == 0
    assert "Usage:" in said.out
    assert "<str>  [required]" not in said.out  # every argument is explained
    assert said.err == ""


def test_no_command_at_all_is_answered_with_the_list_of_commands(run):
    said = run()
    assert said.code in (0, 2)
    for command in COMMANDS:
        assert command in said.out + said.err
    assert "..." not in (said.out + said.err).partition("Commands:")[2]  # no summary is cut
    assert "Traceback" not in said.err


def test_an_unknown_preset_is_met_with_the_nearest(run):
    assert_one_clear_line(run(*GALWAY_HALIFAX, "--scenario", "cheepest"), 5, "cheapest")


def test_a_wrong_landing_name_is_met_with_near_matches(run):
    assert_one_clear_line(run("plan", "galwey", "halifax", *COARSE), 2, "galwey", "galway (Galway, IE)")


@pytest.mark.parametrize("name", ["x" * 100_000, "no such place " * 8_000], ids=["word", "words"])
def test_a_name_of_a_hundred_thousand_characters_is_cut_in_the_message(run, name):
    for arguments in (
        ("plan", name, "bodo"),
        ("landings", "--country", name),
        ("plan", "bodo", "oslo", "--avoid", name),
    ):
        said = run(*arguments)
        assert_one_clear_line(said, 2)
        assert " ..." in said.err
        assert len(said.err) < 500


@pytest.mark.parametrize(
    ("option", "value", "rule"),
    [
        ("--spacing-km", "5km", "number"),
        ("--month", "13", "12"),
        ("--month", "2.5", "month"),
        ("--figure", "pie", "profile"),
        ("-o", "", "names no file"),
    ],
)
def test_an_option_with_a_wrong_value_names_the_option_the_value_and_the_rule(run, option, value, rule):
    assert_one_clear_line(run(*GALWAY_HALIFAX, option, value), 2, option, value, rule)


@pytest.mark.parametrize("arguments", [(*GALWAY_HALIFAX, "--scenario", ""), ("scenario", "check", "")])
def test_an_empty_name_of_a_scenario_is_told(run, arguments):
    assert_one_clear_line(run(*arguments), 5, 'scenario ""', "preset")


def test_a_position_that_begins_with_a_minus_is_told_from_an_option(run):
    assert_one_clear_line(run("plan", "-9.05,53.27", "halifax"), 2, "minus", "begins with its latitude")


def test_a_position_on_land_is_refused(run):
    assert_one_clear_line(
        run("plan", "48.85,2.35", "halifax", *COARSE), 2, "48.85N 2.35E", "on land", "30 km"
    )


def test_a_position_south_of_the_data_is_refused(run):
    assert_one_clear_line(run("plan", "10.0,-30.0", "halifax", *COARSE), 2, "outside", "north")


@pytest.mark.parametrize("end", ["galway", "Galway", "53.2724,-9.051"])
def test_the_same_place_twice_is_refused(run, end):
    assert_one_clear_line(run("plan", "galway", end, *COARSE), 2, "same place")


@pytest.mark.parametrize("position", ["91,0", "0,181", "53.27", "a,b", "53.27,", "nan,0", "1,2,3", ""])
def test_what_is_no_position_and_no_landing_is_refused(run, position):
    assert_one_clear_line(run("plan", position, "halifax", *COARSE), 2)


def test_no_way_leads_out_of_the_caspian(run, tmp_path):
    said = run("plan", "42.0,50.5", "galway", *COARSE, "-o", str(tmp_path / "route.geojson"))
    assert_one_clear_line(said, 3, "no sea path", "Galway")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("spacing", ["0", "-5", "0.1", "1000", "nan", "inf", "five", ""])
def test_a_senseless_spacing_is_refused(run, spacing):
    assert_one_clear_line(run("plan", "galway", "halifax", "--spacing-km", spacing), 2, "spacing")


@pytest.mark.parametrize("landfall", ["-1", "nan", "inf", "far"])
def test_a_senseless_landfall_is_refused(run, landfall):
    assert_one_clear_line(run(*GALWAY_HALIFAX, "--landfall-km", landfall), 2, "landfall")


@pytest.mark.parametrize("name", ["route.shp", "route", "route.geojson.gz", ".geojson"])
def test_an_unknown_suffix_is_refused_before_anything_is_solved(run, tmp_path, never_solves, name):
    said = run(*GALWAY_HALIFAX, "-o", str(tmp_path / name))
    assert_one_clear_line(said, 2, str(tmp_path / name), ".geojson, ", ".html, .png, .svg, .pdf")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", MAGIC)
def test_an_unwritable_output_is_refused_before_anything_is_solved(run, tmp_path, never_solves, suffix):
    (tmp_path / "file").write_text("x")
    (tmp_path / f"folder{suffix}").mkdir()
    for path in (
        tmp_path / "missing" / f"x{suffix}",
        tmp_path / "file" / f"x{suffix}",
        tmp_path / f"folder{suffix}",
    ):
        assert_one_clear_line(run(*GALWAY_HALIFAX, "-o", str(path)), 1, f"cannot write {path}")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["file", f"folder{suffix}"]


def test_one_unwritable_output_of_two_leaves_neither(run, tmp_path, never_solves):
    said = run(
        *GALWAY_HALIFAX, "-o", str(tmp_path / "good.geojson"), "-o", str(tmp_path / "missing" / "bad.png")
    )
    assert_one_clear_line(said, 1, "bad.png")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_and_a_broken_bathymetry_are_told_apart(run, tmp_path):
    missing, broken = tmp_path / "missing.nc", tmp_path / "broken.nc"
    broken.write_text("this is no NetCDF")
    assert_one_clear_line(run(*GALWAY_HALIFAX, "--bathymetry", str(missing)), 4, str(missing), "No such file")
    assert_one_clear_line(run(*GALWAY_HALIFAX, "--bathymetry", str(broken)), 4, str(broken), "NetCDF")


@pytest.mark.parametrize("text", ["", "name,label\nLW,light\n", "\x00\x01", "name;label\n"])
def test_broken_cable_types_are_refused(run, tmp_path, text):
    table = tmp_path / "types.csv"
    table.write_text(text)
    assert_one_clear_line(run(*GALWAY_HALIFAX, "--cable-types", str(table)), 4, str(table))


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["fly"], "fly"),
        (["plan", "galway", "halifax", "--fast"], "--fast"),
        (["plan", "galway"], "TO"),
        (["plan"], "FROM"),
        (["plan", "galway", "halifax", "nuuk"], "nuuk"),
        (["compare"], "FROM:TO"),
        (["plan", "galway", "halifax", "--spacing-km"], "--spacing-km"),
        (["--fast"], "--fast"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_a_wrong_command_line_is_answered_with_one_line(run, arguments, word):
    assert_one_clear_line(run(*arguments), 2, word)


def test_a_key_pressed_to_stop_is_not_an_accident(run, monkeypatch):
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(opening, "open_planner", stop)
    said = run(*GALWAY_HALIFAX)
    assert said.code in (1, 130)  # 130 is what shells say of Ctrl-C
    assert_one_clear_line(said, said.code, "stopped")


def test_a_shell_sees_the_object_the_talk_and_the_code_apart(tmp_path):
    done = run_in_shell(*GALWAY_HALIFAX, "--json", "-o", str(tmp_path / "route.geojson"))
    assert done.code == 0
    assert list(json.loads(done.out)) == KEYS
    assert done.err == f"wrote {tmp_path / 'route.geojson'}\nwrote {tmp_path / 'route.scenario.toml'}\n"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("plan", "galwey", "halifax"), 2),
        (("fly",), 2),
        (("plan", "galway", "halifax", "-o", "missing/route.geojson"), 1),
    ],
)
def test_a_shell_sees_one_line_and_the_right_code(tmp_path, arguments, code):
    done = run_in_shell(*arguments)
    assert_one_clear_line(done, code)


def test_a_terminal_of_ascii_does_not_break_on_a_name():
    done = run_in_shell("landings", "Bodø", PYTHONIOENCODING="ascii:replace", PYTHONUTF8="0")
    assert done.code == 0
    assert "bodo" in done.out


def test_a_reader_that_stops_listening_is_no_accident():
    done = subprocess.run(
        f'"{sys.executable}" -c "from routeplan.cli import main; main()" landings | head -n 1',
        shell=True, capture_output=True, text=True, encoding="utf-8", timeout=1_200, check=False,
    )  # fmt: skip
    assert done.stdout.count("\n") == 1
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_stdout_is_told_in_one_line_and_a_full_stderr_keeps_the_code():
    command = [sys.executable, "-c", "from routeplan.cli import main; main()"]
    with open("/dev/full", "w") as full:
        said = subprocess.run(
            [*command, "landings"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
        mute = subprocess.run([*command, "plan", "galwey", "bodo"], stderr=full, check=False)
    assert said.returncode == 1
    assert said.stderr.startswith("routeplan: cannot write to stdout: No space left on device; ")
    assert said.stderr.count("\n") == 1
    assert mute.returncode == 2


@pytest.mark.parametrize("redirected", [">&-", "2>&-", ">&- 2>&-"])
def test_closed_streams_leave_the_exit_code_as_it_is(redirected):
    run_it = f'"{sys.executable}" -c "from routeplan.cli import main; main()"'
    for command, code in (("landings --country FO", 0), ("plan galwey bodo", 2)):
        done = subprocess.run(
            f"{run_it} {command} {redirected}", shell=True, capture_output=True, text=True, check=False
        )
        assert done.returncode == code
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("a\nb.geojson", 1, r"a\nb.geojson': the name has a character that is not printed"),
        ("nosuffix", 2, "the name has no suffix"),
        ("-", 2, "the name has no suffix"),
        (".geojson", 2, "the name has no suffix"),
    ],
)
def test_a_name_that_is_no_file_name_is_refused_before_anything_is_solved(
    run, never_solves, name, code, words
):
    assert_one_clear_line(run("plan", "galway", "halifax", *COARSE, "-o", name), code, words)


def test_the_module_of_the_command_line_is_light(tmp_path: Path):
    """A mistake is answered at once: maps and tables take seconds to import, and are not needed for that."""
    code = "import sys, routeplan.cli.app; print([m for m in ('folium', 'geopandas', 'xarray') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_version_is_printed_alone(run):
    said = run("--version")
    assert (said.code, said.out, said.err) == (0, f"routeplan {version('routeplan')}\n", "")
