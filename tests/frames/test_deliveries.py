"""Deliveries: a file given twice and overlapping months are recognised, counted, and change no probability."""

from pathlib import Path

from tests.frames.conftest import Build
from tests.frames.people import Row, stranger, write_csv


def _month(folder: Path, name: str, first: int, last: int, **changes: str) -> Path:
    rows: list[Row] = [
        stranger(number, reported_on=f"2025-01-{number + 1:02d}", **changes) for number in range(first, last)
    ]
    return write_csv(folder / name, rows)


def test_the_same_file_again_is_counted_and_changes_nothing(build: Build, tmp_path: Path) -> None:
    path = _month(tmp_path, "one.csv", 0, 10)
    copy = tmp_path / "two.csv"
    copy.write_bytes(path.read_bytes())
    once, again = build([path]), build([path, copy, path])
    assert again.frame == once.frame
    assert (again.flow.read, again.flow.excluded["delivered_twice"], again.flow.frame) == (30, 20, 10)
    first, second, third = again.written_flow["deliveries"]
    assert first == {
        "file": "one.csv",
        "read": 10,
        "rejected": 0,
        "again": 0,
        "same_as": None,
        "reported_from": "2025-01-01",
        "reported_to": "2025-01-10",
    }
    assert second == first | {"file": "two.csv", "again": 10, "same_as": "one.csv"}
    assert third == first | {"again": 10, "same_as": "one.csv"}


def test_overlapping_months_are_counted_once(build: Build, tmp_path: Path) -> None:
    files = [_month(tmp_path, "a.csv", 0, 12), _month(tmp_path, "b.csv", 8, 20, postcode="ZA1 1AA")]
    built = build(files)
    assert [(file.read, file.duplicates, file.same_as) for file in built.flow.deliveries] == [
        (12, 0, None),
        (12, 4, None),
    ]
    assert built.flow.excluded["delivered_twice"] == 4
    assert (built.flow.frame, built.flow.reconciles) == (20, True)
    assert len({row["crime_ref"] for row in built.table("frame")}) == 20


def test_a_reason_not_to_call_in_any_delivery_counts(build: Build, tmp_path: Path) -> None:
    """For some people the first file gives the reasons, for the others the second."""
    flags = {"flags": "domestic_abuse;open_complaint"}
    first = [stranger(number, **(flags if number < 3 else {})) for number in range(6)]
    second = [stranger(number, **(flags if number >= 3 else {})) for number in range(6)]
    built = build([write_csv(tmp_path / "a.csv", first), write_csv(tmp_path / "b.csv", second)])
    assert built.flow.frame == 0
    assert sorted(row["reasons"] for row in built.table("excluded")) == [
        *["delivered_twice;domestic_abuse;open_complaint"] * 6,
        *["domestic_abuse;open_complaint"] * 6,
    ]


def test_rejected_records_are_counted_by_file_and_not_as_duplicates(build: Build, tmp_path: Path) -> None:
    good = _month(tmp_path, "a.csv", 0, 4)
    path = write_csv(tmp_path / "b.csv", [stranger(1, reported_on="soon"), stranger(8), stranger(9)])
    built = build([good, path])
    assert [(file.read, file.rejected, file.duplicates) for file in built.flow.deliveries] == [(4, 0, 0), (3, 1, 0)]
    assert built.flow.frame == 6
