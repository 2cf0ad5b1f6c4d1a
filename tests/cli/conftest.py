"""Fixtures of the command tests: run a command in this process, and refuse to open a planner."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from cli_kit import Outcome
from json_kit import assert_printed_as_documented

from routeplan import cli
from routeplan.planning import open as opening


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Outcome]:
    """Run a command in this process; what it prints with --json must be as documented."""

    def command(*arguments: str) -> Outcome:
        with pytest.raises(SystemExit) as ended:
            cli.main(list(arguments))
        printed = capsys.readouterr()
        code = ended.value.code
        assert code is None or isinstance(code, int)
        assert_printed_as_documented(arguments, printed.out)
        return Outcome(code or 0, printed.out, printed.err)

    return command


@pytest.fixture
def never_solves(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail if a planner is opened: what is refused early must cost nothing."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a planner was opened")

    monkeypatch.setattr(opening, "open_planner", refuse)
