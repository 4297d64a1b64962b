"""A period's figures stay as they were published until they are corrected."""

import pytest
from tests.publication.making import analysed_again
from tests.publication.small_runs import published
from tests.world import LATER

from aftercall.accounts.models import User
from aftercall.publication.as_published import newest_of_period
from aftercall.publication.models import Publication, PublishedFigure
from aftercall.publication.operations import prepare
from aftercall.publication.states import PublicationState
from aftercall.results.models import AnalysisRun

pytestmark = pytest.mark.django_db


def line(publication: Publication) -> PublishedFigure:
    return publication.figures.get(population="all", measure="whole", breakdown="")


def numbers(of: PublishedFigure) -> tuple[object, ...]:
    return of.base, of.percent, of.standard_error, of.low, of.high, of.reliability, of.mark


def test_the_last_correction_of_a_period_is_its_newest(run: AnalysisRun, researcher: User) -> None:
    wrong = published(run, researcher)
    assert newest_of_period(wrong) == wrong
    draft = prepare(run=analysed_again(run, by=0.05), actor=researcher, at=LATER, correction="Wrong.")
    assert newest_of_period(Publication.objects.get(pk=wrong.pk)) == wrong
    Publication.objects.filter(pk=draft.pk).update(state=PublicationState.PUBLISHED)
    assert newest_of_period(Publication.objects.get(pk=wrong.pk)) == draft
