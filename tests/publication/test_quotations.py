"""Quotations beside public results: marked, only of groups whose figures are sound, and beside the newest results."""

from datetime import date

import pytest
from django.test import Client
from tests.publication.small_runs import published, small_run
from tests.world import MONTH

from aftercall.accounts.models import User
from aftercall.methods.small_sample import Reliability
from aftercall.programmes.models import Programme
from aftercall.publication.models import Mark, Publication, PublishedFigure
from aftercall.publication.quotations import quotations_beside
from aftercall.publication.spoken import instruments_shown
from aftercall.verbatims.models import Quotation, QuotationState
from aftercall.verbatims.quoting import group_of

pytestmark = pytest.mark.django_db
SHOWN = {"Burglary": Reliability.SOUND, "Robbery": Reliability.CAUTION, "Fraud": None}


def line(publication: Publication, category: str, reliability: Reliability | None) -> None:
    """The overall figure of a category; hidden without a reliability."""
    PublishedFigure.objects.create(
        publication=publication,
        first_month=MONTH,
        last_month=MONTH,
        measure="whole",
        breakdown="category",
        group=category,
        mark=Mark.NONE if reliability else Mark.CONFIDENTIAL,
        reliability=reliability or Reliability.SOUND,
        **({"base": 200, "percent": 70.0, "standard_error": 3.0, "low": 64.0, "high": 76.0} if reliability else {}),
    )


def quote(programme: Programme, category: str, words: str = "Nobody rang <b>[removed]</b> back.") -> None:
    Quotation.objects.create(
        programme=programme,
        state=QuotationState.PUBLISHED,
        group=group_of(category),
        words=words,
        published_on=MONTH,
    )


def test_a_quotation_is_beside_the_newest_results_if_its_group_is_sound(
    programme: Programme, researcher: User, client: Client
) -> None:
    earlier = published(small_run(programme, researcher), researcher)
    for category, reliability in SHOWN.items():
        line(earlier, category, reliability)
        quote(programme, category)
    found = quotations_beside(earlier, instruments_shown(earlier.run))
    assert [one.group for one in found] == ["Victim of burglary"]
    page = client.get(f"/results/{earlier.slug}/").content.decode()
    assert page.count("Nobody rang &lt;b&gt;[removed]&lt;/b&gt; back.") == 1
    assert "These people agreed to be quoted" in page
    published(small_run(programme, researcher, first=date(2025, 2, 1)), researcher)
    assert quotations_beside(earlier, instruments_shown(earlier.run)) == []
