"""Consultations as shown on pages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from aftercall.accounts.models import User
from aftercall.consultations import policies
from aftercall.consultations.answering.draft import Draft
from aftercall.consultations.answering.screens import ABOUT, CHECK, Screen
from aftercall.consultations.demographics import Area, asked
from aftercall.consultations.forms import WRITTEN
from aftercall.consultations.models import Consultation, Event, Moderation, Phase, Principle, PrincipleEntry
from aftercall.consultations.states import ConsultationState
from aftercall.core.words import date_and_time, day
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.questions import Question
from aftercall.instrument.routing import Folded

PHASE_COLOURS = {Phase.COMING: "yellow", Phase.OPEN: "green", Phase.CLOSED: "grey"}


def when(consultation: Consultation, today: date) -> str:
    """When people can answer, in a sentence."""
    days = {"opens": day(consultation.opens_on), "closes": day(consultation.closes_on)}
    match consultation.phase(today):
        case Phase.COMING:
            return gettext("Opens on %(opens)s and closes at the end of %(closes)s.") % days
        case Phase.OPEN:
            return gettext("Open until the end of %(closes)s.") % days
        case Phase.CLOSED:
            return gettext("Was open from %(opens)s to %(closes)s.") % days


@dataclass(frozen=True)
class Section:
    """Consultations in one phase, each with when people can answer. none: what is said if there is none."""

    heading: str
    found: Sequence[tuple[Consultation, str]]
    none: str


def sections(by_phase: Mapping[Phase, Sequence[Consultation]], today: date) -> list[Section]:
    """The public consultations, by where they are in time."""
    none = {
        Phase.OPEN: gettext("No consultation is open at the moment."),
        Phase.COMING: gettext("None has been announced."),
        Phase.CLOSED: gettext("None has closed yet."),
    }
    return [
        Section(gettext(phase.label), [(one, when(one, today)) for one in found], none[phase])
        for phase, found in by_phase.items()
    ]


@dataclass(frozen=True)
class CheckRow:
    """A question with its answer, to check before it is submitted. screen: the key of the one to change it on."""

    label: str
    words: str
    answered: bool
    screen: str


def check_rows(
    screens: Sequence[Screen], folded: Folded, draft: Draft, areas: Sequence[Area]
) -> tuple[list[CheckRow], list[CheckRow]]:
    """The answers to check before submitting: those to the questions, then those about the person."""
    counted = folded.counted
    answers = [
        CheckRow(
            question.label,
            answer_words(question, counted.get(question.name)),
            bool(counted.get(question.name)),
            screen.key,
        )
        for screen in screens
        for question in screen.questions
        if question.is_answered
    ]
    about = [
        CheckRow(gettext(one.question), about_words(one.code, draft.about, areas), one.code in draft.about, screen.key)
        for screen in screens
        if screen.key.startswith(ABOUT)
        for one in screen.about
    ]
    return answers, about


def answer_words(question: Question, value: str | None) -> str:
    """An answer in words."""
    if not value:
        return gettext("Not answered")
    labels = {choice.name: choice.label for choice in (*question.choices, *question.ways_out)}
    words = value.split()
    return ", ".join(labels[word] for word in words) if set(words) <= labels.keys() else value


def about_words(code: str, about: Mapping[str, str], areas: Sequence[Area]) -> str:
    """What somebody said about themselves in words."""
    if code not in about:
        return gettext("Not answered")
    categories = next(one.in_own_words().by_code for one in asked(areas) if one.code == code)
    return categories[about[code]].label if about[code] in categories else gettext("Prefer not to say")


def place(screens: Sequence[Screen], key: str) -> str:
    """How far somebody has got, as in Step 2 of 9."""
    keys = [screen.key for screen in screens if screen.key != CHECK]
    if key not in keys:
        return ""
    return gettext("Step %(step)s of %(steps)s") % {"step": keys.index(key) + 1, "steps": len(keys)}


def state_words(consultation: Consultation, today: date) -> tuple[str, str]:
    """Its state in words, and the colour of its tag."""
    if consultation.state != ConsultationState.APPROVED:
        return consultation.get_state_display(), _STATE_COLOURS[ConsultationState(consultation.state)]
    if today > consultation.closes_on:
        return "To be closed", "orange"
    phase = consultation.phase(today)
    return phase.label, PHASE_COLOURS[phase]


_STATE_COLOURS = {
    ConsultationState.DRAFT: "blue",
    ConsultationState.SUBMITTED: "orange",
    ConsultationState.CLOSED: "grey",
}


def as_entered(consultation: Consultation) -> dict[str, object]:
    """A consultation as the values of its form."""
    areas = "\n".join(f"{one.code} {one.name}" for one in consultation.listed_areas)
    own = {name: getattr(consultation, name) for name in WRITTEN}
    return {**own, "areas": areas, "questionnaire": consultation.instrument.reference}


@dataclass(frozen=True)
class ShownEvent:
    """An event on the researchers' page. waits: whether another person has to approve it; may: whether this user
    can."""

    event: Event
    waits: bool
    may: bool


def events(consultation: Consultation, user: User) -> list[ShownEvent]:
    """The events of a consultation, for one of the researchers."""
    public = consultation.is_public
    return [
        ShownEvent(one, public and one.approved_by_id is None, policies.may_approve(one, user))
        for one in consultation.events.all()
    ]


@dataclass(frozen=True)
class ShownDecision:
    """What was decided about a text. text: as it is shown, empty if it is not. can_reopen: whether it is in force."""

    pk: int
    question: str
    text: str
    words: str
    can_reopen: bool


def decisions(found: Iterable[Moderation], instrument: Instrument) -> list[ShownDecision]:
    """Decisions about texts, with who decided what and when."""
    return [
        ShownDecision(
            one.pk, instrument.question[one.question].label, one.text, _decision_words(one), one.reopened_at is None
        )
        for one in found
    ]


def _decision_words(one: Moderation) -> str:
    what = (
        f"Not shown: {one.get_rule_display()}" if one.rule else "Shown, with words taken out" if one.edited else "Shown"
    )
    words = f"{what}. {one.by.name}, {date_and_time(one.at)}."
    if one.reopened_at is None or one.reopened_by is None:
        return words
    return f"{words} Put back by {one.reopened_by.name}, {date_and_time(one.reopened_at)}."


def evidence(consultation: Consultation) -> list[tuple[Principle, list[PrincipleEntry]]]:
    """The four principles, each with its entries."""
    entries = list(consultation.principle_entries.select_related("recorded_by"))
    return [(one, [entry for entry in entries if entry.principle == one]) for one in Principle]
