"""Running a function of the product in a process that is killed at some point.

The process is forked from one that has imported everything, because importing takes seconds.
"""

import multiprocessing
from collections.abc import Callable

# The modules whose functions are run: each sets up Django before it imports the product.
_PRELOADED = ["tests.faults.killed_erasure", "tests.faults.killed_journey"]


def run_in_fork(function: Callable[..., None], *arguments: object) -> int:
    """Call the function in a process of its own. Returns its exit code: -9 if it was killed.

    The environment variables of the first call apply to all.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_PRELOADED)
    process = context.Process(target=function, args=arguments)
    process.start()
    process.join()
    assert process.exitcode is not None
    return process.exitcode
