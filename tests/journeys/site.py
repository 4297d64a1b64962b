"""A site that runs as in production, with its own server process, home and database."""

import os
import random
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from aftercall.accounts.roles import Role

ROOT = Path(__file__).resolve().parents[2]
DATABASE_FILE = "aftercall.sqlite3"  # in a site's home, on SQLite
PASSWORD = "a long enough password"
# What the script of a site begins with.
START = """
from aftercall.core.collecting import collect_seldom
collect_seldom()
import django; django.setup()
"""
TIMEOUT_SECONDS = 600  # ends only a test that would otherwise never end; no result depends on it
TIMEOUT = TIMEOUT_SECONDS * 1000  # milliseconds, as the browser has it
MAKE_ACCOUNTS = f"""
from aftercall.accounts.operations import add_user
from aftercall.accounts.roles import Role
from aftercall.core import clock
from aftercall.core.audit import SystemActor
for role in Role:
    details = {{"email": f"{{role}}@example.org", "name": role.label, "role": role, "password": "{PASSWORD}"}}
    add_user(**details, actor=SystemActor("test"), at=clock.now())
"""


@dataclass
class Site:
    """One installation. `start` serves it, `stop` stops it; `run` executes Python in it, as an administrator would.

    Unless it is a demo, its cookies need TLS, without which browsers accept them only for the name localhost.
    """

    home: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    is_demo: bool = True
    url: str = ""

    def run(self, code: str) -> str:
        """Run code with Django set up in this site's environment. Returns what it prints."""
        return self._run_python("-c", f"{START}\n{code}")

    def run_module(self, name: str, *arguments: str) -> str:
        """Run a module in this site's environment. Returns what it prints."""
        return self._run_python("-m", name, *arguments)

    def create_tables(self) -> None:
        """Create the tables of the database, and nothing else."""
        self.run_module("django", "migrate", "--verbosity", "0")

    def set_up(self) -> str:
        """Create the database's tables and, in a demo, one account per role, all with the same password. Returns what
        the command printed."""
        if self.is_demo:
            (self.home / "demo").touch()  # so that cookies work over plain HTTP, on this machine only
        printed = self._run_python("-m", "aftercall.cli", "set-up")
        if self.is_demo:
            self.run(MAKE_ACCOUNTS)
        return printed

    def copy(self, home: Path, *, is_demo: bool = True, **environment: str) -> "Site":
        """Another site with a copy of this one's home and database, neither of them in use. Keyword arguments are added
        to its environment variables."""
        shutil.copytree(self.home, home, dirs_exist_ok=True)
        return Site(home, own_database(self.database_name) | environment, is_demo)

    @property
    def database_name(self) -> str:
        """The name of its database on PostgreSQL; on SQLite empty."""
        return urlsplit(self.environment.get("DATABASE_URL", "")).path[1:]

    def set_clock(self, to: str) -> None:
        """Set a demo's clock, as the demo does. It takes effect at the next start."""
        (self.home / "demo").write_text(f"{to}+00:00")

    def start(self) -> None:
        """Start the server, and wait until it responds."""
        self._claim, port = _claim_port()
        command = [sys.executable, "-m", "aftercall.cli", "serve", "--port", str(port)]
        self.url = f"http://{'127.0.0.1' if self.is_demo else 'localhost'}:{port}"
        self._log = (self.home / "server.log").open("wb")
        self._process = subprocess.Popen(command, env=self._environment(), cwd=ROOT, stdout=self._log, stderr=self._log)
        self._wait_until_it_responds()

    def stop(self) -> None:
        """Stop the server as a service manager would."""
        self._process.terminate()
        code = self._process.wait(timeout=TIMEOUT_SECONDS)
        self._claim.close()
        self._log.close()
        assert code == 0, self.log[-3000:]

    def kill(self) -> list[int]:
        """Kill the server, as kill -9 does. Returns its children, which may still be running."""
        pid = self._process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        self._process.kill()
        self._process.wait()
        self._claim.close()
        self._log.close()
        return [int(child) for child in children]

    @property
    def log(self) -> str:
        """What the server has written to its log."""
        return (self.home / "server.log").read_text()

    def _run_python(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments], env=self._environment(), cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def _environment(self) -> dict[str, str]:
        site_variables = {
            "AFTERCALL_HOME": str(self.home),
            "DJANGO_SETTINGS_MODULE": "aftercall.config.settings",
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        }
        return os.environ | site_variables | dict(self.environment)

    def _wait_until_it_responds(self) -> None:
        deadline = time.monotonic() + TIMEOUT_SECONDS
        while True:
            try:
                urllib.request.urlopen(f"{self.url}/sign-in/", timeout=TIMEOUT_SECONDS).close()  # noqa: S310 - our own address
            except (URLError, ConnectionError):
                assert self._process.poll() is None, self.log[-3000:]
                assert time.monotonic() < deadline, self.log[-3000:]
                time.sleep(0.1)
            else:
                return


@contextmanager
def running_sites(folders: pytest.TempPathFactory, installation: Site) -> Iterator[Callable[..., Site]]:
    """Creates and starts sites, each with its own home and database, one account per role (see `sign_in`) and no
    programme. clock: the start of its clock, as in `set_clock`. of: the site that it begins as a copy of, if that is to
    hold more. The outcome of a call can be saved at once, so that no journey waits for seconds to pass."""
    sites: list[Site] = []

    def make(clock: str = "", of: Site = installation) -> Site:
        site = of.copy(folders.mktemp("site"), AFTERCALL_MINIMUM_CALL_SECONDS="0")
        if clock:
            site.set_clock(clock)
        site.start()
        sites.append(site)
        return site

    yield make
    for site in sites:
        site.stop()


def email_of(role: Role) -> str:
    """The email address of a role's account."""
    return f"{role}@example.org"


def own_database(template: str = "") -> dict[str, str]:
    """The environment variables that give a site its own database; none on SQLite. template: the name of a database to
    copy, or template1."""
    url = os.environ.get("DATABASE_URL")
    if not url:
        return {}
    name = f"site_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template or 'template1'}")
    return {"DATABASE_URL": urlunsplit(urlsplit(url)._replace(path=f"/{name}"))}


def _claim_port() -> tuple[socket.socket, int]:
    """A free port outside the ephemeral range, so that no outgoing connection takes it in the meantime. The socket, of
    another protocol, claims it: no other run of tests chooses it until the socket is closed. Two servers would share a
    port, each answering some of the requests."""
    for port in random.sample(range(15_000, 32_000), 1000):
        claim = socket.socket(type=socket.SOCK_DGRAM)
        with socket.socket() as probe, suppress(OSError):
            claim.bind(("127.0.0.1", port))
            probe.bind(("127.0.0.1", port))
            return claim, port
        claim.close()
    raise AssertionError("No port is free")
