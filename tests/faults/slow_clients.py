"""Clients that send the head of a request, and then take their time."""

import socket
from urllib.parse import urlsplit

from tests.journeys.site import TIMEOUT_SECONDS


def begin_post(url: str, *, path: str = "/opt-out/", stated_length: int, body: bytes = b"a=b") -> socket.socket:
    """Send the head of a POST with a file, and the first bytes of its body."""
    address = urlsplit(url)
    client = socket.create_connection((str(address.hostname), int(address.port or 80)), timeout=TIMEOUT_SECONDS)
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Type: multipart/form-data; boundary=b\r\n"
        f"Content-Length: {stated_length}\r\n\r\n"
    )
    client.sendall(head.encode() + body)
    return client


def answer(client: socket.socket) -> bytes:
    """The first line of the response."""
    return client.recv(10_000).split(b"\r\n", 1)[0]
