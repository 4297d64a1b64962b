"""Planning a programme's waves, before their extracts are loaded."""

import secrets
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from aftercall.core import audit, vault
from aftercall.core.errors import Refused
from aftercall.frames.draw import commit
from aftercall.programmes import queries
from aftercall.programmes.models import LoadJob, Programme, Wave
from aftercall.programmes.policies import require_month_to_open, require_removable

SEEDS_KEY = "seeds"


@transaction.atomic
def plan_wave(
    *, programme: Programme, month: date, actor: audit.Actor, at: datetime, seed: bytes | None = None
) -> Wave:
    """Plan a month's wave with the version in effect on its first day. The draw's seed is fixed before the extract
    arrives: the audit log holds a commitment to it. Refused for a month far in the past, or after the next one."""
    first = month.replace(day=1)
    if Wave.objects.filter(programme=programme, month=first).exists():
        raise Refused(f"{programme} already has {first:%B %Y}. Choose it in the list above, or enter another month")
    version = queries.version_on(programme, first)
    if version is None:
        raise Refused(
            "This programme’s settings are not complete yet. Ask an administrator to confirm its first version"
        )
    require_month_to_open(programme, first, today=timezone.localdate(at))
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
    require_removable(locked)
    LoadJob.objects.filter(wave=locked).delete()
    details = {"seed_commitment": locked.seed_commitment}
    locked.delete()
    audit.record(actor=actor, action="wave.removed", subject=wave.subject, at=at, details=details)
