"""Analyses for tests of publications, made from one that was analysed, because that takes a frame."""

from datetime import date

from aftercall.results.models import AnalysisRun, Figure, MeasureCounts


def analysed_again(
    run: AnalysisRun, *, by: float = 0.0, first: date | None = None, last: date | None = None
) -> AnalysisRun:
    """A copy of an analysis for the same or other months; in other months without figures by group, and with counts of
    other people, in its first month. by: what is added to every share."""
    waves, instruments, figures = list(run.waves.all()), list(run.instruments.all()), list(run.figures.all())
    again = AnalysisRun.objects.get(pk=run.pk)
    again.pk = None
    again.first_month, again.last_month = first or run.first_month, last or run.last_month
    again.save(force_insert=True)
    again.waves.set(waves)
    again.instruments.set(instruments)
    for counts in list(MeasureCounts.objects.filter(run__pk=run.pk)):
        moved = [[f"{again.first_month:%Y-%m}", *cell[1:]] for cell in counts.counts]
        MeasureCounts.objects.create(run=again, measure=counts.measure, counts=moved)
    for figure in figures:
        if first is None or not figure.breakdown:
            copy(figure, again, by=by)
    return again


def copy(figure: Figure, run: AnalysisRun, *, by: float = 0.0, breakdown: str | None = None, group: str = "") -> Figure:
    """A copy of a figure in another analysis, in another group if one is given."""
    made = Figure.objects.get(pk=figure.pk)
    made.pk, made.run = None, run
    if breakdown is not None:
        made.breakdown, made.group = breakdown, group
    for name in ("estimate", "low", "high"):
        setattr(made, name, getattr(figure, name) + by)
    made.save(force_insert=True)
    return made
