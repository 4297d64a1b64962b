"""Verify a sample: draw it again from the frame and the certificate, and say in plain words what does not match."""

import json
from collections.abc import Iterator
from pathlib import Path

import ibis.expr.types as ir

from aftercall.errors import BadInput
from aftercall.frames.canonical import file_digest, table_digest
from aftercall.frames.certificate import Certificate
from aftercall.frames.draw import DrawnSample, Seeds, commit, select_sample
from aftercall.frames.engine import Workspace, open_workspace
from aftercall.frames.flow import FLOW_FILE
from aftercall.frames.frame_file import FRAME_COLUMNS, FRAME_FILE, frame_table, rules_digest
from aftercall.frames.sample_file import SAMPLE_COLUMNS, SAMPLE_FILE


def verify_sample(sample_dir: Path, frame_dir: Path) -> list[str]:
    """Sentences that say what does not match: none if frame, certificate and sample agree.

    Needs only the two folders. Errors: BadInput where one of them contains no sample or frame.
    """
    certificate = Certificate.read(sample_dir)
    sample_file = sample_dir / SAMPLE_FILE
    if not sample_file.is_file():
        raise BadInput(f"{sample_file}: there is no such file")
    if not (frame_dir / FRAME_FILE).is_file():
        raise BadInput(f"{frame_dir}: contains no frame; name a folder made by 'aftercall frame build'")
    found = list(_files(certificate, sample_file, frame_dir))
    try:
        with open_workspace(frame_dir.name) as workspace:
            found += _contents(workspace, certificate, sample_file, frame_dir)
    except BadInput as error:
        found.append(f"The sample can't be drawn again. {error}.")
    return found


def seed_was_committed(certificate: Certificate) -> bool:
    """Whether both seeds in the certificate match their commitments."""
    pairs = (
        (certificate.seed, certificate.seed_commitment),
        (certificate.permanent_seed, certificate.permanent_commitment),
    )
    return all(commit(bytes.fromhex(seed)) == commitment for seed, commitment in pairs)


def _files(certificate: Certificate, sample_file: Path, frame_dir: Path) -> Iterator[str]:
    if not seed_was_committed(certificate):
        yield "The seed does not match its commitment."
    if file_digest(frame_dir / FRAME_FILE) != certificate.frame_file_digest:
        yield "frame.parquet is not byte for byte the file that the sample was drawn from."
    if file_digest(sample_file) != certificate.sample_file_digest:
        yield "sample.parquet is not byte for byte the file that was certified."
    if rules_digest(frame_dir) != certificate.rules_digest:
        yield "rules.json does not contain the rules that the certificate was made under."


def _contents(workspace: Workspace, certificate: Certificate, sample_file: Path, frame_dir: Path) -> Iterator[str]:
    frame = frame_table(workspace, frame_dir)
    if table_digest(workspace, frame, FRAME_COLUMNS) != certificate.frame_digest:
        yield "The people in frame.parquet are not those of the frame that the sample was drawn from."
    yield from _flow(workspace, frame, frame_dir)
    seeds = Seeds.of(bytes.fromhex(certificate.seed), bytes.fromhex(certificate.permanent_seed))
    drawn = select_sample(workspace, frame, seeds=seeds, design=certificate.design)
    yield from _sizes(certificate, drawn)
    sample = workspace.read_parquet(sample_file, SAMPLE_COLUMNS, "sample")
    if table_digest(workspace, sample, SAMPLE_COLUMNS) != certificate.sample_digest:
        yield "The people in sample.parquet are not those that were certified."
    yield from _people(workspace, sample, drawn.rows)


def _flow(workspace: Workspace, frame: ir.Table, frame_dir: Path) -> Iterator[str]:
    try:
        flow = json.loads((frame_dir / FLOW_FILE).read_text(encoding="utf-8"))
        accounted = flow["rejected"] + sum(flow["excluded"].values()) + flow["repeats"] + flow["frame"]
        agrees = accounted == flow["read"] and flow["frame"] == workspace.fetch_int(frame.count())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        agrees = False
    if not agrees:
        yield "flow.json does not reconcile with the frame."


def _sizes(certificate: Certificate, drawn: DrawnSample) -> Iterator[str]:
    if drawn.strata != certificate.strata:
        yield "The strata, their sizes or probabilities are not those that the seed, the design and the frame produce."
    sizes = (sum(s.sample for s in drawn.strata), sum(s.population for s in drawn.strata))
    if sizes != (certificate.sample, certificate.population):
        yield "The size of the sample or the frame is not the one that the frame produces."


def _people(workspace: Workspace, sample: ir.Table, redrawn: ir.Table) -> Iterator[str]:
    added = workspace.fetch_int(sample.anti_join(redrawn, "person_id").count())
    missing = workspace.fetch_int(redrawn.anti_join(sample, "person_id").count())
    if added:
        yield f"{_number_of(added)} in sample.parquet would not be drawn by this seed from this frame."
    if missing:
        yield f"sample.parquet lacks {_number_of(missing)} whom this seed draws from this frame."
    changed = workspace.fetch_int(
        sample.semi_join(redrawn, "person_id").anti_join(redrawn, list(SAMPLE_COLUMNS)).count()
    )
    if changed:
        yield f"The event, stratum, probability or weight is wrong for {_number_of(changed)} in sample.parquet."
    if workspace.fetch_int(sample.count()) != workspace.fetch_int(sample.person_id.nunique()):
        yield "Someone is in sample.parquet twice."


def _number_of(people: int) -> str:
    return f"{people:,} {'person' if people == 1 else 'people'}"
