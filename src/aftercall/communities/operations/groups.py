"""Planning a focus group, recruiting for it, and drawing its panel."""

import json
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from aftercall.accounts.models import User
from aftercall.communities import queries
from aftercall.communities.models import MOST_CANDIDATES, Candidate, FocusGroup
from aftercall.communities.operations.forgetting import forget_withdrawn
from aftercall.communities.panels.certificate import (
    MOST_DRAWS,
    PanelCertificate,
    certified_panel,
    commitment,
    seed_of_draw,
)
from aftercall.communities.sealing import (
    RINGS,
    CandidateAnswers,
    home_digest,
    open_answers,
    seal,
    seal_answers,
    unseal,
)
from aftercall.communities.states import LEFT, ON_PANEL, CandidateState, GroupState
from aftercall.consents.details import open_details
from aftercall.consents.models import Consent
from aftercall.consents.operations import require_usable
from aftercall.consents.queries import restricted_keys
from aftercall.core import audit
from aftercall.core.dates import months_later
from aftercall.core.errors import Refused
from aftercall.core.new_rings import new_rings
from aftercall.core.references import new_reference
from aftercall.errors import BadInput
from aftercall.methods.sortition import Candidate as Person
from aftercall.methods.sortition import Quota
from aftercall.programmes.models import Programme
from aftercall.suppression.operations import lock_suppression_list

MONTHS_KEPT = 6


@dataclass(frozen=True)
class Arrangements:
    """When and where a group meets, what people get, and what is asked."""

    held_on: date
    starts: time
    place: str
    access: str
    incentive: str
    guide: str


def plan_group(
    *,
    programme: Programme,
    title: str,
    topic: str,
    arrangements: Arrangements,
    size: int,
    quotas: Sequence[Quota],
    actor: User,
    at: datetime,
    seed: bytes | None = None,
) -> FocusGroup:
    """Plan a group, and commit to the seeds of its draws. seed: 32 random bytes, if none is given. Refused for
    a day that is over."""
    _require_to_come(arrangements.held_on, at)
    chosen = seed or secrets.token_bytes(32)
    group = FocusGroup(
        reference=new_reference(),
        programme=programme,
        title=title,
        topic=topic,
        **vars(arrangements),
        size=size,
        quotas=[asdict(quota) for quota in quotas],
        seed_commitment=commitment(seed_of_draw(chosen, 0)),
        ring=f"{RINGS}{secrets.token_hex(8)}",
        slots=MOST_CANDIDATES + 1,
        keep_until=months_later(arrangements.held_on, MONTHS_KEPT),
        planned_by=actor,
        planned_at=at,
    )
    with new_rings(group.ring, slots=group.slots, in_use=FocusGroup.objects.filter(ring=group.ring).exists):
        group.sealed_seed = seal(group, chosen.hex(), "seed")
        return _store(group, actor, at)


@transaction.atomic
def _store(group: FocusGroup, actor: User, at: datetime) -> FocusGroup:
    group.save()
    details = {"size": group.size, "seed_commitment": group.seed_commitment}
    audit.record(actor=actor, action="focus_group.planned", subject=group.subject, at=at, details=details)
    return group


@transaction.atomic
def change_group(*, group: FocusGroup, arrangements: Arrangements, actor: User, at: datetime) -> int:
    """Change what has nothing to do with the draw. Returns how many people on the panel must be told. Refused once the
    group has met, and for a day that is over."""
    group = FocusGroup.objects.select_for_update().get(pk=group.pk)
    if group.state not in {GroupState.RECRUITING, GroupState.DRAWN} or group.erased_at:
        raise Refused("This group has met, or has been cancelled")
    _require_to_come(arrangements.held_on, at)
    for name, value in vars(arrangements).items():
        setattr(group, name, value)
    group.keep_until = months_later(arrangements.held_on, MONTHS_KEPT)
    group.save(update_fields=[*vars(arrangements), "keep_until"])
    details = {"held_on": arrangements.held_on.isoformat()}
    audit.record(actor=actor, action="focus_group.changed", subject=group.subject, at=at, details=details)
    return group.candidates.filter(state__in=ON_PANEL).count()


def _require_to_come(held_on: date, at: datetime) -> None:
    if held_on < timezone.localdate(at):
        raise Refused("Enter a day from today on", field="held_on")


@transaction.atomic
def recruit(
    *, group: FocusGroup, consent: Consent, values: Mapping[str, str], needs: str, actor: User, at: datetime
) -> Candidate:
    """Store the answers of somebody who was asked and would come. Refused once the panel is drawn, or if the consent
    has ended or is about something else."""
    lock_suppression_list()
    group = _locked(group, GroupState.RECRUITING, "The panel has been drawn, so nobody can be added")
    consent.refresh_from_db()
    agreed = consent.name == queries.CONSENT and consent.programme_id == group.programme_id
    details = open_details(consent) if agreed else {}
    if not details:
        raise Refused("This record has ended, and the person’s details have been erased. Choose another one")
    require_usable(consent)
    slot = group.candidates.count() + 1
    if slot >= group.slots:
        raise Refused(f"{MOST_CANDIDATES} people would come, which is as many as a draw can have")
    if group.candidates.filter(consent=consent).exists():
        raise Refused("This person has been added already. Choose another one")
    candidate = Candidate(group=group, consent=consent, slot=slot)
    home = home_digest(group, details.get("phone") or consent.reference)
    digests = sorted(consent.digests.values_list("digest", flat=True))
    candidate.sealed_answers = seal_answers(candidate, CandidateAnswers(dict(values), home, needs, digests))
    candidate.save()
    audit.record(actor=actor, action="focus_group.recruited", subject=group.subject, at=at)
    return candidate


@transaction.atomic
def keep_refusal(*, group: FocusGroup, consent: Consent, actor: User, at: datetime) -> None:
    """Record that somebody who was asked would not come to this group, so that nobody asks them again. They can be
    asked for another one. Refused once the panel is drawn, or if they said before that they would come."""
    group = _locked(group, GroupState.RECRUITING, "The panel has been drawn, so nobody is asked any more")
    slot = group.candidates.count() + 1
    if slot >= group.slots or group.candidates.filter(consent=consent).exists():
        raise Refused("This person has been asked already. Choose another one")
    state = CandidateState.NOT_WILLING
    Candidate.objects.create(group=group, consent=consent, slot=slot, sealed_answers=b"", state=state)
    audit.record(actor=actor, action="focus_group.would_not_come", subject=group.subject, at=at)


@transaction.atomic
def draw_group(*, group: FocusGroup, actor: User, at: datetime) -> PanelCertificate:
    """Draw the panel from everybody who would come and whose consent is still open."""
    lock_suppression_list()
    group = _locked(group, GroupState.RECRUITING, "The panel has been drawn already")
    forget_withdrawn(at=at)
    people = pool_of(group)
    certificate = _certified(group, people, stay=(), gone=())
    group.sealed_pool = seal(group, json.dumps([asdict(person) for person in people], ensure_ascii=False), "pool")
    group.state = GroupState.DRAWN
    _keep(group, certificate)
    details = {"pool": certificate.pool, "size": certificate.size, "digest": certificate.digest()}
    audit.record(actor=actor, action="focus_group.drawn", subject=group.subject, at=at, details=details)
    return certificate


@transaction.atomic
def replace(*, group: FocusGroup, actor: User, at: datetime) -> PanelCertificate:
    """Draw replacements for everybody on the panel who declined or withdrew. Refused if nobody has."""
    lock_suppression_list()
    group = _locked(group, GroupState.DRAWN, "There is no panel to complete")
    forget_withdrawn(at=at)
    restricted, everyone = set(restricted_keys()), queries.candidates(group)
    stay = [one.consent.reference for one in everyone if one.state in ON_PANEL]
    gone = [one.consent.reference for one in everyone if one.state in LEFT or _cannot_come(one, restricted)]
    if len(stay) == group.size:
        raise Refused("The panel is complete, so nobody has to be replaced")
    certificate = _certified(group, drawn_pool(group), stay=stay, gone=gone)
    _keep(group, certificate)
    details = {"replaced": len(certificate.drawn), "digest": certificate.digest()}
    audit.record(actor=actor, action="focus_group.replaced", subject=group.subject, at=at, details=details)
    return certificate


def _cannot_come(candidate: Candidate, restricted: Collection[int]) -> bool:
    """Whether somebody who has not been drawn must not be asked, because they have had the use of their data
    restricted."""
    return candidate.state == CandidateState.WILLING and candidate.consent_id in restricted


def _certified(
    group: FocusGroup, people: Sequence[Person], *, stay: Sequence[str], gone: Sequence[str]
) -> PanelCertificate:
    """A draw with its certificate, from the seeds that the group's commitment fixed."""
    secret, draws = bytes.fromhex(unseal(group, group.sealed_seed, "seed")), len(group.certificates)
    if draws == MOST_DRAWS:
        raise Refused("The panel has been completed too often. Cancel this group and plan another one")
    seed = seed_of_draw(secret, draws)
    quotas = [Quota(**quota) for quota in group.quotas]
    try:
        return certified_panel(people, quotas, group.size, seed, stay=stay, gone=gone)
    except BadInput as error:
        raise Refused(f"The panel cannot be drawn: {error}") from None


def _keep(group: FocusGroup, certificate: PanelCertificate) -> None:
    group.certificates = [*group.certificates, json.loads(certificate.to_text())]
    group.save(update_fields=["sealed_pool", "state", "certificates"])
    group.candidates.filter(consent__reference__in=certificate.drawn).update(state=CandidateState.DRAWN)


def pool_of(group: FocusGroup) -> list[Person]:
    """Everybody who can be drawn, with numbered households."""
    found, homes, restricted = list[Person](), dict[str, int](), set(restricted_keys())
    for candidate in queries.candidates(group):
        answers = open_answers(candidate)
        if answers is None or candidate.consent_id in restricted:
            continue
        home = homes.setdefault(answers.home, len(homes) + 1)
        found.append(Person(candidate.consent.reference, f"H{home}", dict(answers.values)))
    return found


def drawn_pool(group: FocusGroup) -> list[Person]:
    """The pool as it was when the panel was drawn; empty once it has been erased."""
    return [Person(**person) for person in json.loads(unseal(group, group.sealed_pool, "pool") or "[]")]


def _locked(group: FocusGroup, state: GroupState, refusal: str) -> FocusGroup:
    found = FocusGroup.objects.select_for_update().get(pk=group.pk)
    if found.state != state or found.erased_at:
        raise Refused(refusal)
    return found
