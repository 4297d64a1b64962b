"""A real server, and clients that send slowly or too much: no page waits for them, and nothing of theirs is stored."""

import socket
import urllib.request
from pathlib import Path

from tests.faults.slow_clients import answer, begin_post
from tests.journeys.site import TIMEOUT_SECONDS, Site

SLOW = 40  # ten times as many as there are threads
LARGE = 3_000_000_000


def test_slow_and_large_posts_stop_nobody_else(installation: Site, tmp_path: Path) -> None:
    work = tmp_path / "work"
    variables = {"AFTERCALL_WORK": str(work), "AFTERCALL_FORM_SECONDS": str(TIMEOUT_SECONDS)}
    site = installation.copy(tmp_path / "site", **variables)
    site.start()
    slow = [begin_post(site.url, stated_length=5_000) for _ in range(SLOW)]
    large = [
        begin_post(site.url, path=path, stated_length=LARGE)
        for path in ("/opt-out/", "/audit/", "/sign-in/", "/waves/1/load/", "/nothing/")
    ]
    assert {status(site, path) for path in ("/", "/opt-out/", "/privacy/", "/static/govuk/pages.css")} == {200}
    assert {answer(client) for client in large} == {b"HTTP/1.1 413 Payload Too Large"}
    # The slow posts still wait: the pages were answered among them. None of them is stored either.
    assert not any(has_answer(client) for client in slow)
    assert [path for folder in work.iterdir() for path in folder.iterdir()] == []
    slow[0].sendall(b"x" * 4_997)
    assert answer(slow[0]) == b"HTTP/1.1 403 Forbidden"  # complete, so Django sees it; it has no token
    for client in slow + large:
        client.close()
    site.stop()


def status(site: Site, path: str) -> int:
    with urllib.request.urlopen(site.url + path, timeout=TIMEOUT_SECONDS) as response:  # noqa: S310 - our own address
        return int(response.status)


def has_answer(client: socket.socket) -> bool:
    """Whether anything has been sent back."""
    client.settimeout(0)
    try:
        return bool(client.recv(1))
    except BlockingIOError:
        return False
    finally:
        client.settimeout(TIMEOUT_SECONDS)
