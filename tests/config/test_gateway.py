"""The gateway between the web server and Django: what it receives itself, what it refuses, and what Django sees."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from aftercall.config import gateway
from aftercall.config.gateway import FORM_BYTES, Environ, Gateway, Headers

type Start = Callable[..., object]


@dataclass
class Request:
    """As Granian describes a request, with a body that arrives in parts, and may stop on its way."""

    method: str = "POST"
    path: str = "/"
    query_string: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    parts: tuple[bytes, ...] = ()
    stops: bool = False
    http_version: str = "1.1"
    server: str = "127.0.0.1:8000"
    client: str = "[2001:db8::1]:50000"
    scheme: str = "http"
    sent: list[bytes] = field(default_factory=list)
    status: int = 0
    headers_sent: Headers = field(default_factory=list)
    stopped: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def headers(self) -> dict[str, str]:
        stated = {"content-length": str(len(b"".join(self.parts)))} if self.parts else {}
        return stated | self.fields

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self.parts:
            yield part
        if self.stops:
            await self.stopped.wait()

    def response_bytes(self, status: int, headers: Headers, body: bytes) -> None:
        self.status, self.headers_sent = status, headers
        self.sent.append(body)

    def response_stream(self, status: int, headers: Headers) -> "Request":
        self.status, self.headers_sent = status, headers
        return self

    async def send_bytes(self, data: bytes) -> None:
        self.sent.append(data)


class Application:
    """A WSGI application that remembers what it was given and reads the whole body."""

    def __init__(self, *content: bytes) -> None:
        self.content, self.closed = content, False
        self.environ: Environ = {}
        self.body = b""

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        self.environ = environ
        self.body = environ["wsgi.input"].read()
        start("201 Created", [("X-Kind", "test")])
        return self

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.content)

    def close(self) -> None:
        self.closed = True


def answer(request: Request, application: Callable[..., Any], seconds: float = 3600) -> str:
    """What the client gets."""
    asyncio.run(Gateway(application, form_seconds=seconds).__rsgi__(request, request))
    return b"".join(request.sent).decode()


def test_django_sees_the_request_as_it_was_sent() -> None:
    application = Application(b"one ", b"two")
    fields = {"host": "survey.example.org", "content-type": "text/plain", "x-forwarded-for": "192.0.2.1"}
    request = Request(
        path="/caf%C3%A9/", query_string="a=%20", fields=fields | {"x_forwarded_for": "forged"}, parts=(b"a", b"b")
    )
    assert answer(request, application) == "one two"
    assert (request.status, request.headers_sent) == (201, [("X-Kind", "test")])
    assert application.closed
    assert application.body == b"ab"
    seen = application.environ
    assert seen["PATH_INFO"].encode("latin-1").decode() == "/café/"
    assert (seen["REQUEST_METHOD"], seen["QUERY_STRING"], seen["SERVER_PROTOCOL"]) == ("POST", "a=%20", "HTTP/1.1")
    assert (seen["REMOTE_ADDR"], seen["SERVER_NAME"], seen["SERVER_PORT"]) == ("2001:db8::1", "127.0.0.1", "8000")
    assert (seen["CONTENT_TYPE"], seen["CONTENT_LENGTH"], seen["HTTP_HOST"]) == (
        "text/plain",
        "2",
        "survey.example.org",
    )
    assert seen["HTTP_X_FORWARDED_FOR"] == "192.0.2.1"


def test_a_header_that_is_sent_twice_is_joined() -> None:
    environ: Environ = {}
    for name in ("COOKIE", "COOKIE", "ACCEPT", "ACCEPT"):
        gateway._add_header(environ, name, "a")
    assert environ == {"HTTP_COOKIE": "a; a", "HTTP_ACCEPT": "a,a"}


def test_a_large_body_arrives_while_django_reads_it() -> None:
    application = Application(b"done")
    parts = (b"a" * FORM_BYTES, b"b" * 70_000, b"c")
    assert answer(Request(parts=parts), application) == "done"
    assert application.body == b"".join(parts)


def test_a_large_body_that_django_does_not_want_is_not_read() -> None:
    def refuse(environ: Environ, start: Start) -> list[bytes]:
        start("413 Content Too Large", [])
        return [b"too large"]

    request = Request(fields={"content-length": "3000000000"}, stops=True)
    assert (answer(request, refuse), request.status) == ("too large", 413)


def test_a_form_that_does_not_arrive_in_time_never_reaches_django() -> None:
    application = Application()
    request = Request(fields={"content-length": "5000"}, parts=(b"a=b",), stops=True)
    assert answer(request, application, seconds=0.01) == "The form did not arrive in time. Try again.\n"
    assert request.status == 408
    assert ("Connection", "close") in request.headers_sent
    assert application.environ == {}


@pytest.mark.parametrize("handles_it", [True, False])
def test_an_upload_that_stops_on_its_way_is_given_up(handles_it: bool, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: FBT001 - a parameter
    monkeypatch.setattr(gateway, "IDLE_SECONDS", 0.01)

    def application(environ: Environ, start: Start) -> list[bytes]:
        try:
            environ["wsgi.input"].read()
        except OSError:
            if not handles_it:
                raise
        start("500 Internal Server Error", [])
        return [b"error"]

    request = Request(fields={"content-length": "3000000000"}, parts=(b"a",), stops=True)
    assert answer(request, application) == "The upload stopped on its way. Try again.\n"
    assert request.status == 408


def test_a_body_of_unstated_length_is_refused() -> None:
    request = Request(fields={"transfer-encoding": "chunked"}, parts=(b"a",))
    assert answer(request, Application()) == "State the length of the request.\n"
    assert request.status == 411


def test_a_length_that_is_not_a_number_is_read_as_nothing() -> None:
    application = Application(b"done")
    assert answer(Request(fields={"content-length": "many"}), application) == "done"
    assert application.body == b""


def test_a_download_too_large_to_hold_is_sent_part_by_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway, "BUFFERED_BYTES", 2)
    application = Application(b"ab", b"cd", b"ef")
    request = Request()
    assert answer(request, application) == "abcdef"
    assert (request.status, request.sent) == (201, [b"ab", b"cd", b"ef"])
    assert application.closed
