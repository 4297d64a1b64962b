"""What moves a wave from an extract to a sample."""

import hashlib
import secrets
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from django.db import transaction

from aftercall.accounts.models import User
from aftercall.core import audit, vault
from aftercall.core.errors import Refused
from aftercall.frames.build import Lists, Progress, build_frame
from aftercall.frames.canonical import file_digest
from aftercall.frames.certificate import Certificate
from aftercall.frames.design import SampleDesign
from aftercall.frames.draw import Seeds, commit, draw_sample
from aftercall.frames.rules import FrameRules
from aftercall.programmes import folders
from aftercall.programmes.models import ExtractLoad, Programme, Sample, Wave
from aftercall.programmes.states import WaveAction, next_state
from aftercall.rights import queries as rights

SEEDS_KEY = "seeds"
MATCH_KEY = "match"


@transaction.atomic
def set_up_programme(*, programme: Programme, actor: audit.Actor, at: datetime) -> Programme:
    """Save a new programme with its rules."""
    programme.full_clean()
    programme.save()
    details = {"fraction": str(programme.sampling_fraction), "rules": programme.exclusion_rules}
    audit.record(actor=actor, action="programme.set_up", subject=f"programme:{programme.pk}", at=at, details=details)
    return programme


@transaction.atomic
def plan_wave(
    *, programme: Programme, month: date, actor: audit.Actor, at: datetime, seed: bytes | None = None
) -> Wave:
    """Open a month. The draw's seed is fixed now, before its extract is seen: the commitment goes into the audit
    log."""
    first = month.replace(day=1)
    if Wave.objects.filter(programme=programme, month=first).exists():
        raise Refused(f"There is already a wave for {first:%B %Y}")
    seed = seed or secrets.token_bytes(32)
    reference = f"{first:%Y-%m}"
    sealed = vault.seal(vault.standing_key(SEEDS_KEY), seed, context=f"wave:{reference}")
    wave = Wave.objects.create(programme=programme, month=first, seed_commitment=commit(seed), sealed_seed=sealed)
    audit.record(
        actor=actor,
        action="wave.planned",
        subject=wave.subject,
        at=at,
        details={"seed_commitment": wave.seed_commitment},
    )
    return wave


def load_extract(
    *, wave: Wave, files: Sequence[Path], actor: User, at: datetime, progress: Progress | None = None
) -> ExtractLoad:
    """Read an extract into a wave: check, exclude, recognise, build the frame, seal the contact details.

    Until the draw another extract may take its place. Raises BadInput or Refused, and then nothing has changed.
    """
    next_state(wave.state, WaveAction.LOAD)
    folder = secrets.token_hex(8)
    try:
        flow = _build(wave, files, folder, at.date(), progress)
        return _store_load(wave, folder, flow, _digest(files), actor, at)
    except BaseException:
        folders.remove(folder)
        raise


def _build(wave: Wave, files: Sequence[Path], folder: str, today: date, progress: Progress | None) -> dict[str, object]:
    ring = folders.contacts_ring(folder)

    def seal(rows: Iterator[Mapping[str, str | None]]) -> None:
        folders.seal_contacts(folder, ring, rows)

    with tempfile.TemporaryDirectory(dir=folders.private_working_folder()) as working:
        flow = build_frame(
            files,
            out=folders.load_folder(folder) / "frame",
            rules=frame_rules(wave),
            as_of=today,
            lists=Lists(
                suppressed=_digests_file(Path(working), rights.suppressed_digests()),
                surveyed=_contacts_file(Path(working), wave),
                match_key=vault.standing_key(MATCH_KEY),
            ),
            contacts=seal,
            progress=progress,
        )
    if flow.frame == 0:
        raise Refused(f"Nobody in this file can be in the frame of {wave.month:%B %Y}. Is it the right month's file?")
    return flow.to_mapping()


@transaction.atomic
def _store_load(
    wave: Wave, folder: str, flow: dict[str, object], extract: str, actor: User, at: datetime
) -> ExtractLoad:
    wave = Wave.objects.select_for_update().get(pk=wave.pk)
    wave.state = next_state(wave.state, WaveAction.LOAD)
    wave.save(update_fields=["state"])
    former = ExtractLoad.objects.filter(wave=wave).first()
    values = {"loaded_at": at, "loaded_by": actor, "file_digest": extract, "folder": folder, "flow": flow}
    load, _ = ExtractLoad.objects.update_or_create(wave=wave, defaults=values)
    # The frame is fixed here, before the seed is revealed: the public page compares a certificate with this digest.
    details = {"file": extract, "frame": file_digest(folders.frame_file(load)), "flow": flow}
    audit.record(actor=actor, action="extract.loaded", subject=wave.subject, at=at, details=details)
    if former:
        transaction.on_commit(lambda: folders.remove(former.folder))
    return load


def draw(*, wave: Wave, actor: User, at: datetime) -> Sample:
    """Draw the wave's sample from its frame with the seed that was committed to, and reveal the seed in the
    certificate."""
    next_state(wave.state, WaveAction.DRAW)
    load = wave.load
    seed = vault.unseal(vault.standing_key(SEEDS_KEY), bytes(wave.sealed_seed), context=wave.subject)
    if commit(seed) != wave.seed_commitment:
        raise Refused("The seed is not the one that was committed to; nothing was drawn")
    certificate = draw_sample(
        folders.frame_folder(load),
        seeds=Seeds.of(seed),
        design=SampleDesign(fraction=wave.programme.fraction),
        out=folders.sample_folder(load),
    )
    return _store_sample(wave, certificate, actor, at)


@transaction.atomic
def _store_sample(wave: Wave, certificate: Certificate, actor: User, at: datetime) -> Sample:
    wave = Wave.objects.select_for_update().get(pk=wave.pk)
    wave.state = next_state(wave.state, WaveAction.DRAW)
    wave.save(update_fields=["state"])
    size = certificate.sample
    sample = Sample.objects.create(
        wave=wave, drawn_at=at, drawn_by=actor, size=size, certificate=certificate.to_mapping()
    )
    details = {"size": size, "certificate": certificate.digest()}
    audit.record(actor=actor, action="sample.drawn", subject=wave.subject, at=at, details=details)
    return sample


def frame_rules(wave: Wave) -> FrameRules:
    """The programme's rules as the frame's, for one month."""
    programme = wave.programme
    return FrameRules(
        sampling_fraction=programme.fraction,
        minimum_age=programme.minimum_age,
        repeat_contact_months=programme.repeat_contact_months,
        reported_from=wave.month,
        reported_to=wave.next_month - timedelta(days=1),
    )


def _digests_file(working: Path, digests: Iterable[str]) -> Path:
    path = working / "suppressed.parquet"
    pq.write_table(pa.table({"digest": pa.array(digests, pa.string())}), path)
    return path


def _contacts_file(working: Path, wave: Wave) -> Path:
    """Everybody who was released to the agency lately enough to be left alone. 31 days a month never lets anybody in
    early."""
    since = wave.month - timedelta(days=31 * wave.programme.repeat_contact_months)
    contacts = rights.recent_contacts(since=since)
    path = working / "surveyed.parquet"
    columns = {
        "digest": pa.array([digest for digest, _ in contacts], pa.string()),
        "on": pa.array([on for _, on in contacts], pa.date32()),
    }
    pq.write_table(pa.table(columns), path)
    return path


def _digest(files: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()
