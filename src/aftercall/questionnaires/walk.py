"""A walk through a questionnaire in test mode. All of it travels in the form, signed; nothing is stored."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.core import signing

from aftercall.instrument.canonical import document_digest
from aftercall.instrument.checking import Checked
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.questions import Question
from aftercall.instrument.routing import Folded
from aftercall.questionnaires.asking.entered import Entered, check_entered
from aftercall.questionnaires.asking.question import wanted_question
from aftercall.questionnaires.sources import Source

_SALT = "questionnaires.walk"


@dataclass(frozen=True)
class Walk:
    """What was entered so far: events are the names of questions with the answers to store, in the order given."""

    language: str
    facts: Mapping[str, str]
    seed: int
    events: tuple[tuple[str, str], ...] = ()

    def signed(self, source: Source) -> str:
        """The walk as a text that only this service can have written, for this document alone."""
        content = [self.language, dict(self.facts), self.seed, self.events]
        return signing.dumps(content, salt=_salt(source), compress=True)

    @classmethod
    def read(cls, text: str, source: Source) -> "Walk | None":
        """The walk of a signed text; None if it belongs to another document, or is not valid."""
        try:
            language, facts, seed, events = signing.loads(text, salt=_salt(source))
        except signing.BadSignature:
            return None
        return cls(language, facts, seed, tuple((name, value) for name, value in events))

    def folded(self, instrument: Instrument) -> Folded:
        """The answers sorted into those that count and those put aside."""
        return instrument.fold(self.events, self.facts)

    def question(self, instrument: Instrument, wanted: str, after: str = "") -> Question | None:
        """The wanted question if it is on the path, or else the next one; None at the end. after: show the one that
        follows this one."""
        return wanted_question(instrument, self.folded(instrument), wanted, after)

    def last(self, instrument: Instrument) -> str:
        """The name of the last question on the path."""
        return instrument.path(self.folded(instrument).answers)[-1].name

    def check(self, instrument: Instrument, question: Question, entered: Entered) -> Checked:
        """The answer that would be stored for what was entered, or the problem with it."""
        return check_entered(instrument, question, entered, self.folded(instrument).answers)

    def answered(self, question: str, value: str) -> "Walk":
        """The walk after this answer."""
        return replace(self, events=(*self.events, (question, value)))

    def in_language(self, language: str) -> "Walk":
        """The same walk in another language."""
        return replace(self, language=language)


def _salt(source: Source) -> str:
    return f"{_SALT}:{document_digest(source.document)}"
