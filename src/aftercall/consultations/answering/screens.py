"""The screens of a consultation: the private link, the questions, who you are, check, and the end."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from aftercall.consultations.demographics import Area, Characteristic
from aftercall.consultations.demographics import screens as about_screens
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.questions import Question
from aftercall.instrument.routing import Folded

LINK, CHECK = "_link", "_check"
ABOUT = "_about_"


@dataclass(frozen=True)
class Screen:
    """One screen. key: how a draft names it; no question's name begins with an underscore. questions: those that are
    asked on it now; about: the characteristics instead."""

    key: str
    questions: tuple[Question, ...] = ()
    about: tuple[Characteristic, ...] = ()


def screens(instrument: Instrument, folded: Folded, areas: Sequence[Area], *, by_section: bool) -> tuple[Screen, ...]:
    """Every screen to which the answers so far lead, in order."""
    on_route = {question.name for question in instrument.route(folded.answers)}
    asked = [
        Screen(key, questions)
        for key, block in _blocks(instrument, by_section=by_section)
        if (questions := _of(block, on_route))
    ]
    about = [Screen(f"{ABOUT}{place}", about=about) for place, about in enumerate(about_screens(areas), start=1)]
    return (Screen(LINK), *asked, *about, Screen(CHECK))


def _blocks(instrument: Instrument, *, by_section: bool) -> list[tuple[str, tuple[Question, ...]]]:
    """The questions by screen, whoever answers: each on its own, or those of a section together."""
    shown = [question for question in instrument.questions if question.is_asked]
    if not by_section:
        return [(question.name, (question,)) for question in shown]
    blocks = [tuple(questions) for _, questions in groupby(shown, key=lambda one: one.group or one.name)]
    return [(block[0].name, block) for block in blocks]


def _of(block: Sequence[Question], on_route: set[str]) -> tuple[Question, ...]:
    return tuple(question for question in block if question.name in on_route)


def find(all_screens: Sequence[Screen], key: str) -> Screen:
    """The screen with this key; the first one if the answers do not lead to it any more."""
    return next((screen for screen in all_screens if screen.key == key), all_screens[0])


def after(all_screens: Sequence[Screen], key: str, order: Sequence[str]) -> str:
    """The key of the screen that follows. order: the keys of all screens, including those that the answers do not lead
    to any more, so that the place of such a screen is known."""
    later = order[order.index(key) + 1 :] if key in order else order
    keys = {screen.key for screen in all_screens}
    return next((one for one in later if one in keys), CHECK)


def before(all_screens: Sequence[Screen], key: str) -> str:
    """The key of the screen before; empty for the first."""
    keys = [screen.key for screen in all_screens]
    place = keys.index(key) if key in keys else 0
    return keys[place - 1] if place else ""


def order(instrument: Instrument, areas: Sequence[Area], *, by_section: bool) -> list[str]:
    """The keys of all screens that anybody can come to, in order."""
    about = [f"{ABOUT}{place}" for place, _ in enumerate(about_screens(areas), start=1)]
    return [LINK, *(key for key, _ in _blocks(instrument, by_section=by_section)), *about, CHECK]


def first_missing(all_screens: Sequence[Screen], folded: Folded) -> str:
    """The key of the first screen with a required question that has no answer; empty if there is none."""
    return next(
        (
            screen.key
            for screen in all_screens
            for question in screen.questions
            if question.required and question.is_answered and question.name not in folded.counted
        ),
        "",
    )
