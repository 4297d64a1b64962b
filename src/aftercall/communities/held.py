"""What this room holds about a person, for the copy that they can ask for."""

from collections.abc import Collection, Iterator

from aftercall.communities.models import Candidate
from aftercall.communities.recognising import answers_of
from aftercall.communities.sealing import CandidateAnswers
from aftercall.communities.states import CandidateState
from aftercall.core.words import day, short_time
from aftercall.frames.person_lookup import least_shared
from aftercall.rights.desk.held_readers import HeldRecord

_STATES = {
    CandidateState.NOT_WILLING: "You said that you would not come",
    CandidateState.WILLING: "You said that you would come",
    CandidateState.DRAWN: "You were drawn by lot, and we will invite you",
    CandidateState.ACCEPTED: "You accepted our invitation",
    CandidateState.DECLINED: "You declined our invitation",
    CandidateState.ATTENDED: "You came",
    CandidateState.ABSENT: "You did not come",
    CandidateState.WITHDRAWN: "You withdrew",
    CandidateState.CALLED_OFF: "The group was cancelled",
}


def focus_groups(digests: Collection[str]) -> Iterator[HeldRecord]:
    """What the person said when they were recruited for focus groups, and what came of it. What was said in a group
    is kept without saying by whom, so nobody can tell what is theirs."""
    for candidate, answers in answers_of(digests, shared=least_shared(digests)):
        heading = f"Focus group: {candidate.group.title}"
        yield HeldRecord("focus_group", heading, list(_facts(candidate, answers)))


def _facts(candidate: Candidate, answers: CandidateAnswers) -> Iterator[tuple[str, str]]:
    group = candidate.group
    yield "Day and place", f"{day(group.held_on)} at {short_time(group.starts)}, {group.place}"
    yield "Where you are", _STATES[CandidateState(candidate.state)]
    if candidate.invited_on:
        yield "Letter of invitation", day(candidate.invited_on)
    for feature, value in answers.values.items():
        yield f"You told us: {feature}", value
    yield "What you need to take part", answers.needs or "Nothing"
    if candidate.arranged_on:
        yield "Arranged on", day(candidate.arranged_on)
    yield "Thank-you", f"You got {group.incentive}" if candidate.incentive_given else "Not given"
    yield "Erased by", day(group.keep_until)
