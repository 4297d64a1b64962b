"""What changed about a questionnaire as a whole: languages, scripts, measures and settings."""

from collections.abc import Callable, Iterator, Mapping

from aftercall.instrument.changes import Change, Effect, Topic, text_change
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.measures import Measure
from aftercall.instrument.questions import Administration, Audience, ConsentTerms, Group, ObjectionAnswer, Script
from aftercall.instrument.scale import Level

_HEARD_BY = {Audience.ANYONE: "whoever answers", Audience.NAMED_PERSON: "the person asked for"}
_FILLED_IN_BY = {Administration.INTERVIEWER: "by an interviewer", Administration.SELF: "by the person"}


def whole_changes(old: Instrument, new: Instrument) -> Iterator[Change]:
    """Every change that is about no single question."""
    yield from _settings(old, new)
    yield from _languages(old, new)
    yield from _each("script", old.scripts, new.scripts, Topic.SCRIPTS, _script)
    yield from _each("measure", old.measures, new.measures, Topic.MEASURES, _measure)
    yield from _published(old, new)
    yield from _each("group", old.groups, new.groups, Topic.ORDER, _group)
    yield from _each("consent", old.consents, new.consents, Topic.SETTINGS, _consent)


def _each[Part](
    what: str,
    old: Mapping[str, Part],
    new: Mapping[str, Part],
    topic: Topic,
    changes: Callable[[Part, Part], Iterator[Change]],
) -> Iterator[Change]:
    for name in old:
        if name not in new:
            yield Change(topic, f"The {what} ‘{name}’ was removed.")
    for name, part in new.items():
        if name not in old:
            yield Change(topic, f"The {what} ‘{name}’ was added.")
        else:
            yield from changes(old[name], part)


def _settings(old: Instrument, new: Instrument) -> Iterator[Change]:
    yield from text_change("The name", old.name, new.name, Topic.SETTINGS)
    yield from text_change("The title", old.title, new.title, Topic.SETTINGS)
    if old.minutes != new.minutes:
        yield Change(Topic.SETTINGS, f"The announced length is now {new.minutes} minutes, before {old.minutes}.")
    if old.mode != new.mode:
        sentence = f"It is now filled in {_FILLED_IN_BY[new.mode]}, before {_FILLED_IN_BY[old.mode]}."
        yield Change(Topic.SETTINGS, sentence, Effect.BREAK)
    if old.facts != new.facts:
        known = ", ".join(new.facts) or "nothing"
        yield Change(Topic.SETTINGS, f"What is known before the interview is now: {known}.")
    if old.objection != new.objection:
        yield Change(Topic.SETTINGS, f"An objection to being asked again is now: {_objection(new.objection)}.")


def _objection(objection: ObjectionAnswer | None) -> str:
    return f"the answer ‘{objection.answer}’ to ‘{objection.question}’" if objection else "not asked for"


def _languages(old: Instrument, new: Instrument) -> Iterator[Change]:
    before, now = ({language.code: language for language in one.languages} for one in (old, new))
    for code, language in before.items():
        if code not in now:
            yield Change(Topic.LANGUAGES, f"It can no longer be asked in {language.english_name}.")
    for code, language in now.items():
        if code not in before:
            yield Change(Topic.LANGUAGES, f"It can now also be asked in {language.english_name}.")
        elif before[code] != language:
            yield Change(Topic.LANGUAGES, f"The language {before[code].name} is now called {language.name}.")
    kept_before, kept_now = ([code for code in codes if code in before and code in now] for codes in (before, now))
    if kept_before != kept_now:
        order = ", ".join(language.english_name for language in new.languages)
        yield Change(Topic.LANGUAGES, f"The languages are now in this order: {order}.")
    if old.language.code != new.language.code:
        yield Change(
            Topic.LANGUAGES,
            f"What is compared is in {new.language.english_name}, before in {old.language.english_name}.",
        )


def _script(old: Script, new: Script) -> Iterator[Change]:
    what = f"The script ‘{old.name}’"
    yield from text_change(what, old.text, new.text, Topic.SCRIPTS)
    if old.audience != new.audience:
        yield Change(
            Topic.SCRIPTS, f"{what} is now for {_HEARD_BY[new.audience]}, before for {_HEARD_BY[old.audience]}."
        )


def _measure(old: Measure, new: Measure) -> Iterator[Change]:
    what = f"‘{new.label}’"
    if old.label != new.label:
        yield Change(Topic.MEASURES, f"The measure ‘{old.label}’ is now called {what}.", is_text=True)
    yield from text_change(f"The published sentence of {what}", old.sentence, new.sentence, Topic.MEASURES)
    yield from (Change(Topic.MEASURES, sentence, Effect.BREAK) for sentence in basis_changes(old, new))


def basis_changes(old: Measure, new: Measure) -> Iterator[str]:
    """What changed about the questions and answers that a measure counts, as sentences."""
    what = f"‘{new.label}’"
    if old.direction != new.direction:
        yield f"The measure {what} now comes from the question ‘{new.direction}’, before from ‘{old.direction}’."
    if dict(old.degrees) != dict(new.degrees):
        followed = ", ".join(f"‘{name}’" for name in new.degrees.values()) or "none"
        yield f"The questions that follow the first one of {what} are now: {followed}."
    if old.counts != new.counts:
        yield f"The answers that {what} counts are now: {_named(new.counts)}; before: {_named(old.counts)}."


def _named(answers: frozenset[str]) -> str:
    return ", ".join(f"‘{answer}’" for answer in sorted(answers)) or "those on the scale of satisfaction"


def _published(old: Instrument, new: Instrument) -> Iterator[Change]:
    kept_before, kept_now = (
        [name for name in names if name in old.measures and name in new.measures]
        for names in (old.measures, new.measures)
    )
    if kept_before != kept_now:
        order = ", ".join(f"‘{measure.label}’" for measure in new.measures.values())
        yield Change(Topic.MEASURES, f"Results now show the measures in this order: {order}.")
    if old.overall != new.overall:
        overall = f"‘{new.measures[new.overall].label}’" if new.overall and new.overall in new.measures else "none"
        yield Change(Topic.MEASURES, f"The measure of the whole experience is now: {overall}.")
    if list(old.breakdowns.items()) != list(new.breakdowns.items()):
        groups = ", ".join(f"‘{label}’" for label in new.breakdowns.values()) or "none"
        yield Change(Topic.MEASURES, f"Figures are now also given by: {groups}.")
    if old.leaves_base != new.leaves_base:
        yield Change(Topic.MEASURES, leaves_base_sentence(new), Effect.BREAK)


def leaves_base_sentence(new: Instrument) -> str:
    """Which answers are now left out of the percentages."""
    left_out = ", ".join(f"‘{level.replace('_', ' ')}’" for level in Level if level in new.leaves_base) or "none"
    return f"The answers that are left out of the percentages are now: {left_out}."


def _group(old: Group, new: Group) -> Iterator[Change]:
    yield from text_change(f"The heading of the group ‘{old.name}’", old.label, new.label, Topic.WORDING)


def _consent(old: ConsentTerms, new: ConsentTerms) -> Iterator[Change]:
    what = f"the consent ‘{old.name}’"
    yield from text_change(f"The purpose of {what}", old.purpose, new.purpose, Topic.SETTINGS)
    if (old.question, old.answer) != (new.question, new.answer):
        yield Change(Topic.SETTINGS, f"What gives {what} is now the answer ‘{new.answer}’ to ‘{new.question}’.")
    if old.fields != new.fields:
        yield Change(Topic.SETTINGS, f"What {what} keeps is now: {', '.join(new.fields) or 'nothing'}.")
    if old.months != new.months:
        yield Change(Topic.SETTINGS, f"How long {what} is kept is now {new.months} months, before {old.months}.")
