"""A period's figures stay as they were published until they are corrected."""

from datetime import timedelta

import pytest
from tests.publication.making import analysed_again
from tests.world import LATER

from aftercall.accounts.models import User
from aftercall.publication.as_published import newest_of_period
from aftercall.publication.models import Publication, PublicationState, PublishedFigure
from aftercall.publication.operations import prepare
from aftercall.results.models import AnalysisRun

pytestmark = pytest.mark.django_db


def publish(run: AnalysisRun, researcher: User, *, days: int = 0) -> Publication:
    """A publication as if two people had approved it."""
    draft = prepare(run=run, actor=researcher, at=LATER)
    draft.state, draft.published_at = PublicationState.PUBLISHED, LATER + timedelta(days=days)
    draft.save()
    return draft


def line(publication: Publication) -> PublishedFigure:
    return publication.figures.get(population="all", measure="whole", breakdown="")


def numbers(of: PublishedFigure) -> tuple[object, ...]:
    return of.base, of.percent, of.standard_error, of.low, of.high, of.reliability, of.mark


def test_the_last_correction_of_a_period_is_its_newest(run: AnalysisRun, researcher: User) -> None:
    wrong = publish(run, researcher)
    assert newest_of_period(wrong) == wrong
    draft = prepare(run=analysed_again(run, by=0.05), actor=researcher, at=LATER)
    Publication.objects.filter(pk=draft.pk).update(supersedes=wrong)
    assert newest_of_period(Publication.objects.get(pk=wrong.pk)) == wrong
    Publication.objects.filter(pk=draft.pk).update(state=PublicationState.PUBLISHED)
    assert newest_of_period(Publication.objects.get(pk=wrong.pk)) == draft
