"""A draw that is killed, interrupted or out of disk space leaves either the former sample or the complete new one."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.frames.making import make_frame
from tests.soak import quick_and_soak

type Outcome = tuple[str, int, str]


def _interrupt_draws(folder: Path, project_root: Path, fault: str, kills: int = 0) -> list[Outcome]:
    make_frame(folder / "frame", {"a": 60, "b": 40})
    # Library threads would make a fork unsafe; the one that remains only releases memory.
    environment = os.environ | {"PYTHONPATH": f"src{os.pathsep}.", "OPENBLAS_NUM_THREADS": "1"}
    program = ["-W", "ignore::DeprecationWarning", "-m", "tests.faults.interrupted_draw"]
    done = subprocess.run(
        [sys.executable, *program, str(folder), fault, str(kills)],
        cwd=project_root,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    outcomes: list[Outcome] = [(found, left, ended) for found, left, ended in json.loads(done.stdout)]
    return outcomes


@pytest.mark.parametrize("kills", quick_and_soak(8, 50))
def test_a_kill_at_a_random_moment_leaves_no_partial_folder(kills: int, tmp_path: Path, project_root: Path) -> None:
    outcomes = _interrupt_draws(tmp_path, project_root, "killed", kills)
    assert [ended for _, _, ended in outcomes] == ["killed"] * kills
    assert {found for found, _, _ in outcomes} <= {"former", "new"}
    # The next run removes the abandoned folder.
    assert max(left for _, left, _ in outcomes) == 1


def test_a_kill_around_the_swap_leaves_the_former_or_the_new_sample(tmp_path: Path, project_root: Path) -> None:
    outcomes = _interrupt_draws(tmp_path, project_root, "killed-at-the-swap")
    samples = [found for found, _, _ in outcomes]
    assert set(samples) == {"former", "new"}
    assert samples == sorted(samples)


def test_an_interrupt_leaves_nothing_half_written(tmp_path: Path, project_root: Path) -> None:
    outcomes = _interrupt_draws(tmp_path, project_root, "interrupted")
    assert {found for found, _, _ in outcomes} <= {"former", "new"}
    # Python loses an interrupt that arrives while it holds its import locks; the draw then completes or is refused.
    for found, _, ended in outcomes:
        assert ended == "interrupted" or (found, ended.split(":")[0]) in {("new", "done"), ("former", "refused")}
    assert sum(ended == "interrupted" for _, _, ended in outcomes) >= len(outcomes) / 2


def test_a_full_disk_is_reported_and_the_former_sample_remains(tmp_path: Path, project_root: Path) -> None:
    for found, left, ended in _interrupt_draws(tmp_path, project_root, "disk-full"):
        assert (found, left) == ("former", 0)
        assert "check that the disk has room" in ended or "could not be written" in ended
