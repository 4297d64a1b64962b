"""The demo's consultations: one published with its flood marked, one open, one that waits for approval."""

from datetime import UTC, datetime

import pytest
from tests.consultations.making import author, reviewer

from aftercall.consultations import queries
from aftercall.consultations.models import Consultation, Flag
from aftercall.consultations.states import ConsultationState
from aftercall.core import audit
from aftercall.demo import consultations
from aftercall.publication.states import PublicationState


@pytest.mark.django_db
@pytest.mark.one_database  # the tests of the room use the same operations on both
def test_one_is_published_one_is_open_and_one_waits() -> None:
    by = consultations.Authors(author(), reviewer())
    consultations.announce(by=by, at=datetime(2025, 1, 1, 9, tzinfo=UTC))
    consultations.finish(by=by, seed=1, at=datetime(2026, 2, 18, 9, tzinfo=UTC))
    states = dict(Consultation.objects.values_list("slug", "state"))
    assert states == {
        consultations.PRIORITIES: ConsultationState.CLOSED,
        consultations.COUNTERS: ConsultationState.APPROVED,
        consultations.ROADS: ConsultationState.SUBMITTED,
    }
    published = Consultation.objects.get(slug=consultations.PRIORITIES)
    assert Flag.objects.count() == 40
    assert published.releases.filter(state=PublicationState.PUBLISHED).count() == 6
    assert published.releases.filter(state=PublicationState.CHECKED).count() == 1
    assert queries.submitted(Consultation.objects.get(slug=consultations.COUNTERS)).count() == 8
    assert audit.check().findings == []
