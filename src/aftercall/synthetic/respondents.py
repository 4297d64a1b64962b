"""How synthetic victims behave when called, and what they answer: assumptions, tuned to published levels."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from hashlib import blake2b
from math import exp, sqrt
from random import Random
from statistics import NormalDist
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
_NORMAL = NormalDist()


class CallOutcome(StrEnum):
    """The outcome of one dialled call."""

    ANSWERED_BY_PERSON = "answered_by_person"
    ANSWERED_BY_OTHER = "answered_by_other"
    NO_ANSWER = "no_answer"
    VOICEMAIL = "voicemail"
    BUSY = "busy"
    WRONG_NUMBER = "wrong_number"
    DISCONNECTED = "disconnected"
    PERSON_UNAVAILABLE_APPOINTMENT = "person_unavailable_appointment"


class Participation(StrEnum):
    """The person's response to the request for an interview."""

    AGREES = "agrees"
    REFUSES = "refuses"
    OBJECTS = "objects"  # never again
    LANGUAGE_BARRIER = "language_barrier"
    BREAKS_OFF = "breaks_off"


class Aspect(StrEnum):
    """The aspects of service: five that every force has asked about since 2005, and how soon the police responded."""

    CONTACT = "contact"
    RESPONSE = "response"
    ACTIONS = "actions"
    TREATMENT = "treatment"
    INFORMED = "informed"
    WHOLE = "whole"


class AnswerLevel(StrEnum):
    """Seven levels of satisfaction, and two answers that are not in the base."""

    COMPLETELY_SATISFIED = "completely_satisfied"
    VERY_SATISFIED = "very_satisfied"
    FAIRLY_SATISFIED = "fairly_satisfied"
    NEITHER = "neither"
    FAIRLY_DISSATISFIED = "fairly_dissatisfied"
    VERY_DISSATISFIED = "very_dissatisfied"
    COMPLETELY_DISSATISFIED = "completely_dissatisfied"
    DONT_KNOW = "dont_know"
    NOT_APPLICABLE = "not_applicable"


# Share satisfied among middle-aged victims in an average category. Means over all victims are near published ones.
LEVEL = {
    Aspect.CONTACT: 0.955,
    Aspect.RESPONSE: 0.85,
    Aspect.ACTIONS: 0.8,
    Aspect.TREATMENT: 0.935,
    Aspect.INFORMED: 0.75,
    Aspect.WHOLE: 0.805,
}
# Victims are better informed from this day on: a real change for the estimates to detect.
INFORMED_BETTER_FROM, INFORMED_GAIN = date(2025, 10, 1), 0.22
SHARED = 0.7  # correlation of an answer with the person's own disposition
# The lower bound of each level; scores above 0 are satisfied.
BOUNDS = {
    AnswerLevel.COMPLETELY_SATISFIED: 1.25,
    AnswerLevel.VERY_SATISFIED: 0.55,
    AnswerLevel.FAIRLY_SATISFIED: 0.0,
    AnswerLevel.NEITHER: -0.4,
    AnswerLevel.FAIRLY_DISSATISFIED: -0.85,
    AnswerLevel.VERY_DISSATISFIED: -1.35,
}
NO_ANSWER_SHARES = {  # don't know, not applicable
    Aspect.CONTACT: (0.005, 0.005),
    Aspect.RESPONSE: (0.01, 0.03),
    Aspect.ACTIONS: (0.01, 0.01),
    Aspect.TREATMENT: (0.005, 0.005),
    Aspect.INFORMED: (0.01, 0.03),
    Aspect.WHOLE: (0.005, 0.0),
}
# By category: how satisfied (in standard deviations), and how willing to take part (in log odds).
CATEGORIES = {
    "Burglary": (0.25, 0.45),
    "Robbery": (0.15, 0.1),
    "Vehicle crime": (-0.1, 0.2),
    "Bicycle theft": (-0.3, 0.2),
    "Theft from the person": (-0.1, 0.1),
    "Other theft": (-0.1, 0.1),
    "Criminal damage and arson": (-0.1, 0.1),
    "Violence and sexual offences": (0.05, -0.35),
    "Public order": (0.0, -0.1),
    "Anti-social behaviour": (0.0, 0.1),
}
WRONG, DISCONNECTED = 0.035, 0.045  # shares of numbers, permanently


@dataclass(frozen=True)
class RespondentProfile:
    """A victim as an interviewer meets them: what the record says, and traits that only appear on the telephone."""

    person: int
    age: int
    female: bool
    category: str
    language: str
    reported_on: date
    reachable: float  # standard normal: how often near the telephone
    willing: float  # standard normal
    satisfied: float  # standard normal: the person's own disposition
    number: float  # in [0, 1): someone else's below WRONG, then DISCONNECTED


def profile_of(truth_row: Mapping[str, object], seed: int) -> RespondentProfile:
    """The profile for a row of `truth.parquet` (its columns by name); the same for the same seed and person.

    Raises TypeError when the victim of the row is not a person.
    """
    person, reported = truth_row["person"], truth_row["reported_on"]
    if not isinstance(person, int) or not isinstance(reported, date):
        raise TypeError("only a row with a person and a day has a respondent")
    return RespondentProfile(
        person=person,
        age=int(str(truth_row["age"])),
        female=truth_row["sex"] == "female",
        category=str(truth_row["category"]),
        language=str(truth_row["language"]),
        reported_on=reported,
        reachable=_NORMAL.inv_cdf(_trait("reachable", person, seed)),
        willing=_NORMAL.inv_cdf(_trait("willing", person, seed)),
        satisfied=_NORMAL.inv_cdf(_trait("satisfied", person, seed)),
        number=_trait("number", person, seed),
    )


def _trait(name: str, person: int, seed: int) -> float:
    """A number strictly between 0 and 1 that is always the same for the person."""
    digest = blake2b(f"{seed}:{name}:{person}".encode(), digest_size=6).digest()
    return (int.from_bytes(digest) + 0.5) / 2**48


def _logistic(score: float) -> float:
    return 1 / (1 + exp(-score))


def _older(age: int) -> float:
    """From -1 at 18 to 1.25 at 90, because most effects of age are gradual."""
    return (min(max(age, 18), 90) - 50) / 32


def chance_of_answer(person: RespondentProfile, *, at: datetime) -> float:
    """The probability of an answer at an aware time: evenings and weekends are best, above all for the young."""
    local = at.astimezone(LONDON)
    weekend, evening = local.weekday() >= 5, local.hour >= 17
    when = 0.45 if evening and not weekend else 0.3 if weekend else -0.35
    free = when * (1 - 0.45 * _older(person.age))
    return _logistic(-0.75 + free + 0.45 * _older(person.age) + 0.9 * person.reachable)


def call_outcome(
    person: RespondentProfile, *, at: datetime, attempt: int, rng: Random, appointment: bool = False
) -> CallOutcome:
    """The outcome of call number `attempt` (from 1) at the aware time `at`. `appointment`: whether it was agreed."""
    if WRONG <= person.number < WRONG + DISCONNECTED:
        return CallOutcome.DISCONNECTED
    # Some people who have let a number ring out several times recognise it.
    answers = 0.8 if appointment else chance_of_answer(person, at=at) * 0.95 ** (attempt - 1)
    if rng.random() >= answers:
        return _unanswered(rng)
    if person.number < WRONG:
        return CallOutcome.WRONG_NUMBER
    return _answered(rng, appointment=appointment)


def _unanswered(rng: Random) -> CallOutcome:
    unanswered = (CallOutcome.NO_ANSWER, CallOutcome.VOICEMAIL, CallOutcome.BUSY)
    return rng.choices(unanswered, (0.52, 0.42, 0.06))[0]


def _answered(rng: Random, *, appointment: bool) -> CallOutcome:
    answered = (
        CallOutcome.ANSWERED_BY_PERSON,
        CallOutcome.ANSWERED_BY_OTHER,
        CallOutcome.PERSON_UNAVAILABLE_APPOINTMENT,
    )
    return rng.choices(answered, (0.93, 0.04, 0.03) if appointment else (0.74, 0.11, 0.15))[0]


def takes_part(person: RespondentProfile, *, rng: Random) -> Participation:
    """The person's response once reached: older people agree more often, victims of violence less."""
    if person.language != "English" and rng.random() < 0.55:
        return Participation.LANGUAGE_BARRIER
    willing = CATEGORIES.get(person.category, (0.0, 0.0))[1] + 0.1 * person.female + 0.8 * person.willing
    if rng.random() < _logistic(0.95 + 0.75 * _older(person.age) + willing):
        return Participation.BREAKS_OFF if rng.random() < 0.025 else Participation.AGREES
    return Participation.OBJECTS if rng.random() < 0.12 else Participation.REFUSES


def _mean(person: RespondentProfile, aspect: Aspect) -> float:
    """The mean score over people like this one; a score above 0 is a satisfied answer."""
    category = CATEGORIES.get(person.category, (0.0, 0.0))[0]
    gain = INFORMED_GAIN if aspect is Aspect.INFORMED and person.reported_on >= INFORMED_BETTER_FROM else 0.0
    return _NORMAL.inv_cdf(LEVEL[aspect]) + category + 0.25 * _older(person.age) + gain


def chance_satisfied(person: RespondentProfile, aspect: Aspect) -> float:
    """The true share satisfied among people like this one, to compare estimates with."""
    return _NORMAL.cdf(_mean(person, aspect))


def answer(person: RespondentProfile, aspect: Aspect, rng: Random) -> AnswerLevel:
    """One answer: from the person's disposition, which all their answers share, and a part specific to the aspect."""
    dont_know, not_applicable = NO_ANSWER_SHARES[aspect]
    roll = rng.random()
    if roll < dont_know + not_applicable:
        return AnswerLevel.DONT_KNOW if roll < dont_know else AnswerLevel.NOT_APPLICABLE
    own = sqrt(1 - SHARED**2) * rng.gauss()
    score = _mean(person, aspect) + SHARED * person.satisfied + own
    return next((level for level, bound in BOUNDS.items() if score >= bound), AnswerLevel.COMPLETELY_DISSATISFIED)
