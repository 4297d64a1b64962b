"""Drawing a wave's sample."""

from datetime import datetime

from django.db import transaction

from aftercall.accounts.models import User
from aftercall.core import audit, vault
from aftercall.core.errors import Refused
from aftercall.frames.certificate import Certificate
from aftercall.frames.design import SampleDesign
from aftercall.frames.draw import Seeds, commit, draw_sample
from aftercall.programmes import folders, kept_extracts
from aftercall.programmes.models import ExtractLoad, Sample, Wave
from aftercall.programmes.operations.advancing import advance
from aftercall.programmes.operations.load_jobs import check_last_load
from aftercall.programmes.operations.planning import SEEDS_KEY
from aftercall.programmes.policies import require_current_load, require_final_frame
from aftercall.programmes.retention import require_retained
from aftercall.programmes.states import WaveAction, next_state


def draw(*, wave: Wave, actor: User, at: datetime) -> Sample:
    """Draw the wave's sample from its frame with the committed seed, and reveal the seed in the certificate.

    Refused while an extract is being loaded, or while decisions about possible matches wait for the next load.
    """
    next_state(wave.state, WaveAction.DRAW)
    require_retained(wave)
    check_last_load(wave=wave, at=at)
    require_final_frame(wave)
    load = wave.load
    seed = vault.decrypt(vault.long_lived_key(SEEDS_KEY), bytes(wave.sealed_seed), context=wave.subject)
    if commit(seed) != wave.seed_commitment:
        raise Refused("The sample has not been drawn, because the seed does not match the commitment to it")
    certificate = draw_sample(
        folders.frame_folder(load),
        seeds=Seeds.of(seed),
        design=SampleDesign(fraction=wave.version.fraction),
        out=folders.sample_folder(load),
    )
    return _store_sample(load, certificate, actor, at)


@transaction.atomic
def _store_sample(load: ExtractLoad, certificate: Certificate, actor: User, at: datetime) -> Sample:
    wave = advance(load.wave, WaveAction.DRAW)
    require_final_frame(wave)
    require_current_load(load)
    kept_extracts.destroy_on_commit(load.folder, at=at)
    size = certificate.sample
    sample = Sample.objects.create(
        wave=wave, drawn_at=at, drawn_by=actor, size=size, certificate=certificate.to_mapping()
    )
    details = {"size": size, "certificate": certificate.digest()}
    audit.record(actor=actor, action="sample.drawn", subject=wave.subject, at=at, details=details)
    return sample
