"""What became of those who were drawn: invited, accepted, declined, attended."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from aftercall.accounts.models import User
from aftercall.communities.models import Candidate, FocusGroup
from aftercall.communities.sealing import open_answers, seal_answers
from aftercall.communities.states import ON_PANEL, CandidateState, GroupState
from aftercall.consents.models import ConsentOutcome
from aftercall.consents.operations import end_consent
from aftercall.consents.queries import restricted_keys
from aftercall.core import audit
from aftercall.core.errors import Refused


@transaction.atomic
def answer_invitation(*, candidate: Candidate, accepts: bool, actor: User, at: datetime) -> None:
    """Record whether somebody accepts. Refused unless they were drawn and the group has not met."""
    candidate = Candidate.objects.select_for_update(of=("self",)).select_related("group").get(pk=candidate.pk)
    if candidate.state not in ON_PANEL or candidate.group.state != GroupState.DRAWN:
        raise Refused("This person is not on the panel, or the group has met")
    candidate.state = CandidateState.ACCEPTED if accepts else CandidateState.DECLINED
    candidate.save(update_fields=["state"])
    details = {"accepts": accepts}
    audit.record(actor=actor, action="focus_group.answered", subject=candidate.group.subject, at=at, details=details)


@transaction.atomic
def change_needs(*, candidate: Candidate, needs: str, actor: User, at: datetime) -> None:
    """Record what somebody needs, as they said later, in place of what they said before; it must then be arranged.
    Refused unless they are on the panel of a group to come, or once what they answered has been erased."""
    candidate = Candidate.objects.select_for_update(of=("self",)).select_related("group").get(pk=candidate.pk)
    answers = open_answers(candidate)
    if answers is None or candidate.state not in ON_PANEL or candidate.group.state != GroupState.DRAWN:
        raise Refused("This person is not on the panel, or the group has met")
    candidate.sealed_answers = seal_answers(candidate, replace(answers, needs=needs))
    candidate.arranged_on = None
    candidate.save(update_fields=["sealed_answers", "arranged_on"])
    audit.record(actor=actor, action="focus_group.needs_changed", subject=candidate.group.subject, at=at)


@transaction.atomic
def arrange_needs(*, candidate: Candidate, actor: User, at: datetime) -> None:
    """Record that what somebody needs has been arranged. Refused unless they are on the panel of a group to come."""
    candidate = Candidate.objects.select_for_update(of=("self",)).select_related("group").get(pk=candidate.pk)
    if candidate.state not in ON_PANEL or candidate.group.state != GroupState.DRAWN:
        raise Refused("This person is not on the panel, or the group has met")
    candidate.arranged_on = timezone.localdate(at)
    candidate.save(update_fields=["arranged_on"])
    audit.record(actor=actor, action="focus_group.arranged", subject=candidate.group.subject, at=at)


@transaction.atomic
def hold(
    *, group: FocusGroup, attended: set[int], actor: User, at: datetime, thanked: Collection[int] | None = None
) -> None:
    """Record who came, which ends the consent of everybody on the panel: they were asked once, as they agreed.

    attended: the candidates' keys. thanked: those of the people who signed for the thank-you; everybody who came if
    left out. Refused before the day, or a second time.
    """
    group = FocusGroup.objects.select_for_update().get(pk=group.pk)
    if group.state != GroupState.DRAWN:
        raise Refused("The group has met already, or its panel has not been drawn")
    if not group.has_begun(timezone.localdate(at)):
        raise Refused("The group has not met yet. Record who came once it has")
    accepted = group.candidates.filter(state=CandidateState.ACCEPTED).values_list("pk", flat=True)
    if not attended or attended - set(accepted):
        raise Refused("Choose who came, among those who accepted. If nobody came, cancel the group")
    given = attended if thanked is None else set(thanked)
    if given - set(accepted):
        raise Refused("Choose who signed among those who accepted", field="thanked")
    record_attendance(group=group, attended=attended, thanked=given, actor=actor, at=at)
    group.state = GroupState.HELD
    group.save(update_fields=["state"])
    details = {"attended": len(attended), "thanked": len(given)}
    audit.record(actor=actor, action="focus_group.held", subject=group.subject, at=at, details=details)


def record_attendance(
    *, group: FocusGroup, attended: Collection[int], thanked: Collection[int] = (), actor: User, at: datetime
) -> None:
    """Within the caller's transaction, record which of those who accepted came and who got the thank-you, and end the
    consents of all of them. A consent whose use is restricted stays until its time ends."""
    restricted = set(restricted_keys())
    for one in group.candidates.filter(state=CandidateState.ACCEPTED).select_related("consent"):
        one.state = CandidateState.ATTENDED if one.pk in attended else CandidateState.ABSENT
        one.incentive_given = one.pk in thanked
        one.save(update_fields=["state", "incentive_given"])
        if one.consent.ended_on is None and one.consent_id not in restricted:
            end_consent(consent=one.consent, outcome=ConsentOutcome.DONE, actor=actor, at=at)
