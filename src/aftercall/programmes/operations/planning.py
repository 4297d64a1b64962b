"""Setting up the programme and planning its waves, before their extracts are loaded."""

import secrets
from datetime import date, datetime

from django.db import transaction

from aftercall.core import audit, vault
from aftercall.core.errors import Refused
from aftercall.frames.draw import commit
from aftercall.programmes.models import CallingRules, Programme, Survey, Wave

SEEDS_KEY = "seeds"


@transaction.atomic
def set_up_programme(
    *, survey: Survey, calling: CallingRules, programme: Programme, actor: audit.Actor, at: datetime
) -> Programme:
    """Save a new programme with its survey and calling rules. If this raises ValidationError, nothing is saved."""
    for record in (survey, calling):
        record.full_clean()
        record.save()
    programme.survey, programme.calling = survey, calling
    programme.full_clean()
    programme.save()
    details = {
        "fraction": str(programme.sampling_fraction),
        "rules": programme.exclusion_rules,
        "instrument": programme.survey.instrument.reference,
    }
    audit.record(actor=actor, action="programme.set_up", subject=f"programme:{programme.pk}", at=at, details=details)
    return programme


@transaction.atomic
def plan_wave(
    *, programme: Programme, month: date, actor: audit.Actor, at: datetime, seed: bytes | None = None
) -> Wave:
    """Plan a month's wave. The draw's seed is fixed before the extract arrives: the audit log holds a commitment to
    it."""
    first = month.replace(day=1)
    if Wave.objects.filter(programme=programme, month=first).exists():
        raise Refused(f"There is already a wave for {first:%B %Y}. Enter another month")
    seed = seed or secrets.token_bytes(32)
    reference = f"{first:%Y-%m}"
    encrypted = vault.encrypt(vault.long_lived_key(SEEDS_KEY), seed, context=f"wave:{reference}")
    wave = Wave.objects.create(programme=programme, month=first, seed_commitment=commit(seed), sealed_seed=encrypted)
    audit.record(
        actor=actor,
        action="wave.planned",
        subject=wave.subject,
        at=at,
        details={"seed_commitment": wave.seed_commitment},
    )
    return wave
