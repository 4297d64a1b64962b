"""Outcomes of a call as data: AAPOR's codes, words for the interviewer, and what each does to the case.

Codes and groups follow AAPOR, Standard Definitions (10th edition, 2023), for telephone surveys. There are two
choices of our own. The sample is of *named* people who are known to be eligible, so a wrong or dead number says nothing
about the person: it counts as unknown eligibility (3.9), not as 'not eligible' (4.3), and never raises a response rate.
Objections, which AAPOR counts among refusals, have their own code (2.113).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Group(StrEnum):
    """AAPOR's groups of outcomes, from which outcome rates are calculated, with AAPOR's letters.

    Their names, in lower case, are the fields of methods.outcome_rates.Outcomes.
    """

    COMPLETE = "I"
    PARTIAL = "P"
    REFUSAL = "R"
    NON_CONTACT = "NC"
    OTHER = "O"
    UNKNOWN_HOUSEHOLD = "UH"
    UNKNOWN_OTHER = "UO"
    NOT_ELIGIBLE = "NE"

    @property
    def words(self) -> str:
        """What the group is called on pages."""
        return _GROUP_WORDS[self]


_GROUP_WORDS = {
    Group.COMPLETE: "Complete interview",
    Group.PARTIAL: "Partial interview",
    Group.REFUSAL: "Refusal or break-off",
    Group.NON_CONTACT: "Non-contact",
    Group.OTHER: "Other, eligible",
    Group.UNKNOWN_HOUSEHOLD: "Unknown whether the number reaches anyone",
    Group.UNKNOWN_OTHER: "Unknown, other",
    Group.NOT_ELIGIBLE: "Not eligible",
}


class WhoAnswered(StrEnum):
    """Who answered the call: the headings that group the outcomes on the call page."""

    NOBODY = "No one answered"
    SOMEBODY_ELSE = "Someone else answered"
    THE_PERSON = "You spoke to the person"


@dataclass(frozen=True)
class Disposition:
    """One outcome.

    `words` is its name on pages, and `key` the number key that chooses it among those of the same `answered`.
    `asks_again`: whether the page asks once more before it saves this. `rank` orders outcomes by how much they say
    about the person: the highest of a case's outcomes is its final disposition. `answered` says on which page of the
    call the outcome is offered. It is None if an interview, an objection, a code for the web or the system sets the
    outcome instead. After `retry_after`, the person may be called again. `on_web`: they have a code to answer on the
    web until then, and are called again even if no call is left.
    """

    code: str
    words: str
    group: Group
    rank: int
    answered: WhoAnswered | None = None
    key: str = ""
    hint: str = ""
    retry_after: timedelta | None = None
    other_time_slot: bool = False
    appointment: str = "never"  # can one be made with this outcome: never | may | must
    needs_note: bool = False
    number_fails: bool = False
    is_objection: bool = False
    asks_again: bool = False
    on_web: bool = False

    @property
    def ends_case(self) -> bool:
        """Whether the outcome alone closes the case, even if attempts are left. A failed number closes it only if no
        number is left to try, which the caller knows."""
        return self.retry_after is None and self.appointment != "must" and not self.number_fails


_SOON = timedelta(hours=1)
_NEXT_DAY = timedelta(hours=20)
_WEEK = timedelta(days=7)

COMPLETE = Disposition("1.1", "Interview completed", Group.COMPLETE, 100)
PARTIAL = Disposition("1.2", "Interview ended early, at least half answered", Group.PARTIAL, 95)
OBJECTION = Disposition("2.113", "They object: never contact them again", Group.REFUSAL, 90, is_objection=True)
BREAK_OFF = Disposition("2.12", "Interview ended early, less than half answered", Group.REFUSAL, 80)
APPOINTMENT = Disposition(
    "2.36",
    "Asked to be called at another time",
    Group.OTHER,
    50,
    WhoAnswered.THE_PERSON,
    "1",
    hint="This is an appointment, not a refusal",
    appointment="must",
)
# Eligible, and not a refusal: like an appointment (2.36), until the answers on the web say more.
ON_WEB = Disposition(
    "2.361", "Would rather answer on the web, and has a code", Group.OTHER, 50, retry_after=_WEEK, on_web=True
)
REFUSED = Disposition("2.112", "Does not want to take part", Group.REFUSAL, 85, WhoAnswered.THE_PERSON, "2")
NOT_ATTEMPTED = Disposition("3.11", "Never called", Group.UNKNOWN_HOUSEHOLD, 0)
OUTCOME_LOST = Disposition("3.9", "The outcome of the call was not saved", Group.UNKNOWN_OTHER, 5, retry_after=_SOON)

DISPOSITIONS = (
    COMPLETE,
    PARTIAL,
    Disposition(
        "3.13",
        "No answer",
        Group.UNKNOWN_HOUSEHOLD,
        10,
        WhoAnswered.NOBODY,
        "2",
        hint="It rang and no one picked up",
        retry_after=_NEXT_DAY,
        other_time_slot=True,
    ),
    Disposition("3.12", "Engaged", Group.UNKNOWN_HOUSEHOLD, 10, WhoAnswered.NOBODY, "3", retry_after=_SOON),
    Disposition(
        "2.22",
        "Voicemail",
        Group.NON_CONTACT,
        30,
        WhoAnswered.NOBODY,
        "4",
        hint="Hang up. Never leave a message",
        retry_after=_NEXT_DAY,
        other_time_slot=True,
    ),
    Disposition(
        "3.16",
        "The call did not connect, or was cut off",
        Group.UNKNOWN_OTHER,
        8,
        WhoAnswered.NOBODY,
        "5",
        retry_after=_SOON,
    ),
    Disposition(
        "3.91", "The number is not in service", Group.UNKNOWN_OTHER, 20, WhoAnswered.NOBODY, "6", number_fails=True
    ),
    Disposition(
        "2.21",
        "The person is not there now",
        Group.NON_CONTACT,
        40,
        WhoAnswered.SOMEBODY_ELSE,
        "1",
        hint="If they said when to call, enter the day and time below",
        retry_after=_NEXT_DAY,
        other_time_slot=True,
        appointment="may",
    ),
    Disposition(
        "3.92",
        "Wrong number",
        Group.UNKNOWN_OTHER,
        25,
        WhoAnswered.SOMEBODY_ELSE,
        "2",
        hint="No one of that name is known there",
        number_fails=True,
    ),
    Disposition(
        "2.111", "Someone else refuses on behalf of the person", Group.REFUSAL, 70, WhoAnswered.SOMEBODY_ELSE, "3"
    ),
    APPOINTMENT,
    REFUSED,
    Disposition(
        "2.33",
        "Does not speak a language we can interview in",
        Group.OTHER,
        60,
        WhoAnswered.THE_PERSON,
        "3",
    ),
    Disposition("2.32", "Not well enough to take part", Group.OTHER, 60, WhoAnswered.THE_PERSON, "4"),
    Disposition("2.31", "Has died", Group.OTHER, 65, WhoAnswered.SOMEBODY_ELSE, "4", asks_again=True),
    Disposition(
        "4.7",
        "Says they were not a victim of the event",
        Group.NOT_ELIGIBLE,
        75,
        WhoAnswered.THE_PERSON,
        "5",
        hint="Enter a note of what they said",
        needs_note=True,
    ),
    OBJECTION,
    BREAK_OFF,
    ON_WEB,
    NOT_ATTEMPTED,
    OUTCOME_LOST,
)

BY_CODE = {disposition.code: disposition for disposition in DISPOSITIONS}
OFFERED = tuple(disposition for disposition in DISPOSITIONS if disposition.answered)
# An interview that has begun shows that the call was answered, so only an interruption can be recorded.
OFFERED_IN_INTERVIEW = (APPOINTMENT, BY_CODE["3.16"])


def final_disposition(codes: Iterable[str]) -> Disposition:
    """The final disposition of a case with these outcomes: the one that says most about the person or, of several that
    say as much, the latest.

    >>> final_disposition(["3.13", "2.21", "3.13"]).code
    '2.21'
    """
    best = NOT_ATTEMPTED
    for code in codes:
        if BY_CODE[code].rank >= best.rank:
            best = BY_CODE[code]
    return best


def group_counts(codes: Iterable[str]) -> dict[str, int]:
    """Final dispositions counted by group, under the names of the fields of `methods.outcome_rates.Outcomes`."""
    return dict(Counter(BY_CODE[code].group.name.lower() for code in codes))
