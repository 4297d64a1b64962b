"""Objections: recorded at once, under keyed digests only."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from aftercall.core import audit
from aftercall.core.errors import Refused
from aftercall.suppression.models import ContactDigest, Objection, ObjectionSource, SuppressedDigest


@transaction.atomic
def record_objection(*, digests: Iterable[str], source: ObjectionSource, actor: audit.Actor, at: datetime) -> Objection:
    """Put a person on the suppression list. Refused where there is no digest to recognise them by."""
    wanted = sorted(set(digests))
    if not wanted:
        raise Refused(
            "Enter a phone number, email address, date of birth or postcode. If you have, check it for mistakes"
        )
    objection = Objection.objects.create(source=source, recorded_at=at)
    SuppressedDigest.objects.bulk_create(SuppressedDigest(objection=objection, digest=digest) for digest in wanted)
    audit.record(
        actor=actor,
        action="objection.recorded",
        subject=f"objection:{objection.pk}",
        at=at,
        details={"source": source.value},
    )
    return objection


def remember_contact(*, reference: str, digests: Iterable[str], released_on: date) -> list[ContactDigest]:
    """The rows, unsaved, that remember one released person. The release saves them all at once, in its own
    transaction."""
    return [
        ContactDigest(reference=reference, digest=digest, released_on=released_on) for digest in sorted(set(digests))
    ]
