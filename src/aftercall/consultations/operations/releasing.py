"""Releasing the results part by part: one person prepares a part and sends it for approval, another one approves it for
a time that is announced. The states are those of the survey's results (publication.states).

A withdrawal is journalled: a restored backup would make public again what must not be.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop as _

from aftercall.accounts.models import User
from aftercall.consultations import policies, queries
from aftercall.consultations.models import OUTCOME, Consultation, Release
from aftercall.consultations.operations.moderating import waiting
from aftercall.consultations.operations.steps import JOB, lock, record
from aftercall.consultations.results.fields import content_of, releasable
from aftercall.consultations.results.reading import read_answers
from aftercall.consultations.states import ConsultationState
from aftercall.core import audit, journal
from aftercall.core.errors import Refused
from aftercall.core.words import counted
from aftercall.publication.states import STEPS, PublicationAction, PublicationState, next_state
from aftercall.questionnaires.queries import read_instrument

LONGEST_EMBARGO = timedelta(days=366)

JOURNAL_KIND = "consultation_withdrawn"
# What is kept of a part that was withdrawn: nothing that people said.
_KEPT = frozenset({"kind", "label", "decision", "account", "limits"})

type Check = Callable[[Release], None]


@transaction.atomic
def prepare(*, consultation: Consultation, fields: Sequence[str], actor: User, at: datetime) -> int:
    """Prepare drafts of these parts, from the answers as they are marked now; a draft that exists is made again, and
    one that was withdrawn gets a successor. Refused before floods have been looked for. Returns how many."""
    consultation = lock(consultation)
    if consultation.state != ConsultationState.CLOSED or consultation.checked_at is None:
        raise Refused("Close the consultation and look for floods first")
    if consultation.erased_on:
        raise Refused("The answers have been erased, so no more results can be prepared")
    instrument = read_instrument(consultation.instrument)
    known, people = releasable(instrument), read_answers(consultation)
    _require_moderated(consultation, fields)
    chosen = [field for field in known if field in fields and field != OUTCOME]
    if not chosen:
        raise Refused("Choose at least one part. The outcome is not prepared: you write it")
    for field in chosen:
        content = content_of(consultation, instrument, field, people, _public_limits(consultation, field))
        _store(consultation, field, content, actor, at)
    record(consultation, "results_prepared", actor=actor, at=at, details={"parts": ", ".join(chosen)})
    return len(chosen)


def _public_limits(consultation: Consultation, field: str) -> list[str]:
    """Where the bands of this part began when it was last public: the same answers in two sets of bands could give
    those of a few people away."""
    withdrawn = consultation.releases.filter(field=field, state=PublicationState.WITHDRAWN).last()
    limits: list[str] = withdrawn.content.get("limits", []) if withdrawn else []
    return limits


@transaction.atomic
def write_outcome(*, consultation: Consultation, decision: str, account: str, actor: User, at: datetime) -> None:
    """Write what was decided, and how answers were taken into account."""
    consultation = lock(consultation)
    if consultation.state != ConsultationState.CLOSED:
        raise Refused("Close the consultation first")
    content = {"kind": "outcome", "label": _("What was decided"), "decision": decision, "account": account}
    _store(consultation, OUTCOME, content, actor, at)
    record(consultation, "results_prepared", actor=actor, at=at, details={"parts": OUTCOME})


def _store(consultation: Consultation, field: str, content: object, actor: User, at: datetime) -> None:
    earlier = consultation.releases.current().filter(field=field).first()
    if earlier is not None:
        next_state(earlier.state, PublicationAction.WRITE)
        earlier.delete()
    Release.objects.create(consultation=consultation, field=field, content=content, prepared_by=actor, prepared_at=at)


def _require_moderated(consultation: Consultation, fields: Sequence[str]) -> None:
    if left := sum(one.question in fields for one in waiting(consultation)):
        raise Refused(f"Decide on every text of these questions first: {counted(left, 'text is', 'texts are')} waiting")


def send(*, consultation: Consultation, fields: Sequence[str], actor: User, at: datetime) -> int:
    """Send drafts for approval. The outcome is refused without evidence for all four principles."""

    def check(release: Release) -> None:
        if release.field == OUTCOME:
            policies.require_principles(consultation, policies.BEFORE_THE_OUTCOME)
        release.sent_by = actor

    return _each(consultation, fields, PublicationAction.CHECK, check, actor, at)


def refuse(*, consultation: Consultation, fields: Sequence[str], reason: str, actor: User, at: datetime) -> int:
    """Send parts back, with the reason. Only another person can."""

    def check(release: Release) -> None:
        _require_another(release, actor)
        release.reason = reason

    return _each(consultation, fields, PublicationAction.REFUSE, check, actor, at, reason)


def seen(consultation: Consultation) -> frozenset[int]:
    """A code for the parts as somebody is shown them: a part that is prepared again has another code."""
    return frozenset(consultation.releases.values_list("pk", flat=True))


def approve(
    *,
    consultation: Consultation,
    fields: Sequence[str],
    publish_at: datetime,
    seen: Collection[int],
    actor: User,
    at: datetime,
) -> int:
    """Approve parts to become public at a time. seen: what the person was shown. Refused for parts that have been
    prepared again since, to whoever prepared or sent them, and for a time that has passed."""
    if publish_at < at:
        raise Refused("Enter a day and time that have not passed", field="day")
    if publish_at > at + LONGEST_EMBARGO:
        raise Refused("Enter a day within a year from now", field="day")

    def check(release: Release) -> None:
        _require_another(release, actor)
        if release.pk not in seen:
            raise Refused("A part has been prepared again since you looked at it. Read it again")
        release.approved_by, release.publish_at, release.reason = actor, publish_at, ""

    return _each(consultation, fields, PublicationAction.APPROVE, check, actor, at)


def take_back(*, consultation: Consultation, fields: Sequence[str], actor: audit.Actor, at: datetime) -> int:
    """Turn parts that are not public yet back into drafts."""

    def check(release: Release) -> None:
        release.publish_at = None

    return _each(consultation, fields, PublicationAction.TAKE_BACK, check, actor, at)


def withdraw(*, consultation: Consultation, fields: Sequence[str], reason: str, actor: User, at: datetime) -> int:
    """Withdraw published parts, with a reason that everyone can read. One person can do it, at once. What people said
    is erased from them; a part can then be prepared again."""

    with transaction.atomic():
        withdrawn = _withdraw(consultation, fields, reason, actor, at)
        payload = {"consultation": consultation.slug, "parts": list(fields), "reason": reason, "at": at.isoformat()}
        journal.record(JOURNAL_KIND, payload)
    return withdrawn


def _withdraw(consultation: Consultation, fields: Sequence[str], reason: str, actor: audit.Actor, at: datetime) -> int:
    def check(release: Release) -> None:
        release.reason, release.withdrawn_at = reason, at
        release.content = {name: value for name, value in release.content.items() if name in _KEPT}

    return _each(consultation, fields, PublicationAction.WITHDRAW, check, actor, at, reason)


def replay_withdrawal(payload: Mapping[str, Any], at: datetime) -> None:
    """Withdraw parts again that a restored database takes for public. Approved ones become drafts."""
    consultation = Consultation.objects.filter(slug=payload["consultation"]).first()
    latest = queries.latest_releases(consultation) if consultation else {}
    states = {field: latest[field].state for field in payload["parts"] if field in latest}
    public = [field for field, state in states.items() if state in STEPS[PublicationAction.WITHDRAW].from_states]
    approved = [field for field, state in states.items() if state in STEPS[PublicationAction.TAKE_BACK].from_states]
    if consultation and public:
        then = datetime.fromisoformat(str(payload["at"]))
        _withdraw(consultation, public, str(payload["reason"]), JOB, then)
    if consultation and approved:
        take_back(consultation=consultation, fields=approved, actor=JOB, at=at)


@transaction.atomic
def discard(*, consultation: Consultation, fields: Sequence[str], actor: User, at: datetime) -> int:
    """Delete drafts."""
    consultation = lock(consultation)
    releases = _chosen(consultation, fields)
    for release in releases:
        next_state(release.state, PublicationAction.DISCARD)
        release.delete()
    _record(consultation, PublicationAction.DISCARD, releases, actor, at)
    return len(releases)


def publish_due(*, at: datetime) -> int:
    """Publish the approved parts whose time has come. Returns how many."""
    due = Release.objects.filter(state=PublicationState.APPROVED, publish_at__lte=at).select_related("consultation")
    by_consultation: dict[Consultation, list[str]] = {}
    for release in due:
        by_consultation.setdefault(release.consultation, []).append(release.field)
    return sum(_publish(one, fields, at) for one, fields in by_consultation.items())


@transaction.atomic
def _publish(consultation: Consultation, fields: Sequence[str], at: datetime) -> int:
    """Publish the parts that are still due: another process may have done so, or somebody may have taken one back."""
    consultation = lock(consultation)
    releases = [
        release
        for release in _chosen(consultation, fields)
        if release.state == PublicationState.APPROVED and release.publish_at and release.publish_at <= at
    ]
    for release in releases:
        release.state, release.published_at = PublicationState.PUBLISHED, at
        release.save()
    if releases:
        _record(consultation, PublicationAction.PUBLISH, releases, JOB, at)
    return len(releases)


@transaction.atomic
def _each(
    consultation: Consultation,
    fields: Sequence[str],
    action: PublicationAction,
    check: Check,
    actor: audit.Actor,
    at: datetime,
    reason: str = "",
) -> int:
    """Move each of these parts to its next state, all or none."""
    consultation = lock(consultation)
    releases = _chosen(consultation, fields)
    if not releases:
        raise Refused("Choose at least one part")
    for release in releases:
        state = next_state(release.state, action)
        check(release)
        release.state = state or release.state
        release.save()
    _record(consultation, action, releases, actor, at, reason)
    return len(releases)


def _chosen(consultation: Consultation, fields: Sequence[str]) -> list[Release]:
    latest = queries.latest_releases(consultation)
    return [release for field, release in latest.items() if field in fields]


def _record(
    consultation: Consultation,
    action: PublicationAction,
    releases: Sequence[Release],
    actor: audit.Actor,
    at: datetime,
    reason: str = "",
) -> None:
    details = {"parts": ", ".join(release.field for release in releases), "reason": reason}
    record(consultation, f"results_{STEPS[action].done}", actor=actor, at=at, details=details)


def _require_another(release: Release, actor: User) -> None:
    if not policies.may_decide(release, actor):
        raise Refused("You prepared this part or sent it for approval, so another person must decide about it")
