"""The lines of a draft: each figure as it was published before or as it was calculated, after the disclosure check."""

from collections.abc import Mapping, Sequence

from aftercall.core.words import percent
from aftercall.publication.as_published import ChangeKey, Published, key_of, published_before
from aftercall.publication.disclosure import suppressions
from aftercall.publication.models import Publication, PublishedFigure, Suppression
from aftercall.publication.wording import change_statement, precision
from aftercall.results.instruments import instruments_of_run
from aftercall.results.models import Change, ChangeDirection, Figure
from aftercall.results.periods import QUARTER, period_words
from aftercall.results.presenters import break_sentence

_NUMBERS = ("base", "percent", "low", "high", "reliability")

_SIGNS = {ChangeDirection.ROSE: 1, ChangeDirection.FELL: -1, ChangeDirection.NO_CLEAR_CHANGE: 0}


def draft_lines(publication: Publication) -> list[PublishedFigure]:
    """A line for each figure of the analysis. A correction takes no figure from earlier publications."""
    run = publication.run
    before = Published({}, {}) if publication.correction else published_before(run)
    figures = list(run.figures.select_related("run"))
    earlier = {figure.pk: before.figures.get(key_of(run, figure)) for figure in figures}
    hidden = suppressions(figures, _hidden_before(earlier))
    lines = [_line(publication, figure, earlier[figure.pk], hidden.get(figure.pk)) for figure in figures]
    _add_sentences(publication, lines, before)
    return lines


def _hidden_before(earlier: Mapping[int, PublishedFigure | None]) -> dict[int, Suppression]:
    """Figures that were hidden when they were published stay hidden."""
    return {
        pk: Suppression(line.suppression or Suppression.FEW_ANSWERS)
        for pk, line in earlier.items()
        if line is not None and line.suppressed
    }


def _line(
    publication: Publication, figure: Figure, earlier: PublishedFigure | None, reason: Suppression | None
) -> PublishedFigure:
    line = PublishedFigure(
        publication=publication,
        measure=figure.measure,
        breakdown=figure.breakdown,
        group=figure.group,
        since=figure.since,
        suppressed=reason is not None,
        suppression=reason or "",
    )
    if reason is None:
        numbers = _calculated(figure) if earlier is None else {name: getattr(earlier, name) for name in _NUMBERS}
        for name, value in numbers.items():
            setattr(line, name, value)
    return line


def _calculated(figure: Figure) -> dict[str, object]:
    low, high = (None if bound is None else 100 * bound for bound in (figure.low, figure.high))
    numbers = (figure.base, 100 * figure.estimate, low, high, figure.reliability.value)
    return dict(zip(_NUMBERS, numbers, strict=True))


def _add_sentences(publication: Publication, lines: Sequence[PublishedFigure], before: Published) -> None:
    """Write the sentences of each headline that is not suppressed."""
    run, instruments = publication.run, instruments_of_run(publication.run)
    changes = {change.measure: change for change in run.changes.all()}
    quarters = {(line.measure, line.group): line for line in lines if line.breakdown == QUARTER}
    for line in lines:
        if line.breakdown:
            continue
        line.break_note = break_sentence(instruments.breaks.get(line.measure, ()))
        if line.percent is None:
            continue
        line.statement = instruments.measures[line.measure].statement(percent(line.percent / 100))
        line.precision = precision(line, period_words(line.since or run.first_month, run.last_month))
        if change := changes.get(line.measure):
            _add_change(line, change, quarters, before)


def _add_change(
    line: PublishedFigure,
    change: Change,
    quarters: Mapping[tuple[str, str], PublishedFigure],
    before: Published,
) -> None:
    """The change in the direction that was published before, or as calculated. Without both quarters' figures there is
    none, because the sentence gives them away."""
    earlier, later = (quarters.get((change.measure, group)) for group in (change.earlier, change.later))
    if earlier is None or later is None or earlier.percent is None or later.percent is None:
        return
    published = before.changes.get(ChangeKey(change.measure, change.earlier, change.later))
    direction = ChangeDirection(published.direction if published else change.direction)
    if (later.percent - earlier.percent) * _SIGNS[direction] < 0 or earlier.percent == later.percent:
        direction = ChangeDirection.NO_CLEAR_CHANGE  # figures published before go the other way than this analysis
    line.change = change_statement(change, direction, earlier.percent, later.percent)
    line.direction = direction
