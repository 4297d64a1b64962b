"""Pages of results a second, beside a bare view on the same server. The answer is a ratio, so it holds on any machine.

Run: PYTHONPATH=src:. python bench/results_pages.py HOME KEYS [seconds, such as 10] [page, such as
/results/]. HOME, KEYS: of a demo that has run.
The bare view returns one word; it has the same middleware and the same server as the pages.
"""

import http.client
import os
import statistics
import subprocess
import sys
import threading
import time
from http import HTTPStatus
from urllib.parse import urlsplit

CLIENTS = 4
ROUNDS = 5
BARE = "/bare/"


def main() -> None:
    home, keys = sys.argv[1:3]
    seconds = float(sys.argv[3]) if len(sys.argv) > 3 else 5.0
    page = sys.argv[4] if len(sys.argv) > 4 else "/results/"
    port = 8977
    command = [sys.executable, "-m", "aftercall.cli", "serve", "--port", str(port)]
    settings = {"AFTERCALL_HOME": home, "AFTERCALL_KEYS": keys, "DJANGO_SETTINGS_MODULE": "bench.bare_view"}
    server = subprocess.Popen(command, env={**os.environ, **settings})
    try:
        wait_for(f"http://127.0.0.1:{port}{page}", server)
        measure(f"127.0.0.1:{port}", page, seconds)
    finally:
        server.terminate()
        server.wait()


def measure(address: str, page: str, seconds: float) -> None:
    """Print the median of the ratios of several rounds, the bare view and the page in turn."""
    ratios = []
    for _ in range(ROUNDS):
        bare, results = (requests_per_second(address, path, seconds / ROUNDS) for path in (BARE, page))
        ratios.append(results / bare)
        print(f"{bare:.0f} bare pages a second, {results:.0f} requests of {page}: {results / bare:.2f}")
    print(f"median: {statistics.median(ratios):.2f} of a bare view")


def requests_per_second(address: str, path: str, seconds: float) -> float:
    """How many requests several clients make in this time, each on a connection that stays open."""
    counts = [0] * CLIENTS
    until = time.perf_counter() + seconds

    def ask(client: int) -> None:
        connection = http.client.HTTPConnection(address)
        while time.perf_counter() < until:
            connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
            response = connection.getresponse()
            response.read()
            counts[client] += response.status == HTTPStatus.OK
        connection.close()

    threads = [threading.Thread(target=ask, args=(client,)) for client in range(CLIENTS)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.perf_counter() - start)


def wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    """Wait until the server answers. Exit if it has ended."""
    parts = urlsplit(url)
    while True:
        if server.poll() is not None:
            sys.exit("The server did not start")
        connection = http.client.HTTPConnection(parts.netloc)
        try:
            connection.request("GET", parts.path)
        except ConnectionRefusedError:
            time.sleep(0.2)
            continue
        connection.getresponse().read()
        return


if __name__ == "__main__":
    main()
