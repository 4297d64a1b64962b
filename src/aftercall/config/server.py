"""The web server: granian, one worker process with threads, so that what counts wrong passwords sees all of them."""

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

THREADS = 4
# How long requests under way may take to finish after Ctrl-C.
GRACE_SECONDS = 10


def serve(host: str, port: int) -> None:
    """Serve the site until Ctrl-C or a termination signal; requests under way are finished first."""
    Granian(
        "aftercall.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        log_level=LogLevels.warning,
        workers_kill_timeout=GRACE_SECONDS,
    ).serve()
