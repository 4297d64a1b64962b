"""A publication as it is shown on its page and in its CSV file."""

from collections.abc import Iterable, Iterator, Mapping

from aftercall.core.words import number, percent
from aftercall.instrument.measures import Measure
from aftercall.instrument.series import InstrumentSeries
from aftercall.publication.models import Direction, Publication, PublishedFigure
from aftercall.results.models import Population
from aftercall.results.presenters import marked, with_caution

# The direction is also written out, so that nobody has to tell the colours apart.
DIRECTION_COLOURS = {
    Direction.ROSE: "green",
    Direction.FELL: "orange",
    Direction.NO_CLEAR_CHANGE: "grey",
}


def statements(figures: Iterable[PublishedFigure], instruments: InstrumentSeries) -> list[dict[str, str]]:
    """Each headline: the measure's name, the sentence, its precision and the change."""
    return [
        {
            "name": instruments.label(figure.measure),
            "text": figure.statement or figure.not_shown,
            "precision": figure.precision,
            "break": figure.break_note,
        }
        for figure in figures
    ]


def headline_rows(
    figures: Iterable[PublishedFigure], instruments: InstrumentSeries, *, shares: bool = False
) -> list[dict[str, object]]:
    """The figures for all victims, as rows of a table with bars: how many are satisfied, or the other shares."""
    return [
        _row(figure, marked(instruments.label(figure.measure), broken=bool(figure.break_note)))
        for figure in figures
        if instruments.measures[figure.measure].is_share is shares
    ]


def _row(figure: PublishedFigure, label: str) -> dict[str, object]:
    if figure.percent is None:
        return {"label": label, "value": "–", "interval": figure.not_shown, "share": 0.0}
    row: dict[str, object] = {
        "label": f"{label} ({number(figure.base or 0)} people)",
        "value": percent(figure.percent / 100),
        "interval": "not available",
        "share": figure.percent / 100,
    }
    if figure.low is not None and figure.high is not None:
        row |= {
            "interval": with_caution(
                f"{percent(figure.low / 100)} to {percent(figure.high / 100)}", figure.reliability
            ),
            "low": figure.low / 100,
            "high": figure.high / 100,
        }
    return row


def groups(publication: Publication, instruments: InstrumentSeries) -> list[dict[str, object]]:
    """Each breakdown of all victims: its name, and one table per measure."""
    figures = list(publication.figures.filter(population=Population.ALL))
    notes = {figure.measure: figure.break_note for figure in figures if not figure.breakdown}
    return [
        {
            "name": name,
            "tables": list(_tables([one for one in figures if one.breakdown == breakdown], name, instruments, notes)),
        }
        for breakdown, name in instruments.breakdowns.items()
    ]


def _tables(
    figures: list[PublishedFigure], name: str, instruments: InstrumentSeries, notes: Mapping[str, str]
) -> Iterator[dict[str, object]]:
    for measure in instruments.measures.values():
        of_measure = [figure for figure in figures if figure.measure == measure.name]
        if of_measure:
            yield {
                "caption": f"{_what_is_shown(measure)}, by {name[0].lower()}{name[1:]}",
                "head": "Share" if measure.is_share else "Satisfied",
                "note": notes.get(measure.name, ""),
                "rows": [_row(one, one.group) for one in of_measure],
            }


def _what_is_shown(measure: Measure) -> str:
    return measure.label if measure.is_share else f"{measure.label}: satisfied"


def provenance(publication: Publication) -> list[tuple[str, str]]:
    """What the figures are based on, as names and values."""
    run = publication.run
    return [
        ("When the crimes and incidents were reported", run.period),
        ("Victims who could have been sampled", number(run.frame_size)),
        ("Sampled", number(run.sampled)),
        ("Interviewed", number(run.respondents)),
        ("Response rate (AAPOR RR2)", percent(run.outcome_rates["rr2"], 1)),
        ("Software version", run.code_version),
        ("Digest of the data", run.data_digest),
    ]
