"""What a verification says of a return that was changed, signed again, or put together wrongly: a line each."""

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.evidence.making import FORGER, in_spreadsheet, sealed_again

from aftercall.core.signed_statements import sign_statement
from aftercall.evidence.archive import names
from aftercall.evidence.archive.sealing import FORMAT, KIND, unpack
from aftercall.evidence.archive.verify import Verification, verify_return
from aftercall.evidence.building.assembling import BuiltReturn
from aftercall.frames.certificate import Certificate
from aftercall.rights import certificates

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
type Files = Mapping[str, bytes]
type Figures = dict[str, Any]
EARLIER_MONTH = {"earlier_first_month": "2024-12", "earlier_last_month": "2024-12"}


@pytest.fixture
def files(built: BuiltReturn) -> dict[str, bytes]:
    return unpack(built.content, "return.zip")


def verified(built: BuiltReturn, changed: Files, *, without: str = "") -> Verification:
    return verify_return(sealed_again(built.content, changed, without=without), "return.zip")


def with_figures(built: BuiltReturn, change: Callable[[Figures], None]) -> Verification:
    figures = json.loads(unpack(built.content, "return.zip")[names.FIGURES])
    change(figures)
    return verified(built, {names.FIGURES: json.dumps(figures).encode()})


def own_analysis(built: BuiltReturn) -> str:
    assert built.own is not None
    return built.own.analysis


def change_record(**given: object) -> Figures:
    """A change of the whole experience since the month before, measured by another supplier."""
    texts = {"measure": "whole", "population": "all", "comparison": "period_before", "direction": "better"}
    earlier = {"earlier_n": 900, "earlier_low": 50.0, "earlier_high": 60.0, "earlier_se": None, "earlier_df": None}
    numbers = {"earlier_percent": 55.0, "difference": 1.0, "low": 0.0, "high": 2.0}
    sources = {"earlier_source": "imported", "imported": True}
    return {**texts, **EARLIER_MONTH, **earlier, **numbers, **sources, **given}


def test_figures_that_no_analysis_has_are_said_and_those_whose_data_changed_are_listed(built: BuiltReturn) -> None:
    def change(figures: Figures) -> None:
        whole = figures["figures"][0]
        figures["figures"][1]["source"] = "earlier"
        figures["figures"].append(whole | {"breakdown": "area", "group": "Nowhere"})
        point = {"period": "January 2025", "supplier": "", "after_break": False} | {
            name: value for name, value in whole.items() if name not in {"breakdown", "group", "mark"}
        }
        figures["over_time"] += [point | {"measure": "nothing"}, point | {"percent": None}]

    found = with_figures(built, change)
    own = own_analysis(built)
    assert found.problems[:2] == [
        f"figures.json: whole, all, area, Nowhere cannot be computed from analysis {own}",
        f"figures.json: nothing, all, 2025-01 to 2025-01 cannot be computed from analysis {own}",
    ]
    assert len(found.earlier) == 1
    assert found.points == 0  # one has no percentage, the other cannot be computed


def test_a_change_across_a_break_in_the_series_has_no_numbers(built: BuiltReturn) -> None:
    found = with_figures(built, lambda one: one["changes"].append(change_record(direction="not_comparable")))
    assert found.changes == 0
    assert all("-changes.csv: has no row" in one or ".ods" in one for one in found.problems)
    assert found.problems


def test_of_selected_changes_the_direction_is_not_judged(built: BuiltReturn) -> None:
    """Which directions are certain depends on all changes that were judged together."""

    def change(figures: Figures) -> None:
        figures["changes"].append(change_record())
        figures["all_changes"] = all_changes

    for all_changes in (True, False):
        found = with_figures(built, change)
        stated = [one for one in found.problems if one.startswith("figures.json, change since period before")]
        assert found.changes == 1
        assert len(stated) == (4 if all_changes else 3), stated


CHANGES: list[tuple[dict[str, object], str]] = [
    ({"measure": "nothing"}, "a change of nothing, all has no figure"),
    ({"earlier_percent": None}, "a change of whole, all has no earlier figure"),
    ({"earlier_n": 0}, "a change of whole, all has no earlier figure"),
    ({"measure": "nothing", "earlier_source": "OWN"}, "all nothing cannot be computed from analysis OWN"),
]


@pytest.mark.parametrize(("given", "line"), CHANGES)
def test_a_change_whose_figures_are_missing_is_one_line(
    built: BuiltReturn, given: dict[str, object], line: str
) -> None:
    own = own_analysis(built)
    given = {name: own if value == "OWN" else value for name, value in given.items()}
    found = with_figures(built, lambda one: one["changes"].append(change_record(**given)))
    assert found.problems == [line.replace("OWN", own)]


FIGURES: list[tuple[bytes | None, str]] = [
    (b"[]", "figures.json: cannot be read, so nothing can be compared with it"),
    (None, "figures.json: names no analysis of its own"),
]


@pytest.mark.parametrize(("content", "line"), FIGURES)
def test_figures_that_cannot_be_compared_are_one_line(built: BuiltReturn, content: bytes | None, line: str) -> None:
    found = (
        verified(built, {names.FIGURES: content})
        if content
        else with_figures(built, lambda one: one.update(analysis=""))
    )
    assert found.problems == [line]


TABLES: list[tuple[str, bytes | None, str]] = [
    (".csv", None, "is missing"),
    (".csv", b"\xff", "is not a CSV file"),
    (".csv", b"measure,population\r\n", "has no column breakdown"),
    (".ods", None, "is missing"),
    (".ods", b"no zip", "is not an ODS spreadsheet"),
]


@pytest.mark.parametrize(("ending", "content", "line"), TABLES)
def test_a_table_that_cannot_be_read_is_one_line(
    built: BuiltReturn, files: Files, ending: str, content: bytes | None, line: str
) -> None:
    [name] = [one for one in files if one.startswith(names.PUBLICATION) and one.endswith(f"-1{ending}")]
    found = verified(built, {}, without=name) if content is None else verified(built, {name: content})
    assert found.problems == [f"{name}: {line}"]


def test_a_spreadsheet_with_entities_or_without_a_sheet_is_refused(built: BuiltReturn, files: Files) -> None:
    [name] = [one for one in files if one.endswith(".ods")]
    with_entity = in_spreadsheet(files[name], lambda one: one.replace(b"<office", b"<!ENTITY a 'b'><office", 1))
    assert verified(built, {name: with_entity}).problems == [f"{name}: is not an ODS spreadsheet"]
    renamed = in_spreadsheet(files[name], lambda one: one.replace(b": everybody", b": somebody"))
    [problem] = verified(built, {name: renamed}).problems
    assert problem.startswith(f"{name}: has no sheet ‘")
    assert problem.endswith(": everybody’")


ANALYSES: list[tuple[str, bytes, bytes, str]] = [
    (".csv", b"true", b"perhaps", "cannot be read (ValueError)"),
    (".toml", b"[design]", b"[design", "is not TOML (Expected ']' at the end of a table declaration"),
    (
        ".toml",
        b"[design]\n",
        b"design = 3\n[plan]\n",
        ", plan: is not a known key; use define, ",
    ),
]


@pytest.mark.parametrize(("ending", "old", "new", "line"), ANALYSES)
def test_microdata_and_designs_that_cannot_be_used_are_one_line_with_their_file(
    built: BuiltReturn, files: Files, ending: str, old: bytes, new: bytes, line: str
) -> None:
    name = f"{names.MICRODATA}{own_analysis(built)}{ending}"
    [problem] = verified(built, {name: files[name].replace(old, new, 1)}).problems
    assert line in problem
    assert problem.startswith(names.MICRODATA)


def test_certificates_that_contradict_themselves_or_the_microdata_are_said(built: BuiltReturn, files: Files) -> None:
    [name] = [one for one in files if one.startswith(names.SAMPLES)]
    before, own = Certificate.from_bytes(files[name], name), own_analysis(built)
    first, *others = before.strata
    larger = replace(first, population=first.population + 1)
    changed = replace(before, seed="00" * 32, sample=before.sample + 1, strata=(larger, *others))
    another = replace(before, population=before.population + 1, strata=(larger, *others))
    erasure = f"{names.ERASURES}1.json"
    signed = certificates.sign({"kind": certificates.KIND, "files": []}, Ed25519PrivateKey.generate())
    problems = verified(built, {name: changed.to_text().encode(), erasure: signed.encode()}).problems
    assert problems[:4] == [
        f"{name}: the seed does not match its commitment",
        f"{name}: the strata do not add up to the frame and the sample",
        f"{erasure}: is not signed with the key of the return",
        f"analysis {own}: has {before.sample:,} people, but {before.sample + 1:,} were drawn",
    ]
    assert problems[4:] == [f"analysis {own}: a stratum has a size that no certificate knows"]
    of_frames = verified(built, {name: another.to_text().encode()}).problems
    assert (
        f"analysis {own}: the totals of area add up to {before.population:,}, but the frames have "
        f"{before.population + 1:,} people"
    ) in of_frames
    missing = verified(built, {}, without=name).problems
    assert missing == [f"analysis {own}: a certificate of a sample is missing"]


def test_a_zip_with_two_files_of_a_name_or_a_manifest_without_digests_is_no_return() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("a.txt", b"one")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("a.txt", b"two")
    [twice] = verify_return(content.getvalue(), "return.zip").problems
    assert twice == "return.zip: has two files of the same name, so it was changed after it was made"
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(names.MANIFEST, sign_statement(KIND, {"format": FORMAT, "files": [{"name": "a"}]}, FORGER))
    [undigested] = verify_return(content.getvalue(), "return.zip").problems
    assert undigested == "return.zip: manifest.json is not the signed manifest of an evidence return"
