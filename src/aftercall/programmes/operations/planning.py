"""Planning a programme's waves, before their extracts are loaded."""

import secrets
from datetime import date, datetime

from django.db import transaction

from aftercall.core import audit, vault
from aftercall.core.errors import Refused
from aftercall.frames.draw import commit
from aftercall.programmes import queries
from aftercall.programmes.models import LoadJob, Programme, Wave
from aftercall.programmes.states import WaveState

SEEDS_KEY = "seeds"


@transaction.atomic
def plan_wave(
    *, programme: Programme, month: date, actor: audit.Actor, at: datetime, seed: bytes | None = None
) -> Wave:
    """Plan a month's wave with the version in effect on its first day. The draw's seed is fixed before the extract
    arrives: the audit log holds a commitment to it."""
    first = month.replace(day=1)
    if Wave.objects.filter(programme=programme, month=first).exists():
        raise Refused(f"There is already a wave for {first:%B %Y}. Enter another month")
    version = queries.version_on(programme, first)
    if version is None:
        raise Refused(
            "This programme’s settings are not complete yet. Ask an administrator to confirm its first version"
        )
    seed = seed or secrets.token_bytes(32)
    reference = f"{programme.slug}-{first:%Y-%m}"
    encrypted = vault.encrypt(vault.long_lived_key(SEEDS_KEY), seed, context=f"wave:{reference}")
    wave = Wave.objects.create(
        programme=programme,
        version=version,
        month=first,
        reference=reference,
        seed_commitment=commit(seed),
        sealed_seed=encrypted,
    )
    audit.record(
        actor=actor,
        action="wave.planned",
        subject=wave.subject,
        at=at,
        details={"seed_commitment": wave.seed_commitment, "version": version.number},
    )
    return wave


@transaction.atomic
def remove_wave(*, wave: Wave, actor: audit.Actor, at: datetime) -> None:
    """Remove a planned wave, so that its month can be planned again or left out. Refused once an extract has been
    loaded, and while one is being loaded."""
    locked = Wave.objects.select_for_update().get(pk=wave.pk)
    if locked.state != WaveState.PLANNED:
        raise Refused("You can only remove a month before its extract is loaded")
    if queries.load_is_running(locked):
        raise Refused("An extract is being loaded into this month. You can remove the month only if loading fails")
    LoadJob.objects.filter(wave=locked).delete()
    details = {"seed_commitment": locked.seed_commitment}
    locked.delete()
    audit.record(actor=actor, action="wave.removed", subject=wave.subject, at=at, details=details)
