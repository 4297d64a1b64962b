"""Two versions of a questionnaire compared in plain words, and what that means for each published measure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from aftercall.instrument.changes import Change, Topic
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.languages import Language
from aftercall.instrument.loading import parse_instrument
from aftercall.instrument.order_changes import order_changes
from aftercall.instrument.proposals import Proposal, proposals
from aftercall.instrument.question_changes import question_changes
from aftercall.instrument.whole_changes import whole_changes


@dataclass(frozen=True)
class Comparison:
    """What changed from an earlier version to a later one, and what is proposed for each measure that both have.

    changes: by question in the order of the later version, then those of removed questions, then those of the whole.
    """

    old: Instrument
    new: Instrument
    changes: tuple[Change, ...]
    proposals: Mapping[str, Proposal]

    def by_question(self) -> list[tuple[str, list[Change]]]:
        """What each question asks, with its changes, in order; last those of the whole questionnaire, under ""."""
        found: dict[str, list[Change]] = {}
        for change in self.changes:
            found.setdefault(change.question, []).append(change)
        return [(self._label(name), changes) for name, changes in found.items()]

    def _label(self, name: str) -> str:
        question = self.new.question.get(name) or self.old.question.get(name)
        return (question.label or name) if question else ""


def compare(old: Instrument, new: Instrument) -> Comparison:
    """Compare two versions in the language in which each was read."""
    return _comparison(old, new, list(_changes(old, new)))


def compare_documents(old: object, new: object) -> Comparison:
    """Compare two versions in every language that both have: first in the earlier one's own, then in the others.

    Raises InstrumentError if a document can't be used.
    """
    earlier = parse_instrument(old)
    shared = _shared_languages(earlier, parse_instrument(new))
    own = shared[0].code if shared else ""
    instruments = (parse_instrument(old, own), parse_instrument(new, own))
    changes = list(_changes(*instruments))
    for language in shared[1:]:
        changes += _in_language(old, new, language, {change.sentence for change in changes})
    return _comparison(*instruments, changes)


def _shared_languages(old: Instrument, new: Instrument) -> list[Language]:
    codes = {language.code for language in new.languages}
    return [language for language in old.languages if language.code in codes]


def _changes(old: Instrument, new: Instrument) -> Iterator[Change]:
    yield from order_changes(old, new)
    for name, question in new.question.items():
        if name in old.question:
            yield from question_changes((old, new), (old.question[name], question))
    yield from whole_changes(old, new)


def _in_language(old: object, new: object, language: Language, known: set[str]) -> Iterator[Change]:
    """The changes of texts in another language. What is not translated is in the first, and its changes are known."""
    instruments = (parse_instrument(old, language.code), parse_instrument(new, language.code))
    for change in _changes(*instruments):
        if change.is_text and change.sentence not in known:
            sentence = f"In {language.english_name}: {change.sentence[0].lower()}{change.sentence[1:]}"
            yield replace(change, topic=Topic.LANGUAGES, sentence=sentence, effect=change.effect.weaker)


def _comparison(old: Instrument, new: Instrument, changes: list[Change]) -> Comparison:
    places = {
        name: at
        for at, name in enumerate([*new.question, *(name for name in old.question if name not in new.question)])
    }
    ordered = sorted(changes, key=lambda change: places.get(change.question, len(places)))
    return Comparison(old, new, tuple(ordered), proposals(old, new, ordered))
