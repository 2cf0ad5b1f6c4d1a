"""The date inside files: fixed, or that of SOURCE_DATE_EPOCH."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from routeplan.errors import UsageError
from routeplan.runtime.file_date import file_date


def test_without_a_given_date_it_is_the_first_that_a_zip_can_hold(monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert file_date() == datetime(1980, 1, 1, tzinfo=UTC)


def test_source_date_epoch_is_seconds_since_1970(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    assert file_date() == datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("given", ["", "yesterday", "0", "-1", "99999999999999999999"])
def test_a_date_that_no_file_can_hold_is_refused(monkeypatch, given):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", given)
    with pytest.raises(UsageError, match="SOURCE_DATE_EPOCH"):
        file_date()
