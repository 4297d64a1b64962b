"""Every check and test, in the order in which it is quickest to learn of a mistake. Run by `./go test`."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from shutil import chown
from typing import TextIO

from go import ROOT, find_program

STATIC_CHECKS = (
    ("ruff", "format", "--check", "--quiet", "."),
    ("ruff", "check", "--quiet", "."),
    ("mypy",),
    ("lint-imports", "--no-cache"),
)
# What touches no database: once is enough.
FRAMES = ("frames",)
STRUCK = ("faults/test_draw_struck.py", "faults/test_frame_struck.py")
WITHOUT_A_DATABASE = (
    "bench",
    "cli/test_installed.py",
    "dispositions",
    "estimates",
    "instrument",
    "methods",
    "oracle/methods",
    "reference",
    "synthetic",
)

# One more than a small machine has cores, because those with a browser wait for it much of the time.
RUNS_AT_ONCE = 3


def program(*words: str, output: TextIO | None = None, **environment: str) -> int:
    """Run a program of this environment and say how long it took. `output`: where to write in place of the screen."""
    started = time.monotonic()
    command = [str(Path(sys.executable).parent / words[0]), *words[1:]]
    surroundings = os.environ | environment
    surroundings.pop("PYTHONDONTWRITEBYTECODE", None)  # or each of the many processes compiles everything anew
    code = subprocess.run(command, cwd=ROOT, env=surroundings, stdout=output, stderr=output, check=False).returncode
    took = f"{time.monotonic() - started:.0f} s"
    print(f"check: {' '.join(words[:3])}: {'passed' if code == 0 else 'FAILED'}, {took}", flush=True)
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
    """All tests, a few runs at a time: with a database on PostgreSQL and on SQLite, then what touches none.

    `words` for pytest, where there are any, go to the two with a database alone.
    """
    frames, struck, pure = ([f"tests/{name}" for name in names] for names in (FRAMES, STRUCK, WITHOUT_A_DATABASE))
    with_database = list(words) or [f"--ignore={path}" for path in (*frames, *struck, *pure)]
    with throw_away_postgresql() as url, ThreadPoolExecutor(RUNS_AT_ONCE) as pool:
        runs = [
            pool.submit(test_run, "on PostgreSQL", *with_database, DATABASE_URL=url),
            pool.submit(test_run, "on SQLite", *with_database),
        ]
        if not words:
            runs += [
                pool.submit(test_run, "frames", "-m", "not spark", *frames),
                pool.submit(test_run, "Spark", "-m", "spark", *frames),
                pool.submit(test_run, "frames and draws that are struck", *struck),
                pool.submit(test_run, "without a database", *pure),
            ]
        return max(run.result() for run in runs)


def test_run(name: str, *words: str, **environment: str) -> int:
    """One run of the tests; what it says is shown when it has ended, so that no two speak at once."""
    with tempfile.TemporaryFile("w+") as said:
        code = program("pytest", *words, output=said, **environment)
        said.seek(0)
        print(f"check: {name}\n{said.read()}", flush=True)
    return code


def main(words: list[str]) -> int:
    """Everything; --fast leaves out PostgreSQL, the browser and Spark, any other words go to pytest."""
    os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    for check in STATIC_CHECKS:
        if code := program(*check):
            return code
    if "--fast" in words:
        return program(
            "pytest", "--ignore=tests/journeys", "-m", "not spark", *(word for word in words if word != "--fast")
        )
    return tests(words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
