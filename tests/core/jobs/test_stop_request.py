"""What stops the worker process."""

import os
import signal
from collections.abc import Iterator

import pytest

from aftercall.core.jobs.process import StopRequest


@pytest.fixture
def signals_restored() -> Iterator[None]:
    """Restores the test process's signal handlers afterwards."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_asks_to_stop_and_ends_the_pause(number: int, signals_restored: None) -> None:
    stop = StopRequest()
    stop.catch_signals()
    assert not stop.is_made()
    signal.raise_signal(number)
    assert stop.is_made()
    stop.pause()


def test_the_end_of_the_parent_process_asks_to_stop() -> None:
    assert not StopRequest(parent=os.getppid()).is_made()
    assert StopRequest(parent=os.getpid()).is_made()
