"""A draw is killed, interrupted, or runs out of disk: what stood there stands there still, or the new sample, whole."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.frames.making import make_frame
from tests.soak import quick_and_soak

type Ending = tuple[str, int, str]


def _strike(folder: Path, project_root: Path, how: str, kills: int = 0) -> list[Ending]:
    make_frame(folder / "frame", {"a": 60, "b": 40})
    # Threads of the libraries' own would make a fork unsafe; one that only gives memory back remains.
    environment = os.environ | {"PYTHONPATH": f"src{os.pathsep}.", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(
        [
            sys.executable,
            "-W",
            "ignore::DeprecationWarning",
            "-m",
            "tests.faults.striking",
            str(folder),
            how,
            str(kills),
        ],
        cwd=project_root,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    endings: list[Ending] = [(stands, left, ended) for stands, left, ended in json.loads(done.stdout)]
    return endings


@pytest.mark.parametrize("kills", quick_and_soak(8, 50))
def test_killed_at_random_moments_never_a_partial_folder(kills: int, tmp_path: Path, project_root: Path) -> None:
    endings = _strike(tmp_path, project_root, "killed", kills)
    assert [ended for _, _, ended in endings] == ["killed"] * kills
    assert {stands for stands, _, _ in endings} <= {"former", "new"}
    # What a killed one leaves beside it is gone with the next run.
    assert max(left for _, left, _ in endings) == 1


def test_killed_around_the_swap_it_is_the_former_or_the_new_one(tmp_path: Path, project_root: Path) -> None:
    endings = _strike(tmp_path, project_root, "killed-at-the-swap")
    standing = [stands for stands, _, _ in endings]
    assert set(standing) == {"former", "new"}
    assert standing == sorted(standing)


def test_interrupted_it_leaves_nothing_half_written(tmp_path: Path, project_root: Path) -> None:
    endings = _strike(tmp_path, project_root, "interrupted")
    assert {stands for stands, _, _ in endings} <= {"former", "new"}
    # Python itself loses one that falls into the locks of its import: then the draw goes on to its end, or is refused.
    for stands, _, ended in endings:
        assert ended == "interrupted" or (stands, ended.split(":")[0]) in {("new", "done"), ("former", "refused")}
    assert sum(ended == "interrupted" for _, _, ended in endings) >= len(endings) / 2


def test_a_full_disk_is_told_and_what_stood_there_stays(tmp_path: Path, project_root: Path) -> None:
    for stands, left, ended in _strike(tmp_path, project_root, "disk-full"):
        assert (stands, left) == ("former", 0)
        assert "check that the disk has room" in ended or "could not be written" in ended
