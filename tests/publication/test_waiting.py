"""From a return to a publication: what waits for each researcher, and what everyone can read afterwards."""

import pytest
from tests.fieldwork.making import make_wave
from tests.publication.small_runs import NOON, reviewer, small_run
from tests.world import LATER

from aftercall.accounts.models import User
from aftercall.programmes.models import Programme, Wave
from aftercall.programmes.states import WaveState
from aftercall.publication import operations, policies
from aftercall.publication.waiting import (
    publication_to_prepare,
    publications_of_others,
    publications_to_work_on,
    published_results,
)
from aftercall.results.waiting import results_to_analyse

pytestmark = pytest.mark.django_db
TITLE = "Victims, January 2025"


def test_returned_results_wait_to_be_analysed(programme: Programme) -> None:
    assert list(results_to_analyse(LATER)) == []
    make_wave(programme)
    Wave.objects.update(state=WaveState.RETURNED)
    [item] = results_to_analyse(LATER)
    assert (item.text, item.url) == ("Analyse January 2025", "/analyses/")


def waiting(user: User) -> list[tuple[str, str]]:
    """What waits for the user, then what is to come."""
    items = [*publications_to_work_on(LATER, user), *publications_of_others(LATER, user)]
    return [(item.text, item.details) for item in items]


def test_every_step_waits_for_whoever_takes_it(programme: Programme, researcher: User) -> None:
    run, second = small_run(programme, researcher), reviewer()
    [item] = publication_to_prepare(LATER)
    assert (item.text, item.details) == ("Prepare a publication of January 2025", "Analysed on 5 March 2026.")
    draft = operations.prepare(run=run, actor=researcher, at=LATER)
    assert list(publication_to_prepare(LATER)) == []
    assert waiting(researcher) == [(f"Finish the draft: {TITLE}", "Prepared on 5 March 2026.")]
    assert waiting(second) == []
    operations.check(publication=draft, actor=researcher, at=LATER)
    assert waiting(researcher) == [(f"Waiting for another person’s approval: {TITLE}", "")]
    [(text, _)] = waiting(second)
    assert text == f"Approve or refuse: {TITLE}"
    operations.refuse(publication=draft, reason="Say more.", actor=second, at=LATER)
    assert waiting(researcher) == [(f"Amend the draft: {TITLE}", "It was refused on 5 March 2026: Say more.")]
    operations.check(publication=draft, actor=researcher, at=LATER)
    operations.approve(publication=draft, publish_at=NOON, seen=policies.seen(draft), actor=second, at=LATER)
    for user in (researcher, second):
        assert waiting(user) == [(f"Public on 5 March 2026: {TITLE}", "")]
    [item] = published_results(LATER)
    assert item.text == "No results have been published yet"
    operations.publish_due(at=NOON)
    assert waiting(researcher) == waiting(second) == []
    [item] = published_results(LATER)
    assert (item.text, item.details) == (TITLE, "Published on 5 March 2026.")
