"""Files like those in bug reports of other products, each with its right answer; a check and a build agree on it."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from tests.frames.conftest import Build

from aftercall.errors import BadInput
from aftercall.frames.extract_check import check_extract
from aftercall.frames.rules import FrameRules

_CASES = Path(__file__).parent / "cases"
_RULES = FrameRules()


def _files(case: str, tmp_path: Path) -> tuple[Path, Path | None]:
    """The extract of a case and its mapping, if it has one."""
    [folder] = _CASES.glob(f"{case}-*")
    copied = shutil.copytree(folder, tmp_path / "case")
    [extract] = copied.glob("extract.*")
    mapping = copied / "force.toml"
    return extract, mapping if mapping.exists() else None


# By case: rejected rows by a check and a build, those in the frame by crime reference, and the day of the build.
_BUILT: dict[str, tuple[set[int], set[str], date]] = {
    "01": ({2}, {"C00002", "C00003", "C00004"}, date(2025, 2, 1)),
    "04": ({2, 4}, {"C00002", "C00004"}, date(2025, 2, 1)),
    "05": (set(), {"C00001", "C00002", "C00003", "C00004"}, date(2025, 2, 1)),
    "07": (set(), set(), date(2025, 8, 1)),
    "19": (set(), {"C00001", "C00002", "C00003", "C00004"}, date(2025, 2, 1)),
    "24": (set(), {"C00001", "C00002"}, date(2025, 2, 1)),
}


@pytest.mark.parametrize("case", _BUILT)
def test_a_check_and_a_build_agree_on_the_right_answer(case: str, build: Build, tmp_path: Path) -> None:
    rejected, in_frame, as_of = _BUILT[case]
    extract, mapping = _files(case, tmp_path)
    report = check_extract(extract, _RULES, mapping=mapping)
    assert {problem.row for problem in report.problems} == rejected
    built = build([extract], mapping=mapping, as_of=as_of)
    assert set(built.frame) == in_frame
    assert built.flow.rejected == len(rejected)
    assert built.flow.excluded["under_age"] == (2 if case == "07" else 0)
    assert [row["age_band"] for row in built.frame.values() if row["crime_ref"] == "C00002" and case == "04"] in (
        [],
        ["unknown"],
    )


def test_rounded_references_are_refused_by_both(build: Build, tmp_path: Path) -> None:
    extract, _ = _files("12", tmp_path)
    message = r"^extract\.csv, row 2, crime_ref: this reference, like 11 more, was rounded by a spreadsheet"
    with pytest.raises(BadInput, match=message):
        check_extract(extract, _RULES)
    with pytest.raises(BadInput, match=message):
        build([extract])


def test_an_assumed_encoding_is_said_and_the_mapping_can_state_another(tmp_path: Path) -> None:
    extract, _ = _files("24", tmp_path)
    report = check_extract(extract, _RULES)
    assert report.encoding
    assert (report.encoding.name, report.encoding.example) == ("Windows-1252", "Zo‘ MŸller")
    stated = check_extract(extract, _RULES, mapping={"file": {"encoding": "mac-roman", "ignore": []}})
    assert (stated.encoding, stated.notes) == (None, ())
