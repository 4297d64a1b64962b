"""The operations that make a mapping: from an example extract, step by step, to the programme's setting."""

import hashlib
import secrets
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from aftercall.accounts.models import User
from aftercall.core import audit
from aftercall.core.errors import Refused
from aftercall.errors import BadInput
from aftercall.frames.layout import DATES
from aftercall.frames.profiling import entries as editing
from aftercall.frames.profiling.codes import CODE_FIELDS
from aftercall.frames.profiling.delivered import detect_dialect, dialect_entries, refuse_large_example, sheets
from aftercall.frames.profiling.entries import Entries
from aftercall.frames.profiling.profile import ExtractProfile, profile_extract
from aftercall.frames.profiling.suggestions import suggest_columns
from aftercall.frames.reading.dialect import Dialect
from aftercall.frames.reading.mapping import ExtractMapping
from aftercall.frames.toml import parse_toml
from aftercall.mappings import uploads
from aftercall.mappings.models import MappingDraft
from aftercall.mappings.programme_setting import set_mapping, trial_rules
from aftercall.mappings.steps import Step, can_start
from aftercall.mappings.trial import run_trial
from aftercall.programmes.models import Programme
from aftercall.programmes.settings.frame_files import require_storable

KEPT_FOR = timedelta(days=1)
NO_DRAFT = "There is no draft of a mapping. Upload an example extract to begin"
TEST_FIRST = "Test the mapping on the example extract before you save it"
SETTINGS_CHANGED = "The programme’s settings have changed since you tested the mapping. Test it again"
_FILE = "The mapping file"
_NEEDED_IN_EVERY_ROW = {"category", "area", "victim_kind"}
_OF_COLUMNS = {Step.VALUES, Step.DATES}  # confirmed for the columns that were matched then
type Change = Callable[[Entries, ExtractProfile | None], Entries]


def upload_extract(*, programme: Programme, extract: "UploadedFile[Any]", actor: User, at: datetime) -> MappingDraft:
    """Store an example extract and look at its columns. A draft that there is already is kept and fitted to it.

    Errors: BadInput where it can't be read, and then nothing has changed.
    """
    name = secrets.token_hex(8)
    # Locked until the draft refers to it: otherwise the job could take it for one that nobody needs.
    with uploads.store_upload(name, extract) as path:
        draft = MappingDraft.objects.filter(programme=programme).first()
        dialect, profile = _read_example(path, draft.entries if draft else {})
        upload = {"upload": name, "uploaded_at": at, "sheets": sheets(path)}
        return _store_profile(programme, dialect, profile, upload, actor, at)


def change_layout(*, draft: MappingDraft, file: Mapping[str, Any], actor: User, at: datetime) -> MappingDraft:
    """Read the example extract again with this encoding, delimiter, sheet and heading.

    Errors: BadInput where it can't be read like this, and then nothing has changed. Refused if it has been removed.
    """
    dialect = Dialect.from_entries({key: value for key, value in file.items() if value}, "mapping")
    with uploads.open_upload(draft.upload) as path:
        profile = profile_extract(path, dialect)
    return _store_profile(draft.programme, dialect, profile, {}, actor, at)


def _read_example(path: Path, entries: Entries) -> tuple[Dialect, ExtractProfile]:
    """Read the extract as the draft's entries say, and if that fails as the file itself suggests."""
    refuse_large_example(path)
    dialect = ExtractMapping.of(entries).dialect
    if dialect_entries(dialect):
        with suppress(BadInput):
            return dialect, profile_extract(path, dialect)
    dialect = detect_dialect(path)
    return dialect, profile_extract(path, dialect)


@transaction.atomic
def _store_profile(
    programme: Programme,
    dialect: Dialect,
    profile: ExtractProfile,
    upload: Mapping[str, Any],
    actor: User,
    at: datetime,
) -> MappingDraft:
    draft = _lock_or_begin(programme, actor, at)
    former = draft.upload
    draft.confirmed = _without(draft.confirmed, _to_look_at_again(draft, profile))
    entries = editing.with_file(draft.entries, dialect_entries(dialect))
    entries = _fitted(entries, profile, suggest=Step.COLUMNS not in draft.confirmed)
    if _columns_of(draft.entries) != _columns_of(entries):
        draft.confirmed = _without(draft.confirmed, _OF_COLUMNS)
    for field, value in upload.items():
        setattr(draft, field, value)
    draft.stored_profile = profile.to_mapping()
    _store(draft, entries, Step.LAYOUT, actor, at)
    if draft.upload != former:
        transaction.on_commit(lambda: uploads.remove_upload(former), robust=True)
    details = {"rows": profile.rows, "columns": len(profile.columns)}
    audit.record(actor=actor, action="mapping.example_read", subject=draft.programme.subject, at=at, details=details)
    return draft


def _to_look_at_again(draft: MappingDraft, profile: ExtractProfile) -> set[Step]:
    """The steps whose answers may be wrong for this extract: a matched column is gone, or there are other columns."""
    known, again = _names(profile), set()
    if any(editing.column_of(draft.entries, field) not in known for field in draft.entries.get("columns", {})):
        again.add(Step.COLUMNS)
    if draft.profile and known - _names(draft.profile):
        # One of the columns that nobody has seen may be a reason not to call.
        again.add(Step.FLAGS)
    return again


def _without(confirmed: Collection[str], steps: Collection[Step]) -> list[str]:
    return [done for done in confirmed if done not in steps]


def _names(profile: ExtractProfile) -> set[str]:
    return {column.name for column in profile.columns}


def _fitted(entries: Entries, profile: ExtractProfile, *, suggest: bool) -> Entries:
    """The entries without columns that the extract lacks, and with suggestions for the fields that have none."""
    known = {column.name: column.written for column in profile.columns}
    columns = entries.get("columns", {})
    kept = {field: name for field, name in columns.items() if editing.column_of(entries, field) in known}
    if suggest:
        taken = {editing.column_of(entries, field) for field in kept}
        suggested = {field: name for field, name in suggest_columns(profile).items() if name not in taken}
        kept = {field: known[name] for field, name in suggested.items()} | kept
    return editing.with_columns(entries, kept)


def read_mapping(text: str) -> Entries:
    """The entries of a mapping file. Errors: BadInput where it is none."""
    entries: Entries = parse_toml(text, _FILE)
    ExtractMapping.from_entries(entries, _FILE)
    try:
        require_storable(entries)
    except ValueError as error:
        raise BadInput(f"{_FILE}: {error}") from None
    return entries


@transaction.atomic
def use_mapping(*, programme: Programme, text: str, actor: User, at: datetime) -> MappingDraft:
    """Begin from a mapping file, or replace what the draft says by it. Errors: BadInput where it is no mapping file."""
    entries = read_mapping(text)
    draft = _lock_or_begin(programme, actor, at)
    draft.confirmed = [step for step in draft.confirmed if step == Step.LAYOUT]
    if draft.profile:
        # The example extract has been read, so its own layout is known to be right.
        entries = editing.with_file(entries, draft.entries.get("file", {}))
        entries = _fitted(entries, draft.profile, suggest=True)
    _store(draft, entries, None, actor, at)
    audit.record(actor=actor, action="mapping.file_read", subject=draft.programme.subject, at=at)
    return draft


@transaction.atomic
def change_entries(
    *, draft: MappingDraft, step: Step, change: Change, actor: User, at: datetime, confirm: bool = True
) -> MappingDraft:
    """Save one step of the mapping. Errors: BadInput or ValueError where the result is no mapping.

    `confirm`: whether the step is completed by this.
    """
    draft = _lock(draft.programme)
    entries = change(draft.entries, draft.profile)
    if draft.profile:
        entries = editing.with_unused_ignored(entries, draft.profile)
    ExtractMapping.of(entries)
    if _columns_of(draft.entries) != _columns_of(entries):
        draft.confirmed = _without(draft.confirmed, _OF_COLUMNS)
    if step is Step.COLUMNS and set(entries.get("columns", {})) >= _NEEDED_IN_EVERY_ROW:
        # There is nothing that must be filled in; whoever wants to can.
        draft.confirmed = [*draft.confirmed, Step.DEFAULTS.value]
    _store(draft, entries, step if confirm else None, actor, at)
    audit.record(
        actor=actor, action="mapping.changed", subject=draft.programme.subject, at=at, details={"step": step.value}
    )
    return draft


@transaction.atomic
def record_values_shown(*, draft: MappingDraft, flag: str, values: int, actor: User, at: datetime) -> None:
    """Record that values of a column of the example extract were shown, and for which flag. They may be personal."""
    details = {"flag": flag, "values": values}
    audit.record(actor=actor, action="mapping.values_shown", subject=draft.programme.subject, at=at, details=details)


def _columns_of(entries: Entries) -> dict[str, str]:
    """The columns whose values or dates have a step of their own."""
    return {field: editing.column_of(entries, field) for field in (*CODE_FIELDS, *DATES)}


def try_mapping(*, draft: MappingDraft, actor: User, at: datetime) -> MappingDraft:
    """Read the example extract with the mapping and store what was found, without any value of the extract.

    Refused if a step is missing, the extract has been removed, or the mapping was changed meanwhile.
    """
    if not can_start(Step.TEST, draft.confirmed):
        raise Refused("Complete the other steps before you test the mapping")
    with uploads.open_upload(draft.upload) as path:
        by = trial_rules(draft.programme)
        found = run_trial(path, draft.entries, by.rules, as_of=at.date())
    return _store_test(draft, found | {"rules": by.digest, "settings": by.settings}, actor, at)


@transaction.atomic
def _store_test(tested: MappingDraft, found: dict[str, Any], actor: User, at: datetime) -> MappingDraft:
    draft = _lock(tested.programme)
    if draft.entries != tested.entries:
        raise Refused("The mapping was changed while it was being tested. Test it again")
    draft.test = found
    passed = {Step.TEST.value} if found["usable"] else set()
    draft.confirmed = sorted({*draft.confirmed, *passed} - ({Step.TEST.value} - passed))
    draft.save(update_fields=["test", "confirmed"])
    details = {name: found[name] for name in ("rows", "rejected", "frame")}
    audit.record(actor=actor, action="mapping.tested", subject=draft.programme.subject, at=at, details=details)
    return draft


@transaction.atomic
def save_mapping(*, draft: MappingDraft, actor: User, at: datetime) -> str:
    """Save the tested mapping with its programme, and remove the draft and the example extract. Returns its text."""
    draft = _lock(draft.programme)
    if not (draft.test and draft.test["usable"]):
        raise Refused(TEST_FIRST)
    if draft.test.get("rules", "") != trial_rules(draft.programme).digest:
        raise Refused(SETTINGS_CHANGED)
    text = editing.mapping_toml(draft.entries)
    set_mapping(draft.programme, text, actor, at)
    details = {"digest": hashlib.sha256(text.encode()).hexdigest()}
    audit.record(actor=actor, action="mapping.saved", subject=draft.programme.subject, at=at, details=details)
    _delete(draft)
    return text


@transaction.atomic
def discard_draft(*, draft: MappingDraft, actor: User, at: datetime) -> None:
    """Delete the draft and its example extract. The programme's mapping stays as it is."""
    draft = _lock(draft.programme)
    audit.record(actor=actor, action="mapping.discarded", subject=draft.programme.subject, at=at)
    _delete(draft)


@transaction.atomic
def remove_old_uploads(*, at: datetime) -> int:
    """Remove the example extracts that were uploaded more than a day ago. Returns their number. Drafts stay."""
    old = MappingDraft.objects.select_for_update().exclude(upload="").filter(uploaded_at__lte=at - KEPT_FOR)
    names = [draft.upload for draft in old]
    old.update(upload="")
    transaction.on_commit(lambda: _remove_uploads(names), robust=True)
    return len(names)


def _remove_uploads(names: list[str]) -> None:
    for name in names:
        uploads.remove_upload(name)
    uploads.remove_others(lambda name: MappingDraft.objects.filter(upload=name).exists())


def _delete(draft: MappingDraft) -> None:
    name = draft.upload
    draft.delete()
    if name:
        transaction.on_commit(lambda: uploads.remove_upload(name), robust=True)


def _lock(programme: Programme) -> MappingDraft:
    draft = (
        MappingDraft.objects.select_for_update(of=("self",))
        .select_related("programme")
        .filter(programme=programme)
        .first()
    )
    if draft is None:
        raise Refused(NO_DRAFT)
    return draft


def _lock_or_begin(programme: Programme, actor: User, at: datetime) -> MappingDraft:
    begun, _ = MappingDraft.objects.get_or_create(programme=programme, defaults={"changed_at": at, "changed_by": actor})
    return _lock(begun.programme)


def _store(draft: MappingDraft, entries: Entries, step: Step | None, actor: User, at: datetime) -> None:
    """Save changed entries, which have not been tested. `step`: the one that is now completed."""
    completed = {*draft.confirmed, *([step.value] if step else [])} - {Step.TEST.value}
    draft.entries, draft.confirmed, draft.test = dict(entries), sorted(completed), None
    draft.changed_at, draft.changed_by = at, actor
    draft.save()
