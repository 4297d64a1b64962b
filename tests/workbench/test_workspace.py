"""The workbench gives an analysis's own figures, and keeps nothing that has changed."""

import pytest
from tests.world import LATER, MONTH

from aftercall.core.errors import Refused
from aftercall.core.models import KeyTombstone
from aftercall.core.words import percent
from aftercall.programmes.models import Programme
from aftercall.results.models import AnalysisRun, Population
from aftercall.results.periods import Period
from aftercall.workbench import workspace
from aftercall.workbench.answering import figure
from aftercall.workbench.asked import FigureKey
from aftercall.workbench.provenance import source_of_workspace
from aftercall.workbench.recomputing import PLACES, recompute, recompute_command

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
JANUARY = Period(MONTH, MONTH)


def test_every_figure_of_an_analysis_is_found_again(run: AnalysisRun) -> None:
    found = workspace.workspace_of(run.programme, JANUARY)
    assert found.data_digest == run.data_digest
    stored = [one for one in run.figures.all() if not one.breakdown or one.breakdown in found.dimensions]
    assert len(stored) > 20
    for one in stored:
        groups = ((one.breakdown, one.group),) if one.breakdown else ()
        key = FigureKey(run.programme_id, JANUARY, Population(one.population), one.measure, groups)
        cell = figure(found, key)
        assert cell is not None
        assert (cell.base, cell.gave) == (one.base, one.satisfied)
        assert (cell.share, cell.se) == pytest.approx((one.estimate, one.standard_error), rel=1e-9, abs=1e-12)


def test_months_without_an_analysis_are_weighted_as_an_analysis_would(
    run: AnalysisRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workspace, "_KEPT", 1)
    analysed = workspace.workspace_of(run.programme, JANUARY)
    expected = percent(run.figures.get(measure="whole", population="all", breakdown="").estimate, PLACES)
    run.delete()
    alone = workspace.workspace_of(run.programme, JANUARY)
    assert alone.run is None
    assert alone.weighted.weights.tolist() == pytest.approx(analysed.weighted.weights.tolist())
    assert [one for _, one in workspace._cache.values()] == [alone]  # the last ones are kept
    stored, source = source_of_workspace(analysed), source_of_workspace(alone)
    assert (source.analysis, source.design_digest) == (None, "")
    for name in ("frame_size", "sampled", "respondents", "rates", "data_digest"):
        assert getattr(source, name) == getattr(stored, name)
    assert source.weighting["nonresponse_cells"] == stored.weighting["nonresponse_cells"]
    key = FigureKey(run.programme_id, JANUARY, Population.ALL, "whole")
    assert recompute(key, expected=expected, digest=run.data_digest).differences == []
    command = recompute_command(key, expected=expected, digest=run.data_digest)
    assert f"--programme {run.programme_id} --period 2025-01/2025-01 " in command


def test_a_sample_is_kept_until_a_key_is_destroyed(run: AnalysisRun) -> None:
    first = workspace.workspace_of(run.programme, JANUARY)
    assert workspace.workspace_of(run.programme, JANUARY) is first
    KeyTombstone.objects.create(ring="release-1", slot=3, recorded_at=LATER, destroyed_at=LATER)
    assert workspace.workspace_of(run.programme, JANUARY) is not first


def test_a_period_or_an_analysis_that_does_not_exist_is_refused(programme: Programme) -> None:
    with pytest.raises(Refused, match="has no waves"):
        workspace.workspace_of(programme, JANUARY)
    with pytest.raises(KeyError):
        workspace.workspace_of(programme, JANUARY, analysis=7)
