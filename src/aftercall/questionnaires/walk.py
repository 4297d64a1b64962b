"""A walk through a questionnaire in test mode. All of it travels in the form, signed; nothing is stored."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.core import signing

from aftercall.instrument.canonical import document_digest
from aftercall.instrument.checking import Checked
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.questions import Question
from aftercall.instrument.routing import Folded
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
        """The walk of a signed text; None if it is of another document, or is none."""
        try:
            language, facts, seed, events = signing.loads(text, salt=_salt(source))
        except signing.BadSignature:
            return None
        return cls(language, facts, seed, tuple((name, value) for name, value in events))

    def folded(self, instrument: Instrument) -> Folded:
        """What the answers come to: those that count, and those put aside."""
        return instrument.fold(self.events, self.facts)

    def known(self, instrument: Instrument) -> dict[str, str]:
        """What conditions can depend on: what is known beforehand, and the answers that count."""
        return self.folded(instrument).answers

    def question(self, instrument: Instrument, wanted: str) -> Question | None:
        """The wanted question if it is on the path, or else the next one; None at the end."""
        known = self.known(instrument)
        path = {question.name: question for question in instrument.path(known)}
        return path.get(wanted) or instrument.next_question(known)

    def previous(self, instrument: Instrument, question: Question | None) -> str:
        """The name of the question before this one on the path; empty at the beginning."""
        names = [step.name for step in instrument.path(self.known(instrument))]
        at = names.index(question.name) if question else len(names)
        return names[at - 1] if at else ""

    def check(self, instrument: Instrument, question: Question, raw: str) -> Checked:
        """The answer that would be stored for what was typed, or the problem with it."""
        return instrument.check(question, raw, self.known(instrument))

    def answered(self, question: str, value: str) -> "Walk":
        """The walk after this answer."""
        return replace(self, events=(*self.events, (question, value)))

    def in_language(self, language: str) -> "Walk":
        """The same walk in another language."""
        return replace(self, language=language)


def _salt(source: Source) -> str:
    return f"{_SALT}:{document_digest(source.document)}"
