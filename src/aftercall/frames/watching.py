"""A thread that reports the progress of the running query twice a second, and passes Ctrl-C on to the engine.

The engine itself checks for Ctrl-C only between parts of a query, and one part can take a minute.
"""

import os
import select
import signal
import threading
from collections.abc import Callable

import duckdb

_TICK = 0.5  # second
_INTERRUPT_INTERVAL = 0.1
_END = b"\0"  # no signal has this number

type Tick = Callable[[float | None], None]


class Watch:
    """Watches one connection between `begin` and `end`, which the same thread must call."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._tick: Tick | None = None
        self._tick_lock = threading.Lock()

    def report_to(self, tick: Tick | None) -> None:
        """Call `tick`, and no earlier one, from now on, in the thread of the watch.

        Its argument is the share of the running query that is done, None where that is not known.
        """
        with self._tick_lock:
            self._tick = tick

    def begin(self) -> None:
        """Start to watch."""
        self._receiver, self._sender = os.pipe()
        os.set_blocking(self._sender, False)
        self._hears_signals = threading.current_thread() is threading.main_thread()
        if self._hears_signals:
            # Python's own handler runs in the main thread, which is waiting for the engine; this descriptor is not.
            self._former = signal.set_wakeup_fd(self._sender, warn_on_full_buffer=False)
        self._thread = threading.Thread(target=self._watch, name="aftercall-watch", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Stop watching. The connection must still be open."""
        if self._hears_signals:
            signal.set_wakeup_fd(self._former)
        os.write(self._sender, _END)
        self._thread.join()
        os.close(self._receiver)
        os.close(self._sender)

    def _watch(self) -> None:
        interrupted, received = False, b""
        while _END[0] not in received:
            timeout = _INTERRUPT_INTERVAL if interrupted else _TICK
            readable, _, _ = select.select([self._receiver], [], [], timeout)
            received = os.read(self._receiver, select.PIPE_BUF) if readable else b""
            interrupted = interrupted or signal.SIGINT in received
            if interrupted:
                self._connection.interrupt()  # repeatedly, because the next query may have started already
            elif not received:
                self._report()

    def _report(self) -> None:
        percent = self._connection.query_progress()  # -1: not known
        with self._tick_lock:
            try:
                if self._tick:
                    self._tick(percent / 100 if percent >= 0 else None)
            except OSError:  # the output was closed
                self._tick = None
