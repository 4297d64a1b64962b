"""Every check and test, in the order in which it is quickest to learn of a mistake. Run by `./go test`."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from shutil import chown

from go import ROOT, find_program

STATIC_CHECKS = [
    ["ruff", "format", "--check", "--quiet", "."],
    ["ruff", "check", "--quiet", "."],
    ["mypy"],
    ["importlinter.cli", "lint"],
]


def python(*words: str, **environment: str) -> int:
    """Run a module of this environment and say how long it took."""
    started = time.monotonic()
    code = subprocess.run(
        [sys.executable, "-m", *words], cwd=ROOT, env=os.environ | environment, check=False
    ).returncode
    print(
        f"check: {' '.join(words[:3])}: {'passed' if code == 0 else 'FAILED'}, {time.monotonic() - started:.0f} s",
        flush=True,
    )
    return code


def unprivileged_user() -> str | None:
    """PostgreSQL refuses to run as root; elsewhere the current user will do."""
    if os.geteuid() != 0:
        return None
    import pwd  # noqa: PLC0415 - only needed for root

    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def server_command(program: str, *words: str, user: str | None) -> None:
    command = [str(find_program(program)), *words]
    group = user and subprocess.run(["id", "-gn", user], capture_output=True, text=True, check=True).stdout.strip()
    done = subprocess.run(
        command,
        user=user,
        group=group,
        cwd="/",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"check: {program} failed: {done.stderr.strip()[-500:]}")


@contextmanager
def throw_away_postgresql() -> Iterator[str]:
    """A PostgreSQL of our own on a unix socket, gone afterwards. Yields its DATABASE_URL."""
    user = unprivileged_user()
    with tempfile.TemporaryDirectory(prefix="aftercall-pg-") as name:
        folder = Path(name)
        if user:
            chown(folder, user)
        data, socket = folder / "data", str(folder)
        server_command(
            "initdb", "-D", str(data), "-U", "aftercall", "-A", "trust", "-E", "UTF8", "--locale=C", user=user
        )
        options = f"-k {socket} -c listen_addresses='' -c fsync=off -c full_page_writes=off -c synchronous_commit=off"
        server_command("pg_ctl", "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start", user=user)
        try:
            yield f"postgresql://aftercall@/postgres?host={socket}"
        finally:
            server_command("pg_ctl", "-D", str(data), "-w", "-m", "immediate", "stop", user=user)


def tests(words: Sequence[str]) -> int:
    """All tests on SQLite; then, on PostgreSQL, those that touch a database."""
    if code := python("pytest", *words):
        return code
    with throw_away_postgresql() as url:
        return python("pytest", "-m", "django_db or journey", *words, DATABASE_URL=url)


def main(words: list[str]) -> int:
    os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    for check in STATIC_CHECKS:
        if code := python(*check):
            return code
    return tests(words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
