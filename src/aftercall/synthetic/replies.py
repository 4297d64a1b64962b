"""What synthetic victims say to the questions of an interview: assumptions, in one place."""

from collections.abc import Mapping, Sequence
from math import log, sqrt
from random import Random
from statistics import NormalDist

from aftercall.instrument.answers import DONT_KNOW, REFUSED
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.measures import Measure
from aftercall.instrument.questions import Choice, Question, QuestionType
from aftercall.synthetic.respondents import Aspect, RespondentProfile, answer

_NORMAL = NormalDist()
# Share of victims who say yes, among those to whom it applies; and the share to whom it does not.
RIGHTS = {"rights": (0.62, 0.06), "support": (0.71, 0.05), "updates": (0.66, 0.12), "statement": (0.34, 0.22)}
_RIGHTS_FOLLOW_SATISFACTION = 0.4
# How often each answer to a question is given, in the order of its choices. The last share is that of all others too.
_SHARES: Mapping[str, Sequence[float]] = {
    "reported_by": (0.7, 0.3),
    "ethnic_group": (0.93, 0.015, 0.03, 0.01, 0.015),
    "condition": (0.28, 0.72),
    "religion": (0.42, 0.5, 0.08),
    "orientation": (0.94, 0.02, 0.02, 0.02),
    "hate_ask": (0.8, 0.2),
    "wants_contact": (0.1, 0.9),
    "focus_group": (0.25, 0.75),
    "quote": (0.7, 0.3),
    "again": (0.95, 0.05),
}
_REFUSES_PRIVATE = 0.04
_HAS_SOMETHING_TO_SAY = 0.45
_MEAN_CONTACTS = 3.0
_OWN_WORDS = {
    "went_well": (
        "They came quickly and listened.",
        "The officer was kind and explained everything.",
        "Somebody rang me back the same day.",
        "They took it seriously.",
    ),
    "improve": (
        "Nobody told me what happened in the end.",
        "It took too long to get through.",
        "I had to explain it again each time.",
        "Somebody could have come to see me.",
    ),
}

# What some people add. The interviewer should have left it out; numbers are of the ranges for drama.
_NAMING_SHARE = 0.15
_NAMING = (
    "PC Davies said he would ring me on 07700 900123 and never did.",
    "My neighbour Kev Pritchard saw it all from 14 Mill Lane and nobody asked him.",
    "I gave Sharon on the front desk the crime number, CR/004512/25, twice.",
    "My ex, Darren, still drives past in his Astra, CA19 XYZ.",
    "You can write to me at s.pickering@example.com.",
)


class Replies:
    """One person's answers in one interview."""

    def __init__(self, instrument: Instrument, person: RespondentProfile, rng: Random) -> None:
        self._person = person
        self._rng = rng
        self._levels = self._levels_of(instrument)

    def reply_to(self, question: Question, choices: Sequence[Choice]) -> str:
        """What the interviewer types: the names of choices, a number or words. choices: those that can be given."""
        if question.name in self._levels:
            return self._levels[question.name]
        if question.name in RIGHTS:
            return self._right(*RIGHTS[question.name])
        return self._of_type(question, choices)

    def _of_type(self, question: Question, choices: Sequence[Choice]) -> str:
        match question.type:
            case QuestionType.SELECT_ONE:
                return self._one(question, choices)
            case QuestionType.SELECT_MULTIPLE:
                return self._several(choices)
            case QuestionType.TEXT:
                return self._own_words(question)
            case QuestionType.INTEGER:
                return str(self._number())
            case _:
                return ""

    def _levels_of(self, instrument: Instrument) -> dict[str, str]:
        """By question, the answers of those that ask for satisfaction: one level for each measure."""
        order = list(instrument.question)
        scales = [measure for measure in instrument.measures.values() if not measure.is_share]
        scales.sort(key=lambda measure: order.index(measure.direction))
        return {name: reply for measure in scales for name, reply in self._satisfaction(measure).items()}

    def _satisfaction(self, measure: Measure) -> dict[str, str]:
        level = str(answer(self._person, Aspect(measure.name), self._rng))
        degree, _, direction = level.rpartition("_")
        if direction not in measure.degrees:
            return {measure.direction: level}
        return {measure.direction: direction, measure.degrees[direction]: degree}

    def _right(self, share: float, does_not_apply: float) -> str:
        if self._rng.random() < does_not_apply:
            return "not_applicable"
        spread = sqrt(1 + _RIGHTS_FOLLOW_SATISFACTION**2)
        score = spread * _NORMAL.inv_cdf(share) + _RIGHTS_FOLLOW_SATISFACTION * self._person.satisfied
        return "yes" if self._rng.random() < _NORMAL.cdf(score) else "no"

    def _one(self, question: Question, choices: Sequence[Choice]) -> str:
        if question.sensitive and self._rng.random() < _REFUSES_PRIVATE:
            return REFUSED
        ordinary = _ordinary(choices)
        shares = _SHARES.get(question.name, ())
        weights = [shares[min(index, len(shares) - 1)] if shares else 1.0 for index in range(len(ordinary))]
        return self._rng.choices(ordinary, weights)[0].name

    def _several(self, choices: Sequence[Choice]) -> str:
        return " ".join(choice.name for choice in self._rng.sample(_ordinary(choices), self._rng.randint(1, 2)))

    def _own_words(self, question: Question) -> str:
        said = _OWN_WORDS.get(question.name, ())
        words = self._rng.choice(said) if said and self._rng.random() < _HAS_SOMETHING_TO_SAY else ""
        return f"{words} {self._naming(question)}".strip() if words else ""

    def _naming(self, question: Question) -> str:
        """What some people add. It takes nothing from the person's random numbers, so that nothing else changes."""
        own = Random(f"{self._person.person} {question.name}")  # noqa: S311 - a simulation
        return own.choice(_NAMING) if own.random() < _NAMING_SHARE else ""

    def _number(self) -> int:
        """A number of contacts: at least one, and few people have many."""
        return 1 + int(log(1 - self._rng.random()) / log(1 - 1 / _MEAN_CONTACTS))


def _ordinary(choices: Sequence[Choice]) -> list[Choice]:
    """The choices without "don't know" and the like."""
    return [choice for choice in choices if not choice.exclusive and choice.name not in {DONT_KNOW, REFUSED}]
