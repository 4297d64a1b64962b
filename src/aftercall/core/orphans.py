"""Ends a process whose parent has ended: nobody could stop it any more, and it would keep the server's port."""

import os
import threading
import time

SECONDS_BETWEEN_LOOKS = 0.2


def end_with_parent() -> None:
    """End this process soon after its parent has ended, even if the parent was killed. Requests in progress are lost,
    as if this process itself had been killed."""
    threading.Thread(target=_watch, args=(os.getppid(),), name="end with parent", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(SECONDS_BETWEEN_LOOKS)
    os._exit(1)
