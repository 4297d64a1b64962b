"""Writing the letter that invites somebody on the panel."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from aftercall.accounts.models import User
from aftercall.communities.letters import Addressed, invitation_data
from aftercall.communities.models import Candidate
from aftercall.communities.states import ON_PANEL, GroupState
from aftercall.consents.operations import see_details
from aftercall.core import audit
from aftercall.core.errors import Refused


@transaction.atomic
def write_invitation(*, candidate: Candidate, sent: Addressed, actor: User, at: datetime) -> dict[str, Any]:
    """The data of a letter, for core/letter.typ. Looking at the person's name is recorded as for a consent. sent: the
    address is only printed, and not kept. Refused unless they are on the panel of a group that is still to meet."""
    candidate = (
        Candidate.objects.select_for_update(of=("self",))
        .select_related("group__programme", "consent")
        .get(pk=candidate.pk)
    )
    group, today = candidate.group, timezone.localdate(at)
    if candidate.state not in ON_PANEL or group.state != GroupState.DRAWN or group.held_on < today:
        raise Refused("This person is not on the panel, or the group has met")
    details = see_details(consent=candidate.consent, actor=actor, at=at)
    candidate.invited_on = today
    candidate.save(update_fields=["invited_on"])
    audit.record(actor=actor, action="focus_group.invited", subject=group.subject, at=at)
    return invitation_data(group, details.get("name", ""), candidate.consent.reference, today, sent)
