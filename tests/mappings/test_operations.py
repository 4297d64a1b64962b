"""Making a mapping: what is stored about an example extract, and what becomes of it."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.conftest import Commit
from tests.mappings.making import AT, COLUMNS, as_file, complete, example_rows, make_draft

from aftercall.accounts.models import User
from aftercall.core.errors import Refused
from aftercall.core.models import AuditEntry
from aftercall.errors import BadInput
from aftercall.frames.profiling import entries as editing
from aftercall.frames.reading.mapping import shipped_mappings
from aftercall.mappings import operations, uploads
from aftercall.mappings.models import MappingDraft
from aftercall.mappings.programme_setting import current_mapping, mapping_in_effect, trial_rules
from aftercall.mappings.steps import Step
from aftercall.programmes.models import Programme
from aftercall.programmes.operations import change_settings

pytestmark = pytest.mark.django_db
CURRENT = '[columns]\ncrime_ref = "Crime No"\nlsoa = "LSOA"\n\n[flags]\ndeceased = "yes(`Deceased`)"\n'


def _confirm(draft: MappingDraft, researcher: User, step: Step) -> MappingDraft:
    return operations.change_entries(draft=draft, step=step, change=lambda entries, _: entries, actor=researcher, at=AT)


def test_an_example_extract_is_read_and_its_columns_are_suggested(programme: Programme, researcher: User) -> None:
    draft = make_draft(programme, researcher)
    assert draft.entries["columns"] == COLUMNS
    assert draft.confirmed == [Step.LAYOUT]
    assert draft.profile is not None
    assert draft.profile.rows == 20
    entry = AuditEntry.objects.get(action="mapping.example_read")
    assert (entry.subject, entry.details) == (programme.subject, {"rows": 20, "columns": 12})


def test_the_database_holds_no_value_of_the_extract(programme: Programme, researcher: User) -> None:
    draft = make_draft(programme, researcher)
    stored = json.dumps([draft.entries, draft.stored_profile, draft.sheets, list(AuditEntry.objects.values("details"))])
    values = {value for row in example_rows() for value in row.values() if len(value) > 1}
    assert not [value for value in values if value in stored]
    assert "Walton" not in stored


def test_the_extract_is_in_a_private_folder_under_a_name_of_ours(
    programme: Programme, researcher: User, working: Path
) -> None:
    draft = make_draft(programme, researcher)
    [folder] = working.iterdir()
    assert folder == uploads.upload_folder(draft.upload)
    assert folder.stat().st_mode & 0o077 == 0
    assert sorted(path.name for path in folder.iterdir()) == ["extract.csv", "name"]
    assert (folder / "name").read_text() == "Walton export.csv"


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n", b"C1,amelia@example.org\nC2,\n", b"a,b\n,\n"])
def test_a_file_that_cannot_be_read_leaves_nothing(
    programme: Programme, researcher: User, working: Path, content: bytes
) -> None:
    with pytest.raises(BadInput):
        operations.upload_extract(
            programme=programme, extract=SimpleUploadedFile("a.csv", content), actor=researcher, at=AT
        )
    assert list(working.iterdir()) == []
    assert not MappingDraft.objects.exists()


def test_another_extract_replaces_the_first_and_keeps_the_answers(
    programme: Programme, researcher: User, working: Path, commit: Commit
) -> None:
    draft = make_draft(programme, researcher)
    _confirm(draft, researcher, Step.COLUMNS)
    rows = [{name: value for name, value in row.items() if name != "Mobile"} for row in example_rows()]
    replaced = make_draft(programme, researcher, rows)
    commit()
    assert replaced.entries["columns"] == {name: column for name, column in COLUMNS.items() if name != "phone"}
    assert replaced.confirmed == [Step.LAYOUT]  # a column that was matched is gone: look at them again
    assert [folder.name for folder in working.iterdir()] == [uploads.upload_folder(replaced.upload).name]


def test_an_extract_with_other_columns_opens_the_steps_again_with_new_suggestions(
    programme: Programme, researcher: User
) -> None:
    complete(make_draft(programme, researcher))
    other = {"Crime No": "Crime Reference", "DOB": "Date of Birth", "Gender": "Sex"}
    rows = [{other.get(name, name): value for name, value in row.items()} for row in example_rows()]
    replaced = make_draft(programme, researcher, rows)
    assert replaced.entries["columns"] == {field: other.get(name, name) for field, name in COLUMNS.items()}
    assert replaced.confirmed == [Step.DEFAULTS, Step.LAYOUT]


def test_the_layout_can_be_changed(programme: Programme, researcher: User) -> None:
    draft = make_draft(programme, researcher)
    with pytest.raises(BadInput, match="looks like a value"):
        operations.change_layout(draft=draft, file={"heading_rows": [2]}, actor=researcher, at=AT)
    with pytest.raises(BadInput, match="heading_rows must be"):
        operations.change_layout(draft=draft, file={"heading_rows": [0]}, actor=researcher, at=AT)
    changed = operations.change_layout(draft=draft, file={"delimiter": ",", "sheet": ""}, actor=researcher, at=AT)
    assert changed.entries["file"] == {"delimiter": ","}


def test_the_layout_of_a_mapping_is_tried_before_the_one_detected(programme: Programme, researcher: User) -> None:
    operations.use_mapping(programme=programme, text='[file]\ndelimiter = ","\n', actor=researcher, at=AT)
    assert make_draft(programme, researcher).entries["file"] == {"delimiter": ","}
    operations.use_mapping(programme=programme, text='[file]\nencoding = "utf-16"\n', actor=researcher, at=AT)
    draft = MappingDraft.objects.get()
    assert draft.entries["file"] == {"delimiter": ","}
    MappingDraft.objects.update(entries={"file": {"encoding": "utf-16"}})
    assert "file" not in make_draft(programme, researcher).entries


def test_a_mapping_file_is_fitted_to_the_extract_that_has_been_read(programme: Programme, researcher: User) -> None:
    _confirm(make_draft(programme, researcher), researcher, Step.COLUMNS)
    draft = operations.use_mapping(programme=programme, text=CURRENT, actor=researcher, at=AT)
    assert draft.entries["columns"] == COLUMNS
    assert draft.entries["flags"] == {"deceased": "yes(`Deceased`)"}
    assert draft.confirmed == [Step.LAYOUT]


@pytest.mark.parametrize("text", ["columns = [", '[columns]\nsurname = "x"\n', '[flags]\ndeceased = "x"\n'])
def test_a_file_that_is_no_mapping_is_refused_and_changes_nothing(
    programme: Programme, researcher: User, text: str
) -> None:
    with pytest.raises(BadInput, match=r"^The mapping file"):
        operations.use_mapping(programme=programme, text=text, actor=researcher, at=AT)
    assert not MappingDraft.objects.exists()


def test_a_change_of_columns_reopens_values_and_dates(programme: Programme, researcher: User) -> None:
    draft = complete(make_draft(programme, researcher), test={"usable": True})
    changed = operations.change_entries(
        draft=draft,
        step=Step.COLUMNS,
        change=lambda entries, _: editing.with_columns(entries, {**entries["columns"], "sex": "Victim Type"}),
        actor=researcher,
        at=AT,
    )
    assert changed.confirmed == ["columns", "defaults", "flags", "layout"]
    assert changed.test is None
    assert changed.entries["file"] == {"ignore": ["Gender", "Deceased", "Notes"]}
    assert AuditEntry.objects.filter(action="mapping.changed").get().details == {"step": "columns"}


@pytest.mark.parametrize(("columns", "filled"), [(COLUMNS, False), (COLUMNS | {"area": "Notes"}, True)])
def test_nothing_needs_to_be_filled_in_if_every_row_has_what_it_needs(
    programme: Programme, researcher: User, columns: dict[str, str], *, filled: bool
) -> None:
    changed = operations.change_entries(
        draft=make_draft(programme, researcher),
        step=Step.COLUMNS,
        change=lambda entries, _: editing.with_columns(entries, columns),
        actor=researcher,
        at=AT,
    )
    assert (Step.DEFAULTS in changed.confirmed) is filled


def test_no_step_can_store_what_is_no_mapping(programme: Programme, researcher: User) -> None:
    draft = make_draft(programme, researcher)
    with pytest.raises(BadInput, match="can't have surname"):
        operations.change_entries(
            draft=draft, step=Step.COLUMNS, change=lambda *_: {"columns": {"surname": "x"}}, actor=researcher, at=AT
        )
    assert MappingDraft.objects.get().entries == draft.entries


def test_a_test_says_who_would_be_in_the_frame_and_leaves_no_files(
    programme: Programme, researcher: User, working: Path
) -> None:
    draft = make_draft(programme, researcher)
    entries = dict(draft.entries) | {
        "values": {"victim_kind": {"Individual": "person"}},
        "dates": {"reported_on": ["%d/%m/%Y"], "date_of_birth": ["%d/%m/%Y"]},
        "flags": {"deceased": "yes(`Deceased`)"},
        "defaults": {"area": "all"},
    }
    draft = complete(draft, entries=entries)
    tested = operations.try_mapping(draft=draft, actor=researcher, at=AT)
    assert tested.test is not None
    assert tested.test["usable"]
    assert (tested.test["rows"], tested.test["rejected"], tested.test["excluded"]["deceased"]) == (20, 0, 1)
    assert tested.test["frame"] == 19
    assert Step.TEST in tested.confirmed
    assert [path.name for path in working.rglob("*.*")] == ["extract.csv"]


def test_a_test_of_a_mapping_that_does_not_work_says_what_to_fix(programme: Programme, researcher: User) -> None:
    draft = complete(make_draft(programme, researcher))
    tested = operations.try_mapping(draft=draft, actor=researcher, at=AT)
    assert tested.test is not None
    assert tested.test["error"] == "extract.csv: the column area (Area) is missing; add it"
    entries = dict(draft.entries) | {"defaults": {"area": "all"}}
    tested = operations.try_mapping(draft=complete(draft, entries=entries), actor=researcher, at=AT)
    assert tested.test is not None
    assert (tested.test["usable"], tested.test["refused"], tested.test["rejected"]) == (False, True, 20)
    assert {kind[1] for kind, _ in tested.test["kinds"]} >= {"not_a_date", "unknown_kind"}
    assert "1980" not in json.dumps(tested.test["problems"])
    with pytest.raises(Refused, match="Test the mapping"):
        operations.save_mapping(draft=tested, actor=researcher, at=AT)


def test_a_frame_that_cannot_be_built_is_no_success(
    programme: Programme, researcher: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise BadInput("extract.csv: needs more memory")

    monkeypatch.setattr("aftercall.mappings.trial.build_frame", fail)
    entries = {"defaults": {"area": "all"}, "values": {"victim_kind": {"Individual": "person"}}}
    dates = {"dates": {"reported_on": ["%d/%m/%Y"], "date_of_birth": ["%d/%m/%Y"]}}
    draft = make_draft(programme, researcher)
    draft = complete(draft, entries=dict(draft.entries) | entries | dates)
    tested = operations.try_mapping(draft=draft, actor=researcher, at=AT)
    assert tested.test is not None
    assert (tested.test["usable"], tested.test["error"]) == (False, "extract.csv: needs more memory")


def test_a_test_needs_every_step_and_the_extract(programme: Programme, researcher: User) -> None:
    draft = make_draft(programme, researcher)
    with pytest.raises(Refused, match="Complete the other steps"):
        operations.try_mapping(draft=draft, actor=researcher, at=AT)
    with pytest.raises(Refused, match="Upload it again"):
        operations.try_mapping(draft=complete(draft, upload=""), actor=researcher, at=AT)


def test_a_mapping_that_changes_during_its_test_is_not_called_tested(
    programme: Programme, researcher: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = complete(make_draft(programme, researcher))

    def change_meanwhile(*_: object, **__: object) -> dict[str, object]:
        MappingDraft.objects.update(entries={})
        return {"usable": True, "rows": 1, "rejected": 0, "frame": 1}

    monkeypatch.setattr(operations, "run_trial", change_meanwhile)
    with pytest.raises(Refused, match="Test it again"):
        operations.try_mapping(draft=draft, actor=researcher, at=AT)


def test_saving_puts_the_mapping_into_the_programmes_settings_and_removes_the_draft(
    programme: Programme, researcher: User, working: Path, commit: Commit
) -> None:
    draft = complete(make_draft(programme, researcher), test={"usable": True, "rules": trial_rules(programme).digest})
    text = operations.save_mapping(draft=draft, actor=researcher, at=AT)
    commit()
    assert current_mapping(programme) == text == editing.mapping_toml(draft.entries)
    assert mapping_in_effect(programme) == ""
    assert not MappingDraft.objects.exists()
    assert list(working.iterdir()) == []
    assert len(AuditEntry.objects.get(action="mapping.saved").details["digest"]) == 64
    with pytest.raises(Refused, match="There is no draft"):
        operations.save_mapping(draft=draft, actor=researcher, at=AT)


def test_discarding_leaves_the_programme_as_it_is(
    programme: Programme, researcher: User, working: Path, commit: Commit
) -> None:
    operations.discard_draft(draft=make_draft(programme, researcher), actor=researcher, at=AT)
    operations.use_mapping(programme=programme, text="", actor=researcher, at=AT)
    operations.discard_draft(draft=MappingDraft.objects.get(), actor=researcher, at=AT)
    commit()
    assert current_mapping(programme) == ""
    assert list(working.iterdir()) == []


def test_an_extract_is_removed_after_a_day_and_its_draft_stays(
    programme: Programme, researcher: User, working: Path, commit: Commit
) -> None:
    draft = make_draft(programme, researcher)
    nearly = AT + operations.KEPT_FOR - timedelta(seconds=1)
    assert operations.remove_old_uploads(at=nearly) == 0
    commit()
    assert uploads.is_stored(draft.upload)
    assert operations.remove_old_uploads(at=AT + operations.KEPT_FOR) == 1
    commit()
    assert list(working.iterdir()) == []
    left = MappingDraft.objects.get()
    assert (left.upload, left.entries) == ("", draft.entries)
    assert operations.remove_old_uploads(at=AT + operations.KEPT_FOR) == 0


def test_what_a_killed_process_left_is_removed_but_not_an_extract_in_use(
    programme: Programme, researcher: User, working: Path, commit: Commit
) -> None:
    draft = make_draft(programme, researcher)
    left = uploads.upload_folder("left")
    left.mkdir()
    with uploads.store_upload("arriving", as_file()):
        operations.remove_old_uploads(at=AT)
        commit()
        assert set(working.iterdir()) == {uploads.upload_folder(draft.upload), uploads.upload_folder("arriving")}


def test_another_installation_on_this_machine_keeps_its_examples(
    programme: Programme, researcher: User, working: Path, settings: Any, commit: Commit
) -> None:
    make_draft(programme, researcher)
    settings.HOME = working / "another home"
    MappingDraft.objects.update(upload="")
    operations.remove_old_uploads(at=AT)
    commit()
    assert len(list(working.iterdir())) == 1


def test_an_example_that_was_removed_meanwhile_is_reported(working: Path) -> None:
    uploads.remove_upload("none")
    with pytest.raises(Refused, match="Upload it again"), uploads.open_upload("none"):
        pass


def test_the_rules_of_a_programme_without_settings_are_the_standard_ones(programme: Programme) -> None:
    by = trial_rules(programme)
    assert (by.rules.reported_from, by.settings) == (None, "Version 1")
    empty = Programme.objects.create(slug="new", name="New", created_at=AT)
    by = trial_rules(empty)
    assert (by.rules.minimum_age, by.settings) == (16, "Our defaults")


def test_the_draft_of_the_settings_is_what_a_mapping_is_tested_by(programme: Programme, researcher: User) -> None:
    tested_by = trial_rules(programme)
    change_settings(programme=programme, changes={"categories": ["Theft"]}, actor=researcher, at=AT)
    by = trial_rules(programme)
    assert by.rules.categories == ("Theft",)
    assert by.settings == "The present draft, which an administrator must confirm"
    draft = complete(make_draft(programme, researcher), test={"usable": True, "rules": tested_by.digest})
    with pytest.raises(Refused, match="settings have changed since you tested"):
        operations.save_mapping(draft=draft, actor=researcher, at=AT)


def test_every_shipped_mapping_can_be_begun_from(programme: Programme, researcher: User) -> None:
    for path in shipped_mappings().values():
        draft = operations.use_mapping(programme=programme, text=path.read_text(), actor=researcher, at=AT)
    assert draft.entries["flags"]
