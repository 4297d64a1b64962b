"""Independent pieces of work side by side: numpy and scipy let go of the interpreter while they add up arrays."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

_THREADS = 4
_WORTH_IT = 100_000  # rows; below, starting threads costs more than they save


def side_by_side[Job, Found](work: Callable[[Job], Found], jobs: Iterable[Job], rows: int) -> list[Found]:
    """The work done on every job, in the order of the jobs. rows: how many each looks at."""
    if rows < _WORTH_IT:
        return [work(job) for job in jobs]
    with ThreadPoolExecutor(_THREADS) as pool:
        return list(pool.map(work, jobs))


def both[One, Other](one: Callable[[], One], other: Callable[[], Other], rows: int) -> tuple[One, Other]:
    """Two pieces of work of different kinds."""
    if rows < _WORTH_IT:
        return one(), other()
    with ThreadPoolExecutor(1) as pool:
        later = pool.submit(other)
        return one(), later.result()
