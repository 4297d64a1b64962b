"""Declared looks are taken by themselves from published figures, and say what may be said."""

from dataclasses import replace
from datetime import date

import pytest
from tests.fieldwork.making import make_programme, make_user
from tests.improvements.making import (
    AFTERWARDS,
    AREAS,
    PLAN,
    Q1,
    Q2,
    Q3,
    Q4,
    Areas,
    agreed,
    commissioner,
    proposed,
    quarter,
)

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.improvements import operations
from aftercall.improvements.models import Action, Look
from aftercall.improvements.presenters import ShownLook, list_rows, shown_look
from aftercall.improvements.queries import actions, periods_in_force
from aftercall.improvements.wording import effect_sentences, verdict_words
from aftercall.methods.effect_verdict import EffectVerdict
from aftercall.programmes.models import Programme
from aftercall.publication.models import Publication
from aftercall.publication.operations import withdraw
from aftercall.publication.states import PublicationState

pytestmark = pytest.mark.django_db


@pytest.fixture
def researcher() -> User:
    return make_user(Role.RESEARCHER, signed=False)


@pytest.fixture
def programme() -> Programme:
    return make_programme()


@pytest.fixture
def action(programme: Programme, researcher: User) -> Action:
    """Opened on the first quarter's weakest area, to be judged by the fourth."""
    return agreed(quarter(programme, researcher, Q1), researcher)


def with_north(percent: float, base: int = 400) -> Areas:
    return {**AREAS, "North": (base, percent)}


def after(action: Action, researcher: User, *, before: Areas, since: Areas) -> Look:
    quarter(action.programme, researcher, Q2, before)
    quarter(action.programme, researcher, Q3, before)
    quarter(action.programme, researcher, Q4, since)
    assert operations.take_looks(at=AFTERWARDS) == 1
    assert operations.take_looks(at=AFTERWARDS) == 0
    return action.looks.get()


def test_a_rise_back_to_the_usual_level_is_not_an_effect(action: Action, researcher: User) -> None:
    """In the quarter that prompted it the area was at 70%, which was chance: it is 78% before and 79% after."""
    look = after(action, researcher, before=with_north(78), since=with_north(79))
    assert look.verdict == EffectVerdict.NO_CLEAR_CHANGE
    assert look.before_words == "April to June 2025; July to September 2025"
    assert effect_sentences(look).startswith("There was no clear change compared with the other groups: chance could")
    assert "−" in effect_sentences(look)


def test_a_change_larger_than_chance_is_shown_with_how_large_it_could_be(action: Action, researcher: User) -> None:
    look = after(action, researcher, before=with_north(72), since=with_north(86))
    assert (look.verdict, round(look.difference or 0, 1), look.others) == (EffectVerdict.AS_EXPECTED, 14.0, 0.0)
    assert look.low is not None
    assert look.low > 5
    words = effect_sentences(look)
    assert words.startswith(
        "It changed by +14.0 points, and by +0.0 points in the other groups: it rose by 14 percentage"
    )
    assert "It could be anything from +" in words
    assert verdict_words(look) == ("Clear change", "green")
    assert action.events.last().step == "measure"


def test_what_rose_everywhere_is_not_an_effect(action: Action, researcher: User) -> None:
    everywhere = {name: (base, percent + 8) for name, (base, percent) in with_north(72).items()}
    assert after(action, researcher, before=with_north(72), since=everywhere).verdict == EffectVerdict.NO_CLEAR_CHANGE


def test_without_other_groups_it_says_that_there_is_nothing_to_compare(programme: Programme, researcher: User) -> None:
    alone = {"North": (400, 70.0)}
    action = agreed(quarter(programme, researcher, Q1, alone), researcher)
    look = after(action, researcher, before={"North": (400, 72.0)}, since={"North": (400, 86.0)})
    assert verdict_words(look)[1] == "blue"
    assert "we cannot tell whether it would have changed without" in effect_sentences(look)


def test_the_opposite_is_said_too(action: Action, researcher: User) -> None:
    look = after(action, researcher, before=with_north(86), since=with_north(72))
    assert look.verdict == EffectVerdict.OPPOSITE
    assert "the opposite of what was expected" in effect_sentences(look)


def test_before_the_results_there_is_nothing_to_say(action: Action, researcher: User) -> None:
    quarter(action.programme, researcher, Q3)
    assert operations.take_looks(at=AFTERWARDS) == 0
    assert effect_sentences(action.looks.get()) == "The results up to December 2025 will show whether it changed."


def test_without_a_baseline_it_cannot_be_judged(programme: Programme, researcher: User) -> None:
    action = agreed(quarter(programme, researcher, Q3), researcher)
    quarter(programme, researcher, Q4)
    assert operations.take_looks(at=AFTERWARDS) == 1
    look = action.looks.get()
    assert (look.verdict, look.difference) == (EffectVerdict.NOT_JUDGED, None)
    assert "can serve as a baseline" in effect_sentences(look)


def test_a_hidden_figure_cannot_be_judged(action: Action, researcher: User) -> None:
    look = after(action, researcher, before=AREAS, since={"South": (400, 80.0)})
    assert "not shown before or after" in effect_sentences(look)


def listed() -> tuple[str, str]:
    """What the list of actions says of the only one."""
    [row] = list_rows(actions(), periods_in_force(), AFTERWARDS.date())
    found = row["look"]
    assert isinstance(found, ShownLook)
    return found.verdict, found.difference


def test_withdrawn_results_are_forgotten(action: Action, researcher: User) -> None:
    look = after(action, researcher, before=AREAS, since=with_north(86))
    last = Publication.objects.get(run__first_month=Q4)
    assert shown_look(look, periods_in_force()).rows
    assert listed() == ("Clear change", "+16.0 points (+9.5 to +22.5)")
    withdraw(publication=last, reason="Wrong", actor=researcher, at=AFTERWARDS)
    assert "It will be judged again" in shown_look(look, periods_in_force()).text
    assert not shown_look(look, periods_in_force()).rows
    assert listed() == ("Results to come", "")  # at once, before the job has taken it back
    assert operations.take_looks(at=AFTERWARDS) == 1
    look.refresh_from_db()
    assert (look.taken_at, look.difference, look.basis) == (None, None, [])


def test_corrected_results_are_compared_again(action: Action, researcher: User) -> None:
    look = after(action, researcher, before=AREAS, since=with_north(86))
    Publication.objects.filter(run__first_month=Q4).update(state=PublicationState.CORRECTED)
    corrected = quarter(action.programme, researcher, Q4, with_north(74))
    assert operations.take_looks(at=AFTERWARDS) == 1
    look.refresh_from_db()
    assert (look.verdict, look.basis[-1]) == (EffectVerdict.NO_CLEAR_CHANGE, corrected.slug)


def test_a_proposal_is_not_measured(programme: Programme, researcher: User) -> None:
    proposed(quarter(programme, researcher, Q1), commissioner())
    quarter(programme, researcher, Q2)
    quarter(programme, researcher, Q4)
    assert operations.take_looks(at=AFTERWARDS) == 0


def test_several_looks_need_stronger_evidence(programme: Programme, researcher: User) -> None:
    plan = replace(PLAN, looks=[date(2025, 12, 1), date(2026, 3, 1)])
    action = agreed(quarter(programme, researcher, Q1), researcher, plan=plan)
    quarter(programme, researcher, Q2)
    quarter(programme, researcher, Q4, with_north(77))
    operations.take_looks(at=AFTERWARDS)
    first, second = action.looks.all()
    assert (first.level, second.taken_at) == (0.025, None)
    assert "97.5% interval" in effect_sentences(first)
