"""The lines of a draft: each figure as it was published before or as it was calculated, after disclosure control."""

from collections.abc import Sequence

from aftercall.methods.small_sample import Reliability
from aftercall.publication.as_published import key_of_figure, published_before
from aftercall.publication.disclosure import suppressions
from aftercall.publication.empty_levels import with_empty_levels
from aftercall.publication.models import Mark, Publication, PublishedFigure, Suppression
from aftercall.publication.wording import precision, statement
from aftercall.results.instruments import instruments_of_run
from aftercall.results.models import Figure, Population
from aftercall.results.populations import whom_all_are
from aftercall.results.presenters import break_sentence

_NUMBERS = ("base", "percent", "standard_error", "low", "high", "reliability", "mark")


def draft_lines(publication: Publication) -> list[PublishedFigure]:
    """A line for each figure of the analysis. A correction takes no figure from earlier publications."""
    run = publication.run
    before = {} if publication.supersedes else published_before(run)
    figures = list(run.figures.select_related("run"))
    hidden = suppressions(publication, figures)
    lines = [
        _line(publication, figure, before.get(key_of_figure(run, figure)), hidden.get(figure.pk)) for figure in figures
    ]
    _add_sentences(publication, lines)
    return with_empty_levels(publication, lines)


def _line(
    publication: Publication, figure: Figure, earlier: PublishedFigure | None, reason: Suppression | None
) -> PublishedFigure:
    run = publication.run
    line = PublishedFigure(
        publication=publication,
        first_month=figure.since or run.first_month,
        last_month=run.last_month,
        population=figure.population,
        measure=figure.measure,
        breakdown=figure.breakdown,
        group=figure.group,
    )
    if reason is not None:
        line.mark, line.suppression = Mark.CONFIDENTIAL, reason
        return line
    numbers = _calculated(figure) if earlier is None else {name: getattr(earlier, name) for name in _NUMBERS}
    for name, value in numbers.items():
        setattr(line, name, value)
    return line


def _calculated(figure: Figure) -> dict[str, object]:
    low, high = (None if bound is None else 100 * bound for bound in (figure.low, figure.high))
    mark = Mark.UNRELIABLE if figure.reliability is Reliability.UNRELIABLE else Mark.NONE
    numbers = (
        figure.base,
        100 * figure.estimate,
        100 * figure.standard_error,
        low,
        high,
        figure.reliability.value,
        mark,
    )
    return dict(zip(_NUMBERS, numbers, strict=True))


def _add_sentences(publication: Publication, lines: Sequence[PublishedFigure]) -> None:
    """Write the sentences of each figure for everybody in a population, unless it is suppressed."""
    instruments, everybody = instruments_of_run(publication.run), whom_all_are(publication.run)
    for line in lines:
        if line.breakdown:
            continue
        line.break_note = break_sentence(instruments.breaks.get(line.measure, ()))
        if line.percent is None:
            continue
        people = everybody if line.population == Population.ALL else line.population
        line.statement = statement(instruments.measures[line.measure], people, line.percent)
        line.precision = precision(line, people, line.first_month, line.last_month)
