"""Verify a sample: draw it again from the frame and the certificate, and say in plain words what does not agree."""

import json
from collections.abc import Iterator
from pathlib import Path

from aftercall.errors import BadInput
from aftercall.frames.canonical import file_digest, table_digest
from aftercall.frames.certificate import Certificate
from aftercall.frames.draw import SAMPLE, Drawn, Seeds, commit, read_frame, rules_digest, select
from aftercall.frames.engine import DuckDBWorkspace, Expression, Workspace, plain_errors
from aftercall.frames.frame import FRAME, FRAME_FILE


def verify_sample(sample_dir: Path, frame_dir: Path) -> list[str]:
    """Sentences that say what does not agree; none when the sample is what the certificate says and the frame gives.

    It needs the two folders and nothing else. Errors: BadInput where one of them is not a sample's or a frame's folder.
    """
    certificate = Certificate.read(sample_dir)
    sample_file = sample_dir / "sample.parquet"
    if not sample_file.is_file():
        raise BadInput(f"{sample_file}: there is no such file")
    if not (frame_dir / FRAME_FILE).is_file():
        raise BadInput(f"{frame_dir}: holds no frame; name a folder made by 'aftercall frame build'")
    found = list(_files(certificate, sample_file, frame_dir))
    try:
        with DuckDBWorkspace() as workspace, plain_errors(frame_dir.name):
            found += _contents(workspace, certificate, sample_file, frame_dir)
    except BadInput as error:
        found.append(f"The sample can't be drawn again. {error}.")
    return found


def seed_was_committed(certificate: Certificate) -> bool:
    """Whether both seeds that were revealed are the ones that were committed to."""
    pairs = (
        (certificate.seed, certificate.seed_commitment),
        (certificate.permanent_seed, certificate.permanent_commitment),
    )
    return all(commit(bytes.fromhex(seed)) == commitment for seed, commitment in pairs)


def _files(certificate: Certificate, sample_file: Path, frame_dir: Path) -> Iterator[str]:
    if not seed_was_committed(certificate):
        yield "The seed is not the one that was committed to."
    if file_digest(frame_dir / FRAME_FILE) != certificate.frame_file_digest:
        yield "frame.parquet is not, byte for byte, the file that the sample was drawn from."
    if file_digest(sample_file) != certificate.sample_file_digest:
        yield "sample.parquet is not, byte for byte, the file that was certified."
    if rules_digest(frame_dir) != certificate.rules_digest:
        yield "rules.json does not hold the rules that the certificate was made under."


def _contents(workspace: Workspace, certificate: Certificate, sample_file: Path, frame_dir: Path) -> Iterator[str]:
    frame = read_frame(workspace, frame_dir)
    if table_digest(workspace, frame, FRAME) != certificate.frame_digest:
        yield "The people in frame.parquet are not those of the frame that the sample was drawn from."
    yield from _flow(workspace, frame, frame_dir)
    seeds = Seeds.of(bytes.fromhex(certificate.seed), bytes.fromhex(certificate.permanent_seed))
    drawn = select(workspace, frame, seeds=seeds, design=certificate.design)
    yield from _sizes(certificate, drawn)
    sample = workspace.parquet(sample_file, SAMPLE, "sample")
    if table_digest(workspace, sample, SAMPLE) != certificate.sample_digest:
        yield "The people in sample.parquet are not those that were certified."
    yield from _people(workspace, sample, drawn.rows)


def _flow(workspace: Workspace, frame: Expression, frame_dir: Path) -> Iterator[str]:
    try:
        flow = json.loads((frame_dir / "flow.json").read_text(encoding="utf-8"))
        told = flow["rejected"] + sum(flow["excluded"].values()) + flow["repeats"] + flow["frame"]
        agrees = told == flow["read"] and flow["frame"] == workspace.number(frame.count())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        agrees = False
    if not agrees:
        yield "flow.json does not reconcile with the frame."


def _sizes(certificate: Certificate, drawn: Drawn) -> Iterator[str]:
    if drawn.strata != certificate.strata:
        yield "The strata, their sizes and probabilities are not those that the seed, the design and the frame give."
    counted = (sum(s.sample for s in drawn.strata), sum(s.population for s in drawn.strata))
    if counted != (certificate.sample, certificate.population):
        yield "The size of the sample or the frame is not the one that the frame gives."


def _people(workspace: Workspace, sample: Expression, again: Expression) -> Iterator[str]:
    strange = workspace.number(sample.anti_join(again, "person_id").count())
    missing = workspace.number(again.anti_join(sample, "person_id").count())
    if strange:
        yield f"{strange:,} in sample.parquet would not be drawn by this seed from this frame."
    if missing:
        yield f"{missing:,} whom this seed draws from this frame are not in sample.parquet."
    changed = workspace.number(sample.semi_join(again, "person_id").anti_join(again, list(SAMPLE)).count())
    if changed:
        yield f"{changed:,} in sample.parquet stand there with another event, stratum, probability or weight."
    if workspace.number(sample.count()) != workspace.number(sample.person_id.nunique()):
        yield "Somebody stands in sample.parquet twice."
