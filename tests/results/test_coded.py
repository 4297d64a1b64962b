from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from tests.fieldwork.making import make_programme, make_wave
from tests.world import LATER, MONTH, returned_wave

from aftercall.accounts.models import User
from aftercall.handover.codes import CodedMeasure, CodeDocument, accept_codes
from aftercall.handover.models import CodeReturn, ReturnedCase
from aftercall.handover.wave_data import read_wave
from aftercall.programmes.models import Programme, Wave
from aftercall.results import coded
from aftercall.results.coded import code_breaks
from aftercall.results.instruments import instruments_of_run
from aftercall.results.models import AnalysisRun, Figure, MeasureCounts
from aftercall.results.operations import analyse
from aftercall.results.periods import Period
from aftercall.results.presenters import coding_facts
from aftercall.rights.retention import end_retention

RETURNED = LATER + timedelta(days=1)
FEBRUARY = date(2025, 2, 1)
# Of those who said something in their own words, every second mentioned it.
SAID, MENTIONED = 40, 20


def document(meaning: int = 1) -> CodeDocument:
    slow = CodedMeasure("slow", "improve", "Too slow", "{percent} said it was too slow.", meaning, 0.8, 0.7, 0.9)
    return CodeDocument(1, SAID, 0.8, 0.7, 0.9, (slow,))


def return_codes(wave: Wave, actor: User, *, meaning: int = 1) -> None:
    answered = ReturnedCase.objects.filter(returned__wave=wave).exclude(sealed_answers=b"").select_related("case")
    codes = {
        row.case.reference: {"improve": ["slow" if number % 2 else "none"]}
        for number, row in enumerate(answered.order_by("pk")[:SAID])
    }
    accept_codes(wave=wave, codes=codes, document=document(meaning), actor=actor, at=RETURNED)


def analysed(programme: Programme, actor: User, *, last: date = MONTH, at: datetime = LATER) -> AnalysisRun:
    return analyse(programme=programme, period=Period(MONTH, last), actor=actor, at=at)


@pytest.mark.usefixtures("cached_frames")
def test_codes_are_measures_with_intervals_and_the_same_once_retention_has_ended(
    researcher: User, programme: Programme, tmp_path: Path
) -> None:
    wave = returned_wave(researcher, tmp_path, programme=programme)
    before = analysed(programme, researcher)
    return_codes(wave, researcher)
    run = analysed(programme, researcher, at=RETURNED)
    figure = Figure.objects.get(run=run, measure="said_slow", population="all", breakdown="")
    assert (figure.base, figure.satisfied) == (SAID, MENTIONED)
    assert figure.low is not None
    assert figure.low < figure.estimate < (figure.high or 0)
    counts = MeasureCounts.objects.get(run=run, measure="said_slow").counts
    assert sum(row[-2] for row in counts if row[2] == "") == MENTIONED
    assert instruments_of_run(run).label("said_slow") == "Too slow"
    assert coding_facts(before) == []
    assert coding_facts(run) == [
        (
            "Codes of January 2025",
            "Codebook version 1; 40 texts coded by two people independently, kappa 0.80 (0.70 to 0.90)",
        )
    ]
    [(_, words)] = coding_facts(run, published=True)
    assert words == "Codebook version 1; texts coded by two people independently, kappa 0.80 (0.70 to 0.90)"
    # The order of the sums may differ by the measures beside it, and so the last digit.
    whole = Figure.objects.filter(measure="whole", population="all", breakdown="")
    assert whole.get(run=before).estimate == pytest.approx(whole.get(run=run).estimate, rel=1e-12)
    end_retention(wave=wave, actor=researcher, at=LATER)
    again = analysed(programme, researcher, at=RETURNED)
    assert again.data_digest == run.data_digest
    assert Figure.objects.get(run=again, measure="said_slow", population="all", breakdown="").base == SAID
    assert any("improve/codes" in person.answers for person in read_wave(Wave.objects.get(pk=wave.pk)).sample)


@pytest.mark.usefixtures("cached_frames")
def test_a_period_counts_codes_only_if_all_of_its_waves_have_them(
    researcher: User, programme: Programme, tmp_path: Path
) -> None:
    january = returned_wave(researcher, tmp_path, programme=programme)
    february = returned_wave(researcher, tmp_path, programme=programme, month=FEBRUARY)
    before = analysed(programme, researcher, last=FEBRUARY)
    return_codes(january, researcher)
    half = analysed(programme, researcher, last=FEBRUARY, at=RETURNED)
    assert half.data_digest == before.data_digest
    assert not Figure.objects.filter(run=half, measure="said_slow").exists()
    [(_, words)] = coding_facts(half)
    assert words == "Not counted, because what people said in their own words was not coded yet: February 2025"
    assert coding_facts(half, published=True) == []
    return_codes(february, researcher, meaning=2)
    run = analysed(programme, researcher, last=FEBRUARY, at=RETURNED)
    # The code means something else from February on, so only answers since then count.
    assert dict(code_breaks([january, february])) == {"said_slow": (FEBRUARY,)}
    figure = Figure.objects.get(run=run, measure="said_slow", population="all", breakdown="")
    assert (figure.base, figure.since) == (SAID, FEBRUARY)


def test_a_wave_with_nothing_to_code_does_not_keep_the_others_from_being_counted(researcher: User) -> None:
    programme = make_programme()
    january, february = make_wave(programme), make_wave(programme, FEBRUARY)
    waves = [january, february]
    assert coded.not_coded(waves) == []  # nobody codes
    _returned(january, researcher, document())
    assert (coded.not_coded(waves), coded.coded_measures(waves)) == ([february], {})
    nothing = replace(document(), texts=0, kappa=None, low=None, high=None)
    _returned(february, researcher, nothing)
    assert coded.not_coded(waves) == []
    assert list(coded.coded_measures(waves)) == ["said_slow"]
    assert coded.coded_measures([february]) == {}


def _returned(wave: Wave, actor: User, content: CodeDocument) -> None:
    CodeReturn.objects.create(
        wave=wave,
        returned_at=RETURNED,
        returned_by=actor,
        document=asdict(content),
        text_count=content.texts,
        digest="",
    )


def test_a_new_code_counts_only_from_the_first_wave_that_was_coded_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    new = CodedMeasure("kind", "improve", "Kind", "{percent} said they were kind.", 2, None, None, None)
    later = replace(document(), measures=(*document().measures, new))
    returns = {Wave(pk=1, month=MONTH): document(), Wave(pk=2, month=FEBRUARY): later}
    monkeypatch.setattr(coded, "code_returns", lambda _: returns)
    assert dict(code_breaks(list(returns))) == {"said_kind": (FEBRUARY,)}
