"""When retention ends, no figure changes: analyses have what they need, and nothing else."""

import json
from dataclasses import asdict
from datetime import timedelta

import pytest
from tests.conftest import Commit
from tests.world import LATER, MONTH, fresh

from aftercall.accounts.models import User
from aftercall.handover.models import ReturnedCase
from aftercall.handover.wave_data import read_retained
from aftercall.programmes import folders
from aftercall.programmes.models import Programme, Wave
from aftercall.results.models import AnalysisRun
from aftercall.results.operations import analyse
from aftercall.results.periods import Period
from aftercall.rights.retention import end_retention

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cached_frames")]


def numbers(run: AnalysisRun) -> list[tuple[object, ...]]:
    names = ("measure", "breakdown", "group", "base", "satisfied", "estimate", "standard_error", "low", "high")
    return list(run.figures.order_by("pk").values_list(*names))


def test_figures_and_the_digest_of_the_data_are_the_same_before_and_after(
    run: AnalysisRun, programme: Programme, researcher: User, commit: Commit
) -> None:
    wave = Wave.objects.get()
    end_retention(wave=wave, actor=researcher, at=LATER)
    commit()
    assert not ReturnedCase.objects.exists()
    assert not folders.frame_file(fresh(wave).load).exists()
    later = analyse(programme=programme, period=Period(MONTH, MONTH), actor=researcher, at=LATER + timedelta(days=1))
    assert numbers(later) == numbers(run)
    assert later.data_digest == run.data_digest
    assert later.design_text == run.design_text
    assert (later.outcome_rates, later.frame_size, later.sampled) == (run.outcome_rates, run.frame_size, run.sampled)


def test_what_is_kept_has_no_id_and_an_order_that_says_nothing(run: AnalysisRun, researcher: User) -> None:
    wave = Wave.objects.get()
    end_retention(wave=wave, actor=researcher, at=LATER)
    kept = read_retained(folders.retained_file(wave.load))
    assert len(kept.sample) == run.sampled
    assert set(vars(kept.sample[0])) == {"stratum", "base_weight", "levels", "responded", "answers"}
    assert not any("again" in person.answers for person in kept.sample)
    rows = [json.dumps(asdict(person), sort_keys=True) for person in kept.sample]
    assert rows == sorted(rows)
