"""The versions of the instrument that an analysis needs to interpret its answers, and where its series break."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db.models import Max

from aftercall.instrument.instrument import Instrument
from aftercall.instrument.series import InstrumentSeries
from aftercall.instrument.series_breaks import Judgement, Verdict, VersionStep, break_months, version_steps
from aftercall.programmes.models import Wave
from aftercall.questionnaires.models import InstrumentVersion
from aftercall.questionnaires.queries import read_instrument
from aftercall.questionnaires.series import judgements
from aftercall.results.coded import code_breaks, coded_measures
from aftercall.results.models import AnalysisRun, SeriesStep


def instruments_of_waves(waves: Sequence[Wave], steps: Iterable[VersionStep] = ()) -> InstrumentSeries:
    """The versions that these waves were released with, the latest last."""
    by_month = sorted(waves, key=lambda wave: wave.month, reverse=True)
    latest_first = dict.fromkeys(wave.release.instrument for wave in by_month)
    return _series(reversed(latest_first), break_months(steps), waves)


def steps_of_waves(waves: Sequence[Wave]) -> list[VersionStep]:
    """Each month of these waves, or the first after an earlier wave of their programme, in which a measure was asked
    with another version than before, judged as people have decided or else as is proposed."""
    asked = [*_last_before(waves), *waves]
    versions = {wave.release.instrument.digest: wave.release.instrument for wave in asked}

    def judge(earlier: str, later: str, measure: str) -> Judgement:
        return judgements(versions[earlier], versions[later])[measure]

    instruments = {digest: read_instrument(version) for digest, version in versions.items()}
    return list(version_steps([(wave.month, wave.release.instrument.digest) for wave in asked], instruments, judge))


def breaks_since(run: AnalysisRun, first_month: date) -> Mapping[str, tuple[date, ...]]:
    """By measure, the months in which its series breaks from this month to the end of an analysis: those that the
    analysis was made with, and those before it by what has been decided or proposed so far."""
    waves = run.programme.waves.filter(month__range=(first_month, run.last_month), release__isnull=False)
    asked = list(waves.select_related("programme", "release__instrument"))
    steps = steps_of_waves(asked) if asked else []
    found = [(one.measure, one.month) for one in steps if one.is_break and one.month < run.first_month]
    found += run.steps.filter(verdict=Verdict.SERIES_BREAK).values_list("measure", "month")
    found += [(measure, month) for measure, months in code_breaks(asked).items() for month in months]
    measures = {measure for measure, _ in found}
    return {name: tuple(sorted({month for measure, month in found if measure == name})) for name in measures}


def _last_before(waves: Sequence[Wave]) -> Sequence[Wave]:
    """The last wave that was released before these, if there is one."""
    first = min(waves, key=lambda wave: wave.month)
    earlier = first.programme.waves.filter(month__lt=first.month, release__isnull=False)
    return list(earlier.select_related("release__instrument").order_by("-month")[:1])


def instruments_of_run(run: AnalysisRun, language: str = "") -> InstrumentSeries:
    """The versions that an analysis interpreted its answers with, the latest last, and the breaks that it found.
    language: the code of that in which they are read; a version without it is read in its first one."""
    versions = run.instruments.filter(releases__wave__runs=run).defer("document")
    breaks: dict[str, tuple[date, ...]] = {}
    for step in run.steps.filter(verdict=Verdict.SERIES_BREAK):
        breaks[step.measure] = (*breaks.get(step.measure, ()), step.month)
    ordered = versions.annotate(last_month=Max("releases__wave__month")).order_by("last_month")
    return _series(ordered, breaks, list(run.waves.all()), until=run.run_at, language=language)


def stored_steps(run: AnalysisRun, waves: Sequence[Wave], steps: Iterable[VersionStep]) -> list[SeriesStep]:
    """The steps as rows of an analysis."""
    versions = {wave.release.instrument.digest: wave.release.instrument for wave in (*_last_before(waves), *waves)}
    return [
        SeriesStep(
            run=run,
            measure=step.measure,
            month=step.month,
            earlier=versions[step.earlier],
            later=versions[step.later],
            verdict=step.judgement.verdict,
            reason=step.judgement.reason,
            decided=step.judgement.decided,
        )
        for step in steps
    ]


def _series(
    versions: Iterable[InstrumentVersion],
    breaks: Mapping[str, tuple[date, ...]],
    waves: Sequence[Wave],
    *,
    until: datetime | None = None,
    language: str = "",
) -> InstrumentSeries:
    coded = coded_measures(waves, until)
    all_breaks = {**breaks, **code_breaks(waves)} if coded else breaks
    return InstrumentSeries({version.digest: _read(version, language) for version in versions}, all_breaks, coded)


def _read(version: InstrumentVersion, language: str) -> Instrument:
    in_first_language = read_instrument(version)
    is_known = any(one.code == language for one in in_first_language.languages)
    return read_instrument(version, language) if is_known else in_first_language
