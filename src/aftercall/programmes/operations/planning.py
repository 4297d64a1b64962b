"""What stands before any extract: the programme and its months."""

import secrets
from datetime import date, datetime

from django.db import transaction

from aftercall.core import audit, vault
from aftercall.core.errors import Refused
from aftercall.frames.draw import commit
from aftercall.programmes.models import Programme, Wave

SEEDS_KEY = "seeds"


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
        raise Refused(f"There is already a wave for {first:%B %Y}. Enter another month")
    seed = seed or secrets.token_bytes(32)
    reference = f"{first:%Y-%m}"
    sealed = vault.seal(vault.long_lived_key(SEEDS_KEY), seed, context=f"wave:{reference}")
    wave = Wave.objects.create(programme=programme, month=first, seed_commitment=commit(seed), sealed_seed=sealed)
    audit.record(
        actor=actor,
        action="wave.planned",
        subject=wave.subject,
        at=at,
        details={"seed_commitment": wave.seed_commitment},
    )
    return wave
