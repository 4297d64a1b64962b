"""Running a function of the product in a process of its own, in which it is killed at some point.

The process is forked from one that has imported everything, because importing takes seconds.
"""

import multiprocessing
from collections.abc import Callable
from multiprocessing.process import BaseProcess

# The modules whose functions are run: each sets up Django before it imports the product.
_PRELOADED = ["tests.faults.killed_erasure", "tests.faults.killed_journey", "tests.faults.worker_process"]


def run_in_fork(function: Callable[..., None], *arguments: object) -> int:
    """Call the function in a process of its own. Returns its exit code: -9 if it was killed."""
    process = start_in_fork(function, *arguments)
    process.join()
    assert process.exitcode is not None
    return process.exitcode


def start_in_fork(function: Callable[..., None], *arguments: object) -> BaseProcess:
    """Call the function in a process of its own, without waiting for it.

    The environment variables of the first call apply to all.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_PRELOADED)
    process = context.Process(target=function, args=arguments)
    process.start()
    return process
