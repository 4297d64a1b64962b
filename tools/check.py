"""Runs every check and test for `./go test`, those that fail fastest first, and the long tests for `./go soak`."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from shutil import chown
from typing import TextIO

import coverage_by_room
from go import ROOT, find_program

QUICK_CHECKS = (
    ("ruff", "format", "--check", "--quiet", "."),
    ("ruff", "check", "--quiet", "."),
    ("lint-imports", "--no-cache", "--no-logo"),
)
TYPES = ("mypy",)  # takes so long that it runs in parallel with the tests
JOURNEYS = ("journeys",)
# Tests that touch no database, so that one run is enough.
FRAMES = ("frames",)
INTERRUPTED = ("faults/test_draw_interrupted.py", "faults/test_frame_interrupted.py")
PURE = (
    "bench",
    "cli/test_locked_packages.py",
    "dispositions",
    "estimates",
    "instrument",
    "methods",
    "oracle/methods",
    "reference",
    "synthetic",
)
ON_SPARK = ("frames/test_spark.py", "estimates/test_spark.py")
ON_POSTGRESQL = "(django_db or postgresql) and not (one_database or spark)"

# Two more than a small machine has cores, because some wait for a browser or for each other much of the time.
RUNS_AT_ONCE = 4
NOTHING_SELECTED = 5  # pytest's exit code when no test was selected
_RESULTS = {0: "passed", NOTHING_SELECTED: "no test selected"}


@dataclass(frozen=True)
class TestRun:
    """One run of pytest: its name, its arguments, and the environment variables that it needs."""

    name: str
    words: Sequence[str]
    environment: dict[str, str] = field(default_factory=dict)


def run_program(*words: str, name: str = "", output: TextIO | None = None, **environment: str) -> int:
    """Run a program of this Python environment and print how long it took. `name`: what to call it, if not by its first
    words; `output`: where it writes, if not to the screen. Returns its exit code."""
    started = time.monotonic()
    command = [str(Path(sys.executable).parent / words[0]), *words[1:]]
    variables = os.environ | environment
    variables.pop("PYTHONDONTWRITEBYTECODE", None)  # or each of the many processes would compile everything again
    code = subprocess.run(command, cwd=ROOT, env=variables, stdout=output, stderr=output, check=False).returncode
    name = name or " ".join(words[:3])
    result = _RESULTS.get(code, "FAILED")
    print(f"check: {name}: {result}, {time.monotonic() - started:.0f} s", flush=True)
    return code


def unprivileged_user() -> str | None:
    """The user who runs PostgreSQL, which refuses to run as root. None: the current user."""
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
def temporary_postgresql() -> Iterator[str]:
    """A temporary PostgreSQL server on a Unix socket, removed afterwards. Yields its DATABASE_URL."""
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


@contextmanager
def shared_frames() -> Iterator[None]:
    """A folder in which the runs of tests share the frames that they build, removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="aftercall-frames-") as folder:
        os.environ["SHARED_FRAMES"] = folder  # tests/cached_frames.py
        yield


def in_tests(names: Sequence[str]) -> list[str]:
    return [f"tests/{name}" for name in names]


def all_but(names: Sequence[str]) -> list[str]:
    """Arguments that leave out these tests."""
    return [f"--ignore={path}" for path in in_tests(names)]


def all_runs(url: str) -> list[TestRun]:
    """Every test except the long ones. The longest runs come first, so that all end at about the same time."""
    with_database = all_but(FRAMES + INTERRUPTED + PURE)
    return [
        TestRun("on SQLite", [*with_database, *all_but(JOURNEYS)]),
        TestRun("on PostgreSQL", ["-m", ON_POSTGRESQL, *with_database], {"DATABASE_URL": url}),
        TestRun("of frames", ["-m", "not spark", *in_tests(FRAMES)]),
        TestRun("of journeys", in_tests(JOURNEYS)),
        TestRun("on Spark", ["-m", "spark", *in_tests(ON_SPARK)]),
        TestRun("of interrupted frames and draws", in_tests(INTERRUPTED)),
        TestRun("without a database", ["-m", "not spark", *in_tests(PURE)]),
    ]


def chosen_runs(words: Sequence[str], url: str) -> list[TestRun]:
    """The tests that pytest selects by these arguments, on both databases."""
    return [
        TestRun("on SQLite", words),
        TestRun("on PostgreSQL", ["-m", ON_POSTGRESQL, *words], {"DATABASE_URL": url}),
    ]


def soak_runs(folder: str, url: str) -> list[TestRun]:
    """The long tests of a folder."""
    return [
        TestRun("on SQLite", ["--soak", "-m", "not spark", folder]),
        TestRun("on PostgreSQL", ["--soak", "-m", ON_POSTGRESQL, folder], {"DATABASE_URL": url}),
        TestRun("on Spark", ["--soak", "-m", "spark", folder]),
    ]


def run_tests(run: TestRun, pytest: Sequence[str] = ("pytest",)) -> int:
    """Run them, and show their output when they have ended, so that no two runs mix theirs. Returns the exit code."""
    with tempfile.TemporaryFile("w+") as output:
        code = run_program(*pytest, *run.words, name=f"tests {run.name}", output=output, **run.environment)
        output.seek(0)
        print(output.read(), flush=True)
    return code


def worst(codes: Sequence[int]) -> int:
    """The exit code of several runs. Some of them may select no test, but not all."""
    return max((code for code in codes if code != NOTHING_SELECTED), default=NOTHING_SELECTED)


def test(words: Sequence[str], pytest: Sequence[str]) -> int:
    """Every test, or those that pytest selects by these arguments."""
    for check in QUICK_CHECKS:
        if code := run_program(*check):
            return code
    with temporary_postgresql() as url, shared_frames(), ThreadPoolExecutor(RUNS_AT_ONCE) as pool:
        types = pool.submit(run_program, *TYPES)
        runs = chosen_runs(words, url) if words else all_runs(url)
        codes = [job.result() for job in [pool.submit(run_tests, run, pytest) for run in runs]]
        return types.result() or worst(codes)


def soak(words: Sequence[str]) -> int:
    """The long tests, of one folder under tests or of all, one run after the other."""
    with temporary_postgresql() as url:
        folder = "/".join(["tests", *words])
        return worst([run_tests(run) for run in soak_runs(folder, url)])


def fast(words: Sequence[str]) -> int:
    """Everything but PostgreSQL, the browser and Spark."""
    for check in (*QUICK_CHECKS, TYPES):
        if code := run_program(*check):
            return code
    return run_program("pytest", "--ignore=tests/journeys", "-m", "not spark", *words)


def main(words: list[str]) -> int:
    """`--fast`, `--coverage` or `--soak` come first; pytest gets the other arguments."""
    os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    match words:
        case ["--fast", *others]:
            return fast(others)
        case ["--soak", *others]:
            return soak(others)
        case ["--coverage", *others]:
            coverage_by_room.start()
            code = test(others, coverage_by_room.PYTEST)
            return coverage_by_room.report(run_program) or code
        case _:
            return test(words, ("pytest",))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
