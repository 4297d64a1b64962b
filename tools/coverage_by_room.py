"""How much of each room the tests run: lines and branches, over all runs of the tests and the processes they start."""

import json
import shutil
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import PurePath

from go import BUILD

FOLDER = BUILD / "coverage"  # as [tool.coverage] in pyproject.toml names it
REPORT = FOLDER / "report.json"
PYTEST = ("coverage", "run", "-m", "pytest")
COUNTED = ("num_statements", "covered_lines", "num_branches", "covered_branches")


def start() -> None:
    """Forget earlier measurements."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)


def report(run_program: Callable[..., int]) -> int:
    """Put the measurements of all processes together and print a line for each room. Returns an exit code."""
    for words in (("combine", "--quiet"), ("json", "--quiet", "-o", str(REPORT))):
        if code := run_program("coverage", *words):
            return code
    rooms = by_room(json.loads(REPORT.read_text()))
    for room, counts in [*sorted(rooms.items()), ("in total", sum(rooms.values(), Counter()))]:
        print(line(room, counts))
    return 0


def by_room(measured: dict[str, dict[str, dict[str, dict[str, int]]]]) -> dict[str, Counter[str]]:
    """What coverage's JSON report counts, summed over the files of each room."""
    rooms: dict[str, Counter[str]] = defaultdict(Counter)
    for file, found in measured["files"].items():
        room = PurePath(file).with_suffix("").parts[2]  # src/aftercall/<room>/…
        if room != "__init__":
            rooms[room].update({name: found["summary"][name] for name in COUNTED})
    return rooms


def line(room: str, counts: Counter[str]) -> str:
    statements, covered, branches, taken = (counts[name] for name in COUNTED)
    share = (covered + taken) / ((statements + branches) or 1)
    return f"coverage: {room:15} {share:6.1%}  {covered:6} of {statements:6} lines  {taken:5} of {branches:5} branches"
