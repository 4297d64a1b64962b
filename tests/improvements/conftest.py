"""The clock of the pages."""

from collections.abc import Callable
from datetime import datetime

import pytest

from aftercall.core import clock


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Sets the time that the pages have."""
    return lambda now: monkeypatch.setattr(clock, "now", lambda: now)
