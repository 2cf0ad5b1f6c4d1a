"""`routeplan serve`: what it refuses before it serves, and what it opens; the page itself is tested in tests/live."""

import ast
import socket

import pytest

from routeplan import cli
from routeplan.errors import UsageError
from routeplan.live import serve as serving
from routeplan.live.serve import LOOPBACK, LivePage, check_libraries


@pytest.mark.parametrize(
    ("arguments", "code", "why"),
    [
        (["galwey"], 2, "galway (Galway, IE)"),
        (["bodo", "nuuk", "--scenario", "balenced"], 5, "balanced"),
        (["--spacing-km", "1"], 2, "on cells of 1 km: use 2 km or more"),
        (["--port", "0"], 2, "--port"),
    ],
)
def test_what_cannot_be_opened_is_refused_before_anything_is_served(
    monkeypatch, capsys, arguments, code, why
):
    monkeypatch.setattr(serving, "serve", lambda *_, **__: pytest.fail("it was served"))
    with pytest.raises(SystemExit) as stopped:
        cli.main(["serve", *arguments])
    assert stopped.value.code == code
    assert why in capsys.readouterr().err


def test_a_port_that_is_taken_is_refused_and_without_a_wish_the_next_one_is_tried():
    with socket.create_server((LOOPBACK, 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=f"port {port} of 127.0.0.1 cannot be used"):
            serving._free_port(port)
    with socket.socket() as probe:
        probe.bind((LOOPBACK, serving._free_port(None)))


def test_without_voila_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr(serving, "find_spec", lambda name: None if name == "voila" else name)
    with pytest.raises(UsageError, match=r"voila: pip install 'routeplan\[serve\]'"):
        check_libraries()


def test_the_cell_opens_what_was_asked_whatever_is_in_the_names(tmp_path, monkeypatch):
    """A file is named by its whole path, because the server runs elsewhere; quotes end no text."""
    (tmp_path / "o'mine.toml").write_text("")
    monkeypatch.chdir(tmp_path)
    page = LivePage("St. John's", "53.27,-9.05", "o'mine.toml", 20.0, 10.0)
    call = ast.parse(page.code).body[-1].value
    assert [ast.literal_eval(argument) for argument in call.args] == ["St. John's", "53.27,-9.05"]
    assert {keyword.arg: ast.literal_eval(keyword.value) for keyword in call.keywords} == {
        "scenario": str(tmp_path / "o'mine.toml"),
        "spacing_km": 20.0,
        "refined_km": 10.0,
    }


def test_it_listens_on_loopback_only():
    assert "--Voila.ip=127.0.0.1" in serving._options(8866, open_browser=False)
