"""What was entered for a question: choices that were ticked, and what was typed."""

from dataclasses import dataclass

from django.http import QueryDict

from aftercall.instrument import checking
from aftercall.instrument.answers import Answers
from aftercall.instrument.checking import Checked
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.questions import Question
from aftercall.questionnaires.asking.key_series import spaced

# The names of the fields on a page.
TYPED, TICKED = "answer", "ticked"


@dataclass(frozen=True)
class Entered:
    """typed: in the field, or the choice of a question with one answer. ticked: names of choices.

    Of several answers, those that are ticked and those whose keys are typed count together.
    """

    typed: str = ""
    ticked: tuple[str, ...] = ()

    @classmethod
    def read(cls, sent: QueryDict) -> "Entered":
        """What a page sent."""
        return cls(sent.get(TYPED, ""), tuple(sent.getlist(TICKED)))

    @property
    def fields(self) -> list[tuple[str, str]]:
        """The fields that send it again: names and values."""
        return [(TYPED, self.typed), *((TICKED, name) for name in self.ticked)]

    def text(self, question: Question) -> str:
        """Everything that was entered, as it could have been typed."""
        return " ".join(filter(None, (*self.ticked, spaced(question, self.typed))))


def check_entered(instrument: Instrument, question: Question, entered: Entered, answers: Answers) -> Checked:
    """The answer to store for what was entered, or the problem with it. answers: those that count so far."""
    ways_out = [choice for choice in question.ways_out if choice.name in entered.ticked]
    if ways_out and not question.choices and (len(ways_out) > 1 or entered.typed.strip()):
        return checking.problem("not_combined", instrument.language.code, label=ways_out[0].label)
    return instrument.check(question, entered.text(question), answers)
