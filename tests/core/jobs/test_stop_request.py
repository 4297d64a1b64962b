"""The worker process stops at a signal, or when its parent process ends."""

import os
import signal
from collections.abc import Iterator

import pytest

from aftercall.core.jobs.process import StopRequest


@pytest.fixture
def restored_signal_handlers() -> Iterator[None]:
    """Restores the signal handlers of the test process afterwards."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_asks_to_stop_and_ends_the_pause(number: int, restored_signal_handlers: None) -> None:
    stop = StopRequest()
    stop.catch_signals()
    assert not stop.is_made()
    signal.raise_signal(number)
    assert stop.is_made()
    stop.pause()


def test_the_end_of_the_parent_process_asks_to_stop() -> None:
    assert not StopRequest(parent=os.getppid()).is_made()
    assert StopRequest(parent=os.getpid()).is_made()
