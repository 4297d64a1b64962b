"""Who may decide about a consultation, and what must hold before it moves on."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date

from aftercall.accounts.models import User
from aftercall.consultations.demographics import tabulated
from aftercall.consultations.models import Consultation, Event, Principle, Release
from aftercall.core.errors import Refused
from aftercall.core.words import joined

# What must be shown before people are asked; the fourth can only be shown afterwards.
BEFORE_OPENING = (Principle.FORMATIVE, Principle.INFORMATION, Principle.TIME)
BEFORE_THE_OUTCOME = tuple(Principle)


def missing_principles(consultation: Consultation, needed: tuple[Principle, ...]) -> list[Principle]:
    """The principles without an entry in the evidence log."""
    recorded = set(consultation.principle_entries.values_list("principle", flat=True))
    return [one for one in needed if one not in recorded]


def require_principles(consultation: Consultation, needed: tuple[Principle, ...]) -> None:
    """Refuse a step without evidence for each of these principles."""
    if missing := missing_principles(consultation, needed):
        listed = joined([f"‘{one.label}’" for one in missing])
        raise Refused(f"Record evidence for {listed} first")


def is_another_person(consultation: Consultation, user: User) -> bool:
    """Whether they neither last changed it nor sent it for approval, so that approving it takes two people."""
    return user.pk not in {consultation.changed_by_id, consultation.submitted_by_id}


def require_another_person(consultation: Consultation, user: User) -> None:
    """Refuse whoever last changed it or sent it for approval."""
    if not is_another_person(consultation, user):
        raise Refused("You wrote this consultation or sent it for approval, so another person must decide about it")


def seen(consultation: Consultation) -> str:
    """A code for what somebody is shown of it: whatever becomes public with the approval, and the evidence for it."""
    values = Consultation.objects.values().get(pk=consultation.pk)
    written = {name: value for name, value in values.items() if name != "seed"}
    documents = list(consultation.documents.values_list("pk", "title", "digest"))
    events = list(consultation.events.values_list())
    evidence = list(consultation.principle_entries.values_list("pk", flat=True))
    content = json.dumps([written, documents, events, evidence], default=str)
    return hashlib.sha256(content.encode()).hexdigest()


def require_seen(consultation: Consultation, code: str) -> None:
    """Refuse to approve anything but what was shown."""
    if code != seen(consultation):
        raise Refused("This consultation has changed since you looked at it. Read it again")


def require_not_over(consultation: Consultation, today: date) -> None:
    """Refuse an action after the closing day."""
    if today > consultation.closes_on:
        raise Refused("The closing day of this consultation has passed. Enter another day first")


def require_over(consultation: Consultation, today: date) -> None:
    """Refuse to close while people can still answer."""
    if today <= consultation.closes_on:
        raise Refused("People can answer until the end of the closing day. Close the consultation after that")


def require_known_margins(consultation: Consultation, margins: Mapping[str, Mapping[str, float]]) -> None:
    """Refuse a population by a characteristic that people are not asked about, or with unknown categories."""
    known = {one.code: one.by_code for one in tabulated(consultation.listed_areas)}
    for name, people in margins.items():
        if name not in known:
            raise Refused(f"People are not asked about ‘{name}’, so answers cannot be weighted by it")
        if unknown := sorted(people.keys() - known[name].keys()):
            raise Refused(f"‘{unknown[0]}’ is not a category of ‘{name}’")
        if len(people) < 2 or min(people.values()) <= 0:
            raise Refused(f"Enter the people in at least two categories of ‘{name}’, more than 0 in each")


def require_other_than(event: Event, user: User) -> None:
    """Refuse whoever added an event."""
    if not may_approve(event, user):
        raise Refused("You added this event, so another person must approve it")


def may_approve(event: Event, user: User) -> bool:
    """Whether somebody else added this event."""
    return user.pk != event.added_by_id


def require_changeable_margins(consultation: Consultation, margins: Mapping[str, Mapping[str, float]]) -> None:
    """Refuse another population while results are prepared with the present one. Refuse other characteristics once
    weighted results were public, because two ways of weighting could together give away what is hidden."""
    if consultation.releases.current().exists():
        raise Refused("Results have been prepared with the population as it was. Discard or withdraw them first")
    if consultation.releases.exists() and margins.keys() != consultation.margins.keys():
        raise Refused(
            "Results were public with the population as it was. Correct its numbers, but keep its characteristics"
        )


def may_decide(release: Release, user: User) -> bool:
    """Whether they neither prepared this part of the results nor sent it for approval."""
    return user.pk not in {release.prepared_by_id, release.sent_by_id}
