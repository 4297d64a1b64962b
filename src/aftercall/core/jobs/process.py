"""The process behind `aftercall work`: it looks for due jobs every few seconds until it is asked to stop."""

import logging
import os
import select
import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import close_old_connections

from aftercall.core.jobs.faults import JobFailed
from aftercall.core.jobs.worker import Worker, working

_log = logging.getLogger(__name__)
PAUSE_SECONDS = 5


@dataclass
class StopRequest:
    """Whether this process has been asked to stop: by a signal, or because the process that started it has ended."""

    parent: int | None = None
    _asked: bool = False
    _pipe: tuple[int, int] = field(default_factory=os.pipe)

    def catch_signals(self) -> None:
        """Make Ctrl-C and a termination signal ask to stop, without interrupting a task."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self.ask())

    def ask(self) -> None:
        """Ask to stop. A byte in a pipe ends the pause; unlike a lock, this is safe in a signal handler."""
        self._asked = True
        os.write(self._pipe[1], b".")

    def is_made(self) -> bool:
        """Whether to stop now."""
        return self._asked or (self.parent is not None and os.getppid() != self.parent)

    def pause(self) -> None:
        """Wait for PAUSE_SECONDS, or until asked to stop."""
        select.select([self._pipe[0]], [], [], PAUSE_SECONDS)


def work(*, clock: Callable[[], datetime], stop: StopRequest) -> None:
    """Run due jobs every few seconds until asked to stop. A task in progress is finished first."""
    with working(clock, stop.is_made) as worker:
        while not stop.is_made():
            _run_due(worker)
            stop.pause()


def work_once(*, clock: Callable[[], datetime], stop: StopRequest) -> bool:
    """Run due jobs once. Returns whether every task succeeded."""
    with working(clock, stop.is_made) as worker:
        return worker.run_due() == 0


def _run_due(worker: Worker) -> None:
    close_old_connections()
    try:
        worker.run_due()
    except Exception as error:  # noqa: BLE001 - losing the database for a while must not end this process
        _log.error("could not look for due jobs, trying again: %s", JobFailed.of(error))
