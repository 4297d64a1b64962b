"""`aftercall instrument`: exit codes, one line for each finding, files that appear whole."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.db import OperationalError
from tests.instrument_files.forms import Form, one_question, packed

from aftercall.cli.__main__ import aftercall
from aftercall.core.audit import SystemActor
from aftercall.questionnaires.operations import store_instrument


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / "told.xlsx"
    path.write_bytes(packed(Form().book()))
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(aftercall, ["instrument", *map(str, arguments)])


def test_check_lists_a_line_for_each_finding(form: Path, tmp_path: Path) -> None:
    done = run("check", form)
    assert (done.exit_code, done.output) == (0, "The form can be used: errors 0, warnings 0.\n")
    wrong = tmp_path / "wrong.xlsx"
    wrong.write_bytes(packed(one_question("text", relevant="${tld} = 'yes'").book()))
    done = run("check", wrong)
    assert done.exit_code == 1
    assert done.output.splitlines() == [
        "survey, row 3, column relevant: There is no question tld; did you mean told?",
        "The form can't be used yet: errors 1, warnings 0.",
    ]


def test_check_as_json_has_the_digest_or_the_places(form: Path, tmp_path: Path) -> None:
    report = json.loads(run("check", form, "--json").output)
    assert report["usable"]
    assert len(report["digest"]) == 64
    wrong = tmp_path / "wrong.xlsx"
    wrong.write_bytes(packed(one_question("image").book()))
    report = json.loads(run("check", wrong, "--json").output)
    assert (report["usable"], report["digest"]) == (False, None)
    assert (report["findings"][0]["sheet"], report["findings"][0]["row"]) == ("survey", 3)


@pytest.mark.parametrize("arguments", [("check", "no.xlsx"), ("check", __file__), ("export", "no", "--to", "a.xlsx")])
def test_what_is_no_form_is_bad_input(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.exit_code == 2
    assert len(done.output.splitlines()) == 1


def test_walk_prints_path_kept_and_errors(form: Path, tmp_path: Path) -> None:
    answers = tmp_path / "answers.json"
    answers.write_text('[["told", "yes"], ["told", 2]]', encoding="utf-8")
    done = run("walk", form, "--answers", answers, "--json")
    assert done.exit_code == 0
    assert json.loads(done.output) == {"path": ["told"], "kept": {"told": "no"}, "errors": []}
    answers.write_text('{"told": ["yes"], "tld": "yes"}', encoding="utf-8")
    done = run("walk", form, "--answers", answers)
    assert (done.exit_code, done.stdout, done.stderr) == (1, "told: yes\n", "There is no question tld\n")
    answers.write_text("{}", encoding="utf-8")
    done = run("walk", form, "--answers", answers)
    assert (done.exit_code, done.output) == (0, "told\n")  # it is asked, and has no answer
    answers.write_text('{"tld": "yes"}', encoding="utf-8")
    done = run("walk", form, "--answers", answers, "--json")
    assert (done.exit_code, json.loads(done.output)["errors"]) == (1, ["There is no question tld"])


@pytest.mark.parametrize("text", ["", "{", "3", '{"told": null}', "[[1, 2]]", '{"told": {}}'])
def test_answers_that_can_not_be_read_are_bad_input(form: Path, tmp_path: Path, text: str) -> None:
    answers = tmp_path / "answers.json"
    answers.write_text(text, encoding="utf-8")
    done = run("walk", form, "--answers", answers)
    assert done.exit_code == 2
    assert len(done.output.splitlines()) == 1


def test_a_file_of_answers_that_is_missing_or_too_large_is_one_line(
    form: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = tmp_path / "answers.json"
    done = run("walk", form, "--answers", answers)
    assert (done.exit_code, done.output.count("\n")) == (2, 1)
    assert "answers.json: can't be read (No such file or directory)" in done.output
    answers.write_text('{"told": "yes"}', encoding="utf-8")
    monkeypatch.setattr("aftercall.cli.instrument._LARGEST_ANSWERS", 10)
    done = run("walk", form, "--answers", answers)
    assert (done.exit_code, done.output.count("\n")) == (2, 1)
    assert "answers.json: is larger than a file of answers can be" in done.output


def test_a_form_that_can_not_be_used_is_refused_with_its_first_error(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.xlsx"
    wrong.write_bytes(packed(one_question("image").book()))
    done = run("export", wrong, "--to", tmp_path / "out.csv")
    assert (done.exit_code, done.output.count("\n")) == (2, 1)
    assert "wrong.xlsx: survey, row 3, column type: image: Pictures" in done.output
    assert "; see all with 'aftercall instrument check'" in done.output
    done = run("export", "victim_satisfaction@2", "--to", tmp_path / "out.csv", "--language", "xx")
    assert (done.exit_code, done.output.count("\n")) == (2, 1)
    assert [path.name for path in tmp_path.iterdir()] == ["wrong.xlsx"]


def test_without_a_database_the_questionnaires_that_are_shipped_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OperationalError("no such table")

    monkeypatch.setattr("aftercall.questionnaires.queries.instrument_version", fail)
    done = run("export", "told@7", "--to", tmp_path / "out.csv")
    assert (done.exit_code, done.output.count("\n")) == (2, 1)
    assert "told@7: there is no such questionnaire; shipped are " in done.output
    assert "victim_satisfaction@2" in done.output


@pytest.mark.parametrize("ending", [".xlsx", ".sav", ".csv", ".xml"])
def test_export_writes_shipped_versions_in_four_formats(tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"out{ending}"
    done = run("export", "victim_satisfaction@2", "--to", out)
    assert done.exit_code == 0, done.output
    names = {f"out{ending}"} | ({"out-codebook.csv"} if ending == ".csv" else set())
    assert {path.name for path in tmp_path.iterdir()} == names


@pytest.mark.django_db
@pytest.mark.one_database
def test_an_export_that_is_refused_leaves_nothing(tmp_path: Path) -> None:
    for arguments in (("victim_satisfaction@2", "--to", tmp_path / "out.pdf"), ("no@7", "--to", tmp_path / "out.xlsx")):
        assert run("export", *arguments).exit_code == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
@pytest.mark.one_database
def test_a_version_that_the_installation_stores_can_be_exported(tmp_path: Path) -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    store_instrument(document=Form().document(), actor=SystemActor("test"), at=at)
    assert run("export", "told@1", "--to", tmp_path / "out.xlsx").exit_code == 0
    assert run("check", tmp_path / "out.xlsx").exit_code == 0


def test_an_exported_form_can_be_checked_and_exported_again(tmp_path: Path) -> None:
    assert run("export", "victim_satisfaction@2", "--to", tmp_path / "a.xlsx").exit_code == 0
    assert run("check", tmp_path / "a.xlsx").exit_code == 0
    assert run("export", tmp_path / "a.xlsx", "--to", tmp_path / "b.xlsx").exit_code == 0


def test_diff_says_what_changed_and_proposes_for_each_measure() -> None:
    report = json.loads(run("diff", "victim_satisfaction@3", "victim_satisfaction@4", "--json").output)
    assert report["measures"]["informed"]["proposal"] == "series_break"
    assert report["measures"]["contact"]["proposal"] == "comparable"
    assert report["changes"][0]["question"] == "informed"
    lines = run("diff", "victim_satisfaction@3", "victim_satisfaction@4").output.splitlines()
    assert lines[0].startswith("informed: The wording changed from")
