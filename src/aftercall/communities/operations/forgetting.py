"""Erasing what people answered for focus groups before the group's own retention ends."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from aftercall.communities.models import Candidate
from aftercall.communities.recognising import answers_of
from aftercall.communities.states import BEFORE_MEETING, CandidateState
from aftercall.core import tombstones


def forget_objector(*, digests: Collection[str], at: datetime) -> int:
    """Erase what a person who objects answered, whether or not their group has met, within the caller's transaction.
    Returns for how many groups."""
    found = [candidate for candidate, _ in answers_of(digests, shared=1)]
    for candidate in found:
        forget(candidate, at)
    return len(found)


@transaction.atomic
def forget_withdrawn(*, at: datetime) -> int:
    """Erase what people answered whose consent has ended before their group met: they objected, withdrew, or its time
    is over. Returns how many."""
    waiting = Candidate.objects.filter(state__in=BEFORE_MEETING, consent__ended_on__isnull=False)
    found = list(waiting.filter(group__erased_at=None).select_related("group").select_for_update(of=("self",)))
    for candidate in found:
        forget(candidate, at)
    return len(found)


def forget(candidate: Candidate, at: datetime) -> None:
    """Erase what somebody answered, within the caller's transaction. If their group has not met, they withdrew."""
    tombstones.destroy_key_on_commit(candidate.group.ring, candidate.slot, at=at)
    if candidate.state in BEFORE_MEETING:
        candidate.state = CandidateState.WITHDRAWN
    candidate.sealed_answers = b""
    candidate.save(update_fields=["state", "sealed_answers"])
