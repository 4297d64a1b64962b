"""Recording what people agreed to, looking at it, and ending it."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from aftercall.accounts.models import User
from aftercall.consents import queries
from aftercall.consents.details import RINGS, consent_digests, open_details, seal_details
from aftercall.consents.models import Consent, ConsentDigest, ConsentOutcome, RestrictedDigest
from aftercall.core import audit, journal, tombstones, vault
from aftercall.core.dates import months_later
from aftercall.core.errors import Refused
from aftercall.core.new_rings import new_rings
from aftercall.core.references import new_reference
from aftercall.core.statements import update_where
from aftercall.programmes.models import Programme
from aftercall.suppression import queries as suppression
from aftercall.suppression.operations import lock_suppression_list

JOURNAL_KIND = "consent"
RESTRICTED = "The person has asked us not to use their data for now. You can use this record once that is lifted"
CHOOSABLE = (ConsentOutcome.DONE, ConsentOutcome.NOT_REACHED, ConsentOutcome.WITHDRAWN)


@dataclass(frozen=True)
class GivenConsent:
    """One thing that a person agreed to. details: what they agreed to give, by name. months: how long it is kept."""

    name: str
    purpose: str
    details: Mapping[str, str]
    months: int


@contextmanager
def consent_rings(count: int) -> Iterator[list[str]]:
    """The key rings of new records, around the transaction that stores them. Those that it does not use are destroyed,
    also if the process is killed."""
    names = [f"{RINGS}{new_reference()}" for _ in range(count)]
    with new_rings(*names, slots=1, in_use=Consent.objects.filter(ring__in=names).exists):
        yield names
        used = set(Consent.objects.filter(ring__in=names).values_list("ring", flat=True)) if names else set()
        for name in set(names) - used:
            vault.destroy_ring(name)


def record_consent(*, given: GivenConsent, ring: str, digests: Iterable[str], programme: Programme, on: date) -> None:
    """Make a record of a consent that was given on a day, within the caller's transaction. ring: one of
    `consent_rings`.

    There is no audit entry of a record's beginning: it would be beside that of the interview. digests: those by which
    the suppression list recognises the person, or their household.
    """
    consent = Consent(
        reference=new_reference(),
        programme=programme,
        name=given.name,
        purpose=given.purpose,
        given_on=on,
        ends_on=months_later(on, given.months),
        ring=ring,
    )
    consent.sealed_details = seal_details(consent, given.details)
    consent.save()
    own = sorted(consent_digests(digests))
    ConsentDigest.objects.bulk_create(ConsentDigest(consent=consent, digest=digest) for digest in own)


@transaction.atomic
def see_details(*, consent: Consent, actor: User, at: datetime) -> dict[str, str]:
    """The details of a record, to contact the person. The audit log records each look. Refused once it has ended,
    while its use is restricted, and once the person has objected on the public site, after which a job ends it."""
    lock_suppression_list()
    consent.refresh_from_db()
    require_usable(consent)
    objected = consent in queries.consents_of(suppression.digests_not_completed())
    details = {} if objected else open_details(consent)
    if not details:
        raise Refused("This record has ended, and the person’s details have been erased. Choose another one")
    audit.record(actor=actor, action="consent.seen", subject=consent.subject, at=at, details={"consent": consent.name})
    return details


@transaction.atomic
def end_consent(*, consent: Consent, outcome: ConsentOutcome, actor: audit.Actor, at: datetime) -> None:
    """End a record: its key is destroyed on commit, so nobody can read the details again. Refused if it has ended, and
    while its use is restricted, unless the person themselves withdraws."""
    if outcome != ConsentOutcome.WITHDRAWN:
        require_usable(consent)
    if not _end(consent, outcome, at):
        raise Refused("This record has already ended. Choose another one")
    details = {"consent": consent.name, "outcome": outcome.value}
    audit.record(actor=actor, action="consent.ended", subject=consent.subject, at=at, details=details)


@transaction.atomic
def end_past_retention(*, at: datetime) -> int:
    """End the records whose agreed time has ended. Returns how many."""
    return sum(_end(consent, ConsentOutcome.EXPIRED, at) for consent in queries.past_retention(timezone.localdate(at)))


def require_usable(consent: Consent) -> None:
    """Refuse while the person has had the use of their data restricted."""
    if queries.restricted_keys().filter(consent=consent).exists():
        raise Refused(RESTRICTED)


def restrict_consents(*, restriction: str, digests: Iterable[str]) -> None:
    """Let nobody use the consents of a person, also those that will still be recorded, within the caller's transaction
    and with the suppression list locked. restriction: its reference."""
    known = RestrictedDigest.objects.filter(restriction=restriction).values_list("digest", flat=True)
    new = sorted(consent_digests(digests) - set(known))
    RestrictedDigest.objects.bulk_create(RestrictedDigest(restriction=restriction, digest=one) for one in new)


def lift_restriction_of_consents(*, restriction: str) -> bool:
    """Let the consents be used again, within the caller's transaction. Returns whether they were restricted."""
    deleted, _ = RestrictedDigest.objects.filter(restriction=restriction).delete()
    return bool(deleted)


def end_for_objector(*, digests: Iterable[str], at: datetime) -> int:
    """End every record of a person who objects, within the caller's transaction. Returns how many."""
    return sum(_end(consent, ConsentOutcome.OBJECTED, at) for consent in queries.consents_of(digests))


def _end(consent: Consent, outcome: ConsentOutcome, at: datetime) -> bool:
    ended_on = timezone.localdate(at)
    if not _mark_ended(consent, ended_on, outcome):
        return False
    tombstones.destroy_ring_on_commit(consent.ring, at=at)
    journal.record(JOURNAL_KIND, {"ring": consent.ring, "ended_on": ended_on.isoformat(), "outcome": outcome.value})
    return True


def _mark_ended(consent: Consent, on: date, outcome: ConsentOutcome) -> bool:
    changes = {"ended_on": on, "outcome": outcome.value, "sealed_details": b""}
    if not update_where(Consent, changes, pk=consent.pk, ended_on=None):
        return False
    consent.digests.all().delete()
    return True


def replay(payload: Mapping[str, object], at: datetime) -> None:  # noqa: ARG001 - as every replay
    """End a record again that a restored database takes for open. Its key has a tombstone, which is journalled too."""
    for consent in Consent.objects.filter(ring=payload["ring"]):
        _mark_ended(consent, date.fromisoformat(str(payload["ended_on"])), ConsentOutcome(str(payload["outcome"])))
