"""From a return to a publication: what waits for the researcher, and what everyone can read afterwards."""

import pytest
from tests.fieldwork.making import make_wave
from tests.world import LATER, MONTH

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.programmes.models import Programme, Wave
from aftercall.programmes.states import WaveState
from aftercall.publication.models import Publication
from aftercall.publication.operations import prepare
from aftercall.publication.waiting import drafts_to_sign_off, publication_to_prepare, published_results
from aftercall.results.models import AnalysisRun
from aftercall.results.waiting import results_to_analyse

pytestmark = pytest.mark.django_db


def test_returned_results_wait_to_be_analysed(programme: Programme) -> None:
    assert list(results_to_analyse(LATER)) == []
    make_wave(programme)
    Wave.objects.update(state=WaveState.RETURNED)
    [item] = results_to_analyse(LATER)
    assert (item.text, item.url) == ("Analyse January 2025", "/analyses/")


@pytest.fixture
def run(programme: Programme, researcher: User) -> AnalysisRun:
    """An analysis of January 2025, without figures."""
    facts = {"code_version": "1", "design_text": "{}", "frame_size": 9, "sampled": 3, "respondents": 2}
    results = {"outcome_rates": {}, "weighting": {}}
    period = {"first_month": MONTH, "last_month": MONTH}
    return AnalysisRun.objects.create(
        programme=programme, run_at=LATER, run_by=researcher, **period, **facts, **results
    )


def test_an_analysis_is_prepared_then_signed_off_then_published(run: AnalysisRun, researcher: User) -> None:
    [item] = publication_to_prepare(LATER)
    assert (item.text, item.details) == ("Prepare a publication of January 2025", "Analysed on 5 March 2026.")
    [item] = published_results(LATER)
    assert item.text == "No results have been published yet"

    draft = prepare(run=run, actor=researcher, at=LATER)
    assert list(publication_to_prepare(LATER)) == []
    for reader, who in ((researcher, "by you"), (User(role=Role.RESEARCHER), "by a colleague")):
        [item] = drafts_to_sign_off(LATER, reader)
        assert item.text == "Read and sign off: Victim satisfaction, January 2025"
        assert item.details.startswith(f"Prepared {who} on 5 March 2026.")

    Publication.objects.filter(pk=draft.pk).update(published_at=LATER, signed_off_by=researcher)
    assert list(drafts_to_sign_off(LATER, researcher)) == []
    [item] = published_results(LATER)
    assert (item.text, item.details) == ("Victim satisfaction, January 2025", "Published on 5 March 2026.")
