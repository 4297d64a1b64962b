"""Concurrent decisions about publications, with real threads and on both databases."""

from collections.abc import Callable
from datetime import date

import pytest
from tests.faults.racing import concurrently
from tests.fieldwork.making import make_programme
from tests.publication.small_runs import NOON, approved, checked, reviewer, small_run
from tests.world import LATER, make_researcher

from aftercall.accounts.models import User
from aftercall.core.errors import Refused
from aftercall.programmes.models import Programme
from aftercall.publication import operations, policies
from aftercall.publication.models import Publication
from aftercall.publication.states import PublicationAction, PublicationState

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def author() -> User:
    return make_researcher()


@pytest.fixture
def programme(author: User) -> Programme:
    return make_programme()


def approval(publication: Publication, actor: User) -> Callable[[], object]:
    return lambda: operations.approve(
        publication=publication, seen=policies.seen(publication), publish_at=NOON, actor=actor, at=LATER
    )


def test_an_edit_and_an_approval_never_make_public_what_nobody_approved(programme: Programme, author: User) -> None:
    second = reviewer()
    sent = checked(small_run(programme, author), author)
    _, approved_one = concurrently(
        [
            lambda: operations.edit(publication=sent, commentary="Not read by anyone.", actor=second, at=LATER),
            approval(sent, second),
        ]
    )
    sent.refresh_from_db()
    was_approved = isinstance(approved_one, Publication)
    assert (sent.state == PublicationState.APPROVED) == was_approved
    assert (sent.commentary == "") == was_approved


def test_of_two_results_that_were_written_without_each_other_one_is_approved(
    programme: Programme, author: User
) -> None:
    second = reviewer()
    months = (date(2025, 1, 1), date(2025, 2, 1))
    both = [checked(small_run(programme, author, first=month), author) for month in months]
    results = concurrently([approval(publication, second) for publication in both])
    assert {type(result) for result in results} == {Publication, Refused}
    assert Publication.objects.filter(state=PublicationState.APPROVED).count() == 1


def test_months_get_one_draft(programme: Programme, author: User) -> None:
    runs = [small_run(programme, author) for _ in range(2)]
    concurrently([lambda run=run: operations.prepare(run=run, actor=author, at=LATER) for run in runs])  # type: ignore[misc]
    assert Publication.objects.count() == 1


def test_results_are_published_once_or_taken_back(programme: Programme, author: User) -> None:
    publication = approved(small_run(programme, author), author)
    *_, taken = concurrently(
        [
            lambda: operations.publish_due(at=NOON),
            lambda: operations.publish_due(at=NOON),
            lambda: operations.take_back(publication=publication, reason="Wait.", actor=author, at=NOON),
        ]
    )
    publication.refresh_from_db()
    was_taken_back = isinstance(taken, Publication)
    assert publication.is_public != was_taken_back
    events = publication.events.filter(action=PublicationAction.PUBLISH)
    assert events.count() == (0 if was_taken_back else 1)
