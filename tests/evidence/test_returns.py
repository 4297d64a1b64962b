"""An evidence return: what is in it, that it verifies, and that a change is found where it is."""

import csv
import io
import json
import re
from collections import Counter
from pathlib import Path

import pytest
from tests.evidence.conftest import SITE
from tests.evidence.making import another_digit, in_spreadsheet, sealed_again, zipped
from tests.world import LATER

from aftercall.core.audit import SystemActor
from aftercall.core.errors import Refused
from aftercall.errors import BadInput
from aftercall.estimates.run import estimate
from aftercall.evidence.archive import names
from aftercall.evidence.archive.sealing import unpack
from aftercall.evidence.archive.verify import verify_return
from aftercall.evidence.building.assembling import CHANGED, BuiltReturn, build_return
from aftercall.evidence.building.index import OWN_MEASURES, index_of
from aftercall.handover.models import ReleasedCase
from aftercall.handover.operations import withdraw_answers
from aftercall.publication.models import Publication

pytestmark = pytest.mark.django_db


def figures_file(files: dict[str, bytes], ending: str = ".csv") -> str:
    return next(
        name for name in files if re.fullmatch(rf"{names.PUBLICATION}[a-z0-9-]+(?<!-changes){re.escape(ending)}", name)
    )


def test_every_figure_is_computed_again_alike(publication: Publication) -> None:
    built = build_return(publication, SITE)
    found = verify_return(built.content, "return.zip")
    assert found.problems == []
    lines = publication.figures.all()
    shown = [line for line in lines if line.percent is not None]
    assert (found.alike, found.withheld) == (len(shown), sum(line.suppressed for line in lines))
    assert found.alike > 20 < found.withheld
    assert found.certificates == 1
    assert build_return(publication, SITE).content == built.content  # the same bytes


@pytest.mark.one_database
def test_a_digit_changed_in_any_file_is_found(built: BuiltReturn) -> None:
    files = unpack(built.content, "return.zip")
    assert len(files) > 12
    for name, content in files.items():
        found = verify_return(zipped(files | {name: another_digit(content)}), "return.zip")
        assert any(problem.startswith(name) for problem in found.problems), name


def test_a_damaged_zip_is_refused_in_one_line() -> None:
    """Whichever byte is changed: in the headers, the data or the directory."""
    whole = zipped({"a.csv": b"one,two\n" * 50, "b.json": b"[]"})
    messages = set()
    for place in range(len(whole)):
        try:
            unpack(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :], "return.zip")
        except BadInput as error:
            messages.add(str(error))
    assert len(messages) > 3
    assert all(message.startswith("return.zip: ") and message.count("\n") == 0 for message in messages)


@pytest.mark.one_database
def test_the_line_of_a_text_is_said(built: BuiltReturn) -> None:
    files = unpack(built.content, "return.zip")
    [name] = [
        name for name in files if name.startswith(names.MICRODATA) and "book" not in name and name.endswith("csv")
    ]
    lines = files[name].split(b"\r\n")
    lines[-2] = another_digit(lines[-2], after=b"1,")
    found = verify_return(zipped(files | {name: b"\r\n".join(lines)}), "return.zip")
    assert f"{name}, line {len(lines) - 1:,}: is not what was signed" in found.problems
    extra = verify_return(zipped(files | {"more.txt": b"1"}), "return.zip").problems
    missing = verify_return(zipped({one: files[one] for one in files if one != names.README}), "return.zip").problems
    assert (extra, missing) == (["more.txt: was added after the return was made"], [f"{names.README}: is missing"])


@pytest.mark.one_database
def test_a_change_with_new_digests_and_another_signature_is_found_in_its_cell(built: BuiltReturn) -> None:
    files = unpack(built.content, "return.zip")
    table, sheet = figures_file(files), figures_file(files, ".ods")
    changed = {
        table: another_digit(files[table], after=b"whole,all,,,2025-01-01,2025-01-31,"),
        sheet: in_spreadsheet(files[sheet], lambda one: another_digit(one, after=b'"float" office:value="')),
        names.FIGURES: another_digit(files[names.FIGURES], after=b'"percent": '),
    }
    problems = {
        name: verify_return(sealed_again(built.content, {name: content}), "return.zip").problems
        for name, content in changed.items()
    }
    assert re.fullmatch(rf"{table}, row 2, n: shows \d+, not \d+", problems[table][0])
    assert re.fullmatch(rf"{sheet}, sheet Headlines, cell C\d+: shows .*, not \d+", problems[sheet][0])
    assert re.search(r"figures.json, whole, all: percent is .*, but computed again it is", problems[names.FIGURES][0])


@pytest.mark.one_database
def test_a_changed_answer_changes_figures_even_if_it_is_signed_again(built: BuiltReturn) -> None:
    own = built.own
    assert own is not None
    name = names.microdata(own.analysis)
    content = unpack(built.content, "return.zip")[name]
    again = sealed_again(built.content, {name: content.replace(b"true", b"false", 1)})
    assert any("computed again it is" in one for one in verify_return(again, "return.zip").problems)
    fewer = b"\r\n".join(content.split(b"\r\n")[:-2]) + b"\r\n"
    problems = verify_return(sealed_again(built.content, {name: fewer}), "return.zip").problems
    assert any(re.fullmatch(r"analysis .*: has \d+ people, but \d+ were drawn", one) for one in problems)


@pytest.mark.parametrize("content", [b"", b"no zip", zipped({"a.txt": b"1"}), zipped({names.MANIFEST: b"[1]"})])
@pytest.mark.one_database
def test_what_is_no_return_is_said_in_a_line(content: bytes) -> None:
    [problem] = verify_return(content, "return.zip").problems
    assert problem.startswith("return.zip: ")


@pytest.mark.one_database
def test_the_microdata_have_no_more_than_the_figures_need(built: BuiltReturn, tmp_path: Path) -> None:
    own = built.own
    assert own is not None
    rows = list(csv.DictReader(io.StringIO(own.csv().decode())))
    others = [row for row in rows if row["responded"] == "0"]
    known = {name for row in others for name, value in row.items() if value}
    assert known == {"responded", "base_weight", "category", "age_band"}
    assert {row["stratum"][0] for row in rows if row["stratum"]} == {"S"}
    text = own.csv().decode()
    assert "2025-01" not in text  # no month
    assert rows == sorted(rows, key=lambda row: list(row.values()))
    # Whatever is released of somebody, apart from their answers, can tell them apart.
    known = {column.name for column in own.columns if column.values != ("false", "true")} - {"responded"}
    assert {"stratum", "stratum_size", "base_weight", "category"} <= known
    combinations = Counter(tuple(row[name] for name in known) for row in rows if row["responded"] == "1")
    assert own.unique == sum(count == 1 for count in combinations.values())
    assert 0 < own.unique <= own.respondents == len(rows) - len(others)
    assert not any(column.name.startswith("about_") for column in own.columns)  # nobody answered about themselves
    # The general command reads the two files as they are.
    (tmp_path / "data.csv").write_bytes(own.csv())
    (tmp_path / "design.toml").write_bytes(own.design())
    whole = next(
        row for row in estimate(tmp_path / "data.csv", tmp_path / "design.toml").rows if row["variable"] == "whole"
    )
    [published] = [one for one in built.published.figures if one.words == "whole, all"]
    assert 100 * whole["estimate"] == pytest.approx(published.percent, abs=1e-9)


@pytest.mark.one_database
def test_gaps_are_stated_and_every_topic_has_figures_or_a_reason(built: BuiltReturn) -> None:
    index = built.index
    assert {topic.name for topic in index.gaps} >= {"recording", "2", "5", "8", "9", "10", "11", "12"}
    assert all(topic.measures or topic.gap for topic in index.topics)
    assert [topic.name for topic in index.of("sections")] == ["6", "7", "8"]
    assert index.unmapped == []
    rows = list(csv.DictReader(io.StringIO(index.to_csv(built.published).decode())))
    assert {row["title"] for row in rows if row["measure"] == "contact"} >= {"Call handling"}
    assert next(row["note"] for row in rows if row["name"] == "recording").startswith("No figure: Victims cannot say")
    assert json.loads(index.to_json())["texts"]["act"].startswith("Sections 6 to 8")


def test_without_the_answers_that_were_withdrawn_only_the_tables_can_be_sent(few_people: Publication) -> None:
    case = ReleasedCase.objects.filter(returned_case__disposition="1.1").first()
    assert case is not None
    withdraw_answers(case=case, actor=SystemActor("tests"), at=LATER)
    with pytest.raises(Refused, match=re.escape(CHANGED)):
        build_return(few_people, SITE)
    content = build_return(few_people, SITE, microdata=False).content
    found = verify_return(content, "return.zip")
    assert (found.problems, found.recomputed) == ([], False)
    files = unpack(content, "return.zip")
    assert not any(name.startswith(names.MICRODATA) for name in files)
    table = figures_file(files)
    changed = another_digit(files[table], after=b"whole,all,,,2025-01-01,2025-01-31,")
    assert verify_return(sealed_again(content, {table: changed}), "return.zip").problems


@pytest.mark.one_database
def test_a_force_maps_its_own_measures_in_a_file(built: BuiltReturn, tmp_path: Path) -> None:
    file = tmp_path / OWN_MEASURES
    file.write_text('[whole]\nstages = ["recording"]\nrights = [12]\nsections = []\nwhy = "We asked so."\n')
    index = index_of(built.published, tmp_path)
    covered = {topic.name for topic in index.topics if "whole" in topic.measures}
    assert covered == {"recording", "12"}
    assert index.reasons["whole"] == "We asked so."
    for wrong in ('[whole]\nstages = "recording"\n', "[whole"):
        file.write_text(wrong)
        with pytest.raises(Refused, match=OWN_MEASURES):
            index_of(built.published, tmp_path)
