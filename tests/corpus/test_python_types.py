"""Values of other types: one line of ours, whatever the door."""

import pytest
from corpus.python_types import CALLS

from routeplan.errors import RouteplanError


@pytest.mark.parametrize(("call", "value"), [call[1:] for call in CALLS], ids=[call[0] for call in CALLS])
def test_a_value_of_another_type_is_refused_in_one_line(call, value, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RouteplanError) as refused:
        call(value)
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 400
    assert list(tmp_path.iterdir()) == []
