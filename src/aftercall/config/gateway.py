"""Between the web server and Django: receives the body of a request before a thread works on it.

Django works on few threads, and one that waits for a slow client is lost to everyone else. So small bodies are received
here first, side by side and within a time limit. A large body is read by Django itself, but only once it has decided
from the headers alone that this sender may send it, and on threads that no page needs.
"""

import asyncio
import sys
from collections.abc import AsyncIterator, Buffer, Callable, Iterable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from io import BufferedReader, BytesIO, RawIOBase
from itertools import chain
from typing import IO, Any, Protocol
from urllib.parse import unquote_to_bytes

# What a form without large files needs at most. It is held in memory, once for each connection that the server accepts
# at a time (1,024). Larger bodies are for the pages and people that body_limits names.
FORM_BYTES = 100_000
# How long a large body or a download may take without any progress.
IDLE_SECONDS = 30
PAGE_THREADS, UPLOAD_THREADS = 4, 4
# What a response may have to be sent without a thread. Only downloads for staff are larger.
BUFFERED_BYTES = 4_000_000

type Environ = dict[str, Any]
type Headers = list[tuple[str, str]]
type Application = Callable[[Environ, Callable[..., object]], Iterable[bytes]]


class RequestHeaders(Protocol):
    """The headers of a request, with names in lower case."""

    def items(self) -> Iterable[tuple[str, str]]: ...
    def get(self, key: str) -> str | None: ...


class Scope(Protocol):
    """What the server knows of a request before its body."""

    http_version: str
    server: str
    client: str
    scheme: str
    method: str
    path: str
    query_string: str
    headers: RequestHeaders


class Transport(Protocol):
    """A response that is sent part by part."""

    async def send_bytes(self, data: bytes) -> None: ...


class Exchange(Protocol):
    """The body of a request, and the response to it."""

    def __aiter__(self) -> AsyncIterator[bytes]: ...
    def response_bytes(self, status: int, headers: Headers, body: bytes) -> None: ...
    def response_stream(self, status: int, headers: Headers) -> Transport: ...


class _Refusal(Exception):
    """The request is answered without Django. Its text is the answer."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


@dataclass
class _Response:
    status: int = 500
    headers: Headers = field(default_factory=list)
    parts: list[bytes] = field(default_factory=list)
    was_streamed: bool = False

    def start(self, status: str, headers: Headers, *_: object) -> None:
        """WSGI's start_response."""
        self.status, self.headers = int(status.split(" ", 1)[0]), headers


class Gateway:
    """A web application for Granian (RSGI) in front of Django's (WSGI)."""

    def __init__(self, application: Application, *, form_seconds: float) -> None:
        """form_seconds: how long the whole of a form may take to arrive."""
        self._application = application
        self._form_seconds = form_seconds
        self._pages = ThreadPoolExecutor(PAGE_THREADS, "page")
        self._uploads = ThreadPoolExecutor(UPLOAD_THREADS, "upload")

    async def __rsgi__(self, scope: Scope, exchange: Exchange) -> None:
        """Answer one request."""
        try:
            length = _stated_length(scope.headers)
            if length > FORM_BYTES:
                await self._respond_to_upload(scope, exchange)
            else:
                body = await _received(exchange, self._form_seconds) if length else b""
                _answer(exchange, await self._response_to(self._pages, scope, exchange, BytesIO(body)))
        except _Refusal as refusal:
            headers = [("Content-Type", "text/plain; charset=utf-8"), ("Connection", "close")]
            exchange.response_bytes(refusal.status, headers, f"{refusal}\n".encode())

    async def _respond_to_upload(self, scope: Scope, exchange: Exchange) -> None:
        body = _ArrivingBody(exchange, asyncio.get_running_loop())
        try:
            response = await self._response_to(self._uploads, scope, exchange, BufferedReader(body))
        except TimeoutError:
            if not body.timed_out:
                raise
        if body.timed_out:
            raise _Refusal(408, "The upload stopped on its way. Try again.")
        _answer(exchange, response)

    async def _response_to(self, executor: Executor, scope: Scope, exchange: Exchange, body: IO[bytes]) -> _Response:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(executor, self._run, _environ(scope, body), exchange, loop)

    def _run(self, environ: Environ, exchange: Exchange, loop: asyncio.AbstractEventLoop) -> _Response:
        """Let Django respond, in this thread. What is too large to hold is sent from here, too."""
        response = _Response()
        content = self._application(environ, response.start)
        try:
            parts = iter(content)
            if _hold(parts, response):
                _stream(parts, response, exchange, loop)
        finally:
            if close := getattr(content, "close", None):
                close()
        return response


class _ArrivingBody(RawIOBase):
    """A body that arrives while Django reads it, in a thread that waits for each part, but not for ever."""

    def __init__(self, exchange: Exchange, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__()
        self.timed_out = False
        self._parts, self._loop, self._waiting = exchange.__aiter__(), loop, b""

    def readable(self) -> bool:
        """As any body."""
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        """Put the next bytes into the buffer; none at the end. Errors: TimeoutError, an OSError."""
        view = memoryview(buffer)
        if not self._waiting:
            self._waiting = self._next_part()
        taken, self._waiting = self._waiting[: len(view)], self._waiting[len(view) :]
        view[: len(taken)] = taken
        return len(taken)

    def _next_part(self) -> bytes:
        try:
            return asyncio.run_coroutine_threadsafe(self._wait_for_part(), self._loop).result()
        except TimeoutError:
            self.timed_out = True
            raise

    async def _wait_for_part(self) -> bytes:
        async with asyncio.timeout(IDLE_SECONDS):
            return await anext(self._parts, b"")


def _answer(exchange: Exchange, response: _Response) -> None:
    if not response.was_streamed:
        exchange.response_bytes(response.status, response.headers, b"".join(response.parts))


async def _received(exchange: Exchange, seconds: float) -> bytes:
    """The whole of a small body."""
    try:
        async with asyncio.timeout(seconds):
            return b"".join([part async for part in exchange])
    except TimeoutError:
        raise _Refusal(408, "The form did not arrive in time. Try again.") from None


def _hold(parts: Iterator[bytes], response: _Response) -> bool:
    """Keep the parts of a response. Returns whether they became too many before the end."""
    size = 0
    for part in parts:
        response.parts.append(part)
        size += len(part)
        if size > BUFFERED_BYTES:
            return True
    return False


def _stream(parts: Iterator[bytes], response: _Response, exchange: Exchange, loop: asyncio.AbstractEventLoop) -> None:
    """Send the parts kept so far, and the others as they come. A client that stops reading is given up."""
    response.was_streamed = True
    transport = exchange.response_stream(response.status, response.headers)
    for part in chain(response.parts, parts):
        asyncio.run_coroutine_threadsafe(transport.send_bytes(part), loop).result(IDLE_SECONDS)


def _stated_length(headers: RequestHeaders) -> int:
    if headers.get("transfer-encoding"):
        raise _Refusal(411, "State the length of the request.")
    try:
        return int(headers.get("content-length") or 0)
    except ValueError:
        return 0


def _environ(scope: Scope, body: IO[bytes]) -> Environ:
    """WSGI's description of a request (PEP 3333)."""
    server, _, port = scope.server.rpartition(":")
    environ: Environ = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope.path).decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": server,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
        # X_Forwarded_For would otherwise pass for X-Forwarded-For.
        if "_" not in name:
            _add_header(environ, name.upper().replace("-", "_"), value)
    return environ


def _add_header(environ: Environ, name: str, value: str) -> None:
    key = name if name in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{name}"
    separator = "; " if name == "COOKIE" else ","
    environ[key] = f"{environ[key]}{separator}{value}" if key in environ else value
