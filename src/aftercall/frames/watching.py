"""A thread beside the engine's work: it says twice a second how far the running query has come, and brings it Ctrl-C.

The engine itself looks for Ctrl-C only between parts of a query, and one part can take a minute.
"""

import os
import select
import signal
import threading
from collections.abc import Callable

import duckdb

_TICK = 0.5  # second
_AGAIN = 0.1
_END = b"\0"  # no signal has this number

type Tick = Callable[[float | None], None]


class Watch:
    """Watches one connection between `begin` and `end`, which are called in the same thread."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._tick: Tick | None = None
        self._telling = threading.Lock()

    def tell(self, tick: Tick | None) -> None:
        """From now on tell nobody but `tick`: it is called in the thread of the watch with the share of the running
        query that is done, None where nobody knows."""
        with self._telling:
            self._tick = tick

    def begin(self) -> None:
        """Start to watch."""
        self._hears, self._bell = os.pipe()
        os.set_blocking(self._bell, False)
        self._hears_signals = threading.current_thread() is threading.main_thread()
        if self._hears_signals:
            # Python's own handler runs in the main thread, which waits for the engine; this is told in spite of that.
            self._former = signal.set_wakeup_fd(self._bell, warn_on_full_buffer=False)
        self._thread = threading.Thread(target=self._watch, name="aftercall-watch", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Watch no longer. The connection must not be closed before."""
        if self._hears_signals:
            signal.set_wakeup_fd(self._former)
        os.write(self._bell, _END)
        self._thread.join()
        os.close(self._hears)
        os.close(self._bell)

    def _watch(self) -> None:
        stopped, heard = False, b""
        while _END[0] not in heard:
            waiting, _, _ = select.select([self._hears], [], [], _AGAIN if stopped else _TICK)
            heard = os.read(self._hears, select.PIPE_BUF) if waiting else b""
            stopped = stopped or signal.SIGINT in heard
            if stopped:
                self._connection.interrupt()  # again and again: the next query may be on its way already
            elif not heard:
                self._tell()

    def _tell(self) -> None:
        percent = self._connection.query_progress()  # -1: not known
        with self._telling:
            try:
                if self._tick:
                    self._tick(percent / 100 if percent >= 0 else None)
            except OSError:  # nobody looks any more
                self._tick = None
