"""Recording objections and releases of people. Only keyed digests are stored."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction

from aftercall.core import audit
from aftercall.core.dates import months_later
from aftercall.core.errors import Refused
from aftercall.core.locks import Lock, lock_until_commit
from aftercall.suppression.models import ContactDigest, Objection, ObjectionSource, SuppressedDigest

_BATCH = 5_000


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
    objection = Objection.objects.create(source=source, recorded_at=at)
    SuppressedDigest.objects.bulk_create(SuppressedDigest(objection=objection, digest=digest) for digest in distinct)
    audit.record(
        actor=actor,
        action="objection.recorded",
        subject=f"objection:{objection.pk}",
        at=at,
        details={"source": source.value},
    )
    return objection


@transaction.atomic
def record_imported(*, people: Sequence[Iterable[str]], known: int, actor: audit.Actor, at: datetime) -> None:
    """Add people of an imported list, each by their digests, with one audit entry. known: how many of the list are not
    added, because they are on it already."""
    rows = [Objection(source=ObjectionSource.IMPORTED, recorded_at=at) for _ in people]
    objections = Objection.objects.bulk_create(rows, batch_size=_BATCH)
    SuppressedDigest.objects.bulk_create(
        (
            SuppressedDigest(objection=objection, digest=digest)
            for objection, digests in zip(objections, people, strict=True)
            for digest in sorted(digests)
        ),
        batch_size=_BATCH,
    )
    details = {"added": len(people), "known": known}
    audit.record(actor=actor, action="objections.imported", subject="suppression list", at=at, details=details)


def add_digests(objection: int, digests: Iterable[str]) -> int:
    """Within the caller's transaction and with the list locked, add digests of the same person to an objection. Returns
    how many are new."""
    known = SuppressedDigest.objects.filter(objection=objection).values_list("digest", flat=True)
    new = sorted(set(digests) - set(known))
    SuppressedDigest.objects.bulk_create(SuppressedDigest(objection_id=objection, digest=digest) for digest in new)
    return len(new)


@transaction.atomic
def complete_objections() -> int:
    """Add to each new objection the digests of the cases that it closed, so that the person is also recognised by what
    they did not give. Returns how many objections have more digests now.

    This is not done with the objection, so that recording one takes as long whether or not the person is known.
    """
    lock_suppression_list()
    new = list(Objection.objects.filter(completed=False).values_list("pk", flat=True))
    more = sum(bool(add_digests(key, _digests_of_cases_of(key))) for key in new)
    Objection.objects.filter(pk__in=new).update(completed=True)
    return more


def _digests_of_cases_of(objection: int) -> Iterable[str]:
    own = SuppressedDigest.objects.filter(objection=objection).values("digest")
    cases = ContactDigest.objects.filter(digest__in=own).values("reference")
    return ContactDigest.objects.filter(reference__in=cases).values_list("digest", flat=True).distinct()


def build_contact_digests(
    *, reference: str, digests: Iterable[str], released_on: date, last_call_on: date, repeat_contact_months: int
) -> list[ContactDigest]:
    """Build the rows that record the release of one person. They are not saved here: the release saves everyone's rows
    together, in its own transaction."""
    free_on = months_later(last_call_on, repeat_contact_months)
    dates = {"released_on": released_on, "last_call_on": last_call_on, "free_on": free_on}
    return [ContactDigest(reference=reference, digest=digest, **dates) for digest in sorted(set(digests))]
