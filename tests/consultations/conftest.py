"""What tests of consultations share."""

from datetime import datetime

import pytest
from tests.consultations.making import OPEN

from aftercall.core import clock


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The clock: its last value counts."""
    times = [OPEN]
    monkeypatch.setattr(clock, "now", lambda: times[-1])
    return times
