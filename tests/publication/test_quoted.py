"""Percentages in a commentary that no figure shows."""

import pytest
from tests.publication.small_runs import published, small_run
from tests.world import LATER

from aftercall.accounts.models import User
from aftercall.programmes.models import Programme
from aftercall.publication import operations
from aftercall.publication.quoted import percentages_not_shown

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def test_a_commentary_that_disagrees_with_the_figures_is_noticed(programme: Programme, researcher: User) -> None:
    """80% were satisfied, 74% to 86%; 40% responded."""
    draft = operations.prepare(run=small_run(programme, researcher), actor=researcher, at=LATER)
    draft.commentary = (
        "80% were satisfied (80.0 per cent), of the 40% who responded; the interval of 95% begins at 74%."
    )
    assert percentages_not_shown(draft) == []
    draft.commentary = "83 per cent were satisfied, a rise from 77%, and 80.4%. It cost 1,180% more."
    assert percentages_not_shown(draft) == ["83%", "77%", "80.4%"]


def test_a_correction_may_quote_what_it_corrects(programme: Programme, researcher: User) -> None:
    published(small_run(programme, researcher), researcher)
    again = small_run(programme, researcher, gave=100, did_not=100)
    draft = operations.prepare(run=again, actor=researcher, at=LATER, correction="It was 50%, not 80%, and not 81%.")
    assert percentages_not_shown(draft) == ["81%"]
