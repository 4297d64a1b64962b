"""How much longer a page takes while slow and large posts arrive. The answer is a ratio, so it holds on any machine.

Run: PYTHONPATH=src:. python bench/slow_clients.py [number of slow posts, such as 100]. It serves a site of its own.
"""

import http.client
import statistics
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from tests.faults.slow_clients import begin_post
from tests.journeys.site import Site

PAGES = 300
LARGE = 3_000_000_000


def main() -> None:
    slow = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    with TemporaryDirectory() as home:
        site = Site(Path(home))
        site.set_up()
        site.start()
        try:
            measure(site.url, slow)
        finally:
            site.stop()


def measure(url: str, slow: int) -> None:
    """Print the median time of a page alone, then among slow and large posts."""
    median_time(url)  # the first pages are slower
    usual = median_time(url)
    posts = [begin_post(url, stated_length=5_000) for _ in range(slow)]
    posts += [begin_post(url, stated_length=LARGE) for _ in range(slow)]
    among = median_time(url)
    for post in posts:
        post.close()
    print(
        f"{usual * 1000:.1f} ms alone, {among * 1000:.1f} ms among {2 * slow} posts: {among / usual:.2f} times as long"
    )


def median_time(url: str) -> float:
    """The median time of the home page, in seconds."""
    times = []
    for _ in range(PAGES):
        start = time.perf_counter()
        connection = http.client.HTTPConnection(str(urlsplit(url).netloc))
        connection.request("GET", "/")
        connection.getresponse().read()
        connection.close()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


if __name__ == "__main__":
    main()
