"""The whole build: it reconciles whatever the input, and its output depends only on what the records say."""

import random
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.frames.conftest import AS_OF, Build
from tests.frames.people import Row, person, stranger, write_csv

from aftercall.errors import BadInput
from aftercall.frames.build import build_frame
from aftercall.frames.extract_check import check_extract
from aftercall.frames.frame_file import FRAME_COLUMNS
from aftercall.frames.layout import FLAGS, NAMES
from aftercall.frames.rules import FrameRules

_NASTY = st.one_of(
    st.sampled_from(
        [
            "",
            " ",
            "\u00a0",
            "2025-01-09",
            "2025-02-30",
            "31/02/2025",
            "1900-01-01",
            "0191 498 0007",
            "|",
            ";",
            '"',
            "\n",
        ]
    ),
    st.sampled_from(
        ["person", "business", "PERSON", "deceased", "deceased; safeguarding", "Łukasz", "O’Neill", "🙂", "x" * 300]
    ),
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8),
)
_ROW = st.builds(
    lambda number, changes: person(number, **changes),
    st.integers(0, 30),
    st.dictionaries(st.sampled_from(NAMES), _NASTY, max_size=4),
)


@settings(max_examples=3)  # the first of them is an empty list
@given(rows=st.lists(_ROW, max_size=24))
def test_every_record_is_counted_exactly_once(rows: list[Row]) -> None:
    steady = [stranger(number) for number in range(100, 126)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        extract = write_csv(folder / "extract.csv", [*steady, *rows])
        blank = sum(not any(value.strip("\r\n") for value in row.values()) for row in rows)
        flow = build_frame([extract], out=folder / "frame", rules=FrameRules(), as_of=AS_OF)
    assert flow.reconciles
    assert flow.read == len(steady) + len(rows) - blank
    assert flow.frame >= len(steady)


def _mixture() -> list[Row]:
    """People with several records, families, spellings, flags and duplicates, where the order could matter."""
    rows = [stranger(number % 60, category=f"Kind {number % 3}") for number in range(150)]
    for number, row in enumerate(rows):
        row["crime_ref"] = f"C{number:05d}"
        row["reported_on"] = f"2025-01-{1 + number % 28:02d}"
    rows[7]["flags"], rows[8]["reported_on"], rows[9]["first_name"] = "deceased", "no day", "Somebody"
    return [*rows, dict(rows[11]), dict(rows[12], phone="07700 900555"), dict(rows[12], phone="07700 900556")]


def test_the_order_of_rows_and_their_files_change_nothing(build: Build, tmp_path: Path) -> None:
    rows = _mixture()
    shuffled = random.Random(5).sample(rows, len(rows))
    once = build(rows)
    again = build([write_csv(tmp_path / "b.csv", shuffled[:40]), write_csv(tmp_path / "a.csv", shuffled[40:])])
    assert once.flow == again.flow
    assert once.flow.repeats > 20
    assert (once.folder / "frame.parquet").read_bytes() == (again.folder / "frame.parquet").read_bytes()
    for name in ("excluded", "persons"):
        assert sorted(map(str, once.table(name))) == sorted(map(str, again.table(name)))
    assert once.contacts == again.contacts


def test_one_event_per_person_with_the_number_of_events(build: Build) -> None:
    built = build([person(number) for number in range(1, 6)] + [stranger(6), person(7, flags="open_complaint")])
    assert sorted(row["events"] for row in built.frame.values()) == [1, 5]
    assert (built.flow.repeats, built.flow.frame) == (4, 2)


def test_the_key_decides_which_event_is_selected_and_each_can_be(build: Build) -> None:
    rows = [dict(stranger(number), crime_ref=f"C{number}-{event}") for number in range(100) for event in "ab"]
    first = {ref for ref in build(rows).frame if ref.endswith("a")}
    other = {ref for ref in build(rows, match_key=b"another key").frame if ref.endswith("a")}
    assert 35 <= len(first) <= 65
    assert first != other


def test_the_frame_contains_no_name_number_or_birth_date(build: Build) -> None:
    built = build([stranger(1)])
    assert set(built.table("frame")[0]) == set(FRAME_COLUMNS)
    assert set(built.table("persons")[0]) == {"crime_ref", "victim_ref", "person_id"}
    assert set(built.table("excluded") or [{}][0]) == set()
    everything = b"".join(path.read_bytes() for path in built.folder.iterdir())
    for value in ("aaaab", "baaaa", "4960001", "1941-02-02", "ZA2"):
        assert value.encode() not in everything


def test_contacts_are_only_of_the_frame_and_keep_their_spelling(build: Build) -> None:
    row = stranger(1, first_name="  Zoë  Ann ", last_name="O’Neill-Müller", title="Ms", language="Polish")
    built = build([row, stranger(2, flags="deceased")])
    [contact] = built.contacts
    assert contact["first_name"] == "Zoë Ann"
    assert contact["last_name"] == "O’Neill-Müller"
    assert contact["phone"] == "+441134960001"
    assert contact["reported_on"] == "2025-01-15"
    assert contact["person_id"] == built.frame["C00001"]["person_id"]


def test_the_programme_decides_the_strata(build: Build) -> None:
    built = build([stranger(1), stranger(2, category="Robbery", sex="M")], rules=FrameRules(strata=("sex", "category")))
    assert {row["stratum"] for row in built.frame.values()} == {"female|Burglary", "male|Robbery"}


def test_a_failure_while_contacts_are_received_leaves_nothing(build: Build, tmp_path: Path) -> None:
    def fail(_: object) -> None:
        raise RuntimeError("the caller's own trouble")

    with pytest.raises(RuntimeError, match="own trouble"):
        build([stranger(1)], contacts=fail)
    assert [path.name for path in tmp_path.iterdir()] == ["extract-0.csv"]


def test_progress_counts_every_step(build: Build) -> None:
    seen: list[tuple[int, int]] = []
    build([stranger(1)], progress=lambda done, steps: seen.append((done, steps)))
    assert seen == [(step, seen[-1][1]) for step in range(1, seen[-1][1] + 1)]


@pytest.mark.parametrize(("bad", "refused"), [(5, False), (6, True)])
def test_a_file_is_refused_when_more_than_half_is_rejected(
    build: Build, bad: int, *, refused: bool, tmp_path: Path
) -> None:
    rows = [stranger(number, victim_kind="cat" if number < bad else "person") for number in range(10)]
    report = check_extract(write_csv(tmp_path / "x.csv", rows), FrameRules())
    assert (report.rows, report.rejected, report.refused) == (10, bad, refused)
    if not refused:
        assert build(rows).flow.rejected == bad
        return
    with pytest.raises(BadInput, match=r"6 of 10 rows can't be used.*row 2, victim_kind: enter one of person"):
        build(rows)


def test_one_bad_file_among_good_ones_is_refused(build: Build, tmp_path: Path) -> None:
    good = write_csv(tmp_path / "good.csv", [stranger(number) for number in range(10)])
    wrong = write_csv(tmp_path / "wrong.csv", [stranger(number, reported_on="") for number in range(20, 22)])
    with pytest.raises(BadInput, match=r"^wrong\.csv: 2 of 2 rows"):
        build([good, wrong])


def test_rejected_rows_are_listed_with_how_to_fix_them_but_not_their_values(build: Build) -> None:
    wrong: Sequence[Row] = [
        stranger(1, reported_on="2025-02-31", flags="dead"),
        stranger(2, category="Theft|other"),
        stranger(3, date_of_birth="2025-06-01"),
        stranger(4, area="=1+1", category="<b>Theft</b>"),
        stranger(5, area="x" * 101),
    ]
    built = build([*wrong, *(stranger(number) for number in range(10, 20))])
    lines = (built.folder / "rejected.csv").read_text().splitlines()
    assert [line.split(",")[1:4] for line in lines] == [
        ["row", "column", "code"],
        ["2", "reported_on", "not_a_date"],
        ["2", "flags", "unknown_flag"],
        ["3", "category", "separator"],
        ["4", "date_of_birth", "after_report"],
        ["5", "category", "not_a_label"],
        ["5", "area", "not_a_label"],
        ["6", "area", "too_long"],
    ]
    assert not {"02-31", "dead", "Theft"} & set(" ".join(lines[1:]).replace(",", " ").split())
    assert all(flag in lines[2] for flag in FLAGS)


def test_check_counts_rows_outside_the_period(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "x.csv", [stranger(1, reported_on="2024-12-31"), stranger(2)])
    report = check_extract(path, FrameRules(reported_from=date(2025, 1, 1), reported_to=date(2025, 1, 31)))
    assert (report.outside_period, report.problems) == (1, ())
