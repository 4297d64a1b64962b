"""Recording what people agreed to, looking at it, and ending it."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

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
RESTRICTION_KIND = "restriction"
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
    even if the process is killed."""
    names = [f"{RINGS}{new_reference()}" for _ in range(count)]
    with new_rings(*names, slots=1, in_use=Consent.objects.filter(ring__in=names).exists):
        yield names
        used = set(Consent.objects.filter(ring__in=names).values_list("ring", flat=True)) if names else set()
        for name in set(names) - used:
            vault.destroy_ring(name)


def record_consent(*, given: GivenConsent, ring: str, digests: Iterable[str], programme: Programme, on: date) -> None:
    """Make a record of a consent that was given on a day, within the caller's transaction. ring: one of
    `consent_rings`.

    There is no audit entry for the making of a record: it would be next to that of the interview. digests: those by
    which the suppression list recognises the person, or their household.
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
    """Let nobody use the consents of a person, including those still to be recorded, within the caller's transaction
    and with the suppression list locked. restriction: its reference. Journalled, because a restored backup may not know
    of it."""
    known = set(RestrictedDigest.objects.filter(restriction=restriction).values_list("digest", flat=True))
    new = consent_digests(digests) - known
    _store_restriction(restriction, new)
    journal.record(RESTRICTION_KIND, {"restriction": restriction, "digests": sorted(known | new)})


def _store_restriction(restriction: str, digests: Iterable[str]) -> None:
    rows = (RestrictedDigest(restriction=restriction, digest=digest) for digest in sorted(digests))
    RestrictedDigest.objects.bulk_create(rows)


def lift_restriction_of_consents(*, restriction: str) -> None:
    """Let the consents be used again, within the caller's transaction."""
    RestrictedDigest.objects.filter(restriction=restriction).delete()
    journal.record(RESTRICTION_KIND, {"restriction": restriction, "digests": []})


def replay_restriction(*, restriction: str, digests: Iterable[str]) -> None:
    """Restore a restriction as it was journalled; without digests, it was lifted."""
    RestrictedDigest.objects.filter(restriction=restriction).delete()
    _store_restriction(restriction, digests)


def correct_details(
    *, consents: Iterable[Consent], changes: Mapping[str, str], digests: Iterable[str], actor: audit.Actor, at: datetime
) -> int:
    """Correct the details of these records, within the caller's transaction (Article 16 of the UK GDPR): those of the
    changes that each record has. digests: by which the suppression list recognises the person with the corrected
    details. Returns how many records changed."""
    added, corrected = consent_digests(digests), 0
    for consent in consents:
        known = open_details(consent)
        details = {**known, **{name: value for name, value in changes.items() if name in known}}
        if details == known:
            continue
        consent.sealed_details = seal_details(consent, details)
        consent.save(update_fields=["sealed_details"])
        new = sorted(added - set(consent.digests.values_list("digest", flat=True)))
        ConsentDigest.objects.bulk_create(ConsentDigest(consent=consent, digest=digest) for digest in new)
        audit.record(actor=actor, action="consent.corrected", subject=consent.subject, at=at)
        corrected += 1
    return corrected


def end_for_objector(*, digests: Iterable[str], at: datetime) -> int:
    """End every record of a person who objects, within the caller's transaction. Returns how many."""
    return sum(_end(consent, ConsentOutcome.OBJECTED, at) for consent in queries.consents_of(digests))


def _end(consent: Consent, outcome: ConsentOutcome, at: datetime) -> bool:
    ended_on = timezone.localdate(at)
    if not _mark_ended(consent, ended_on, outcome):
        return False
    tombstones.destroy_ring_on_commit(consent.ring, at=at)
    journal.record(JOURNAL_KIND, _journalled(consent, ended_on, outcome))
    return True


def _journalled(consent: Consent, ended_on: date, outcome: ConsentOutcome) -> dict[str, object]:
    """All that remains of a record once it has ended."""
    return {
        "ring": consent.ring,
        "ended_on": ended_on.isoformat(),
        "outcome": outcome.value,
        "reference": consent.reference,
        "programme": consent.programme.slug,
        "name": consent.name,
        "purpose": consent.purpose,
        "given_on": consent.given_on.isoformat(),
        "ends_on": consent.ends_on.isoformat(),
    }


def _mark_ended(consent: Consent, on: date, outcome: ConsentOutcome) -> bool:
    changes = {"ended_on": on, "outcome": outcome.value, "sealed_details": b""}
    if not update_where(Consent, changes, pk=consent.pk, ended_on=None):
        return False
    consent.digests.all().delete()
    return True


def replay(payload: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG001 - as every replay
    """End again a record that a restored database takes for open, or has forgotten. What remains of it is counted. Its
    key has a tombstone, which is journalled too."""
    on, outcome = date.fromisoformat(str(payload["ended_on"])), ConsentOutcome(str(payload["outcome"]))
    if consent := Consent.objects.filter(ring=payload["ring"]).first():
        _mark_ended(consent, on, outcome)
    elif programme := Programme.objects.filter(slug=payload.get("programme")).first():
        Consent.objects.create(
            reference=payload["reference"],
            programme=programme,
            name=payload["name"],
            purpose=payload["purpose"],
            given_on=date.fromisoformat(str(payload["given_on"])),
            ends_on=date.fromisoformat(str(payload["ends_on"])),
            ring=payload["ring"],
            sealed_details=b"",
            ended_on=on,
            outcome=outcome,
        )
