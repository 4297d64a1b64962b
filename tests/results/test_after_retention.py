"""When retention ends, no figure changes: analyses have what they need, and nothing else."""

import json
from dataclasses import asdict
from datetime import timedelta

import pytest
from tests.conftest import Commit
from tests.world import LATER, MONTH, fresh

from aftercall.accounts.models import User
from aftercall.handover import wave_data
from aftercall.handover.models import ReturnedCase
from aftercall.handover.wave_data import read_retained, read_wave
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


@pytest.mark.parametrize("step", ["read_frame", "_returned_by_person", "read_sample", "_totals"])
def test_what_is_read_while_retention_ends_is_the_same(
    step: str, run: AnalysisRun, researcher: User, commit: Commit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the answers, everybody would count as somebody who was not interviewed."""
    wave = Wave.objects.get()
    before = read_wave(wave)
    go_on = getattr(wave_data, step)

    def end_first(*arguments: object) -> object:
        monkeypatch.setattr(wave_data, step, go_on)
        end_retention(wave=fresh(wave), actor=researcher, at=LATER)
        commit()
        return go_on(*arguments)

    monkeypatch.setattr(wave_data, step, end_first)
    assert read_wave(wave) == before
    assert not ReturnedCase.objects.exists()


def test_a_frame_that_is_missing_is_an_error(run: AnalysisRun) -> None:
    wave = Wave.objects.get()
    folders.frame_file(wave.load).unlink()
    with pytest.raises(FileNotFoundError, match="frame"):
        read_wave(wave)
