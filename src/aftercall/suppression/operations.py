"""Recording objections and releases of people. Only keyed digests are stored."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from aftercall.core import audit
from aftercall.core.dates import months_later
from aftercall.core.errors import Refused
from aftercall.core.locks import Lock, lock_until_commit
from aftercall.suppression.models import COOLING_TIME, ContactDigest, Objection, ObjectionSource, SuppressedDigest


def lock_suppression_list() -> None:
    """Called first by whatever reads the list and acts on it, or adds to it: an objection that is being recorded is
    then seen by a release, and a release by an objection."""
    lock_until_commit(Lock.SUPPRESSION_LIST)


@transaction.atomic
def record_objection(*, digests: Iterable[str], source: ObjectionSource, actor: audit.Actor, at: datetime) -> Objection:
    """Add a person to the suppression list. Refused if there is no digest by which to recognise them.

    The caller destroys the contact details, except after a request on the public site: they are kept for the cooling
    time.
    """
    distinct = sorted(set(digests))
    if not distinct:
        raise Refused(
            "Enter a phone number, email address, date of birth or postcode. If you have, check it for mistakes"
        )
    erase_at = at + COOLING_TIME if source == ObjectionSource.PUBLIC_SITE else None
    objection = Objection.objects.create(source=source, recorded_at=at, erase_at=erase_at)
    SuppressedDigest.objects.bulk_create(SuppressedDigest(objection=objection, digest=digest) for digest in distinct)
    audit.record(
        actor=actor,
        action="objection.recorded",
        subject=objection.subject,
        at=at,
        details={"source": source.value},
    )
    return objection


def build_contact_digests(
    *, reference: str, digests: Iterable[str], released_on: date, last_call_on: date, repeat_contact_months: int
) -> list[ContactDigest]:
    """Build the rows that record the release of one person. They are not saved here: the release saves everyone's rows
    together, in its own transaction."""
    free_on = months_later(last_call_on, repeat_contact_months)
    dates = {"released_on": released_on, "last_call_on": last_call_on, "free_on": free_on}
    return [ContactDigest(reference=reference, digest=digest, **dates) for digest in sorted(set(digests))]
