"""The demo leaves something to see of each part of hearing all communities."""

import pytest
from tests.communities.making import make_consents
from tests.fieldwork.making import make_user
from tests.world import LATER

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.communities import presenters, queries
from aftercall.communities.states import GroupState
from aftercall.demo.communities import hear_communities
from aftercall.programmes.models import Programme


@pytest.mark.one_database
def test_a_group_was_held_another_is_coming_and_a_third_is_being_recruited(
    programme: Programme, researcher: User
) -> None:
    make_consents(programme, 90)
    reviewer = make_user(Role.RESEARCHER, "Reviewer", signed=False)
    hear_communities(programme=programme, researcher=researcher, reviewer=reviewer, at=LATER)
    recruiting, coming, held = queries.groups()
    states = [recruiting.state, coming.state, held.state]
    assert states == [GroupState.RECRUITING, GroupState.DRAWN, GroupState.HELD]
    assert {arranged for *_, arranged in presenters.needs_rows(queries.candidates(coming))} > {"Not yet"}
    assert [len(certificate["drawn"]) for certificate in held.certificates] == [8, 1]
    assert 0 < min(one.kappa or 0 for one in presenters.agreement_of(held).values()) < 1
    assert [report.group for report in queries.published_reports()] == [held]
    assert not queries.gaps(LATER.date())
    assert "Decide how to reach" in str(list(queries.open_tasks()))
