"""Recording objections and releases of people. Only keyed digests are stored.

Objections are journalled, because a restored backup of the database has forgotten the latest of them.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import cast

from django.db import transaction

from aftercall.core import audit, journal
from aftercall.core.dates import months_later
from aftercall.core.errors import Refused
from aftercall.core.locks import Lock, lock_until_commit
from aftercall.suppression.models import ContactDigest, Objection, ObjectionSource, SuppressedDigest

JOURNAL_KIND = "objection"


def lock_suppression_list() -> None:
    """Called first by whatever reads the list and acts on it, or adds to it: an objection that is being recorded is
    then seen by a release, and a release by an objection."""
    lock_until_commit(Lock.SUPPRESSION_LIST)


@transaction.atomic
def record_objection(*, digests: Iterable[str], source: ObjectionSource, actor: audit.Actor, at: datetime) -> Objection:
    """Add a person to the suppression list. Refused if there is no digest by which to recognise them."""
    distinct = sorted(set(digests))
    if not distinct:
        raise Refused(
            "Enter a phone number, email address, date of birth or postcode. If you have, check it for mistakes"
        )
    objection = _store(distinct, source, at)
    audit.record(
        actor=actor,
        action="objection.recorded",
        subject=f"objection:{objection.pk}",
        at=at,
        details={"source": source.value},
    )
    journal.record(JOURNAL_KIND, {"digests": distinct, "source": source.value, "recorded_at": at.isoformat()})
    return objection


def record_again(payload: Mapping[str, object]) -> list[str]:
    """Put a journalled objection back that a restored database has forgotten. Returns its digests. The audit entry is
    that of the restore."""
    digests = [str(digest) for digest in cast("list[object]", payload["digests"])]
    recorded_at = datetime.fromisoformat(str(payload["recorded_at"]))
    _store(digests, ObjectionSource(str(payload["source"])), recorded_at)
    return digests


def _store(digests: Iterable[str], source: ObjectionSource, at: datetime) -> Objection:
    objection = Objection.objects.create(source=source, recorded_at=at)
    SuppressedDigest.objects.bulk_create(SuppressedDigest(objection=objection, digest=digest) for digest in digests)
    return objection


def build_contact_digests(
    *, reference: str, digests: Iterable[str], released_on: date, last_call_on: date, repeat_contact_months: int
) -> list[ContactDigest]:
    """Build the rows that record the release of one person. They are not saved here: the release saves everyone's rows
    together, in its own transaction."""
    free_on = months_later(last_call_on, repeat_contact_months)
    dates = {"released_on": released_on, "last_call_on": last_call_on, "free_on": free_on}
    return [ContactDigest(reference=reference, digest=digest, **dates) for digest in sorted(set(digests))]
