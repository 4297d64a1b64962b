"""Recording objections and releases of people. Only keyed digests are stored.

Objections are journalled, because a restored backup of the database has forgotten the latest of them.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import cast

from django.db import transaction

from aftercall.core import audit, journal
from aftercall.core.dates import months_later
from aftercall.core.errors import Refused
from aftercall.core.locks import Lock, lock_until_commit
from aftercall.suppression.models import (
    COOLING_TIME,
    CaseDigest,
    ContactDigest,
    HouseholdDigest,
    Objection,
    ObjectionSource,
    SuppressedDigest,
)
from aftercall.suppression.signals import objection_recorded

_BATCH = 500

JOURNAL_KIND = "objection"


class NobodyRecognised(Refused):
    """The details are too few to recognise anyone by."""


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
        raise NobodyRecognised(
            "Enter a phone number, email address, date of birth or postcode. If you have, check it for mistakes"
        )
    objection = _store(distinct, source, at)
    audit.record(
        actor=actor,
        action="objection.recorded",
        subject=objection.subject,
        at=at,
        details={"source": source.value},
    )
    journal.record(JOURNAL_KIND, _payload(distinct, source, at))
    if source != ObjectionSource.PUBLIC_SITE:
        _tell(distinct, at)
    return objection


def _tell(digests: Collection[str], at: datetime) -> None:
    """Let the rooms above this one end what they hold of the person. After a request on the public site the job does
    it, because the time that the answer takes must not tell whether there was anything."""
    objection_recorded.send(sender=Objection, digests=digests, at=at)


def _payload(digests: Iterable[str], source: str, at: datetime, added: Iterable[str] = ()) -> dict[str, object]:
    """What the journal keeps of an objection. added: those of the digests that are of the cases it closed."""
    payload: dict[str, object] = {"digests": sorted(digests), "source": str(source), "recorded_at": at.isoformat()}
    return {**payload, "added": sorted(added)} if added else payload


def record_again(payload: Mapping[str, object]) -> list[str]:
    """Put a journalled objection back that a restored database has forgotten, or those of its digests that it has
    forgotten. Returns its digests. The audit entry is that of the restore."""
    digests, added = _listed(payload, "digests"), frozenset(_listed(payload, "added"))
    source, at = ObjectionSource(str(payload["source"])), datetime.fromisoformat(str(payload["recorded_at"]))
    same = Objection.objects.filter(source=source, recorded_at=at, digests__digest__in=digests).first()
    if same:
        missing = set(digests) - set(same.digests.values_list("digest", flat=True))
        _store_digests(same, sorted(missing), added)
    else:
        _store(digests, source, at, added)
    _tell(digests, at)
    return digests


def _listed(payload: Mapping[str, object], name: str) -> list[str]:
    return [str(one) for one in cast("list[object]", payload.get(name, []))]


def _store(
    digests: Iterable[str], source: ObjectionSource, at: datetime, added: Collection[str] = frozenset()
) -> Objection:
    erase_at = at + COOLING_TIME if source == ObjectionSource.PUBLIC_SITE else None
    objection = Objection.objects.create(source=source, recorded_at=at, erase_at=erase_at)
    _store_digests(objection, digests, added)
    return objection


def _store_digests(objection: Objection, digests: Iterable[str], added: Collection[str]) -> None:
    rows = (SuppressedDigest(objection=objection, digest=one, added=one in added) for one in digests)
    SuppressedDigest.objects.bulk_create(rows)


@transaction.atomic
def record_imported(*, people: Sequence[Iterable[str]], known: int, actor: audit.Actor, at: datetime) -> None:
    """Add people of an imported list, each by their digests, with one audit entry. known: how many of the list are not
    added, because they are on it already."""
    source = ObjectionSource.IMPORTED
    objections = Objection.objects.bulk_create(
        [Objection(source=source, recorded_at=at) for _ in people], batch_size=_BATCH
    )
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
    journal.record_all(JOURNAL_KIND, [_payload(digests, source, at) for digests in people])
    _tell(sorted({digest for digests in people for digest in digests}), at)


def add_digests(objection: int, digests: Iterable[str]) -> int:
    """Within the caller's transaction and with the list locked, add digests of the same person to an objection. Returns
    how many are new."""
    known = dict(SuppressedDigest.objects.filter(objection=objection).values_list("digest", "added"))
    new = sorted(set(digests) - set(known))
    if new:
        row = Objection.objects.get(pk=objection)
        added = {*new, *(digest for digest, was_added in known.items() if was_added)}
        _store_digests(row, new, added)
        journal.record(JOURNAL_KIND, _payload({*known, *new}, row.source, row.recorded_at, added))
        _tell(new, row.recorded_at)
    return len(new)


@transaction.atomic
def complete_objections() -> int:
    """Add to each new objection the digests of the cases that it closed, so that the person is also recognised by what
    they did not give, and end what else is held of them. Returns how many objections have more digests now.

    This is not done with the objection, so that recording one takes as long whether or not the person is known.
    """
    lock_suppression_list()
    for objection in Objection.objects.filter(completed=False, source=ObjectionSource.PUBLIC_SITE).order_by("pk"):
        _tell(list(objection.digests.values_list("digest", flat=True)), objection.recorded_at)
    new = list(Objection.objects.filter(completed=False).values_list("pk", flat=True))
    more = sum(bool(add_digests(key, _digests_of_cases_of(key))) for key in new)
    Objection.objects.filter(pk__in=new).update(completed=True)
    return more


def _digests_of_cases_of(objection: int) -> Iterable[str]:
    own = SuppressedDigest.objects.filter(objection=objection).values("digest")
    cases = CaseDigest.objects.filter(digest__in=own).values("reference")
    return CaseDigest.objects.filter(reference__in=cases).values_list("digest", flat=True).distinct()


def remember_contacts(
    *,
    people: Mapping[str, Iterable[str]],
    last_call_on: date,
    repeat_contact_months: int,
    for_objections: Mapping[str, Iterable[str]] | None = None,
    households: Mapping[str, Iterable[str]] | None = None,
) -> None:
    """Store the digests of people who are released, within the caller's transaction: once with the references of their
    cases, and once without, for as long as they must not be contacted again.

    people: the digests by the case's reference. for_objections, households: further ones, which only find the cases of
    people who object. last_call_on: the last day on which any of them may be called.
    """
    digests = {reference: sorted(set(own)) for reference, own in people.items()}
    _remember(CaseDigest, digests)
    _remember(CaseDigest, for_objections or {})
    _remember(HouseholdDigest, households or {})
    free_on = months_later(last_call_on, repeat_contact_months)
    ContactDigest.objects.bulk_create(
        (
            ContactDigest(digest=digest, last_call_on=last_call_on, free_on=free_on)
            for digest in sorted({digest for own in digests.values() for digest in own})
        ),
        batch_size=_BATCH,
    )


def _remember[Digest: (CaseDigest, HouseholdDigest)](model: type[Digest], digests: Mapping[str, Iterable[str]]) -> None:
    rows = (model(reference=reference, digest=one) for reference, own in digests.items() for one in own)
    model.objects.bulk_create(rows, batch_size=_BATCH)


def remember_corrected(*, reference: str, digests: Iterable[str]) -> None:
    """Within the caller's transaction, store further digests of a case's person, whose details have been corrected: an
    objection may have the new ones only."""
    known = CaseDigest.objects.filter(reference=reference).values_list("digest", flat=True)
    _remember(CaseDigest, {reference: sorted(set(digests) - set(known))})


def forget_cases(references: Iterable[str]) -> int:
    """Delete the digests that lead to these cases, within the caller's transaction. Returns how many."""
    cases = list(references)
    return sum(model.objects.filter(reference__in=cases).delete()[0] for model in (CaseDigest, HouseholdDigest))


def forget_contacts(*, on: date, months: int) -> int:
    """Delete the digests of people who may be contacted again. months: the longest repeat interval in use, because the
    longer one counts. Returns how many."""
    free = ContactDigest.objects.filter(free_on__lte=on, last_call_on__lte=months_later(on, -months))
    return free.delete()[0]
