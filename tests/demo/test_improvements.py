"""The demo's actions and requests, on a few published quarters."""

import pytest
from tests.fieldwork.making import make_programme, make_user
from tests.improvements.making import AFTERWARDS, AREAS, OCTOBER, OPENED, Q1, Q2, Q3, Q4, commissioner, quarter

from aftercall.accounts.roles import Role
from aftercall.demo.improvements import Sides, act_on_results, open_later_actions
from aftercall.improvements.models import Action
from aftercall.improvements.queries import public_actions
from aftercall.improvements.states import ActionState, Side

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def test_the_year_of_actions() -> None:
    programme = make_programme()
    by = Sides(make_user(Role.RESEARCHER, signed=False), commissioner())
    act_on_results(by=by, at=OPENED)
    open_later_actions(by=by, at=OPENED)
    assert not Action.objects.exists()
    quarter(programme, by.researcher, Q1)
    act_on_results(by=by, at=OPENED)
    first = Action.objects.get()
    assert (first.state, first.group, first.expected_change) == (ActionState.AGREED, "North", 6.0)
    quarter(programme, by.researcher, Q2)
    act_on_results(by=by, at=OCTOBER)
    assert [one.pk for one in public_actions()] == [first.pk]
    quarter(programme, by.researcher, Q3)
    quarter(programme, by.researcher, Q4, {**AREAS, "South": (400, 90.0)})
    act_on_results(by=by, at=AFTERWARDS)
    assert first.looks.get().taken_at == AFTERWARDS
    open_later_actions(by=by, at=AFTERWARDS)
    waiting = Action.objects.get(state=ActionState.PROPOSED)
    assert waiting.side == Side.POLICING_BODY
