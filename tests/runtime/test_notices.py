"""Notices: to the logger always, on stderr once while a command runs."""

import logging

from routeplan.runtime.notices import notices_on_stderr, tell


def test_a_notice_is_a_warning_of_the_logger(caplog):
    tell("100 % odd")
    assert [(record.name, record.levelno, record.getMessage()) for record in caplog.records] == [
        ("routeplan", logging.WARNING, "100 % odd")
    ]


def test_a_command_prints_each_notice_once_and_nothing_elsewhere(capsys, caplog):
    with notices_on_stderr():
        for line in ("first", "second", "first"):
            tell(line)
    assert capsys.readouterr().err == "first\nsecond\n"
    assert not caplog.records


def test_after_a_command_the_logger_is_as_before(capsys, caplog):
    with notices_on_stderr():
        pass
    tell("later")
    assert capsys.readouterr().err == ""
    assert len(caplog.records) == 1
