"""The web server, Granian, with a single process, so that wrong passwords are all counted in one place.
A second process beside it runs the jobs."""

import errno
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from aftercall.errors import BadInput

# How long a client may take to send the headers of a request. What follows them is received by config/gateway.py.
HEADER_MILLISECONDS = 15_000
# How long requests and jobs in progress may take to finish after Ctrl-C.
GRACE_SECONDS = 10
WORK_COMMAND = (sys.executable, "-m", "aftercall.cli", "work", "--parent")


def require_free_port(host: str, port: int) -> None:
    """Raise BadInput if the site cannot listen there. Granian itself would share a port that another one listens on."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            advice = "Stop the program that uses it, or choose another port with --port"
            raise BadInput(f"Port {port} is already in use. {advice}") from None
        raise BadInput(f"Port {port} of {host} cannot be used. Choose others with --host and --port") from None


def serve(host: str, port: int) -> None:
    """Serve the site until Ctrl-C or a termination signal; requests in progress are finished first."""
    Granian(
        "aftercall.config.rsgi:application",
        address=host,
        port=port,
        interface=Interfaces.RSGI,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_MILLISECONDS),
        websockets=False,
        workers=1,
        log_level=LogLevels.warning,
        workers_kill_timeout=GRACE_SECONDS,
    ).serve()


@contextmanager
def work_process() -> Iterator["subprocess.Popen[bytes]"]:
    """Run `aftercall work` for the duration of the block. It also ends if this process is killed."""
    process = subprocess.Popen([*WORK_COMMAND, str(os.getpid())], stdin=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        _wait_or_kill(process)


def _wait_or_kill(process: "subprocess.Popen[bytes]") -> None:
    """Wait for the current job to finish. If it takes too long, kill the process; the next worker runs it again."""
    try:
        process.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
