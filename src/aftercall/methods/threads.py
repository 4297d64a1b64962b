"""Independent pieces of work in threads: numpy and scipy release the interpreter lock while they add up arrays."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

_THREADS = 4
_MIN_ROWS = 100_000  # with fewer rows, starting threads costs more than they save


def map_in_threads[Job, Found](work: Callable[[Job], Found], jobs: Iterable[Job], rows: int) -> list[Found]:
    """The results of the work, in the order of the jobs. rows: how many rows each reads."""
    if rows < _MIN_ROWS:
        return [work(job) for job in jobs]
    with ThreadPoolExecutor(_THREADS) as pool:
        return list(pool.map(work, jobs))


def run_both[One, Other](one: Callable[[], One], other: Callable[[], Other], rows: int) -> tuple[One, Other]:
    """The results of two different pieces of work."""
    if rows < _MIN_ROWS:
        return one(), other()
    with ThreadPoolExecutor(1) as pool:
        later = pool.submit(other)
        return one(), later.result()
