"""Loading an extract into a wave."""

import hashlib
import secrets
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from django.db import transaction

from aftercall.accounts.models import User
from aftercall.core import audit, vault
from aftercall.core.errors import Refused
from aftercall.core.statements import update_where
from aftercall.csv_files import write_rows
from aftercall.frames.build import build_frame
from aftercall.frames.canonical import file_digest
from aftercall.frames.lists import Lists
from aftercall.frames.rules import FrameRules
from aftercall.programmes import folders, kept_extracts, load_process, queries
from aftercall.programmes.keys import MATCH_KEY
from aftercall.programmes.models import ExtractLoad, LoadJob, MatchDecision, Wave
from aftercall.programmes.operations.advancing import advance
from aftercall.programmes.operations.matching import record_applied
from aftercall.programmes.operations.objectors import erase_objectors_of
from aftercall.programmes.retention import register_expires_before, require_retained
from aftercall.programmes.settings.versions import frame_rules as rules_of
from aftercall.programmes.settings.versions import mapping_of
from aftercall.programmes.states import LoadState, WaveAction, WaveState, next_state
from aftercall.suppression import queries as suppression

_REFERENCES = ("crime_ref_a", "victim_ref_a", "crime_ref_b", "victim_ref_b")


class EmptyFrame(Refused):
    """A load was refused because nobody would be in the frame. excluded: the number of records by reason."""

    def __init__(self, wave: Wave, excluded: Mapping[str, int]) -> None:
        self.excluded = {code: count for code, count in excluded.items() if count}
        facts = {exclusion.code: exclusion.fact for exclusion in frame_rules(wave).all_exclusions}
        most = max(self.excluded, key=self.excluded.__getitem__, default="")
        advice = _EMPTY_BECAUSE.get(facts.get(most) or "", "")
        super().__init__(f"No one in this file can be in the frame for {wave.month:%B %Y}{advice}")


_EMPTY_BECAUSE = {
    "outside_period": ". Check that it is the file for that month",
    "outside_population": ". What was reported is in none of the programme’s categories",
}


@dataclass(frozen=True)
class _Built:
    """What to store about a load whose frame has been written to `folder`. decisions: those that it was built with.
    digest_seen: the last digest of the suppression list that it was built with."""

    folder: str
    file_digest: str
    flow: dict[str, object]
    possible_matches: int
    decisions: Sequence[MatchDecision]
    digest_seen: int
    cooled_seen: datetime | None


def load_extract(
    *, wave: Wave, files: Sequence[Path], actor: User, at: datetime, job: LoadJob | None = None
) -> ExtractLoad:
    """Load an extract into a wave: check it, recognise people, apply the exclusions, build the frame, and encrypt the
    contact details. If there are possible matches, the extract is kept, encrypted, until the draw.

    Until the draw, another extract may replace it. Each step is saved to the job; the load and the end of its job are
    committed together. If this raises BadInput or Refused, nothing has changed.
    """
    next_state(wave.state, WaveAction.LOAD)
    require_retained(wave)
    folder = job.folder if job else secrets.token_hex(8)
    try:
        # In a locked folder (that of the upload if there is one), which is removed even if the process is killed.
        with (
            nullcontext() if job else load_process.hold_folder(folder),
            tempfile.TemporaryDirectory(dir=load_process.upload_folder(folder)) as working,
        ):
            built = _build(wave, files, folder, at.date(), Path(working), job)
        load = _store_load(wave, built, actor, at, job)
    except BaseException:
        # An interrupt (Ctrl-C) may arrive after the commit. The files are then in use and must stay.
        if not ExtractLoad.objects.filter(folder=folder).exists():
            kept_extracts.destroy(folder)
            folders.remove_load(folder)
        raise
    erase_objectors_of(load, at=at)  # who objected while the extract was being loaded
    return load


class _JobProgress:
    """Saves a load's progress to its job, if there is one: the number of steps done and the share of the current one
    that is done."""

    def __init__(self, job: LoadJob | None) -> None:
        self._job = job
        self._steps_done = 0

    def save_steps(self, steps_done: int, steps: int) -> None:
        self._steps_done = steps_done
        if self._job:
            update_where(LoadJob, {"step": steps_done, "steps": steps}, pk=self._job.pk)

    def save_share(self, share: float | None) -> None:
        if self._job:
            load_process.save_step_progress(self._job.folder, self._steps_done, share)


def _build(wave: Wave, files: Sequence[Path], folder: str, today: date, working: Path, job: LoadJob | None) -> _Built:
    ring = folders.contacts_ring(folder)
    possible_matches = 0
    accented_names: list[str] = []

    def encrypt_contacts(rows: Iterator[Mapping[str, str | None]]) -> None:
        folders.encrypt_contacts(ring, _noting_first_accent(rows, accented_names))

    def encrypt_possible_matches(pairs: Iterator[Mapping[str, object]]) -> None:
        nonlocal possible_matches
        possible_matches = folders.encrypt_matches(ring, pairs)

    decisions, earlier_load = queries.decisions_to_apply(wave), queries.load_to_continue(wave)
    job_progress = _JobProgress(job)
    # Read before the list, so that none is overlooked.
    digest_seen, cooled_seen = suppression.last_digest(), suppression.last_cooled()
    flow = build_frame(
        files,
        out=folders.load_folder(folder) / "frame",
        rules=frame_rules(wave),
        as_of=today,
        mapping=mapping_of(wave.version),
        lists=Lists(
            suppressed=_write_suppressed(working, suppression.suppressed_digests()),
            surveyed=_write_surveyed(working, wave, today),
            decisions=_write_decisions(working, decisions),
            register=folders.register_file(earlier_load) if earlier_load else None,
            keeps_register=True,
            register_since=register_expires_before(wave, today),
            match_key=vault.long_lived_key(MATCH_KEY),
        ),
        contacts=encrypt_contacts,
        possible_matches=encrypt_possible_matches,
        progress=job_progress.save_steps,
        tick=job_progress.save_share,
    )
    if flow.frame == 0:
        raise EmptyFrame(wave, flow.excluded)
    if accented_names and any(delivery.assumed_encoding for delivery in flow.deliveries):
        folders.encrypt_accented_name(ring, accented_names[0])
    counts = flow.to_mapping() | {"all_reasons": _count_all_reasons(folder)}
    counts["register"]["since"] = earlier_load.wave.month.isoformat() if earlier_load else None
    if possible_matches and len(files) == 1:
        kept_extracts.keep(folder, files[0])
    return _Built(folder, _digest(files), counts, possible_matches, decisions, digest_seen, cooled_seen)


def _noting_first_accent(
    rows: Iterator[Mapping[str, str | None]], found: list[str]
) -> Iterator[Mapping[str, str | None]]:
    """The same rows; the first name with an accent is added to `found`."""
    for row in rows:
        name = folders.name_of(row)
        if not found and not name.isascii():
            found.append(name)
        yield row


def _count_all_reasons(folder: str) -> dict[str, int]:
    """For each reason, the number of excluded records it applies to, even if another reason comes first."""
    reasons = pq.read_table(folders.load_folder(folder) / "frame" / "excluded.parquet", columns=["reasons"])["reasons"]
    counts: Counter[str] = Counter()
    for combination in reasons.value_counts().to_pylist():
        counts.update(dict.fromkeys(combination["values"].split(";"), combination["counts"]))
    return dict(counts)


@transaction.atomic
def _store_load(wave: Wave, built: _Built, actor: User, at: datetime, job: LoadJob | None) -> ExtractLoad:
    read_with = wave.version_id
    wave = advance(wave, WaveAction.LOAD)
    if wave.version_id != read_with:
        raise Refused("The programme’s settings changed while the extract was being loaded. Load the extract again")
    replaced = ExtractLoad.objects.filter(wave=wave).first()
    values = {
        "file_digest": built.file_digest,
        "folder": built.folder,
        "flow": built.flow,
        "possible_matches": built.possible_matches,
        "contacts_ring": folders.contacts_ring(built.folder),
        "digest_seen": built.digest_seen,
        "cooled_seen": built.cooled_seen,
    }
    values |= {"loaded_at": at, "loaded_by": actor}
    load, _ = ExtractLoad.objects.update_or_create(wave=wave, defaults=values)
    record_applied(wave, built.decisions)
    if job and not update_where(LoadJob, {"state": LoadState.DONE}, pk=job.pk, state=LoadState.RUNNING):
        raise Refused("Loading was stopped, so nothing has changed. Load the extract again")
    # This entry fixes the frame before the draw reveals the seed: the public page compares certificates with it.
    details = {
        "file": built.file_digest,
        "frame": file_digest(folders.frame_file(load)),
        "flow": built.flow,
        "match_decisions": len(built.decisions),
        "extract_kept": kept_extracts.is_kept(load),
    }
    audit.record(actor=actor, action="extract.loaded", subject=wave.subject, at=at, details=details)
    if replaced:
        kept_extracts.destroy_on_commit(replaced.folder, at=at)
        folders.remove_load_on_commit(replaced.folder, replaced.contacts_ring, at=at)
    return load


def see_accented_name(*, wave: Wave, actor: User, at: datetime) -> str:
    """A name that shows whether an extract of unknown encoding was read correctly, until the draw; nothing if there is
    none. Seeing one is recorded in the audit log."""
    load = getattr(wave, "load", None)
    name = ""
    if load and not load.erased_at and wave.state == WaveState.LOADED:
        name = folders.decrypt_accented_name(load)
    if name:
        with transaction.atomic():
            audit.record(actor=actor, action="extract.name_seen", subject=wave.subject, at=at)
    return name


def frame_rules(wave: Wave) -> FrameRules:
    """The rules by which the wave's frame is built."""
    return rules_of(wave.version, first_day=wave.month, last_day=wave.next_month - timedelta(days=1))


def _write_suppressed(working: Path, digests: Iterable[str]) -> Path:
    path = working / "suppressed.parquet"
    pq.write_table(pa.table({"digest": pa.array(digests, pa.string())}), path)
    return path


def _write_surveyed(working: Path, wave: Wave, today: date) -> Path:
    """Write the digests of everyone whom the wave may not contact, because a programme contacted them lately. The
    interval has been applied already, so the day that is written is one that always counts."""
    contacted = suppression.digests_contacted_lately(on=today, months=wave.version.repeat_contact_months)
    path = working / "surveyed.parquet"
    tomorrow = today + timedelta(days=1)
    columns = {
        "digest": pa.array(sorted(contacted), pa.string()),
        "on": pa.array([tomorrow] * len(contacted), pa.date32()),
    }
    pq.write_table(pa.table(columns), path)
    return path


def _write_decisions(working: Path, decisions: Sequence[MatchDecision]) -> Path | None:
    if not decisions:
        return None
    path = working / "decisions.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = ([*(getattr(one, name) for name in _REFERENCES), one.verdict] for one in decisions)
        write_rows(file, [[*_REFERENCES, "verdict"], *rows])
    return path


def _digest(files: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()
